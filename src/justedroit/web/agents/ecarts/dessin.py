"""The shares as a drawing and as rows: percentages and numbers, for a template to write.

Bars split what falls and what rises between the facts, on one axis, and the rows of the table say
the same in numbers. Widths are percentages, so that letters keep their size on a telephone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import euros
from justedroit.core.ecarts import (
    Case,
    Difference,
    Part,
    Parts,
    Reste,
    fact_labels,
    fact_period,
    headlines,
    months_text,
    moved_text,
    movements,
    sides,
    tellings_text,
    values_of,
)
from justedroit.core.faits import source_text
from justedroit.core.registre import BENEFIT_LABELS

SERIES: Final = 7  # colours of the theme: `serie-1` to `serie-7`, the last for what is left
ROOM: Final = 4.5  # percentage below which a number does not fit in a segment
# What the ledger has done, in the one wording of these pages; what is asked first comes first.
_QUESTIONS: Final = {
    "indu": "à rendre",
    "rappel": "à verser en plus",
    "droit_reduit": "qui ne seront pas versés",
    "annulation": "qui ne sont plus à rendre",
    "prescription": "prescrits, ni à rendre ni à verser",
}
_TAGS: Final = {"indu": "indu", "rappel": "du"}  # the others wear no colour
ROOM_UNDER: Final = 5.0  # percentage between two numbers written under a bar
NAMED: Final = 3  # facts named in the text that stands for the drawing


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar.

    Attributes:
        number: of its row.
        serie: its colour, 1 to 7.
        x, width: percentages.
        middle: its middle.
        under: where its number is written under the bar, led to it; None: it fits within.
    """

    number: int
    serie: int
    x: str
    width: str
    middle: str
    under: str | None


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

    @property
    def height(self) -> int:
        """Of the drawing, in pixels: higher where numbers are written under the bar."""
        return 50 if any(segment.under for segment in self.segments) else 30


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row: what a fact explains, or what no fact explains.

    Attributes:
        number: of the row, written in the bar.
        serie: its colour.
        label: the fact, in a few words.
        cents: its share of each column, see `Partage.columns`.
        columns: the labels of these.
        part: the fact; None: no fact explains it.
        error_cents: standard error of the share; 0 where it is exact.
    """

    number: int
    serie: int
    label: str
    cents: tuple[int, ...]
    columns: tuple[str, ...]
    part: Part | None
    error_cents: int

    @property
    def cells(self) -> tuple[tuple[str, int], ...]:
        """The label of each column, and the share of it."""
        return tuple(zip(self.columns, self.cents, strict=True))

    @property
    def old(self) -> str:
        """What was known before, in French."""
        return values_of(self.part.fact)[0] if self.part else ""

    @property
    def new(self) -> str:
        """What is known now."""
        return values_of(self.part.fact)[1] if self.part else ""

    @property
    def period(self) -> str:
        """When it is true, in French."""
        return fact_period(self.part.fact) if self.part else ""

    @property
    def learnt(self) -> tuple[str, ...]:
        """When the fund learnt it and from whom, a line for each source."""
        if self.part is None:
            return ()
        told = tellings_text(self.part.fact, values=False)
        return tuple(f"{', puis '.join(days)}, par {source_text(source)}" for source, days in told)


@dataclass(frozen=True, slots=True)
class Colonne:
    """The months that fall, or those that rise: never netted, be they of one benefit.

    Attributes:
        label: of the column.
        cases: the benefits and months.
        cents: the sum of their differences.
    """

    label: str
    cases: tuple[Case, ...]
    cents: int

    @property
    def benefits(self) -> tuple[str, ...]:
        """The codes of its benefits."""
        return tuple(dict.fromkeys(benefit for benefit, _ in self.cases))

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
    shown = [part.fact for part in (*parts.weighing, *parts.idle)]
    weighing = fact_labels([part.fact for part in parts.weighing])
    idle = fact_labels(shown)[len(weighing) :]
    told: list[tuple[str, Part | Reste]] = [*zip(weighing, parts.weighing, strict=True)]
    told += [(reste.label, reste) for reste in parts.restes]
    told_sides = [
        (_side(parts, way), side) for way, side in ((-1, parts.falling), (1, parts.rising))
    ]
    asked = [(label, side) for label, side in told_sides if side] or [("Différence", ())]
    columns = tuple(
        Colonne(label, side, sum(one.cents_of(side) for _, one in told)) for label, side in asked
    )
    lines = tuple(
        Ligne(
            number=number,
            serie=SERIES if isinstance(one, Reste) else (number - 1) % (SERIES - 1) + 1,
            label=label,
            cents=tuple(one.cents_of(column.cases) for column in columns),
            columns=tuple(column.label for column in columns),
            part=one if isinstance(one, Part) else None,
            error_cents=one.error_cents if isinstance(one, Part) else 0,
        )
        for number, (label, one) in enumerate(told, start=1)
    )
    sentences = [f"{label}, {moved_text(one, parts)}" for label, one in told]
    return Partage(columns, lines, idle, *_bands(columns, lines), _alternative(sentences))


def _side(parts: Parts, way: int) -> str:
    """Return what the months that fall, or rise, do: given back, or paid, when it is all they do."""
    motives = {moved.motive for moved in parts.moved}
    if way < 0:
        return "Ce qui baisse" if motives & {"droit_reduit", "prescription"} else "À rendre"
    return "Ce qui monte" if motives & {"annulation", "prescription"} else "À verser en plus"


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
            _numbered([*_pieces(some, zero, unit, -1), *_pieces(some, zero, unit, 1)]),
        )
        for column, some in zip(columns, told, strict=True)
    )
    return _percent(zero) if zero else None, bands


def _pieces(
    told: Sequence[tuple[Ligne, int]], zero: float, unit: float, sign: int
) -> list[tuple[Ligne, float, float]]:
    """Return the row, place and width of each piece on one side of zero, the heaviest next to it."""
    found, reach = [], zero
    way = sign if zero else 1
    some = [(line, cents) for line, cents in told if cents * sign > 0]
    for line, cents in sorted(some, key=lambda one: -abs(one[1])):
        width = abs(cents) * unit
        found.append((line, reach if way > 0 else reach - width, width))
        reach += way * width
    return found


def _numbered(pieces: Sequence[tuple[Ligne, float, float]]) -> tuple[Segment, ...]:
    """Return the segments, each with its number: within it, or under the bar where it is thin."""
    thin = {line.number: x + width / 2 for line, x, width in pieces if width < ROOM}
    under = dict(
        zip(sorted(thin, key=thin.__getitem__), _spread(sorted(thin.values())), strict=True)
    )
    return tuple(
        Segment(
            line.number,
            line.serie,
            _percent(x),
            _percent(width),
            _percent(x + width / 2),
            _percent(under[line.number]) if line.number in under else None,
        )
        for line, x, width in pieces
    )


def _spread(places: Sequence[float]) -> list[float]:
    """Return ascending places moved as little as needed for numbers to stand side by side."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + ROOM_UNDER if found else ROOM_UNDER / 2))
    limit = 100 - ROOM_UNDER / 2
    for at in range(len(found) - 1, -1, -1):
        found[at] = min(found[at], limit)
        limit = found[at] - ROOM_UNDER
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
    def done(self) -> list[tuple[str, str]]:
        """What the ledger has done, in French, and how it is marked; never netted."""
        moved = [one for difference in self.differences for one in movements(difference)]
        return [
            (f"{euros(cents)} {told}", _TAGS.get(motive, ""))
            for motive, told in _QUESTIONS.items()
            if (cents := sum(one.cents for one in moved if one.motive == motive))
        ]

    @property
    def spans(self) -> list[tuple[str, int, str]]:
        """Each benefit with what falls of it, then what rises: (its code, cents, months in French)."""
        told = []
        for difference in self.differences:
            for cents, months in sides(difference):
                told.append((difference.benefit, cents, months_text(months[0], months[-1])))
        return told

    @property
    def mixed(self) -> list[tuple[str, int]]:
        """The benefits that fall in some months and rise in others: (code, cents in all)."""
        some = [one for one in self.differences if len(sides(one)) > 1]
        return [(one.benefit, one.delta_cents) for one in some]

    @property
    def owes(self) -> bool:
        """Whether something is claimed, which the page of debts follows."""
        return self._does("indu")

    @property
    def pays(self) -> bool:
        """Whether something is paid in addition."""
        return self._does("rappel")

    def _does(self, motive: str) -> bool:
        return any(dict(m.motives).get(motive) for d in self.differences for m in d.months)


def question(parts: Parts) -> str:
    """Return the question that the page answers, its amounts with it."""
    for motive, done in _QUESTIONS.items():
        if cents := sum(moved.cents for moved in parts.moved if moved.motive == motive):
            return f"Pourquoi {euros(cents)} {done}"
    return "Pourquoi ces mois ont changé, sans que rien ne soit dû"


def answer(parts: Parts) -> list[str]:
    """Return in a few sentences what the revision does, and its main reason."""
    told = headlines(parts, yours=False)
    if parts.weighing:
        fact = parts.weighing[0].fact
        label = fact_labels([part.fact for part in parts.weighing])[0]
        since = f", {fact_period(fact)}" if fact_period(fact) not in label else ""
        told.append(f"Première raison : {_lower(label)}{since}.")
        told += [_learnt(source, days) for source, days in tellings_text(fact)]
    elif parts.restes:
        told.append(f"Aucun fait n'a changé. {parts.restes[0].label}.")
    return told


def _learnt(source: str, days: Sequence[str]) -> str:
    who = source_text(source)
    verb = "ont" if who.startswith("les ") else "a"
    return f"{who[:1].upper()}{who[1:]} l'{verb} fait savoir {', puis '.join(days)}."


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def month_span(differences: Sequence[Difference]) -> str:
    """Return the months that some differences reach, in French."""
    months = [month.month for difference in differences for month in difference.months]
    return months_text(min(months), max(months)).removeprefix("en ")
