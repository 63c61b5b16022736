"""Months are integers such as 202601, and their arithmetic never meets a thirteenth month."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import (
    add_months,
    first_day,
    from_index,
    month_of,
    month_range,
    months_between,
    to_index,
)

months = st.builds(
    lambda year, month: year * 100 + month, st.integers(1900, 2100), st.integers(1, 12)
)


@given(months)
def test_a_month_comes_back_from_its_index(month):
    assert from_index(to_index(month)) == month


@given(months, st.integers(-600, 600))
def test_adding_months_then_taking_them_off_changes_nothing(month, count):
    moved = add_months(month, count)
    assert 1 <= moved % 100 <= 12
    assert months_between(month, moved) == count
    assert add_months(moved, -count) == month


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [(202512, 1, 202601), (202601, -1, 202512), (202511, 14, 202701), (202503, -3, 202412)],
)
def test_a_year_is_crossed_both_ways(month, count, expected):
    assert add_months(month, count) == expected


def test_a_range_holds_both_its_ends_and_crosses_the_year():
    assert month_range(202411, 202502) == [202411, 202412, 202501, 202502]
    assert month_range(202411, 202411) == [202411]
    assert month_range(202412, 202411) == []


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_is_in_its_month(day):
    start = first_day(month_of(day))
    assert start <= day < first_day(add_months(month_of(day), 1))


def test_a_month_that_does_not_exist_has_no_first_day():
    with pytest.raises(ValueError, match="month"):
        first_day(202513)


def test_columns_of_months_are_counted_as_one_month_is():
    columns = np.array([202412, 202501, 202512])
    assert to_index(columns).tolist() == [to_index(month) for month in columns.tolist()]
    assert from_index(to_index(columns)).tolist() == columns.tolist()
