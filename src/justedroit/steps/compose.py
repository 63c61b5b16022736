"""Compose: the notice of an indu, from what was read of its dossier. Nothing is appended here."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from justedroit.core.base import Refusal, day_text
from justedroit.core.courriers import (
    SELECTIONS,
    NoticeIndu,
    NoticePreparee,
    besides,
    is_enriched,
    motives,
    notices,
    notifiees,
    origin_text,
    voies,
)
from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.steps.act import Acte, Opened, event
from justedroit.steps.letter import Atelier, Row, day_of, prepared_rows
from justedroit.steps.pending import Notification
from justedroit.steps.share import Partagee, shares


def notice_rows(
    read: tuple[Opened, pa.Table],
    claims: Sequence[Creance],
    acte: Acte,
    atelier: Atelier,
    selection: str = "",
) -> tuple[Notification, list[Row]] | list[Refusal]:
    """Return the notice of some créances and the rows that prepare it, or what it lacks.

    Args:
        read: the dossier, and its facts.
        claims: of one decision.
        acte: who prepares it, and when.
        atelier: with what it is made.
        selection: why the file was checked, of SELECTIONS; empty where it was not.
    """
    found, facts = read
    if selection and selection not in SELECTIONS:
        what = f"le motif de contrôle « {selection[:30]} » est inconnu."
        return [Refusal(what, f"dossier {found.dossier}", f"Choix : {', '.join(SELECTIONS)}.")]
    told = shares(found, facts, claims[0].reference, atelier.needed_law())
    number = max(notices(found.events), default=0) + 1
    lettre = _letter(found, (number, claims), told, (acte, atelier), selection)
    made = prepared_rows(found, lettre, acte)
    if isinstance(made, list):
        return made
    courrier, rows = made
    payload = {
        "notice": number,
        "courrier": courrier.numero,
        "creances": [claim.number for claim in claims],
        "total_cents": lettre.cents,
        "enrichie": lettre.enrichie,
    }
    if selection:
        payload["selection"] = selection
    rows = [*rows, event(found.dossier, "notice.preparee", acte, payload)]
    numbers = tuple(claim.number for claim in claims)
    notice = NoticePreparee(
        number, courrier.numero, numbers, lettre.cents, lettre.enrichie, selection=selection
    )
    return Notification(found.dossier, notice, courrier), rows


def _letter(
    found: Opened,
    claimed: tuple[int, Sequence[Creance]],
    told: Partagee,
    made_by: tuple[Acte, Atelier],
    selection: str,
) -> NoticeIndu:
    number, claims = claimed
    acte, atelier = made_by
    day = day_of(acte.at)
    benefits = [claim.benefit for claim in claims]
    threads = suivis(claims, found.events)
    shown = notifiees(claims, told.differences, found.transfers)
    total = sum(creance.cents for creance in shown)
    return NoticeIndu(
        dossier=found.dossier,
        le=day,
        organisme=atelier.organisme,
        numero=number,
        decision=day_of(claims[0].born_at),
        creances=shown,
        motifs=motives(told.parts, benefits),
        origine=origin_text((d for d in told.differences if d.benefit in benefits), threads),
        ailleurs=besides(told.parts, "indu", day),
        voies=voies(benefits, "indu", atelier.organisme, day),
        remise_fermee=_closed(threads),
        selection=selection,
        enrichie=is_enriched(total, day),
    )


def _closed(threads: Sequence[Suivi]) -> str:
    """Return why the law grants no remise of these créances; empty where it may."""
    closed = next((t.remise_closed for t in threads if t.remise_closed is not None), None)
    if closed is not None:
        return f"{closed[1].rstrip('.')} (décision du {day_text(closed[0])})"
    if any(t.qualification is not None and t.qualification.is_fraud for t in threads):
        return "une personne a qualifié les faits de fraude"
    return ""
