"""The credit transfers of an order: one for each dossier and payee that has an account."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.paiements.banque.lettres import sepa_letters
from justedroit.core.paiements.identifiant import end_to_end
from justedroit.core.paiements.ordre import PAYEES
from justedroit.core.paiements.retours import motif
from justedroit.core.paiements.schema import HELD, PAYABLE, VIREMENTS
from justedroit.core.registre import Ints, ints

# Why a payment waits, and how a person says it.
HELD_LABELS: Final = {
    "sans_compte": "Aucun compte n'est connu",
    "compte_bloque": "La banque ne paie plus ce compte",
    "nom_illisible": "Le nom du titulaire n'a aucune lettre que la banque accepte",
}


def _payment_keys(table: pa.Table) -> Ints:
    """Return one integer for each dossier and payee."""
    ranks = ints(pc.index_in(table["payee"], pa.array(list(PAYEES))))
    return ints(table["dossier"]) * len(PAYEES) + ranks


def _places(keys: Ints, accounts: pa.Table) -> tuple[Ints, Ints]:
    """Return the row of `accounts` of each key, and those that have one."""
    known = _payment_keys(accounts)
    order = np.argsort(known, kind="stable")
    at = np.minimum(np.searchsorted(known[order], keys), max(known.size - 1, 0))
    found = known[order][at] == keys if known.size else np.zeros(keys.size, np.bool_)
    return order[at[found]], np.flatnonzero(found)


def payable(
    order: pa.Table, accounts: pa.Table, blocked: Mapping[str, str]
) -> tuple[pa.Table, pa.Table]:
    """Return what of an order can be paid, and what must wait.

    Args:
        order: schema ORDER.
        accounts: schema ACCOUNTS of `core.identites`.
        blocked: fingerprints of the accounts that the bank has said to be dead → reason, a code.

    Returns:
        Schemas PAYABLE and HELD; each row of the order is in one of them, in the same order.

    Law:
        None: what waits stays owed; decision 0015.
    """
    place, rows = _places(_payment_keys(order), accounts)
    chosen = accounts.select(["holder", "fingerprint"]).take(pa.array(place))
    why = np.full(order.num_rows, 0)
    named = pc.not_equal(sepa_letters(chosen["holder"]), "").to_numpy()
    dead = pc.is_in(chosen["fingerprint"], pa.array(sorted(blocked), pa.string())).to_numpy()
    why[rows] = np.where(dead, 1, np.where(named, -1, 2))
    paid = order.take(pa.array(np.flatnonzero(why < 0)))
    fingerprints = chosen["fingerprint"].filter(pa.array(why[rows] < 0))
    held = order.take(pa.array(np.flatnonzero(why >= 0)))
    reasons = pa.array(list(HELD_LABELS)).take(pa.array(why[why >= 0]))
    waits = np.full(order.num_rows, "", object)
    waits[rows] = pc.fill_null(_codes(chosen["fingerprint"], blocked), "").to_numpy()
    codes = pa.array(waits[why >= 0], pa.string())
    return (
        pa.table([*paid.columns, fingerprints], schema=PAYABLE),
        pa.table([*held.columns, reasons, codes], schema=HELD),
    )


def held_label(why: str, code: str, on: dt.date) -> str:
    """Return why a row waits, as a person reads it: what the bank said of the account, if it did.

    Args:
        why: of HELD.
        code: of HELD.
        on: day on which it is read.

    Law:
        None: external code lists of ISO 20022.
    """
    label = HELD_LABELS[why]
    return f"{label} : {motif(code, on).libelle.lower()}" if code else label


def _codes(fingerprints: pa.ChunkedArray, blocked: Mapping[str, str]) -> pa.ChunkedArray:
    """Return what the bank has said of each account, null where it has said nothing."""
    known = pa.array(list(blocked), pa.string())
    return pa.array(list(blocked.values()), pa.string()).take(pc.index_in(fingerprints, known))


def payments(rows: pa.Table) -> pa.Table:
    """Return what each dossier and payee of an order receives.

    Args:
        rows: schema PAYABLE, or ORDER.

    Returns:
        Columns dossier, payee, amount_cents; sorted by dossier and payee.

    Law:
        None: a sum.
    """
    sums = rows.group_by(["dossier", "payee"]).aggregate([("amount_cents", "sum")])
    sums = sums.rename_columns(["dossier", "payee", "amount_cents"])
    return sums.sort_by([("dossier", "ascending"), ("payee", "ascending")])


def named_payments(rows: pa.Table, number: int) -> pa.Table:
    """Return the payments of an order with their end-to-end identifier, without any account.

    Args:
        rows: schema PAYABLE, or ORDER.
        number: of the order.

    Returns:
        The first columns of VIREMENTS, until end_to_end; sorted by dossier and payee.

    Law:
        None: decision 0015.
    """
    sums = payments(rows)
    numbers = np.full(sums.num_rows, number, np.int64)
    names = end_to_end(numbers, ints(sums["dossier"]), sums["payee"])
    return sums.append_column("end_to_end", names)


def virements(rows: pa.Table, accounts: pa.Table, number: int) -> pa.Table:
    """Return the credit transfers of an order.

    Args:
        rows: schema PAYABLE.
        accounts: schema ACCOUNTS, with at least the payees of the rows.
        number: of the order.

    Returns:
        Schema VIREMENTS, sorted by dossier and payee.

    Raises:
        ValueError: a payee has no account.

    Law:
        None: ISO 20022; one credit transfer by payee, decision 0015.
    """
    named = named_payments(rows, number)
    place, found = _places(_payment_keys(named), accounts)
    if found.size != named.num_rows:
        raise ValueError("Un bénéficiaire de l'ordre n'a plus de compte.")
    chosen = accounts.take(pa.array(place))
    columns = [*named.columns, sepa_letters(chosen["holder"]), chosen["iban"]]
    return pa.table(columns, schema=VIREMENTS)


def fingerprint_of_rows(rows: pa.Table) -> str:
    """Return the SHA-256 of what an order pays: each dossier, benefit, month, payee and amount.

    Args:
        rows: schema PAYABLE, or ORDER.

    Law:
        None: what a second person releases is what the first has prepared; decision 0015.
    """
    return _digest(rows, ["dossier", "benefit", "month", "payee", "amount_cents"])


def fingerprint_of_accounts(rows: pa.Table) -> str:
    """Return the SHA-256 of where an order pays, from the keyed fingerprints of the accounts.

    Args:
        rows: schema PAYABLE.

    Law:
        None: an account changed between preparation and release is seen; decision 0015.
    """
    return _digest(rows, ["dossier", "payee", "fingerprint"])


def _digest(rows: pa.Table, names: list[str]) -> str:
    distinct = rows.select(names).group_by(names).aggregate([])
    ordered = distinct.sort_by([(name, "ascending") for name in names])
    texts = [ordered[name].cast(pa.string()).combine_chunks() for name in names]
    lines = pc.binary_join_element_wise(*texts, ";")
    return hashlib.sha256("\n".join([";".join(names), *lines.to_pylist()]).encode()).hexdigest()
