"""Rights end to end, under the real law: published amounts, dates, claims, quarters.

The households stand at the top and are evaluated together, once; each test reads its own.
"""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from tests.foyers import Caisse, Droits, Foyer
from tests.loi import LoiRetenue

from justedroit.core.base import month_range
from justedroit.core.droits import RIGHTS, evaluate, evaluation
from justedroit.core.faits import KNOWN

YEAR = month_range(202501, 202512)
FUND = Caisse()


def lone() -> Foyer:
    return FUND.foyer().seul()


def pair() -> Foyer:
    return lone().conjoint()


def handicapped(foyer: Foyer) -> Foyer:
    return foyer.says("taux_incapacite", "0.85", "2020-01-01", person=1).demande("aah")


def since_2023(foyer: Foyer) -> Foyer:
    return foyer.says("aah_droit_ouvert_septembre_2023", "true", "2023-09-01", person=1)


def ground(foyer: Foyer, situation: str) -> Foyer:
    return foyer.says("autre_parent_defaillant", situation, "2022-05-05", person=3)


def expecting(foyer: Foyer, day: str = "2025-08-20") -> Foyer:
    return foyer.says("naissance_prevue", day, "2025-01-10", person=3)


TWO = pair().enfants("2015-05-05", "2017-07-07")
THREE = pair().enfants("2015-05-05", "2017-07-07", "2019-02-02")
LONE_THREE = lone().enfants("2015-05-05", "2017-07-07", "2019-02-02")
ONE_OF_SIX = pair().enfants("2017-07-07")
BABY = pair().enfants("2024-01-05").demande("paje_base")
TURNING_THREE = pair().enfants("2022-02-05").demande("paje_base", since="2025-03-20")
THIRD_IN_MARCH = pair().enfants("2015-05-05", "2017-07-07", "2025-03-12")
LEAVING = pair().enfants("2015-05-05").enfant(4, "2010-07-07", until="2025-09-20")
TWENTY_ONE = pair().enfants("2004-06-20", "2012-07-07", "2019-02-02").locataire(500)
TWENTY_ONE.demande("aide_logement", since="2023-03-10")
TWENTY = pair().enfants("2015-05-05", "2005-09-20")

EXPECTING = expecting(pair()).demande("paje_naissance", "paje_base", "rsa", "aide_logement")
EXPECTING.locataire(250)
CHILDLESS = pair().demande("rsa", "aide_logement").locataire(250)
BORN_EARLY = expecting(pair()).demande("paje_naissance").enfants("2025-07-28")
BORN_LATE = expecting(pair()).demande("paje_naissance").enfants("2025-09-10")
BORN_VERY_EARLY = expecting(pair()).demande("paje_naissance").enfants("2025-05-28")
TWINS = expecting(pair()).demande("paje_naissance")
TWINS.says("naissance_prevue", "2025-08-20", "2025-01-10", person=4)
STEP_CHILD = lone().conjoint(since="2025-10-05").demande("paje_naissance")
STEP_CHILD.enfant(3, "2025-04-10", since="2025-10-05")

RSA = lone().demande("rsa")
RSA_TENANT = lone().demande("rsa", "aide_logement").locataire(500)
RSA_TENANT_UNCLAIMED = lone().demande("rsa").locataire(500)
RSA_FREE = (
    lone().demande("rsa").says("statut_occupation_logement", "loge_gratuitement", "2020-01-01")
)
RSA_FROM_FEBRUARY = lone().demande("rsa", since="2025-02-28")
NOTHING_CLAIMED = lone()

AAH = handicapped(lone())
AAH_TENANT = handicapped(lone()).locataire(500).demande("aide_logement")
AAH_FROM_MARCH = lone().says("taux_incapacite", "0.85", "2020-01-01", person=1)
AAH_FROM_MARCH.demande("aah", since="2025-02-28")
HALF = lone().says("taux_incapacite", "0.6", "2020-01-01", person=1).demande("aah")
TENANTS = pair().enfants("2015-05-05").locataire(500).demande("aide_logement")
OWN_WAGE_2023 = since_2023(handicapped(pair()).salaire(1300))
OWN_WAGE_NEW = handicapped(pair()).salaire(1300)
SPOUSE_WAGE_2023 = since_2023(handicapped(pair()).salaire(3200, person=2))

NO_GROUND = lone().enfants("2018-05-05").demande("asf", "rsa").locataire(400)
ORPHAN_OF_TWENTY = ground(lone().enfants("2005-06-20").demande("asf"), "decede")
ORPHAN = ground(lone().enfants("2018-05-05").demande("asf"), "decede")
PAYING = ground(lone().enfants("2018-05-05").demande("asf"), "verse")
SMALL_PENSION = ground(lone().enfants("2018-05-05").demande("asf"), "pension_inferieure")
SMALL_PENSION.says("titre_pension", "jugement", "2020-01-01", person=3)
SMALL_PENSION.says("pensions_alimentaires_percues", "80.00", "2020-01-01", person=1)
ORPHAN_UNCLAIMED = ground(lone().enfants("2018-05-05").demande("rsa"), "decede")
ORPHAN_RSA = ground(lone().enfants("2018-05-05").demande("rsa", "asf"), "decede")

RENT_200 = lone().locataire(200).demande("aide_logement")
RENT_250 = lone().locataire(250).demande("aide_logement")
RENT_RAISED = lone().says("statut_occupation_logement", "locataire_vide", "2019-01-01")
RENT_RAISED.says("depcom", "86194", "2019-01-01").demande("aide_logement")
RENT_RAISED.says("loyer", "200.00", "2019-01-01", "2024-10-01").says(
    "loyer", "250.00", "2024-10-01"
)
MOVED = lone().locataire(200, until="2025-04-15").demande("aide_logement")
MOVED.locataire(250, since="2025-04-15")
IN_OCTOBER = lone().locataire(250, since="2025-10-10").demande("aide_logement", since="2025-10-12")
CLAIMED_LATE = lone().locataire(250, since="2025-10-10")
CLAIMED_LATE.demande("aide_logement", since="2025-11-25")
RSA_IN_OCTOBER = lone().says(
    "statut_occupation_logement", "sans_domicile", "2019-01-01", "2025-10-10"
)
RSA_IN_OCTOBER.locataire(250, since="2025-10-10").demande(
    "rsa", "aide_logement", since="2025-10-12"
)
DEAD_CHILD = pair().enfants("2015-05-05", "2017-07-07", "2019-01-01").locataire(300)
DEAD_CHILD.demande("aide_logement").says("deces", "2025-03-12", "2025-03-12", person=5)
SEPARATED = lone().conjoint(until="2025-09-20").salaire(1500, person=2).locataire(300)
SEPARATED.enfants("2015-05-05").demande("rsa", "aide_logement", since="2024-08-10")
POOR = [
    lone().locataire(300).demande("aide_logement").salaire(wage) for wage in range(800, 1600, 20)
]


def owner_until(day: str) -> Foyer:
    house = lone().says("statut_occupation_logement", "proprietaire", "2019-01-01", day)
    return house.locataire(300, since=day).demande("aide_logement")


EMPTY_TOO_LONG = owner_until("2025-09-10")
CLAIMED_AGAIN = owner_until("2025-09-10").says("demande_aide_logement", "false", "2025-09-01")
CLAIMED_AGAIN.demande("aide_logement", since="2025-09-12")
EMPTY_LESS_LONG = owner_until("2025-06-10")

WAGE_IN_QUARTER = lone().demande("rsa", since="2024-03-10").salaire(300, since="2025-04-01")
WAGE_STOPPED = lone().demande("rsa", since="2024-03-10").salaire(300, until="2025-07-01")
BIRTH_IN_QUARTER = lone().demande("rsa", since="2024-03-10").enfants("2025-07-12")
RECLAIMED = [
    lone().salaire(300, "2024-12-01", "2025-02-01").demande("rsa", until="2025-08-01")
    for _ in range(2)
]
RECLAIMED[1].demande("rsa", since="2025-10-03")

PREPARE_UNCLAIMED = pair().enfants("2024-01-05")
PREPARE_UNCLAIMED.says("paje_prepare_taux", "taux_plein", "2024-02-01", person=1)
PREPARE = pair().enfants("2024-01-05").demande("paje_prepare")
PREPARE.says("paje_prepare_taux", "taux_plein", "2024-02-01", person=1)
AEEH_UNCLAIMED = pair().enfants("2015-05-05").says("handicap", "true", "2020-01-01", person=3)
GONE = FUND.foyer().conjoint().enfants("2015-05-05", "2017-07-07")


@pytest.fixture(scope="module")
def remembered():
    """Return the law, that answers the same question once: the years before, asked again."""
    return LoiRetenue()


@pytest.fixture(scope="module")
def found(law):
    """Return the evaluation of all the households of this file, for 2025."""
    return evaluation(FUND.known(), YEAR, law)


@pytest.fixture(scope="module")
def rights(found) -> Droits:
    return Droits(found.rights)


def same(months, amount):
    return dict.fromkeys(months, amount)


def due(rights, foyer, benefit):
    """Return what is due in each month of the year that has something, 1 to 12."""
    found = enumerate(rights.year(foyer, benefit), start=1)
    return {month: cents for month, cents in found if cents}


# ------------------------------------------------------------------------------ family benefits


def test_the_allocations_familiales_are_the_published_amounts_net_of_crds(rights):
    assert rights.due(TWO, "af", 202506) == 15_105
    assert rights.due(THREE, "af", 202506) == 34_456
    assert rights.due(TWO, "af", 202503) == 14_852  # 32 % of 466.44, before April
    assert rights.due(ONE_OF_SIX, "af", 202506) == 0


def test_the_complement_familial_of_the_poorest_is_raised(rights):
    assert rights.due(LONE_THREE, "cf", 202506) == 29_491
    assert rights.due(TWO, "cf", 202506) == 0


def test_the_ars_is_due_in_august_for_each_child_of_school_age(rights):
    assert due(rights, ONE_OF_SIX, "ars") == {8: 42_348}
    assert due(rights, BABY, "ars") == {}


def test_the_paje_base_is_due_to_the_month_before_the_third_birthday(rights):
    assert rights.due(BABY, "paje_base", 202506) == 19_660
    assert list(due(rights, TURNING_THREE, "paje_base")) == [1]


def test_a_third_child_of_12_march_counts_from_april(rights):
    af = due(rights, THIRD_IN_MARCH, "af")
    assert af == {1: 14_852, 2: 14_852, 3: 14_852, **same(range(4, 13), 34_456)}


def test_a_child_who_leaves_on_20_september_is_lost_from_september(rights):
    assert list(due(rights, LEAVING, "af")) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_child_of_twenty_is_lost_from_the_month_of_its_birthday(rights):
    assert list(due(rights, TWENTY, "af")) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_child_of_twenty_one_is_lost_by_the_complement_familial_from_its_birthday(rights):
    assert list(due(rights, TWENTY_ONE, "cf")) == [1, 2, 3, 4, 5]  # CSS R522-1, R552-3 I


def test_a_child_of_twenty_one_is_lost_by_the_housing_aid_from_its_birthday(rights):
    aid = rights.year(TWENTY_ONE, "alf")  # CCH R823-12, R823-13: in the middle of no quarter
    assert aid[4] > aid[5] == aid[6] == aid[7]


def test_an_orphan_of_twenty_is_lost_by_the_asf_from_its_birthday(rights):
    assert list(due(rights, ORPHAN_OF_TWENTY, "asf")) == [1, 2, 3, 4, 5]  # CSS L512-3, R552-3 I


def test_a_dead_child_keeps_the_family_benefits_to_the_end_of_the_third_month(rights):
    assert rights.due(DEAD_CHILD, "af", 202506) == 34_456  # CSS L552-7
    assert rights.due(DEAD_CHILD, "af", 202507) == 15_105


def test_a_dead_child_counts_for_the_housing_aid_until_the_month_of_its_death(rights):
    aid = rights.year(DEAD_CHILD, "alf")  # CCH R823-13
    assert aid[2] > aid[3] == aid[6]


# ------------------------------------------------------------------------------ births


def test_the_birth_grant_is_due_once_two_months_before_the_month_expected(rights):
    assert due(rights, EXPECTING, "paje_naissance") == {6: 108_443}


@pytest.mark.parametrize("foyer", [BORN_EARLY, BORN_LATE], ids=["early", "late"])
def test_a_birth_on_another_day_does_not_move_the_grant(rights, foyer):
    assert due(rights, foyer, "paje_naissance") == {6: 108_443}


def test_a_birth_before_the_month_of_the_grant_makes_it_due_at_once(rights):
    assert due(rights, BORN_VERY_EARLY, "paje_naissance") == {5: 108_443}


def test_twins_open_two_grants(rights):
    ((month, cents),) = due(rights, TWINS, "paje_naissance").items()
    assert month == 6
    assert abs(cents - 2 * 108_443) <= 1  # the CRDS is truncated once, on the sum


def test_an_unborn_child_opens_nothing_but_its_grant(rights):
    assert due(rights, EXPECTING, "paje_base") == {}
    for benefit in ("als", "alf", "rsa"):
        assert rights.year(EXPECTING, benefit) == rights.year(CHILDLESS, benefit), benefit
    assert due(rights, EXPECTING, "rsa")


def test_a_child_born_in_another_household_opens_no_grant_in_this_one(rights):
    assert due(rights, STEP_CHILD, "paje_naissance") == {}  # CSS L531-2: the pregnancy


# ------------------------------------------------------------------------------ RSA


def test_the_rsa_of_one_person_without_housing_aid(rights):
    assert rights.year(RSA, "rsa") == [63_571] * 3 + [64_652] * 9


def test_the_rsa_is_less_the_forfait_of_one_who_has_a_housing_aid_or_is_housed_for_free(rights):
    # 12 % of the amount of one person: 635,71 x 0,88 = 559,4248 ; 646,52 x 0,88 = 568,9376
    assert rights.year(RSA_TENANT, "rsa") == [55_942] * 3 + [56_894] * 9
    assert rights.year(RSA_FREE, "rsa") == [55_942] * 3 + [56_894] * 9


def test_a_housing_aid_that_is_not_claimed_does_not_lower_the_rsa(rights):
    assert rights.year(RSA_TENANT_UNCLAIMED, "rsa") == rights.year(RSA, "rsa")
    assert rights.due(RSA_TENANT_UNCLAIMED, "als", 202506) == 0
    assert rights.computed(RSA_TENANT_UNCLAIMED, "als", 202506) == rights.due(
        RSA_TENANT, "als", 202506
    )
    assert rights.motive(RSA_TENANT_UNCLAIMED, "als", 202506) == "non_demande"


def test_the_rsa_is_due_from_the_month_of_its_claim(rights):
    assert min(due(rights, RSA_FROM_FEBRUARY, "rsa")) == 2
    assert rights.computed(RSA_FROM_FEBRUARY, "rsa", 202501) == 63_571
    assert rights.motive(RSA_FROM_FEBRUARY, "rsa", 202501) == "hors_demande"
    assert rights.motive(RSA_FROM_FEBRUARY, "rsa", 202502) is None


def test_what_was_never_claimed_is_computed_and_not_due(rights):
    assert due(rights, NOTHING_CLAIMED, "rsa") == {}
    assert rights.computed(NOTHING_CLAIMED, "rsa", 202506) == 64_652


@pytest.mark.parametrize(
    ("foyer", "benefit"), [(PREPARE_UNCLAIMED, "paje_prepare"), (AEEH_UNCLAIMED, "aeeh")]
)
def test_what_the_platform_computes_and_was_not_claimed_is_computed_too(rights, foyer, benefit):
    assert rights.due(foyer, benefit, 202506) == 0
    assert rights.computed(foyer, benefit, 202506) > 0


# ------------------------------------------------------------------------------ AAH


def test_the_aah_is_the_published_amount_before_and_from_april(rights):
    assert rights.year(AAH, "aah") == [101_605] * 3 + [103_332] * 9


def test_the_aah_is_due_the_month_after_its_claim(rights):
    assert min(due(rights, AAH_FROM_MARCH, "aah")) == 3


def test_under_80_percent_the_aah_needs_a_lasting_restriction(rights):
    assert due(rights, HALF, "aah") == {}


def test_the_mva_goes_with_the_aah_and_a_dwelling_and_never_to_every_tenant(rights):
    assert rights.due(AAH_TENANT, "caah", 202506) == 10_477
    assert due(rights, AAH, "caah") == {}  # no housing aid
    assert due(rights, TENANTS, "caah") == {}  # no AAH


def test_an_aah_of_2023_stays_conjugal_while_it_serves(rights):
    assert rights.due(OWN_WAGE_2023, "aah", 202506) == 103_332  # domaine 1.5, example (a)
    assert rights.due(OWN_WAGE_NEW, "aah", 202506) == 46_954


def test_at_equality_an_aah_of_2023_is_deconjugalised(rights):
    assert rights.due(SPOUSE_WAGE_2023, "aah", 202506) == 103_332  # example (b)


def test_a_switch_found_is_told_so_that_it_can_be_written(found):
    assert OWN_WAGE_2023.number not in {dossier for dossier, _ in found.switches}
    assert SPOUSE_WAGE_2023.number in {dossier for dossier, _ in found.switches}


# ------------------------------------------------------------------------------ ASF


def test_the_asf_needs_a_ground_stated(rights):
    assert due(rights, NO_GROUND, "asf") == {}
    assert due(rights, PAYING, "asf") == {}
    assert rights.due(ORPHAN, "asf", 202506) == 19_918  # 42,2 % of 474,37, net


def test_an_asf_without_ground_is_no_resource_for_the_rsa(rights):
    without = rights.due(ORPHAN_UNCLAIMED, "rsa", 202506)
    assert rights.due(ORPHAN_RSA, "rsa", 202506) < without
    assert rights.due(ORPHAN_UNCLAIMED, "asf", 202506) == 0


def test_a_right_claimed_that_has_no_ground_is_not_told_as_unclaimed(rights):
    assert rights.motive(NO_GROUND, "asf", 202506) not in ("hors_demande", "non_demande")


def test_a_small_pension_is_completed(rights):
    assert rights.due(SMALL_PENSION, "asf", 202506) == 12_018 - 60  # 200,18 - 80, less the CRDS


# ------------------------------------------------------------------------------ housing aid


def test_the_rent_that_counts_is_that_of_july_of_the_year_before(rights):
    assert rights.due(RENT_200, "als", 202506) < rights.due(RENT_250, "als", 202506)
    assert rights.year(RENT_RAISED, "als") == rights.year(RENT_200, "als")


def test_a_move_interrupts_nothing_and_brings_the_new_rent_at_once(rights):
    old, new = rights.year(RENT_200, "als"), rights.year(RENT_250, "als")
    assert rights.year(MOVED, "als") == old[:3] + new[3:]


def test_the_housing_aid_opens_the_month_after_moving_in(rights):
    assert list(due(rights, IN_OCTOBER, "als")) == [11, 12]


def test_the_housing_aid_opens_in_the_month_of_a_late_claim(rights):
    assert list(due(rights, CLAIMED_LATE, "als")) == [11, 12]


def test_the_month_of_moving_in_has_no_housing_aid_hence_no_forfait(rights):
    assert rights.due(RSA_IN_OCTOBER, "als", 202510) == 0
    assert rights.due(RSA_IN_OCTOBER, "rsa", 202510) == 64_652


def test_a_separation_raises_the_housing_aid_the_month_after_and_the_rsa_at_once(rights):
    aid, rsa = rights.year(SEPARATED, "alf"), rights.year(SEPARATED, "rsa")
    assert aid[7] == aid[8] < aid[9]
    assert rsa[7] == 0 < rsa[8]


def test_no_housing_aid_of_less_than_ten_euros_is_due(rights):
    amounts = [rights.due(foyer, "als", 202506) for foyer in POOR]
    assert amounts == sorted(amounts, reverse=True)
    assert {amounts[0] > 10_000, amounts[-1]} == {True, 0}
    assert not [cents for cents in amounts if 0 < cents < 1000]
    assert [cents for cents in amounts if 1000 <= cents < 4000]


def test_nine_empty_months_end_the_housing_aid_until_a_new_claim(rights):
    # CCH R823-6. An owner until September 2025, whose claim of 2023 was left open.
    assert due(rights, EMPTY_TOO_LONG, "als") == {}
    assert list(due(rights, CLAIMED_AGAIN, "als")) == [10, 11, 12]
    assert list(due(rights, EMPTY_LESS_LONG, "als")) == [7, 8, 9, 10, 11, 12]


# ------------------------------------------------------------------------------ quarters


def test_a_wage_moves_the_rsa_at_the_next_quarter(rights):
    # 300 from April. June looks at February to April (100 a month), September at May to July.
    rsa = rights.year(WAGE_IN_QUARTER, "rsa")
    assert rsa == [63_571] * 3 + [64_652] * 2 + [54_652] * 3 + [34_652] * 4


def test_the_revaluation_of_april_applies_within_the_quarter(rights):
    rsa = rights.year(WAGE_IN_QUARTER, "rsa")  # quarter of March, April and May
    assert rsa[2] == 63_571
    assert rsa[3] == 64_652


def test_a_birth_breaks_the_quarter_of_the_rsa(rights):
    rsa = rights.year(BIRTH_IN_QUARTER, "rsa")  # quarter of June, July and August
    assert rsa[5] == 64_652
    assert rsa[6] == 110_695  # raised for isolation, one child: 646.52 x 1.71216
    assert rsa[7] == rsa[6]


def test_a_wage_that_stops_breaks_the_quarter_of_the_rsa(rights):
    rsa = rights.year(WAGE_STOPPED, "rsa")  # quarter of June, July and August
    assert rsa[5] == 34_652
    assert rsa[6] == 64_652  # nothing takes its place: it is not counted any more


def test_a_new_claim_changes_nothing_of_the_months_before_it(rights):
    before, after = (rights.year(foyer, "rsa")[:7] for foyer in RECLAIMED)
    assert after == before


# ------------------------------------------------------------------------------ retroactivity


@pytest.fixture(scope="module")
def early_2023(law):
    """Return a late claim of the PAJE base, an AAH, and what both were due in early 2023."""
    fund = Caisse()
    late = fund.foyer().seul().conjoint().enfants("2022-01-05")
    late.demande("paje_base", since="2025-03-20")
    old = handicapped(fund.foyer().seul().enfants("2015-05-05", "2017-07-07"))
    old.demande("aah", since="2020-01-10")
    return late, old, Droits(evaluate(fund.known(), month_range(202302, 202304), law))


def test_a_late_claim_of_a_family_benefit_goes_back_24_months_at_most(early_2023):
    late, _, rights = early_2023
    assert rights.due(late, "paje_base", 202302) == 0
    assert rights.due(late, "paje_base", 202303) > 0


def test_the_right_of_a_year_long_past_is_evaluated_under_its_own_law(early_2023):
    _, old, rights = early_2023
    assert rights.due(old, "af", 202304) == round(445.93 * 0.32 * 100) - 71
    assert rights.due(old, "aah", 202304) == 97_137


def test_a_switch_of_the_aah_is_for_good_also_within_one_evaluation(remembered):
    # Who works is evaluated by quarter: the wage of the spouse, from March to August 2024, makes
    # the conjugal calculation useless in May. It would serve again in January 2025.
    fund = Caisse()
    house = since_2023(handicapped(fund.foyer().seul().conjoint()).salaire(1300))
    house.salaire(3200, "2024-03-01", "2024-09-01", person=2)
    found = evaluation(fund.known(), month_range(202401, 202502), remembered)
    rights = Droits(found.rights)
    assert found.switches == [(house.number, 202405)]
    assert rights.due(house, "aah", 202403) == 97_137
    assert [rights.due(house, "aah", month) for month in (202501, 202502)] == [45_227] * 2


def test_the_aah_in_transition_does_not_depend_on_the_months_asked(remembered):
    # Decision 0005; domaine 1.5: the switch is replayed from October 2023, in order.
    fund = Caisse()
    house = since_2023(handicapped(fund.foyer().seul().conjoint()).salaire(1300))
    house.salaire(3200, "2024-03-01", "2024-09-01", person=2)
    asked_alone = Droits(evaluate(fund.known(), [202501], remembered))
    assert asked_alone.due(house, "aah", 202501) == 45_227


# ------------------------------------------------------------------------------ one batch, one law


def test_a_widow_who_becomes_allocataire_keeps_the_past_of_her_household(law):
    fund = Caisse()
    houses = []
    for takes_over in (False, True):
        house = fund.foyer().seul(until="2025-03-10").conjoint(until="2025-03-10")
        house.says("deces", "2025-03-10", "2025-03-10", person=1).enfants(
            "2015-05-05", "2017-07-07"
        )
        house.salaire(600, person=2)
        if takes_over:
            house.says("allocataire", "true", "2025-03-11", person=2)
        houses.append(house)
    rights = Droits(evaluate(fund.known(), month_range(202501, 202504), law))
    before, after = (rights.year(house, "af") for house in houses)
    assert after[:3] == before[:3]
    assert (before[3], after[3]) == (0, 15_105)


def test_one_spouse_leaves_and_another_comes_in_the_same_month(law):
    fund = Caisse()
    house = fund.foyer().seul().conjoint(until="2025-01-10").enfants("2015-05-05", "2017-07-07")
    house.says("date_naissance", "1991-01-01", "1991-01-01", person=6)
    house.says("conjoint", "true", "2025-01-20", person=6)
    other = fund.foyer().seul().enfants("2015-05-05", "2017-07-07")
    rights = Droits(evaluate(fund.known(), month_range(202501, 202502), law))
    assert rights.due(house, "af", 202501) == rights.due(other, "af", 202501) == 14_852


def test_a_child_confirmed_by_a_controller_is_not_lost_for_a_month(law):
    fund = Caisse()
    house = fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    house.says("enfant", "true", "2025-01-10", person=4, source="controle_sur_place")
    rights = Droits(evaluate(fund.known(), month_range(202501, 202502), law))
    assert [rights.due(house, "af", month) for month in (202501, 202502)] == [14_852] * 2


def test_without_household_nothing_is_due(rights):
    assert not [key for key in rights.rows if key[0] == GONE.number]


def test_nothing_known_is_no_right(law):
    assert evaluate(KNOWN.empty_table(), YEAR, law).equals(RIGHTS.empty_table())
    assert evaluate(FUND.known(), [], law).equals(RIGHTS.empty_table())


def test_rights_are_sorted_whole_cents_and_never_negative(found):
    table = found.rights
    assert table.schema == RIGHTS
    keys = list(zip(*(table[n].to_pylist() for n in ("dossier", "benefit", "month")), strict=True))
    assert keys == sorted(set(keys))
    for column in ("computed_cents", "due_cents"):
        assert min(table[column].to_pylist()) >= 0
    for row in table.to_pylist():
        assert (row["motive"] is None) == (row["computed_cents"] == row["due_cents"])


def random_fund(count: int, seed: int) -> Caisse:
    """Return households drawn at random, with changes in the year."""
    draw = np.random.default_rng(seed)
    fund = Caisse()

    def day(year=2025):
        return f"{year}-{draw.integers(1, 13):02d}-{draw.integers(1, 29):02d}"

    for _ in range(count):
        house = fund.foyer().seul(born=f"{draw.integers(1960, 2006)}-05-05")
        if draw.random() < 0.5:
            tie = draw.choice(["marie", "pacs", "concubin"])
            house.conjoint(tie=tie, until=day() if draw.random() < 0.3 else None)
            house.salaire(int(draw.integers(0, 2500)), person=2)
        for person in range(3, 3 + draw.integers(0, 4)):
            house.enfant(person, day(int(draw.integers(2006, 2026))))
        if draw.random() < 0.6:
            house.locataire(int(draw.integers(150, 700)), since=day(int(draw.integers(2018, 2026))))
        change = day()
        house.salaire(int(draw.integers(0, 2000)), until=change)
        house.salaire(int(draw.integers(0, 2000)), since=change)
        if draw.random() < 0.2:
            since_2023(handicapped(house))
        for benefit in ("rsa", "ppa", "aide_logement", "asf", "paje_base", "paje_naissance"):
            if draw.random() < 0.6:
                house.demande(benefit, since=day(int(draw.integers(2023, 2026))))
    return fund


@pytest.fixture(scope="module")
def drawn(remembered):
    known = random_fund(40, seed=2025).known()
    return known, evaluate(known, YEAR, remembered)


def of_dossiers(table, numbers):
    return table.filter(np.isin(table["dossier"].to_numpy(), numbers))


def of_months(table, months):
    return table.filter(np.isin(table["month"].to_numpy(), months))


def test_the_households_drawn_have_rights_of_every_kind(drawn):
    benefits = set(drawn[1]["benefit"].to_pylist())
    assert benefits >= {"af", "ars", "asf", "aah", "alf", "als", "paje_base", "rsa", "ppa"}


@pytest.mark.parametrize("numbers", [[7], [13, 28], list(range(1, 21))])
def test_a_batch_is_its_dossiers_one_by_one(drawn, law, numbers):
    known, rights = drawn
    alone = evaluate(of_dossiers(known, numbers), YEAR, law)
    assert alone.equals(of_dossiers(rights, numbers))


def test_the_order_of_the_rows_does_not_matter_and_twice_is_the_same(drawn, law):
    known, rights = drawn
    mixed = known.take(np.random.default_rng(1).permutation(known.num_rows))
    assert evaluate(mixed, YEAR, law).equals(rights)


@pytest.mark.parametrize("months", [(202501, 202506), (202508, 202511)])
def test_the_right_of_a_month_does_not_depend_on_the_months_asked(drawn, remembered, months):
    known, rights = drawn
    asked = month_range(*months)
    assert evaluate(known, asked, remembered).equals(of_months(rights, asked))


def test_the_dossiers_evaluated_at_a_time_change_no_right(drawn, law, monkeypatch):
    known, rights = drawn
    module = importlib.import_module("justedroit.core.droits.evaluation")
    monkeypatch.setattr(module, "CHUNK", 17)
    assert evaluate(known, YEAR, law).equals(rights)


def test_no_dossier_depends_on_the_incomes_that_its_neighbours_told(law):
    # OpenFisca draws rents and dividends from the tax form of those who told no monthly amount.
    fund, months = Caisse(), [202501, 202502]
    houses = [fund.foyer().seul().demande("rsa", "ppa").salaire(300) for _ in range(5)]
    for house in houses[1:3]:
        house.says("f4ba", "6000.00", "2022-01-01").says("f2dc", "1200.00", "2022-01-01")
    houses[2].says("revenus_locatifs", "100.00", "2022-01-01", person=1)
    houses[3].says("revenus_capital", "50.00", "2022-01-01", person=1)
    houses[4].says("rpns_imposables", "2400.00", "2022-01-01", person=1)
    known = fund.known()
    together = evaluate(known, months, law)
    for house in houses:
        some = [house.number]
        alone = evaluate(of_dossiers(known, some), months, law)
        assert alone.equals(of_dossiers(together, some))
    drawn = Droits(together)
    assert drawn.due(houses[1], "rsa", 202502) < drawn.due(houses[0], "rsa", 202502)
