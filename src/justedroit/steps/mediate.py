"""Mediate: the médiateur is asked, after a complaint; what is suspended meanwhile; what comes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from justedroit.core.base import Acte, Refusal, day_text, parametre
from justedroit.core.courriers import CourrierSuivi, Organisme, ReponseMediation
from justedroit.core.creances import suivis, wrong_day
from justedroit.core.recours import (
    CANAUX_MEDIATION,
    MOTIFS_MEDIATION,
    ORIGINES_MEDIATION,
    RESULTATS_MEDIATION,
    Mediation,
    Reclamation,
    extended,
    mediations_of,
    prior_complaint,
    reclamations_of,
    recours_amiable,
    regime,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.complain import refused_about
from justedroit.steps.letter import day_of, prepared_rows
from justedroit.steps.unwithhold import unwithheld

_LAW = "CSS art. L217-7-1"


@dataclass(frozen=True, slots=True)
class Demande:
    """What the médiateur is asked.

    Attributes:
        dossier: number.
        origine: of ORIGINES_MEDIATION.
        canal: of CANAUX_MEDIATION.
        motif: of MOTIFS_MEDIATION.
        texte: what is asked, in French.
        le: day.
        creances: numbers it is about; may be none.
        recours: number of the appeal it is about, None where there is none.
    """

    dossier: int
    origine: str
    canal: str
    motif: str
    texte: str
    le: dt.date
    creances: tuple[int, ...] = ()
    recours: int | None = None


def mediations(records: Records, dossier: int) -> list[Mediation] | Refusal:
    """Return the médiations of a dossier, by number."""
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return mediations_of(found.events).get(dossier, [])


def mediate(records: Records, asked: Demande, acte: Acte) -> int | Refusal:
    """Record that the médiateur is asked; return the number of the médiation.

    Refused where no complaint came before it, with the way forward.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, asked.dossier)
    if isinstance(found, Refusal):
        return found
    before = _refused(found, asked, acte)
    if isinstance(before, Refusal):
        return before
    some = mediations_of(found.events).get(asked.dossier, [])
    number = 1 + max((one.number for one in some), default=0)
    halted = _halted(found, asked)
    told = {
        "mediation": number,
        "origine": asked.origine,
        "canal": asked.canal,
        "motif": asked.motif,
        "texte": asked.texte.strip(),
        "le": asked.le.isoformat(),
        "creances": list(asked.creances),
        "recours": asked.recours,
        "reclamation": before.number,
        "suspend": halted,
    }
    rows = [event(asked.dossier, "mediation.saisie", acte, told)]
    if halted:
        wait = {"creances": halted, "cause": f"mediation:{number}", "le": asked.le.isoformat()}
        rows.append(event(asked.dossier, "creance.suspendue", acte, wait | {"jusqu_au": None}))
    appended(records, found, *unwithheld(found, rows, acte))
    return number


def _refused(found: Opened, asked: Demande, acte: Acte) -> Reclamation | Refusal:
    """Return the complaint that came before, or why the médiateur cannot be asked."""
    where = f"dossier {asked.dossier}, médiation"
    for value, known, what in (
        (asked.origine, ORIGINES_MEDIATION, "l'origine"),
        (asked.canal, CANAUX_MEDIATION, "le canal"),
        (asked.motif, MOTIFS_MEDIATION, "le motif"),
    ):
        if value not in known:
            mend = f"Choix : {', '.join(known)}."
            return Refusal(f"{what} « {value[:20]} » est inconnu.", where, mend)
    if what := wrong_day(asked.le, day_of(acte.at)):
        return Refusal(what, where, "Donnez le jour de la saisine.")
    refusal = (
        refused_about(found, asked.creances, asked.recours, where)
        or refuse_text(asked.texte, where, "ce qui est demandé")
        or refuse_text(acte.author, where, "la personne qui agit")
    )
    if refusal:
        return refusal
    if refusal := _runs(found, asked, where):
        return refusal
    some = reclamations_of(found.events).get(asked.dossier, [])
    before = prior_complaint(some, asked.creances, asked.recours, asked.le)
    if before is not None:
        return before
    return Refusal(
        "aucune réclamation répondue, ou restée sans réponse dans son délai, ne la précède.",
        where,
        "Recevez d'abord une réclamation ; le médiateur peut être saisi de sa réponse, ou passé son "
        "délai.",
        _LAW,
    )


def _runs(found: Opened, asked: Demande, where: str) -> Refusal | None:
    for one in mediations_of(found.events).get(asked.dossier, []):
        same = set(one.creances) == set(asked.creances) and one.recours == asked.recours
        if one.closed_on is None and same:
            what = f"la médiation {one.number} est en cours sur cette décision."
            return Refusal(what, where, "Joignez ces éléments à celle-là.")
    return None


def _halted(found: Opened, asked: Demande) -> list[int]:
    table = parametre("recours/suspension.mediation").at(asked.le)
    return [
        claim.number
        for claim in found.creances()
        if claim.number in asked.creances
        and claim.total() > 0
        and table[regime(claim.benefit, day_of(claim.born_at))]
    ]


def conclude(
    records: Records,
    key: tuple[int, int],
    told: tuple[str, str],
    organisme: Organisme,
    acte: Acte,
) -> CourrierSuivi | Refusal:
    """Close a médiation with its result and its reasons; the letter is prepared, what waited goes on.

    Args:
        records: the journals.
        key: dossier and number of the médiation.
        told: of RESULTATS_MEDIATION, and the reasons.
        organisme: the fund, for what the letter says of it.
        acte: who closes it, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    resultat, reasons = told
    dossier, number = key
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    one = _running(found, number)
    if isinstance(one, Refusal):
        return one
    where = f"dossier {dossier}, médiation {number}"
    if resultat not in RESULTATS_MEDIATION:
        mend = f"Choix : {', '.join(RESULTATS_MEDIATION)}."
        return Refusal(f"le résultat « {resultat[:20]} » est inconnu.", where, mend)
    if refusal := refuse_text(reasons, where, "les raisons"):
        return refusal
    made = prepared_rows(found, _letter(found, one, told, (organisme, acte)), acte)
    if isinstance(made, list):
        return made[0]
    courrier, rows = made
    appended(records, found, [*rows, *_closed(found, one, told, courrier, acte)])
    return courrier


def _running(found: Opened, number: int) -> Mediation | Refusal:
    some = {one.number: one for one in mediations_of(found.events).get(found.dossier, [])}
    where = f"dossier {found.dossier}, médiation {number}"
    if number not in some:
        known = ", ".join(map(str, some)) or "aucune"
        return Refusal("elle n'existe pas.", where, f"Médiations de ce dossier : {known}.")
    closed = some[number].closed_on
    if closed is not None:
        return Refusal(
            f"elle est close depuis le {day_text(closed)}.", where, "Elle reste lisible."
        )
    return some[number]


def _letter(
    found: Opened, one: Mediation, told: tuple[str, str], how: tuple[Organisme, Acte]
) -> ReponseMediation:
    resultat, reasons = told
    organisme, acte = how
    day = day_of(acte.at)
    return ReponseMediation(
        dossier=one.dossier,
        le=day,
        organisme=organisme,
        numero=one.number,
        recue_le=one.since,
        objet=f"« {one.texte.rstrip('.')} »",
        reponse=reasons.strip(),
        resultat=resultat,
        suite=(
            f"{_still(found, one, day)} Vous pouvez aussi saisir le Défenseur des droits, "
            "gratuitement."
        ),
    )


def _still(found: Opened, one: Mediation, day: dt.date) -> str:
    """Return until when the decision may be contested, now that nothing suspends it any longer."""
    some = mediations_of(found.events).get(found.dossier, [])
    ended = [replace(m, closed_on=day) if m.number == one.number else m for m in some]
    claims = [claim for claim in found.creances() if claim.number in one.creances]
    last = {}
    for claim, thread in zip(claims, suivis(claims, found.events), strict=True):
        if thread.received_on is not None:
            until = recours_amiable(claim.benefit, thread.received_on).until
            mine = [m for m in ended if claim.number in m.creances]
            last[claim.number] = extended(until, thread.received_on, mine)
    days = [f"créance {n}, jusqu'au {day_text(on)}" for n, on in last.items() if on and on >= day]
    if days:
        return (
            "Si vous n'avez pas encore fait de recours, vous le pouvez : le délai, suspendu pendant "
            f"la médiation, court à nouveau ({' ; '.join(days)})."
        )
    return "Les délais de recours, suspendus pendant la médiation, courent à nouveau."


def _closed(
    found: Opened, one: Mediation, told: tuple[str, str], courrier: CourrierSuivi, acte: Acte
) -> list[dict[str, Any]]:
    resultat, reasons = told
    le = day_of(acte.at).isoformat()
    said = {"mediation": one.number, "le": le, "resultat": resultat, "motif": reasons.strip()}
    said |= {"courrier": courrier.numero}
    rows = [event(found.dossier, "mediation.close", acte, said)]
    if one.suspends:
        resumed = {"creances": list(one.suspends), "cause": one.cause, "le": le}
        resumed |= {"motif": f"Médiation : {RESULTATS_MEDIATION[resultat]}"}
        rows.append(event(found.dossier, "creance.reprise", acte, resumed))
    return rows
