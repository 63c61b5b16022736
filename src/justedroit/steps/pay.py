"""Pay: what the ledger owes is entered as paid, by no bank. Twice the same month pays once.

For a fund that is simulated, or replayed. A fund that pays for real prepares an order, releases it and
writes its file: `steps.order`, `steps.write`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, first_day
from justedroit.core.faits import as_known
from justedroit.core.paiements import landlord_day, payment_day, payment_order, transfers_of_order
from justedroit.records.interface import Journal, Records
from justedroit.steps.revise import refuse_future


def pay(records: Records, month: int, now: dt.datetime, kind: str = "mensuel") -> pa.Table:
    """Enter as paid everything that is owed for a month and before.

    Args:
        records: the journals.
        month: month of the rights, 202501.
        now: instant of the order, UTC.
        kind: `mensuel`, or `ars` for the allocation de rentrée scolaire in August.

    Returns:
        Schema ORDER: what was paid; empty when nothing was owed.

    Raises:
        StaleSequence: a dossier was written to in between; nothing was appended.
        ValueError: unknown kind, a month that has not begun, or the ledger owes a negative amount.
    """
    refuse_future(month, now)
    dossiers = records.dossiers()
    seen = records.sequences(dossiers)
    landlord = to_landlord(records, month, now)
    order = payment_order(records.transfers(dossiers), month, kind=kind, landlord=landlord)
    if order.num_rows:
        records.append(Journal(transfers=_transfers(order, month, now, kind)), seen)
    return order


def _transfers(order: pa.Table, month: int, now: dt.datetime, kind: str) -> pa.Table:
    """Return the transfers of an order: each payee is paid on its own day."""
    reference = f"ordre:{kind}:{month}"
    days = {
        "allocataire": payment_day(month, "ars" if kind == "ars" else ""),
        "bailleur": landlord_day(month),
    }
    parts = [
        transfers_of_order(order.filter(pc.equal(order["payee"], payee)), reference, day, now)
        for payee, day in days.items()
    ]
    return pa.concat_tables(parts)


def to_landlord(
    records: Records, month: int, now: dt.datetime, dossiers: Sequence[int] | None = None
) -> list[int]:
    """Return the dossiers whose housing aid goes to the landlord at the end of the month.

    Args:
        records: the journals.
        month: 202501.
        now: instant of what is known, UTC.
        dossiers: among which; None: all.
    """
    facts = records.facts(dossiers)
    known = as_known(facts.filter(pc.equal(facts["kind"], "tiers_payant_bailleur")), at=now)
    last = pa.scalar(first_day(add_months(month, 1)) - dt.timedelta(days=1))
    open_then = pc.and_(
        pc.less_equal(known["valid_from"], last),
        pc.fill_null(pc.greater(known["valid_until"], last), fill_value=True),
    )
    held = known.filter(pc.and_(open_then, pc.equal(known["value"], "true")))
    return [int(d) for d in np.unique(held["dossier"].to_numpy())]
