"""Who counts in the household in the month of an event, by benefit."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import LATER, Caisse, Foyer, day

from justedroit.core.droits.compositions import (
    FOYER_COMMUN,
    MOIS,
    PERSONS_MAX,
    PLEIN,
    masks_of,
    rows_of,
)
from justedroit.core.droits.lecture import Lecture

BOTH = pytest.mark.parametrize("view", [PLEIN, MOIS])


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul()


def masks(foyer, view):
    fund = Caisse(foyer.rows)
    return masks_of(Lecture(fund.known()), view, 202501, 12)


def who(foyer, view):
    """Return the numbers of the persons who count in each month of 2025."""
    return {
        month: {n for n in range(PERSONS_MAX + 1) if mask >> n & 1}
        for month, mask in enumerate(masks(foyer, view)[0].tolist(), start=1)
    }


def months_of(person, foyer, view):
    return [month for month, persons in who(foyer, view).items() if person in persons]


def month_list(first, last=12):
    return list(range(first, last + 1))


@pytest.mark.parametrize(("view", "first"), [(PLEIN, 4), (MOIS, 3)])
@pytest.mark.parametrize("born", ["2025-03-01", "2025-03-12", "2025-03-31"])
def test_a_child_born_in_march_counts_from_april_and_for_the_rsa_from_march(
    foyer, view, first, born
):
    foyer.enfants(born)  # CSS R552-2 I; CASF R262-35
    assert months_of(3, foyer, view) == month_list(first)


@BOTH
def test_a_child_that_leaves_on_20_september_is_lost_from_september(foyer, view):
    foyer.enfant(3, "2010-01-01", until="2025-09-20")  # CSS R552-3 I
    assert months_of(3, foyer, view) == month_list(1, 8)


@BOTH
@pytest.mark.parametrize("since", ["2025-05-01", "2025-05-15", "2025-05-31"])
def test_a_couple_formed_in_may_counts_in_may(foyer, view, since):
    foyer.conjoint(since=since)  # domaine 2.2, example (e)
    assert months_of(2, foyer, view) == month_list(5)


@pytest.mark.parametrize(("view", "last"), [(PLEIN, 5), (MOIS, 4)])
def test_a_separation_of_may_counts_in_june_and_for_the_rsa_in_may(foyer, view, last):
    foyer.conjoint(until="2025-05-15")  # CCH R823-13; CASF R262-35
    assert months_of(2, foyer, view) == month_list(1, last)


@pytest.mark.parametrize(("view", "last"), [(PLEIN, 5), (MOIS, 4)])
def test_a_separation_told_as_the_end_of_the_couple_counts_as_one_told_by_its_date(
    foyer, view, last
):
    foyer.conjoint()
    foyer.says("conjoint", "false", "2025-05-15", person=2, known=LATER)
    assert months_of(2, foyer, view) == month_list(1, last)


@BOTH
def test_a_couple_that_ends_on_the_last_day_of_a_month_is_not_in_the_next(foyer, view):
    foyer.conjoint(until="2025-06-01")
    assert months_of(2, foyer, view) == month_list(1, 5)


@BOTH
@pytest.mark.parametrize("until", [None, "2025-05-18", "2025-05-19"])
def test_a_spouse_who_dies_counts_to_the_end_of_the_month(foyer, view, until):
    foyer.conjoint(until=until)  # CSS R552-3 III; CCH R823-13
    foyer.says("deces", "2025-05-18", "2025-05-18", person=2)
    assert months_of(2, foyer, view) == month_list(1, 5)


@pytest.mark.parametrize(("view", "last"), [(PLEIN, 6), (MOIS, 3)])
@pytest.mark.parametrize("until", [None, "2025-03-12", "2025-03-13"])
def test_a_child_who_dies_in_march_is_counted_to_june_for_family_benefits(foyer, view, last, until):
    foyer.enfant(3, "2015-01-01", until=until)  # CSS L552-7
    foyer.says("deces", "2025-03-12", "2025-03-12", person=3)
    assert months_of(3, foyer, view) == month_list(1, last)


@BOTH
def test_a_child_who_had_left_before_its_death_does_not_come_back(foyer, view):
    foyer.enfant(3, "2015-01-01", until="2024-10-20")
    foyer.says("deces", "2025-03-12", "2025-03-12", person=3)
    assert months_of(3, foyer, view) == []


@BOTH
def test_without_allocataire_there_is_no_household(view):
    foyer = Caisse().foyer().conjoint().enfants("2015-01-01")
    assert masks(foyer, view).tolist() == [[0] * 12]


@BOTH
def test_a_household_begins_and_ends_with_its_allocataire(view):
    foyer = Caisse().foyer().seul(since="2025-03-20", until="2025-08-10").enfants("2015-01-01")
    found = who(foyer, view)
    assert [month for month, persons in found.items() if persons] == month_list(3, 8)
    assert found[3] == {1, 3}


@BOTH
def test_a_household_ends_the_month_after_the_death_of_its_allocataire(foyer, view):
    foyer.enfants("2015-01-01").says("deces", "2025-05-18", "2025-05-18", person=1)
    assert months_of(3, foyer, view) == month_list(1, 5)


@BOTH
@pytest.mark.parametrize("day", ["2025-03-01", "2025-03-10"])
def test_a_child_confirmed_by_another_source_is_never_lost(foyer, view, day):
    foyer.enfant(3, "2015-01-01")
    foyer.says("enfant", "true", day, person=3, source="controle_sur_place")
    assert months_of(3, foyer, view) == month_list(1)


@BOTH
def test_a_spouse_confirmed_by_another_source_is_never_lost(foyer, view):
    foyer.conjoint().says("conjoint", "true", "2025-03-10", person=2, source="dgfip")
    assert months_of(2, foyer, view) == month_list(1)


@BOTH
def test_one_has_a_single_spouse_in_a_month_even_when_one_leaves_and_another_comes(foyer, view):
    foyer.conjoint(until="2025-05-10")
    foyer.says("date_naissance", "1991-01-01", "1991-01-01", person=5)
    foyer.says("conjoint", "true", "2025-05-20", person=5)
    assert all(len({2, 5} & persons) == 1 for persons in who(foyer, view).values())


@BOTH
@pytest.mark.parametrize(("tie", "common"), [("marie", True), ("pacs", True), ("concubin", False)])
def test_only_a_married_or_pacsed_couple_is_one_foyer_fiscal(foyer, view, tie, common):
    foyer.conjoint(tie=tie)
    assert {bool(mask & FOYER_COMMUN) for mask in masks(foyer, view)[0].tolist()} == {common}


@BOTH
def test_one_who_lives_alone_has_no_couple_even_if_the_tie_was_left_open(foyer, view):
    foyer.conjoint(until="2024-05-10")
    foyer.says("statut_couple", "marie", "2015-01-01")
    assert not any(mask & FOYER_COMMUN for mask in masks(foyer, view)[0].tolist())


@BOTH
@pytest.mark.parametrize("until", [None, "2025-05-10"])
def test_a_widow_who_takes_over_was_still_the_spouse_in_the_month_of_the_death(foyer, view, until):
    # The death has effect the month after (CSS R552-3 III; CASF R262-35; CCH R823-13).
    foyer.rows[-1]["valid_until"] = day("2025-05-10") if until else None
    foyer.conjoint(until=until).says("deces", "2025-05-10", "2025-05-10", person=1)
    foyer.says("allocataire", "true", "2025-05-11", person=2)
    found = who(foyer, view)
    assert [found[month] for month in (4, 5, 6)] == [{1, 2}, {1, 2}, {2}]


def test_a_row_is_made_for_each_composition_and_found_again():
    fund = Caisse()
    fund.foyer().seul().enfants("2015-01-01", "2025-03-12").conjoint(until="2025-08-10")
    fund.foyer().seul()
    fund.foyer().conjoint()  # no allocataire
    found = masks_of(Lecture(fund.known()), PLEIN, 202501, 12)
    rows, [where] = rows_of([(np.arange(3), found)])
    assert len(set(zip(rows.dossier.tolist(), rows.mask.tolist(), strict=True))) == 4
    assert (where[2] == -1).all()
    for dossier in (0, 1):
        assert (rows.dossier[where[dossier]] == dossier).all()
        assert (rows.mask[where[dossier]] == found[dossier]).all()


def test_persons_of_high_number_do_not_touch_the_flags():
    foyer = Caisse().foyer().seul().enfant(PERSONS_MAX, "2015-01-01").conjoint(tie="concubin")
    assert who(foyer, PLEIN)[6] == {1, 2, PERSONS_MAX}
    assert not any(mask & FOYER_COMMUN for mask in masks(foyer, PLEIN)[0].tolist())
