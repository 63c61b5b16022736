"""What is due now less what the ledger has posted, by dossier, benefit and month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.ecarts.schema import CORRECTIONS
from justedroit.core.registre import Ints, ints, key_columns, keys_of


def _within(
    table: pa.Table, window: tuple[int, int] | None, dossiers: npt.NDArray[np.int64]
) -> pa.Table:
    """Return the rows of some months and dossiers; the table itself when all are."""
    kept = np.isin(ints(table["dossier"]), dossiers)
    if window is not None:
        months = table["month"].to_numpy()
        kept &= (months >= window[0]) & (months <= window[1])
    return table if kept.all() else table.filter(pa.array(kept))


def _groups(keys: Ints) -> tuple[Ints, Ints]:
    """Return the order that sorts keys, and where each distinct key starts in it."""
    order = np.argsort(keys, kind="stable")  # two sorted runs: near linear
    ordered = keys[order]
    return order, np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: keys.size])


def _refuse_twice(order: Ints, starts: Ints, first: int, keys: Ints) -> None:
    """Raise when a key stands twice on the same side (the `first` rows, or the others)."""
    sizes = np.diff(starts, append=order.size)
    on_first = np.add.reduceat((order < first).astype(np.int64), starts)
    bad = (on_first > 1) | (sizes - on_first > 1)
    if bad.any():
        row = key_columns(keys[order[starts[bad][:1]]])
        dossier, benefit, month = (row[n][0] for n in ("dossier", "benefit", "month"))
        message = (
            f"Dossier {dossier}, {benefit}, {month} : deux lignes pour le même droit. "
            "Additionnez les droits avant de les comparer au registre."
        )
        raise ValueError(message)


def difference(
    posted: pa.Table,
    rights: pa.Table,
    *,
    window: tuple[int, int] | None = None,
    dossiers: Sequence[int] | None = None,
) -> pa.Table:
    """Return what changes from the rights the ledger has posted to the rights as evaluated now.

    A month that is in one table only counts as zero in the other: hence the window, without
    which a month that was not evaluated would be taken for a right that fell to zero.

    Args:
        posted: schema POSTED, each (dossier, benefit, month) once.
        rights: schema RIGHTS (`due_cents` is read), each (dossier, benefit, month) once.
        window: first and last month evaluated, both included; other months are left as they
            are, on both sides. None: every month.
        dossiers: the dossiers evaluated; None: those of `rights`. To be given when a dossier
            may have no right at all left.

    Returns:
        Schema CORRECTIONS, sorted by dossier, benefit, month; cents; no zero.

    Raises:
        ValueError: a right stands twice in a table, or a benefit is not of the chart.

    Law:
        CSS art. L553-1, CASF art. L262-45: what is owed, and what was paid and not owed. That the
        whole window is compared with the ledger is domaine 3.1, decision 0003.
    """
    chosen = ints(pc.unique(rights["dossier"])) if dossiers is None else np.asarray(dossiers)
    before, after = (_within(t, window, chosen) for t in (posted, rights))
    keys = np.concatenate([keys_of(before), keys_of(after)])
    if not keys.size:
        return CORRECTIONS.empty_table()
    order, starts = _groups(keys)
    _refuse_twice(order, starts, before.num_rows, keys)
    old = np.concatenate([ints(before["posted_cents"]), np.zeros(after.num_rows, np.int64)])
    new = np.concatenate([np.zeros(before.num_rows, np.int64), ints(after["due_cents"])])
    old, new = (np.add.reduceat(side[order], starts) for side in (old, new))
    kept = old != new
    columns = key_columns(keys[order[starts[kept]]]) | {
        "posted_cents": pa.array(old[kept]),
        "due_cents": pa.array(new[kept]),
        "delta_cents": pa.array(new[kept] - old[kept]),
    }
    return pa.table(columns, schema=CORRECTIONS)
