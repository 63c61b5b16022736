"""The four invariants of recovery: each broken on purpose is told, what keeps them is let through."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest
from tests.endettes import at, transfer

from justedroit.core.creances import breaches, guarded
from justedroit.core.registre import TRANSFERS, check_transfers
from justedroit.records.interface import EVENTS

DROIT, PAIEMENT = ("charge", "droit", "droit"), ("droit", "paye", "paiement")
INDU = ("indu", "charge", "indu")
JULY = "2026-08-05"


def table(*rows) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=TRANSFERS)


def told(*acts, when="2026-06-01") -> pa.Table:
    """Return events of dossier 1: (tag, payload)."""
    rows = [
        {"dossier": 1, "sequence": 0, "tag": tag, "at": at(when), "author": "agent:1"}
        | {"payload": json.dumps(payload)}
        for tag, payload in acts
    ]
    return pa.Table.from_pylist(rows, schema=EVENTS)


NOTICE = (
    (
        "notice.preparee",
        {"notice": 1, "creances": [1, 2], "total_cents": 90_00, "enrichie": False},
    ),
    ("notice.recue", {"notice": 1, "le": "2026-06-10", "preuve": "accuse_reception"}),
)
LEDGER = (
    transfer(1, "rsa", 202601, 100_00, DROIT),
    transfer(1, "rsa", 202601, 100_00, PAIEMENT),
    transfer(1, "rsa", 202602, 50_00, DROIT),
    transfer(1, "rsa", 202602, 50_00, PAIEMENT),
    transfer(1, "af", 202601, 30_00, DROIT),
    transfer(1, "af", 202601, 30_00, PAIEMENT),
    transfer(1, "rsa", 202601, 40_00, INDU, when="2026-06-01", reference="revision:1"),
    transfer(1, "rsa", 202602, 20_00, INDU, when="2026-06-01", reference="revision:1"),
    transfer(1, "af", 202601, 30_00, INDU, when="2026-06-01", reference="revision:1"),
    transfer(1, "af", 202607, 60_00, DROIT, when="2026-07-31"),
)


def withheld(cents, month=202601, *, claim=1, act=202607, when=JULY, debt="rsa", on="af"):
    """Return the two rows of a withholding on the right of July."""
    reference = f"creance:{claim}:retenue:{act}"
    taken = transfer(
        1, on, 202607, cents, ("droit", "retenu", "retenue"), when=when, reference=reference
    )
    move = ("retenu", "indu", "remboursement")
    return (
        taken | {"credit": f"{debt}:retenu"},
        transfer(1, debt, month, cents, move, when=when, reference=reference),
    )


def repaid(cents, month=202601, *, claim=1, debt="rsa"):
    move = ("rembourse", "indu", "remboursement")
    reference = None if claim is None else f"creance:{claim}:paiement:1"
    return (transfer(1, debt, month, cents, move, when="2026-07-01", reference=reference),)


def judged(added, *, ledger=LEDGER, events=NOTICE, more=()):
    """Return what is refused, as the text of the first."""
    before = table(*ledger), told(*events)
    found = breaches(before, (table(*added), told(*more)))
    assert all(refusal.where.startswith("dossier 1") for refusal in found)
    return str(found[0]).replace("\xa0", " ") if found else ""


def test_a_withholding_in_time_of_what_is_owed_is_let_through():
    assert judged(withheld(40_00)) == ""
    assert judged((*withheld(40_00), *withheld(20_00, 202602))) == ""
    assert judged((*withheld(10_00), *withheld(5_00, claim=2, debt="af"))) == ""
    assert judged(repaid(40_00)) == judged(repaid(40_00, claim=None)) == ""


# --- 1: nothing before its date ------------------------------------------------------------


@pytest.mark.parametrize(("day", "free"), [("2026-06-30", False), ("2026-07-01", True)])
def test_nothing_is_withheld_until_twenty_days_have_passed_since_the_notice(day, free):
    wrong = judged(withheld(40_00, when=day))
    assert wrong == "" if free else "avant le 1er juillet 2026" in wrong


def test_nothing_is_withheld_where_no_notice_was_received():
    assert "réception prouvée" in judged(withheld(40_00), events=NOTICE[:1])


def test_nothing_is_withheld_two_months_after_a_rectification_is_rejected():
    asked = {"rectification": 1, "creances": [1], "le": "2026-06-15", "motif": "Faux."}
    answered = {"rectification": 1, "sens": "rejetee", "le": "2026-07-01", "motif": "Non."}
    events = (*NOTICE, ("rectification.demandee", asked), ("rectification.repondue", answered))
    assert "avant le 2 septembre 2026" in judged(withheld(40_00), events=events)
    assert judged(withheld(40_00, when="2026-09-02"), events=events) == ""
    assert judged(withheld(20_00, claim=2, debt="af"), events=events) == ""


def test_what_time_has_taken_of_a_dossier_is_not_withheld_and_its_neighbour_is():
    old = [
        transfer(2, "rsa", 202301, 40_00, DROIT, when="2023-02-05"),
        transfer(2, "rsa", 202301, 40_00, PAIEMENT, when="2023-02-05"),
        transfer(2, "rsa", 202301, 40_00, INDU, when="2024-06-01", reference="revision:1"),
        transfer(2, "af", 202607, 60_00, DROIT, when="2026-07-31"),
    ]
    # The rows of a dossier come in their order, whatever comes between them.
    mixed = [row for pair in zip(LEDGER, old, strict=False) for row in pair] + [*LEDGER[len(old) :]]
    taken = [row | {"dossier": 2} for row in withheld(40_00, 202301)]
    added = table(*withheld(40_00), *taken)
    [refusal] = breaches((table(*mixed), told(*NOTICE)), (added, told()))
    assert (refusal.where, refusal.what.replace("\xa0", " ")) == (
        "dossier 2, créance 1",
        "le délai pour recouvrer janvier 2023 est passé.",
    )


# --- 2: never more than is owed, than was paid, than is left -------------------------------


@pytest.mark.parametrize("claim", [1, None])
def test_no_more_than_is_owed_of_a_month_is_taken(claim):
    assert "dépasse" in judged(repaid(40_01, claim=claim))
    assert "dépasse" in judged((*repaid(30_00, claim=claim), *repaid(10_01, claim=claim)))
    assert "dépasse" in judged(repaid(20_01, 202602, claim=claim))
    assert "dépasse" in judged(repaid(1, 202603, claim=claim))


def test_no_more_than_is_owed_is_withheld():
    assert "dépassent ce qui est dû" in judged(withheld(40_01))


def test_what_was_repaid_before_counts():
    assert "dépasse" in judged(withheld(30_01), ledger=(*LEDGER, *repaid(10_00)))
    assert judged(withheld(30_00), ledger=(*LEDGER, *repaid(10_00))) == ""


def test_a_creance_of_another_benefit_takes_nothing():
    assert "dépassent ce qui est dû, 0,00" in judged(repaid(10_00, claim=2))


def test_what_a_remise_gives_up_is_no_more_than_is_owed():
    move = ("remise", "indu", "remise")
    given = transfer(1, "rsa", 202601, 40_01, move, reference="creance:1:remise:R1")
    assert "dépassent ce qui est dû" in judged([given])


def test_a_repayment_undone_gives_back_no_more_than_was_repaid():
    move = ("indu", "rembourse", "remboursement_defait")
    undone = transfer(1, "rsa", 202601, 10_01, move, reference="creance:1:paiement:1")
    assert guarded(table(undone)) == [1]
    assert "dépasse" in judged([undone], ledger=(*LEDGER, *repaid(10_00)))


def test_what_is_given_back_is_no_more_than_was_recovered():
    move = ("annule", "droit", "restitution")
    back = transfer(1, "rsa", 202601, 10_01, move, reference="creance:1:recours:1")
    assert "dépasse" in judged([back], ledger=(*LEDGER, *repaid(10_00)))
    assert judged([back | {"amount_cents": 10_00}], ledger=(*LEDGER, *repaid(10_00))) == ""


def test_no_more_than_was_paid_is_recovered():
    """The bank sends most of the payment back, which the claim does not know."""
    sent_back = transfer(1, "rsa", 202601, 90_00, ("retourne", "droit", "retour"))
    ledger = (*LEDGER, sent_back)
    assert judged(repaid(10_00), ledger=ledger) == ""
    wrong = judged(repaid(10_01), ledger=ledger)
    assert "recouvrés" in wrong
    assert "ont été payés" in wrong


def test_a_dossier_that_was_once_wrong_may_still_recover_what_is_right():
    """What was recovered of January is more than what is left of its payment; February is not."""
    sent_back = transfer(1, "rsa", 202601, 90_00, ("retourne", "droit", "retour"))
    ledger = (*LEDGER, *repaid(40_00), sent_back)
    assert judged(repaid(20_00, 202602), ledger=ledger) == ""


def test_what_was_given_back_or_undone_was_not_recovered():
    back = transfer(1, "rsa", 202601, 40_00, ("annule", "droit", "restitution"))
    again = transfer(1, "rsa", 202601, 70_00, INDU, reference="revision:2")
    ledger = (*LEDGER, *repaid(40_00), back, again)
    assert judged(repaid(70_00, claim=3), ledger=ledger) == ""
    undone = transfer(1, "rsa", 202601, 40_00, ("indu", "rembourse", "remboursement_defait"))
    assert judged(repaid(40_00), ledger=(*LEDGER, *repaid(40_00), undone)) == ""


def test_what_is_claimed_in_the_same_append_may_be_repaid_or_annulled():
    again = transfer(1, "rsa", 202601, 10_00, INDU, reference="revision:2")
    assert judged((again, *repaid(10_00, claim=3))) == ""
    assert "dépasse" in judged((again, *repaid(10_01, claim=3)))


def test_no_more_than_is_left_to_pay_is_withheld():
    paid = transfer(1, "af", 202607, 30_00, PAIEMENT, when="2026-08-05")
    assert "dépasse ce qui reste à payer" in judged(withheld(30_01), ledger=(*LEDGER, paid))
    assert judged(withheld(30_00), ledger=(*LEDGER, paid)) == ""


def test_what_was_not_withheld_repays_nothing():
    assert "impute plus que ce qui a été retenu" in judged(withheld(40_00)[1:])
    taken, repays = withheld(40_00)
    assert "impute plus" in judged([taken | {"amount_cents": 39_99}, repays])


# --- 2: what is given back -----------------------------------------------------------------

BACK = transfer(1, "rsa", 202601, 10_00, ("annule", "droit", "restitution"), when="2026-07-20")
CASE = BACK | {"reference": "creance:1:jugement:I1"}
RULED = {"instance": 1, "le": "2026-07-20", "sens": "annule", "motif": "Vu."}


def test_nothing_is_given_back_of_what_another_creance_has_recovered():
    ledger = (*LEDGER, *repaid(20_00, claim=2, debt="af"))
    assert "dépasse" in judged([CASE | {"amount_cents": 1}], ledger=ledger)


def test_nothing_is_given_back_twice_for_the_same_cause():
    later = {"entered_at": at("2026-08-01")}
    ledger = (*LEDGER, *repaid(40_00), CASE)
    assert "déjà rendue pour la même cause" in judged([CASE | later], ledger=ledger)
    assert "déjà rendue" in judged([CASE, CASE | later], ledger=(*LEDGER, *repaid(40_00)))
    assert judged([CASE | later | {"reference": "creance:1:jugement:I2"}], ledger=ledger) == ""
    assert judged([CASE, CASE], ledger=(*LEDGER, *repaid(40_00))) == ""  # two lines of one act


def test_what_an_appeal_claimed_again_may_be_given_back_by_the_next_judge():
    again = transfer(
        *(1, "rsa", 202601, 10_00, ("indu", "annule", "jugement_reforme")),
        when="2026-08-01",
        reference=CASE["reference"],
    )
    ledger = (*LEDGER, *repaid(20_00), CASE, again)
    assert judged([CASE | {"entered_at": at("2026-09-01")}], ledger=ledger) == ""


@pytest.mark.parametrize(("told", "fine"), [(10_00, True), (9_99, False)])
def test_no_more_is_given_back_than_the_decision_says(told, fine):
    ledger = (*LEDGER, *repaid(40_00))
    said = RULED | {"annulations": {"1": told}}
    wrong = judged([CASE], ledger=ledger, more=[("instance.jugee", said)])
    assert (wrong == "") is fine
    assert fine or "alors que la décision en annule 9,99" in wrong
    decided = {"recours": 2, "sens": "accord", "annulations": {"1": told}}
    mine = BACK | {"reference": "creance:1:restitution:R2"}
    gone = transfer(
        *(1, "rsa", 202602, 5_00, ("annule", "indu", "annulation")),
        when="2026-07-20",
        reference="creance:1:annulation:R2",
    )
    assert (judged([mine], ledger=ledger, more=[("recours.decide", decided)]) == "") is fine
    # What it annuls of the debt counts with what it gives back.
    wrong = judged([mine, gone], ledger=ledger, more=[("recours.decide", decided)])
    assert "15,00 € annulés ou rendus" in wrong


def test_what_bounced_is_claimed_anew_at_most_as_it_was_given_back():
    ledger = (*LEDGER, *repaid(40_00), BACK | {"reference": "creance:1:jugement:I1"})
    anew = transfer(1, "rsa", 202601, 10_00, ("indu", "rembourse", "rejet"), when="2026-08-01")
    anew |= {"reference": "rejet:paiement:1"}
    assert judged([anew], ledger=ledger) == ""
    assert "plus réclamé de nouveau" in judged([anew | {"amount_cents": 10_01}], ledger=ledger)
    assert "plus réclamé de nouveau" in judged([anew], ledger=(*ledger, anew))
    undone = transfer(
        *(1, "rsa", 202601, 30_00, ("indu", "rembourse", "remboursement_defait")),
        reference="creance:1:paiement:1",
    )
    assert judged([anew, undone], ledger=ledger) == ""


# --- 3: never twice ------------------------------------------------------------------------


def test_a_month_is_withheld_once():
    ledger = (*LEDGER, *withheld(10_00))
    wrong = "retenue de juillet 2026 est déjà faite"
    assert wrong in judged(withheld(5_00, when="2026-08-06"), ledger=ledger)
    assert wrong in judged(withheld(5_00), ledger=ledger)  # at the same instant
    assert wrong in judged(withheld(5_00, claim=2, debt="af", when="2026-08-06"), ledger=ledger)
    assert judged(withheld(5_00, act=202608, when="2026-09-05"), ledger=ledger) == ""


def test_two_acts_of_a_month_at_once_are_refused():
    acts = (*withheld(10_00), *withheld(5_00, 202602, when="2026-08-06"))
    assert "est déjà faite" in judged(acts)


def test_a_month_whose_withholding_was_undone_is_not_withheld_again_and_is_told_why():
    taken = withheld(10_00)
    undone = [
        row
        | {"debit": row["credit"], "credit": row["debit"], "motive": "retenue_defaite"}
        | {"reference": "creance:1:retenue_defaite:202607"}
        for row in reversed(taken)
    ]
    ledger = (*LEDGER, *taken, *undone)
    wrong = judged(withheld(5_00, when="2026-08-06"), ledger=ledger)
    assert "retenue de juillet 2026 est déjà faite puis défaite" in wrong
    assert judged(withheld(5_00, act=202608, when="2026-09-05"), ledger=ledger) == ""


@pytest.mark.parametrize("motive", ["saisie", "indu", "paiement"])
def test_what_is_withheld_under_another_motive_is_refused(motive):
    rows = [row | {"motive": motive} for row in withheld(10_00)[:1]]
    assert judged(rows, events=(*NOTICE, ("creance.suspendue", STOP))) != ""
    assert check_transfers(table(*rows)) != []


def test_what_is_withheld_under_another_motive_counts_as_the_withholding_of_the_month():
    ledger = (*LEDGER, *(row | {"motive": "saisie"} for row in withheld(10_00)[:1]))
    assert "est déjà faite" in judged(withheld(5_00, when="2026-08-06"), ledger=ledger)


@pytest.mark.parametrize(
    "reference",
    [
        *(None, "retenue", "creance:9:retenue:202607", "creance:1:retenue:", "creance:1"),
        *("creance:1:retenue:999999", "creance:1:retenue:202613", "creance:1:retenue:20260"),
    ],
)
def test_a_withholding_names_its_creance_and_its_month(reference):
    rows = [row | {"reference": reference} for row in withheld(10_00)]
    assert "ne nomme pas une créance" in judged(rows)


# --- 4: never on a contested sum -----------------------------------------------------------

STOP = {"creances": [1], "cause": "recours:1", "le": "2026-07-20", "jusqu_au": None}
GOES_ON = {"creances": [1], "cause": "recours:1", "le": "2026-08-01", "motif": "Décidé."}


@pytest.mark.parametrize(
    ("tag", "payload"),
    [
        ("creance.suspendue", STOP),
        ("creance.suspendue", STOP | {"cause": "instance:1"}),
        ("creance.suspendue", STOP | {"jusqu_au": JULY}),
        ("surendettement.recevable", {"surendettement": 1, "creances": [1], "le": "2026-07-20"}),
        ("rectification.demandee", {"rectification": 1, "creances": [1], "le": "2026-07-20"}),
    ],
)
def test_nothing_is_withheld_of_what_is_contested(tag, payload):
    assert "suspendu" in judged(withheld(10_00), events=(*NOTICE, (tag, payload)))
    assert judged(withheld(10_00, claim=2, debt="af"), events=(*NOTICE, (tag, payload))) == ""


def test_what_is_contested_may_be_repaid_by_the_household():
    assert judged(repaid(10_00), events=(*NOTICE, ("creance.suspendue", STOP))) == ""


def test_what_is_contested_no_longer_is_withheld():
    events = (*NOTICE, ("creance.suspendue", STOP), ("creance.reprise", GOES_ON))
    assert judged(withheld(10_00), events=events) == ""


def test_a_suspension_of_the_same_append_counts():
    assert "suspendu" in judged(withheld(10_00), more=[("creance.suspendue", STOP)])


def test_a_withholding_decided_while_suspended_is_refused_though_it_is_paid_after():
    until = STOP | {"jusqu_au": "2026-08-07"}
    rows = [
        row | {"value_on": dt.date(2026, 8, 20), "entered_at": at(JULY)} for row in withheld(10_00)
    ]
    events = (*NOTICE, ("creance.suspendue", until))
    assert "suspendu le 5 août 2026" in judged(rows, events=events)


def test_a_withholding_paid_on_a_day_of_suspension_is_refused_though_it_is_decided_before():
    stop = STOP | {"le": "2026-08-18", "jusqu_au": "2026-08-19"}
    days = {"value_on": dt.date(2026, 8, 19), "entered_at": at(JULY)}
    rows = [row | days for row in withheld(10_00)]
    wrong = judged(rows, events=(*NOTICE, ("creance.suspendue", stop)))
    assert "suspendu le 19 août 2026" in wrong


# --- what is looked at ---------------------------------------------------------------------


def test_rights_payments_and_new_indus_cost_no_reading():
    assert guarded(table(*LEDGER)) == []


def test_what_the_fund_writes_of_its_own_account_is_not_a_debt():
    row = transfer(0, "caisse", 202607, 10_00, ("encaisse", "attente", "encaissement"))
    assert guarded(table(row)) == []


@pytest.mark.parametrize(
    ("debit", "credit", "motive"),
    [
        ("retenu", "indu", "remboursement"),
        ("rembourse", "indemnite", "remboursement"),
        ("remise", "indu", "remise"),
        ("charge", "indu", "annulation"),
        ("charge", "remise", "annulation"),
        ("annule", "droit", "restitution"),
        ("indu", "remise", "remise_retiree"),
        ("indu", "prescrit", "requalification"),
        ("retourne", "indu", "retour"),
        ("prescrit", "indu", "prescription"),
        ("droit", "retenu", "retenue"),
    ],
)
def test_whatever_moves_a_debt_is_looked_at(debit, credit, motive):
    row = transfer(1, "rsa", 202601, 1, (debit, credit, motive))
    assert guarded(table(row, *LEDGER)) == [1]


def test_what_undoes_a_withholding_is_no_more_than_was_withheld_that_month():
    back = transfer(
        1, "af", 202607, 10_00, ("retenu", "droit", "retenue_defaite"), reference="creance:1:x"
    ) | {"debit": "rsa:retenu"}
    assert guarded(table(back)) == [1]
    assert "que ce qui a été retenu" in judged((back,))
    before = (*LEDGER, withheld(10_00)[0])
    assert "ce retrait défait plus" in judged((back | {"month": 202606},), ledger=before)
