"""The département that was told that a title waits is told, once, that it waits no longer."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, acte, day, said, transfer

from justedroit.core.base import Refusal
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.recouvrement import TitreReduit, TitreRepris, TitreSuspendu
from justedroit.steps.announce import announce
from justedroit.steps.appeal import withdraw
from justedroit.steps.claims import Choix
from justedroit.steps.claims import transfer as pass_on
from justedroit.steps.judge import Verdict, appeal, judge
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.seize import Saisie, seize
from justedroit.steps.untransfer import inform, untold_departement

WHY = "La somme était due."


@pytest.fixture
def fund():
    """Return a fund whose household owed 300 € of RSA, all of it passed on to the département."""
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    assert pass_on(fund.records, Choix(1, 1, "TITRE-7"), acte("2026-05-01")) == 30_000
    return fund


def untold(fund, when):
    return untold_departement(fund.records, None, day(when))


def informed(fund, when):
    return inform(fund.records, (1, 1), acte(when))


def contested(fund, when="2026-05-10"):
    lodged = Depot(1, "contestation", (1,), "courrier", day(when), WHY)
    assert lodge(fund.records, lodged, acte(when)) == [1]


def sued(fund, when="2026-05-20"):
    assert seize(fund.records, Saisie(1, day(when), WHY, creances=(1,)), acte(when)) == [1]


def judged(fund, sens, when, **amounts):
    told = Verdict(sens, day(when), "Vu.", {int(n[1:]): cents for n, cents in amounts.items()})
    assert not isinstance(judge(fund.records, (1, 1), told, ORGANISME_DEMO, acte(when)), Refusal)


def test_the_end_of_a_suspension_that_was_told_is_told_once(fund):
    contested(fund)
    assert isinstance(informed(fund, "2026-05-11"), TitreSuspendu)
    assert untold(fund, "2026-05-12") == []
    assert withdraw(fund.records, (1, 1), day("2026-05-13"), acte("2026-05-13")) is None
    [told] = untold(fund, "2026-05-13")
    assert told == TitreRepris(1, 1, "TITRE-7", "recours:1", day("2026-05-13"))
    assert "peut reprendre depuis le 13 mai 2026 : le recours 1 ne le suspend plus" in said(
        told.sentence()
    )
    assert informed(fund, "2026-05-14") == told
    assert untold(fund, "2026-05-15") == []
    assert "rien à apprendre" in str(informed(fund, "2026-05-15"))
    assert fund.told(1, "departement.informe")[-1] == {
        "creance": 1,
        "cents": 0,
        "le": "2026-05-14",
        "titre": "TITRE-7",
        "cause": "recours:1",
        "reprise": True,
    }


def test_the_end_of_a_suspension_that_nobody_told_is_not_told(fund):
    contested(fund)
    assert withdraw(fund.records, (1, 1), day("2026-05-13"), acte("2026-05-13")) is None
    assert untold(fund, "2026-05-14") == []


def test_what_a_court_suspends_after_an_appeal_is_one_wait_whose_end_is_told_once(fund):
    contested(fund)
    informed(fund, "2026-05-11")
    assert withdraw(fund.records, (1, 1), day("2026-05-13"), acte("2026-05-13")) is None
    sued(fund)
    # Another suspension runs: to say that the first has ended would be false.
    assert [type(one) for one in untold(fund, "2026-05-21")] == [TitreSuspendu]
    informed(fund, "2026-05-21")
    judged(fund, "confirme", "2026-06-10")
    [told] = untold(fund, "2026-06-10")
    assert (told.cause, told.depuis) == ("instance:1", day("2026-06-10"))
    assert informed(fund, "2026-06-11") == told
    assert untold(fund, "2026-06-12") == []


def test_the_same_case_appealed_suspends_again_and_is_told_again(fund):
    sued(fund)
    informed(fund, "2026-05-21")
    judged(fund, "confirme", "2026-06-10")
    informed(fund, "2026-06-11")
    assert (
        appeal(fund.records, (1, 1), ("foyer", day("2026-06-12"), WHY), acte("2026-06-12")) is None
    )
    [told] = untold(fund, "2026-06-13")
    assert (type(told), told.cause) == (TitreSuspendu, "instance:1")


def test_what_is_owed_no_longer_is_told_first_then_that_the_rest_may_be_recovered(fund):
    sued(fund)
    informed(fund, "2026-05-21")
    judged(fund, "partiel", "2026-06-10", c1=10_000)
    assert [type(one) for one in untold(fund, "2026-06-11")] == [TitreReduit, TitreRepris]
    assert informed(fund, "2026-06-11").cents == 10_000
    assert isinstance(informed(fund, "2026-06-11"), TitreRepris)
    assert untold(fund, "2026-06-12") == []


def test_a_title_annulled_whole_waits_for_nothing_whatever_is_passed_on_later(fund):
    sued(fund)
    informed(fund, "2026-05-21")
    judged(fund, "annule", "2026-06-10")
    assert informed(fund, "2026-06-11").cents == 30_000
    assert untold(fund, "2026-06-12") == []
    assert (
        appeal(fund.records, (1, 1), ("caisse", day("2026-06-12"), WHY), acte("2026-06-12")) is None
    )
    judged(fund, "confirme", "2026-09-01")
    assert pass_on(fund.records, Choix(1, 1, "TITRE-8"), acte("2026-09-02")) == 30_000
    assert untold(fund, "2026-09-03") == []


def test_what_any_act_takes_back_from_the_departement_is_recorded_with_its_letters(fund):
    move = ("annule", "transfere", "annulation")
    told = {"when": "2026-06-10", "reference": "creance:1:annulation:R1"}
    fund.write(1, transfers=[transfer(1, "rsa", 202512, 20_000, move, **told)])
    found = announce(fund.records, [1], ORGANISME_DEMO, acte("2026-06-10"))
    [sentence] = [said(one) for one in found.sentences()]
    assert "créance 1 : le département doit être informé : titre TITRE-7, 200,00 €" in sentence
    assert [one["cause"] for one in fund.told(1, "creance.transfert_annule")] == ["recours:1"]
    assert list(announce(fund.records, [1], ORGANISME_DEMO, acte("2026-06-11")).sentences()) == []
