"""The timeline as a drawing: coordinates of its marks, for a template to write as SVG attributes.

Two drawings share the axis "true since". The plane sets each statement at the day since which it is
true and the day on which it was known: on the diagonal it was told in time, above it, afterwards.
The lanes have one subject each, and in it one row for each way in which its past was seen.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType
from typing import Final

from justedroit.core.base import add_months, day_text, first_day, month_of, month_text
from justedroit.steps.consultation.instant import day_of
from justedroit.steps.timeline import Barre, Chronologie, Etat, Sujet

NOBODY: Final[Mapping[int, str]] = MappingProxyType({})
WIDTH: Final = 1060
LEFT: Final = 150  # where the axis begins: the days of knowledge are written before it
RIGHT: Final = WIDTH - 12
PLANE: Final = 300  # height of the plane, its axis left out
TOP: Final = 30
ROW: Final = 26  # height of a state
NAME: Final = 24  # height of the name of a subject
_LETTER: Final = 7.2  # width of a letter, about
_BEFORE: Final = 24  # months shown before the first thing known
_AFTER: Final = 2  # months shown after the last
_LATE_DAYS: Final = 31  # of a drawing: the delay of the law is told elsewhere
_QUARTERS: Final = {4: "avr.", 7: "juil.", 10: "oct."}


@dataclass(frozen=True, slots=True)
class Repere:
    """A mark of an axis.

    Attributes:
        x, y: where it is.
        label: written beside it; empty for a line alone.
        strong: the beginning of a year.
    """

    x: int
    y: int
    label: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Statements true since a same month, and known on a same day.

    Attributes:
        x, y: where they are.
        radius: the more they are, the larger.
        count: how many.
        label: said by the tooltip.
        is_later: known after the day gone back to.
        is_late: known after it was true, beyond the delay.
        to_x: the day of knowledge on the axis of truth: where the point would be, told in time.
    """

    x: int
    y: int
    radius: int
    count: int
    label: str
    is_later: bool
    is_late: bool
    to_x: int


@dataclass(frozen=True, slots=True)
class Bande:
    """A bar of a row.

    Attributes:
        x, width: where it is.
        text: written in it, as far as it fits.
        label: said by the tooltip.
        css: `cru`, `nouveau`, `depasse`, `apres`.
    """

    x: int
    width: int
    text: str
    label: str
    css: str


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row: one way in which the past of a subject was seen."""

    y: int
    label: str
    is_later: bool
    bars: tuple[Bande, ...]


@dataclass(frozen=True, slots=True)
class Couloir:
    """A lane: a subject and its rows."""

    y: int
    label: str
    rows: tuple[Rangee, ...]


@dataclass(frozen=True, slots=True)
class Couloirs:
    """Some lanes, drawn together.

    Attributes:
        height: of the drawing.
        lanes: from the top.
        months: marks of the axis.
        day_x: the day gone back to; None: today.
    """

    height: int
    lanes: tuple[Couloir, ...]
    months: tuple[Repere, ...]
    day_x: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plane of the statements.

    Attributes:
        height: of the drawing.
        points: the statements.
        months: marks of the axis "true since".
        known: marks of the axis "known since".
        diagonal: x1, y1, x2, y2 of what is known on the day on which it begins.
        day_y: the day gone back to; None: today.
    """

    height: int
    points: tuple[Point, ...]
    months: tuple[Repere, ...]
    known: tuple[Repere, ...]
    diagonal: tuple[int, int, int, int]
    day_y: int | None
    top: int = TOP
    tall: int = PLANE
    wide: int = RIGHT - LEFT

    @property
    def veil(self) -> int:
        """Height of what was not known yet on the day gone back to."""
        return 0 if self.day_y is None else max(0, self.day_y - self.top)


@dataclass(frozen=True, slots=True)
class Dessin:
    """The drawings of a timeline: the plane, the subjects seen otherwise, the others."""

    plane: Plan
    contested: Couloirs
    others: Couloirs
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


def drawing(told: Chronologie, names: Mapping[int, str] = NOBODY) -> Dessin:
    """Return the coordinates of the marks of a timeline.

    Args:
        told: the timeline.
        names: of the persons, those that are known.
    """
    axis = _Axis(told)
    contested: list[Sujet] = []
    others: list[Sujet] = []
    for subject in told.subjects:
        seen = subject.is_contested or subject.is_late(told.first_day)
        (contested if seen else others).append(subject)
    revised, plain = (_lanes(some, told, axis, names) for some in (contested, others))
    return Dessin(_plane(told, axis), revised, plain)


class _Axis:
    """The axis "true since": from days to abscissas, what is before its beginning set on its edge."""

    def __init__(self, told: Chronologie) -> None:
        last = max(told.last_day, told.instant.day)
        self.first = first_day(add_months(month_of(told.first_day), -_BEFORE))
        self.last = first_day(add_months(month_of(last), 1 + _AFTER))
        self._days = (self.last - self.first).days

    def x(self, day: dt.date | None) -> int:
        """Return the abscissa of a day; None: the end of time."""
        held = min(max(day or self.last, self.first), self.last)
        return round(LEFT + (RIGHT - LEFT) * (held - self.first).days / self._days)

    def months(self, y: int) -> tuple[Repere, ...]:
        """Return the marks of the axis: each year, each quarter where there is room."""
        wide = (RIGHT - LEFT) / max(1, self._days) * 90
        found, month = [], month_of(self.first)
        while first_day(month) < self.last:
            number = month % 100
            if number == 1 or (number in _QUARTERS and wide > 34):
                label = str(month // 100) if number == 1 else _QUARTERS[number]
                at = self.x(first_day(month))
                found.append(Repere(at, y, label if at < RIGHT - 40 else "", number == 1))
            month = add_months(month, 1)
        return tuple(found)


def _plane(told: Chronologie, axis: _Axis) -> Plan:
    first, last = told.first_day, max(told.last_day, told.instant.day)
    span = max(1, (last - first).days)

    def y(day: dt.date) -> int:
        held = min(max(day, first), last)
        return round(TOP + PLANE - 10 - (PLANE - 20) * (held - first).days / span)

    grouped: Counter[tuple[int, dt.date]] = Counter()
    late: dict[tuple[int, dt.date], int] = {}
    for one in told.statements:
        known = day_of(one.fact.known_at)
        since = max(one.fact.valid_from, axis.first)
        key = month_of(since), known
        grouped[key] += 1
        if known > first:
            late[key] = max(late.get(key, 0), one.late_days)
    points = tuple(
        _point(key, count, (axis.x(first_day(key[0])), y(key[1]), axis.x(key[1])), told, late)
        for key, count in sorted(grouped.items())
    )
    return Plan(
        height=TOP + PLANE + 34,
        points=points,
        months=axis.months(TOP + PLANE),
        known=_known_marks(first, last, y),
        diagonal=(axis.x(first), y(first), axis.x(last), y(last)),
        day_y=y(told.instant.day) if told.instant.is_past else None,
    )


def _point(
    key: tuple[int, dt.date],
    count: int,
    place: tuple[int, int, int],
    told: Chronologie,
    late: dict[tuple[int, dt.date], int],
) -> Point:
    month, known = key
    plural = "s" if count > 1 else ""
    text = (
        f"{count} fait{plural}, vrai{plural} depuis {month_text(month)} (ou avant), "
        f"connu{plural} le {day_text(known)}"
    )
    is_late = late.get(key, 0) > _LATE_DAYS
    after = told.instant.is_past and known > told.instant.day
    radius = round(min(15.0, 3.5 + 2 * sqrt(count)))
    return Point(place[0], place[1], radius, count, text, after, is_late, place[2])


def _known_marks(
    first: dt.date, last: dt.date, place: Callable[[dt.date], int]
) -> tuple[Repere, ...]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60) if months / s <= 9 or s == 60)
    found = [Repere(LEFT, place(first), f"{first:%d/%m/%Y}", strong=True)]
    month = add_months(month_of(first), 1)
    while first_day(month) <= last:
        day = first_day(month)
        if (month % 100 - 1) % min(step, 12) == 0 and found[-1].y - place(day) > 14:
            found.append(Repere(LEFT, place(day), f"{day:%d/%m/%Y}", strong=month % 100 == 1))
        month = add_months(month, 1)
    return tuple(found)


def _lanes(
    subjects: list[Sujet], told: Chronologie, axis: _Axis, names: Mapping[int, str]
) -> Couloirs:
    lanes, y = [], TOP
    for subject in subjects:
        rows, top = [], y + NAME
        for rank, state in enumerate(subject.states):
            after = subject.states[rank + 1] if rank + 1 < len(subject.states) else None
            first = f"connu le {day_of(state.since):%d/%m/%Y}"
            bars = tuple(_bar(bar, after, axis) for bar in state.bars)
            rows.append(Rangee(top, first, state.is_later, bars))
            top += ROW
        who = names.get(subject.person) or subject.who
        lanes.append(Couloir(y, f"{subject.label}, {who}", tuple(rows)))
        y = top + 8
    day = axis.x(told.instant.day) if told.instant.is_past else None
    return Couloirs(y + 4, tuple(lanes), axis.months(TOP - 12), day)


def _bar(bar: Barre, after: Etat | None, axis: _Axis) -> Bande:
    low, high = axis.x(bar.valid_from), axis.x(bar.valid_until)
    width = max(3, high - low - 1)
    room = int((width - 8) / _LETTER)
    text = bar.fact.text
    shown = text if len(text) <= room else (text[: room - 1] + "…" if room > 4 else "")
    until = (
        f"au {bar.valid_until - dt.timedelta(days=1):%d/%m/%Y}"
        if bar.valid_until
        else "sans fin connue"
    )
    label = (
        f"{text} : vrai du {bar.valid_from:%d/%m/%Y} {until}, connu le "
        f"{day_of(bar.fact.known_at):%d/%m/%Y}, dit par {bar.fact.source} (n° {bar.fact.sequence})"
    )
    return Bande(low, width, shown, label, _css(bar, after))


def _css(bar: Barre, after: Etat | None) -> str:
    if bar.is_later:
        return "apres"
    if after is not None and not after.is_later and not _stands(bar, after):
        return "depasse"
    return "nouveau" if bar.is_new else "cru"


def _stands(bar: Barre, after: Etat) -> bool:
    """Return whether the next state still believes the whole of a bar."""
    return any(
        other.fact.value == bar.fact.value
        and other.valid_from <= bar.valid_from
        and (other.valid_until or dt.date.max) >= (bar.valid_until or dt.date.max)
        for other in after.bars
    )
