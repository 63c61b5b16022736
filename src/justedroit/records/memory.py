"""The journals in memory: for tests, simulation, and a demonstration that leaves nothing behind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from justedroit.core.faits import FACTS
from justedroit.core.registre import FUND, TRANSFERS
from justedroit.records.interface import EVENTS, LOTS, Journal
from justedroit.records.lectures import WholeJournals, lots_of
from justedroit.records.rows import (
    IntArray,
    numbered,
    part_keys,
    refuse_breaches,
    refuse_done,
    refuse_stale,
    refuse_unknown_replaced,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class MemoryRecords(WholeJournals):
    """Journals kept in memory, safe between threads, lost with the process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._last: dict[int, int] = {}
        self._facts = _Runs(FACTS)
        self._events = _Runs(EVENTS)
        self._transfers = _Runs(TRANSFERS)
        self._lots = LOTS.empty_table()

    def dossiers(self) -> list[int]:
        """Return the numbers of all the dossiers that have a row, ascending."""
        return sorted(self.sequences())

    def facts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the facts of some dossiers (all by default), by dossier and sequence."""
        with self._lock:
            return self._facts.read(dossiers)

    def events(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the events of some dossiers (all by default), by dossier and sequence."""
        with self._lock:
            return self._events.read(dossiers)

    def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the transfers of some dossiers (all by default), by dossier and sequence."""
        with self._lock:
            return self._transfers.read(dossiers)

    def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]:
        """Return the last sequence of each dossier; 0 for one asked for that has no row."""
        with self._lock:
            if dossiers is None:
                return {d: n for d, n in self._last.items() if d != FUND}
            return {int(d): self._last.get(int(d), 0) for d in dossiers}

    def lots(self, run: str | None = None) -> pa.Table:
        """Return the parts of a run, or those of all of them, by instant."""
        with self._lock:
            return lots_of(self._lots, run)

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append the rows of a journal, all or none.

        Args:
            journal: rows of any number of dossiers.
            seen: last sequence seen, at least for each dossier of the journal.

        Raises:
            AlreadyDone: a part of `lots` is there already.
            StaleSequence: the last sequence of a dossier is not the one seen.
            BadRow: a row that the journal refuses; nothing was written.
        """
        rows = numbered(journal, seen)
        with self._lock:
            refuse_done(rows, part_keys(self._lots))
            refuse_stale(rows, self._last)
            refuse_unknown_replaced(rows, self._facts.read)
            refuse_breaches(rows, self._transfers.read, self._events.read)
            self._facts.add(rows.journal.facts)
            self._events.add(rows.journal.events)
            self._transfers.add(rows.journal.transfers)
            if rows.journal.lots.num_rows:  # else each append would leave an empty chunk to read
                self._lots = pa.concat_tables([self._lots, rows.journal.lots])
            self._last.update(zip(rows.dossiers.tolist(), rows.last.tolist(), strict=True))


class _Runs:
    """One journal, as a few tables each sorted by dossier and sequence.

    Appends only add a table. A read first merges the small ones, so that each table is at least
    twice the next: a journal of n rows has about log(n) tables, whatever the number of appends,
    and each row is merged about log(n) times in all.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._tables: list[pa.Table] = []
        self._owners: list[IntArray] = []  # the column dossier of each table
        self._merged = 0  # how many tables, from the first, are already merged among them

    def add(self, table: pa.Table) -> None:
        """Add rows sorted by dossier and sequence; the table is kept as it is."""
        if table.num_rows:
            self._tables.append(table)
            self._owners.append(_owner(table))

    def read(self, dossiers: Sequence[int] | None) -> pa.Table:
        """Return the rows of some dossiers, or all, by dossier and sequence."""
        self._merge(all_in_one=dossiers is None)
        if dossiers is None:
            if not self._tables:
                return self._schema.empty_table()
            return self._tables[0].slice(np.searchsorted(self._owners[0], FUND, side="right"))
        wanted = np.unique(np.asarray(dossiers, dtype=np.int64))
        parts = [
            part
            for table, owner in zip(self._tables, self._owners, strict=True)
            if (part := _rows_of(table, owner, wanted)).num_rows
        ]
        return _sorted(parts) if parts else self._schema.empty_table()

    def _merge(self, *, all_in_one: bool) -> None:
        groups = [[table] for table in self._tables[: self._merged]]
        sizes = [table.num_rows for table in self._tables[: self._merged]]
        for table in self._tables[self._merged :]:
            groups.append([table])
            sizes.append(table.num_rows)
            while len(sizes) > 1 and sizes[-2] < 2 * sizes[-1]:
                groups[-2:] = [groups[-2] + groups[-1]]
                sizes[-2:] = [sizes[-2] + sizes[-1]]
        if all_in_one and groups:
            groups = [[table for group in groups for table in group]]
        tables = [_sorted(group) for group in groups]
        self._owners = [_owner(table) for table in tables]
        self._tables, self._merged = tables, len(tables)


def _owner(table: pa.Table) -> IntArray:
    return np.asarray(table["dossier"].to_numpy(), dtype=np.int64)


def _rows_of(table: pa.Table, owner: IntArray, wanted: IntArray) -> pa.Table:
    """Return the rows of the wanted dossiers, both being ascending."""
    first = np.searchsorted(owner, wanted, side="left")
    count = np.searchsorted(owner, wanted, side="right") - first
    total = int(count.sum())
    if total == table.num_rows:
        return table
    begin = np.cumsum(count) - count
    return table.take(pa.array(np.arange(total) + np.repeat(first - begin, count)))


def _sorted(parts: list[pa.Table]) -> pa.Table:
    if len(parts) == 1:
        return parts[0]
    whole = pa.concat_tables(parts)
    order = np.lexsort((whole["sequence"].to_numpy(), whole["dossier"].to_numpy()))
    return whole.take(pa.array(order)).combine_chunks()
