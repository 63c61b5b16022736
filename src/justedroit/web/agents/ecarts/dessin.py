"""The shares as a drawing and as rows: percentages and numbers, for a template to write.

Bars split what falls and what rises between the facts, on one axis, and the rows of the table say
the same in numbers. Widths are percentages, so that letters keep their size on a telephone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import FRANCE, day_text, euros
from justedroit.core.ecarts import (
    Difference,
    Part,
    Parts,
    Reste,
    fact_label,
    headlines,
    months_text,
    moved_text,
    period_text,
    values_of,
)
from justedroit.core.faits import source_text
from justedroit.core.registre import BENEFIT_LABELS

SERIES: Final = 7  # colours of the theme: `serie-1` to `serie-7`, the last for what is left
ROOM: Final = 4.5  # percentage below which a number does not fit in a segment
# What is asked first of a revision, when it does several things.
_QUESTIONS: Final = {
    "indu": "sont redemandés",
    "rappel": "sont versés en plus",
    "droit_reduit": "ne seront pas versés",
    "annulation": "ne sont plus redemandés",
}
NAMED: Final = 3  # facts named in the text that stands for the drawing


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar.

    Attributes:
        number: of its row.
        serie: its colour, 1 to 7.
        x, width: percentages.
        middle: where its number is written; None: there is no room.
    """

    number: int
    serie: int
    x: str
    width: str
    middle: str | None


@dataclass(frozen=True, slots=True)
class Bande:
    """A bar.

    Attributes:
        label: what falls or rises.
        cents: in all.
        segments: what pulls down, then what pulls up.
    """

    label: str
    cents: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row: what a fact explains, or what no fact explains.

    Attributes:
        number: of the row, written in the bar.
        serie: its colour.
        label: the fact, in a few words.
        cents: its share of each column, see `Partage.columns`.
        part: the fact; None: no fact explains it.
        error_cents: standard error of the share; 0 where it is exact.
    """

    number: int
    serie: int
    label: str
    cents: tuple[int, ...]
    part: Part | None
    error_cents: int

    @property
    def old(self) -> str:
        """What was known before, in French."""
        return values_of(self.part.fact)[0] if self.part else ""

    @property
    def new(self) -> str:
        """What is known now."""
        return values_of(self.part.fact)[1] if self.part else ""

    @property
    def is_event(self) -> bool:
        """Whether the name of the fact says all of it: someone came, or left."""
        told = {"oui", "non", "rien"}
        return self.part is None or (self.old in told and self.new in told)

    @property
    def period(self) -> str:
        """When it is true, in French."""
        return (
            period_text(self.part.fact.valid_from, self.part.fact.valid_until) if self.part else ""
        )

    @property
    def known_at(self) -> dt.datetime | None:
        """When the fund knew it."""
        return self.part.fact.known_at if self.part else None

    @property
    def source(self) -> str:
        """Who said it, in French, with its article."""
        return source_text(self.part.lead.new_source) if self.part else ""


@dataclass(frozen=True, slots=True)
class Colonne:
    """The benefits that fall, or those that rise: never netted one against the other.

    Attributes:
        label: of the column.
        benefits: their codes.
        cents: the sum of their differences.
    """

    label: str
    benefits: tuple[str, ...]
    cents: int

    @property
    def named(self) -> str:
        """The label with the names of the benefits."""
        return f"{self.label} : {', '.join(BENEFIT_LABELS[benefit] for benefit in self.benefits)}"


@dataclass(frozen=True, slots=True)
class Partage:
    """What explains the differences of one revision, ready to be drawn.

    Attributes:
        columns: what falls, what rises; one of them most of the time.
        lines: one for each fact that weighs, then for what no fact explains.
        idle: the facts without effect, in a few words.
        zero: where zero is, a percentage, when some facts pull down and others up.
        bands: a bar for each column.
        alternative: what the drawing says, in words.
    """

    columns: tuple[Colonne, ...]
    lines: tuple[Ligne, ...]
    idle: tuple[str, ...]
    zero: str | None
    bands: tuple[Bande, ...]
    alternative: str


def shared_out(parts: Parts) -> Partage:
    """Return what explains the differences of one revision, ready to be drawn."""
    told: list[tuple[str, Part | Reste]] = [(fact_label(p.fact), p) for p in parts.weighing]
    told += [(reste.label, reste) for reste in parts.restes]
    sides = (("Ce qui baisse", parts.falling), ("Ce qui monte", parts.rising))
    asked = [(label, side) for label, side in sides if side] or [("Différence", parts.benefits)]
    columns = tuple(
        Colonne(label, side, sum(one.cents_of(side) for _, one in told)) for label, side in asked
    )
    lines = tuple(
        Ligne(
            number=number,
            serie=SERIES if isinstance(one, Reste) else (number - 1) % (SERIES - 1) + 1,
            label=label,
            cents=tuple(one.cents_of(column.benefits) for column in columns),
            part=one if isinstance(one, Part) else None,
            error_cents=one.error_cents if isinstance(one, Part) else 0,
        )
        for number, (label, one) in enumerate(told, start=1)
    )
    idle = tuple(dict.fromkeys(fact_label(part.fact) for part in parts.idle))
    sentences = [f"{label}, {moved_text(one, parts)}" for label, one in told]
    return Partage(columns, lines, idle, *_bands(columns, lines), _alternative(sentences))


def _percent(value: float) -> str:
    """Return a percentage as SVG reads it: a point, whatever the language."""
    return f"{value:.2f}%"


def _bands(
    columns: Sequence[Colonne], lines: Sequence[Ligne]
) -> tuple[str | None, tuple[Bande, ...]]:
    """Return where zero is, and a bar for each column: what falls before it, what rises after.

    Where all pull the same way there is nothing to set apart: bars begin at the left.
    """
    told = [[(line, line.cents[place]) for line in lines] for place in range(len(columns))]
    fall = max((-sum(min(cents, 0) for _, cents in some) for some in told), default=0)
    rise = max((sum(max(cents, 0) for _, cents in some) for some in told), default=0)
    unit = 100 / ((fall + rise) or 1)
    zero = fall * unit if fall and rise else 0.0
    bands = tuple(
        Bande(
            column.named,
            column.cents,
            (*_segments(some, zero, unit, -1), *_segments(some, zero, unit, 1)),
        )
        for column, some in zip(columns, told, strict=True)
    )
    return _percent(zero) if zero else None, bands


def _segments(
    told: Sequence[tuple[Ligne, int]], zero: float, unit: float, sign: int
) -> list[Segment]:
    """Return the pieces on one side of zero, the heaviest nearest to it."""
    found, reach = [], zero
    way = sign if zero else 1
    some = [(line, cents) for line, cents in told if cents * sign > 0]
    for line, cents in sorted(some, key=lambda one: -abs(one[1])):
        width = abs(cents) * unit
        x = reach if way > 0 else reach - width
        middle = _percent(x + width / 2) if width >= ROOM else None
        found.append(Segment(line.number, line.serie, _percent(x), _percent(width), middle))
        reach += way * width
    return found


def _alternative(told: Sequence[str]) -> str:
    others = len(told) - NAMED
    more = f" ; et {others} autre{'s' if others > 1 else ''}" if others > 0 else ""
    return f"Barre des parts : {' ; '.join(told[:NAMED])}{more}. Le tableau dit la même chose."


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision in the list of the rappels and indus of a dossier.

    Attributes:
        reference: of the revision.
        revised_at: its instant.
        differences: one for each benefit.
    """

    reference: str
    revised_at: dt.datetime
    differences: tuple[Difference, ...]

    @property
    def claimed_cents(self) -> int:
        """What benefits have lost, added up: never netted with the others."""
        return -sum(min(d.delta_cents, 0) for d in self.differences)

    @property
    def due_cents(self) -> int:
        """What benefits have gained, added up."""
        return sum(max(d.delta_cents, 0) for d in self.differences)

    @property
    def spans(self) -> list[tuple[Difference, str]]:
        """Each difference with its months, in French."""
        return [(d, months_text(d.months[0].month, d.months[-1].month)) for d in self.differences]


def question(parts: Parts) -> str:
    """Return the question that the page answers, its amounts with it."""
    for motive, done in _QUESTIONS.items():
        if cents := sum(moved.cents for moved in parts.moved if moved.motive == motive):
            return f"Pourquoi {euros(cents)} {done}"
    return "Pourquoi ces mois ont changé, sans que rien ne soit dû"


def answer(parts: Parts) -> list[str]:
    """Return in a few sentences what the revision does, and its main reason."""
    told = headlines(parts, yours=False)
    main = parts.weighing[:1]
    if main:
        fact = main[0].fact
        since = period_text(fact.valid_from, fact.valid_until)
        known = f"{source_text(main[0].lead.new_source)}"
        verb = "ont" if known.startswith("les ") else "a"
        told.append(
            f"Première raison : {_lower(fact_label(fact))}, {since}. {known[:1].upper()}{known[1:]} "
            f"l'{verb} fait savoir le {day_text(fact.known_at.astimezone(FRANCE).date())}."
        )
    elif parts.restes:
        told.append(f"Aucun fait n'a changé. {parts.restes[0].label}.")
    return told


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def month_span(differences: Sequence[Difference]) -> str:
    """Return the months that some differences reach, in French."""
    months = [month.month for difference in differences for month in difference.months]
    return months_text(min(months), max(months)).removeprefix("en ")
