"""The telephone line of recovery: a plan simulated, accepted, followed, broken, resumed, cancelled."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.endettes import Endettes, at, transfer

from justedroit.core.base import Acte, Refusal
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.plan import Souhait, accept, cancel, follow, plans_of, resume, simulate
from justedroit.steps.recover import recover

NOW = at("2026-06-15")
AGENT = Acte("agent:7", NOW)


def acte(day):
    return Acte("agent:7", at(day))


def pays(fund, cents, day, reference="virement-1", moyen="virement"):
    paid = Encaissement(1, moyen, cents, dt.date.fromisoformat(day), reference)
    return collect(fund.records, paid, acte(day))


@pytest.fixture
def fund():
    """Return a fund with a household of 1,000 € a month that owes 600 € and 200 €."""
    fund = Endettes()
    fund.lives(1)
    fund.says(1, "salaire_imposable", "1000", since="2024-01-01", person=1)
    fund.says(1, "loyer", "300")
    fund.due(1, "ppa", 202605, 10_000)
    fund.owes(1, "ppa", {202512: 60_000})
    fund.owes(1, "af", {202511: 20_000}, when="2026-03-01")
    return fund


def state(fund, day):
    return [one.suite.state for one in plans_of(fund.records, 1, at(day))]


def test_a_simulation_tells_the_budget_and_writes_nothing(fund):
    before = fund.records.sequences([1])
    found = simulate(fund.records, 1, Souhait(), NOW)
    assert (found.cents, found.creances, found.proposition.phase) == (
        80_000,
        (1, 2),
        "recouvrement",
    )
    assert found.budget.ressources == 110_000  # 1,000 € and the 100 € of May
    assert found.proposition.left_cents == 110_000 - 30_000 - 45_000
    assert [one.cents for one in found.proposition.mensualites] == [12_011] * 6 + [7_934]
    assert found.proposition.mensualites[0].le == dt.date(2026, 7, 5)
    assert fund.records.sequences([1]) == before


def test_what_the_household_says_of_its_budget_prevails(fund):
    found = simulate(fund.records, 1, Souhait(ressources=80_000, charges=60_000, mois=4), NOW)
    assert found.proposition.is_heavy


def test_before_withholding_may_begin_the_plan_is_of_the_phase_of_notification():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202512: 60_000}, when="2026-06-10")
    assert simulate(fund.records, 1, Souhait(), NOW).proposition.phase == "notification"
    assert isinstance(simulate(fund.records, 1, Souhait(mois=13), NOW), Refusal)


def test_an_accepted_plan_stops_the_scale_and_its_payments_go_to_it_first(fund):
    assert not isinstance(accept(fund.records, 1, Souhait(creances=(2,), mois=2), AGENT), Refusal)
    [told] = fund.told(1, "echeancier.accepte")
    assert told["creances"] == [2]
    assert told["mensualites"] == [
        {"le": "2026-07-05", "cents": 10_000},
        {"le": "2026-08-05", "cents": 10_000},
    ]
    assert pays(fund, 10_000, "2026-07-03").repaid == {2: 10_000}
    fund.due(1, "af", 202606, 100_000)
    found = recover(fund.records, 202606, at("2026-07-04"))
    [one] = found.retenues
    assert {number: why.code for number, why in one.skipped.items()} == {2: "echeancier"}
    assert {prise.creance for prise in one.prises} == {1}


def test_a_plan_that_is_kept_ends_when_all_is_paid(fund):
    accept(fund.records, 1, Souhait(mois=2), AGENT)
    pays(fund, 40_000, "2026-07-05")
    assert state(fund, "2026-07-06") == ["a_jour"]
    assert follow(fund.records, acte("2026-07-06")) == []
    pays(fund, 40_000, "2026-08-01", "virement-2")
    [ended] = follow(fund.records, acte("2026-08-01"))
    assert ended.suite.state == "solde"
    assert state(fund, "2026-08-02") == ["termine"]
    assert follow(fund.records, acte("2026-08-03")) == []


def test_a_plan_that_is_not_kept_is_broken_and_the_scale_resumes(fund):
    accept(fund.records, 1, Souhait(mois=2), AGENT)
    fund.due(1, "ppa", 202606, 100_000)
    pays(fund, 39_999, "2026-07-05")
    assert follow(fund.records, acte("2026-07-20")) == []
    [broken] = follow(fund.records, acte("2026-07-21"))
    assert (broken.suite.late, broken.suite.late_since) == (1, dt.date(2026, 7, 5))
    told = fund.records.events([1]).to_pylist()[-1]["payload"]
    assert "La mensualité du 5" in json.loads(told)["motif"]
    assert state(fund, "2026-07-22") == ["rompu"]
    assert recover(fund.records, 202606, at("2026-07-22")).cents > 0


def test_a_broken_plan_is_resumed_by_a_person_with_a_reason(fund):
    accept(fund.records, 1, Souhait(mois=2), AGENT)
    follow(fund.records, acte("2026-08-01"))
    assert isinstance(resume(fund.records, 1, Souhait(), " ", acte("2026-08-02")), Refusal)
    found = resume(fund.records, 1, Souhait(mois=4), "Un retard de salaire.", acte("2026-08-02"))
    assert [one.cents for one in found.proposition.mensualites] == [20_000] * 4
    assert state(fund, "2026-09-04") == ["a_jour"]
    assert state(fund, "2026-09-21") == ["a_rompre"]


def test_what_was_paid_before_a_resumption_counts_once(fund):
    accept(fund.records, 1, Souhait(mois=2), AGENT)
    pays(fund, 10_000, "2026-07-05")
    follow(fund.records, acte("2026-08-01"))
    resume(fund.records, 1, Souhait(mois=7), "Un retard.", acte("2026-08-02"))
    [one] = plans_of(fund.records, 1, at("2026-08-03"))
    assert (one.plan.total, one.suite.paid) == (70_000, 0)


def test_a_bank_transfer_that_repaid_an_older_debt_counts_for_the_plan(fund):
    accept(fund.records, 1, Souhait(creances=(2,), mois=2), AGENT)
    # As the journals of before wrote it: without a créance.
    move = ("rembourse", "indu", "remboursement")
    row = transfer(1, "ppa", 202512, 10_000, move, when="2026-07-03", reference="banque:1:1")
    fund.write(1, transfers=[row])
    assert fund.open(1) == {1: 50_000, 2: 20_000}
    assert state(fund, "2026-07-31") == ["a_jour"]


def test_a_plan_by_withholding_is_withheld_as_it_says(fund):
    accept(fund.records, 1, Souhait(mois=20, moyen="retenue"), AGENT)
    fund.due(1, "ppa", 202606, 100_000)
    found = recover(
        fund.records, 202606, at("2026-07-01")
    )  # paid on 6 July, the first is of the 5th
    assert found.cents == 4_000
    assert fund.told(1, "retenue.fixee") == []
    assert state(fund, "2026-12-31") == ["a_jour"]


def days(fund, when="2026-06-15", **asked):
    found = simulate(fund.records, 1, Souhait(moyen="retenue", **asked), at(when))
    return [one.le.isoformat() for one in found.proposition.mensualites]


def test_a_plan_by_withholding_follows_the_days_on_which_benefits_are_paid(fund):
    # Sunday 5 July, Saturday 5 September, Sunday 4 April 2027 are none of them.
    assert days(fund, mois=4) == ["2026-07-06", "2026-08-05", "2026-09-04", "2026-10-05"]
    assert days(fund, mois=1, premiere=dt.date(2026, 7, 10)) == ["2026-08-05"]
    past = simulate(fund.records, 1, Souhait(moyen="retenue", premiere=dt.date(2026, 6, 1)), NOW)
    assert "passée" in past.what


@pytest.mark.parametrize(
    ("noticed", "first"),
    [
        ("2026-06-10", "2026-07-06"),  # withheld from 1 July: the order of July
        ("2026-06-20", "2026-08-05"),  # from 11 July
        ("", "2026-08-05"),  # nothing proves it: as if it was received on 25 June
    ],
)
def test_a_plan_by_withholding_begins_with_the_first_order_that_may_withhold(noticed, first):
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202601: 9_000}, when=noticed or "2026-06-10", received=bool(noticed))
    assert days(fund, "2026-06-25", mois=2)[0] == first


def test_a_plan_is_cancelled_with_a_reason(fund):
    accept(fund.records, 1, Souhait(), AGENT)
    assert isinstance(cancel(fund.records, 1, "", AGENT), Refusal)
    assert cancel(fund.records, 1, "Le foyer préfère la retenue.", AGENT).number == 1
    assert isinstance(cancel(fund.records, 1, "Encore.", AGENT), Refusal)


def test_one_plan_at_a_time(fund):
    accept(fund.records, 1, Souhait(), AGENT)
    refusal = simulate(fund.records, 1, Souhait(), NOW)
    assert "déjà en cours" in str(refusal)


@pytest.mark.parametrize(
    ("souhait", "said"),
    [
        (Souhait(creances=(9,)), "n'existe pas"),
        (Souhait(moyen="troc"), "inconnu"),
        (Souhait(mensualite=100), "minimum"),
        (Souhait(premiere=dt.date(2026, 1, 1)), "passée"),
        (Souhait(premiere=dt.date(2090, 1, 1)), "trop loin"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_forward(fund, souhait, said):
    refusal = accept(fund.records, 1, souhait, AGENT)
    assert isinstance(refusal, Refusal)
    assert said in refusal.what
    assert refusal.mend
    assert fund.told(1, "echeancier.accepte") == []


def test_a_contested_debt_enters_no_plan(fund):
    told = {"creances": [1], "cause": "recours:1", "le": "2026-06-01", "jusqu_au": None}
    fund.happens(1, "creance.suspendue", told, "2026-06-01")
    assert simulate(fund.records, 1, Souhait(), NOW).creances == (2,)
    assert "suspendu" in str(simulate(fund.records, 1, Souhait(creances=(1,)), NOW))


def test_a_dossier_that_does_not_exist_is_refused(fund):
    assert isinstance(simulate(fund.records, 99, Souhait(), NOW), Refusal)
    assert isinstance(plans_of(fund.records, 99, NOW), Refusal)


def contested(fund, creances, le, until=None):
    told = {"creances": creances, "cause": "recours:1", "le": le, "jusqu_au": until}
    fund.happens(1, "creance.suspendue", told, le)


def settled(fund, creances, le):
    told = {"creances": creances, "cause": "recours:1", "le": le, "motif": "Rejeté."}
    fund.happens(1, "creance.reprise", told, le)


def test_nothing_of_a_plan_is_due_while_all_that_it_repays_is_contested(fund):
    accept(fund.records, 1, Souhait(mois=4), AGENT)
    contested(fund, [1, 2], "2026-07-01")
    assert state(fund, "2026-12-31") == ["suspendu"]
    [one] = plans_of(fund.records, 1, at("2026-12-31"))
    assert (one.suite.late, one.suite.next) == (0, None)
    assert follow(fund.records, acte("2026-12-31")) == []


def test_what_fell_due_while_a_plan_was_suspended_is_pushed_back_by_whole_months(fund):
    accept(fund.records, 1, Souhait(mois=4), AGENT)
    pays(fund, 20_000, "2026-07-04")
    contested(fund, [1, 2], "2026-07-20")
    settled(fund, [1, 2], "2026-10-12")
    [one] = plans_of(fund.records, 1, at("2026-10-13"))
    assert (one.suite.state, one.suite.next.le) == ("a_jour", dt.date(2026, 11, 5))
    told = [due.le for due in one.plan.mensualites]
    assert told == [
        dt.date(2026, 7, 5),
        *(dt.date(2026 + y, m, 5) for y, m in ((0, 11), (0, 12), (1, 1))),
    ]
    # What is paid later pushes nothing further, nor less.
    pays(fund, 20_000, "2026-11-05", "virement-2")
    assert state(fund, "2026-11-21") == ["a_jour"]
    assert state(fund, "2026-12-21") == ["a_rompre"]
    [broken] = follow(fund.records, acte("2026-12-21"))
    assert broken.suite.late == 20_000


def test_a_payment_late_beyond_its_delay_before_a_contestation_is_still_late_after_it(fund):
    accept(fund.records, 1, Souhait(mois=4), AGENT)
    contested(fund, [1, 2], "2026-07-25")
    settled(fund, [1, 2], "2026-09-12")
    [one] = plans_of(fund.records, 1, at("2026-09-13"))
    assert (one.suite.state, one.suite.late) == ("a_rompre", 20_000)


def test_a_plan_goes_on_for_the_debts_that_are_not_contested(fund):
    accept(fund.records, 1, Souhait(mois=4), AGENT)
    contested(fund, [1], "2026-07-01")
    [one] = plans_of(fund.records, 1, at("2026-09-06"))
    assert (one.suite.state, one.suite.late) == ("a_rompre", 20_000)  # all that debt 2 owes
    pays(fund, 20_000, "2026-07-05")
    assert fund.open(1) == {1: 60_000, 2: 0}
    assert state(fund, "2026-12-31") == ["suspendu"]


def annulled(fund, cents, day, number=2, month=202511):
    move = ("annule", "indu", "annulation")
    row = transfer(1, "af", month, cents, move, when=day, reference=f"creance:{number}:recours:1")
    fund.write(1, transfers=[row])


def test_a_plan_asks_no_more_than_is_still_owed_its_last_payments_are_shortened(fund):
    accept(fund.records, 1, Souhait(creances=(2,), mois=4), AGENT)
    pays(fund, 5_000, "2026-07-04")
    annulled(fund, 7_000, "2026-07-20")
    [one] = plans_of(fund.records, 1, at("2026-07-21"))
    assert [due.cents for due in one.plan.mensualites] == [5_000, 5_000, 3_000]
    assert (one.plan.total, one.plan.dropped, one.suite.paid) == (13_000, 7_000, 5_000)


def test_a_plan_whose_debts_are_settled_is_finished_and_ended(fund):
    accept(fund.records, 1, Souhait(creances=(2,), mois=4), AGENT)
    pays(fund, 5_000, "2026-07-04")
    annulled(fund, 15_000, "2026-07-20")
    [one] = plans_of(fund.records, 1, at("2026-07-21"))
    assert (one.suite.state, one.suite.next, one.plan.total) == ("solde", None, 5_000)
    assert one.label == "Fini : plus rien n'est à payer"
    follow(fund.records, acte("2026-07-21"))
    assert fund.told(1, "echeancier.termine")[-1]["echeancier"] == 1


def test_a_plan_annulled_whole_before_any_payment_has_no_payment_left(fund):
    accept(fund.records, 1, Souhait(creances=(2,), mois=4), AGENT)
    annulled(fund, 20_000, "2026-06-20")
    [one] = plans_of(fund.records, 1, at("2026-06-21"))
    assert (one.suite.state, one.plan.mensualites, one.plan.dropped) == ("solde", (), 20_000)
