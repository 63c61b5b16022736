"""What is known and what changes, for one million dossiers and six million facts, in one process.

python -m benchmarks.chaine [--dossiers 1000000] [--graine 2026]
"""

from __future__ import annotations

import argparse
import platform
import resource
import time

import numpy as np
import pyarrow as pa

from benchmarks.ecarts import make_tables
from benchmarks.faits import NOW, make_facts
from justedroit.core.ecarts import difference
from justedroit.core.faits import as_known


def main() -> None:
    """Time `as_known` then `difference`, and print the peak of the process that did both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--graine", type=int, default=2026)
    asked = parser.parse_args()
    facts = make_facts(asked.dossiers, asked.graine)
    began = time.perf_counter()
    known = as_known(facts, at=NOW)
    between = time.perf_counter()
    rows = known.num_rows, facts.num_rows
    del known, facts
    posted, rights = make_tables(asked.dossiers, asked.graine)
    resumed = time.perf_counter()
    corrections = difference(posted, rights)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{asked.dossiers:,} dossiers, {rows[1]:,} facts, seed {asked.graine}")
    print(f"as_known    {between - began:6.1f} s  {rows[0]:>10,} rows")
    print(f"difference  {ended - resumed:6.1f} s  {corrections.num_rows:>10,} rows")
    print(f"together    {between - began + ended - resumed:6.1f} s, peak {peak:.2f} GiB")
    print(f"Python {platform.python_version()}, numpy {np.__version__}, pyarrow {pa.__version__}")


if __name__ == "__main__":
    main()
