"""What comes after the indus of a fund being played: order, days, ways imposed, closing table."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.courriers import notice
from tests.endettes import Endettes
from tests.loi import LoiRetenue

from justedroit.core.courriers import courriers, written
from justedroit.twin.hasard import Hasard
from justedroit.twin.suites.agenda import Agenda, after, office
from justedroit.twin.suites.bureau import Affaire, Service, habits
from justedroit.twin.suites.commission import third_thursday
from justedroit.twin.suites.conduites import _DRAWN, COURT, IMPOSES, conduct
from justedroit.twin.suites.notification import confirm, explanation
from justedroit.twin.suites.remboursement import nothing
from justedroit.twin.suites.rigueur import is_reminded

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def affaire(dossier=1, cents=50_000, served=50_000, prestations=("ppa",)):
    numbers = tuple(range(1, len(prestations) + 1))
    chance = Hasard(7, f"suites/{dossier}")
    return Affaire(dossier, "revision:202503", numbers, prestations, cents, chance, served=served)


def story(seen, name, agenda, *days):
    for day in days:
        yield START + dt.timedelta(days=day)
        seen.append((name, (agenda.now - START).days))


def test_stories_go_on_in_the_order_of_time_then_of_their_beginning():
    seen, agenda = [], Agenda(START)
    agenda.begin(story(seen, "a", agenda, 3, 5))
    agenda.begin(story(seen, "b", agenda, 1, 3))
    agenda.until(START + dt.timedelta(days=5))
    assert seen == [("b", 1), ("a", 3), ("b", 3)]
    agenda.until(START + dt.timedelta(days=9))
    assert seen[-1] == ("a", 5)


def test_a_story_that_asks_for_the_past_goes_on_now():
    seen, agenda = [], Agenda(START)
    agenda.begin(story(seen, "a", agenda, 4, 1))
    agenda.until(START + dt.timedelta(days=6))
    assert seen == [("a", 4), ("a", 4)]


def test_a_fund_is_closed_on_sundays_and_holidays():
    assert office(dt.date(2025, 5, 1)).date() == dt.date(2025, 5, 2)
    assert after(dt.date(2025, 5, 2), 1).date() == dt.date(2025, 5, 5)


@pytest.mark.parametrize(
    ("day", "session"),
    [
        (dt.date(2025, 6, 1), dt.date(2025, 6, 19)),
        (dt.date(2025, 6, 18), dt.date(2025, 7, 17)),
        (dt.date(2025, 12, 20), dt.date(2026, 1, 15)),
    ],
)
def test_the_commission_sits_the_third_thursday(day, session):
    assert third_thursday(day) == session


def test_every_way_that_may_be_drawn_is_known():
    assert set(habits()["conduites"]) == set(_DRAWN)
    assert sum(told["valeur"] for told in habits()["conduites"].values()) < 1


def test_a_household_always_answers_in_the_same_way():
    assert conduct(affaire(3)) is conduct(affaire(3))


def test_who_is_paid_nothing_is_asked_to_pay_and_who_is_paid_is_withheld_on():
    ways = {conduct(affaire(n, served=0)) for n in range(60)}
    assert is_reminded in ways
    assert nothing not in ways
    assert nothing in {conduct(affaire(n)) for n in range(60)}


def test_the_way_to_court_needs_a_large_indu_of_one_benefit_still_paid():
    [court] = [way for way in IMPOSES if way.nom == COURT]
    day = dt.date(2025, 6, 1)
    assert court.fits(affaire(cents=229_308, prestations=("rsa",)), day)
    assert not court.fits(affaire(cents=149_999, prestations=("rsa",)), day)
    assert not court.fits(affaire(cents=229_308, served=0, prestations=("rsa",)), day)
    assert not court.fits(affaire(cents=229_308, prestations=("rsa", "als")), day)


def test_what_became_of_a_plan_is_told_and_sent_once_even_after_the_end_of_its_month():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 10_000})
    dues = [{"le": "2026-04-05", "cents": 10_000}]
    plan = {"echeancier": 1, "creances": [1], "mensualites": dues, "phase": "notification"}
    fund.happens(1, "echeancier.accepte", plan | {"moyen": "virement"}, "2026-03-27")
    agenda = Agenda(dt.datetime(2026, 4, 3, 5, tzinfo=dt.UTC))
    service = Service(fund.records, LoiRetenue(), Hasard(7, "suites"), agenda)
    for _ in range(2):
        confirm(service, [1])
        [letter] = courriers(fund.records.events([1]))
        assert (letter.modele, letter.envoye_le) == ("echeancier_accepte", dt.date(2026, 4, 3))
    assert service.refusals == []


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ((202505, 202509), "payé de mai à septembre 2025 :"),
        ((202505, 202505), "payé en mai 2025 :"),
    ],
)
def test_the_agent_who_explains_names_the_months_as_one_says_them(months, told):
    contenu = written(notice())
    assert told in explanation(contenu, months, dt.date(2025, 11, 4))
