"""Write statements as columns: what is said, of whom, by whom, and the day it becomes known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools, Days, Ints

# One row per statement to come; `corrects_from` is the valid_from of the fact of the same dossier,
# person and kind that the statement replaces, null when it replaces none.
TO_SAY = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("person", pa.int16(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string()),  # null: only withdraws the fact it replaces
        pa.field("valid_from", pa.date32(), nullable=False),
        pa.field("valid_until", pa.date32()),
        pa.field("known_on", pa.date32(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("author", pa.string(), nullable=False),
        pa.field("proof", pa.string()),
        pa.field("corrects_from", pa.date32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Who:
    """The persons that a set of statements is about.

    Attributes:
        dossier: shape `(k,)`.
        person: shape `(k,)`; 0 for the household.
        known_on: shape `(k,)`, day each statement becomes known.
        source: who states it.
        proof: kind of piece that comes with it, a reference without content.
    """

    dossier: Ints
    person: Ints
    known_on: Days
    source: str = "allocataire"
    proof: str | None = None

    def by(self, source: str = "allocataire", proof: str | None = None) -> Who:
        """Return the same persons, spoken of by a source, with a piece or not."""
        return replace(self, source=source, proof=proof)

    def where(self, mask: Bools) -> Who:
        """Return those that a mask keeps, shape `(k,)`."""
        kept = self.dossier[mask], self.person[mask], self.known_on[mask]
        return Who(*kept, self.source, self.proof)


def person(who: Who, number: int, mask: Bools) -> Who:
    """Return one person of some of the dossiers."""
    return Who(who.dossier[mask], np.full(int(mask.sum()), number), who.known_on[mask])


def texts(values: npt.ArrayLike, count: int) -> pa.Array:
    """Return values as the canonical text of facts, shape `(count,)`: 560, true, 2024-03-12."""
    array = np.asarray(values)
    if array.ndim == 0:
        array = np.full(count, array)
    if array.dtype == np.bool_:
        return pc.if_else(pa.array(array), "true", "false")
    if array.dtype.kind == "M":
        return pa.array(array.astype("datetime64[D]")).cast(pa.string())
    if array.dtype.kind in "OU":
        return pa.array(array.astype(object), pa.string())
    return pa.array(array).cast(pa.string())


def _days(values: Any, count: int) -> pa.Array:
    if values is None:
        return pa.nulls(count, pa.date32())
    return pa.array(np.broadcast_to(np.asarray(values, "datetime64[D]"), (count,)), pa.date32())


@dataclass(slots=True)
class Plume:
    """Collect statements, set after set."""

    _sets: list[pa.Table] = field(default_factory=list)

    def say(
        self,
        who: Who,
        kind: str,
        value: npt.ArrayLike | None,
        *,
        since: npt.ArrayLike,
        until: npt.ArrayLike | None = None,
        corrects: npt.ArrayLike | None = None,
    ) -> None:
        """Add the same kind of statement about several persons.

        Args:
            who: about whom, known when, from whom.
            kind: kind of the catalogue.
            value: one, or shape `(k,)`: numbers, truths, days or texts; None withdraws.
            since: first day it is true, one or shape `(k,)`.
            until: first day it is no longer true; NaT or None, open.
            corrects: valid_from of the fact it replaces.
        """
        count = len(who.dossier)
        if count == 0:
            return
        author = {"allocataire": "allocataire", "agent": "agent-001"}.get(
            who.source, f"flux-{who.source}"
        )
        columns = [
            pa.array(who.dossier),
            pa.array(who.person.astype(np.int16)),
            pa.repeat(kind, count),
            pa.nulls(count, pa.string()) if value is None else texts(value, count),
            _days(since, count),
            _days(until, count),
            _days(who.known_on, count),
            pa.repeat(who.source, count),
            pa.repeat(author, count),
            pa.nulls(count, pa.string()) if who.proof is None else pa.repeat(who.proof, count),
            _days(corrects, count),
        ]
        self._sets.append(pa.table(columns, schema=TO_SAY))

    def take(self) -> pa.Table:
        """Return what was said so far, schema TO_SAY, in the order it was, and start afresh."""
        said = pa.concat_tables(self._sets) if self._sets else TO_SAY.empty_table()
        self._sets = []
        return said


def by_dossier(said: pa.Table) -> pa.Table:
    """Return statements by day known, then dossier, then as they were said; schema TO_SAY."""
    known = said["known_on"].cast(pa.int32()).to_numpy()
    order = np.lexsort((said["dossier"].to_numpy(), known))
    return said.take(order)
