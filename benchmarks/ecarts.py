"""One million dossiers: what is posted compared with what is due, then written as transfers.

python benchmarks/ecarts.py [--dossiers 1000000] [--graine 1]
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import Revision, difference, prescribed, starts_of_delay, transfers_of
from justedroit.core.paiements import payment_day, payment_order, transfers_of_order
from justedroit.core.registre import (
    POSITIONS,
    POSTED,
    TRANSFERS,
    check_transfers,
    last_paid_on,
    positions,
    posted_rights,
)

BENEFITS = ("af", "apl", "rsa")
MONTHS = (202512, 202601)
CHANGED = 0.1  # share of the rights that a revision changes
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
REVISION = Revision(NOW, NOW.date(), MONTHS[-1], "revision:banc")


def make_tables(dossiers: int, seed: int) -> tuple[pa.Table, pa.Table]:
    """Return POSTED and RIGHTS, six rows for each dossier, sorted."""
    random = np.random.default_rng(seed)
    each = len(BENEFITS) * len(MONTHS)
    rows = dossiers * each
    benefit = pa.DictionaryArray.from_arrays(
        np.tile(np.repeat(np.arange(len(BENEFITS)), len(MONTHS)), dossiers).astype(np.int8),
        pa.array(BENEFITS),
    ).cast(pa.string())
    key = [
        pa.array(np.repeat(np.arange(1, dossiers + 1), each)),
        benefit,
        pa.array(np.tile(np.array(MONTHS, np.int32), dossiers * len(BENEFITS))),
    ]
    before = random.integers(1_000, 90_000, rows)
    due = np.where(random.random(rows) < CHANGED, random.integers(0, 90_000, rows), before)
    posted = pa.table([*key, pa.array(before)], schema=POSTED)
    motive = pa.nulls(rows, pa.string())
    return posted, pa.table([*key, pa.array(due), pa.array(due), motive], schema=RIGHTS)


def positions_of(corrections: pa.Table) -> pa.Table:
    """Return the positions of the rights corrected: half of them paid, half still owed."""
    zero = np.zeros(corrections.num_rows, np.int64)
    charge = corrections["posted_cents"].to_numpy()
    is_paid = np.arange(charge.size) % 2 == 0
    amounts = {"charge": charge, "paye": -charge * is_paid, "droit": -charge * ~is_paid}
    natures = [n.removesuffix("_cents") for n in POSITIONS.names[3:]]
    columns = [corrections[name] for name in POSITIONS.names[:3]]
    columns += [pa.array(amounts.get(n, zero)) for n in natures]
    return pa.table(columns, schema=POSITIONS)


def first_rights(posted: pa.Table) -> pa.Table:
    """Return the transfers that post the rights of one benefit and month of each dossier."""
    chosen = pc.and_(pc.equal(posted["benefit"], "rsa"), pc.equal(posted["month"], MONTHS[-1]))
    rows = posted.filter(chosen)
    rights = pa.table(
        [*rows.columns, rows["posted_cents"], pa.nulls(rows.num_rows, pa.string())], schema=RIGHTS
    )
    empty = TRANSFERS.empty_table()
    return transfers_of(difference(posted_rights(empty), rights), positions(empty), REVISION)


def timed(name: str, function: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    result = function()
    seconds = time.perf_counter() - start
    rows = result.num_rows if isinstance(result, pa.Table) else len(result)
    print(f"{name:<34}{seconds:8.2f} s  {rows:>10,} rows")
    return result


def show_memory() -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {peak / 1024:,.0f} MiB")


def measure_revision(posted: pa.Table, rights: pa.Table) -> None:
    """Measure what a revision does once rights are evaluated."""
    window = (MONTHS[0], MONTHS[-1])
    corrections = timed("difference", lambda: difference(posted, rights, window=window))
    standing = positions_of(corrections)
    no_payment = last_paid_on(TRANSFERS.empty_table())
    days = timed("starts_of_delay", lambda: starts_of_delay(corrections, no_payment, payment_day))
    lost = timed("prescribed", lambda: prescribed(corrections, days, NOW.date()))
    moved = timed("transfers_of", lambda: transfers_of(corrections, standing, REVISION, lost))
    timed("check_transfers (refusals)", lambda: check_transfers(moved))
    show_memory()


def measure_payment(posted: pa.Table) -> None:
    """Measure the order of a month, and what is read back from the ledger after it."""
    ledger = first_rights(posted)
    order = timed("payment_order", lambda: payment_order(ledger, MONTHS[-1]))
    paid = timed(
        "transfers_of_order", lambda: transfers_of_order(order, "ordre:banc", NOW.date(), NOW)
    )
    after = pa.concat_tables([ledger, paid])
    timed("posted_rights", lambda: posted_rights(after))
    timed("positions", lambda: positions(after))
    show_memory()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--graine", type=int, default=1)
    asked = parser.parse_args()
    posted, rights = make_tables(asked.dossiers, asked.graine)
    print(f"{asked.dossiers:,} dossiers, {rights.num_rows:,} rights, seed {asked.graine}")
    measure_revision(posted, rights)
    measure_payment(posted)
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, pyarrow {pa.__version__}, "
        f"{platform.machine()}, {platform.system()}"
    )


if __name__ == "__main__":
    main()
