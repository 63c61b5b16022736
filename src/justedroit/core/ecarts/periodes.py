"""Days and months as a letter says them."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import day_text, month_of, month_text


def period_text(start: dt.date, until: dt.date | None) -> str:
    """Return the days on which a fact is true: `depuis le …`, `en mars 2025`, `de … à …`.

    Args:
        start: first day.
        until: day after the last; None: open.

    Law:
        None: a way of writing.
    """
    if until is None:
        return f"depuis le {day_text(start)}"
    last = until - dt.timedelta(days=1)
    if start.day != 1 or until.day != 1:
        one = start == last
        return f"le {day_text(start)}" if one else f"du {day_text(start)} au {day_text(last)}"
    return months_text(month_of(start), month_of(last))


def months_text(first: int, last: int) -> str:
    """Return months that follow each other: `en mars 2025`, `d'avril à juin 2025`.

    Law:
        None: a way of writing.

    >>> months_text(202504, 202506)
    "d'avril à juin 2025"
    """
    end = month_text(last)
    if first == last:
        return f"en {end}"
    start = month_text(first)
    if first // 100 == last // 100:
        start = start.split()[0]
    of = "d'" if start[0] in "ao" else "de "
    return f"{of}{start} à {end}"
