"""What waits on a day, each with the term by which it must be done: of the law, or of the fund's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from justedroit.core.base import day_text, days_after, euros, parametre
from justedroit.core.courriers import MODELES, NoticePreparee, calls_needed, notice_from
from justedroit.core.creances import Creance, Suivi, withholdable_from
from justedroit.core.recours import (
    BEFORE_DECISION,
    REMISE,
    Recours,
    accuse_remise,
    executory_from,
    rectification_silence,
    seances_of,
)
from justedroit.core.recours import ETATS as ETATS_RECOURS
from justedroit.core.recouvrement import A_ROMPRE, EN_RETARD, ROMPU, PlanLu
from justedroit.core.registre import FUND
from justedroit.steps.consultation.attentes import IN_PROGRESS, Attente

# Kind of work → what a person reads. Closed.
GENRES: Final[Mapping[str, str]] = {
    "completer": "Notifications à compléter",
    "envoyer": "Notifications à envoyer",
    "reception": "Réceptions à consigner",
    "rectification": "Rectifications à répondre",
    "retenue": "Retenues qui vont commencer",
    "echeancier": "Échéanciers en retard ou rompus",
    "contestation": "Contestations à décider",
    "remise": "Remises à instruire",
    "decision": "Décisions à exécuter ou à notifier",
    "seance": "Séances à venir",
    "reclamation": "Réclamations à répondre",
    "courrier": "Lettres à envoyer",
    "argent": "Argent à placer",
}
# What a term is → why, as a person reads it. Closed.
CAISSE: Final = "caisse"
TERMES: Final[Mapping[str, str]] = {
    "prescription": "après, ce qui est réclamé se prescrit",
    "silence": "après, le silence vaut rejet",
    "accuse": "accusé de réception à envoyer",
    "retenue": "la retenue peut commencer",
    "retard": "délai laissé au foyer pour payer",
    "seance": "jour de la séance",
    "reponse": "engagement de service",
    CAISSE: "délai que la caisse se donne",
}
AHEAD: Final = 15  # days before which a withholding that begins is shown
# What the fund gives itself where no text gives a delay: each a_verifier, each fund has its own.
_NOTICE: Final = "courriers/notice.envoi"
_LETTRE: Final = "courriers/lettre.envoi"
_PIECES: Final = "recours/pieces.relance"
_DECISION: Final = "recours/decision.suite"
_ROMPU: Final = "recouvrement/echeancier.suite"
PLACEMENT: Final = "paiements/attente.placement"


@dataclass(frozen=True, slots=True)
class Tache:
    """Something that waits for someone.

    Attributes:
        genre: of GENRES.
        dossier: number; 0: the fund.
        quoi: in French, nothing that names someone.
        since: day.
        before: last day on which it may be done in its term.
        terme: what this term is, key of TERMES.
        number: of the notice, of the letter; 0 where the page is that of the dossier.
        after: first day on which it may be done, where that day has not come; else None.
    """

    genre: str
    dossier: int
    quoi: str
    since: dt.date
    before: dt.date
    terme: str
    number: int = 0
    after: dt.date | None = None


def urgency(one: Tache) -> tuple[dt.date, dt.date, dt.date, int, int]:
    """Return by what the list is sorted, see `Ardoise.taches`."""
    return one.after or dt.date.min, one.before, one.since, one.dossier, one.number


def within(name: str, since: dt.date) -> dt.date:
    """Return the last day of a delay that the fund gives itself.

    Args:
        name: of its parameter, in days.
        since: the day that starts it.
    """
    days: int = parametre(name).at(since)
    return days_after(since, days)


def tasks_of(dossier: int, attente: Attente, day: dt.date) -> Iterator[Tache]:
    """Yield what a dossier waits for on a day, the withholdings that begin aside."""
    for notice in attente.notices:
        yield from _of_notice(dossier, attente, notice, day)
    for number, model, since in attente.letters:
        what, until = MODELES[model].libelle, within(_LETTRE, since)
        yield Tache("courrier", dossier, what, since, until, CAISSE, number)
    for asked in attente.asked.values():
        until = rectification_silence(asked).ends_on
        if day <= until:
            what = "Rectification demandée"
            yield Tache("rectification", dossier, what, asked, until, "silence")
    for one in attente.recours:
        yield from _of_appeal(one, day)
    for told in attente.reclamations:
        since, until = told.received_on, told.due_on
        yield Tache("reclamation", dossier, "Réclamation", since, until, "reponse")
    if attente.plan is not None:
        yield from _of_plan(dossier, attente.plan, day)


def first_withholding(received: dt.date) -> dt.date:
    """Return the first day of a withholding after a notice received on a day, where nothing delays it."""
    delay: int = parametre("creances/retenue.delai").at(received)
    return days_after(received, delay + 1)


def withholdings(pairs: Iterable[tuple[Creance, Suivi]], day: dt.date) -> Iterator[Tache]:
    """Yield the withholdings that begin in the coming days."""
    last = days_after(day, AHEAD)
    for claim, thread in pairs:
        first = withholdable_from(claim, thread, day)
        received = thread.received_on
        if isinstance(first, dt.date) and day <= first <= last and received is not None:
            what = f"{euros(claim.total())} : peut être retenu à partir du {day_text(first)}"
            known = (received, first, "retenue", claim.number)
            yield Tache("retenue", claim.dossier, what, *known)


def sessions(events: pa.Table, day: dt.date) -> list[Tache]:
    """Return the sessions of the commission that are to be held.

    Args:
        events: schema EVENTS, those of the sessions, of the fund.
        day: of the list.
    """
    return [
        Tache(
            "seance",
            FUND,
            f"Séance du {day_text(one.day)}, {one.present} membres",
            min(one.day, day),
            one.day,
            "seance",
        )
        for one in seances_of(events).values()
        if not one.is_held
    ]


def _of_notice(
    dossier: int, attente: Attente, notice: NoticePreparee, day: dt.date
) -> Iterator[Tache]:
    cents, since = euros(notice.total_cents), attente.prepared[notice.numero]
    prescribed = attente.prescribed.get(notice.numero)
    if notice.recue_le is not None:
        return
    if (sent := notice.envoyee_le) is not None:
        # Nothing is owed any more where no day is known: what is left is to know of its reception.
        until = _soonest(None if prescribed else within(_NOTICE, sent), prescribed)
        yield Tache("reception", dossier, f"Indu de {cents}", sent, *until, notice.numero)
        return
    lacks = ["à expliquer"] if notice.enrichie and not notice.texte else []
    if notice.enrichie and len(notice.appels) < calls_needed(day):
        lacks.append("un appel à tenter")
    first = notice_from(attente.told_on) if attente.told_on else None
    until = _soonest(within(_NOTICE, max(since, first or since)), prescribed)
    if lacks:
        what = f"Indu de {cents} : {', '.join(lacks)}"
        yield Tache("completer", dossier, what, since, *until, notice.numero)
        return
    first = first if first is not None and first > day else None
    later = f" : à partir du {day_text(first)}" if first else ""
    what = f"Indu de {cents}{later}"
    yield Tache("envoyer", dossier, what, since, *until, notice.numero, first)


def _soonest(own: dt.date | None, prescribed: dt.date | None) -> tuple[dt.date, str]:
    """Return the term of a notice: that of the fund, or the prescription where it comes first."""
    found = [(prescribed, "prescription"), (own, CAISSE)]
    return min((day, what) for day, what in found if day is not None)


def _of_appeal(one: Recours, day: dt.date) -> Iterator[Tache]:
    state = one.etat_at(day)
    what = f"Recours {one.number} : {ETATS_RECOURS.get(state, state)}"
    if state in BEFORE_DECISION:
        genre = "remise" if one.nature == REMISE else "contestation"
        yield Tache(genre, one.dossier, what, one.received_on, *_answer(one), one.number)
    elif state in IN_PROGRESS:
        since = one.decision.le if one.decision else one.received_on
        first = executory_from(one)
        until = within(_DECISION, one.executory_on or first or since)
        first = first if first is not None and first > day else None
        later = f", exécutable à partir du {day_text(first)}" if first else ""
        yield Tache("decision", one.dossier, what + later, since, until, CAISSE, one.number, first)


def _answer(one: Recours) -> tuple[dt.date, str]:
    """Return the term of an appeal to be decided: silence, or what the law wants sooner."""
    found = []
    if (silence := one.silence()) is not None:
        found.append((silence.ends_on, "silence"))
    else:  # documents asked for: until they come, silence says nothing
        found.append((within(_PIECES, one.history[-1].day()), CAISSE))
    if one.nature == REMISE and one.regime == "logement" and one.accused_on is None:
        found.append((accuse_remise(one.received_on).ends_on, "accuse"))
    return min(found)


def _of_plan(dossier: int, read: PlanLu, day: dt.date) -> Iterator[Tache]:
    where, number = read.on(day), read.plan.number
    if where.state == ROMPU and read.owed > 0:
        broken = next(
            told.echeancier.changed_on
            for _, told in read.claims
            if told.echeancier is not None and told.echeancier.changed_on is not None
        )
        what = f"Échéancier {number} rompu, {euros(read.owed)} restent dus"
        yield Tache("echeancier", dossier, what, broken, within(_ROMPU, broken), CAISSE)
    elif where.state in (EN_RETARD, A_ROMPRE) and where.late_since is not None:
        told = "au-delà du délai" if where.state == A_ROMPRE else "dans le délai laissé"
        what = f"Échéancier {number} : {euros(where.late)} en retard, {told}"
        grace = parametre("recouvrement/echeancier.retard").at(day)
        until = days_after(where.late_since, grace)
        yield Tache("echeancier", dossier, what, where.late_since, until, "retard")
