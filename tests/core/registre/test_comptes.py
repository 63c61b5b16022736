"""The chart of accounts is closed, and every movement stays within it."""

from __future__ import annotations

import pytest

from justedroit.core.registre import (
    ACCOUNTS,
    BENEFITS,
    FUND_ACCOUNTS,
    FUND_MOTIVES,
    FUND_MOVEMENTS,
    MOTIVES,
    MOVEMENTS,
    NATURES,
    account,
)


def test_an_account_is_a_benefit_and_a_nature():
    assert account("apl", "paye_tiers") == "apl:paye_tiers"


def test_the_chart_has_every_nature_of_every_benefit_and_nothing_else():
    of_dossiers = ACCOUNTS - set(FUND_ACCOUNTS)
    assert len(of_dossiers) == len(BENEFITS) * len(NATURES)
    assert {a.split(":")[0] for a in of_dossiers} == set(BENEFITS)


def test_the_fund_has_accounts_of_its_own():
    natures = ("encaisse", "attente", "a_rendre", "reliquat")
    assert set(FUND_ACCOUNTS) == {f"caisse:{nature}" for nature in natures}
    assert set(FUND_ACCOUNTS) <= ACCOUNTS
    assert set(FUND_MOVEMENTS) == set(FUND_MOTIVES)
    pairs = {pair for some in FUND_MOVEMENTS.values() for pair in some}
    assert {side for pair in pairs for side in pair} == set(FUND_ACCOUNTS)


def test_what_a_person_decides_of_the_money_of_the_fund_can_be_undone():
    undoing = FUND_MOVEMENTS["contrepassation"]
    decided = {p for m in ("placement", "rendu", "solde") for p in FUND_MOVEMENTS[m]}
    assert undoing == {(credit, debit) for debit, credit in decided}


@pytest.mark.parametrize(("benefit", "nature"), [("rmi", "droit"), ("rsa", "cagnotte")])
def test_an_account_out_of_the_chart_is_refused_with_the_list(benefit, nature):
    with pytest.raises(ValueError, match="inconnue"):
        account(benefit, nature)


def test_every_nature_has_a_french_label_and_a_sentence():
    for code, nature in NATURES.items():
        assert nature.code == code
        assert nature.label
        assert nature.sentence.endswith(".")


def test_every_motive_has_movements_between_known_natures():
    assert set(MOVEMENTS) == set(MOTIVES)
    for pairs in MOVEMENTS.values():
        for debit, credit in pairs:
            assert debit != credit
            assert {debit, credit} <= set(NATURES)


def test_only_charge_and_its_counterparts_change_what_is_posted():
    posting = {m for m, pairs in MOVEMENTS.items() if any("charge" in pair for pair in pairs)}
    assert posting == {"droit", "rappel", "indu", "droit_reduit", "annulation"}
