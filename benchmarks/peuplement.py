"""A fund to measure: households of the twin, their life over a window, posted once, then late facts.

Some thousands of distinct dossiers are drawn and lived; the others are the same under other
numbers, so that a whole fund is there in a minute.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import numpy as np
import psycopg
import pyarrow as pa
from pyarrow import csv

from justedroit.core.base import add_months, first_day, month_range
from justedroit.core.droits import Law
from justedroit.records.database import open_database
from justedroit.records.interface import Records
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare, pay, revise
from justedroit.twin.arrivees import arrivals, resolved, statements
from justedroit.twin.caf import fund
from justedroit.twin.declaration import initial
from justedroit.twin.population import draw
from justedroit.twin.vie import live

DISTINCT = 2_000
TABLES = {"facts": "fait", "events": "evenement", "transfers": "transfert"}


@dataclass(frozen=True, slots=True)
class Peuplement:
    """What is built.

    Attributes:
        dossiers: how many.
        window: first and last months posted.
        seed: same seed, same bytes.
    """

    dossiers: int
    window: tuple[int, int]
    seed: int

    @property
    def revised_at(self) -> dt.datetime:
        """When the late facts are known: the end of the month that follows the window."""
        return dt.datetime.combine(first_day(add_months(self.window[1], 2)), dt.time(4), dt.UTC)


def journals(wanted: Peuplement, law: Law) -> dict[str, pa.Table]:
    """Return the journals of the distinct dossiers: lived, posted, paid, then told late facts."""
    records = MemoryRecords()
    people(records, wanted, law)
    return {"facts": records.facts(), "events": records.events(), "transfers": records.transfers()}


def people(records: Records, wanted: Peuplement, law: Law) -> None:
    """Fill empty journals: households live, are posted and paid once, then tell late facts."""
    first, last = wanted.window
    size = min(DISTINCT, wanted.dossiers)
    caf = fund("vienne")
    months = len(month_range(first, last)) + 1
    households = draw(size, wanted.seed, first, months, caf)
    life = live(households, initial(households, first, caf), wanted.seed, first, caf)
    _, said = next(life)
    eve = dt.datetime.combine(first_day(first) - dt.timedelta(days=1), dt.time(8), dt.UTC)
    declare(records, statements(said), eve)
    for _ in range(months - 1):
        _hear(records, next(life)[1])
    posted_at = dt.datetime.combine(first_day(add_months(last, 1)), dt.time(4), dt.UTC)
    revise(records, None, posted_at, law, wanted.window)
    pay(records, last, posted_at + dt.timedelta(days=4))
    _hear(records, next(life)[1])


def _hear(records: Records, said: pa.Table) -> None:
    for arrival in arrivals(said):
        declare(records, resolved(records, arrival), arrival.known_at)


def load(url: str, found: dict[str, pa.Table], dossiers: int) -> dict[str, int]:
    """Copy the journals into an empty database under as many numbers as asked; return the rows."""
    open_database(url).close()
    distinct = int(found["facts"]["dossier"].to_numpy().max())
    rows = {}
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        # The counters are set at the end, and the rows come from journals already checked.
        cursor.execute("SET session_replication_role = replica")
        for name, table in TABLES.items():
            rows[name] = _copy(cursor, table, found[name], (distinct, dossiers))
        each = " UNION ALL ".join(f"SELECT dossier, sequence FROM {t}" for t in TABLES.values())
        cursor.execute(
            f"INSERT INTO dossier SELECT dossier, max(sequence) FROM ({each}) AS j GROUP BY 1"
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return rows


def _copy(cursor: psycopg.Cursor, name: str, table: pa.Table, size: tuple[int, int]) -> int:
    distinct, dossiers = size
    written, columns = 0, ", ".join(table.column_names)
    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        # As a journal grows: by instant, whoever it is about.
        for part in _by_instant(table):
            numbers = part["dossier"].to_numpy()
            for shift in range(0, dossiers, distinct):
                one = part.set_column(0, "dossier", pa.array(numbers + shift))
                if shift + distinct > dossiers:
                    one = one.filter(pa.array(numbers + shift <= dossiers))
                text = io.BytesIO()
                csv.write_csv(one, text, csv.WriteOptions(include_header=False))
                copy.write(text.getbuffer())
                written += one.num_rows
    return written


def _by_instant(table: pa.Table) -> list[pa.Table]:
    name = next(n for n in ("known_at", "at", "entered_at") if n in table.column_names)
    instants = table[name].cast(pa.int64()).to_numpy()
    keys = (table["sequence"].to_numpy(), table["dossier"].to_numpy(), instants)
    ordered = table.take(pa.array(np.lexsort(keys)))
    starts = np.unique(np.sort(instants), return_index=True)[1].tolist()
    ends = [*starts[1:], table.num_rows]
    return [ordered.slice(a, b - a) for a, b in zip(starts, ends, strict=True)]
