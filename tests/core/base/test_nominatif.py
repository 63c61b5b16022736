"""A NIR or an IBAN is recognised wherever it is written, and nothing else is."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import looks_personal, names_someone, nir_key
from justedroit.core.paiements import repayment_reference

# A département of nobody, and a bank that does not exist: their keys are right all the same.
NIR = f"1850599006084{nir_key('1850599006084'):02d}"
IBAN = "FR7699999000010000000000118"


def spaced(text, size):
    return " ".join(text[i : i + size] for i in range(0, len(text), size))


@pytest.mark.parametrize(
    "text",
    [
        NIR,
        f"Madame, NIR {NIR}, appelée hier",
        f"attestation_{NIR}_2025.pdf",
        f"n° {NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}.",
        f"sans sa clé, {NIR[:13]}",
        f"sans sa clé, {NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]}, dit-elle",
    ],
)
def test_a_nir_is_seen_among_other_words(text):
    assert names_someone(text)
    assert looks_personal(text)


@pytest.mark.parametrize("write", [str, str.lower, lambda iban: spaced(iban, 4)])
def test_an_iban_is_seen_however_it_is_grouped(write):
    head = IBAN[4:] + "FR"
    key = 98 - int("".join(str(int(c, 36)) for c in head + "00")) % 97
    right = f"FR{key:02d}{IBAN[4:]}"
    assert names_someone(f"compte {write(right)} donné au guichet")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "avis n° 2025-0042",
        "piece-7",
        "bulletins de salaire de janvier à mars 2025",
        "agent-007",
    ],
)
def test_what_agents_write_every_day_names_nobody(text):
    assert not names_someone(text)
    assert not looks_personal(text)


@pytest.mark.parametrize("text", ["chèque 2026060100001", "1 250 300 450 600"])
def test_a_number_that_is_no_nir_names_nobody(text):
    assert not names_someone(text)


@given(st.integers(1, 96))
def test_a_nir_whose_key_is_mistyped_is_seen_and_is_not_quoted_either(shift):
    wrong = f"{NIR[:13]}{(int(NIR[13:]) - 1 + shift) % 97 + 1:02d}"
    assert names_someone(f"mon nir {wrong}")
    assert looks_personal(wrong)


@given(st.integers(0, 99), st.booleans(), st.integers(26, 28))
def test_an_iban_whose_key_is_mistyped_is_seen_too(key, grouped, length):
    wrong = f"FR{key:02d}{IBAN[4:]}0"[:length]
    assert names_someone(f"compte {spaced(wrong, 4) if grouped else wrong}, au guichet")


AMOUNT = st.builds(
    lambda cents, mark: f"{cents // 100:,}".replace(",", mark) + f",{cents % 100:02d} €",
    st.integers(0, 10**9),
    st.sampled_from([" ", "\u202f", "\u00a0", "."]),
)
DAY = st.dates().map(lambda day: f"{day:%d/%m/%Y}") | st.dates().map(dt.date.isoformat)
PHONE = st.tuples(
    st.integers(1, 9), st.lists(st.integers(0, 99), min_size=4, max_size=4), st.sampled_from(" .-")
).map(lambda told: told[2].join([f"0{told[0]}", *(f"{pair:02d}" for pair in told[1])]))
REFERENCE = st.builds(repayment_reference, st.integers(1, 10**6), st.none() | st.integers(1, 999))


@given(st.lists(st.one_of(AMOUNT, DAY, PHONE, REFERENCE), min_size=1, max_size=5))
def test_amounts_days_telephones_and_references_of_transfers_name_nobody(told):
    assert not names_someone(" ; ".join(["Le foyer dit", *told]))
    assert not names_someone(", ".join(told))


@given(st.text(max_size=60))
def test_any_text_is_judged_without_failing(text):
    assert names_someone(text) in (True, False)
