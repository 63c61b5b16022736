"""Rectify: ask for the rectification of what an indu rests on, and answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, day_text, days_after
from justedroit.core.courriers import CourrierSuivi, ReponseRectification, voies
from justedroit.core.creances import Creance, Rectification, Suivi, suivis, wrong_day
from justedroit.core.recours import rectification, rectification_retenue
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import Atelier, day_of, sent_rows
from justedroit.steps.unwithhold import unwithheld

LAW = "CSS art. R133-9-2 ; R847-1-1"
SENS = ("acceptee", "rejetee")


@dataclass(frozen=True, slots=True)
class Demandee:
    """A request of rectification.

    Attributes:
        numero: in the dossier.
        creances: numbers of the créances concerned.
    """

    numero: int
    creances: tuple[int, ...]


def ask(
    records: Records,
    dossier: int,
    creances: Sequence[int],
    demande: tuple[dt.date, str],
    acte: Acte,
) -> Demandee | Refusal:
    """Record a request of rectification, within its delay; recovery waits for the answer.

    Args:
        records: the journals.
        dossier: number.
        creances: numbers of the créances concerned.
        demande: the day on which it was asked, and what the household says.
        acte: who records it, and when.

    Returns:
        The request; a refusal, with the appeal as the way forward, where it comes too late.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    le, motif = demande
    where = f"dossier {dossier}, demande de rectification"
    if (refusal := refuse_text(motif, where, "le motif")) is not None:
        return refusal
    claims = _claims(found, creances, where)
    if isinstance(claims, Refusal):
        return claims
    if refusal := _refused(suivis(claims, found.events), le, (where, day_of(acte.at))):
        return refusal
    number = len(requests(found.events)) + 1
    numbers = tuple(claim.number for claim in claims)
    payload = {
        "rectification": number,
        "creances": list(numbers),
        "le": le.isoformat(),
        "motif": motif.strip(),
    }
    rows = [event(dossier, "rectification.demandee", acte, payload)]
    appended(records, found, *unwithheld(found, rows, acte))
    return Demandee(number, numbers)


def requests(events: pa.Table) -> dict[int, tuple[int, ...]]:
    """Return the requests of a dossier: number → créances concerned."""
    mine = events.filter(pc.equal(events["tag"], "rectification.demandee"))
    told = map(json.loads, mine["payload"].to_pylist())
    return {one["rectification"]: tuple(one["creances"]) for one in told}


def _claims(found: Opened, creances: Sequence[int], where: str) -> list[Creance] | Refusal:
    known = {claim.number: claim for claim in found.creances()}
    unknown = [number for number in creances if number not in known]
    if unknown or not creances:
        what = f"la créance {unknown[0]} n'existe pas." if unknown else "aucune créance n'est dite."
        return Refusal(what, where, "Donnez les numéros que la notification porte.")
    return [known[number] for number in dict.fromkeys(creances)]


def _refused(threads: Sequence[Suivi], le: dt.date, told: tuple[str, dt.date]) -> Refusal | None:
    where, today = told
    if what := wrong_day(le, today):
        return Refusal(what, where, "Donnez le jour de la demande.")
    for thread in threads:
        notice, asked = thread.notice, thread.rectification
        if notice is None or notice.sent_on is None or le < notice.sent_on:
            what = f"la créance {thread.number} n'était pas notifiée ce jour-là."
            mend = "Une information se corrige en la déclarant."
            return Refusal(what, where, mend, LAW)
        if asked is not None and asked.answer is None:
            what = f"la demande {asked.number} attend déjà une réponse."
            return Refusal(what, where, "Répondez d'abord à celle-là.", LAW)
        # No proven reception, no delay: the person is never late of what nobody proves.
        if notice.received_on is None:
            continue
        last = rectification(notice.received_on).until
        if le > last:
            return Refusal(
                f"elle est venue le {day_text(le)}, après le {day_text(last)}.",
                where,
                "Il reste le recours amiable, dont le délai est plus long : enregistrez-la comme "
                "contestation, à la même date.",
                LAW,
            )
    return None


def answer(
    records: Records,
    dossier: int,
    numero: int,
    reponse: tuple[str, str],
    acte: Acte,
    atelier: Atelier,
) -> CourrierSuivi | list[Refusal]:
    """Answer a request of rectification, by a letter; a rejection is reasoned and opens appeals.

    Args:
        records: the journals.
        dossier: number.
        numero: of the request.
        reponse: `acceptee` or `rejetee`, and why.
        acte: who answers, and when.
        atelier: with what the letter is made.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return [found]
    sens, motif = reponse
    where = f"dossier {dossier}, rectification {numero}"
    asked = _asked(found, numero, where)
    if isinstance(asked, Refusal):
        return [asked]
    if sens not in SENS:
        return [Refusal(f"« {sens[:20]} » est inconnu.", where, f"Choix : {', '.join(SENS)}.")]
    if (refusal := refuse_text(motif, where, "le motif")) is not None:
        return [refusal]
    lettre = _letter(found, asked, reponse, acte, atelier)
    made = sent_rows(found, lettre, acte, atelier)
    if isinstance(made, list):
        return made
    sent, rows = made
    payload = {
        "rectification": numero,
        "sens": sens,
        "le": day_of(acte.at).isoformat(),
        "motif": motif.strip(),
        "courrier": sent.numero,
    }
    appended(records, found, [*rows, event(dossier, "rectification.repondue", acte, payload)])
    return sent


def _asked(found: Opened, numero: int, where: str) -> tuple[Rectification, list[Creance]] | Refusal:
    numbers = requests(found.events).get(numero)
    if numbers is None:
        return Refusal("cette demande n'existe pas.", where, "Vérifiez son numéro.")
    claims = [claim for claim in found.creances() if claim.number in numbers]
    [first, *_] = suivis(claims, found.events)
    asked = next(one for one in first.rectifications if one.number == numero)
    if asked.answer is not None:
        return Refusal("elle a déjà sa réponse.", where, "Une nouvelle demande peut être faite.")
    return asked, claims


def _letter(
    found: Opened,
    told: tuple[Rectification, list[Creance]],
    reponse: tuple[str, str],
    acte: Acte,
    atelier: Atelier,
) -> ReponseRectification:
    asked, claims = told
    sens, motif = reponse
    day = day_of(acte.at)
    closed = next(
        (t.remise_closed for t in suivis(claims, found.events) if t.remise_closed is not None), None
    )
    return ReponseRectification(
        dossier=found.dossier,
        le=day,
        organisme=atelier.organisme,
        numero=asked.number,
        demandee_le=asked.asked_on,
        acceptee=sens == "acceptee",
        motif=motif.strip(),
        reste_cents=sum(claim.total() for claim in claims),
        retenue_apres=days_after(rectification_retenue(day).ends_on, 1),
        remise_fermee=closed[1] if closed else "",
        creances=tuple(claim.number for claim in claims if claim.total() > 0),
        voies=voies([claim.benefit for claim in claims], "indu", atelier.organisme, day),
    )
