"""A remise paid between its decision and its entry: what was no longer owed is given back, and told."""

from __future__ import annotations

import json

import pytest
from tests.endettes import at, said, transfer
from tests.steps.test_sit import (
    PART,
    SESSION,
    acte,
    decide,
    one,
    reply_of,
    seated,
    sent,
    vote,
)

from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.creances import creances
from justedroit.core.recours import withdrawn
from justedroit.steps.grant import execute
from justedroit.steps.restore_paid import tell_given_back
from justedroit.steps.sit import adjourn, transmit


def repays(fund, month, cents, when, reference="creance:1:paiement:1", entered=None):
    """Let the household pay on a day what is entered then, or later."""
    move = ("rembourse", "indu", "remboursement")
    row = transfer(1, "af", month, cents, move, when=when, reference=reference)
    fund.write(1, transfers=[row | {"entered_at": at(entered or when)}])


def rest(fund, number=1):
    """Return what a créance still owes, what was remitted and what was given back of it."""
    claim = creances(fund.records.transfers([1]))[1][number - 1]
    return claim.total(), claim.total("remitted"), claim.total("restituted")


def test_what_is_paid_between_a_whole_remise_and_its_entry_is_given_back_to_the_cent():
    fund = sent()
    repays(fund, 202512, 12_000, "2026-03-28")
    assert execute(fund.records, (1, 1), acte("2026-04-12")) is None
    assert (one(fund).executed, one(fund).given_back) == ({1: 8_000}, {1: 12_000})
    assert rest(fund) == (0, 8_000, 12_000)
    assert fund.position(1, "af", 202512)["droit"] == -12_000
    [told] = fund.told(1, "recours.executoire")
    assert (told["montants"], told["rendus"]) == ({"1": 8_000}, {"1": 12_000})
    [back] = fund.told(1, "restitution.decidee")
    assert (back["cents"], back["cause"]) == (12_000, "recours:1")
    assert back["recouvre_par"] == {"creance:1:paiement:1": 12_000}
    assert fund.sum() == 0


def test_the_letters_of_a_remise_paid_meanwhile_tell_all_of_it_and_what_is_given_back():
    fund = sent()
    repays(fund, 202512, 12_000, "2026-03-28")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    [given] = tell_given_back(fund.records, [1], ORGANISME_DEMO, acte("2026-04-12"))
    assert given.cents == 12_000
    assert len(fund.told(1, "restitution.decidee")) == 1
    [told] = fund.told(1, "courrier.prepare")
    text = json.dumps(told, ensure_ascii=False)
    assert "Une remise de dette vous a été accordée" in text
    assert "que vous aviez remboursés" in text
    [letter] = reply_of(fund)
    assert "200,00" in said(letter)


@pytest.mark.parametrize(
    ("paid", "left"),
    [
        (5_000, (5_000, 10_000, 0)),  # what is owed still takes all the remise
        (10_000, (0, 10_000, 0)),
        (12_000, (0, 8_000, 2_000)),
    ],
)
def test_half_a_remise_leaves_the_household_where_it_would_have_been_on_its_day(paid, left):
    fund = sent(voix=PART, sens="accord_partiel")
    repays(fund, 202512, paid, "2026-03-28")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert rest(fund) == left


def test_what_is_wholly_paid_between_the_decision_and_its_entry_is_wholly_given_back():
    fund = sent()
    repays(fund, 202511, 5_000, "2026-03-28")
    repays(fund, 202512, 15_000, "2026-03-29", "creance:1:banque:1:1")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert rest(fund) == (0, 0, 20_000)
    assert one(fund).etat == "executoire"
    [back] = fund.told(1, "restitution.decidee")
    assert back["recouvre_par"] == {
        "creance:1:paiement:1": 5_000,
        "creance:1:banque:1:1": 15_000,
    }


@pytest.mark.parametrize("entered", ["2026-03-19", "2026-03-28"])
def test_what_was_paid_before_the_decision_stays_paid_whenever_it_is_entered(entered):
    if entered < "2026-03-20":
        fund = seated("af")
        repays(fund, 202512, 12_000, "2026-03-19")
        vote(fund)
        decide(fund)
        adjourn(fund.records, SESSION, acte())
        transmit(fund.records, SESSION, acte("2026-03-22"))
    else:
        fund = sent()
        repays(fund, 202512, 12_000, "2026-03-19", entered=entered)
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert (one(fund).executed, one(fund).given_back) == ({1: 8_000}, {})
    assert rest(fund) == (0, 8_000, 0)
    assert fund.told(1, "restitution.decidee") == []


def test_a_payment_that_the_bank_took_back_meanwhile_gives_nothing_back():
    fund = sent()
    repays(fund, 202512, 12_000, "2026-03-28")
    move = ("indu", "rembourse", "remboursement_defait")
    told = {"when": "2026-03-30", "reference": "creance:1:paiement:1"}
    fund.write(1, transfers=[transfer(1, "af", 202512, 12_000, move, **told)])
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert rest(fund) == (0, 20_000, 0)


def test_a_right_that_came_back_meanwhile_is_not_given_back_as_a_remise():
    fund = sent()
    move = ("charge", "indu", "annulation")
    fund.write(1, transfers=[transfer(1, "af", 202512, 12_000, move, when="2026-03-28")])
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert rest(fund) == (0, 8_000, 0)
    assert fund.told(1, "restitution.decidee") == []


def test_a_remise_that_is_withdrawn_is_claimed_again_with_what_it_had_given_back():
    fund = sent()
    repays(fund, 202512, 12_000, "2026-03-28")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    moved = withdrawn(one(fund), creances(fund.records.transfers([1]))[1], at("2026-05-01"))
    fund.write(1, transfers=moved.to_pylist())
    assert fund.open(1) == {1: 20_000}
