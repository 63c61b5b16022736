"""Statements as they come in: instant by instant, ready for the step `declare`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.faits import Statement
from justedroit.twin.plume import TO_SAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from justedroit.records.interface import Records

HEARD_AT = dt.time(16, tzinfo=dt.UTC)  # of the day the mail is opened
FIELDS = [f.name for f in TO_SAY if f.name not in ("known_on", "corrects_from")]

Key = tuple[int, int, str, dt.date]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes known at one instant.

    Attributes:
        known_at: the instant, UTC.
        statements: in the order they were said, `replaces` not yet filled.
        corrects: for each statement, the valid_from of the fact of the same dossier, person and
            kind that it replaces; None when it replaces none.
    """

    known_at: dt.datetime
    statements: list[Statement]
    corrects: list[dt.date | None]


def arrivals(said: pa.Table) -> Iterator[Arrival]:
    """Yield statements by the instant they become known.

    Args:
        said: schema TO_SAY, by day known.
    """
    known = said["known_on"].cast(pa.int32()).to_numpy()
    days, starts = np.unique(known, return_index=True)
    ends = np.append(starts, len(known))[1:]  # none in a month when nothing is heard
    for day, start, end in zip(days, starts, ends, strict=True):
        instant = dt.datetime.combine(
            dt.date.fromordinal(int(day) + dt.date(1970, 1, 1).toordinal()), HEARD_AT
        )
        rows = said.slice(int(start), int(end - start))
        yield Arrival(instant, statements(rows), rows["corrects_from"].to_pylist())


def statements(said: pa.Table) -> list[Statement]:
    """Return statements as values; what they replace is not yet known.

    Args:
        said: schema TO_SAY.
    """
    columns = (said[name].to_pylist() for name in FIELDS)
    return [Statement(*row) for row in zip(*columns, strict=True)]


def resolved(records: Records, arrival: Arrival) -> list[Statement]:
    """Return the statements of an arrival, each correction with the sequence it replaces.

    A correction of a fact that the journal does not hold (it was refused) is stated on its own.
    """
    corrected = [i for i, since in enumerate(arrival.corrects) if since is not None]
    if not corrected:
        return arrival.statements
    said = list(arrival.statements)
    held = _last_sequences(records, [said[i] for i in corrected])
    for i in corrected:
        one, since = said[i], arrival.corrects[i]
        assert since is not None
        sequence = held.get((one.dossier, one.person, one.kind, since))
        said[i] = replace(one, replaces=sequence)
    return said


def _last_sequences(records: Records, said: Sequence[Statement]) -> dict[Key, int]:
    """Return the last fact that stands for each key of the dossiers of some statements."""
    facts = records.facts(sorted({s.dossier for s in said}))
    facts = facts.filter(pc.is_in(facts["kind"], pa.array(sorted({s.kind for s in said}))))
    rows: list[dict[str, Any]] = facts.to_pylist()
    gone = {(row["dossier"], row["replaces"]) for row in rows}
    return {
        (row["dossier"], row["person"], row["kind"], row["valid_from"]): row["sequence"]
        for row in rows
        if (row["dossier"], row["sequence"]) not in gone
    }
