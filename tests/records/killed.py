"""An append is killed with no warning, again and again; what is left is whole.

    python killed.py lines ADDRESS      once at each line that an append runs
    python killed.py times ADDRESS      at several instants of a long run of appends

Each append and each check is a process of its own, forked from one that never opens anything.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import time

import pyarrow as pa
from tests.coupure import KILLED, forked, kill_at_line

from conftest import EVENT, FACT, TRANSFER, opened
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.database.connection import _set_up
from justedroit.records.interface import EVENTS, Journal

WRITERS = {"parquet.py": 3, "journals.py": 3, "sqlite.py": 1, "postgresql.py": 1}
FACTS_EACH, TRANSFERS_EACH = 3, 2  # and one event, by dossier and append
ROWS_EACH = FACTS_EACH + TRANSFERS_EACH + 1


def journal(dossiers: range) -> Journal:
    def table(row: dict[str, object], schema: pa.Schema, times: int) -> pa.Table:
        return pa.Table.from_pylist([row | {"dossier": d} for d in dossiers] * times, schema=schema)

    return Journal(
        table(FACT, FACTS, FACTS_EACH),
        table(EVENT, EVENTS, 1),
        table(TRANSFER, TRANSFERS, TRANSFERS_EACH),
    )


def check_whole(address: str, dossiers: range, least: int = 0) -> None:
    """Check that each append is there whole for all its dossiers, or not at all."""
    records = opened(address)
    (last,) = set(records.sequences(dossiers).values())
    appends, rest = divmod(last, ROWS_EACH)
    assert rest == 0, f"{last} rows by dossier"
    assert appends >= least, f"{appends} appends, {least} were said to be done"
    for name, each in (("facts", FACTS_EACH), ("events", 1), ("transfers", TRANSFERS_EACH)):
        found = getattr(records, name)().num_rows
        assert found == appends * each * len(dossiers), f"{found} {name} for {appends} appends"


def check_then_append(address: str, dossiers: range, line: int) -> None:
    check_whole(address, dossiers)
    records = opened(address)
    new, seen = journal(dossiers), records.sequences(dossiers)
    kill_at_line(line, WRITERS)
    records.append(new, seen)


def at_each_line(address: str) -> int:
    dossiers = range(1, 4)
    for line in itertools.count(1):
        ended = forked(lambda line=line: check_then_append(address, dossiers, line))
        assert ended in (0, KILLED), f"killed at line {line - 1}: {ended}"
        if ended == 0:
            assert forked(lambda: check_whole(address, dossiers, 1)) == 0
            return line
    raise AssertionError


def append_for_ever(address: str, dossiers: range, done: int) -> None:
    records = opened(address)
    new = journal(dossiers)
    while True:
        records.append(new, records.sequences(dossiers))
        os.write(done, b".")


def at_several_instants(address: str) -> int:
    dossiers = range(1, 301)
    assert forked(lambda: opened(address)) == 0
    chance, acknowledged = random.Random(2026), 0
    for _ in range(6):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            append_for_ever(address, dossiers, write)
        os.close(write)
        acknowledged += len(os.read(read, 1))  # killed once at work, not before
        time.sleep(chance.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(read, 4096):
            acknowledged += len(more)
        os.close(read)
        assert forked(lambda least=acknowledged: check_whole(address, dossiers, least)) == 0
    return acknowledged


if __name__ == "__main__":
    _set_up()  # Django's imports once, rather than in each process
    how = {"lines": at_each_line, "times": at_several_instants}[sys.argv[1]]
    sys.stdout.write(str(how(sys.argv[2])))
