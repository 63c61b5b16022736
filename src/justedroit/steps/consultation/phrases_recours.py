"""What is said of appeals, cases in court, complaints and médiations, in French: for a page, a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from justedroit.core.base import counted, day_text, euros, month_text
from justedroit.core.courriers import creances_text
from justedroit.core.recours import (
    AUTORITES,
    CATEGORIES,
    ETATS_INSTANCE,
    ETATS_RECLAMATION,
    EVENEMENTS,
    JUGES,
    MOTIFS_MEDIATION,
    OBJETS,
    ORIGINES_MEDIATION,
    QUI,
    RESULTATS_MEDIATION,
    SENS,
    SENS_JUGEMENT,
    Decision,
    Evenement,
    Instance,
    Mediation,
    Reclamation,
    Recours,
    Vote,
    devant,
    open_acts,
)
from justedroit.core.registre import BENEFIT_LABELS

_OPINIONS: Final = {"adoptee": "adoptée", "repoussee": "repoussée", "partage": "voix partagées"}
# The opinion of who instructs → in French; the reasons follow.
_AVIS: Final = {"favorable": "favorable", "partiel": "partiel", "defavorable": "défavorable"}
# How a judgment is for the fund → in French.
_DIRECTIONS: Final = {
    "favorable": "favorable",
    "defavorable": "défavorable",
    "partiel": "partiel",
}
# An act, as SUITES names it → what it does, in words, and its command.
_SESSION: Final = "justedroit seance-cra {verb} JOUR --dossier {dossier} --numero {number}"
_ACT: Final = "justedroit recours {verb} {dossier} --numero {number}"
_ACTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "recevable": ("le juger recevable", _ACT, "recevable"),
    "recevable --motif-retard": ("le juger recevable malgré le retard", _ACT, "recevable"),
    "irrecevable": ("le juger irrecevable", _ACT, "irrecevable"),
    "desister": ("consigner que le foyer y renonce", _ACT, "desister"),
    "pieces": ("demander des pièces", _ACT, "pieces"),
    "complet": ("consigner que tout est là", _ACT, "complet"),
    "instruire": ("clore l'instruction, par un avis motivé", _ACT, "instruire"),
    "seance-cra … inscrire": ("l'inscrire à une séance", _SESSION, "inscrire"),
    "seance-cra … voter": ("consigner le vote de la commission", _SESSION, "voter"),
    "seance-cra … decider": ("signer la décision", _SESSION, "decider"),
    "seance-cra … transmettre, ou executer": (
        "l'exécuter, ou transmettre la séance au contrôle de légalité",
        _ACT,
        "executer",
    ),
    "executer, une fois le délai passé": (
        "l'exécuter, une fois passé le délai du contrôle de légalité",
        _ACT,
        "executer",
    ),
    "mnc suspendu ou annule": ("consigner ce que dit le contrôle de légalité", _ACT, "mnc"),
    "mnc annule, ou executer une fois le délai passé": (
        "consigner son annulation par le contrôle de légalité",
        _ACT,
        "mnc",
    ),
    "notifier": ("consigner que le foyer a reçu la décision", _ACT, "notifier"),
}


def benefits_text(one: Recours) -> str:
    """Return the benefits of an appeal, in French."""
    return ", ".join(BENEFIT_LABELS[benefit] for benefit in one.prestations)


def opinion_text(avis: str) -> str:
    """Return the opinion of who instructed an appeal, its code in French.

    >>> opinion_text("defavorable : Le budget le permet.")
    'défavorable : Le budget le permet.'
    """
    code, colon, reasons = avis.partition(" : ")
    return f"{_AVIS.get(code, code)}{colon}{reasons}"


def next_acts(one: Recours, day: dt.date) -> list[str]:
    """Return the acts that are open of an appeal on a day, as the commands name them."""
    if one.etat == "ferme":
        return ["Revoir la qualification : justedroit qualifier ; ou déposer une contestation"]
    return list(open_acts(one, day))


def sheet_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the budget of a household, in lines.

    Args:
        told: the sheet that the commission reads, as `Fiche.payload` gives it.
    """
    income = told["ressources_cents"]
    yield f"Ressources : {'inconnues' if income is None else euros(income) + ' par mois'}"
    yield (
        f"Prestations : {euros(told['prestations_cents'])} ; charges de logement : "
        f"{euros(told['charges_cents'])}"
    )
    yield f"Foyer : {counted(told['adultes'], 'adulte')}, {counted(told['enfants'], 'enfant')}"
    if told["quotient_cents"] is not None:
        yield f"Revenu mensuel pondéré : {euros(told['quotient_cents'])} (à vérifier)"
    if told["poids_percent"] is not None:
        yield f"La dette pèse {told['poids_percent']} % d'un mois de revenu"
    if told["mois"] is not None:
        cents = euros(told["retenue_cents"])
        yield f"Au barème, {cents} par mois : {told['mois']} mois pour rembourser"


def granted_text(number: int, day: str, cents: int) -> str:
    """Return a remise granted before, in a line."""
    return f"Recours {number}, le {day} : {euros(cents)}"


def vote_text(vote: Vote) -> str:
    """Return a vote of the commission, in a sentence."""
    return (
        f"Vote du {day_text(vote.seance)} sur « {SENS[vote.sens]} » : {vote.pour} pour, "
        f"{vote.contre} contre, {counted(vote.abstentions, 'abstention')}, "
        f"{_OPINIONS[vote.issue]}"
    )


def decision_text(told: Decision) -> str:
    """Return a decision on an appeal, in sentences: who, its direction, its reasons, its text."""
    amount = f", {euros(sum(told.amounts.values()))}" if told.amounts else ""
    law = f" ({told.article})" if told.article else ""
    signed = f" Signé : {signer}." if (signer := signed_by(told)) else ""
    return (
        f"{day_text(told.le)}, {AUTORITES[told.par]} : {SENS[told.sens]}{amount}. "
        f"{told.motif}{law}{signed}"
    )


def signed_by(told: Decision) -> str:
    """Return who signed a decision; empty where it is the authority itself, which is named."""
    return "" if told.author == told.par else told.author


def who_text(author: str) -> str:
    """Return who recorded an act: an authority in French, or the identifier of a person."""
    return QUI.get(author, author)


def judge_text(code: str) -> str:
    """Return a judge with its article, as it follows `devant`.

    >>> judge_text("conseil_etat"), judge_text("cour_appel")
    ("le Conseil d'État", "la cour d'appel")
    """
    return devant(code)


def event_text(event: Evenement) -> str:
    """Return what happened to an appeal, in a line; what the household said is told elsewhere."""
    told = event.told.get("motif", "") if event.tag != "recours.recu" else ""
    more = f" : {told}" if told else ""
    return f"{EVENEMENTS[event.tag]}{more}"


def instance_lines(one: Instance, day: dt.date) -> Iterator[str]:
    """Yield a case in court: what is judged, then where it stands, its days, its judgments."""
    about = f"recours {one.recours}" if one.recours else one.decision
    about = f"contrainte {one.contrainte}" if one.contrainte else about
    some = creances_text(one.creances) if one.creances else ""
    told = ", ".join(part for part in (OBJETS[one.objet], about, some) if part)
    yield f"Instance {one.number} : {JUGES[one.tribunal]}, {told}."
    etat = ETATS_INSTANCE[one.etat_at(day)]
    yield f"Saisie le {day_text(one.seized_on)}. Au {day_text(day)} : {etat}."
    for reserve in one.reserves:
        yield f"Réserve, que le juge apprécie : {reserve}."
    if one.hearing_on:
        yield f"Audience le {day_text(one.hearing_on)}."
    for made in one.jugements:
        gone = f", {euros(sum(made.annulations.values()))} annulés" if made.annulations else ""
        gone += f" : {', '.join(map(month_text, made.mois))}" if made.mois else ""
        yield (
            f"Jugement du {day_text(made.le)}, {JUGES[made.tribunal]} : "
            f"{SENS_JUGEMENT[made.sens]}{gone} ({_DIRECTIONS[made.direction]}). {made.motif}"
        )
    if one.etat_at(day) == "notifiee" and (delay := one.appeal()) is not None:
        above = judge_text(one.next_judge() or "")
        yield f"Devant {above}, jusqu'au {day_text(delay.until)} ({delay.article})."


def complaint_lines(one: Reclamation, day: dt.date) -> Iterator[str]:
    """Yield a complaint: what it is about, then what is said, its term, its answer."""
    about = [creances_text(one.creances)] if one.creances else []
    about += [f"recours {one.recours}"] if one.recours else []
    some = f", {', '.join(about)}" if about else ""
    yield (
        f"Réclamation {one.number} du {day_text(one.received_on)} : "
        f"{CATEGORIES[one.categorie].lower()}{some}, {ETATS_RECLAMATION[one.stage]}."
    )
    late = " : dépassé" if one.late(day) else ""
    yield one.motif
    yield f"Réponse attendue jusqu'au {day_text(one.due_on)}{late}."
    if one.answer:
        yield f"Réponse : {one.answer}"
    if one.appeals:
        yield f"Devenue recours {_several(one.appeals)}, à la même date."


def mediation_lines(one: Mediation) -> Iterator[str]:
    """Yield a médiation: who asks and why, then what is asked, suspended, and what came of it."""
    origine = ORIGINES_MEDIATION[one.origine].lower()
    yield (
        f"Médiation {one.number} du {day_text(one.since)}, saisie par {origine} : "
        f"{MOTIFS_MEDIATION[one.motif].lower()}."
    )
    yield f"{one.texte} (après la réclamation {one.reclamation})"
    if one.suspends:
        yield f"Recouvrement suspendu : {creances_text(one.suspends)}."
    if one.closed_on:
        result = RESULTATS_MEDIATION[one.resultat]
        yield f"Close le {day_text(one.closed_on)} : {result}. {one.reasons}"


def act_words(one: Recours, act: str) -> tuple[str, str]:
    """Return an act in words, and its command; of one that has no word, what it says itself."""
    if act not in _ACTS:
        return act, ""
    words, command, verb = _ACTS[act]
    return words, command.format(verb=verb, dossier=one.dossier, number=one.number)


def _several(some: Iterable[int]) -> str:
    return ", ".join(map(str, some))
