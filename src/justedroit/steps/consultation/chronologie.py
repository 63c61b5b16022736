"""True since, known since: what was said of each subject, and what was believed of it at each instant.

A subject is a kind of fact of one person. Over the instants at which something of it became known,
it has *states*: the stretches of time then believed. A new state opens when what was believed of
the past changes; what only adds to it, or changes it from that day on, stays in the same state.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import pyarrow as pa

from justedroit.core.base import parametre
from justedroit.core.faits import as_known, catalogue
from justedroit.steps.consultation.foyer import Fait, fact
from justedroit.steps.consultation.instant import Instant, Row, day_of

_OPEN: Final = dt.date.max
Span = tuple[dt.date, dt.date]

# What became of a statement. The keys are closed: a drawing has one mark for each.
SORTS: Final = {
    "cru": "Cru",
    "en_partie": "Cru en partie",
    "remplace": "Remplacé",
    "retire": "Retiré",
    "ecarte": "Écarté",
    "retrait": "Retrait",
    "a_venir": "Pas encore connu",
}


@dataclass(frozen=True, slots=True)
class Croyance:
    """A stretch of time on which a statement was believed, from an instant until another.

    Attributes:
        valid_from: first day believed.
        valid_until: first day that is not; None: open.
        since: instant from which it was believed.
        until: instant at which it ceased to be; None: it still is.
    """

    valid_from: dt.date
    valid_until: dt.date | None
    since: dt.datetime
    until: dt.datetime | None

    @property
    def last_day(self) -> dt.date | None:
        """The last day believed; None: open."""
        return self.valid_until and self.valid_until - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Enonce:
    """One statement and what became of it.

    Attributes:
        fact: what was said.
        believed: where and when it was believed; empty: never.
        sort: of `SORTS`, as it was at the instant gone back to.
        until: instant at which it ceased to be wholly believed; None: it is, or never was.
        by: the statements that took its place, by their sequence.
        is_later: known after the instant to which one has gone back.
        ceases_later: it ceased to be wholly believed after that instant.
        late_days: days from when it was true to when it was known; 0 when it was told ahead.
    """

    fact: Fait
    believed: tuple[Croyance, ...]
    sort: str
    until: dt.datetime | None
    by: tuple[int, ...]
    is_later: bool
    ceases_later: bool
    late_days: int

    @property
    def known_on(self) -> dt.date:
        """The day on which it was known, in France."""
        return day_of(self.fact.known_at)

    @property
    def label(self) -> str:
        """What became of it, in French."""
        return SORTS[self.sort]

    @property
    def standing(self) -> tuple[Croyance, ...]:
        """The stretches on which it is still believed."""
        return tuple(held for held in self.believed if held.until is None)


@dataclass(frozen=True, slots=True)
class Barre:
    """A stretch of time in a state: what is believed of it.

    Attributes:
        fact: the statement believed.
        valid_from: first day.
        valid_until: first day after; None: open.
        is_later: known after the instant to which one has gone back.
        is_new: it was not believed in the state before.
    """

    fact: Fait
    valid_from: dt.date
    valid_until: dt.date | None
    is_later: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Etat:
    """What was believed of a subject until the past was seen otherwise.

    Attributes:
        since: instant from which it was.
        bars: in the order of time.
        is_later: it began after the instant to which one has gone back.
    """

    since: dt.datetime
    bars: tuple[Barre, ...]
    is_later: bool


@dataclass(frozen=True, slots=True)
class Sujet:
    """A kind of fact of one person, and its states, the first known first.

    Attributes:
        person: number in the dossier; 0: the household.
        kind: of the catalogue.
        label: in French.
        states: one at least, unless nothing of it was ever believed.
    """

    person: int
    kind: str
    label: str
    states: tuple[Etat, ...]

    @property
    def who(self) -> str:
        """Whom it is about: `foyer`, `personne 2`."""
        return f"personne {self.person}" if self.person else "foyer"

    @property
    def is_contested(self) -> bool:
        """Whether what was believed of the past has changed once."""
        return len(self.states) > 1

    def is_late(self, opened: dt.date) -> bool:
        """Whether something of it was told late, after the day on which the dossier was opened."""
        return any(
            day_of(bar.fact.known_at) > opened and _late_days(bar.fact) > _limit(opened)
            for state in self.states
            for bar in state.bars
        )


@dataclass(frozen=True, slots=True)
class Chronologie:
    """Every statement of a dossier, on the two axes of time.

    Attributes:
        instant: the journals, and the instant to which one has gone back.
        statements: in the order in which they were known.
        subjects: the household first, then each person, in the order of the catalogue.
        first_day: first day on which something was known.
        last_day: last day on which something was.
    """

    instant: Instant
    statements: tuple[Enonce, ...]
    subjects: tuple[Sujet, ...]
    first_day: dt.date
    last_day: dt.date

    @property
    def later(self) -> tuple[Enonce, ...]:
        """The statements known after the instant to which one has gone back."""
        return tuple(one for one in self.statements if one.is_later)

    @property
    def unheard(self) -> tuple[Enonce, ...]:
        """Of these, those that were true on that day already: what the fund did not know yet."""
        day = self.instant.day
        return tuple(
            one
            for one in self.later
            if one.fact.valid_from <= day and catalogue()[one.fact.kind].duree != "eternite"
        )


# For each instant, the stretches believed of each (person, kind), with their statement.
Beliefs = list[tuple[dt.datetime, dict[tuple[int, str], list[Row]]]]


def chronology(instant: Instant) -> Chronologie:
    """Return every statement of a dossier until the reading, on the two axes of time."""
    rows = [r for r in instant.facts.to_pylist() if r["known_at"] <= instant.now]
    beliefs = _beliefs(instant.facts, sorted({row["known_at"] for row in rows}))
    facts = {row["sequence"]: fact(row) for row in rows}
    believed = _believed(beliefs)
    order = sorted(rows, key=lambda r: (r["known_at"], r["sequence"]))
    final = beliefs[-1][1]
    told = [_statement(row, rows, (believed, final), instant) for row in order]
    return Chronologie(
        instant=instant,
        statements=tuple(told),
        subjects=_subjects(beliefs, facts, instant.at),
        first_day=day_of(order[0]["known_at"]),
        last_day=day_of(order[-1]["known_at"]),
    )


def _beliefs(facts: pa.Table, instants: list[dt.datetime]) -> Beliefs:
    """Return what was believed at each instant, by `as_known` asked of all of them together.

    Each instant is given a copy of the facts known then, under a number of its own. The order of
    truth is that of the instant: those under a same order are asked together.
    """
    changes = [start for start, _ in parametre("faits/ordre_verite").valeurs]
    found: Beliefs = []
    for _, same in groupby(instants, key=lambda at: sum(c <= at.date() for c in changes)):
        some = list(same)
        known_at = facts["known_at"].to_pylist()
        copies = []
        for number, at in enumerate(some):
            heard = facts.filter(pa.array([k <= at for k in known_at]))
            numbers = pa.array(np.full(heard.num_rows, number, np.int64))
            copies.append(heard.set_column(0, facts.schema.field("dossier"), numbers))
        known = as_known(pa.concat_tables(copies), at=some[-1]).to_pylist()
        by_number: dict[int, dict[tuple[int, str], list[Row]]] = defaultdict(dict)
        for row in known:
            held = by_number[row["dossier"]].setdefault((row["person"], row["kind"]), [])
            held.append(row)
        found += [(at, by_number[number]) for number, at in enumerate(some)]
    return found


def _believed(beliefs: Beliefs) -> dict[int, list[Croyance]]:
    """Return the stretches and instants at which each statement was believed, by its sequence."""
    found: dict[int, list[Croyance]] = defaultdict(list)
    running: dict[tuple[int, dt.date, dt.date | None], dt.datetime] = {}
    for at, subjects in beliefs:
        now = {
            (row["sequence"], row["valid_from"], row["valid_until"])
            for rows in subjects.values()
            for row in rows
        }
        for key in [key for key in running if key not in now]:
            found[key[0]].append(Croyance(key[1], key[2], running.pop(key), at))
        for key in now:
            running.setdefault(key, at)
    for (sequence, low, high), since in running.items():
        found[sequence].append(Croyance(low, high, since, None))
    return {
        sequence: sorted(each, key=lambda c: (c.since, c.valid_from))
        for sequence, each in found.items()
    }


def _statement(
    row: Row,
    rows: list[Row],
    read: tuple[dict[int, list[Croyance]], dict[tuple[int, str], list[Row]]],
    instant: Instant,
) -> Enonce:
    believed, final = read
    mine = believed.get(row["sequence"], [])
    by = [r for r in rows if r["replaces"] == row["sequence"]]
    over = _over(row, final.get((row["person"], row["kind"]), []))
    sort, until = _sort(row, mine, by)
    lost = sort in _LOST
    ceases = until is not None and until > instant.at
    if ceases and sort != "ecarte":
        sort = "cru"  # on the day gone back to
    if row["known_at"] > instant.at:
        sort = "a_venir"
    told = fact(row)
    return Enonce(
        fact=told,
        believed=tuple(mine),
        sort=sort,
        until=until,
        by=tuple(dict.fromkeys(r["sequence"] for r in by or over)) if lost else (),
        is_later=row["known_at"] > instant.at,
        ceases_later=ceases,
        late_days=_late_days(told),
    )


def _late_days(told: Fait) -> int:
    """Return the days from when a fact could be told to when it was known, 0 when it was in time.

    As for the origin of an error: what is bounded could be told from its end. What is true once for
    all, as a birth, is told with what makes it matter.
    """
    if catalogue()[told.kind].duree == "eternite":
        return 0
    return max(0, (day_of(told.known_at) - (told.valid_until or told.valid_from)).days)


def _limit(day: dt.date) -> int:
    found: int = parametre("ecarts/origine.delai_declaration").at(day)
    return found


_LOST: Final = frozenset({"en_partie", "remplace", "retire", "ecarte"})


def _sort(row: Row, believed: list[Croyance], by: list[Row]) -> tuple[str, dt.datetime | None]:
    """Return what became of a statement, and when it ceased to be wholly believed."""
    if row["value"] is None:
        return "retrait", None
    if by:
        at = min(r["known_at"] for r in by)
        return ("retire" if all(r["value"] is None for r in by) else "remplace"), at
    if not believed:
        return "ecarte", row["known_at"]
    own = (row["valid_from"], row["valid_until"])
    standing = [(c.valid_from, c.valid_until) for c in believed if c.until is None]
    whole = [c.until for c in believed if (c.valid_from, c.valid_until) == own]
    if own in standing:
        return "cru", None
    ceased = whole[-1] if whole and whole[-1] is not None else believed[0].since
    return ("en_partie" if standing else "ecarte"), ceased


def _over(row: Row, final: list[Row]) -> list[Row]:
    """Return the statements believed in the end on days of another that is not."""
    low, high = row["valid_from"], row["valid_until"] or _OPEN
    return [
        other
        for other in final
        if other["sequence"] != row["sequence"]
        and other["valid_from"] < high
        and low < (other["valid_until"] or _OPEN)
    ]


def _subjects(beliefs: Beliefs, facts: dict[int, Fait], at: dt.datetime) -> tuple[Sujet, ...]:
    keys = {key for _, subjects in beliefs for key in subjects}
    order = list(catalogue())
    ranked = sorted(keys, key=lambda key: (key[0], order.index(key[1])))
    return tuple(
        Sujet(
            person,
            kind,
            catalogue()[kind].libelle,
            _states(
                [(known, found.get((person, kind), [])) for known, found in beliefs], facts, at
            ),
        )
        for person, kind in ranked
    )


def _states(
    told: list[tuple[dt.datetime, list[Row]]], facts: dict[int, Fait], at: dt.datetime
) -> tuple[Etat, ...]:
    """Return the states of a subject, from what was believed of it at each instant."""
    runs: list[tuple[dt.datetime, list[Row]]] = []
    for known, rows in told:
        if not runs:
            if rows:
                runs.append((known, rows))
        elif _past_changes(runs[-1][1], rows, day_of(known)):
            runs.append((known, rows))
        else:
            runs[-1] = (runs[-1][0], rows)
    states: list[Etat] = []
    before: set[tuple[int, dt.date]] = set()
    for since, rows in runs:
        bars = tuple(
            Barre(
                facts[row["sequence"]],
                row["valid_from"],
                row["valid_until"],
                row["known_at"] > at,
                bool(states) and (row["sequence"], row["valid_from"]) not in before,
            )
            for row in rows
        )
        before = {(row["sequence"], row["valid_from"]) for row in rows}
        states.append(Etat(since, bars, since > at))
    return tuple(states)


def _past_changes(before: list[Row], after: list[Row], day: dt.date) -> bool:
    """Return whether what was believed of the days before `day` is seen otherwise, and late.

    A month's wage is known after the month: that is no change of mind. As for the origin of an
    error, what is bounded could be told from its end, what is open from its beginning.
    """
    limit = _limit(day)
    return any(
        (day - (low if high == day else high)).days > limit
        for low, high in _lost_days(before, after, day)
    )


def _lost_days(before: list[Row], after: list[Row], day: dt.date) -> list[Span]:
    """Return the stretches before a day on which a value was believed and no longer is."""
    lost: list[Span] = []
    for row in before:
        low, high = row["valid_from"], min(row["valid_until"] or _OPEN, day)
        for other in (r for r in after if r["value"] == row["value"]):
            start, end = max(low, other["valid_from"]), min(high, other["valid_until"] or _OPEN)
            if start < end:
                lost += [(low, start)] * (low < start)
                low = end
        lost += [(low, high)] * (low < high)
    return lost
