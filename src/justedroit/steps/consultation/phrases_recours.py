"""What is said of appeals, cases in court, complaints and médiations, in French: for a page, a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from justedroit.core.base import counted, day_text, euros, month_text
from justedroit.core.courriers import creances_text
from justedroit.core.recours import (
    AGAINST,
    AUTORITES,
    CATEGORIES,
    ECHELONS,
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
from justedroit.steps.consultation.francais import span_text

_OPINIONS: Final = {"adoptee": "adoptée", "repoussee": "repoussée", "partage": "voix partagées"}
# The opinion of who instructs → in French; the reasons follow.
_AVIS: Final = {
    "favorable": "favorable",
    "partiel": "favorable en partie",
    "defavorable": "défavorable",
}
# How a judgment is for the fund → in French.
_DIRECTIONS: Final = {
    "favorable": "favorable",
    "defavorable": "défavorable",
    "partiel": "partiel",
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
        return ["Revoir la qualification, ou déposer une contestation"]
    return list(open_acts(one, day))


def sheet_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the budget of a household, in lines.

    Args:
        told: the sheet that the commission reads, as `Fiche.payload` gives it.
    """
    income = told["ressources_cents"]
    month = told.get("budget_mois")  # sheets of before did not keep it
    of = f" ({month_text(month)})" if month else ""
    yield f"Ressources{of} : {'inconnues' if income is None else euros(income) + ' par mois'}"
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


def sheet_sections(told: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield a sheet part by part: a title, and its lines; what has none is left out.

    Args:
        told: the sheet that the commission reads, as `Fiche.payload` gives it.
    """
    granted = [granted_text(*row) for row in told["remises"]]
    parts = (
        ("Ce qui est dû", list(map(debt_text, told["dettes"]))),
        ("Budget du foyer", list(sheet_lines(told))),
        ("Pour le foyer", list(told["raisons"])),
        ("Remises déjà accordées", granted),
        ("Ce qui n'est pas connu", list(told["manque"])),
    )
    yield from ((title, lines) for title, lines in parts if lines)


def debt_text(told: Mapping[str, Any]) -> str:
    """Return a créance of a sheet, in a sentence: months, sums, origin of the error, qualification."""
    span = span_text(told["first_month"], told["last_month"])
    origin = told["origine"] or "pas décidée"
    said = f" Cause : {told['qualification'].lower()}." if told["qualification"] else ""
    return (
        f"Créance {told['creance']}, {BENEFIT_LABELS[told['benefit']]}, {span} : "
        f"{euros(told['open_cents'])} dus sur {euros(told['claimed_cents'])} réclamés. "
        f"Origine de l'erreur : {origin[:1].lower()}{origin[1:]}.{said}"
    )


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
    signed = f" Consigné par {signer}." if (signer := signed_by(told)) else ""
    against = AGAINST if told.is_against else ""
    return (
        f"{day_text(told.le)}, {AUTORITES[told.par]} : {SENS[told.sens]}{amount}{against}. "
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
    late, due = one.late(day), day_text(one.due_on) if one.due_on else ""
    yield f"« {one.motif} »"
    if one.accused_on:
        yield f"Accusé de réception envoyé le {day_text(one.accused_on)}."
    if one.escalated_on:
        yield f"Transmise au {_masculine(ECHELONS[one.echelon])} le {day_text(one.escalated_on)}."
    if one.is_open and due:
        yield f"Réponse attendue jusqu'au {due}{' : dépassé' if late else ''}."
    elif one.is_open:
        yield f"Réponse attendue : aucun paramètre ne donne de délai au {day_text(one.received_on)}."
    if one.answered_on:
        when = f"après son délai, qui courait jusqu'au {due}" if late else "dans son délai"
        when = when if due else "sans délai connu"
        yield f"Réponse du {day_text(one.answered_on)}, {when} : « {one.answer} »"
    if one.requalified_on:
        some = _several(one.appeals)
        yield f"Devenue recours {some} le {day_text(one.requalified_on)}, à la date de la réclamation."


def asker_text(one: Mediation) -> str:
    """Return who asks for a médiation, as it follows « par »."""
    label = ORIGINES_MEDIATION[one.origine]
    return f"{label[:1].lower()}{label[1:]}"


def mediation_lines(one: Mediation) -> Iterator[str]:
    """Yield a médiation: who asks and why, then what is asked, suspended, and what came of it."""
    origine = asker_text(one)
    yield (
        f"Médiation {one.number} du {day_text(one.since)}, saisie par {origine} : "
        f"{MOTIFS_MEDIATION[one.motif].lower()}."
    )
    yield f"« {one.texte} »"
    yield f"Précédée de la réclamation {one.reclamation}."
    if one.suspends:
        yield f"Recouvrement suspendu : {creances_text(one.suspends)}."
    if one.closed_on:
        result = RESULTATS_MEDIATION[one.resultat]
        yield f"Close le {day_text(one.closed_on)} : {result}. {one.reasons}"


def _masculine(noun: str) -> str:
    """Return a noun as it follows « au »."""
    return noun.removeprefix("le ")


def _several(some: Iterable[int]) -> str:
    return ", ".join(map(str, some))
