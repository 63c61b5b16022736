"""What is decided on a partition, as one file that one rename makes true.

Its name holds its own digest (`00042.1f0c….parquet`): a file that is not whole is known as such,
and done again. The same partition, whoever decides it and however often, gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from justedroit.batch.part import Lot, Told, told_of
from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import CORRECTIONS
from justedroit.core.faits import FACTS
from justedroit.core.registre import POSTED, TRANSFERS
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.parquet import packed, unpacked, written_once
from justedroit.records.rows import numbered
from justedroit.steps.revise import Decided, Revised

# The last sequence that the decision saw of each dossier revised.
SEEN = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
    ]
)
# `posted`: what the ledger held before for the whole window, under its last month.
TABLES: Mapping[str, pa.Schema] = {
    "facts": FACTS,
    "events": EVENTS,
    "transfers": TRANSFERS,
    "corrections": CORRECTIONS,
    "posted": POSTED,
    "seen": SEEN,
}
_NAME = re.compile(r"(\d{5,})\.([0-9a-f]{64})\.parquet")


def write_result(folder: Path, partition: int, lot: Lot, closing: int) -> None:
    """Write what is decided on a partition, the rows with the sequences that they take.

    Args:
        folder: of the results of the run.
        partition: its number.
        lot: what is decided.
        closing: last month revised.
    """
    parts = lot.decided
    seen = {number: last for decided in parts for number, last in decided.seen.items()}
    rows = numbered(
        Journal(
            *(
                _all(TABLES[name], [getattr(decided.journal, name) for decided in parts])
                for name in ("facts", "events", "transfers")
            )
        ),
        seen,
    ).journal
    posted = _all(POSTED, [_in_one_month(decided.revised.posted, closing) for decided in parts])
    tables = {
        "facts": rows.facts,
        "events": rows.events,
        "transfers": rows.transfers,
        "corrections": _all(CORRECTIONS, [decided.revised.corrections for decided in parts]),
        "posted": posted,
        "seen": pa.table([list(seen), list(seen.values())], schema=SEEN),
    }
    content = packed(tables, {"lot": json.dumps(told_of(lot), sort_keys=True)})
    digest = hashlib.sha256(content).hexdigest()
    written_once(content, folder / f"{partition:05d}.{digest}.parquet")


def whole_results(folder: Path) -> dict[int, Path]:
    """Return the results that are whole, by partition; what is not is taken away."""
    found: dict[int, list[Path]] = {}
    for path in folder.glob("*.parquet"):
        named = _NAME.fullmatch(path.name)
        if named and hashlib.sha256(path.read_bytes()).hexdigest() == named[2]:
            found.setdefault(int(named[1]), []).append(path)
        else:
            path.unlink()
    # Two results of one partition: two versions of the rules, neither can be trusted.
    for path in (path for paths in found.values() if len(paths) > 1 for path in paths):
        path.unlink()
    return {number: paths[0] for number, paths in sorted(found.items()) if len(paths) == 1}


def read_result(path: Path) -> tuple[Lot, Told]:
    """Return what was decided on a partition, and what was told of it.

    Raises:
        ValueError: the file is not what was written.
    """
    content = path.read_bytes()
    named = _NAME.fullmatch(path.name)
    if not named or hashlib.sha256(content).hexdigest() != named[2]:
        raise ValueError(f"{path} n'est pas tel qu'il a été écrit")
    tables, said = unpacked(content, TABLES)
    told: dict[str, Any] = json.loads(said["lot"])
    seen = dict(zip(*(tables["seen"][name].to_pylist() for name in SEEN.names), strict=True))
    lot = Lot(
        stale=set(told["reprendre"]),
        aside={int(number): why for number, why in told["ecartes"].items()},
    )
    for reference in told["references"]:  # one: a lot is decided as of one instant
        journal = Journal(tables["facts"], tables["events"], tables["transfers"])
        revised = Revised(reference, RIGHTS.empty_table(), tables["corrections"], tables["posted"])
        lot.decided.append(Decided(journal, seen, revised))
    return lot, told


def _in_one_month(posted: pa.Table, month: int) -> pa.Table:
    """Return what is posted by dossier and benefit, all months together."""
    sums = posted.group_by(["dossier", "benefit"], use_threads=False).aggregate(
        [("posted_cents", "sum")]
    )
    months = pa.repeat(pa.scalar(month, pa.int32()), sums.num_rows)
    columns = [sums["dossier"], sums["benefit"], months, sums["posted_cents_sum"]]
    return pa.table(columns, schema=POSTED)


def _all(schema: pa.Schema, tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables])
