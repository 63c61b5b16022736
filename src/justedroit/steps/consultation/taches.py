"""What waits on a day, each with the term by which it must be done: of the law, or of the fund's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from justedroit.core.base import day_text, days_after, euros, parametre
from justedroit.core.courriers import MODELES, NoticePreparee, calls_needed, notice_from
from justedroit.core.creances import Creance, Suivi, withholdable_from
from justedroit.core.recours import (
    BEFORE_DECISION,
    JUGES,
    REMISE,
    Instance,
    Recours,
    accuse_remise,
    executory_from,
    mise_en_demeure,
    rectification_silence,
    seances_of,
)
from justedroit.core.recours import ETATS as ETATS_RECOURS
from justedroit.core.recouvrement import (
    A_ROMPRE,
    EN_RETARD,
    ROMPU,
    TRANSFERT_ANNULE,
    PlanLu,
    TitreReduit,
    TitreRepris,
    demands_of,
    orders_of,
    refuse_contrainte,
    refuse_service,
    untold,
)
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
    "silence": "Rejets par le silence à consigner",
    "decision": "Décisions à exécuter ou à notifier",
    "seance": "Séances à venir",
    "audience": "Audiences à venir",
    "jugement": "Jugements à notifier",
    "contrainte": "Contraintes à émettre",
    "signification": "Contraintes à signifier",
    "departement": "Département à informer",
    "reclamation": "Réclamations à répondre",
    "mediation": "Médiations à clore",
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
    "audience": "jour de l’audience",
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
_FORCE: Final = "recouvrement/force.suite"
_MEDIATION: Final = "recours/mediation.suite"
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
        # Of a day that no parameter gives a term, it is due at once, and says why.
        since, until = told.received_on, told.due_on or told.received_on
        what = "Réclamation" if told.due_on else "Réclamation, d'un jour sans délai connu"
        yield Tache("reclamation", dossier, what, since, until, "reponse")
    for asked_of in attente.mediations:
        since = asked_of.since
        what = f"Médiation {asked_of.number}"
        until = within(_MEDIATION, since)
        yield Tache("mediation", dossier, what, since, until, CAISSE, asked_of.number)
    for case in attente.instances:
        yield from _of_case(case, day)
    if attente.plan is not None:
        yield from _of_plan(dossier, attente.plan, day)
    yield from _of_force(dossier, attente.pursued, day)
    yield from _of_titles(dossier, attente.pursued, day)


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
    if (silent := one.silent_on(day)) is not None:
        what = f"Recours {one.number} : consigner le rejet par le silence, ou décider expressément"
        until = within(_DECISION, silent)
        yield Tache("silence", one.dossier, what, silent, until, CAISSE, one.number)
    elif state in BEFORE_DECISION:
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


def _of_case(one: Instance, day: dt.date) -> Iterator[Tache]:
    judged = one.jugement
    if one.stage == "audience" and one.hearing_on is not None and one.hearing_on >= day:
        what = f"Instance {one.number} : audience, {JUGES[one.tribunal]}"
        on = one.hearing_on
        yield Tache("audience", one.dossier, what, min(one.since, day), on, "audience", one.number)
    elif one.stage == "jugee" and judged is not None:
        what = f"Instance {one.number} : jugement du {day_text(judged.le)}"
        until = within(_FORCE, judged.le)
        yield Tache("jugement", one.dossier, what, judged.le, until, CAISSE, one.number)


def _of_force(
    dossier: int, pairs: Sequence[tuple[Creance, Suivi]], day: dt.date
) -> Iterator[Tache]:
    """Yield the contraintes that may be issued, and those to serve; what is suspended waits."""
    claims = {claim.number: (claim, thread) for claim, thread in pairs}
    threads = [thread for _, thread in pairs]
    for number, (sent, some) in demands_of(threads).items():
        mine = [claims[one] for one in some]
        due_on = mise_en_demeure(sent.received_on).ends_on if sent.received_on else None
        if due_on is None or refuse_contrainte(mine, number, due_on, day) is not None:
            continue
        left = euros(sum(claim.total() for claim, _ in mine))
        what = f"Mise en demeure {number} sans effet, {left} restent dus : contrainte possible"
        yield Tache("contrainte", dossier, what, due_on, within(_FORCE, due_on), CAISSE, number)
    for order in orders_of(threads).values():
        one = order.contrainte
        owed = any(claims[number][0].total() > 0 for number in order.creances)
        if one.stands and owed and refuse_service(order, claims, day, day) is None:
            until = within(_FORCE, one.issued_on)
            known = (one.issued_on, until, CAISSE, one.number)
            yield Tache("signification", dossier, f"Contrainte {one.number}", *known)


def _of_titles(
    dossier: int, pairs: Sequence[tuple[Creance, Suivi]], day: dt.date
) -> Iterator[Tache]:
    """Yield what the département is still to be told of what was passed on to it."""
    threads = {thread.number: thread for _, thread in pairs}
    for told in untold(pairs, day):
        if isinstance(told, TitreReduit):
            exits = threads[told.creance].sorties
            since = max(one.on for one in exits if one.tag == TRANSFERT_ANNULE)
            what = f"Titre {told.titre} : {euros(told.cents)} ne sont plus dus"
        else:
            since = told.depuis
            may = "peut reprendre" if isinstance(told, TitreRepris) else "est suspendu"
            what = f"Titre {told.titre} : son recouvrement {may} depuis le {day_text(since)}"
        until = within(_FORCE, since)
        yield Tache("departement", dossier, what, since, until, CAISSE, told.creance)


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
