"""A plan: proposed from what is left to live on, refused below its minimum, followed by the day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refusal
from justedroit.core.recouvrement import (
    Budget,
    Demande,
    Echeancier,
    Mensualite,
    demanded,
    missed_text,
    proposition,
)
from justedroit.core.recouvrement.echeancier import suite

DAY = dt.date(2026, 6, 15)
FIRST = dt.date(2026, 7, 31)


def ask(cents, phase="recouvrement", **asked):
    budget = asked.pop("budget", None)
    return proposition(Demande(cents, phase, FIRST, **asked), budget, DAY)


def amounts(found):
    return [one.cents for one in found.mensualites]


def plan(*cents, moyen="virement"):
    dues = tuple(Mensualite(dt.date(2026, 7 + i, 5), c) for i, c in enumerate(cents))
    return Echeancier(1, 1, (1,), dues, "recouvrement", moyen, 5, DAY)


def test_a_debt_is_spread_to_the_cent_and_the_last_payment_is_the_smallest():
    found = ask(100_001, mois=7)
    assert sum(amounts(found)) == 100_001
    assert amounts(found) == [14_286] * 6 + [14_285]
    assert [one.le for one in found.mensualites][:3] == [
        dt.date(2026, 7, 31),
        dt.date(2026, 8, 31),
        dt.date(2026, 9, 30),
    ]


def test_before_withholding_may_begin_twelve_months_at_most():
    refusal = ask(120_000, "notification", mois=13)
    assert isinstance(refusal, Refusal)
    assert "12 mois possibles" in refusal.what
    assert "100,00" in refusal.mend
    assert "remise de dette" in refusal.mend
    assert len(ask(120_000, "recouvrement", mois=13).mensualites) == 13


def test_a_plan_below_its_minimum_is_refused_with_the_way_forward():
    refusal = ask(50_000, mensualite=500)
    assert isinstance(refusal, Refusal)
    assert "au-dessous du minimum" in refusal.what
    assert "20,00" in refusal.mend
    assert ask(1_500, mensualite=1_500).mensualites[0].cents == 1_500


def test_the_proposal_takes_what_is_left_once_what_to_live_on_is_kept():
    budget = Budget(ressources=150_000, charges=50_000, adultes=2, enfants=1)
    assert budget.left(DAY) == 150_000 - 50_000 - 85_000
    found = ask(100_000, budget=budget)
    assert amounts(found)[0] == 15_000
    assert not found.is_heavy


@pytest.mark.parametrize(
    ("scale", "resources", "monthly"),
    [
        (4_800, 150_000, 4_800),  # that of the scale, whatever the budget leaves
        (40_000, 150_000, 15_000),  # no more than it leaves
        (4_800, 137_000, 2_778),  # nor less than what ends in time
        (None, 150_000, 15_000),
    ],
)
def test_the_proposal_is_what_the_scale_would_withhold_or_less(scale, resources, monthly):
    budget = Budget(ressources=resources, charges=50_000, adultes=2, enfants=1)
    found = ask(100_000, budget=budget, bareme=scale)
    assert amounts(found)[0] == monthly
    assert (
        ask(100_000, budget=budget, bareme=scale, mensualite=30_000).mensualites[0].cents == 30_000
    )


def test_a_plan_heavier_than_what_is_left_says_so():
    budget = Budget(ressources=60_000, charges=30_000, adultes=1, enfants=0)
    assert ask(100_000, budget=budget).is_heavy


@pytest.mark.parametrize("asked", [{"mensualite": 0}, {"mois": 0}])
def test_a_plan_of_nothing_is_refused(asked):
    assert isinstance(ask(10_000, **asked), Refusal)


def test_a_first_payment_in_the_past_is_refused():
    found = proposition(Demande(10_000, "recouvrement", dt.date(2026, 6, 1)), None, DAY)
    assert isinstance(found, Refusal)


@given(
    cents=st.integers(1, 10_000_000),
    phase=st.sampled_from(("notification", "recouvrement")),
    asked=st.one_of(
        st.fixed_dictionaries({"mensualite": st.integers(0, 1_000_000)}),
        st.fixed_dictionaries({"mois": st.integers(0, 60)}),
        st.just({}),
    ),
)
def test_a_plan_is_whole_and_within_its_limits_or_refused(cents, phase, asked):
    found = ask(cents, phase, **asked)
    if isinstance(found, Refusal):
        assert asked
        assert found.mend
        return
    assert sum(amounts(found)) == cents
    assert len(amounts(found)) <= (12 if phase == "notification" else 36)
    assert min(amounts(found)[:-1], default=2_000) >= 2_000
    assert amounts(found)[-1] > 0


@pytest.mark.parametrize(
    ("paid", "day", "state", "late"),
    [
        (0, dt.date(2026, 7, 4), "a_jour", 0),
        (0, dt.date(2026, 7, 20), "en_retard", 1_000),
        (0, dt.date(2026, 7, 21), "a_rompre", 1_000),
        (1_000, dt.date(2026, 7, 21), "a_jour", 0),
        (1_500, dt.date(2026, 8, 10), "en_retard", 500),
        (2_500, dt.date(2026, 8, 10), "a_jour", 0),
    ],
)
def test_a_plan_is_late_then_to_be_broken(paid, day, state, late):
    found = suite(plan(1_000, 1_000, 1_000), paid, 3_000 - paid, day)
    assert (found.state, found.late) == (state, late)


@pytest.mark.parametrize(
    ("paid", "day", "said"),
    [
        (
            0,
            dt.date(2026, 7, 21),
            "La mensualité du 5 juillet 2026, de 10,00 €, n'a pas été payée à temps.",
        ),
        (
            1_400,
            dt.date(2026, 9, 21),
            (
                "La mensualité du 5 août 2026, de 10,00 €, n'a pas été payée à temps : il en manque "
                "6,00 €. En tout, 16,00 € manquent."
            ),
        ),
    ],
)
def test_a_plan_that_is_broken_names_the_payment_that_did_not_come(paid, day, said):
    late = plan(1_000, 1_000, 1_000)
    found = missed_text(late, suite(late, paid, 3_000 - paid, day))
    assert found.replace("\u00a0", " ") == said


def test_a_plan_whose_debts_are_gone_is_paid_whatever_is_late():
    assert suite(plan(1_000, 1_000), 0, 0, dt.date(2027, 1, 1)).state == "solde"


def test_what_could_not_be_withheld_is_withheld_after_the_last_month_not_doubled():
    withheld = plan(1_000, 1_000, 500, moyen="retenue")
    assert demanded(withheld, 0, dt.date(2026, 7, 4)) == 0
    assert demanded(withheld, 0, dt.date(2026, 8, 5)) == 1_000
    assert demanded(withheld, 2_300, dt.date(2026, 12, 5)) == 200
    assert suite(withheld, 0, 2_500, dt.date(2026, 12, 5)).state == "a_jour"
