"""Months as the integers 202601: readable, sortable, one column of int32."""

from __future__ import annotations

import datetime as dt
from typing import overload

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

# The law that the software applies begins here: a right looks back on the months before it, for
# which our dated parameters and OpenFisca's must hold.
FIRST_MONTH = 202201


@overload
def to_index(month: int) -> int: ...
@overload
def to_index(month: IntArray) -> IntArray: ...
def to_index(month: int | IntArray) -> int | IntArray:
    """Return the number of months since year 0 (202601 → 24312), for arithmetic.

    Law:
        None: a way of counting.
    """
    return month // 100 * 12 + month % 100 - 1


@overload
def from_index(index: int) -> int: ...
@overload
def from_index(index: IntArray) -> IntArray: ...
def from_index(index: int | IntArray) -> int | IntArray:
    """Return the month of an index made by `to_index`.

    Law:
        None: a way of counting.
    """
    return index // 12 * 100 + index % 12 + 1


def add_months(month: int, count: int) -> int:
    """Return the month `count` months after `month` (before, when negative).

    Law:
        None: a way of counting.

    >>> add_months(202511, 3)
    202602
    """
    return from_index(to_index(month) + count)


def months_between(first: int, last: int) -> int:
    """Return how many months lie from `first` to `last` (0 when equal).

    Law:
        None: a way of counting.
    """
    return to_index(last) - to_index(first)


def month_range(first: int, last: int) -> list[int]:
    """Return the months from `first` to `last`, both included, ascending.

    Law:
        None: a way of counting.

    >>> month_range(202511, 202602)
    [202511, 202512, 202601, 202602]
    """
    return [from_index(i) for i in range(to_index(first), to_index(last) + 1)]


def month_of(day: dt.date) -> int:
    """Return the month of a day.

    Law:
        None: a way of counting.
    """
    return day.year * 100 + day.month


def first_day(month: int) -> dt.date:
    """Return the first day of a month.

    Law:
        None: a way of counting.
    """
    return dt.date(month // 100, month % 100, 1)
