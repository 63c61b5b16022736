"""The journals as Parquet files: a folder per append, which one rename makes true.

ecritures/0000000001/facts.parquet      absent when the append had no fact
ecritures/0000000001/sequences.parquet  last sequence of each dossier of the append
ecritures/.en-cours/                    an append under way, or what is left of a killed one
verrou                                  one writer at a time, between processes
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq  # noqa: TID251  (this module is the one that reads and writes Parquet)

from justedroit.records.rows import (
    SCHEMAS,
    IntArray,
    Numbered,
    numbered,
    refuse_stale,
    refuse_unknown_replaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from justedroit.records.interface import Journal

_LAST = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
    ]
)


class ParquetRecords:
    """Journals in a folder, for the batch: few and large appends, whole reads.

    Any number of threads and processes may hold the same folder. A reader takes no lock.

    Args:
        folder: created when it does not exist.
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder).resolve()
        self._writes = self._folder / "ecritures"
        self._writes.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._owners: list[IntArray] = []  # the dossiers of each append already known
        self._last: dict[int, int] = {}

    def dossiers(self) -> list[int]:
        """Return the numbers of all the dossiers that have a row, ascending."""
        return sorted(self.sequences())

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
        with self._lock:
            self._refresh()
            if dossiers is None:
                return dict(self._last)
            return {int(d): self._last.get(int(d), 0) for d in dossiers}

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append the rows of a journal, all or none.

        Args:
            journal: rows of any number of dossiers.
            seen: last sequence seen, at least for each dossier of the journal.

        Raises:
            StaleSequence: the last sequence of a dossier is not the one seen.
            BadRow: a row that the journal refuses; nothing was written.
        """
        rows = numbered(journal, seen)
        if not len(rows.dossiers):
            return
        with self._lock, self._alone():
            self._refresh()
            refuse_stale(rows, self._last)
            refuse_unknown_replaced(rows, self.facts)
            self._write(rows)
            self._refresh()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # The kernel gives the lock back when its holder is killed.
        with (self._folder / "verrou").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, rows: Numbered) -> None:
        under_way = self._writes / ".en-cours"
        shutil.rmtree(under_way, ignore_errors=True)  # left by a killed append: it never was
        under_way.mkdir()
        for name in SCHEMAS:
            table = getattr(rows.journal, name)
            if table.num_rows:
                _write_file(table, under_way / f"{name}.parquet")
        last = pa.table([pa.array(rows.dossiers), pa.array(rows.last)], schema=_LAST)
        _write_file(last, under_way / "sequences.parquet")
        _flush(under_way)
        under_way.rename(self._path(len(self._owners)))  # from here on, the append is done
        _flush(self._writes)

    def _path(self, index: int) -> Path:
        return self._writes / f"{index + 1:010d}"

    def _refresh(self) -> None:
        """Learn the appends made since the last look, by this process or another."""
        while (path := self._path(len(self._owners))).is_dir():
            last = pq.read_table(path / "sequences.parquet", schema=_LAST, partitioning=None)
            owners = np.asarray(last["dossier"].to_numpy(), dtype=np.int64)
            self._last.update(zip(owners.tolist(), last["sequence"].to_pylist(), strict=True))
            self._owners.append(owners)

    def _read(self, name: str, dossiers: Sequence[int] | None) -> pa.Table:
        with self._lock:
            self._refresh()
            owners = list(self._owners)
        wanted = None if dossiers is None else np.unique(np.asarray(dossiers, dtype=np.int64))
        parts = [SCHEMAS[name].empty_table()]
        for index, owner in enumerate(owners):
            path = self._path(index) / f"{name}.parquet"
            if (wanted is None or np.isin(wanted, owner).any()) and path.is_file():
                parts.append(_read_file(path, SCHEMAS[name], wanted))
        whole = pa.concat_tables(parts)
        order = np.lexsort((whole["sequence"].to_numpy(), whole["dossier"].to_numpy()))
        return whole.take(pa.array(order)).combine_chunks()


def _read_file(path: Path, schema: pa.Schema, wanted: IntArray | None) -> pa.Table:
    # partitioning=None: a folder named "x=1" above the journals is not a column.
    only = None if wanted is None else pc.field("dossier").isin(pa.array(wanted))
    return pq.read_table(path, schema=schema, filters=only, partitioning=None)


def _write_file(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")
    _flush(path)


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk and survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
