"""Which facts have changed, for one dossier, from what was known at one instant to another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.faits import as_known

Row = dict[str, Any]
_OPEN = dt.date(9999, 12, 31)
_BEGINNING = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


# The kinds that say who is in the household: their changes explain the others.
HOUSEHOLD = ("allocataire", "conjoint", "statut_couple", "enfant", "deces")


@dataclass(frozen=True, slots=True)
class Changement:
    """A stretch of time on which what is known of a person (0: the household) has changed.

    Attributes:
        kind: kind of fact of the catalogue.
        person: number in the dossier; 0: the household.
        valid_from: first day of the stretch.
        valid_until: first day after it; None: open.
        old_value: what was known before; None: nothing was.
        old_source: who had said it.
        old_valid_from: since when it was known to hold.
        new_value: what is known now; None: the statement was withdrawn.
        new_source: who said it.
        known_at: when the fund knew it.
        sequence: the fact that changed, in the journal of the dossier.
    """

    kind: str
    person: int
    valid_from: dt.date
    valid_until: dt.date | None
    old_value: str | None
    old_source: str | None
    old_valid_from: dt.date | None
    new_value: str | None
    new_source: str
    known_at: dt.datetime
    sequence: int

    @property
    def is_turn(self) -> bool:
        """Whether what had been said held until then: the situation turned, it was not misstated."""
        return self.old_valid_from is not None and self.old_valid_from < self.valid_from


def _end(row: Row) -> dt.date:
    return row["valid_until"] or _OPEN


def _pieces(row: Row, others: list[Row]) -> list[tuple[dt.date, dt.date, Row | None]]:
    """Cut the stretch of a row where other rows, which do not overlap, start and end."""
    found: list[tuple[dt.date, dt.date, Row | None]] = []
    start = row["valid_from"]
    for other in sorted(others, key=lambda r: r["valid_from"]):
        low, high = max(start, other["valid_from"]), min(_end(row), _end(other))
        if low >= high:
            continue
        if start < low:
            found.append((start, low, None))
        found.append((low, high, other))
        start = high
    if start < _end(row):
        found.append((start, _end(row), None))
    return found


def _changement(
    piece: tuple[dt.date, dt.date, Row | None], row: Row, new: str | None
) -> Changement:
    start, end, old = piece
    told = old or {}
    return Changement(
        kind=row["kind"],
        person=row["person"],
        valid_from=start,
        valid_until=None if end == _OPEN else end,
        old_value=told.get("value"),
        old_source=told.get("source"),
        old_valid_from=told.get("valid_from"),
        new_value=new,
        new_source=row["source"],
        known_at=row["known_at"],
        sequence=row["sequence"],
    )


def _known(facts: pa.Table, at: dt.datetime) -> dict[tuple[int, str], list[Row]]:
    found: dict[tuple[int, str], list[Row]] = {}
    for row in as_known(facts, at=at).to_pylist():
        found.setdefault((row["person"], row["kind"]), []).append(row)
    return found


def _withdrawn(old: list[Row], new: list[Row], stated: list[Row]) -> list[Changement]:
    """Return the stretches that were known and are no longer, by the last statement about them."""
    gone = [(low, high, row) for row in old for low, high, by in _pieces(row, new) if by is None]
    return [_changement(piece, stated[-1], None) for piece in gone] if stated else []


def changed_facts(
    facts: pa.Table, since: dt.datetime | None, until: dt.datetime
) -> tuple[Changement, ...]:
    """Return what changed in what is known of a dossier between two instants.

    A new statement that says what was already known changes nothing; nor does one that another
    source, believed first, sets aside.

    Args:
        facts: schema FACTS, of one dossier.
        since: the instant before; None: nothing was known.
        until: the instant after.

    Returns:
        By day of validity, then in the order in which the fund knew.

    Law:
        None: domaine 2.1, a fact is bitemporal.
    """
    heard = facts.filter(
        pc.and_(
            pc.greater(facts["known_at"], since or _BEGINNING),
            pc.less_equal(facts["known_at"], until),
        )
    )
    late = sorted(heard.to_pylist(), key=lambda row: (row["known_at"], row["sequence"]))
    if not late:
        return ()
    # What is known of a kind depends on its own facts, and on what replaces one of them.
    same = pc.is_in(facts["kind"], pc.unique(heard["kind"]))
    some = facts.filter(pc.or_(same, pc.is_valid(facts["replaces"])))
    before, after = _known(some, since or _BEGINNING), _known(some, until)
    found: list[Changement] = []
    for person, kind in dict.fromkeys((row["person"], row["kind"]) for row in late):
        old, new = before.get((person, kind), []), after.get((person, kind), [])
        found += [
            _changement(piece, row, row["value"])
            for row in new
            for piece in _pieces(row, old)
            if piece[2] is None or piece[2]["value"] != row["value"]
        ]
        stated = [r for r in late if (r["person"], r["kind"]) == (person, kind)]
        found += _withdrawn(old, new, stated)
    return tuple(sorted(found, key=lambda c: (c.valid_from, c.known_at, c.sequence)))
