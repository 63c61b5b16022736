"""What the law is told of each person and household, month by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.foyers import Caisse, Foyer

from justedroit.core.base import add_months, month_range
from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.entrees_derivees import (
    asf_open,
    dwelling_start,
    isolated,
    permit_years,
    prepare,
    rent,
)
from justedroit.core.droits.entrees_dites import FROM_TAX_FORM, tax_form_left
from justedroit.core.droits.lecture import Lecture

FIRST, COUNT = 202201, 48  # what a year 2025 gives to the law
MONTHS = month_range(FIRST, add_months(FIRST, COUNT - 1))


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul()


def read(foyer):
    return Lecture(Caisse(foyer.rows).known())


def inputs(foyer, law, *, unclaimed=False):
    lecture = read(foyer)
    bloc = bloc_of(lecture, 202512, np.full(len(lecture.dossiers), unclaimed), law)
    return {i.variable: i for i in bloc.situation.inputs}


def at(values, month):
    """Return the value of the first owner in a month."""
    return values[0][MONTHS.index(month)]


def true_in(values, year=2025):
    """Return the months of a year (1 to 12) in which the first owner has True."""
    return [m % 100 for m in MONTHS if m // 100 == year and at(values, m)]


# ------------------------------------------------------------------------------ what was told


def test_the_three_years_before_are_given_with_the_year(foyer, law):
    for given in inputs(foyer.salaire(100).locataire(300), law).values():
        assert given.first in (0, FIRST)
        if given.first and not given.annual:
            assert given.values.shape[1] == COUNT, given.variable


def test_an_income_known_in_one_form_stands_for_the_other(foyer, law):
    foyer.says("salaire_net", "1000.00", "2025-01-01", person=1)
    foyer.says("chomage_imposable", "700.00", "2024-01-01", "2024-03-01", person=1)
    told = inputs(foyer, law)
    assert at(told["salaire_imposable"].values, 202503) == 1000
    assert at(told["chomage_net"].values, 202401) == 700


def test_an_income_known_in_both_forms_keeps_both(foyer, law):
    foyer.says("salaire_net", "1000.00", "2025-01-01", person=1)
    foyer.says("salaire_imposable", "1050.00", "2025-01-01", person=1)
    told = inputs(foyer, law)
    assert at(told["salaire_net"].values, 202503) == 1000
    assert at(told["salaire_imposable"].values, 202503) == 1050


def test_a_wage_of_zero_is_not_a_wage_unknown(foyer, law):
    foyer.says("salaire_net", "0.00", "2025-01-01", person=1)
    foyer.says("salaire_imposable", "1050.00", "2025-01-01", person=1)
    assert at(inputs(foyer, law)["salaire_net"].values, 202503) == 0


def test_incomes_of_which_nothing_is_known_are_zero(foyer, law):
    told = inputs(foyer, law)
    for kind in ("salaire", "chomage"):
        for form in ("net", "imposable"):
            assert not told[f"{kind}_{form}"].values.any()


def test_a_fact_unknown_keeps_the_default_of_the_law(foyer, law):
    foyer.says("activite", "etudiant", "2025-03-01", "2025-05-01", person=1)
    told = inputs(foyer, law)["activite"]
    known = [m for m in MONTHS if told.known[0][MONTHS.index(m)]]
    assert known == [202503, 202504]
    assert told.words[at(told.values, 202503)] == "etudiant"


def test_a_yearly_amount_is_one_column_a_year(foyer, law):
    foyer.says("f6gu", "1200.00", "2023-01-01", "2024-01-01")
    told = inputs(foyer, law)["f6gu"]
    assert told.annual
    assert told.known[0].tolist() == [False, True, False, False]
    assert told.values[0, 1] == 1200


def test_what_the_platform_computes_itself_is_not_told_to_the_law(foyer, law):
    foyer.says("aeeh_categorie", "2", "2025-01-01", person=1).says("cmg_montant", "1", "2025-01-01")
    assert not {"aeeh_categorie", "aeeh_niveau_handicap", "paje_cmg"} & set(inputs(foyer, law))


def test_only_couples_have_a_marital_tie(foyer, law):
    lone = foyer.says("statut_couple", "marie", "2015-01-01")
    assert inputs(lone, law)["statut_marital"].index.tolist() == [-1]


@pytest.mark.parametrize(
    ("tie", "told"), [("marie", "marie"), ("pacs", "pacse"), ("concubin", "celibataire")]
)
def test_the_tie_of_a_couple_is_told_in_the_words_of_the_law(foyer, law, tie, told):
    given = inputs(foyer.conjoint(tie=tie).enfants("2015-05-05"), law)["statut_marital"]
    assert given.words[at(given.values, 202506)] == told
    assert given.index.tolist() == [0, 0, -1]


def test_each_feeder_is_open_from_its_claim(foyer, law):
    foyer.demande("aah", since="2025-03-10").demande("aide_logement", since="2025-05-10")
    told = inputs(foyer, law)
    assert true_in(told["aah_ouvert"].values)[0] == 4
    assert true_in(told["aide_logement_ouvert"].values)[0] == 5
    assert not told["asf_ouvert"].values.any()


def test_under_the_supposition_that_all_is_claimed_every_feeder_is_open(foyer, law):
    told = inputs(foyer, law, unclaimed=True)
    for benefit in ("aah", "aide_logement", "asf", "paje_base"):
        values = told[f"{benefit}_ouvert"].values
        assert sorted(values.all(axis=1).tolist()) == [False, True]


def test_no_housing_aid_is_taken_for_received_in_the_month_of_moving_in(foyer, law):
    foyer.locataire(400, since="2025-10-10").demande("aide_logement", since="2025-10-12")
    told = inputs(foyer, law)["aide_logement_ouvert"]
    assert true_in(told.values) == [11, 12]  # CCH R823-10: the aid opens in November


def test_the_conjugal_calculation_is_only_supposed(foyer, law):
    foyer.conjoint().says("aah_droit_ouvert_septembre_2023", "true", "2023-09-01", person=1)
    told = inputs(foyer, law)["aah_conjugalise_eligible"]
    assert told.values[0].all()
    assert not told.values[1].any()
    assert sorted(told.index.tolist()) == [-1, -1, 0, 1]  # the real row, then the supposed one


# ------------------------------------------------------------------------------ children


@pytest.mark.parametrize(
    ("variable", "born", "months"),
    [
        ("enfant_eligible_paje_ouvert", "2025-03-12", list(range(4, 13))),  # CSS R552-2 I
        ("enfant_eligible_paje_ouvert", "2022-03-12", [1, 2]),  # L531-3: to the third birthday
        ("enfant_eligible_paje_ouvert", "2022-03-01", [1, 2]),
        ("rsa_enfant_a_charge_ouvert", "2025-03-12", list(range(3, 13))),
        ("prestations_familiales_enfant_a_charge_ouvert", "2005-09-20", list(range(1, 9))),
        ("prestations_familiales_enfant_a_charge_ouvert", "2005-09-01", list(range(1, 9))),
    ],
)
def test_a_child_opens_what_it_opens_from_its_birth_to_its_age(law, variable, born, months):
    house = Caisse().foyer().enfants(born)
    house.says("allocataire", "true", "1990-01-01", person=9)
    house.says("date_naissance", "1970-01-01", "1970-01-01", person=9)
    assert true_in(inputs(house, law)[variable].values) == months


# ------------------------------------------------------------------------------ rent and dwelling


def rents(foyer):
    values = rent(read(foyer), FIRST, COUNT)
    return {m: float(at(values, m)) for m in MONTHS}


def housed(foyer, since, until=None):
    return foyer.says("statut_occupation_logement", "locataire_vide", since, until)


def test_the_rent_is_that_of_july_of_the_year_before(foyer):
    housed(foyer, "2015-01-01")
    foyer.says("loyer", "400.00", "2015-01-01", "2024-07-15")
    foyer.says("loyer", "420.00", "2024-07-15", "2024-10-01").says("loyer", "450.00", "2024-10-01")
    found = rents(foyer)  # CCH R823-6
    assert {found[m] for m in month_range(202401, 202412)} == {400.0}
    assert {found[m] for m in month_range(202501, 202512)} == {420.0}


def test_a_new_dwelling_has_its_first_rent_until_a_july_has_passed(foyer):
    housed(foyer, "2015-01-01", "2024-09-10")
    housed(foyer, "2024-09-10")
    foyer.says("loyer", "400.00", "2015-01-01", "2024-09-10")
    foyer.says("loyer", "500.00", "2024-09-10", "2025-01-01").says("loyer", "530.00", "2025-01-01")
    found = rents(foyer)  # CCH R823-7
    assert {found[m] for m in month_range(202401, 202408)} == {400.0}
    assert {found[m] for m in month_range(202409, 202512)} == {500.0}


def test_the_date_of_entry_is_the_beginning_of_the_dwelling(foyer):
    housed(foyer, "2015-01-01").says("date_entree_logement", "2025-02-20", "2025-02-20")
    foyer.says("loyer", "400.00", "2015-01-01", "2025-02-20")
    foyer.says("loyer", "500.00", "2025-02-20")
    found = rents(foyer)
    assert (found[202501], found[202502], found[202503]) == (400.0, 500.0, 500.0)


def test_an_occupancy_confirmed_by_the_landlord_is_not_a_move(foyer):
    housed(foyer, "2015-01-01").says("date_entree_logement", "2015-01-01", "2015-01-01")
    foyer.says("statut_occupation_logement", "locataire_vide", "2025-05-01", source="bailleur")
    foyer.says("loyer", "400.00", "2015-01-01", "2024-10-01").says("loyer", "450.00", "2024-10-01")
    lived_since = set(dwelling_start(read(foyer), 202501, 12)[0].tolist())
    assert len(lived_since) == 1
    assert {rents(foyer)[m] for m in month_range(202501, 202512)} == {400.0}


def test_there_is_no_rent_without_dwelling(foyer):
    assert set(rents(foyer).values()) == {0.0}


# ------------------------------------------------------------------------------ ASF


def grounded(foyer, year=2025):
    """Return the months of a year in which the child, person 3, grounds an ASF."""
    found = asf_open(read(foyer), FIRST, COUNT)[1]
    return [m % 100 for m, yes in zip(MONTHS, found, strict=True) if yes and m // 100 == year]


def parent(foyer, situation, since, until=None, title="jugement"):
    foyer.enfants("2018-05-05").says("titre_pension", title, "2020-01-01", person=3)
    return foyer.says("autre_parent_defaillant", situation, since, until, person=3)


@pytest.mark.parametrize("situation", ["decede", "filiation_non_etablie", "hors_etat", "impaye"])
def test_a_ground_stated_in_march_opens_in_april(foyer, situation):
    # CSS R552-2, also where it is stated from the first day of March.
    assert grounded(parent(foyer, situation, "2025-03-12")) == list(range(4, 13))


@pytest.mark.parametrize("situation", ["decede", "impaye"])
def test_a_ground_that_exists_from_the_first_of_march_opens_in_april(foyer, situation):
    assert grounded(parent(foyer, situation, "2025-03-01")) == list(range(4, 13))


def test_no_ground_or_a_parent_who_pays_opens_nothing(foyer):
    assert grounded(foyer.enfants("2018-05-05")) == []
    assert grounded(parent(foyer, "verse", "2022-01-01")) == []


def test_a_ground_that_ends_loses_the_month_of_its_end(foyer):
    assert grounded(parent(foyer, "impaye", "2024-01-01", "2025-09-20")) == list(range(1, 9))


def test_a_parent_who_pays_again_in_september_closes_september(foyer):
    parent(foyer, "impaye", "2024-01-01", "2025-09-20")  # CSS R552-3 I
    foyer.says("autre_parent_defaillant", "verse", "2025-09-20", person=3)
    assert grounded(foyer) == list(range(1, 9))


def test_a_ground_replaced_by_another_leaves_no_hole(foyer):
    parent(foyer, "impaye", "2024-01-01", "2025-09-20")
    foyer.says("autre_parent_defaillant", "decede", "2025-09-20", person=3)
    assert grounded(foyer) == list(range(1, 13))


@pytest.mark.parametrize("since", ["2025-02-12", "2025-02-01"])
def test_without_title_the_asf_of_an_unpaid_pension_lasts_four_months(foyer, since):
    parent(foyer, "impaye", since, title="aucun").demande("asf", since="2025-02-12")
    assert len([m for m in grounded(foyer) if m >= 3]) == 4  # CSS R523-3


def test_without_title_the_four_months_run_from_the_claim(foyer):
    # CSS R523-3: four monthly payments of the ASF, and none was made before it was claimed.
    parent(foyer, "impaye", "2024-06-12", title="aucun").demande("asf", since="2025-03-12")
    opened = [m for m in grounded(foyer) if m >= 4]
    assert opened == [4, 5, 6, 7]


def test_a_request_to_the_judge_lets_the_asf_go_on(foyer):
    foyer.enfants("2018-05-05").says("autre_parent_defaillant", "impaye", "2025-01-12", person=3)
    foyer.says("titre_pension", "saisine_jaf", "2025-04-10", person=3)
    assert grounded(foyer) == list(range(2, 13))


def test_an_orphan_needs_no_title(foyer):
    assert grounded(parent(foyer, "decede", "2024-01-12", title="aucun")) == list(range(1, 13))


# ------------------------------------------------------------------------------ the tax form


def test_incomes_that_the_law_would_calculate_are_zero_where_nothing_is_known(foyer, law):
    told = inputs(foyer, law)
    for name in FROM_TAX_FORM:
        assert not told[name].values.any()
        assert told[name].known is None


def test_an_income_of_the_tax_form_is_left_to_the_law_where_its_boxes_alone_are_known(foyer, law):
    foyer.says("f4ba", "3000.00", "2023-01-01")
    told = inputs(foyer, law)
    assert "revenus_locatifs" not in told
    assert "revenus_capital" in told


def test_an_income_told_prevails_over_the_boxes_of_the_tax_form(foyer, law):
    foyer.says("f4ba", "3000.00", "2023-01-01")
    foyer.says("revenus_locatifs", "200.00", "2025-01-01", person=1)
    assert at(inputs(foyer, law)["revenus_locatifs"].values, 202503) == 200


def test_dossiers_for_which_the_law_draws_other_incomes_are_told_apart():
    fund = Caisse()
    fund.foyer().seul()
    fund.foyer().seul().says("f4be", "3000.00", "2023-01-01")
    fund.foyer().seul().says("f2dc", "3000.00", "2023-01-01")
    drawn = fund.foyer().seul().says("f2tr", "3000.00", "2023-01-01")
    drawn.says("revenus_capital", "250.00", "2023-01-01", person=1)
    left = tax_form_left(Lecture(fund.known())).tolist()
    assert left[0] == left[3]
    assert len({left[0], left[1], left[2]}) == 3


def test_zero_is_what_the_law_would_calculate_of_an_empty_tax_form(law):
    fund = Caisse()
    house = fund.foyer().seul().conjoint().enfants("2021-05-05").salaire(900).locataire(600)
    house.says("f6gi", "900.00", "2023-01-01").says("livret_a", "4000.00", "2023-01-01", person=1)
    lecture = Lecture(fund.known())
    situation = bloc_of(lecture, 202502, np.zeros(1, bool), law).situation
    without = [known for known in situation.inputs if known.variable not in FROM_TAX_FORM]
    assert len(without) == len(situation.inputs) - len(FROM_TAX_FORM)
    months = [202501, 202502]
    given = law.calculate(situation, months)
    drawn = law.calculate(replace(situation, inputs=without), months)
    assert all((given[name] == drawn[name]).all() for name in given)


# ------------------------------------------------------------------------------ others


def isolation(foyer, year=2025):
    return true_in(isolated(read(foyer), FIRST, COUNT), year)


def test_isolation_lasts_twelve_months(foyer):
    foyer.enfants("2015-05-05").says("isolement_date", "2024-10-10", "2024-10-10")
    assert isolation(foyer, 2024) == [10, 11, 12]
    assert isolation(foyer, 2025) == list(range(1, 10))


def test_isolation_lasts_until_the_youngest_is_three(foyer):
    foyer.enfants("2015-05-05", "2022-06-20").says("isolement_date", "2022-06-20", "2022-06-20")
    assert isolation(foyer, 2025) == [1, 2, 3, 4, 5]


def test_a_second_isolation_does_not_undo_the_first(foyer):
    foyer.enfants("2015-05-05").says("isolement_date", "2024-10-10", "2024-10-10", "2025-06-01")
    foyer.says("isolement_date", "2025-09-10", "2025-09-10")
    assert isolation(foyer, 2024) == [10, 11, 12]
    assert set(isolation(foyer, 2025)) >= {1, 2, 3, 4, 5, 9, 10, 11, 12}


def test_a_residence_permit_counts_in_years_from_its_first_month(foyer):
    foyer.says("titre_sejour", "2020-06-15", "2020-06-15", person=1)
    years = permit_years(read(foyer), FIRST, COUNT)
    assert at(years, 202506) == 5.0
    assert at(years, 202206) == 2.0


def test_without_residence_permit_there_is_no_year(foyer):
    assert not permit_years(read(foyer), FIRST, COUNT).any()


def test_the_prepare_decided_prevails_over_the_one_computed(foyer, law):
    foyer.demande("paje_prepare", since="2025-01-10")
    foyer.says("paje_prepare_taux", "taux_plein", "2025-01-01", person=1)
    foyer.says("paje_prepare_montant", "300.00", "2025-06-01", "2025-07-01")
    found = prepare(read(foyer), (FIRST, COUNT), law)
    assert at(found, 202506) == 300
    assert round(float(at(found, 202505)), 2) == pytest.approx(0.9662 * 474.37, abs=0.01)


def test_the_prepare_is_no_resource_before_it_is_claimed(foyer, law):
    foyer.says("paje_prepare_taux", "taux_plein", "2025-01-01", person=1)
    assert not inputs(foyer, law)["paje_prepare"].values.any()
