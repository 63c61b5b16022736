"""Money that households send back: it repays their debts, the oldest first, and never more.

The rest, and what bears no reference, waits (`attente.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.registre import TRANSFERS, account, positions


@dataclass(frozen=True, slots=True)
class Credit:
    """Money received.

    Attributes:
        cents: more than zero.
        value_on: day on which the bank received it.
        reference: what its transfers will be found by.
    """

    cents: int
    value_on: dt.date
    reference: str


@dataclass(frozen=True, slots=True)
class Dette:
    """What is still claimed of the right of a month.

    Attributes:
        since: day on which it was first claimed.
        cents: what is still owed.
        benefit: as OpenFisca spells it.
        month: of the right.
    """

    since: dt.date
    cents: int
    benefit: str
    month: int


def dettes(transfers: pa.Table) -> list[Dette]:
    """Return what a household still owes, in the order in which it is repaid.

    Args:
        transfers: schema TRANSFERS of one dossier.

    Returns:
        The oldest first; of the same day, the smallest first.

    Law:
        CSS art. D553-4 (order of several indus; a_verifier for what the household pays itself).
    """
    return [debt for debts in _debts(transfers).values() for debt in debts]


def _debts(transfers: pa.Table) -> dict[int, list[Dette]]:
    """Return what each dossier still owes, in the order in which it is repaid."""
    claims = transfers.filter(pc.equal(transfers["motive"], "indu"))
    claims = claims.select(["dossier", "debit", "month", "entered_at"]).to_pylist()
    since: dict[tuple[int, str, int], dt.date] = {}
    for claim in claims:
        key = (claim["dossier"], claim["debit"].partition(":")[0], claim["month"])
        since.setdefault(key, claim["entered_at"].date())
    places = positions(transfers).select(["dossier", "benefit", "month", "indu_cents"])
    found: dict[int, list[Dette]] = {}
    for row in places.filter(pc.greater(places["indu_cents"], 0)).to_pylist():
        first = since.get((row["dossier"], row["benefit"], row["month"]), dt.date.max)
        debt = Dette(first, row["indu_cents"], row["benefit"], row["month"])
        found.setdefault(row["dossier"], []).append(debt)
    for debts in found.values():
        debts.sort(key=lambda d: (d.since, d.cents, d.benefit, d.month))
    return found


def repayments(
    transfers: pa.Table, received: Mapping[int, Sequence[Credit]], now: dt.datetime
) -> tuple[pa.Table, dict[int, list[int]]]:
    """Return the transfers by which credits repay the debts of dossiers, and what is left of each.

    Args:
        transfers: schema TRANSFERS, at least those of these dossiers.
        received: dossier → its credits, in the order received.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `remboursement`; and dossier → cents left of each of its credits.

    Law:
        CSS art. L553-2: an indu is repaid in one or several payments; never more than owed.
    """
    owed = _debts(transfers)
    rows: list[dict[str, object]] = []
    rests: dict[int, list[int]] = {}
    for dossier, credits_ in received.items():
        debts = owed.get(dossier, [])
        left = [debt.cents for debt in debts]
        rests[dossier] = []
        for credit in credits_:
            rest = credit.cents
            for i, debt in enumerate(debts):
                part = min(rest, left[i])
                left[i], rest = left[i] - part, rest - part
                if part:
                    rows.append(_repaid(dossier, debt, part, credit) | {"entered_at": now})
            rests[dossier].append(rest)
    return pa.Table.from_pylist(rows, schema=TRANSFERS), rests


def _repaid(dossier: int, debt: Dette, cents: int, credit: Credit) -> dict[str, object]:
    return {
        "dossier": dossier,
        "sequence": 0,
        "debit": account(debt.benefit, "rembourse"),
        "credit": account(debt.benefit, "indu"),
        "amount_cents": cents,
        "month": debt.month,
        "value_on": credit.value_on,
        "motive": "remboursement",
        "reference": credit.reference,
    }


def unrepaid(transfers: pa.Table, reference: str, on: dt.date, now: dt.datetime) -> pa.Table:
    """Return the transfers that undo what a reference has repaid: the debts live again.

    Args:
        transfers: schema TRANSFERS of the dossier.
        reference: that of the repayment.
        on: day of value.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `remboursement_defait`; empty when nothing was repaid so.

    Law:
        None: decision 0020; nothing is erased.
    """
    mine = pc.and_(
        pc.equal(transfers["motive"], "remboursement"),
        pc.fill_null(pc.equal(transfers["reference"], reference), False),  # noqa: FBT003
    )
    return reversed_rows(transfers.filter(mine), "remboursement_defait", on, now)


def reversed_rows(rows: pa.Table, motive: str, on: dt.date, now: dt.datetime) -> pa.Table:
    """Return transfers written again the other way round.

    Args:
        rows: schema TRANSFERS.
        motive: that of what undoes them.
        on: day of value.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, in the same order.

    Law:
        None: decision 0020.
    """
    count, field = rows.num_rows, TRANSFERS.field
    changed = {
        "sequence": pa.repeat(pa.scalar(0, pa.int64()), count),
        "debit": rows["credit"],
        "credit": rows["debit"],
        "value_on": pa.repeat(pa.scalar(on, field("value_on").type), count),
        "entered_at": pa.repeat(pa.scalar(now, field("entered_at").type), count),
        "motive": pa.repeat(pa.scalar(motive), count),
    }
    columns = {name: changed.get(name, rows[name]) for name in TRANSFERS.names}
    return pa.table(columns, schema=TRANSFERS)
