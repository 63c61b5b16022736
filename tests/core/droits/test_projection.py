"""The coming months: what goes on, what ends, what is not told yet."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.foyers import Caisse

from justedroit.core.droits.projection import project
from justedroit.core.faits import as_known

NOW = dt.datetime(2025, 7, 10, 8, tzinfo=dt.UTC)


def projected(foyer_of):
    fund = Caisse()
    foyer = fund.foyer().seul()
    foyer_of(foyer)
    found = project(as_known(fund.facts(), at=NOW), NOW, NOW.date(), 202606)
    return found, {
        (row["person"], row["kind"]): (row["value"], row["valid_from"].isoformat())
        for row in found.facts.to_pylist()
    }


def wage(*spans, kind="salaire_net", person=1):
    def tell(foyer):
        for amount, since, until in spans:
            foyer.says(kind, amount, since, until, person=person)

    return tell


@pytest.mark.parametrize("until", ["2025-07-01", "2025-06-01", "2025-05-01", "2025-08-01"])
def test_the_last_month_told_is_carried_on(until):
    found, carried = projected(
        wage(("700.00", "2025-01-01", "2025-03-01"), ("900.00", "2025-04-01", until))
    )
    assert carried == {(1, "salaire_net"): ("900.00", until)}
    assert "900,00" in found.assumptions[0]
    assert "supposé continuer" in found.assumptions[0]


def test_an_income_no_longer_told_for_a_quarter_has_ended():
    assert projected(wage(("900.00", "2025-01-01", "2025-04-01")))[1] == {}


def test_an_income_told_to_end_later_ends_and_it_is_said():
    found, carried = projected(wage(("900.00", "2025-01-01", "2025-10-01")))
    assert carried == {}
    assert "prend fin le 1er" in found.assumptions[0]


def test_an_income_without_end_goes_on_by_itself_and_it_is_said():
    found, carried = projected(wage(("900.00", "2025-01-01", None)))
    assert carried == {}
    assert "connu sans date de fin, continue" in found.assumptions[0]


def test_an_income_that_another_follows_has_ended():
    def tell(foyer):
        foyer.says("salaire_net", "900.00", "2025-01-01", "2025-06-01", person=1)
        foyer.says("chomage_net", "500.00", "2025-06-01", None, person=1)

    assert projected(tell)[1] == {}


def test_a_wage_that_another_activity_follows_has_ended():
    def tell(foyer):
        foyer.says("salaire_net", "900.00", "2025-01-01", "2025-06-01", person=1)
        foyer.says("activite", "chomeur", "2025-06-01", person=1)

    assert projected(tell)[1] == {}


def test_the_incomes_of_another_person_say_nothing():
    def tell(foyer):
        foyer.conjoint()
        foyer.says("salaire_net", "900.00", "2025-04-01", "2025-07-01", person=1)
        foyer.says("salaire_net", "950.00", "2025-04-01", None, person=2)

    assert set(projected(tell)[1]) == {(1, "salaire_net")}


def test_incomes_told_together_go_on_together_and_are_said_once():
    def tell(foyer):
        foyer.salaire(900, "2025-04-01", "2025-07-01")

    found, carried = projected(tell)
    assert set(carried) == {(1, "salaire_net"), (1, "salaire_imposable")}
    assert sum("900,00" in sentence for sentence in found.assumptions) == 1


@pytest.mark.parametrize("kind", ["gains_exceptionnels", "indemnites_journalieres_maternite"])
def test_what_comes_once_is_not_carried_on(kind):
    assert projected(wage(("900.00", "2025-05-01", "2025-07-01"), kind=kind))[1] == {}


def test_nothing_earned_is_carried_on_in_silence():
    found, carried = projected(wage(("0.00", "2025-04-01", "2025-07-01")))
    assert set(carried) == {(1, "salaire_net")}
    assert found.assumptions == ()


@pytest.mark.parametrize(
    ("until", "goes_on"), [("2025-01-01", True), ("2024-01-01", True), ("2023-01-01", False)]
)
def test_a_yearly_income_goes_on_for_two_years(until, goes_on):
    carried = projected(wage(("4000.00", "2021-01-01", until), kind="rpns_imposables"))[1]
    assert bool(carried) is goes_on


def test_a_birth_to_come_is_not_counted_and_it_is_said():
    found, _ = projected(
        lambda foyer: foyer.says("naissance_prevue", "2025-09-15", "2025-03-01", person=2)
    )
    assert "La naissance prévue le 15" in found.assumptions[0]


def test_a_birth_that_came_is_no_longer_to_come():
    def tell(foyer):
        foyer.says("naissance_prevue", "2025-06-15", "2025-03-01", person=2)
        foyer.enfant(2, "2025-06-12")

    assert projected(tell)[0].assumptions == ()


def test_a_birth_no_longer_expected_is_not_to_come():
    def tell(foyer):
        foyer.says("naissance_prevue", "2025-09-15", "2025-03-01", "2025-05-01", person=2)

    assert projected(tell)[0].assumptions == ()


def test_nothing_earned_that_ends_is_not_said():
    assert projected(wage(("0.00", "2025-01-01", "2025-10-01")))[0].assumptions == ()


def test_a_decision_that_ends_soon_is_said():
    found, carried = projected(
        lambda foyer: foyer.says(
            "taux_incapacite", "0.8", "2023-01-01", "2025-12-01", person=1, source="mdph"
        )
    )
    assert carried == {}
    assert "prend fin" in found.assumptions[0]
