"""Entrust: a commissaire de justice executes a contrainte; what it recovers, or that nothing can be."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import Acte, Refusal
from justedroit.core.creances import less_bounced, wrong_day
from justedroit.core.recours import opposition
from justedroit.core.recouvrement import Ordre, refuse_closing, refuse_execution
from justedroit.records.interface import Records
from justedroit.steps.act import appended
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.pursue import Poursuite, on_order, open_cents, pursued


def entrust(records: Records, key: tuple[int, int], le: dt.date, acte: Acte) -> Refusal | None:
    """Entrust the execution of a contrainte to a commissaire de justice.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    read = on_order(records, key, acte)
    if isinstance(read, Refusal):
        return read
    on, order = read
    served = order.contrainte.served_on
    until = opposition(served).until if served else None
    where = f"dossier {key[0]}, contrainte {key[1]}"
    if what := wrong_day(le, on.day) or wrong_day(le, on.day, served, "la signification"):
        return Refusal(what, where, "Donnez le jour de l'envoi.")
    if refusal := refuse_execution(order, on.claims, until, le):
        return refusal
    appended(
        records,
        on.found,
        [on.event("execution.confiee", contrainte=key[1], le=le.isoformat())],
    )
    return None


def close(
    records: Records,
    key: tuple[int, int],
    told: tuple[str, dt.date],
    acte: Acte,
    paid: tuple[int, str] | None = None,
) -> int | Refusal:
    """Close the execution of a contrainte with its result; return what it has recovered, in cents.

    Args:
        records: the journals.
        key: dossier and number of the contrainte.
        told: result, of RESULTATS, and its day.
        acte: who records it, and when.
        paid: cents that the commissaire de justice hands over now, and their reference: they are
            collected first; those collected before count already.

    Raises:
        StaleSequence: the dossier was written to in between; what was collected stays so.
    """
    result, le = told
    read = on_order(records, key, acte)
    if isinstance(read, Refusal):
        return read
    on, order = read
    where = f"dossier {key[0]}, contrainte {key[1]}"
    after = open_cents(on, order.creances) - (paid[0] if paid else 0)
    if refusal := refuse_closing(order, result, max(after, 0), where):
        return refusal
    if what := wrong_day(le, on.day, order.contrainte.entrusted_on, "l'envoi"):
        return Refusal(what, where, "Donnez le jour du résultat.")
    if paid is not None:
        money = Encaissement(key[0], "virement", paid[0], le, paid[1], order.creances)
        entered = collect(records, money, acte)
        if isinstance(entered, Refusal):
            return entered
        again = pursued(records, key[0], acte)
        assert isinstance(again, Poursuite)
        on = again
    cents = _recovered(on, order)
    row = on.event(
        "execution.close",
        contrainte=key[1],
        le=le.isoformat(),
        resultat=result,
        recouvre_cents=cents,
    )
    appended(records, on.found, [row])
    return cents


def _recovered(on: Poursuite, order: Ordre) -> int:
    """Return what was repaid on the créances of a contrainte since its execution was entrusted."""
    since = order.contrainte.entrusted_on
    acts = ("paiement", "banque", "attente")  # whatever the channel, a withholding excepted
    names = tuple(f"creance:{number}:{act}:" for number in order.creances for act in acts)
    total = 0
    for row in less_bounced(on.found.transfers).to_pylist():
        named = (row["reference"] or "").startswith(names)
        if named and since is not None and row["value_on"] >= since:
            total += row["amount_cents"] if row["motive"] == "remboursement" else 0
    return total
