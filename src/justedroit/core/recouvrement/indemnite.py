"""What fraud adds to a créance: the indemnité de gestion, decided by a person."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from justedroit.core.base import FRANCE, Refusal, month_of, parametre
from justedroit.core.recouvrement.creance import INDEMNITE, INDU, Creance, creance_reference
from justedroit.core.recouvrement.suivi import Suivi
from justedroit.core.registre import TRANSFERS, account


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
            "Qualifiez d'abord, avec ses raisons : justedroit qualifier.",
            "CSS art. L553-2",
        )
    if creance.total("claimed") > _of(creance, INDU, "claimed"):
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
    day = at.astimezone(FRANCE).date()
    row = {
        "dossier": creance.dossier,
        "sequence": 0,
        "debit": account(creance.benefit, INDEMNITE),
        "credit": account(creance.benefit, "produit"),
        "amount_cents": cents,
        "month": month_of(day),
        "value_on": day,
        "entered_at": at,
        "motive": "indemnite",
        "reference": creance_reference(creance.number, "indemnite"),
    }
    return pa.Table.from_pylist([row], schema=TRANSFERS)


def _of(creance: Creance, nature: str, field: str) -> int:
    return sum(getattr(ligne, field) for ligne in creance.lignes if ligne.nature == nature)
