"""Payments that come back, or never left: the right is owed again, and a dead account is known.

A payment comes back whole. What of it had been claimed from the household as an indu is no longer
claimed, since the household never received it; the rest is owed again, and the next order pays it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import parametre
from justedroit.core.paiements.identifiant import LETTERS, parse_end_to_end
from justedroit.core.paiements.remboursements import reversed_rows
from justedroit.core.paiements.schema import PAYMENTS, VERSEMENTS
from justedroit.core.paiements.versements import versements
from justedroit.core.registre import (
    TRANSFERS,
    Ints,
    ints,
    keys_of,
    positions,
    unpaid,
)

_KEY: Final = PAYMENTS.names
_REFERENCE: Final = r"^retour:(?P<order>[0-9]+):(?P<letter>[AB]):(?P<how>rejet|retour)$"
# Why a line of the bank does not become a return.
PARKED_LABELS: Final = {
    "inconnu": "Aucun paiement de la caisse ne porte cette référence",
    "montant": "Le montant n'est pas celui du paiement",
    "deja_retourne": "Ce paiement est déjà revenu",
    "pas_envoye": "Le fichier de ce paiement n'a pas été envoyé à la banque",
}


@dataclass(frozen=True, slots=True)
class Motif:
    """Why a payment came back.

    Attributes:
        code: ISO 20022, "" where the bank gives none.
        libelle: in French.
        bloque: whether it says that the account is dead.
    """

    code: str
    libelle: str
    bloque: bool


def motif(code: str, on: dt.date) -> Motif:
    """Return why a payment came back, from its code.

    Args:
        code: ISO 20022, "" where the bank gives none.
        on: day of the return.

    Law:
        None: external code lists of ISO 20022; parameter `retours.motifs`, a_verifier.
    """
    known: Mapping[str, Mapping[str, Any]] = parametre("paiements/retours.motifs").at(on)
    found = known.get(code)
    if found is None:
        return Motif(
            code, f"Motif {code} de la banque" if code else "Motif non donné", bloque=False
        )
    return Motif(code, str(found["libelle"]), bool(found["bloque"]))


@dataclass(frozen=True, slots=True)
class Retour:
    """How payments come back.

    Attributes:
        now: instant of entry, UTC.
        value_on: day on which the bank says so.
        how: `rejet` (the money never left) or `retour` (it came back).
    """

    now: dt.datetime
    value_on: dt.date
    how: str


def returned_payments(transfers: pa.Table) -> pa.Table:
    """Return the payments that have come back already.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Columns of PAYMENTS and `how` (`rejet`, `retour`), once each; not those that a person placed
        by mistake and has undone.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    back = transfers.filter(pc.is_in(transfers["motive"], pa.array(["retour", "retour_defait"])))
    cents = back["amount_cents"]
    signed = pc.if_else(pc.equal(back["motive"], "retour"), cents, pc.negate(cents))
    told = pa.table(
        [back["dossier"], back["reference"], signed], names=["dossier", "reference", "cents"]
    )
    told = told.group_by(["dossier", "reference"]).aggregate([("cents", "sum")])
    told = told.filter(pc.greater(told["cents_sum"], 0))
    read = pc.extract_regex(told["reference"].combine_chunks(), _REFERENCE)
    told, read = told.filter(pc.is_valid(read)), read.drop_null()
    rank = pc.index_in(pc.struct_field(read, "letter"), pa.array(list(LETTERS.values())))
    columns = {
        "order": pc.struct_field(read, "order").cast(pa.int64()),
        "dossier": told["dossier"],
        "payee": pa.array(list(LETTERS)).take(rank),
        "how": pc.struct_field(read, "how"),
    }
    return pa.table(columns)


def resolved(asked: pa.Table, transfers: pa.Table) -> pa.Table:
    """Return what each line of the bank stands for.

    Args:
        asked: schema RETURNS.
        transfers: schema TRANSFERS of the dossiers that the lines name.

    Returns:
        The columns of RETURNS, then order, dossier, payee (null where unknown), `paid_cents`,
        `how` (how it came back before, null where it did not), and `parked`: null for a return to
        post, else a key of PARKED_LABELS. Sorted by line.

    Law:
        None: decision 0015.
    """
    named = parse_end_to_end(asked["end_to_end"])
    paid = versements(transfers).group_by(_KEY).aggregate([("amount_cents", "sum")])
    paid = paid.rename_columns([*_KEY, "paid_cents"])
    table = pa.table([*asked.columns, *named.columns], names=[*asked.column_names, *_KEY])
    joined = table.join(paid, _KEY, join_type="left outer")
    joined = joined.join(returned_payments(transfers), _KEY, join_type="left outer")
    joined = joined.sort_by("line").combine_chunks()
    # Two lines of a file for one payment: the second finds it come back.
    first = _first_of_each(joined)
    again = pc.or_(pc.is_valid(joined["how"]), pa.array(~first))
    other = pc.fill_null(pc.not_equal(joined["amount_cents"], joined["paid_cents"]), False)  # noqa: FBT003
    parked = pc.case_when(
        pc.make_struct(pc.is_null(joined["paid_cents"]), again, other),
        *(pa.scalar(name) for name in ("inconnu", "deja_retourne", "montant")),
    )
    return joined.append_column("parked", parked)


def _first_of_each(joined: pa.Table) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return whether each line is the first of its payment, shape `(n,)`."""
    names = pc.binary_join_element_wise(
        *(pc.fill_null(joined[name].cast(pa.string()), "") for name in _KEY), ";"
    )
    codes = names.combine_chunks().dictionary_encode()
    codes = codes.indices if isinstance(codes, pa.DictionaryArray) else codes
    _, at = np.unique(codes.to_numpy(zero_copy_only=False), return_index=True)
    first = np.zeros(joined.num_rows, np.bool_)
    first[at] = True
    return first


def payments_of(found: pa.Table, transfers: pa.Table) -> pa.Table:
    """Return the rows of the ledger that some payments paid.

    Args:
        found: columns of PAYMENTS, each once.
        transfers: schema TRANSFERS of their dossiers.

    Returns:
        Schema VERSEMENTS, sorted.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    kept = versements(transfers).join(found.select(_KEY), _KEY, join_type="left semi")
    names = ["dossier", "benefit", "month", "order", "payee"]
    return kept.select(VERSEMENTS.names).sort_by([(name, "ascending") for name in names])


def transfers_of_returns(rows: pa.Table, transfers: pa.Table, retour: Retour) -> pa.Table:
    """Return the transfers of payments that come back.

    Args:
        rows: schema VERSEMENTS: the payments, as `payments_of` gives them.
        transfers: schema TRANSFERS of their dossiers.
        retour: how they come back.

    Returns:
        Schema TRANSFERS, motive `retour`; `sequence` is 0, a place holder.

    Law:
        CSS art. L553-2, L553-4: what was not received is no indu, and stays due.
    """
    keys, amounts = keys_of(rows), ints(rows["amount_cents"])
    to_indu = _taken(keys, amounts, _claimed(keys, transfers))
    kind = pc.index_in(rows["payee"], pa.array(list(LETTERS)))
    letters = pa.array(list(LETTERS.values())).take(kind)
    references = pc.binary_join_element_wise(
        "retour", rows["order"].cast(pa.string()), letters, retour.how, ":"
    )
    parts = [
        _transfers(rows, np.asarray(cents), nature, references, retour)
        for nature, cents in (("indu", to_indu), ("droit", amounts - to_indu))
    ]
    return pa.concat_tables(parts)


def unreturned(
    transfers: pa.Table, payment: tuple[int, str], on: dt.date, now: dt.datetime
) -> pa.Table | None:
    """Return the transfers that undo the return of a payment: it stands paid again.

    Args:
        transfers: schema TRANSFERS of the dossier, with their sequences.
        payment: its order and its payee.
        on: day of value.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `retour_defait`, empty where nothing had come back; None where the
        right was paid again since, so that it would be paid twice.

    Law:
        None: decision 0020; nothing is erased.
    """
    order, payee = payment
    head = f"retour:{order}:{LETTERS[payee]}:"
    mine = transfers.filter(pc.starts_with(pc.fill_null(transfers["reference"], ""), head))
    undone = mine.filter(pc.equal(mine["motive"], "retour_defait"))["sequence"]
    standing = pc.and_(
        pc.equal(mine["motive"], "retour"),
        pc.greater(mine["sequence"], max(undone.to_pylist(), default=-1)),
    )
    back = reversed_rows(mine.filter(standing), "retour_defait", on, now)
    owed = unpaid(pa.concat_tables([transfers, back]))["unpaid_cents"]
    return None if min(owed.to_pylist(), default=0) < 0 else back


def _claimed(keys: Ints, transfers: pa.Table) -> Ints:
    """Return what is still claimed of each right, shape `(n,)`, cents."""
    standing = positions(transfers)
    known = keys_of(standing)
    at = np.minimum(np.searchsorted(known, keys), max(known.size - 1, 0))
    claimed = np.maximum(ints(standing["indu_cents"]), 0)
    return np.where(known[at] == keys, claimed[at], 0) if known.size else np.zeros_like(keys)


def _taken(keys: Ints, amounts: Ints, claimed: Ints) -> Ints:
    """Return what each row gives to what is claimed of its right; rows are sorted by key."""
    if not keys.size:
        return amounts
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    before = np.cumsum(amounts) - amounts
    before -= np.repeat(before[starts], np.diff(np.r_[starts, keys.size]))
    taken: Ints = np.minimum(before + amounts, claimed) - np.minimum(before, claimed)
    return taken


def _transfers(
    rows: pa.Table, cents: Ints, nature: str, references: pa.ChunkedArray, retour: Retour
) -> pa.Table:
    columns = {
        "dossier": rows["dossier"],
        "sequence": pa.array(np.zeros(rows.num_rows, np.int64)),
        "debit": pc.binary_join_element_wise(rows["benefit"], "retourne", ":"),
        "credit": pc.binary_join_element_wise(rows["benefit"], nature, ":"),
        "amount_cents": pa.array(cents),
        "month": rows["month"],
        "value_on": pa.repeat(pa.scalar(retour.value_on, pa.date32()), rows.num_rows),
        "entered_at": pa.repeat(
            pa.scalar(retour.now, TRANSFERS.field("entered_at").type), rows.num_rows
        ),
        "motive": pa.repeat(pa.scalar("retour"), rows.num_rows),
        "reference": references,
    }
    return pa.table(columns, schema=TRANSFERS).filter(pa.array(cents > 0))
