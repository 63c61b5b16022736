"""Forced recovery: when a mise en demeure, a contrainte, its execution may come, and what forbids them.

Days that depend on an appeal are given by who calls: appeals are another subject.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, day_text, days_after, months_after, parametre
from justedroit.core.creances import (
    INDU,
    Contrainte,
    Creance,
    Extinction,
    MiseEnDemeure,
    Suivi,
    cause_text,
    creance_of_reference,
    extinguished,
    oldest_first,
    suspended,
    withholdable_from,
    wrong_day,
)
from justedroit.core.recouvrement.rejet import rejection_reference
from justedroit.core.recouvrement.retenue_defaite import UNDONE
from justedroit.core.recouvrement.transmission import refuse_open

# How a contrainte is served → in French.
SIGNIFICATIONS: Final = {
    "commissaire_de_justice": "acte de commissaire de justice",
    "lrar": "lettre recommandée avec avis de réception",
}
# How its execution ends → in French.
RESULTATS: Final = {
    "solde": "tout est recouvré",
    "partiel": "une partie est recouvrée",
    "carence": "rien à saisir : procès-verbal de carence",
}
# How a procedure of over-indebtedness ends → in French.
ISSUES_SURENDETTEMENT: Final = {
    "plan": "plan de remboursement",
    "effacement": "effacement des dettes",
    "rejet": "rejet de la demande",
}
LAW: Final = "CSS art. L161-1-5 et R133-3"
_UNDOING: Final = ("remboursement_defait", UNDONE, "rejet")


@dataclass(frozen=True, slots=True)
class Ordre:
    """A contrainte of a dossier, with what it claims.

    Attributes:
        contrainte: as it stands.
        creances: numbers.
    """

    contrainte: Contrainte
    creances: tuple[int, ...]


def orders_of(threads: Iterable[Suivi]) -> dict[int, Ordre]:
    """Return the contraintes of a dossier, by number.

    Law:
        CSS art. L161-1-5.
    """
    found: dict[int, Ordre] = {}
    for thread in threads:
        for one in thread.contraintes:
            known = found.get(one.number)
            found[one.number] = Ordre(one, (*(known.creances if known else ()), thread.number))
    return dict(sorted(found.items()))


def demands_of(threads: Iterable[Suivi]) -> dict[int, tuple[MiseEnDemeure, tuple[int, ...]]]:
    """Return the mises en demeure of a dossier, by number, with the créances of each.

    Law:
        CSS art. R133-3.
    """
    found: dict[int, tuple[MiseEnDemeure, tuple[int, ...]]] = {}
    for thread in threads:
        for one in thread.demeures:
            known = found.get(one.number, (one, ()))
            found[one.number] = (one, (*known[1], thread.number))
    return dict(sorted(found.items()))


def repaid_on(creance: Creance, transfers: pa.Table) -> dt.date | None:
    """Return the last day on which a créance was repaid, by withholding or by the household.

    Args:
        creance: as the ledger tells it.
        transfers: schema TRANSFERS, of its dossier at least.

    Returns:
        None where nothing was; a payment that the bank took back is none, nor is a withholding that
        was undone.

    Law:
        None: decision 0003, the ledger is the only memory of what was paid.
    """
    mine = transfers.filter(pc.equal(transfers["dossier"], creance.dossier))
    undone = _undone(mine)
    rows = mine.filter(pc.equal(mine["motive"], "remboursement"))
    months = {ligne.month for ligne in creance.lignes}
    days = []
    for row in rows.select(["credit", "month", "reference", "value_on"]).to_pylist():
        named = creance_of_reference(row["reference"])
        about = row["credit"].partition(":")[0] == creance.benefit and row["month"] in months
        concerned = named == creance.number or (named is None and about)
        if concerned and not {row["reference"], _payment(row["reference"])} & undone:
            days.append(row["value_on"])
    return max(days, default=None)


def _undone(transfers: pa.Table) -> set[str | None]:
    """Return the references of what repaid nothing in the end; a payment sent back, by its number."""
    mine = transfers.filter(pc.is_in(transfers["motive"], pa.array(_UNDOING)))
    names = set(mine["reference"].to_pylist())
    names |= {(name or "").replace(f":{UNDONE}:", ":retenue:") for name in names}
    return names


def _payment(reference: str | None) -> str:
    """Return how a créance that a payment sent back has made is named, from what it had repaid."""
    named = creance_of_reference(reference) is not None
    return rejection_reference(reference) if named and reference is not None else ""


def refuse_demeure(
    creance: Creance,
    suivi: Suivi,
    appeal_until: dt.date | None,
    day: dt.date,
    repaid: dt.date | None = None,
) -> Refusal | None:
    """Return why a mise en demeure cannot claim a créance.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        appeal_until: last day on which the household may still appeal against the indu; None where
            its appeal was rejected.
        day: of the act.
        repaid: last day on which it was repaid, see `repaid_on`.

    Returns:
        None where it can: a proven reception, no appeal within its delay or one that was rejected,
        something left to pay, nothing that suspends, no plan that is kept, no recent repayment.

    Law:
        CSS art. L161-1-5, R133-3; CE 11 July 2019: after two months without appeal, or a rejection.
    """
    first = withholdable_from(creance, suivi, day)
    if isinstance(first, Refusal):
        return first
    if first > day:
        what = f"elle ne peut pas être recouvrée avant le {day_text(first)}."
        return _refusal(creance, what, "Attendez ce jour.")
    if appeal_until is not None and day <= appeal_until:
        what = f"le foyer peut la contester jusqu'au {day_text(appeal_until)}."
        return _refusal(creance, what, f"Mettez en demeure à partir du {_next(appeal_until)}.")
    if repaid is not None and day <= (until := in_hand_until(repaid)):
        what = f"elle se rembourse : le dernier versement ou la dernière retenue est du {day_text(repaid)}."
        mend = f"Sans autre remboursement, mettez en demeure à partir du {_next(until)}."
        return _refusal(creance, what, mend)
    fallen = [one for one in suivi.contraintes if not one.stands]
    proven = [one for one in suivi.demeures if one.received_on is not None]
    if len(proven) > len(fallen):
        what = f"la mise en demeure n° {proven[-1].number} a déjà été reçue."
        return _refusal(creance, what, "Émettez la contrainte quand son délai est passé.")
    return None


def in_hand_until(repaid: dt.date) -> dt.date:
    """Return the last day on which a créance that was repaid on a day is said to repay itself.

    Law:
        CSS art. L161-1-5; CE, 11 July 2019: « ni remboursée, ni retenue »; parameter
        `force.remboursement_recent`, a_verifier.
    """
    months: int = parametre("recouvrement/force.remboursement_recent").at(repaid)
    return months_after(repaid, months)


def refuse_contrainte(
    claims: Iterable[tuple[Creance, Suivi]], number: int, due_on: dt.date | None, day: dt.date
) -> Refusal | None:
    """Return why a contrainte cannot follow a mise en demeure.

    Args:
        claims: the créances of the mise en demeure, and what happened to each.
        number: of the mise en demeure.
        due_on: last day to pay it, None where its reception is not proven.
        day: of the act.

    Law:
        CSS art. L161-1-5, R133-3: one month after the mise en demeure, without effect.
    """
    some = list(claims)
    where = f"dossier {some[0][0].dossier}, mise en demeure {number}"
    if due_on is None:
        mend = "Consignez le jour et la preuve de sa réception."
        return Refusal("sa réception n'est pas prouvée.", where, mend, LAW)
    if day <= due_on:
        what = f"le foyer peut la payer jusqu'au {day_text(due_on)}."
        return Refusal(what, where, f"Émettez la contrainte à partir du {_next(due_on)}.", LAW)
    left = [(claim, thread) for claim, thread in some if claim.total() > 0]
    if not left:
        return Refusal("elle a été payée en entier.", where, "Il n'y a rien à faire.", LAW)
    for claim, thread in left:
        if refusal := refuse_open(claim, thread, day):
            return refusal
        standing = [one for one in thread.contraintes if one.stands and one.closed_on is None]
        if standing:
            what = f"la contrainte n° {standing[-1].number} la réclame déjà."
            return _refusal(claim, what, "Menez celle-là à son terme.")
    return None


def refuse_service(
    order: Ordre, claims: Mapping[int, tuple[Creance, Suivi]], le: dt.date, today: dt.date
) -> Refusal | None:
    """Return why the service of a contrainte cannot be recorded on a day.

    Law:
        CSS art. R133-3.
    """
    one = order.contrainte
    where = _of(order, claims)
    if one.served_on is not None:
        what = f"elle a été signifiée le {day_text(one.served_on)}."
        return Refusal(what, where, "Le délai d'opposition court de ce jour : il ne change plus.")
    if what := wrong_day(le, today, one.issued_on, "son émission"):
        return Refusal(what, where, "Donnez le jour de l'acte de signification.")
    return _suspended(order, claims, le)


def served_late(served_on: dt.date, told_on: dt.date) -> bool:
    """Return whether who served a contrainte told the fund of it too late.

    Law:
        CSS art. R133-3: the huissier tells the organism within eight days.
    """
    days: int = parametre("recouvrement/force.avis_signification").at(served_on)
    return told_on > days_after(served_on, days)


def refuse_execution(
    order: Ordre,
    claims: Mapping[int, tuple[Creance, Suivi]],
    until: dt.date | None,
    day: dt.date,
) -> Refusal | None:
    """Return why the execution of a contrainte cannot be entrusted.

    Args:
        order: the contrainte.
        claims: of the dossier, by number.
        until: last day to oppose it; None where it is not served.
        day: of the act.

    Law:
        CSS art. L161-1-5: it has the effects of a judgment, unless it is opposed.
    """
    one, where = order.contrainte, _of(order, claims)
    if until is None:
        mend = "Faites-la signifier, puis consignez le jour de l'acte."
        return Refusal("elle n'est pas signifiée.", where, mend, LAW)
    if not one.stands:
        mend = (
            "La dette reste due si elle n'est pas prescrite : une autre contrainte peut être émise."
        )
        return Refusal("le tribunal l'a annulée.", where, mend, LAW)
    if one.opposed_on is not None and one.judged_on is None:
        what = f"une opposition du {day_text(one.opposed_on)} attend son jugement."
        return Refusal(what, where, "Attendez le jugement.", LAW)
    if one.opposed_on is None and day <= until:
        what = f"le foyer peut s'y opposer jusqu'au {day_text(until)}."
        return Refusal(what, where, f"Confiez-la à partir du {_next(until)}.", LAW)
    if one.entrusted_on is not None:
        what = f"elle est confiée depuis le {day_text(one.entrusted_on)}."
        return Refusal(what, where, "Attendez le résultat, puis consignez-le.")
    if all(claims[number][0].total() <= 0 for number in order.creances):
        return Refusal("plus rien n'est dû.", where, "Il n'y a rien à exécuter.")
    return _suspended(order, claims, day)


def refuse_closing(order: Ordre, result: str, left_cents: int, where: str) -> Refusal | None:
    """Return why the execution of a contrainte cannot be closed with a result.

    Law:
        CSS art. L161-1-5.
    """
    if result not in RESULTATS:
        known = ", ".join(RESULTATS)
        return Refusal(f"le résultat « {result[:20]} » est inconnu.", where, f"Choix : {known}.")
    one = order.contrainte
    if one.entrusted_on is None:
        return Refusal("elle n'a pas été confiée.", where, "Confiez son exécution d'abord.")
    if one.closed_on is not None:
        what = f"son exécution est close depuis le {day_text(one.closed_on)}."
        return Refusal(what, where, "Il n'y a rien à refaire.")
    if (result == "solde") != (left_cents == 0):
        told = "il reste à payer" if left_cents else "plus rien n'est dû"
        mend = "Encaissez d'abord ce qui a été recouvré, ou donnez le résultat « partiel »."
        return Refusal(f"le résultat est « {result} », mais {told}.", where, mend)
    return None


def is_excluded(suivi: Suivi, day: dt.date) -> bool:
    """Return whether over-indebtedness leaves a créance aside: a debt that fraud has made.

    Law:
        Code de la consommation art. L711-4 (a_verifier).
    """
    told = suivi.qualification
    aside: list[str] = parametre("recouvrement/surendettement.exclues").at(day)
    return told is not None and told.code in aside


def erased(creance: Creance, number: int, at: dt.datetime) -> pa.Table:
    """Return the transfers by which a procedure erases what is open of a créance.

    Args:
        creance: as the ledger tells it.
        number: of the procedure.
        at: instant, UTC.

    Returns:
        Schema TRANSFERS, oldest months first.

    Law:
        Code de la consommation art. L741-2, L711-4.
    """
    parts = oldest_first(creance, creance.total(), natures=(INDU,))
    how = Extinction("efface", "effacement", f"effacement:S{number}", at)
    return extinguished(creance, parts, how)


def _suspended(
    order: Ordre, claims: Mapping[int, tuple[Creance, Suivi]], day: dt.date
) -> Refusal | None:
    for number in order.creances:
        claim, thread = claims[number]
        if claim.total() > 0 and (running := suspended(thread, day)) is not None:
            what = f"son recouvrement est suspendu : {cause_text(running)}."
            return _refusal(claim, what, "Attendez la fin de la suspension.")
    return None


def _of(order: Ordre, claims: Mapping[int, tuple[Creance, Suivi]]) -> str:
    claim, _ = claims[order.creances[0]]
    return f"dossier {claim.dossier}, contrainte {order.contrainte.number}"


def _refusal(creance: Creance, what: str, mend: str) -> Refusal:
    return Refusal(what, f"dossier {creance.dossier}, créance {creance.number}", mend, LAW)


def _next(day: dt.date) -> str:
    return day_text(days_after(day, 1))
