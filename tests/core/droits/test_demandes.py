"""A claim opens a benefit from its own month, the next, or back: each benefit has its rule."""

from __future__ import annotations

import pytest
from tests.foyers import LATER, Caisse, Foyer

from justedroit.core.base import add_months, month_range
from justedroit.core.droits.demandes import (
    claim_kind,
    claim_months,
    claimed,
    feeders_unclaimed,
    housing_opens,
)
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.prestations import prestations
from justedroit.core.faits import catalogue

FIRST, COUNT = 202201, 60


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul()


def read(*foyers):
    return Lecture(Caisse(foyers[0].rows).known())


def open_months(foyer, benefit):
    """Return the first and last months opened by the claims, None where none is."""
    months = month_range(FIRST, add_months(FIRST, COUNT - 1))
    found = claimed(read(foyer), benefit, FIRST, COUNT)[0]
    opened = [month for month, is_open in zip(months, found, strict=True) if is_open]
    assert opened == (month_range(opened[0], opened[-1]) if opened else [])
    return (opened[0], opened[-1]) if opened else None


@pytest.mark.parametrize(
    ("benefit", "first"),
    [
        ("rsa", 202502),  # CASF R262-33: the month of the claim
        ("ppa", 202502),
        ("aah", 202503),  # CSS R821-7: the month after
        ("caah", 202503),
        ("aeeh", 202503),  # CSS R541-7
        ("apl", 202502),  # CCH R823-10: never before the month of the claim
        ("alf", 202502),
        ("als", 202502),
        ("ajpp", 202502),  # CSS R552-2 II 4°
        ("paje_cmg", 202501),  # CSS R552-2 II 2°: the month before
        ("paje_base", 202302),  # CSS L553-1: two years back
        ("paje_prepare", 202302),
        ("paje_naissance", 202302),
    ],
)
@pytest.mark.parametrize("day", ["2025-02-01", "2025-02-28"])
def test_a_claim_of_february_opens_the_month_that_the_law_says(foyer, benefit, first, day):
    kind = claim_kind(benefit).removeprefix("demande_")
    foyer.demande(kind, since=day)
    assert open_months(foyer, benefit) == (first, 202612)


@pytest.mark.parametrize("benefit", ["af", "cf", "ars"])
def test_what_is_opened_to_a_known_dossier_needs_no_claim(foyer, benefit):
    assert open_months(foyer, benefit) == (202201, 202612)


def test_every_other_benefit_needs_a_claim(foyer):
    for benefit in set(prestations()) - {"af", "cf", "ars"}:
        assert open_months(foyer, benefit) is None, benefit


def test_every_benefit_is_claimed_by_a_kind_of_the_catalogue():
    for benefit in (*prestations(), "aide_logement"):
        assert claim_kind(benefit) in catalogue()


@pytest.mark.parametrize(
    ("benefit", "last"),
    [("rsa", 202504), ("apl", 202504), ("aah", 202504), ("paje_cmg", 202505), ("ajpp", 202505)],
)
def test_a_claim_withdrawn_in_may_closes_the_right_as_its_rule_says(foyer, benefit, last):
    kind = claim_kind(benefit).removeprefix("demande_")
    foyer.demande(kind, since="2024-01-10", until="2025-05-12")
    assert open_months(foyer, benefit)[1] == last


def test_a_claim_told_as_false_opens_nothing(foyer):
    foyer.says("demande_rsa", "false", "2025-02-10")
    assert open_months(foyer, "rsa") is None


def test_a_claim_told_as_ended_closes_as_one_that_has_an_end(foyer):
    foyer.demande("rsa", since="2024-01-10")
    foyer.says("demande_rsa", "false", "2025-05-12", known=LATER)
    assert open_months(foyer, "rsa") == (202401, 202504)


@pytest.mark.parametrize("benefit", ["rsa", "aah", "paje_cmg"])
def test_a_claim_confirmed_by_another_source_leaves_no_hole(foyer, benefit):
    foyer.demande(benefit, since="2024-01-10")
    foyer.says(f"demande_{benefit}", "true", "2025-03-20", source="controle_sur_place")
    assert open_months(foyer, benefit)[1] == 202612


def test_a_claim_of_one_dossier_opens_nothing_to_another():
    fund = Caisse()
    fund.foyer().seul().demande("rsa", since="2025-02-10")
    fund.foyer().seul()
    assert claimed(Lecture(fund.known()), "rsa", 202502, 1).tolist() == [[True], [False]]


def test_the_quarters_run_from_the_month_of_the_claim(foyer):
    foyer.demande("rsa", since="2024-03-10")
    assert claim_months(read(foyer), "rsa", 202512, 1).tolist() == [[202403]]
    assert claim_months(read(foyer), "ppa", 202512, 1).tolist() == [[0]]


def test_a_claim_that_is_refused_or_withdrawn_starts_no_quarter(foyer):
    foyer.demande("rsa", since="2024-03-10", until="2025-08-01")
    foyer.says("demande_rsa", "false", "2025-08-01")
    assert claim_months(read(foyer), "rsa", 202512, 1).tolist() == [[202403]]


def test_a_claim_confirmed_by_another_source_does_not_move_the_quarters(foyer):
    foyer.demande("rsa", since="2024-03-10")
    foyer.says("demande_rsa", "true", "2025-02-01", source="controle_sur_place")
    assert claim_months(read(foyer), "rsa", 202512, 1).tolist() == [[202403]]


def unclaimed(foyer):
    return feeders_unclaimed(read(foyer), 202501, 12).tolist() == [True]


def test_a_tenant_who_has_not_claimed_the_housing_aid_is_evaluated_as_if_he_had(foyer):
    assert unclaimed(foyer.locataire(400))


def test_a_tenant_who_claimed_it_long_ago_is_evaluated_once(foyer):
    assert not unclaimed(foyer.locataire(400).demande("aide_logement"))


def test_one_without_child_nor_disability_nor_rent_is_evaluated_once(foyer):
    assert not unclaimed(foyer)


@pytest.mark.parametrize("benefit", ["asf", "paje_base"])
def test_a_young_child_and_a_claim_not_made_ask_for_a_second_evaluation(foyer, benefit):
    foyer.enfants("2024-01-05").demande(*({"asf", "paje_base"} - {benefit}))
    assert unclaimed(foyer)


def test_a_disability_without_claim_of_the_aah_asks_for_a_second_evaluation(foyer):
    foyer.says("taux_incapacite", "0.85", "2020-01-01", person=1)
    assert unclaimed(foyer)


def opens(foyer):
    found = housing_opens(read(foyer), 202501, 12)[0]
    return [month for month, opening in enumerate(found, start=1) if opening]


@pytest.mark.parametrize("day", ["2025-10-01", "2025-10-10", "2025-10-31"])
def test_the_month_of_moving_in_opens_nothing(foyer, day):
    assert opens(foyer.locataire(400, since=day)) == [10]  # CCH R823-10


def test_a_move_from_a_dwelling_to_another_interrupts_nothing(foyer):
    foyer.locataire(400, until="2025-04-15").locataire(450, since="2025-04-15")
    assert opens(foyer) == []  # CCH R823-14


def test_one_who_was_housed_for_free_opens_the_month_after(foyer):
    foyer.says("statut_occupation_logement", "loge_gratuitement", "2020-01-01", "2025-04-15")
    assert opens(foyer.locataire(400, since="2025-04-15")) == [4]


def test_a_dwelling_entered_before_the_year_opens_nothing_in_it(foyer):
    assert opens(foyer.locataire(400)) == []
