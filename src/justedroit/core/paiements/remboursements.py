"""Money that households send back, and money that nobody can place yet.

A credit that bears the reference of a dossier repays its debts, the oldest first, and never more
than what is owed. The rest, and what bears no reference, waits in the account of the fund
`caisse:attente`, in dossier 0, until an agent places it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_of
from justedroit.core.registre import (
    FUND,
    FUND_MOVEMENTS,
    TRANSFERS,
    account,
    positions,
)


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
    claims = transfers.filter(pc.equal(transfers["motive"], "indu")).to_pylist()
    since: dict[tuple[str, int], dt.date] = {}
    for claim in claims:
        key = (claim["debit"].partition(":")[0], claim["month"])
        since.setdefault(key, claim["entered_at"].date())
    owed = positions(transfers).filter(pc.field("indu_cents") > 0).to_pylist()
    found = [
        Dette(
            since.get((row["benefit"], row["month"]), dt.date.max),
            row["indu_cents"],
            row["benefit"],
            row["month"],
        )
        for row in owed
    ]
    return sorted(found, key=lambda d: (d.since, d.cents, d.benefit, d.month))


def repayments(
    transfers: pa.Table, dossier: int, credits_: Sequence[Credit], now: dt.datetime
) -> tuple[pa.Table, list[int]]:
    """Return the transfers by which credits repay the debts of a dossier, and what is left of each.

    Args:
        transfers: schema TRANSFERS of this dossier.
        dossier: its number.
        credits_: in the order received.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `remboursement`; and cents left of each credit, shape `(n,)`.

    Law:
        CSS art. L553-2: an indu is repaid in one or several payments; never more than owed.
    """
    owed = dettes(transfers)
    left = [debt.cents for debt in owed]
    rows, rests = [], []
    for credit in credits_:
        rest = credit.cents
        for i, debt in enumerate(owed):
            part = min(rest, left[i])
            left[i], rest = left[i] - part, rest - part
            if part:
                line = {
                    "dossier": dossier,
                    "debit": account(debt.benefit, "rembourse"),
                    "credit": account(debt.benefit, "indu"),
                    "amount_cents": part,
                    "month": debt.month,
                    "motive": "remboursement",
                }
                rows.append(_row(line, credit, now))
        rests.append(rest)
    return pa.Table.from_pylist(rows, schema=TRANSFERS), rests


def waiting(credits_: Sequence[Credit], now: dt.datetime) -> pa.Table:
    """Return the transfers by which credits enter the account of what waits.

    Args:
        credits_: what nothing attributes.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS of dossier 0, motive `encaissement`.

    Law:
        None: decision 0015.
    """
    return _of_fund("encaissement", credits_, now)


def placed(credit: Credit, now: dt.datetime) -> pa.Table:
    """Return the transfer by which money leaves the account of what waits.

    Args:
        credit: what is placed, under the reference by which it waited.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS of dossier 0, motive `placement`.

    Law:
        None: decision 0015.
    """
    return _of_fund("placement", [credit], now)


def _of_fund(motive: str, credits_: Sequence[Credit], now: dt.datetime) -> pa.Table:
    debit, credit = FUND_MOVEMENTS[motive]
    line = {"dossier": FUND, "debit": debit, "credit": credit, "motive": motive}
    rows = [
        _row(line | {"amount_cents": c.cents, "month": month_of(c.value_on)}, c, now)
        for c in credits_
        if c.cents
    ]
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def _row(line: dict[str, object], credit: Credit, now: dt.datetime) -> dict[str, object]:
    return line | {
        "sequence": 0,
        "value_on": credit.value_on,
        "entered_at": now,
        "reference": credit.reference,
    }


def waiting_balances(transfers: pa.Table) -> dict[str, int]:
    """Return what still waits, by the reference under which it came in.

    Args:
        transfers: schema TRANSFERS of dossier 0.

    Returns:
        Reference → cents, more than zero, in the order of the journal.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    balances: dict[str, int] = {}
    for row in transfers.to_pylist():
        sign = 1 if row["motive"] == "encaissement" else -1
        reference = row["reference"]
        balances[reference] = balances.get(reference, 0) + sign * row["amount_cents"]
    return {reference: cents for reference, cents in balances.items() if cents}
