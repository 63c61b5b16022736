"""The one withholding of a month: what it takes, from what, for which debt, and what it leaves alone."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, at, transfer

from justedroit.core.base import Acte
from justedroit.core.creances import creances
from justedroit.core.registre import check_transfers
from justedroit.records.interface import BadRow, StaleSequence
from justedroit.steps.pay import pay
from justedroit.steps.recover import Fixation, explained, fix_monthly, owing, recover

MONTH, NOW = 202606, at("2026-07-01")


@pytest.fixture
def fund():
    """Return a fund with one household: a lone adult on RSA, who owes 300 €."""
    fund = Endettes()
    fund.lives(1)
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    return fund


def taken(found):
    return [
        (p.creance, p.debt, p.ligne, p.benefit, p.cents)
        for one in found.retenues
        for p in one.prises
    ]


def why(found, dossier=1):
    [one] = [one for one in found.retenues if one.dossier == dossier]
    return {number: ecart.code for number, ecart in one.skipped.items()}


def test_what_is_withheld_lowers_the_payment_and_the_debt(fund):
    found = recover(fund.records, MONTH, NOW)
    # Q = 600 € / 1.5 = 400 €: 56 + 25 % of (400 − 307).
    assert found.cents == 5_600 + 2_325
    assert fund.position(1, "rsa", MONTH) == {"charge": 60_000, "droit": -52_075, "retenu": -7_925}
    assert fund.position(1, "rsa", 202511)["indu"] == 2_075
    assert sum(pay(fund.records, MONTH, NOW)["amount_cents"].to_pylist()) == 52_075
    assert fund.sum() == 0


def test_the_transfers_name_the_creance_and_the_month(fund):
    recover(fund.records, MONTH, NOW)
    rows = [
        t
        for t in fund.records.transfers([1]).to_pylist()
        if (t["reference"] or "")[:7] == "creance"
    ]
    assert [(t["motive"], t["debit"], t["credit"], t["month"]) for t in rows] == [
        ("retenue", "rsa:droit", "rsa:retenu", MONTH),
        ("remboursement", "rsa:retenu", "rsa:indu", 202511),
    ]
    assert {t["reference"] for t in rows} == {"creance:1:retenue:202606"}
    [claim] = creances(fund.records.transfers([1]))[1]
    assert claim.total("withheld") == 7_925


def test_withholding_again_does_nothing(fund):
    recover(fund.records, MONTH, NOW)
    before = fund.records.sequences([1])
    found = recover(fund.records, MONTH, at("2026-07-02"))
    assert found.cents == 0
    assert why(found) == {1: "deja_retenu"}
    assert fund.records.sequences([1]) == before


def test_a_trial_writes_nothing(fund):
    before = fund.records.sequences([1])
    assert recover(fund.records, MONTH, NOW, trial=True).cents == 7_925
    assert fund.records.sequences([1]) == before


def test_never_more_than_is_owed():
    fund = Endettes()
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202512: 1_234})
    assert recover(fund.records, MONTH, NOW).cents == 1_234
    assert fund.open(1) == {1: 0}


def test_never_more_than_is_to_be_paid():
    fund = Endettes()
    fund.due(1, "rsa", MONTH, 2_000)
    fund.owes(1, "rsa", {202512: 50_000})
    assert recover(fund.records, MONTH, NOW).cents == 2_000
    assert pay(fund.records, MONTH, NOW).num_rows == 0


def test_what_was_not_paid_of_past_months_is_left_alone():
    fund = Endettes()
    fund.due(1, "rsa", 202605, 60_000)
    fund.owes(1, "rsa", {202512: 50_000})
    assert why(recover(fund.records, MONTH, NOW)) == {1: "rien_a_payer"}


def test_the_benefit_overpaid_comes_first_then_those_that_the_law_allows():
    fund = Endettes()
    fund.due(1, "aah", MONTH, 3_000)
    fund.due(1, "af", MONTH, 14_000)
    fund.due(1, "ars", MONTH, 40_000)
    fund.owes(1, "aah", {202512: 90_000})
    # R = 170 €, the ARS apart; the flat amount is 56 €.
    fund.says(1, "salaire_imposable", "0", since="2024-01-01", until="2025-01-01", person=1)
    assert taken(recover(fund.records, MONTH, NOW)) == [
        (1, "aah", 202512, "aah", 3_000),
        (1, "aah", 202512, "af", 2_600),
    ]
    # What is withheld stands under the benefit whose debt it pays back.
    assert fund.position(1, "aah", MONTH) == {"charge": 3_000, "retenu": -5_600}
    assert fund.position(1, "af", MONTH) == {"charge": 14_000, "droit": -11_400}
    assert fund.position(1, "ars", MONTH) == {"charge": 40_000, "droit": -40_000}
    assert fund.sum() == 0


def test_what_goes_to_the_landlord_comes_last():
    fund = Endettes()
    fund.says(1, "tiers_payant_bailleur", "true")
    fund.says(1, "salaire_imposable", "0", since="2024-01-01", until="2025-01-01", person=1)
    for benefit in ("apl", "als", "ppa"):
        fund.due(1, benefit, MONTH, 3_000)
    fund.owes(1, "af", {202512: 90_000})
    assert [benefit for *_, benefit, _ in taken(recover(fund.records, MONTH, NOW))] == [
        "ppa",
        "als",
    ]


def test_the_oldest_debt_first_and_of_the_same_day_the_smallest():
    # cas.yaml ordre-01 (haute): B of March, then C 120 €, then A 300 €, both of May; one withholding.
    fund = Endettes()
    fund.due(1, "rsa", 202406, 400_000)
    fund.owes(1, "rsa", {202403: 30_000}, when="2024-05-01")
    fund.owes(1, "af", {202403: 90_000}, when="2024-03-01")
    fund.owes(1, "ppa", {202403: 12_000}, when="2024-05-01")
    fund.happens(
        1,
        "retenue.fixee",
        {"mensualite_cents": 110_000, "a_partir_de": 202405, "calcul": {}, "statut": "decidee"},
        "2024-05-02",
    )
    found = recover(fund.records, 202406, at("2024-07-01"))
    assert [(debt, cents) for _, debt, _, _, cents in taken(found)] == [
        ("af", 90_000),
        ("ppa", 12_000),
        ("rsa", 8_000),
    ]
    assert fund.open(1) == {1: 22_000, 2: 0, 3: 0}


def test_a_debt_that_waits_for_older_ones_says_so(fund):
    fund.owes(1, "af", {202510: 10_000}, when="2026-03-01")
    assert why(recover(fund.records, MONTH, NOW)) == {2: "attend"}


@pytest.mark.parametrize(
    ("received", "expected"), [(False, {1: "trop_tot"}), (True, {1: "trop_tot"})]
)
def test_nothing_is_withheld_before_its_day(received, expected):
    fund = Endettes()
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202512: 50_000}, when="2026-06-20", received=received)
    found = recover(fund.records, MONTH, NOW)
    assert (found.cents, why(found)) == (0, expected)
    [one] = found.retenues
    assert ("11 juillet 2026" in one.skipped[1].detail.replace("\xa0", " ")) is received


def test_a_contested_debt_is_left_alone_and_the_next_one_is_not(fund):
    fund.owes(1, "af", {202510: 10_000}, when="2026-03-01")
    told = {"creances": [1], "cause": "recours:1", "le": "2026-06-01", "jusqu_au": None}
    fund.happens(1, "creance.suspendue", told, "2026-06-01")
    found = recover(fund.records, MONTH, NOW)
    assert why(found) == {1: "suspendue"}
    assert taken(found) == [(2, "af", 202510, "rsa", 7_925)]


def test_the_amount_is_fixed_once_while_it_does_not_change(fund):
    recover(fund.records, MONTH, NOW)
    [told] = fund.told(1, "retenue.fixee")
    assert (told["mensualite_cents"], told["a_partir_de"], told["statut"]) == (
        7_925,
        MONTH,
        "calculee",
    )
    assert told["calcul"]["q_cents"] == 40_000
    fund.due(1, "rsa", 202607, 90_000)
    found = recover(fund.records, 202607, at("2026-08-01"))
    assert found.cents == 7_925  # the quarter holds it, whatever the right of the month
    assert len(fund.told(1, "retenue.fixee")) == 1


def test_a_child_changes_the_amount_at_once(fund):
    recover(fund.records, MONTH, NOW)
    fund.due(1, "rsa", 202607, 60_000)
    fund.says(1, "date_naissance", "2026-07-02", since="2026-07-02", person=3, known="2026-07-05")
    fund.says(1, "enfant", "true", since="2026-07-02", person=3, known="2026-07-05")
    fund.due(1, "af", 202608, 1)
    fund.due(1, "rsa", 202608, 60_000)
    found = recover(fund.records, 202608, at("2026-09-01"))
    # Q = 600 € / 2 = 300 €: below the first bound.
    assert found.cents == 5_600
    assert [t["mensualite_cents"] for t in fund.told(1, "retenue.fixee")] == [7_925, 5_600]


def test_fraud_raises_the_withholding_by_half_and_repeated_doubles_it():
    # cas.yaml bareme-09 (moyenne): + 50 %, a_verifier.
    fund = Endettes()
    fund.lives(1)
    fund.due(1, "rsa", MONTH, 60_000)
    told = {"benefit": None, "qualification": "fraude", "motif": "x"}
    fund.owes(1, "rsa", {202512: 90_000})
    fund.happens(1, "indu.qualifie", told, "2026-03-01")
    assert recover(fund.records, MONTH, NOW, trial=True).cents == 7_925 * 3 // 2
    fund.owes(1, "af", {202511: 90_000}, when="2026-04-01")
    told = {"creances": [1], "cause": "agent", "le": "2026-06-01", "jusqu_au": None}
    fund.happens(1, "creance.suspendue", told, "2026-06-01")
    assert recover(fund.records, MONTH, NOW, trial=True).cents == 7_925 * 2


def test_an_indemnite_is_withheld_after_its_debt():
    fund = Endettes()
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202512: 3_000})
    row = transfer(
        1,
        "rsa",
        202602,
        300,
        ("indemnite", "produit", "indemnite"),
        reference="creance:1:indemnite",
    )
    fund.write(1, transfers=[row])
    assert recover(fund.records, MONTH, NOW).cents == 3_300
    assert fund.open(1) == {1: 0}
    assert fund.sum() == 0


def test_only_the_dossiers_that_owe_are_read(fund):
    fund.due(2, "rsa", MONTH, 60_000)
    assert owing(fund.records.transfers()) == [1]
    assert [one.dossier for one in recover(fund.records, MONTH, NOW).retenues] == [1]


def test_a_dossier_written_to_meanwhile_is_done_again_alone(fund, monkeypatch):
    fund.due(2, "rsa", MONTH, 60_000)
    fund.owes(2, "rsa", {202512: 50_000})
    append, calls = fund.records.append, []

    def stale_once(journal, seen):
        calls.append(sorted(seen))
        if len(calls) == 1:
            raise StaleSequence([2])
        append(journal, seen)

    monkeypatch.setattr(fund.records, "append", stale_once)
    found = recover(fund.records, MONTH, NOW)
    assert calls == [[1, 2], [1], [2]]
    assert found.withheld == 2
    assert {
        t["dossier"] for t in fund.records.transfers().to_pylist() if t["motive"] == "retenue"
    } == {1, 2}


def test_what_the_ledger_refuses_of_a_dossier_stops_no_other(fund, monkeypatch):
    for number in (2, 3):
        fund.due(number, "rsa", MONTH, 60_000)
        fund.owes(number, "rsa", {202512: 50_000})
    append = fund.records.append

    def refuse_two(journal, seen):
        if 2 in seen:
            raise BadRow("recouvrement : le montant dépasse.")
        append(journal, seen)

    monkeypatch.setattr(fund.records, "append", refuse_two)
    found = recover(fund.records, MONTH, NOW)
    assert why(found, 2) == {1: "refusee"}
    assert found.withheld == 2
    assert fund.open(3)[1] < 50_000 == fund.open(2)[1]


def test_a_debt_that_time_has_taken_is_left_alone_unless_it_is_being_withheld():
    fund = Endettes()
    fund.due(1, "rsa", MONTH, 60_000)
    fund.due(1, "rsa", 202512, 60_000)
    fund.owes(1, "rsa", {202312: 90_000}, when="2024-02-01")
    assert why(recover(fund.records, MONTH, NOW, trial=True)) == {1: "prescrite"}
    kept = Endettes()
    kept.due(1, "rsa", MONTH, 60_000)
    kept.due(1, "rsa", 202512, 60_000)
    kept.owes(1, "rsa", {202312: 90_000}, when="2024-02-01")
    assert recover(kept.records, 202512, at("2026-01-05")).cents > 0
    assert recover(kept.records, MONTH, NOW).cents > 0


def test_the_ledger_accepts_all_that_is_written(fund):
    recover(fund.records, MONTH, NOW)
    assert check_transfers(fund.records.transfers()) == []


def test_mayotte_has_no_scale_that_was_read(fund):
    fund.says(1, "depcom", "97611")
    assert why(recover(fund.records, MONTH, NOW)) == {1: "bareme_inconnu"}


def test_a_dossier_that_owes_nothing_is_told(fund):
    fund.due(2, "rsa", MONTH, 1)
    refusal = explained(fund.records, 2, MONTH, NOW)
    assert "ne doit rien" in str(refusal)


def test_the_calculation_of_one_dossier_is_told_with_its_facts(fund):
    fund.says(1, "loyer", "100")
    told = explained(fund.records, 1, MONTH, NOW)
    assert told.found.cents == 5_600 + (33_333 - 30_700) * 25 // 100
    assert told.quotient["r_cents"] == 50_000
    assert [(r["part"], r["name"], r["cents"]) for r in told.elements.to_pylist()] == [
        ("prestation", "rsa", 60_000),
        ("charge", "loyer", 10_000),
    ]
    [rent] = [r for r in told.elements.to_pylist() if r["part"] == "charge"]
    [fact] = [f for f in fund.records.facts([1]).to_pylist() if f["kind"] == "loyer"]
    assert rent["sequence"] == fact["sequence"]


def test_a_cut_between_two_blocks_loses_nothing(fund, monkeypatch):
    fund.due(2, "rsa", MONTH, 60_000)
    fund.owes(2, "rsa", {202512: 50_000})
    monkeypatch.setattr("justedroit.steps.recover.AT_ONCE", 1)
    append, calls = fund.records.append, []

    def cut(journal, seen):
        calls.append(sorted(seen))
        if len(calls) == 2:
            raise KeyboardInterrupt
        append(journal, seen)

    monkeypatch.setattr(fund.records, "append", cut)
    with pytest.raises(KeyboardInterrupt):
        recover(fund.records, MONTH, NOW)
    monkeypatch.undo()
    found = recover(fund.records, MONTH, NOW)
    assert [(one.dossier, one.cents > 0) for one in found.retenues] == [(1, False), (2, True)]
    assert fund.open(1)[1] == 30_000 - 7_925


def fixed(fund, cents, *, accord=False):
    asked = Fixation(cents, "Le foyer le demande.", accord)
    return fix_monthly(fund.records, 1, asked, Acte("agent:7", NOW))


def test_more_than_the_scale_is_withheld_only_if_the_household_asked_for_it_in_writing(fund):
    assert fixed(fund, 7_925) == 7_925
    refusal = fixed(fund, 7_926)
    assert "barème" in refusal.what
    assert "--accord" in refusal.mend
    assert fixed(fund, 20_000, accord=True) == 20_000
    assert fund.told(1, "retenue.fixee")[-1]["accord"] is True


def test_an_agreement_allows_no_more_than_the_rights_of_the_month(fund):
    refusal = fixed(fund, 10_000_000, accord=True)
    assert "droits du mois" in refusal.what
    assert fund.told(1, "retenue.fixee") == []
