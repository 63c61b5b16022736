"""OpenFisca's calendar, remembered: the same month is asked thousands of times in one evaluation.

OpenFisca counts months with a calendar library at each call of a formula: more than a quarter of
the time of an evaluation. Its instants and periods are values that never change, so what was
counted once is counted for good.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import Any

from openfisca_core.periods import Instant, Period, helpers

_remembered = lru_cache(maxsize=1 << 16)  # more than one century of months needs; bounds a server


@cache
def remember_calendar() -> None:
    """Make the instants and the periods of OpenFisca remember what they count; once is enough.

    Law:
        None: a way of calling OpenFisca, the amounts are the same to the bit.
    """
    Instant.offset = _remembered(Instant.offset)
    Period.offset = _remembered(Period.offset)
    Period.stop = property(_remembered(Period.stop.fget))
    Period.get_subperiods = _fresh(Period.get_subperiods)
    helpers.parse_instant = _remembered(helpers.parse_instant)


def _fresh(listing: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Return what remembers a list, and gives each caller a list of their own."""
    known = _remembered(listing)

    @wraps(listing)
    def listed(*asked: Any) -> list[Any]:
        return known(*asked).copy()

    return listed
