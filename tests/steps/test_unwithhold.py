"""What was withheld before a suspension was recorded, from its first day on, is owed again at once."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, at, said

from justedroit.core.base import Acte
from justedroit.core.courriers import ORGANISME_DEMO, courriers, texts
from justedroit.core.creances import creances, recovered_on, state_of, suivis
from justedroit.core.recouvrement import repaid_on
from justedroit.steps import rectify
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.overdebt import receivable
from justedroit.steps.pay import pay
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.recover import recover
from justedroit.steps.restore_paid import tell_undone
from justedroit.steps.seize import Saisie, seize
from justedroit.steps.unwithhold import owed_again

MONTH, WITHHELD, LATER = 202606, "2026-07-01", "2026-07-08"
WHY = "Nous avons déclaré ce salaire."
BEFORE = dt.date(2026, 6, 30)


def acte(when=LATER):
    return Acte("agent:7", at(when))


@pytest.fixture
def fund():
    """Return a fund whose household owes 300 € of RSA, of which 79,25 € were withheld for June."""
    fund = Endettes()
    fund.lives(1)
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    assert recover(fund.records, MONTH, at(WITHHELD)).cents == 7_925
    assert fund.open(1) == {1: 22_075}
    return fund


def contest(fund, le=BEFORE, nature="contestation"):
    return lodge(fund.records, Depot(1, nature, (1,), "courrier", le, WHY), acte())


def rectified(fund, le=BEFORE):
    return rectify.ask(fund.records, 1, [1], (le, WHY), acte())


def sued(fund, le=BEFORE):
    return seize(fund.records, Saisie(1, le, WHY, creances=(1,)), acte())


def overdebt(fund, le=BEFORE):
    return receivable(fund.records, 1, le, acte())


ACTS = {"recours": contest, "instance": sued, "surendettement": overdebt}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_begins_before_a_withholding_undoes_it_in_the_same_append(fund, name):
    before = fund.records.transfers([1]).num_rows
    ACTS[name](fund)
    rows = fund.records.transfers([1]).to_pylist()[before:]
    assert [
        (r["motive"], r["debit"], r["credit"], r["month"], r["amount_cents"]) for r in rows
    ] == [
        ("retenue_defaite", "rsa:indu", "rsa:retenu", 202511, 7_925),
        ("retenue_defaite", "rsa:retenu", "rsa:droit", MONTH, 7_925),
    ]
    assert owed_again(fund.records, 1, acte()) == 7_925
    assert fund.open(1) == {1: 30_000}
    assert fund.position(1, "rsa", MONTH) == {"charge": 60_000, "droit": -60_000}
    assert fund.sum() == 0
    # The payment of the month is whole again, and nothing more is withheld meanwhile.
    assert recover(fund.records, MONTH, at(LATER)).cents == 0
    assert sum(pay(fund.records, MONTH, at(LATER))["amount_cents"].to_pylist()) == 60_000


CAUSES = {
    "recours": "un recours ou une demande de remise est en cours (n° 1)",
    "instance": "un tribunal est saisi (n° 1)",
    "surendettement": "une procédure de surendettement est en cours (n° 1)",
}


@pytest.mark.parametrize("name", ACTS)
def test_the_household_is_told_the_same_day_what_is_owed_again_why_and_when_it_is_paid(fund, name):
    ACTS[name](fund)
    [told] = fund.told(1, "retenue.defaite")
    assert (told["creances"], told["cents"], told["cause"]) == ([1], 7_925, f"{name}:1")
    [done] = tell_undone(fund.records, [1, 2], ORGANISME_DEMO, acte())
    assert (done.dossier, done.cents, done.cause) == (1, 7_925, f"{name}:1")
    [letter] = [c for c in courriers(fund.records.events([1])) if c.modele == "retenue_defaite"]
    assert letter.prepare_le == dt.date(2026, 7, 8)
    text = " ".join(t for s in letter.contenu.sections for b in s.blocs for t in texts(b))
    text = said(text).replace("’", "'")
    assert "Nous avions retenu 79,25 € sur vos prestations de juin 2026" in text
    assert "elle est versée le 5 août 2026, avec vos prestations du mois" in text
    assert f"Depuis le 30 juin 2026, votre remboursement est suspendu : {CAUSES[name]}" in text
    assert "300,00 € restent réclamés" in text
    assert tell_undone(fund.records, [1], ORGANISME_DEMO, acte("2026-07-09")) == []


@pytest.mark.parametrize("again", [False, True])
def test_a_letter_made_once_the_suspension_is_over_says_so(fund, again):
    contest(fund)
    over = {"creances": [1], "cause": "recours:1", "le": "2026-07-20", "motif": "Décidé."}
    fund.happens(1, "creance.reprise", over, "2026-07-20")
    if again:
        told = {"creances": [1], "cause": "instance:1", "le": "2026-07-24", "jusqu_au": None}
        fund.happens(1, "creance.suspendue", told, "2026-07-24")
    tell_undone(fund.records, [1], ORGANISME_DEMO, acte("2026-07-25"))
    [letter] = [c for c in courriers(fund.records.events([1])) if c.modele == "retenue_defaite"]
    text = " ".join(t for s in letter.contenu.sections for b in s.blocs for t in texts(b))
    text = said(text).replace("’", "'")
    assert "Du 30 juin 2026 au 19 juillet 2026, votre remboursement était suspendu" in text
    assert "un recours ou une demande de remise était en cours" in text
    assert "tant que dure la suspension" not in text
    assert ("depuis le 20 juillet 2026, nous pouvons de nouveau retenir" in text) is not again
    assert ("Une autre suspension est en cours" in text) is again


def test_an_act_that_undoes_nothing_tells_nothing(fund):
    contest(fund, le=dt.date(2026, 7, 7))
    assert fund.told(1, "retenue.defaite") == []
    assert tell_undone(fund.records, [1], ORGANISME_DEMO, acte()) == []


def test_the_month_that_was_undone_is_not_withheld_again_and_says_why(fund):
    fund.owes(1, "af", {202512: 5_000})
    contest(fund)
    [found] = recover(fund.records, MONTH, at(LATER)).retenues
    assert found.prises == ()
    assert {why.code for why in found.skipped.values()} == {"deja_retenu"}
    assert all(why.detail.startswith("puis défaite") for why in found.skipped.values())


def test_a_withholding_that_was_undone_is_no_payment_and_pushes_back_no_delay(fund):
    [claim] = creances(fund.records.transfers([1]))[1]
    assert repaid_on(claim, fund.records.transfers([1])) == dt.date(2026, 7, 6)
    assert recovered_on(claim, fund.records.transfers([1])) != []
    contest(fund)
    [claim] = creances(fund.records.transfers([1]))[1]
    assert repaid_on(claim, fund.records.transfers([1])) is None
    assert recovered_on(claim, fund.records.transfers([1])) == []


@pytest.mark.parametrize("name", ACTS)
def test_what_was_withheld_before_the_act_begins_stays(fund, name):
    ACTS[name](fund, le=dt.date(2026, 7, 7))
    assert fund.open(1) == {1: 22_075}


def test_the_sentence_that_nothing_is_withheld_is_true(fund):
    contest(fund)
    claims = creances(fund.records.transfers([1]))[1]
    [thread] = suivis(claims, fund.records.events([1]))
    told = state_of(claims[0], thread, dt.date(2026, 7, 8)).situation.sentence.replace("\xa0", " ")
    assert told.startswith("Rien ne vous est retenu ni réclamé depuis le 30 juin 2026")
    assert claims[0].total("withheld") == 0


def test_what_was_paid_already_of_the_month_is_completed_by_the_next_order(fund):
    assert sum(pay(fund.records, MONTH, at(WITHHELD))["amount_cents"].to_pylist()) == 52_075
    contest(fund)
    assert fund.position(1, "rsa", MONTH)["droit"] == -7_925
    # A right that was posted and not paid goes out with the order that follows.
    assert sum(pay(fund.records, 202607, at("2026-08-01"))["amount_cents"].to_pylist()) == 7_925


def test_a_rectification_undoes_what_was_withheld_since_it_was_asked():
    fund = Endettes()
    fund.lives(1)
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    assert recover(fund.records, MONTH, at(WITHHELD)).cents == 7_925
    # The notice was received in February: a request posted in its delay, and recorded in July.
    assert rectified(fund, dt.date(2026, 2, 20)) == rectify.Demandee(1, (1,))
    assert fund.open(1) == {1: 30_000}
    assert fund.sum() == 0


def test_a_remise_asked_before_all_was_withheld_may_still_be_asked(fund):
    fund = Endettes()
    fund.lives(1)
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202512: 5_000})
    recover(fund.records, MONTH, at(WITHHELD))
    assert fund.open(1) == {1: 0}
    assert contest(fund, nature="remise") == [1]
    assert fund.open(1) == {1: 5_000}


def word(fund, how, when):
    told = Qualification(1, "rsa", how, "Bulletins vérifiés.", "agent:7")
    assert qualify(fund.records, told, at(when)) is None


def test_a_remise_reopened_undoes_what_was_withheld_while_it_was_closed():
    fund = Endettes()
    fund.lives(1)
    fund.due(1, "rsa", MONTH, 60_000)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    asked = Depot(1, "remise", (1,), "courrier", dt.date(2026, 6, 1), WHY)
    assert lodge(fund.records, asked, acte("2026-06-01")) == [1]
    assert recover(fund.records, MONTH, at("2026-06-02")).cents == 0
    word(fund, "fraude", "2026-06-15")
    taken = recover(fund.records, MONTH, at(WITHHELD)).cents
    assert taken > 0
    assert fund.open(1) == {1: 30_000 - taken}
    word(fund, "bonne_foi", LATER)
    assert fund.told(1, "remise.rouverte")
    assert fund.open(1) == {1: 30_000}
    assert fund.position(1, "rsa", MONTH)["droit"] == -60_000
    assert fund.sum() == 0
