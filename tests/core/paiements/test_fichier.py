"""The bank file of an order: valid, always the same, and read back equal to the ledger."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.guichet import iban

from justedroit.core.identites import ACCOUNTS
from justedroit.core.paiements import (
    CAISSE_DEMO,
    ORDER,
    Entete,
    check_pain001,
    differences,
    fingerprint_of_accounts,
    fingerprint_of_rows,
    message_id,
    payable,
    read_pain001,
    virements,
    write_pain001,
)

ENTETE = Entete(
    7,
    202506,
    dt.datetime(2025, 7, 1, 8, 30, tzinfo=dt.UTC),
    {"allocataire": dt.date(2025, 7, 4), "bailleur": dt.date(2025, 7, 25)},
)
ROWS = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from(["af", "apl", "rsa"]),
        st.sampled_from([202505, 202506]),
        st.sampled_from(["allocataire", "bailleur"]),
        st.integers(1, 10**9),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:3],
)


def order(rows):
    return pa.Table.from_pylist([dict(zip(ORDER.names, r, strict=True)) for r in rows], ORDER)


def accounts(holder="Essai", dossiers=range(1, 6)):
    rows = [
        (d, payee, holder, iban(2 * d + n), f"{2 * d + n:016x}")
        for d in dossiers
        for n, payee in enumerate(("allocataire", "bailleur"))
    ]
    return pa.Table.from_pylist([dict(zip(ACCOUNTS.names, r, strict=True)) for r in rows], ACCOUNTS)


def made(rows, known=None):
    known = accounts() if known is None else known
    paid, _ = payable(order(rows), known, {})
    chosen = virements(paid, known, 7)
    return chosen, write_pain001(chosen, ENTETE, CAISSE_DEMO)


@given(ROWS)
def test_the_file_is_valid_and_read_back_equal_to_what_is_ordered(rows):
    chosen, content = made(rows)
    assert check_pain001(content) == ""
    assert differences(content, chosen) == []
    read = read_pain001(content)
    assert read.message == message_id(CAISSE_DEMO, 7)
    assert read.announced == read.counted
    assert read.counted[0][1] == sum(row[4] for row in rows)
    assert read.virements.num_rows == len({(row[0], row[3]) for row in rows})


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_changes_neither_the_bytes_nor_the_fingerprints(rows, chance):
    mixed = chance.sample(rows, len(rows))
    assert made(rows)[1] == made(mixed)[1]
    one, other = (payable(order(r), accounts(), {})[0] for r in (rows, mixed))
    assert fingerprint_of_rows(one) == fingerprint_of_rows(other)
    assert fingerprint_of_accounts(one) == fingerprint_of_accounts(other)


@given(ROWS, st.data())
def test_a_cent_a_month_or_a_payee_that_moves_changes_the_fingerprint(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    row = list(rows[at])
    row[data.draw(st.sampled_from([0, 4]))] += 1
    changed = [*rows[:at], tuple(row), *rows[at + 1 :]]
    assert fingerprint_of_rows(order(rows)) != fingerprint_of_rows(order(changed))


PAID = [(1, "rsa", 202506, "allocataire", 60_000), (2, "apl", 202506, "bailleur", 20_050)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"<CtrlSum>800.50", b"<CtrlSum>800.51", "annonce 2 virements"),
        (b"<NbOfTxs>2<", b"<NbOfTxs>3<", "annonce 3 virements"),
        (b'EUR">600.00', b'EUR">600.01', "annonce"),
        (b"-A-", b"-A-1", "la référence"),
        (b"<EndToEndId>O7-D2", b"<EndToEndId>O7-D3", "la référence"),
        (b"</Document>", b"", "n'est pas du XML"),
        (b'EUR">600.00', b'EUR">600.001', "deux décimales"),
    ],
)
def test_a_byte_that_is_not_as_ordered_is_found(before, after, said):
    chosen, content = made(PAID)
    assert before in content
    faults = differences(content.replace(before, after), chosen)
    assert faults
    assert all(said in fault for fault in faults[:1])


def test_an_account_that_is_not_the_one_ordered_is_found():
    chosen, content = made(PAID)
    other = content.replace(iban(2).encode(), iban(99).encode())
    assert other != content
    [fault] = differences(other, chosen)
    assert "le compte" in fault
    assert "FR76" not in fault


def test_amounts_that_move_from_one_to_another_are_found():
    chosen, content = made(
        [(1, "rsa", 202506, "allocataire", 1), (2, "rsa", 202506, "allocataire", 2)]
    )
    mixed = content.replace(b'EUR">0.01', b'EUR">0.03').replace(b'EUR">0.02', b'EUR">0.00')
    [fault] = differences(mixed, chosen)
    assert "le montant" in fault


def test_the_schema_refuses_what_the_bank_would():
    _, content = made(PAID)
    assert "Cd" in check_pain001(content.replace(b"<Cd>SSBE</Cd>", b"<Cd>SSBEX</Cd>"))
    assert check_pain001(content.replace(b'EUR">600.00', b'EUR">-600.00'))
    assert check_pain001(content[:-30])


def test_what_has_no_account_or_a_dead_one_waits_with_its_reason():
    known = accounts(dossiers=[1])
    paid, held = payable(order(PAID), known, {})
    assert (paid["dossier"].to_pylist(), held["why"].to_pylist()) == ([1], ["sans_compte"])
    paid, held = payable(
        order(PAID), accounts(), dict.fromkeys(known["fingerprint"].to_pylist(), "MD07")
    )
    assert (paid["dossier"].to_pylist(), held["why"].to_pylist()) == ([2], ["compte_bloque"])
    paid, held = payable(order(PAID), accounts(holder="漢"), {})
    assert (paid.num_rows, set(held["why"].to_pylist())) == (0, {"nom_illisible"})


def test_a_payee_without_account_has_no_credit_transfer():
    paid, _ = payable(order(PAID), accounts(), {})
    with pytest.raises(ValueError, match="n'a plus de compte"):
        virements(paid, accounts(dossiers=[1]), 7)
