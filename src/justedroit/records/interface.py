"""What the steps ask of storage: read the journals of some dossiers, append to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from justedroit.core.faits import FACTS, INSTANT
from justedroit.core.registre import TRANSFERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What was decided, and by whom. `payload` is a JSON object whose keys the tag defines.
EVENTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
        pa.field("tag", pa.string(), nullable=False),  # "droits.revises"
        pa.field("at", INSTANT, nullable=False),
        pa.field("author", pa.string(), nullable=False),
        pa.field("payload", pa.string(), nullable=False),
    ]
)


def _empty(schema: pa.Schema) -> pa.Table:
    return schema.empty_table()


@dataclass(frozen=True, slots=True)
class Journal:
    """Rows to append. Their `sequence` column is a place holder: `append` numbers them.

    Within a dossier, facts come first, then events, then transfers, each in the order given.
    A fact that replaces another of the same journal is not possible: append it afterwards.
    """

    facts: pa.Table = field(default_factory=lambda: _empty(FACTS))
    events: pa.Table = field(default_factory=lambda: _empty(EVENTS))
    transfers: pa.Table = field(default_factory=lambda: _empty(TRANSFERS))


class StaleSequence(Exception):  # noqa: N818  (named for what it says, not for what it is)
    """Someone else has written to a dossier since it was read. Nothing was appended.

    Attributes:
        dossiers: the dossiers concerned.
    """

    def __init__(self, dossiers: Sequence[int]) -> None:
        """Keep the dossiers concerned."""
        self.dossiers = tuple(dossiers)
        shown = ", ".join(str(d) for d in self.dossiers[:5])
        super().__init__(
            f"Dossier {shown} : une autre écriture est passée entre-temps, rien n'a été "
            "enregistré. Relisez le dossier et recommencez."
        )


class BadRow(ValueError):  # noqa: N818
    """A row that no journal accepts: wrong schema, amount not positive, same account twice."""


class Records(Protocol):
    """The three journals, read by dossier, and appended to."""

    def dossiers(self) -> list[int]:
        """Return the numbers of all the dossiers that have a row, ascending."""
        ...

    def facts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the facts of some dossiers (all by default), by dossier and sequence."""
        ...

    def events(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the events of some dossiers (all by default), by dossier and sequence."""
        ...

    def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the transfers of some dossiers (all by default), by dossier and sequence."""
        ...

    def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]:
        """Return the last sequence of each dossier; 0 for one asked for that has no row."""
        ...

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append the rows of a journal, all or none.

        Args:
            journal: rows of any number of dossiers.
            seen: last sequence seen, at least for each dossier of the journal.

        Raises:
            StaleSequence: the last sequence of a dossier is not the one seen.
            BadRow: a row that the journal refuses; nothing was written.
        """
        ...
