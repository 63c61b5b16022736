"""An amount holds for its quarter, unless a change breaks it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from justedroit.core.base import month_range
from justedroit.core.droits.gel import (
    al_anchor,
    breaking_changes,
    freeze,
    frozen_benefits,
    quarter_start,
    source_columns,
)

MONTHS = month_range(202411, 202504)
NONE = np.zeros((1, 6), dtype=bool)


def test_a_quarter_starts_every_three_months_from_the_opening():
    found = quarter_start([202410, 202411, 202501, 202502, 202601], 202411)
    assert found.tolist() == [202408, 202411, 202411, 202502, 202511]


def test_the_first_month_of_the_quarter_holds_three_months():
    values = np.array([[1, 2, 3, 4, 5, 6]])
    assert freeze(values, MONTHS, [202411], NONE).tolist() == [[1, 1, 1, 4, 4, 4]]


def test_a_break_takes_the_value_of_its_month_and_holds_it_to_the_end_of_the_quarter():
    values, breaks = np.array([[1, 2, 3, 4, 5, 6]]), NONE.copy()
    breaks[0, 1] = True
    assert freeze(values, MONTHS, [202411], breaks).tolist() == [[1, 2, 2, 4, 4, 4]]


def test_each_right_has_its_own_quarters():
    values = np.array([[1, 2, 3, 4, 5, 6]] * 2)
    found = freeze(values, MONTHS, [202412, 202410], np.zeros((2, 6), bool))
    assert found.tolist() == [[1, 2, 2, 2, 5, 5], [1, 1, 3, 3, 3, 6]]


def test_without_anchor_nothing_is_frozen():
    values = np.array([[1, 2, 3, 4, 5, 6]])
    assert freeze(values, MONTHS, [0], NONE).tolist() == values.tolist()


def test_no_month_freezes_nothing():
    assert freeze(np.zeros((2, 0)), [], [202411, 0], np.zeros((2, 0), bool)).shape == (2, 0)


def test_months_must_follow_each_other():
    with pytest.raises(ValueError, match="consécutifs"):
        source_columns([202411, 202501], [202411], np.zeros((1, 2), bool))


def test_the_housing_aid_follows_rsa_then_prime_d_activite_then_aah():
    found = al_anchor(
        [202501, 0, 0, 0], [202502, 202502, 0, 0], [202503, 202503, 202503, 0], [202412] * 4
    )
    assert found.tolist() == [202501, 202502, 202503, 202412]


def test_a_move_breaks_the_quarter_of_the_housing_aid_only():
    assert "demenagement" in breaking_changes("als", 202504)
    assert "demenagement" not in breaking_changes("rsa", 202504)


def test_a_birth_breaks_every_frozen_quarter():
    for benefit in frozen_benefits(202504):
        assert "naissance" in breaking_changes(benefit, 202504)


grids = hnp.arrays(np.int64, (3, 6), elements=st.integers(0, 9))
anchors = hnp.arrays(np.int64, 3, elements=st.sampled_from([0, *month_range(202401, 202601)]))


@given(grids, anchors, hnp.arrays(bool, (3, 6)))
def test_freezing_twice_is_freezing_once(values, anchor, breaks):
    once = freeze(values, MONTHS, anchor, breaks)
    assert (freeze(once, MONTHS, anchor, breaks) == once).all()


@given(anchors, hnp.arrays(bool, (3, 6)))
def test_a_month_never_holds_a_later_month_nor_one_more_than_two_months_old(anchor, breaks):
    source = source_columns(MONTHS, anchor, breaks)
    age = np.arange(6)[None, :] - source
    assert (age >= 0).all()
    assert (age <= 2).all()
    assert (source[breaks] == np.broadcast_to(np.arange(6), (3, 6))[breaks]).all()
