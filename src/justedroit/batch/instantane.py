"""A snapshot of the journals: Parquet partitioned by dossier, what a mass run of machines reads.

instantane.json                     written last: without it, the copy was not finished
partitions/00000/                   the journals of as many dossiers as a lot has

It holds what the journals held at an instant. What is decided on it is fixed by it: the instant,
the dossiers of each partition, the sequences that the rows of a revision take.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.batch.plan import LOT, Ints, Plan, numbers_of, stretches
from justedroit.core.registre import posted_rights
from justedroit.records.interface import Journal, Records
from justedroit.records.parquet import ParquetRecords, written_once
from justedroit.steps.revise import reference_of

MANIFEST, PARTITIONS = "instantane.json", "partitions"
SAMPLE = 50  # dossiers that tell a fund from another
Progress = Callable[[int, int], None]


class DamagedSnapshot(ValueError):  # noqa: N818
    """A snapshot is not there, or is not what was written."""


@dataclass(frozen=True, slots=True)
class Partition:
    """What a partition held when it was written: one side of the reconciliation.

    Attributes:
        sequences: sum of the last sequences of its dossiers.
        posted: by benefit, then by month (text, "202501"), cents posted.
        digest: SHA-256 of its files.
    """

    sequences: int
    posted: Mapping[str, Mapping[str, int]]
    digest: str

    def posted_in(self, window: tuple[int, int]) -> dict[str, int]:
        """Return the cents posted for the months of a window, by benefit."""
        return {
            benefit: sum(c for month, c in months.items() if window[0] <= int(month) <= window[1])
            for benefit, months in self.posted.items()
        }


@dataclass(frozen=True, slots=True)
class Instantane:
    """A snapshot.

    Attributes:
        folder: where it is.
        at: its instant, UTC: that of what is decided on it.
        size: dossiers in a partition.
        dossiers: numbers, ascending.
        partitions: in order.
    """

    folder: Path
    at: dt.datetime
    size: int
    dossiers: Ints = field(repr=False)
    partitions: Sequence[Partition] = field(repr=False)

    def plan(self, window: tuple[int, int], law: str) -> Plan:
        """Return the run that revises a window on this snapshot; its lots are the partitions."""
        run = reference_of(self.at, window[1])
        return Plan(run, self.at, window, law, self.dossiers, self.size)

    def numbers(self, partition: int) -> list[int]:
        """Return the dossiers of a partition."""
        found: list[int] = self.dossiers[partition * self.size :][: self.size].tolist()
        return found


def journals_of(folder: Path, partition: int, digest: str) -> ParquetRecords:
    """Open the journals of a partition.

    Raises:
        DamagedSnapshot: they are not there, or not as they were written.
    """
    path = folder / PARTITIONS / f"{partition:05d}"
    if not path.is_dir() or _digest(path) != digest:
        raise DamagedSnapshot(
            f"Instantané : la partition {path} manque ou est abîmée. Les ouvriers doivent voir le "
            "même dossier que cette machine ; s'il est abîmé, effacez-le et prenez-en un autre : "
            "justedroit lot instantane."
        )
    return ParquetRecords(path)


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def taken(
    records: Records, folder: Path, now: dt.datetime, size: int = LOT, progress: Progress = _silent
) -> Instantane:
    """Copy the journals to a folder, partition by partition; what is left of another try is lost.

    What others write meanwhile is in the copy or not, dossier by dossier, never by halves.

    Args:
        records: the journals.
        folder: created; nothing but an unfinished copy may be in it.
        now: instant of the snapshot, UTC.
        size: dossiers in a partition.
        progress: told how many dossiers are copied, out of how many.

    Raises:
        ValueError: the folder holds something else.
    """
    _cleared(folder)
    dossiers = np.array(records.dossiers(), np.int64)
    partitions = []
    for number, start in enumerate(range(0, dossiers.size, size)):
        progress(start, dossiers.size)
        numbers = dossiers[start : start + size].tolist()
        partitions.append(_copied(records, numbers, folder / PARTITIONS / f"{number:05d}"))
    progress(dossiers.size, dossiers.size)
    told = {
        "instant": now.isoformat(),
        "taille": size,
        "dossiers": stretches(dossiers),
        "partitions": [asdict(partition) for partition in partitions],
    }
    written_once(json.dumps(told).encode(), folder / MANIFEST)
    return Instantane(folder, now, size, dossiers, partitions)


def opened(folder: Path) -> Instantane | None:
    """Return the snapshot of a folder, None when there is none, or an unfinished one.

    Raises:
        DamagedSnapshot: what says what it holds cannot be read.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        return Instantane(
            folder=folder,
            at=dt.datetime.fromisoformat(told["instant"]),
            size=told["taille"],
            dossiers=numbers_of(told["dossiers"]),
            partitions=[Partition(**one) for one in told["partitions"]],
        )
    except (ValueError, LookupError, TypeError) as error:
        raise DamagedSnapshot(
            f"{path} est illisible : effacez le dossier et prenez un autre instantané."
        ) from error


def refuse_other_fund(instantane: Instantane, records: Records) -> None:
    """Refuse a snapshot that was not taken of these journals: its numbers would be other people's.

    Raises:
        ValueError: some dossiers do not have the facts and the transfers that the snapshot holds.
    """
    if not instantane.partitions:
        return
    copy = journals_of(instantane.folder, 0, instantane.partitions[0].digest)
    numbers = instantane.numbers(0)[:SAMPLE]
    last = copy.sequences(numbers)
    for name in ("facts", "transfers"):
        held = _until(getattr(records, name)(numbers), last)
        if not held.equals(getattr(copy, name)(numbers)):
            raise ValueError(
                f"L'instantané {instantane.folder} n'est pas celui de cette base : donnez la base "
                "dont il vient (--base), ou un nouveau dossier (--instantane)."
            )


def _cleared(folder: Path) -> None:
    """Make a folder ready for a snapshot.

    Raises:
        ValueError: it holds something else than an unfinished one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    strange = [
        path.name
        for path in folder.iterdir()
        if path.name != PARTITIONS and not path.name.startswith(".en-cours-")
    ]
    if strange:
        raise ValueError(
            f"Le dossier {folder} n'est pas vide ({min(strange)}) : donnez-en un nouveau."
        )
    shutil.rmtree(folder / PARTITIONS, ignore_errors=True)


def _copied(records: Records, numbers: list[int], path: Path) -> Partition:
    # The counters first: rows appended after them are left out, so each dossier is whole.
    last = records.sequences(numbers)
    facts, events, transfers = (
        _until(read(numbers), last) for read in (records.facts, records.events, records.transfers)
    )
    ParquetRecords(path).restore(Journal(facts, events, transfers), last)
    posted = posted_rights(transfers)
    return Partition(sum(last.values()), _by_month(posted), _digest(path))


def _until(rows: pa.Table, last: Mapping[int, int]) -> pa.Table:
    """Return the rows up to the last sequence of each dossier."""
    owners = np.array(list(last), np.int64)  # ascending, as they were asked
    limits = np.array(list(last.values()), np.int64)
    limit = limits[np.searchsorted(owners, rows["dossier"].to_numpy())]
    return rows.filter(pc.less_equal(rows["sequence"], pa.array(limit)))


def _by_month(posted: pa.Table) -> dict[str, dict[str, int]]:
    sums = posted.group_by(["benefit", "month"]).aggregate([("posted_cents", "sum")])
    found: dict[str, dict[str, int]] = {}
    for row in sums.sort_by([("benefit", "ascending"), ("month", "ascending")]).to_pylist():
        found.setdefault(row["benefit"], {})[str(row["month"])] = row["posted_cents_sum"]
    return found


def _digest(path: Path) -> str:
    told = hashlib.sha256()
    for file in sorted(path.rglob("*.parquet")):
        told.update(f"{file.name} {file.stat().st_size} ".encode())
        with file.open("rb") as content:
            for block in iter(lambda: content.read(1 << 20), b""):
                told.update(block)
    return told.hexdigest()
