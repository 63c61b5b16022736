"""A writer of its own process: appends one fact at a time to the same dossiers as the others.

python agent.py ADDRESS NAME COUNT
"""

from __future__ import annotations

import sys

import pyarrow as pa

from conftest import FACT, closed, opened
from justedroit.core.faits import FACTS
from justedroit.records.interface import Journal, Records, StaleSequence

DOSSIERS = (1, 2)


def append_all(records: Records, name: str, count: int) -> int:
    """Append the facts `name:0`, `name:1`… to both dossiers; return how often it had to retry."""
    retries = 0
    for number in range(count):
        value = f"{name}:{number}"
        table = [FACT | {"dossier": d, "value": value} for d in DOSSIERS]
        journal = Journal(facts=pa.Table.from_pylist(table, schema=FACTS))
        while True:
            try:
                records.append(journal, records.sequences(DOSSIERS))
                break
            except StaleSequence:
                retries += 1
    return retries


if __name__ == "__main__":
    writer = opened(sys.argv[1])
    append_all(writer, sys.argv[2], int(sys.argv[3]))
    closed(writer)
