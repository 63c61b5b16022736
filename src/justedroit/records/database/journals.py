"""The journals in a database that Django knows by an alias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import DataError, IntegrityError, connections, transaction

from justedroit.records.database.dialect import TABLES, Dialect
from justedroit.records.database.postgresql import Postgresql
from justedroit.records.database.sqlite import Sqlite
from justedroit.records.interface import BadRow, Journal
from justedroit.records.rows import IntArray, numbered, refuse_stale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

_DIALECTS: Final[Mapping[str, Dialect]] = {"sqlite": Sqlite(), "postgresql": Postgresql()}


class DatabaseRecords:
    """Journals in a database, one transaction per append.

    Threads share it: Django gives each its own connection, that `close` ends. A process made by
    `fork` opens its own.

    Args:
        alias: of a migrated database, in Django's DATABASES.
    """

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias
        self._dialect = _DIALECTS[connections[alias].vendor]

    def dossiers(self) -> list[int]:
        """Return the numbers of all the dossiers that have a row, ascending."""
        return list(self.sequences())

    def facts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the facts of some dossiers (all by default), by dossier and sequence."""
        return self._read("facts", dossiers)

    def events(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the events of some dossiers (all by default), by dossier and sequence."""
        return self._read("events", dossiers)

    def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the transfers of some dossiers (all by default), by dossier and sequence."""
        return self._read("transfers", dossiers)

    def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]:
        """Return the last sequence of each dossier; 0 for one asked for that has no row."""
        with connections[self.alias].cursor() as cursor:
            found = self._dialect.sequences(cursor, _wanted(dossiers))
        return found if dossiers is None else {int(d): found.get(int(d), 0) for d in dossiers}

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append the rows of a journal, all or none.

        Args:
            journal: rows of any number of dossiers.
            seen: last sequence seen, at least for each dossier of the journal.

        Raises:
            StaleSequence: the last sequence of a dossier is not the one seen.
            BadRow: a row that the journal, or the database, refuses; nothing was written.
        """
        rows = numbered(journal, seen)
        if not len(rows.dossiers):
            return
        try:
            with transaction.atomic(self.alias), connections[self.alias].cursor() as cursor:
                self._dialect.hold(cursor, rows)
                refuse_stale(rows, self._dialect.sequences(cursor, rows.dossiers))
                for name in TABLES:
                    table = getattr(rows.journal, name)
                    if table.num_rows:
                        # COPY is psycopg's own: its errors would not be Django's.
                        with connections[self.alias].wrap_database_errors:
                            self._dialect.insert(cursor, name, table)
        except (IntegrityError, DataError) as error:
            raise BadRow(f"La base de données refuse une ligne : {error}") from error

    def close(self) -> None:
        """Close the connection of this thread; the next use opens another."""
        connections[self.alias].close()

    def _read(self, name: str, dossiers: Sequence[int] | None) -> pa.Table:
        with connections[self.alias].cursor() as cursor:
            return self._dialect.select(cursor, name, _wanted(dossiers))


def _wanted(dossiers: Sequence[int] | None) -> IntArray | None:
    return None if dossiers is None else np.unique(np.asarray(dossiers, dtype=np.int64))
