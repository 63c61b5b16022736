"""The journals as Parquet files: a folder per append, which one rename makes true.

ecritures/0000000001/facts.parquet      absent when the append had no fact
ecritures/0000000001/lots.parquet       absent unless the append is a part of a mass run
ecritures/0000000001/sequences.parquet  last sequence of each dossier of the append
ecritures/.en-cours/                    an append under way, or what is left of a killed one
verrou                                  one writer at a time, between processes
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import threading
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq  # noqa: TID251  (this module is the one that reads and writes Parquet)

from justedroit.core.registre import FUND
from justedroit.records.interface import LOTS
from justedroit.records.lectures import WholeJournals, lots_of
from justedroit.records.rows import (
    SCHEMAS,
    IntArray,
    Numbered,
    numbered,
    part_keys,
    refuse_breaches,
    refuse_done,
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


class ParquetRecords(WholeJournals):
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
                return {d: n for d, n in self._last.items() if d != FUND}
            return {int(d): self._last.get(int(d), 0) for d in dossiers}

    def lots(self, run: str | None = None) -> pa.Table:
        """Return the parts of a run, or those of all of them, by instant."""
        with self._lock:
            self._refresh()
            count = len(self._owners)
        paths = [self._path(index) / "lots.parquet" for index in range(count)]
        parts = [_read_file(path, LOTS, None) for path in paths if path.is_file()]
        return lots_of(pa.concat_tables([LOTS.empty_table(), *parts]), run)

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
        if not len(rows.dossiers) and not rows.journal.lots.num_rows:
            return
        with self._lock, self._alone():
            self._refresh()
            if rows.journal.lots.num_rows:
                refuse_done(rows, part_keys(self.lots()))
            refuse_stale(rows, self._last)
            refuse_unknown_replaced(rows, self.facts)
            refuse_breaches(rows, self.transfers, self.events)
            self._write(rows)
            self._refresh()

    def restore(self, journal: Journal, last: Mapping[int, int]) -> None:
        """Make of an empty folder the copy of journals kept elsewhere, sequences and all.

        Args:
            journal: rows as another storage holds them, by dossier and sequence.
            last: last sequence of each dossier.

        Raises:
            ValueError: the folder holds rows already.
        """
        owners = np.array(sorted(last), np.int64)
        after = np.array([last[number] for number in owners.tolist()], np.int64)
        with self._lock, self._alone():
            self._refresh()
            if self._owners:
                raise ValueError(f"{self._folder} n'est pas vide : une copie n'y va pas.")
            self._write(Numbered(journal, owners, np.zeros_like(after), after))
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
        for name in (*SCHEMAS, "lots"):
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
        if wanted is None:
            whole = whole.filter(pc.not_equal(whole["dossier"], FUND))
        order = np.lexsort((whole["sequence"].to_numpy(), whole["dossier"].to_numpy()))
        return whole.take(pa.array(order)).combine_chunks()


def packed(tables: Mapping[str, pa.Table], said: Mapping[str, str]) -> bytes:
    """Return tables as one Parquet file: a column for each, its rows where it is not null.

    Args:
        tables: by name.
        said: texts kept beside them.

    Returns:
        The same bytes for the same tables.
    """
    types = {name: pa.struct(_nullable(table.schema)) for name, table in tables.items()}
    schema = pa.schema(list(types.items()))
    parts = []
    for name, table in tables.items():
        rows = pa.StructArray.from_arrays(
            [pa.concat_arrays(c.chunks) if c.num_chunks else pa.array([], c.type) for c in table],
            fields=list(types[name]),
        )
        parts.append(
            pa.table(
                [rows if n == name else pa.nulls(len(rows), t) for n, t in types.items()], schema
            )
        )
    file = io.BytesIO()
    whole = pa.concat_tables(parts).replace_schema_metadata(dict(said))
    pq.write_table(whole, file, compression="zstd")
    return file.getvalue()


def unpacked(
    content: bytes, schemas: Mapping[str, pa.Schema]
) -> tuple[dict[str, pa.Table], dict[str, str]]:
    """Return the tables and the texts of `packed`.

    Raises:
        ValueError: it is not such a file.
    """
    whole = pq.read_table(io.BytesIO(content))
    tables = {}
    for name, schema in schemas.items():
        rows = whole[name].drop_null()
        columns = pa.concat_arrays(rows.chunks).flatten() if rows.num_chunks else None
        nullable = pa.table(columns, _nullable(schema)) if columns else schema.empty_table()
        tables[name] = nullable.cast(schema)
    said = whole.schema.metadata or {}
    return tables, {key.decode(): text.decode() for key, text in said.items()}


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema])  # noqa: FBT003


def written_once(content: bytes, path: Path) -> None:
    """Make a file true by one rename, whoever else writes the same; never seen in part."""
    under_way = path.with_name(f".en-cours-{uuid.uuid4().hex}")
    with under_way.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    under_way.replace(path)
    _flush(path.parent)


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
