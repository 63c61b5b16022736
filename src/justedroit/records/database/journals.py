"""The journals in a database that Django knows by an alias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import DataError, IntegrityError, connections, transaction

from justedroit.core.registre import FUND, TRANSFERS, posted_rights
from justedroit.records.database.dialect import TABLES, Cursor, Dialect, Part
from justedroit.records.database.postgresql import Postgresql
from justedroit.records.database.requetes import CHARGES, charges, sums, tagged
from justedroit.records.database.sqlite import Sqlite
from justedroit.records.interface import EVENTS, LOTS, TOTALS, AlreadyDone, BadRow, Journal
from justedroit.records.lectures import kept_totals
from justedroit.records.rows import SCHEMAS, IntArray, numbered, refuse_breaches, refuse_stale

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

    def posted(self, dossiers: Sequence[int], window: tuple[int, int]) -> pa.Table:
        """Return `posted_rights` of the transfers of some dossiers and months; schema POSTED.

        The core adds them up: rights are mostly posted once, and a sum by right in the database
        costs more than the rows it saves.
        """
        query = charges(self._dialect, self._dialect.among("dossier", _wanted(dossiers)), window)
        return posted_rights(self._select(CHARGES, query))

    def transfers_but(self, motives: Sequence[str], dossiers: Sequence[int]) -> pa.Table:
        """Return the transfers of some dossiers but those of some motives, by dossier and sequence."""
        query = Part("FROM transfert WHERE ") + self._dialect.among("dossier", _wanted(dossiers))
        for motive in motives:
            query += Part(" AND motive <> %s", (motive,))
        return self._select(TRANSFERS, query + " ORDER BY dossier, sequence")

    def transfers_at(self, dossiers: Sequence[int], months: Sequence[int]) -> pa.Table:
        """Return the transfers of some months of some dossiers, in any order."""
        among = self._dialect.among("dossier", _wanted(dossiers))
        pairs = self._dialect.at_pairs(np.asarray(dossiers), np.asarray(months))
        return self._select(TRANSFERS, Part("FROM transfert WHERE ") + among + " AND " + pairs)

    def last_events(self, tag: str, dossiers: Sequence[int]) -> pa.Table:
        """Return the last event of a tag of each dossier that has one, by dossier."""
        wanted = np.unique(np.asarray(dossiers, dtype=np.int64))
        return self._select(EVENTS, self._dialect.last_events(tag, wanted))

    def events_tagged(
        self,
        tags: Sequence[str],
        dossiers: Sequence[int] | None = None,
        *,
        most: int | None = None,
    ) -> pa.Table:
        """Return the events of some tags; of all the dossiers, the fund too (0), by default."""
        where = tagged(tags, most)
        if dossiers is not None:
            where += Part(" AND ") + self._dialect.among("dossier", _wanted(dossiers))
        return self._select(EVENTS, Part("FROM (") + where + ") AS dits ORDER BY dossier, sequence")

    def written(self) -> int:
        """Return how many rows the journals hold, those of the fund too."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(sequence), 0) FROM dossier")
            return int(cursor.fetchone()[0])

    def lots(self, run: str | None = None) -> pa.Table:
        """Return the parts of a run, or those of all of them, by instant."""
        where = Part("WHERE true") if run is None else Part("WHERE run = %s", (run,))
        return self._select(LOTS, Part("FROM lot ") + where + " ORDER BY at, run, part")

    def first_month(self) -> int | None:
        """Return the first month of the ledger; None when it holds nothing."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute("SELECT min(month) FROM transfert WHERE dossier > %s", [FUND])
            found: int | None = cursor.fetchone()[0]
        return found

    def totals(
        self, window: tuple[int, int], references: Sequence[str], dossiers: Sequence[int] | None
    ) -> pa.Table:
        """Return what the ledger has posted in a window, by benefit; schema TOTALS, sorted."""
        among = self._dialect.among("dossier", _wanted(dossiers))
        query = sums(charges(self._dialect, among, window), list(references))
        return kept_totals(self._select(TOTALS, query).sort_by("benefit"))

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append the rows of a journal, all or none.

        Args:
            journal: rows of any number of dossiers.
            seen: last sequence seen, at least for each dossier of the journal.

        Raises:
            AlreadyDone: a part of `lots` is there already.
            StaleSequence: the last sequence of a dossier is not the one seen.
            BadRow: a row that the journal, or the database, refuses; nothing was written.
        """
        rows = numbered(journal, seen)
        if not len(rows.dossiers) and not rows.journal.lots.num_rows:
            return
        try:
            with transaction.atomic(self.alias), connections[self.alias].cursor() as cursor:
                self._mark(cursor, rows.journal.lots)
                self._dialect.hold(cursor, rows)
                refuse_stale(rows, self._dialect.sequences(cursor, rows.dossiers))
                refuse_breaches(rows, self.transfers, self.events)
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
        where = Part(f"FROM {TABLES[name]} WHERE ") + self._dialect.among(
            "dossier", _wanted(dossiers)
        )
        return self._select(SCHEMAS[name], where + " ORDER BY dossier, sequence")

    def _select(self, schema: pa.Schema, query: Part) -> pa.Table:
        connection = connections[self.alias]
        with connection.cursor() as cursor, connection.wrap_database_errors:
            return self._dialect.select(cursor, schema, query)

    def _mark(self, cursor: Cursor, lots: pa.Table) -> None:
        """Write the parts first: who comes second waits for the end of the other, and is told."""
        for row in lots.to_pylist():
            cursor.execute(
                "INSERT INTO lot (run, part, at, payload) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [row["run"], row["part"], self._dialect.instant(row["at"]), row["payload"]],
            )
            if cursor.rowcount != 1:
                raise AlreadyDone(f"{row['run']}, {row['part']} : déjà fait.")


def _wanted(dossiers: Sequence[int] | None) -> IntArray | None:
    return None if dossiers is None else np.unique(np.asarray(dossiers, dtype=np.int64))
