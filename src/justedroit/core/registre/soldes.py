"""What the ledger says: balances at two dates, rights posted, owed, paid.

All is read back from the transfers; no balance is kept anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.registre.cles import (
    NATURE_NAMES,
    Ints,
    ints,
    key_columns,
    pack,
    split_accounts,
    sum_by_key,
)
from justedroit.core.registre.schema import BALANCES, PAID, POSITIONS, POSTED, UNPAID

_NATURES = len(NATURE_NAMES)
_CHARGE, _DROIT = NATURE_NAMES.index("charge"), NATURE_NAMES.index("droit")
_PAID_BY = [NATURE_NAMES.index(n) for n in ("paye", "paye_tiers", "retenu")]
_RETURNED, _WITHHELD = NATURE_NAMES.index("retourne"), NATURE_NAMES.index("retenu")


def balances(
    transfers: pa.Table,
    *,
    value_until: dt.date | None = None,
    entered_until: dt.datetime | None = None,
) -> pa.Table:
    """Return the balance of each account of each dossier, at a date of value and of entry.

    Args:
        transfers: schema TRANSFERS.
        value_until: last date of value taken in; None: all.
        entered_until: last instant of entry taken in; None: all.

    Returns:
        Schema BALANCES, sorted by dossier and account; `balance_cents` is debit less credit.
        Over all rows it sums to zero, whatever the two dates.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    rows = transfers
    if value_until is not None:
        rows = rows.filter(pc.less_equal(rows["value_on"], pa.scalar(value_until, pa.date32())))
    if entered_until is not None:
        limit = pa.scalar(entered_until, rows.schema.field("entered_at").type)
        rows = rows.filter(pc.less_equal(rows["entered_at"], limit))
    zero = pa.array(np.zeros(rows.num_rows, np.int64))
    sides = [
        pa.table({"dossier": rows["dossier"], "account": rows[side], "debit": d, "credit": c})
        for side, d, c in (
            ("debit", rows["amount_cents"], zero),
            ("credit", zero, rows["amount_cents"]),
        )
    ]
    sums = (
        pa.concat_tables(sides)
        .group_by(["dossier", "account"])
        .aggregate([("debit", "sum"), ("credit", "sum")])
        .sort_by([("dossier", "ascending"), ("account", "ascending")])
    )
    debit, credit = sums["debit_sum"], sums["credit_sum"]
    columns = [sums["dossier"], sums["account"], debit, credit, pc.subtract(debit, credit)]
    return pa.table(columns, schema=BALANCES)


def _sides(transfers: pa.Table) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the keys and natures of the debits, then of the credits."""
    dossiers, months = ints(transfers["dossier"]), ints(transfers["month"])
    out: list[Ints] = []
    for side in ("debit", "credit"):
        benefits, natures = split_accounts(transfers[side])
        out += [pack(dossiers, benefits, months), natures]
    return out[0], out[1], out[2], out[3]


def positions(transfers: pa.Table) -> pa.Table:
    """Return where each right stands: the balance of every nature by benefit and month.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Schema POSITIONS, sorted by dossier, benefit, month: one row for each that has a transfer,
        even when all is back to zero (something was once posted); each nature in cents,
        debit less credit.

    Raises:
        ValueError: an account is not of the chart.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    debit_keys, debits, credit_keys, credits_ = _sides(transfers)
    amounts = ints(transfers["amount_cents"])
    every = np.r_[debit_keys, credit_keys]
    keys, rows = np.unique(every, return_inverse=True)
    cells, sums = sum_by_key(rows * _NATURES + np.r_[debits, credits_], np.r_[amounts, -amounts])
    wide = np.zeros((keys.size, _NATURES), np.int64)
    wide[cells // _NATURES, cells % _NATURES] = sums
    natures = {f"{name}_cents": pa.array(wide[:, i]) for i, name in enumerate(NATURE_NAMES)}
    return pa.table(key_columns(keys) | natures, schema=POSITIONS)


def less_indemnites(transfers: pa.Table) -> pa.Table:
    """Return transfers without those of the indemnités: what was given up of one undoes no right.

    Args:
        transfers: schema TRANSFERS.

    Law:
        None: decision 0021, an indemnité is outside of the charge.
    """
    sides = [pc.ends_with(transfers[side], ":indemnite") for side in ("debit", "credit")]
    return transfers.filter(pc.invert(pc.or_(*sides)))


def _net(keys: Ints, amounts: Ints, schema: pa.Schema) -> pa.Table:
    """Return the sums other than zero, under a schema of key and amount."""
    found, sums = sum_by_key(keys, amounts)
    kept = sums != 0
    amount = {schema.names[-1]: pa.array(sums[kept])}
    return pa.table(key_columns(found[kept]) | amount, schema=schema)


def _balance_of(transfers: pa.Table, nature: int, sign: int, schema: pa.Schema) -> pa.Table:
    debit_keys, debits, credit_keys, credits_ = _sides(transfers)
    amounts = sign * ints(transfers["amount_cents"])
    in_debit, in_credit = debits == nature, credits_ == nature
    keys = np.r_[debit_keys[in_debit], credit_keys[in_credit]]
    return _net(keys, np.r_[amounts[in_debit], -amounts[in_credit]], schema)


def posted_rights(transfers: pa.Table) -> pa.Table:
    """Return what the ledger has posted as the right of each month: the net of `charge`.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Schema POSTED, sorted by dossier, benefit, month; cents; no zero.

    Raises:
        ValueError: an account is not of the chart.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    return _balance_of(transfers, _CHARGE, 1, POSTED)


def unpaid(transfers: pa.Table) -> pa.Table:
    """Return what the fund owes and has not paid: the credit balance of `droit`.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Schema UNPAID, sorted by dossier, benefit, month; cents; no zero.

    Raises:
        ValueError: an account is not of the chart.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    return _balance_of(transfers, _DROIT, -1, UNPAID)


def paid(transfers: pa.Table) -> pa.Table:
    """Return what was paid of each right: to the allocataire, to a third party, or withheld.

    What the bank has sent back is taken off, unless that was undone. A withholding counts as paid
    under the benefit it was taken from, also when it pays back the indu of another; undone, it
    counts no more.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Schema PAID, sorted by dossier, benefit, month; cents; no zero.

    Raises:
        ValueError: an account is not of the chart.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    debit_keys, debits, credit_keys, credits_ = _sides(transfers)
    amounts = ints(transfers["amount_cents"])
    out = (debits == _DROIT) & np.isin(credits_, _PAID_BY)
    back, undone = debits == _RETURNED, credits_ == _RETURNED
    back |= (debits == _WITHHELD) & (credits_ == _DROIT)
    keys = np.r_[debit_keys[out | undone], credit_keys[back]]
    return _net(keys, np.r_[amounts[out | undone], -amounts[back]], PAID)


def last_paid_on(transfers: pa.Table) -> pa.Table:
    """Return the date of value of the last payment of each right.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Columns dossier, benefit, month and `paid_on` (date32), sorted; returns of payment are
        not looked at. What was withheld, then undone, paid nothing.

    Raises:
        ValueError: an account is not of the chart.

    Law:
        CSS art. L553-1: the prescription of an indu runs from the payment.
    """
    transfers = less_undone(transfers)
    keys, debits, _, credits_ = _sides(transfers)
    out = (debits == _DROIT) & np.isin(credits_, _PAID_BY)
    days = ints(pc.cast(transfers["value_on"], pa.int32()))[out]
    order = np.lexsort((days, keys[out]))
    ordered = keys[out][order]
    last = np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], True][: ordered.size])
    paid_on = pa.array(days[order][last].astype(np.int32)).cast(pa.date32())
    return pa.table(key_columns(ordered[last]) | {"paid_on": paid_on})


def less_undone(transfers: pa.Table) -> pa.Table:
    """Return some transfers less the withholdings that were undone whole: they never were.

    Args:
        transfers: schema TRANSFERS.

    Law:
        Decision 0021: what is withheld from the day of a suspension on is undone.
    """
    back = pc.and_(
        pc.ends_with(transfers["debit"], ":retenu"), pc.ends_with(transfers["credit"], ":droit")
    )
    undone = transfers.filter(back)
    if not undone.num_rows:  # nearly always
        return transfers
    left: Counter[tuple[int, str, int, str]] = Counter()
    for row in undone.to_pylist():
        name = (row["reference"] or "").replace(":retenue_defaite:", ":retenue:")
        left[row["dossier"], row["credit"], row["month"], name] -= row["amount_cents"]
    mine = pc.and_(
        pc.equal(transfers["motive"], "retenue"),
        pc.is_in(transfers["dossier"], pc.unique(undone["dossier"]).cast(pa.int64())),
    )
    places = np.flatnonzero(mine.to_numpy())
    rows = transfers.take(pa.array(places)).to_pylist()
    keys = [(r["dossier"], r["debit"], r["month"], r["reference"] or "") for r in rows]
    for key, row in zip(keys, rows, strict=True):
        left[key] += row["amount_cents"]
    kept = np.ones(transfers.num_rows, np.bool_)
    kept[[place for place, key in zip(places, keys, strict=True) if left[key] <= 0]] = False
    return transfers.filter(pa.array(kept))
