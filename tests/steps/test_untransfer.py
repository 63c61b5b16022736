"""What was passed on to the département and is annulled is taken back from it, and it is told."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, acte, at, day, said, transfer

from justedroit.core.base import Refusal
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.creances import Etat, creances, state_of, suivis
from justedroit.core.registre import check_transfers
from justedroit.steps.claims import Choix
from justedroit.steps.claims import transfer as pass_on
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.judge import Verdict, appeal, judge
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.seize import Saisie, seize
from justedroit.steps.untransfer import (
    inform,
    suspended_titles,
    tell_untransferred,
    untold_departement,
)

WHY = "La somme était due."


@pytest.fixture
def fund():
    """Return a fund whose household owed 300 € of RSA, paid 50 € of it: the rest was passed on."""
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    money = Encaissement(1, "cheque", 5_000, day("2026-02-20"), "chq-1")
    assert collect(fund.records, money, acte("2026-02-20")).repaid == {1: 5_000}
    assert pass_on(fund.records, Choix(1, 1, "TITRE-7"), acte("2026-05-01")) == 25_000
    return fund


def untold(fund, when="2026-09-03"):
    return untold_departement(fund.records, None, day(when))


def claim(fund):
    [one] = creances(fund.records.transfers([1]))[1]
    return one


def judged(fund, sens="annule", when="2026-06-10", **amounts):
    told = Verdict(sens, day(when), "Vu.", {int(n[1:]): cents for n, cents in amounts.items()})
    return judge(fund.records, (1, 1), told, ORGANISME_DEMO, acte(when))


def sued(fund):
    assert seize(
        fund.records, Saisie(1, day("2026-05-20"), WHY, creances=(1,)), acte("2026-05-20")
    ) == [1]


def test_a_judgment_takes_back_from_the_departement_what_it_annuls_and_gives_back_the_rest(fund):
    sued(fund)
    [back] = judged(fund)
    assert back.cents == 5_000
    one = claim(fund)
    assert [one.total(n) for n in ("transferred", "annulled", "repaid", "open")] == [
        0,
        30_000,
        0,
        0,
    ]
    assert "transfere" not in fund.position(1, "rsa", 202512)
    [told] = fund.told(1, "creance.transfert_annule")
    assert (told["creance"], told["cents"], told["titre"]) == (1, 25_000, "TITRE-7")
    assert told["cause"] == "instance:1"
    assert check_transfers(fund.records.transfers([1])) == []
    assert fund.sum() == 0
    [thread] = suivis([one], fund.records.events([1]))
    assert state_of(one, thread, day("2026-06-11")).etat is Etat.ANNULEE


def test_a_part_annulled_is_first_what_the_departement_claims(fund):
    sued(fund)
    assert judged(fund, "partiel", c1=10_000) == []
    assert [claim(fund).total(n) for n in ("transferred", "repaid")] == [15_000, 5_000]
    [told] = untold(fund)
    assert (told.dossier, told.creance, told.titre, told.cents) == (1, 1, "TITRE-7", 10_000)
    assert said(told.sentence()).startswith(
        "le département doit être informé : titre TITRE-7, 100,00 € ne sont plus dus"
    )
    assert "la caisse ne le sait pas" in told.sentence()


def test_what_waits_is_listed_until_the_departement_is_told(fund):
    assert untold(fund) == []
    assert isinstance(inform(fund.records, (1, 1), acte("2026-06-01")), Refusal)
    sued(fund)
    judged(fund)
    assert inform(fund.records, (1, 1), acte("2026-06-11")).cents == 25_000
    assert untold(fund) == []
    assert "rien à apprendre" in str(inform(fund.records, (1, 1), acte("2026-06-12")))
    assert "n'existe pas" in str(inform(fund.records, (9, 1), acte("2026-06-12")))


def test_a_right_that_comes_back_takes_it_back_too_and_is_told_once(fund):
    move = ("charge", "transfere", "annulation")
    fund.write(
        1,
        transfers=[
            transfer(1, "rsa", month, cents, move, when="2026-06-10", reference="revision:2")
            for month, cents in ((202511, 5_000), (202512, 2_000))
        ],
    )
    [told] = tell_untransferred(fund.records, [1], acte("2026-06-10"))
    assert told.cents == 7_000
    [event] = fund.told(1, "creance.transfert_annule")
    assert (event["cause"], event["entree"]) == ("revision:2", at("2026-06-10").isoformat())
    assert tell_untransferred(fund.records, [1], acte("2026-06-11")) == []
    assert len(fund.told(1, "creance.transfert_annule")) == 1
    assert [claim(fund).total(n) for n in ("transferred", "undone")] == [18_000, 7_000]


def test_what_an_appeal_restores_is_owed_to_the_fund_and_may_be_passed_on_again(fund):
    sued(fund)
    judged(fund, "partiel", c1=10_000)
    told = ("caisse", day("2026-06-12"), WHY)
    assert appeal(fund.records, (1, 1), told, acte("2026-06-12")) is None
    assert judged(fund, "confirme", "2026-09-01") == []
    assert fund.open(1) == {1: 10_000}
    assert pass_on(fund.records, Choix(1, 1, "TITRE-8"), acte("2026-09-02")) == 10_000
    # The département was never told of the first judgment, nor that it is reformed: both remain.
    assert [one.cents for one in untold(fund)] == [10_000]


def test_an_appeal_posted_before_the_transfer_suspends_the_title_and_the_departement_is_told(fund):
    lodged = Depot(1, "contestation", (1,), "courrier", day("2026-03-01"), WHY)
    assert suspended_titles(fund.records, None, day("2026-05-10")) == []
    assert lodge(fund.records, lodged, acte("2026-05-10")) == [1]
    [told] = suspended_titles(fund.records, None, day("2026-05-10"))
    assert (told.creance, told.titre, told.cause) == (1, "TITRE-7", "recours:1")
    assert "suspendu depuis le 1er mars 2026" in said(told.sentence())
    assert "L262-46" in told.sentence()
    assert untold(fund, "2026-05-10") == [told]
    assert inform(fund.records, (1, 1), acte("2026-05-11")) == told
    assert fund.told(1, "departement.informe")[0]["cause"] == "recours:1"
    assert suspended_titles(fund.records, [1], day("2026-05-12")) == []
    assert isinstance(inform(fund.records, (1, 1), acte("2026-05-12")), Refusal)
    # What a court suspends next is another thing to tell.
    sued(fund)
    [again] = suspended_titles(fund.records, [1], day("2026-05-21"))
    assert again.cause == "instance:1"
