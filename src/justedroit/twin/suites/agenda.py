"""What is to be done after the indus, in time: stories that tell when they go on."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

from justedroit.core.base import is_worked

T = TypeVar("T")
# A story yields the instant at which it goes on; it acts when it is resumed.
Recit = Generator[dt.datetime, None, T]

_A_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Agenda:
    """Stories that wait for their instant.

    Attributes:
        now: instant that is being played, UTC.
    """

    now: dt.datetime
    _waiting: list[tuple[dt.datetime, int, Recit[None]]] = field(default_factory=list)
    _begun: int = 0

    def begin(self, story: Recit[None]) -> None:
        """Begin a story: it runs to its first wait when its turn comes, at once at the latest."""
        self._begun += 1
        self._go_on(story, self._begun)

    def until(self, instant: dt.datetime) -> None:
        """Play all that comes before an instant, in order; at the same instant, the first begun."""
        while self._waiting and self._waiting[0][0] < instant:
            at, number, story = heapq.heappop(self._waiting)
            self.now = at
            self._go_on(story, number)
        self.now = max(self.now, instant)

    def _go_on(self, story: Recit[None], number: int) -> None:
        coming = next(story, None)
        if coming is not None:
            heapq.heappush(self._waiting, (max(coming, self.now), number, story))


def office(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """Return an instant of the first day, from a day on, when the fund is at work, UTC."""
    while not is_worked(day):
        day += _A_DAY
    return dt.datetime.combine(day, dt.time(hour, minute, tzinfo=dt.UTC))


def after(day: dt.date, days: int, hour: int = 9) -> dt.datetime:
    """Return an instant at work, some days later at the earliest, UTC."""
    return office(day + days * _A_DAY, hour)
