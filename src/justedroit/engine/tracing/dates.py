"""Working days between two dates, counted by week."""

from __future__ import annotations

from typing import Any

import numpy as np

from justedroit.engine.tracing.columns import Column
from justedroit.engine.tracing.recorder import recording
from justedroit.engine.tracing.tables import looked_up

_MONDAY = 3  # 1970-01-01 was a Thursday


def working_days(
    begin: Any, end: Any, weekmask: Any = "1111100", holidays: Any = (), **kwargs: Any
) -> Any:
    """Return `numpy.busday_count`, without holidays.

    Args:
        begin: first day, counted.
        end: last day, not counted.
        weekmask: the days of the week that count, from Monday.
        holidays: none.
        kwargs: none.
    """
    if len(holidays) or kwargs:
        raise recording().refuse("numpy.busday_count with holidays or another calendar")
    counted = np.busdaycalendar(weekmask).weekmask
    first, last = _number(begin), _number(end)
    if counted.all():
        return last - first
    past = np.cumsum([0, *counted]).astype(np.int64)
    forward = _until(last, past) - _until(first, past)
    # Backwards, numpy counts the last day and not the first, below zero.
    backward = _until(last + 1, past) - _until(first + 1, past)
    return np.where(first <= last, forward, backward)


def _number(date: Any) -> Any:
    """Return a date as a number of days."""
    if isinstance(date, Column):
        return date.astype("datetime64[D]").astype(np.int64)
    return np.datetime64(date, "D").astype(np.int64)


def _until(day: Any, past: Any) -> Any:
    """Return the number of days that count before a day, from a Monday."""
    since = day + _MONDAY
    weeks, rest = since // 7, since % 7
    within = looked_up(rest, 0, past[:7]) if isinstance(rest, Column) else past[rest]
    return weeks * past[7] + within
