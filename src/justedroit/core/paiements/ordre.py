"""The payment order of a month: everything that is owed, paid once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.paiements.schema import ORDER
from justedroit.core.registre import AIDES_AU_LOGEMENT, TRANSFERS, ints, unpaid

# Payee → nature of the account that is credited.
PAYEES: Final = {"allocataire": "paye", "bailleur": "paye_tiers"}
KINDS: Final = ("mensuel", "ars")
_ARS: Final = "ars"


def payment_order(
    transfers: pa.Table, month: int, *, kind: str = "mensuel", landlord: Collection[int] = ()
) -> pa.Table:
    """Return what is to be paid for the rights of a month and of those before it.

    Whatever the ledger owes is paid, rappels with the right of the month, and nothing else: once
    the transfers of an order are in the ledger, the same order is empty.

    Args:
        transfers: schema TRANSFERS.
        month: last month of the rights paid, 202601.
        kind: `ars` (the ARS alone) or `mensuel` (all benefits; of the ARS, what an order of
            kind `ars` should have paid a month before: a late claim does not wait a year).
        landlord: dossiers whose aide au logement goes to the landlord.

    Returns:
        Schema ORDER, sorted by dossier, benefit, month; cents; no zero.

    Raises:
        ValueError: unknown kind, or the ledger owes a negative amount.

    Law:
        Arrêté of 29 June 1994, CCH art. R823-8: monthly, at term. To the landlord: domaine 1.1.
    """
    if kind not in KINDS:
        message = f"L'ordre de paiement « {kind} » est inconnu. Choix : {', '.join(KINDS)}."
        raise ValueError(message)
    owed = unpaid(transfers)
    is_ars = pc.equal(owed["benefit"], _ARS).to_numpy()
    months = ints(owed["month"])
    if kind == _ARS:
        chosen = is_ars & (months <= month)
    else:
        chosen = np.where(is_ars, months < month, months <= month)
    owed = owed.filter(pa.array(chosen))
    negative = owed.filter(pc.less(owed["unpaid_cents"], 0))
    if negative.num_rows:
        row = negative.slice(0, 1).to_pylist()[0]
        message = (
            f"Dossier {row['dossier']}, {row['benefit']}, {row['month']} : le registre a payé plus "
            "que le droit passé. Rien n'est ordonné ; vérifiez les transferts de ce dossier."
        )
        raise ValueError(message)
    to_landlord = np.isin(ints(owed["dossier"]), np.fromiter(landlord, np.int64))
    to_landlord &= pc.is_in(owed["benefit"], value_set=pa.array(AIDES_AU_LOGEMENT)).to_numpy()
    payee = pa.array(list(PAYEES)).take(pa.array(to_landlord.astype(np.int64)))
    columns = [owed["dossier"], owed["benefit"], owed["month"], payee, owed["unpaid_cents"]]
    return pa.table(columns, schema=ORDER)


def transfers_of_order(
    order: pa.Table, reference: str | pa.ChunkedArray, value_on: dt.date, now: dt.datetime
) -> pa.Table:
    """Return the transfers that pay an order.

    Args:
        order: schema ORDER; the part of one payee may be paid alone, on its own day.
        reference: what the transfers will be found by, `ordre:mensuel:202601`; an order that goes
            to the bank has `order_references` instead.
        value_on: day of payment.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, in the order of the rows; `sequence` is 0, a place holder.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    rows = order.num_rows
    nature = pc.if_else(
        pc.equal(order["payee"], "bailleur"), PAYEES["bailleur"], PAYEES["allocataire"]
    )
    columns = {
        "dossier": order["dossier"],
        "sequence": pa.array(np.zeros(rows, np.int64)),
        "debit": pc.binary_join_element_wise(order["benefit"], "droit", ":"),
        "credit": pc.binary_join_element_wise(order["benefit"], nature, ":"),
        "amount_cents": order["amount_cents"],
        "month": order["month"],
        "value_on": pa.repeat(pa.scalar(value_on, pa.date32()), rows),
        "entered_at": pa.repeat(pa.scalar(now, TRANSFERS.field("entered_at").type), rows),
        "motive": pa.repeat(pa.scalar("paiement"), rows),
        "reference": pa.repeat(pa.scalar(reference), rows)
        if isinstance(reference, str)
        else reference,
    }
    return pa.table(columns, schema=TRANSFERS)


def order_references(payable: pa.Table, number: int) -> pa.ChunkedArray:
    """Return the references of the transfers of an order: its number, and the account paid.

    Args:
        payable: schema PAYABLE.
        number: of the order.

    Returns:
        Shape `(n,)`, `ordre:7:` and the fingerprint of the account: so a payment that comes back is
        that of an account, whatever account the household has by then.

    Law:
        None: decision 0015.
    """
    return pc.binary_join_element_wise(f"ordre:{number}", payable["fingerprint"], ":")


def order_totals(order: pa.Table) -> pa.Table:
    """Return the totals of an order, to reconcile it with what the bank was given.

    Args:
        order: schema ORDER.

    Returns:
        Columns benefit, payee, `payments` (number of rows) and `amount_cents`, sorted by benefit
        and payee.

    Law:
        None: a control sum.
    """
    sums = order.group_by(["benefit", "payee"]).aggregate(
        [("amount_cents", "count"), ("amount_cents", "sum")]
    )
    named = sums.select(["benefit", "payee", "amount_cents_count", "amount_cents_sum"])
    named = named.rename_columns(["benefit", "payee", "payments", "amount_cents"])
    return named.sort_by([("benefit", "ascending"), ("payee", "ascending")])
