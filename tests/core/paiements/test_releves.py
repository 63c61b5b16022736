"""Statements: several accounts of the same money, details, and references of those who repay."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.paiements import (
    Reference,
    Refus,
    motif,
    open_message,
    read_camt,
    read_reference,
    repayment_reference,
    why_unread,
)

NOW = dt.datetime(2025, 7, 7, 9, tzinfo=dt.UTC)
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.054.001."


def notification(*entries, version="02"):
    body = "".join(entries)
    return (
        f'<Document xmlns="{SPACE}{version}"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M1</MsgId></GrpHdr>'
        f"<Ntfctn><Acct><Id><IBAN>X</IBAN></Id></Acct>{body}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def entry(cents, *details, side="CRDT", status="BOOK"):
    return (
        f"<Ntry><Amt Ccy='EUR'>{cents / 100:.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>2025-07-07</Dt></BookgDt><NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def detail(cents, name, side=""):
    told = f"<CdtDbtInd>{side}</CdtDbtInd>" if side else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs>"
        f"<AmtDtls><TxAmt><Amt Ccy='EUR'>{cents / 100:.2f}</Amt></TxAmt></AmtDtls>{told}</TxDtls>"
    )


def lines(content):
    kind, body = open_message(content)
    return read_camt(kind, body).lignes


def test_the_versions_of_a_message_are_read_alike():
    content = entry(300, detail(100, "a"), detail(200, "b"))
    for version in ("02", "08", "12"):
        found = lines(notification(content, version=version))
        assert [(line.cents, line.end_to_end) for line in found] == [(100, "a"), (200, "b")]
    with pytest.raises(Refus, match="espace de noms"):
        lines(notification(content, version="01"))


def test_a_file_too_large_is_refused_before_it_is_read():
    content = notification(entry(1)) + b" " * 1_000
    with pytest.raises(Refus, match="plus que les 0 permis"):
        open_message(content, limit=1_000)


def test_a_detail_on_the_other_side_of_its_entry_counts_against_it():
    found = lines(notification(entry(100, detail(300, "a"), detail(200, "b", side="DBIT"))))
    assert [line.cents for line in found] == [300, -200]


def test_an_entry_without_detail_is_one_line():
    [line] = lines(notification(entry(100, side="DBIT")))
    assert (line.cents, line.number, line.end_to_end) == (-100, 1, "")


def test_the_same_lines_have_the_same_keys():
    twice = notification(entry(100, detail(100, "a")), entry(100, detail(100, "a")))
    keys = [line.key for line in lines(twice)]
    assert len(set(keys)) == 1  # nothing tells them apart: how often each is told does
    assert keys == [line.key for line in lines(twice)]


# --- references ------------------------------------------------------------------------------


def test_a_reference_has_the_check_digits_of_iso_11649():
    # The body of an example of ISO 11649 that banks publish: RF18 5390 0754 7034.
    def check(body):
        digits = "".join(str(int(c, 36)) for c in f"{body}RF00")
        return 98 - int(digits) % 97

    assert check("539007547034") == 18
    reference = repayment_reference(1234)
    assert int(reference[2:4]) == check(reference[4:])


DOSSIERS = st.integers(1, 10**12 - 1)
CREANCES = st.none() | st.integers(1, 999)


def named(dossier, creance):
    return Reference(dossier, () if creance is None else (creance,))


@given(DOSSIERS, CREANCES, st.text(max_size=8), st.text(max_size=8))
def test_a_reference_is_found_however_it_is_typed(dossier, creance, before, after):
    reference = repayment_reference(dossier, creance)
    typed = " ".join(reference[i : i + 4] for i in range(0, len(reference), 4)).lower()
    assert read_reference(typed) == named(dossier, creance)
    if not any(letter.isalnum() for letter in before + after):
        assert read_reference(f"{before} {typed} {after}") == named(dossier, creance)


@given(DOSSIERS, CREANCES, st.integers(0, 20), st.integers(1, 9))
def test_a_reference_misread_names_nobody(dossier, creance, at, shift):
    reference = repayment_reference(dossier, creance)
    at %= len(reference)
    if reference[at].isdigit():
        wrong = str((int(reference[at]) + shift) % 10)
        assert read_reference(reference[:at] + wrong + reference[at + 1 :]) is None


@given(DOSSIERS, CREANCES)
def test_a_reference_fits_a_transfer_and_its_check_digits_are_those_of_iso_11649(dossier, creance):
    reference = repayment_reference(dossier, creance)
    moved = f"{reference[4:]}{reference[:4]}"
    assert len(reference) <= 25
    assert int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def test_the_references_printed_before_a_creance_could_be_named_are_still_read():
    assert read_reference("RF61D000000001234") == Reference(1234)


def test_a_creance_beyond_three_digits_leaves_the_dossier_alone_named():
    assert read_reference(repayment_reference(1234, 1_000)) == Reference(1234)


def test_two_references_name_one_dossier_or_nobody():
    def both(*named):
        return read_reference(" et ".join(repayment_reference(*one) for one in named))

    assert both((1,), (2,)) is None
    assert both((1, 2), (2, 2)) is None
    assert both((1,), (1,)) == Reference(1)
    assert both((1, 3), (1, 2), (1,)) == Reference(1, (3, 2))


def test_a_text_that_names_no_dossier_says_why():
    both = f"{repayment_reference(1)} ou {repayment_reference(2)}"
    assert why_unread(both) == "deux_dossiers"
    assert why_unread(repayment_reference(1234, 3)[:-1]) == "reference_fausse"
    assert why_unread("RF99 D000 0000 0123 4") == "reference_fausse"
    assert why_unread("RF18539007547034") == "sans_reference"  # of another creditor


@pytest.mark.parametrize(
    ("code", "dead"),
    [("AC01", True), ("AC04", True), ("AC06", True), ("MS03", False), ("AM09", False)],
)
def test_a_reason_says_whether_the_account_is_dead(code, dead):
    found = motif(code, NOW.date())
    assert (found.bloque, found.code) == (dead, code)
    assert found.libelle


def test_a_reason_that_is_unknown_or_missing_has_words_and_kills_nothing():
    assert motif("ZZ99", NOW.date()).libelle == "Motif ZZ99 de la banque"
    assert motif("", NOW.date()).libelle == "Motif non donné"
    assert not motif("ZZ99", NOW.date()).bloque


# --- absurd amounts --------------------------------------------------------------------------

MOST = 10**12  # cents: the parameter banque.montant


def test_an_amount_that_no_fund_moves_is_refused_with_its_limit():
    assert [line.cents for line in lines(notification(entry(MOST)))] == [MOST]
    for cents in (MOST + 1, 10**16):
        with pytest.raises(Refus, match="plus que ce qu'une caisse reçoit ou paie"):
            lines(notification(entry(cents)))


def test_entries_that_together_are_absurd_are_refused_whatever_their_signs():
    with pytest.raises(Refus, match="font ensemble plus que"):
        lines(notification(entry(MOST), entry(1, side="DBIT")))
