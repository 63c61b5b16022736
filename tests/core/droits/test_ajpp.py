"""AJPP and AJPA are days times an amount, under a limit by month and one for the right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from justedroit.core.droits.ajpa import ajpa_cents
from justedroit.core.droits.ajpp import ajpp_cents, payable_days

YEAR = list(range(202501, 202513))


def test_a_day_of_2025_and_half_of_one_have_the_published_amounts():
    assert ajpp_cents([[1], [0.5], [10]], [202503], [0, 0, 0]).tolist() == [[6580], [3290], [65800]]


def test_the_amount_is_the_one_of_each_month():
    assert ajpp_cents([[1, 1]], [202412, 202501], [0]).tolist() == [[6454, 6580]]


def test_no_more_than_twenty_two_days_a_month():
    assert ajpp_cents([[31]], [202503], [0]).tolist() == [[22 * 6580]]


def test_no_more_than_three_hundred_and_ten_days_in_the_right():
    assert ajpp_cents([[22, 22]], [202503, 202504], [285]).tolist() == [[22 * 6580, 3 * 6580]]


def test_ajpa_ends_with_the_days_of_the_person_helped():
    cents = ajpa_cents([[22] * 4], YEAR[:4], [0], [0])
    assert cents.sum() == 66 * 6580
    assert cents[0, 3] == 0


def test_ajpa_ends_with_the_days_of_the_career():
    assert ajpa_cents([[20]], [202503], [0], [260]).tolist() == [[4 * 6580]]


def test_no_month_gives_no_amount():
    assert ajpp_cents(np.zeros((2, 0)), [], [0, 0]).shape == (2, 0)
    assert ajpa_cents(np.zeros((2, 0)), [], [0, 0], [0, 0]).shape == (2, 0)


@pytest.mark.parametrize("days", [-1, 0.25, float("nan"), float("inf")])
def test_days_that_are_not_days_are_refused(days):
    with pytest.raises(ValueError, match="demi-journées"):
        ajpp_cents([[days]], [202503], [0])


def test_a_month_before_the_first_known_amount_is_refused():
    with pytest.raises(LookupError):
        ajpp_cents([[1]], [202012], [0])


halves = hnp.arrays(np.int64, (3, 6), elements=st.integers(0, 62)).map(lambda a: a / 2)


@given(halves, st.integers(0, 100))
def test_days_paid_never_exceed_what_was_declared_nor_the_limits(days, remaining):
    paid = payable_days(days, 22, [remaining] * 3)
    assert (paid >= 0).all()
    assert (paid <= days).all()
    assert (paid <= 22).all()
    assert (paid.sum(axis=1) == np.minimum(np.minimum(days, 22).sum(axis=1), remaining)).all()
