"""Notify: the notice of an indu, from its preparation to its proven reception, and what it opens.

A large notice is not sent before an agent has explained it and tried to call; none is sent before
the household was told what third parties said, and has had time to answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import (
    RESULTATS,
    CourrierSuivi,
    InformationTiers,
    informations,
    refuse_explanation,
)
from justedroit.core.creances import Creance, wrong_day
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.compose import notice_rows
from justedroit.steps.letter import (
    Atelier,
    Row,
    day_of,
    left,
    received_row,
    sent_rows,
)
from justedroit.steps.pending import (
    Notification,
    Ouverte,
    explained,
    noticed,
    obstacles,
    opened_notice,
)


def prepare(
    records: Records,
    dossier: int,
    reference: str | None,
    acte: Acte,
    atelier: Atelier,
    selection: str = "",
) -> Notification | list[Refusal]:
    """Prepare the notice of the créances of one decision, with what explains each euro.

    Args:
        records: the journals.
        dossier: number.
        reference: of the decision; None: the last that has an indu without notice.
        acte: who prepares it, and when.
        atelier: with what it is made; its law gives the shares.
        selection: why the file was checked, of SELECTIONS: `score`, `aleatoire`, `signalement`…

    Returns:
        The notice that waits, or all that it lacks.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return [found]
    claims = _claims(found, reference)
    if isinstance(claims, Refusal):
        return [claims]
    made = notice_rows((found, records.facts([dossier])), claims, acte, atelier, selection)
    if isinstance(made, list):
        return made
    notification, rows = made
    appended(records, found, rows)
    return notification


def _claims(found: Opened, reference: str | None) -> list[Creance] | Refusal:
    """Return the créances of one decision that no notice claims."""
    where = f"dossier {found.dossier}"
    every = found.creances()
    waiting = [claim for claim in every if claim.total() > 0 and not noticed(found.events, claim)]
    chosen = waiting[-1].reference if reference is None and waiting else reference
    claims = [claim for claim in waiting if claim.reference == chosen]
    if claims:
        return claims
    if any(claim.reference == chosen for claim in every):
        what = "cette décision est déjà notifiée, ou il n'en reste rien à réclamer."
        return Refusal(what, where, "Voyez ses notifications.")
    what = "aucun indu n'attend de notification."
    return Refusal(what, where, "Vérifiez la référence de la révision.")


def explain_notice(
    records: Records, dossier: int, numero: int, texte: str, acte: Acte
) -> list[Refusal]:
    """Record what an agent writes to explain a notice; return what it lacks, nothing being kept.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened_notice(records, dossier, numero, waiting=True)
    if isinstance(found, Refusal):
        return [found]
    where = f"dossier {dossier}, notification {numero}"
    if (refusal := refuse_text(texte, where, "l'explication")) is not None:
        return [refusal]
    if refusals := refuse_explanation(found.told.courrier.contenu, texte, where):
        return refusals
    payload = {"notice": numero, "texte": texte.strip()}
    appended(records, found.read, [event(dossier, "notice.expliquee", acte, payload)])
    return []


def call(
    records: Records, dossier: int, numero: int, appel: tuple[dt.date, str], acte: Acte
) -> Refusal | None:
    """Record an attempted call: its day, and its result, of RESULTATS.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened_notice(records, dossier, numero, waiting=True)
    if isinstance(found, Refusal):
        return found
    le, result = appel
    where = f"dossier {dossier}, notification {numero}"
    if result not in RESULTATS:
        known = ", ".join(RESULTATS)
        return Refusal(f"le résultat « {result[:30]} » est inconnu.", where, f"Choix : {known}.")
    prepared = found.told.courrier.prepare_le
    if what := wrong_day(le, day_of(acte.at), prepared, "sa préparation"):
        return Refusal(what, where, "Donnez le jour de l'appel.")
    payload = {"notice": numero, "resultat": result, "le": le.isoformat()}
    appended(records, found.read, [event(dossier, "notice.appel", acte, payload)])
    return None


def send(
    records: Records, dossier: int, numero: int, acte: Acte, atelier: Atelier
) -> Notification | list[Refusal]:
    """Send a notice; return all that forbids it, nothing being kept.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened_notice(records, dossier, numero, waiting=True)
    if isinstance(found, Refusal):
        return [found]
    if refusals := obstacles(found, day_of(acte.at)):
        return refusals
    told = found.told
    contenu = explained(found.read, told.notice, told.courrier.contenu)
    sent, rows = left(replace(told.courrier, contenu=contenu), acte, atelier.printer)
    day = day_of(acte.at)
    payload = {"notice": numero, "le": day.isoformat(), "courrier": sent.numero}
    appended(records, found.read, [*rows, event(dossier, "notice.envoyee", acte, payload)])
    return Notification(dossier, replace(told.notice, envoyee_le=day), sent)


def receive(
    records: Records, dossier: int, numero: int, preuve: tuple[dt.date, str], acte: Acte
) -> Notification | Refusal:
    """Record the proven reception of a notice: its delays run from that day.

    Args:
        records: the journals.
        dossier: number.
        numero: of the notice.
        preuve: day of the reception, and what proves it, of PREUVES.
        acte: who records it, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened_notice(records, dossier, numero, waiting=False)
    if isinstance(found, Refusal):
        return found
    row = received_row(found.told.courrier, preuve, acte)
    if isinstance(row, Refusal):
        return row
    le, how = preuve
    payload = {"notice": numero, "le": le.isoformat(), "preuve": how}
    appended(records, found.read, [row, event(dossier, "notice.recue", acte, payload)])
    return replace(found.told, notice=replace(found.told.notice, recue_le=le, preuve=how))


def inform(
    records: Records, dossier: int, numero: int, acte: Acte, atelier: Atelier
) -> CourrierSuivi | list[Refusal]:
    """Tell the household what third parties said of it, before a notice claims anything of it.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened_notice(records, dossier, numero, waiting=True)
    if isinstance(found, Refusal):
        return [found]
    if not found.untold:
        where = f"dossier {dossier}, notification {numero}"
        what = "le foyer sait déjà tout ce que des tiers ont dit, ou ils n'ont rien dit."
        return [Refusal(what, where, "Envoyez la notification.")]
    made = inform_rows(found, acte, atelier)
    if isinstance(made, list):
        return made
    sent, rows = made
    appended(records, found.read, rows)
    return sent


def inform_rows(
    found: Ouverte, acte: Acte, atelier: Atelier
) -> tuple[CourrierSuivi, list[Row]] | list[Refusal]:
    """Return the letter that tells what third parties said, and the rows that send it."""
    day, dossier = day_of(acte.at), found.told.dossier
    lettre = InformationTiers(
        dossier=dossier,
        le=day,
        organisme=atelier.organisme,
        informations=informations(found.untold),
    )
    made = sent_rows(found.read, lettre, acte, atelier)
    if isinstance(made, list):
        return made
    sent, rows = made
    facts = sorted({change.sequence for change in found.untold})
    payload = {"faits": facts, "le": day.isoformat(), "courrier": sent.numero}
    return sent, [*rows, event(dossier, "tiers.informe", acte, payload)]
