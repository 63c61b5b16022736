"""What OpenFisca lacks or gets wrong is computed here, from the same facts."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse, Foyer

from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.plateforme import platform_benefits

BMAF = 474.37  # April 2025; domaine 1.2
RSA_ONE = 646.52
SMIC_NET = 1426.30


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul()


def months(foyer, law, benefit, last=202512):
    """Return the cents of a benefit by month."""
    lecture = Lecture(Caisse(foyer.rows).known())
    bloc = bloc_of(lecture, last, np.zeros(len(lecture.dossiers), bool), law)
    found = platform_benefits(bloc, law)[benefit]
    return dict(zip(bloc.months, found[foyer.number - 1].tolist(), strict=True))


def paid_in(foyer, law, benefit, year=2025):
    found = months(foyer, law, benefit)
    return {month % 100: cents for month, cents in found.items() if cents and month // 100 == year}


def disabled(foyer, category, since="2020-01-01", until=None, person=3):
    foyer.says("handicap", "true", since, until, person=person)
    return foyer.says("aeeh_categorie", str(category), since, until, person=person)


# ------------------------------------------------------------------------------ AEEH


@pytest.mark.parametrize(
    ("category", "rate"), [(0, 0), (1, 0.24), (2, 0.65), (3, 0.92), (4, 1.4257), (5, 1.8221)]
)
def test_the_aeeh_of_a_couple_is_the_base_and_the_complement_of_its_category(
    foyer, law, category, rate
):
    house = disabled(foyer.conjoint().enfants("2015-05-05"), category)
    expected = round(BMAF * (0.32 + rate) * 100)  # CSS D541-1
    assert months(house, law, "aeeh")[202506] == expected


def test_the_sixth_category_is_an_amount(foyer, law):
    house = disabled(foyer.conjoint().enfants("2015-05-05"), 6)
    assert months(house, law, "aeeh")[202506] == round((BMAF * 0.32 + 1288.13) * 100)


@pytest.mark.parametrize(
    ("category", "rate"), [(1, 0.24), (2, 0.65 + 0.13), (3, 0.92 + 0.18), (4, 1.4257 + 0.57)]
)
def test_a_parent_alone_has_a_raise_from_the_second_category(foyer, law, category, rate):
    house = disabled(foyer.enfants("2015-05-05"), category)
    assert months(house, law, "aeeh")[202506] == round(BMAF * (0.32 + rate) * 100)


def test_two_disabled_children_add_up(foyer, law):
    house = disabled(foyer.conjoint().enfants("2015-05-05", "2017-05-05"), 0)
    one = months(house, law, "aeeh")[202506]
    assert abs(months(disabled(house, 0, person=4), law, "aeeh")[202506] - 2 * one) <= 1


def test_a_child_who_is_not_disabled_or_has_left_has_no_aeeh(foyer, law):
    assert not paid_in(foyer.enfants("2015-05-05"), law, "aeeh")
    left = Caisse().foyer().seul().enfant(3, "2015-05-05", until="2025-06-10")
    assert max(paid_in(disabled(left, 1), law, "aeeh")) == 5


def test_the_aeeh_ends_in_the_month_of_the_twentieth_birthday(foyer, law):
    house = disabled(foyer.conjoint().enfants("2005-09-20"), 0)
    assert max(paid_in(house, law, "aeeh")) == 8  # CSS L512-3, R552-3 I


def test_the_aeeh_follows_the_decision_of_the_mdph(foyer, law):
    house = disabled(foyer.conjoint().enfants("2015-05-05"), 1, until="2025-07-01")
    assert max(paid_in(house, law, "aeeh")) == 6


# ------------------------------------------------------------------------------ AJPP, AJPA


@pytest.mark.parametrize("benefit", ["ajpp", "ajpa"])
def test_days_of_presence_are_paid_at_the_rate_of_the_day(foyer, law, benefit):
    foyer.says(f"{benefit}_jours", "10", "2025-03-01", "2025-04-01", person=1)
    assert paid_in(foyer, law, benefit) == {3: 65_800}  # 10 x 65,80


def test_the_days_of_the_couple_add_up(foyer, law):
    for person in (1, 2):
        foyer.says("ajpp_jours", "4", "2025-03-01", "2025-04-01", person=person)
    foyer.conjoint()
    assert paid_in(foyer, law, "ajpp") == {3: 8 * 6580}


def test_no_more_than_310_days_of_ajpp_are_paid_in_three_years(foyer, law):
    foyer.says("ajpp_jours", "22", "2024-02-01", "2025-08-01", person=1)  # 22 x 18 months = 396
    days = [cents / 6580 for cents in paid_in(foyer, law, "ajpp").values()]
    assert sum(days) == pytest.approx(310 - 22 * 11)  # eleven months of 2024 were paid


# ------------------------------------------------------------------------------ PreParE, CMG


def test_the_prepare_is_a_rate_of_the_bmaf(foyer, law):
    foyer.enfants("2024-01-05").demande("paje_prepare", since="2024-02-10")
    foyer.says("paje_prepare_taux", "taux_plein", "2024-02-01", person=1)
    assert months(foyer, law, "paje_prepare")[202506] == round(BMAF * 0.9662 * 100)


def test_the_cmg_is_what_was_declared(foyer, law):
    foyer.says("cmg_montant", "312.40", "2025-03-01", "2025-04-01", source="pajemploi")
    assert paid_in(foyer, law, "paje_cmg") == {3: 31_240}


# ------------------------------------------------------------------------------ AUVVC


def victim(foyer, means, on="2025-06-12", act="2025-06-10"):
    foyer.says("auvvc_decision", act, act).says("auvvc_ressources", f"{means:.2f}", on)
    return foyer.demande("auvvc", since=on)


def test_the_emergency_aid_is_due_in_the_month_of_its_claim(foyer, law):
    assert paid_in(victim(foyer, 600), law, "auvvc") == {6: 64_652}  # cas auvvc-01


def test_the_emergency_aid_rises_with_children_and_falls_with_means(foyer, law):
    victim(foyer.enfants("2015-05-05", "2017-05-05"), 1800)  # cas auvvc-02
    assert paid_in(foyer, law, "auvvc") == {6: 69_824}


def test_the_emergency_aid_needs_an_act_of_less_than_twelve_months(foyer, law):
    assert not paid_in(victim(foyer, 600, act="2024-06-01"), law, "auvvc")
    alone = Caisse().foyer().seul().demande("auvvc", since="2025-06-12")
    assert not paid_in(alone, law, "auvvc")


def test_the_emergency_aid_is_due_once_in_twelve_months(foyer, law):
    victim(foyer, 600)
    foyer.says("demande_auvvc", "false", "2025-07-01").demande("auvvc", since="2025-09-01")
    assert list(paid_in(foyer, law, "auvvc")) == [6]


def test_an_emergency_aid_may_be_claimed_again_after_twelve_months(foyer, law):
    victim(foyer, 600, on="2024-02-12", act="2024-02-10")
    victim(foyer, 600, on="2025-06-12", act="2025-06-10")
    assert paid_in(foyer, law, "auvvc") == {6: 64_652}


def test_an_emergency_aid_of_the_year_before_leaves_a_delay_to_run(foyer, law):
    victim(foyer, 600, on="2024-08-12", act="2024-08-10")
    foyer.says("demande_auvvc", "false", "2024-09-01")
    foyer.says("auvvc_decision", "2025-05-10", "2025-05-10").demande("auvvc", since="2025-05-12")
    assert not paid_in(foyer, law, "auvvc")


def test_a_proof_given_later_does_not_undo_an_aid_that_was_due(foyer, law):
    victim(foyer, 600)
    foyer.says("auvvc_decision", "2025-11-02", "2025-11-02")
    assert paid_in(foyer, law, "auvvc") == {6: 64_652}


def test_means_told_for_a_later_claim_do_not_change_an_aid_that_was_due(foyer, law):
    victim(foyer, 600, on="2025-02-12", act="2025-02-10")
    foyer.says("auvvc_ressources", "5000.00", "2025-11-02")
    assert paid_in(foyer, law, "auvvc") == {2: 63_571}


def test_each_household_has_its_own(law):
    fund = Caisse()
    one, two = fund.foyer().seul(), fund.foyer().seul()
    one.says("cmg_montant", "100.00", "2025-03-01", "2025-04-01")
    two.says("ajpp_jours", "2", "2025-03-01", "2025-04-01", person=1)
    assert paid_in(one, law, "paje_cmg") == {3: 10_000}
    assert not paid_in(two, law, "paje_cmg")
    assert not paid_in(one, law, "ajpp")
    assert paid_in(two, law, "ajpp") == {3: 13_160}


def test_an_emergency_aid_claimed_before_it_existed_is_nothing_and_stops_nobody(foyer, law):
    victim(foyer, 600, act="2023-10-01", on="2023-10-10")
    foyer.says("demande_auvvc", "false", "2023-11-01")
    assert paid_in(victim(foyer, 600), law, "auvvc") == {6: 64_652}
