"""What the two databases do each in its own way, and the names they share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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

    def select(self, cursor: Cursor, schema: pa.Schema, query: Part) -> pa.Table:
        """Return the columns of a schema; the query goes from FROM to its end."""
        ...

    def among(self, column: str, dossiers: IntArray | None) -> Part:
        """Return the condition that a column is one of some dossiers; None: any but the fund."""
        ...

    def last_events(self, tag: str, dossiers: IntArray) -> Part:
        """Return from where to read the last event of a tag of some dossiers, by dossier."""
        ...

    def at_pairs(self, dossiers: IntArray, months: IntArray) -> Part:
        """Return the condition that (dossier, month) is one of some pairs."""
        ...

    def ends_with(self, column: str, tail: str) -> str:
        """Return the condition that a text ends with another."""
        ...

    def instant(self, at: dt.datetime) -> str:
        """Return an instant as the database stores it."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL and its parameters.

    Attributes:
        sql: with a `%s` for each parameter.
        parameters: in order.
    """

    sql: str
    parameters: tuple[Any, ...] = ()

    def __add__(self, other: Part | str) -> Part:
        """Return both, one after the other."""
        if isinstance(other, str):
            return Part(self.sql + other, self.parameters)
        return Part(self.sql + other.sql, self.parameters + other.parameters)


def instants(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return instants written without zone as what they are, in UTC."""
    return column.cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
