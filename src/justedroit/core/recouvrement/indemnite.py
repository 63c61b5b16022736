"""What fraud adds to a créance: the indemnité de gestion, decided by a person."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import FRANCE, Refusal, month_of, parametre
from justedroit.core.creances import (
    INDEMNITE,
    INDU,
    Creance,
    Extinction,
    Suivi,
    creance_row,
    extinguished,
    oldest_first,
)
from justedroit.core.registre import TRANSFERS

_ACT: Final = "requalification"


def indemnite_cents(creance: Creance, suivi: Suivi, day: dt.date) -> int | Refusal:
    """Return the indemnité de gestion that fraud allows to add to a créance, in cents.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        day: of the decision.

    Returns:
        The rate applied to what was unduly received and still stands, cents below; a refusal where
        no person qualified fraud, or it was decided already.

    Law:
        CSS art. L553-2, CASF art. L262-46 (version of 2024): 10 %, a_verifier.
    """
    where = f"dossier {creance.dossier}, créance {creance.number}"
    told, taux = suivi.qualification, parametre("recouvrement/indemnite.taux")
    if told is None or not told.is_fraud:
        return Refusal(
            "l'indemnité de gestion suppose une fraude qualifiée par une personne.",
            where,
            "Qualifiez d'abord, avec ses raisons.",
            "CSS art. L553-2",
        )
    if _of(creance, INDEMNITE, "claimed") > _of(creance, INDEMNITE, "annulled"):
        return Refusal(
            "l'indemnité de gestion est déjà décidée.",
            where,
            "Elle ne l'est qu'une fois.",
            "CSS art. L553-2",
        )
    if not taux.in_force(day):
        return Refusal(
            "aucun texte ne prévoit d'indemnité de gestion à cette date.",
            where,
            "Recouvrez l'indu seul.",
        )
    lost = sum(_of(creance, INDU, f) for f in ("undone", "returned", "annulled", "prescribed"))
    rate: int = taux.at(day)
    cents = (_of(creance, INDU, "claimed") - lost) * rate // 100
    if cents <= 0:
        return Refusal("plus rien n'est réclamé.", where, "Il n'y a rien à majorer.")
    return cents


def indemnite_transfers(creance: Creance, cents: int, at: dt.datetime) -> pa.Table:
    """Return the transfer that makes the household owe the indemnité, in the month of the decision.

    Args:
        creance: as the ledger tells it.
        cents: of the indemnité.
        at: instant of the decision, UTC.

    Returns:
        Schema TRANSFERS, one row; `sequence` is a place holder.

    Law:
        CSS art. L553-2; decision 0021: outside of the charge of the benefit.
    """
    row = _row(creance, (INDEMNITE, "produit", "indemnite", "indemnite"), cents, at)
    return pa.Table.from_pylist([row], schema=TRANSFERS)


def unjustified(creance: Creance, suivi: Suivi, at: dt.datetime) -> tuple[int, int, pa.Table]:
    """Return what becomes of an indemnité once a person says that there was no fraud.

    What is still owed of it is annulled; what was paid or withheld of it is owed to the household,
    in the month of the decision, and paid with its next payment.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it, the new qualification included.
        at: instant of the qualification, UTC.

    Returns:
        Cents annulled, cents given back, and their transfers: schema TRANSFERS, none where a fraud
        is still qualified or no indemnité stands; `sequence` is a place holder.

    Law:
        CSS art. L553-2: an indemnité supposes a fraud; Code civil art. 1302.
    """
    if suivi.qualification is not None and suivi.qualification.is_fraud:
        return 0, 0, TRANSFERS.empty_table()
    owed, back = _of(creance, INDEMNITE, "open"), _of(creance, INDEMNITE, "recovered")
    how = Extinction("produit", "annulation", _ACT, at)
    undone = extinguished(creance, oldest_first(creance, owed, natures=(INDEMNITE,)), how)
    given = [_row(creance, ("produit", "droit", "restitution", _ACT), back, at)] if back else []
    return owed, back, pa.concat_tables([undone, pa.Table.from_pylist(given, schema=TRANSFERS)])


def _row(
    creance: Creance, how: tuple[str, str, str, str], cents: int, at: dt.datetime
) -> dict[str, Any]:
    """Return the transfer of an indemnité, which is of the month in which it is decided."""
    return creance_row(creance, how, (month_of(at.astimezone(FRANCE).date()), cents), at)


def _of(creance: Creance, nature: str, field: str) -> int:
    return sum(getattr(ligne, field) for ligne in creance.lignes if ligne.nature == nature)
