"""Money received, and how what it has done is written the other way round.

What it repays is decided in `core.creances`: the rest, and what bears no reference, waits (`attente.py`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.registre import TRANSFERS


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


def unrepaid(transfers: pa.Table, reference: str, on: dt.date, now: dt.datetime) -> pa.Table:
    """Return the transfers that undo what a reference has repaid: the debts live again.

    Args:
        transfers: schema TRANSFERS of the dossier.
        reference: that of the repayment, `attente:3:12:7`; its transfers name each their créance.
        on: day of value.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `remboursement_defait`; empty when nothing was repaid so.

    Law:
        None: decision 0020; nothing is erased.
    """
    # Those of before decision 0021 named no créance.
    named = f"^(creance:[0-9]+:)?{re.escape(reference)}$"
    mine = pc.and_(
        pc.equal(transfers["motive"], "remboursement"),
        pc.fill_null(pc.match_substring_regex(transfers["reference"], named), False),  # noqa: FBT003
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
