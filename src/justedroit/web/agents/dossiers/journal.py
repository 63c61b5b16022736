"""What has grown line after line, as a page shows it: the last first, folded by day and year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from justedroit.core.base import month_of
from justedroit.steps.consultation.instant import day_of
from justedroit.steps.consultation.registre import Mouvement
from justedroit.steps.timeline import Enonce

_NAMED: Final = 3  # kinds of facts named on the line of a day


@dataclass(frozen=True, slots=True)
class Jour:
    """What was known on a day.

    Attributes:
        day: in France.
        statements: in the order in which they were known.
        is_open: whether they are shown at first; else, the line of the day alone.
    """

    day: dt.date
    statements: tuple[Enonce, ...]
    is_open: bool

    @property
    def is_later(self) -> bool:
        """Whether it comes after the day gone back to."""
        return self.statements[0].is_later

    @property
    def named(self) -> str:
        """What was told, by the first of its kinds: `Loyer, Activité… et 2 autres`."""
        labels = list(dict.fromkeys(one.fact.label for one in self.statements))
        more = len(labels) - _NAMED
        told = ", ".join(labels[:_NAMED])
        return told if more <= 0 else f"{told}, et {more} autre{'s' if more > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Annee:
    """The days of a year, the last first."""

    year: int
    days: tuple[Jour, ...]

    @property
    def is_open(self) -> bool:
        """Whether its days are shown at first: one of them is."""
        return any(day.is_open for day in self.days)

    @property
    def count(self) -> int:
        """How many facts."""
        return sum(len(day.statements) for day in self.days)


@dataclass(frozen=True, slots=True)
class Mois:
    """The movements entered in a month, the last first."""

    month: int
    movements: tuple[Mouvement, ...]


def years_of(statements: Iterable[Enonce]) -> tuple[Annee, ...]:
    """Return the facts by year and day of knowledge, the last first.

    One day is open: the last that was known on the day gone back to.

    Args:
        statements: in the order in which they were known.
    """
    days = [(day, tuple(some)) for day, some in groupby(statements, key=lambda s: s.known_on)]
    days.reverse()
    last = next((day for day, some in days if not some[0].is_later), None)
    shown = [Jour(day, some, day == last) for day, some in days]
    return tuple(Annee(y, tuple(some)) for y, some in groupby(shown, key=lambda one: one.day.year))


def months_of(movements: Iterable[Mouvement]) -> tuple[Mois, ...]:
    """Return the movements by month of entry, in France.

    Args:
        movements: the last first.
    """

    def month(movement: Mouvement) -> int:
        return month_of(day_of(movement.entered_at))

    return tuple(Mois(entered, tuple(some)) for entered, some in groupby(movements, key=month))
