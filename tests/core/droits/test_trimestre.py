"""An amount holds for its quarter; some changes break it, others wait for the next one."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse, Foyer

from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.montants import Amounts
from justedroit.core.droits.trimestre import HOUSING, anchors_of, breaks_of, frozen

FROZEN = ("rsa", "ppa", *HOUSING)


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul()


def block(foyer, law):
    lecture = Lecture(Caisse(foyer.rows).known())
    return bloc_of(lecture, 202512, np.zeros(len(lecture.dossiers), bool), law)


def anchor(foyer, law, benefit):
    return int(anchors_of(block(foyer, law))[benefit][0, -1])


def broken(foyer, law, benefit):
    """Return the months of 2025 (1 to 12) that break the quarter of a benefit."""
    bloc = block(foyer, law)
    found = np.flatnonzero(breaks_of(bloc)[benefit][0])
    return [bloc.months[i] % 100 for i in found if bloc.months[i] >= 202501]


def held(foyer, law, benefit):
    """Return, for each month of 2025, the month whose amount it holds."""
    bloc = block(foyer, law)
    each = np.array([bloc.months])
    found = frozen(bloc, dict.fromkeys(FROZEN, Amounts(each, each)))[benefit].due[0]
    return dict(zip(bloc.months, found.tolist(), strict=True))


# The months in which the amounts of the law change break every quarter: they are left out below.
REVALUED = {"rsa": [4], "ppa": [4], "apl": [1, 10], "alf": [1, 10], "als": [1, 10]}


@pytest.mark.parametrize("benefit", FROZEN)
def test_nothing_but_the_new_amounts_of_the_law_breaks_a_quiet_year(foyer, law, benefit):
    foyer.locataire(400).salaire(900).demande("rsa", "ppa", "aide_logement")
    assert broken(foyer, law, benefit) == REVALUED[benefit]


@pytest.mark.parametrize("benefit", FROZEN)
def test_a_wage_that_changes_breaks_nothing(foyer, law, benefit):
    foyer.salaire(900, until="2025-05-01").salaire(1400, since="2025-05-01")
    assert broken(foyer, law, benefit) == REVALUED[benefit]


@pytest.mark.parametrize(
    ("benefit", "month"), [("rsa", 5), ("ppa", 5), ("apl", 6), ("alf", 6), ("als", 6)]
)
def test_a_birth_breaks_the_quarter_in_the_month_when_it_counts(foyer, law, benefit, month):
    foyer.enfants("2025-05-12")
    assert set(broken(foyer, law, benefit)) == {*REVALUED[benefit], month}


@pytest.mark.parametrize(
    ("benefit", "month"), [("rsa", 5), ("ppa", 5), ("apl", 6), ("alf", 6), ("als", 6)]
)
def test_a_separation_breaks_the_quarter_in_the_month_when_it_counts(foyer, law, benefit, month):
    foyer.conjoint(until="2025-05-12")
    assert set(broken(foyer, law, benefit)) == {*REVALUED[benefit], month}


@pytest.mark.parametrize("benefit", FROZEN)
def test_a_couple_that_forms_breaks_the_quarter_at_once(foyer, law, benefit):
    foyer.conjoint(since="2025-05-12")
    assert set(broken(foyer, law, benefit)) == {*REVALUED[benefit], 5}


@pytest.mark.parametrize("benefit", FROZEN)
def test_a_wage_that_ends_without_anything_instead_breaks_the_quarter(foyer, law, benefit):
    foyer.salaire(900, until="2025-05-01")
    assert set(broken(foyer, law, benefit)) == {*REVALUED[benefit], 5}


@pytest.mark.parametrize("benefit", FROZEN)
def test_a_wage_known_only_as_taxed_ends_as_another(foyer, law, benefit):
    foyer.says("salaire_imposable", "900.00", "2024-01-01", "2025-05-01", person=1)
    assert set(broken(foyer, law, benefit)) == {*REVALUED[benefit], 5}


@pytest.mark.parametrize(
    "instead",
    [
        "chomage_net",
        "retraite_nette",
        "indemnites_journalieres_maladie",
        "indemnites_journalieres_maternite",
        "indemnites_journalieres_paternite",
        "indemnites_journalieres_adoption",
        "indemnites_journalieres_accident_travail",
        "indemnites_journalieres_maladie_professionnelle",
        "pensions_invalidite",
    ],
)
def test_a_wage_that_another_income_replaces_breaks_nothing(foyer, law, instead):
    foyer.salaire(900, until="2025-05-01").says(instead, "700.00", "2025-05-01", person=1)
    assert broken(foyer, law, "rsa") == REVALUED["rsa"]


def test_the_income_of_the_spouse_does_not_replace_a_wage(foyer, law):
    foyer.conjoint().salaire(900, until="2025-05-01")
    foyer.says("chomage_net", "700.00", "2020-01-01", person=2)
    assert 5 in broken(foyer, law, "rsa")


@pytest.mark.parametrize("benefit", FROZEN)
def test_a_move_breaks_the_quarter_of_the_housing_aid_alone(foyer, law, benefit):
    foyer.locataire(400, until="2025-05-12").locataire(450, since="2025-05-12")
    expected = {5} if benefit in HOUSING else set()
    assert set(broken(foyer, law, benefit)) == {*REVALUED[benefit], *expected}


def test_an_occupancy_confirmed_by_the_landlord_breaks_nothing(foyer, law):
    foyer.locataire(400)
    foyer.says("statut_occupation_logement", "locataire_vide", "2025-05-01", source="bailleur")
    assert broken(foyer, law, "als") == REVALUED["als"]


def test_what_happens_to_one_household_breaks_nothing_for_another(law):
    fund = Caisse()
    fund.foyer().seul().enfants("2025-05-12")
    fund.foyer().seul()
    bloc = block(fund.foyer().seul(), law)
    assert breaks_of(bloc)["rsa"].sum(axis=1).tolist() == [2, 1, 1]


def test_the_quarters_of_the_rsa_run_from_its_claim(foyer, law):
    foyer.demande("rsa", since="2024-02-20")
    found = held(foyer, law, "rsa")
    quarters = {
        202501: 202411,
        **dict.fromkeys((202502, 202503), 202502),
        202504: 202504,  # revalued
        **dict.fromkeys((202505, 202506, 202507), 202505),
        **dict.fromkeys((202508, 202509, 202510), 202508),
        **dict.fromkeys((202511, 202512), 202511),
    }
    assert {month: found[month] for month in quarters} == quarters


def test_a_break_holds_to_the_end_of_its_quarter_and_no_longer(foyer, law):
    foyer.demande("rsa", since="2024-02-20").enfants("2025-09-12")
    found = held(foyer, law, "rsa")
    assert [found[m] for m in (202508, 202509, 202510, 202511)] == [202508, 202509, 202509, 202511]


def test_without_claim_nothing_is_held(foyer, law):
    assert all(month == source for month, source in held(foyer, law, "rsa").items())


def test_the_quarter_of_the_housing_aid_follows_that_of_the_rsa(foyer, law):
    foyer.demande("aide_logement", since="2024-01-10").demande("ppa", since="2024-02-10")
    assert anchor(foyer, law, "als") == 202402
    foyer.demande("rsa", since="2024-03-10")
    assert anchor(foyer, law, "als") == 202403  # CCH R823-6-1


def test_a_claim_made_again_leaves_the_quarters_before_it_as_they_were(foyer, law):
    foyer.demande("rsa", since="2024-03-10", until="2025-06-01")
    before = held(foyer, law, "rsa")
    foyer.demande("rsa", since="2025-10-03")
    after = held(foyer, law, "rsa")
    months = [m for m in before if m < 202506]
    assert [after[m] for m in months] == [before[m] for m in months]
    assert [after[m] for m in (202510, 202511, 202512)] == [202510] * 3


def test_a_first_claim_of_rsa_leaves_the_past_quarters_of_the_housing_aid_as_they_were(foyer, law):
    foyer.demande("aide_logement", since="2024-02-10").locataire(400)
    before = held(foyer, law, "als")
    foyer.demande("rsa", since="2025-07-03")
    after = held(foyer, law, "als")
    months = [m for m in before if m < 202507]
    assert [after[m] for m in months] == [before[m] for m in months]


def test_what_is_due_and_what_would_be_are_held_alike(foyer, law):
    bloc = block(foyer.demande("rsa", since="2024-02-20"), law)
    due = np.arange(len(bloc.months))[None, :]
    amounts = dict.fromkeys(FROZEN, Amounts(due, due + 1000))
    found = frozen(bloc, amounts)["rsa"]
    assert (found.claimed == found.due + 1000).all()


def test_a_benefit_that_is_not_frozen_is_left_as_it_is(foyer, law):
    bloc = block(foyer.demande("rsa", since="2024-02-20"), law)
    each = np.arange(len(bloc.months))[None, :]
    amounts = dict.fromkeys((*FROZEN, "af"), Amounts(each, each))
    assert frozen(bloc, amounts)["af"].due.tolist() == each.tolist()
