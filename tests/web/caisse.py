"""A fund lived in memory, put in the base of the pages: for the pages where agents act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pyarrow as pa
from tests.web.conftest import Site, an_empty_fund

from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.records.memory import MemoryRecords
from justedroit.web import wiring

_SCHEMAS = {"facts": FACTS, "events": EVENTS, "transfers": TRANSFERS}


@contextmanager
def a_fund(folder: Path, lived: Records, now: dt.datetime) -> Iterator[Site]:
    """Make a fund that lived in memory the one of the pages of this process, at an instant."""
    with an_empty_fund(folder, now) as site:
        copied(lived, wiring.records())
        yield site


def together(funds: Mapping[int, Records]) -> MemoryRecords:
    """Return one fund where the household of each, alone in its own, has a number."""
    records = MemoryRecords()
    for dossier, lived in funds.items():
        copied(lived, records, dossier)
    return records


def copied(lived: Records, records: Records, dossier: int | None = None) -> None:
    """Append journals, each dossier in the order in which it was written; None: as numbered."""
    some = [0, *lived.dossiers()] if dossier is None else lived.dossiers()
    rows = [
        (row["dossier"], row["sequence"], name, row)
        for name in _SCHEMAS
        for read in getattr(lived, name)(some).to_pylist()
        for row in [read if dossier is None else read | {"dossier": dossier}]
    ]
    ordered = sorted(rows, key=lambda row: row[:2])
    for (number, name), group in groupby(ordered, lambda row: (row[3]["dossier"], row[2])):
        told = [row for *_, row in group]
        table = pa.Table.from_pylist(told, _SCHEMAS[name])
        records.append(Journal(**{name: table}), {number: told[0]["sequence"] - 1})
