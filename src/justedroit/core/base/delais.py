"""Legal delays: days and months from a day, and the day on which a person may still act."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache

import holidays

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@cache
def public_holidays(year: int) -> frozenset[dt.date]:
    """Return the public holidays of a year, in metropolitan France.

    Law:
        Code du travail art. L3133-1.
    """
    return frozenset(holidays.country_holidays("FR", years=year))


def is_worked(day: dt.date) -> bool:
    """Return whether a day is neither a Saturday, a Sunday nor a public holiday.

    Law:
        Code de procédure civile art. 642.
    """
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month some months later; the last day where it does not exist.

    Args:
        day: of the act that starts the delay, such as a reception.
        months: how many, zero or more.

    Law:
        Code de procédure civile art. 641.

    >>> months_after(dt.date(2024, 12, 31), 2)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_after(day: dt.date, days: int) -> dt.date:
    """Return the day some calendar days later.

    Law:
        Code de procédure civile art. 641.

    >>> days_after(dt.date(2025, 3, 10), 20)
    datetime.date(2025, 3, 30)
    """
    return day + days * _ONE_DAY


def until_worked(day: dt.date) -> dt.date:
    """Return the last day on which a person may act, where a delay ends on a given day.

    A delay that ends on a Saturday, a Sunday or a public holiday lasts until the next working day.
    It only ever helps the person: what the fund may not do before a day is counted without it.

    Law:
        Code de procédure civile art. 642.

    >>> until_worked(dt.date(2025, 3, 30))
    datetime.date(2025, 3, 31)
    """
    while not is_worked(day):
        day += _ONE_DAY
    return day
