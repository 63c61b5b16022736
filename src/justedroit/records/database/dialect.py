"""What the two databases do each in its own way, and the names they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from justedroit.records.rows import IntArray, Numbered

Cursor = Any  # of sqlite3 or psycopg, within Django's

# Journal → table. The columns have the names of the schema.
TABLES: Final[Mapping[str, str]] = {
    "facts": "fait",
    "events": "evenement",
    "transfers": "transfert",
}


class Dialect(Protocol):
    """How one database locks dossiers, and moves tables of Arrow in and out."""

    def hold(self, cursor: Cursor, rows: Numbered) -> None:
        """Create the dossiers that are new, and keep all those of the journal for us alone."""
        ...

    def sequences(self, cursor: Cursor, dossiers: IntArray | None) -> dict[int, int]:
        """Return the last sequence of some dossiers, or all, of those that have a row."""
        ...

    def insert(self, cursor: Cursor, name: str, table: pa.Table) -> None:
        """Insert the rows of a journal."""
        ...

    def select(self, cursor: Cursor, name: str, dossiers: IntArray | None) -> pa.Table:
        """Return the rows of some dossiers, or all, by dossier and sequence."""
        ...


def instants(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return instants written without zone as what they are, in UTC."""
    return column.cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
