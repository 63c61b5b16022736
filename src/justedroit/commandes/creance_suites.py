"""What can be done next of a créance, by whom, and the command that does it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from justedroit.core.base import Refusal
from justedroit.core.creances import INDEMNITE, Etat
from justedroit.core.ecarts import is_of_the_fund

if TYPE_CHECKING:
    from collections.abc import Iterator

    from justedroit.core.creances import NoticeSuivie
    from justedroit.steps.claims import Reclamation

AGENT, ALLOCATAIRE = "Un agent", "L'allocataire, ou un agent pour lui"
_TOLD: Final = frozenset({Etat.NOTIFIEE, Etat.EXIGIBLE, Etat.EN_RETENUE, Etat.PAIEMENT_DIRECT})
_FREE: Final = frozenset({*_TOLD, Etat.DETECTEE, Etat.MISE_EN_DEMEURE, Etat.CONTRAINTE})


def next_acts(one: Reclamation, day: dt.date) -> Iterator[tuple[str, str]]:
    """Yield who may do what now, each with its command where there is one."""
    claim = one.creance
    this = f"{claim.dossier} --numero {claim.number}"
    if one.suivi.origine is None:
        decide = f"justedroit creance origine {this} ORIGINE --motif … --agent …"
        yield AGENT, f"décider d'où vient l'erreur — {decide}"
    if claim.total() > 0:
        yield from _of_notice(one)
        yield from _of_household(one)
        yield from _of_recovery(one, day)
        yield from _of_fraud(one, this)
        yield from _of_end(one, this)


def _of_notice(one: Reclamation) -> Iterator[tuple[str, str]]:
    notice, command = one.suivi.notice, f"justedroit lettres notice {one.creance.dossier}"
    if notice is None:
        yield AGENT, f"préparer la notification — {command} preparer --agent …"
    elif notice.received_on is not None:
        return
    elif notice.sent_on is not None:
        yield AGENT, f"consigner la réception prouvée — {command} recue JOUR --agent …"
    else:
        yield from _before_sending(notice, command)


def _before_sending(notice: NoticeSuivie, command: str) -> Iterator[tuple[str, str]]:
    """Yield what a notice still needs; it is sent once it needs nothing."""
    explain = notice.enriched and notice.explained_at is None
    if explain:
        yield AGENT, f"compléter l'explication — {command} expliquer --texte … --agent …"
    if notice.enriched and not notice.calls:
        yield AGENT, f"tenter un appel — {command} appel RESULTAT --agent …"
    elif not explain:
        yield AGENT, f"envoyer la notification — {command} envoyer --agent …"


def _of_household(one: Reclamation) -> Iterator[tuple[str, str]]:
    claim, etat = one.creance, one.lecture.etat
    appeal = f"justedroit recours deposer {claim.dossier} NATURE --creance {claim.number} --canal …"
    if etat in _TOLD:
        yield ALLOCATAIRE, f"demander une remise, ou contester — {appeal}"
    if etat in _TOLD or etat in {Etat.ECHEANCIER, Etat.MISE_EN_DEMEURE, Etat.CONTRAINTE}:
        pay = f"justedroit encaisser payer {claim.dossier} --montant … --reference …"
        yield ALLOCATAIRE, f"rembourser — {pay}"
    if etat in _TOLD:
        plan = f"justedroit echeancier simuler {claim.dossier}"
        yield ALLOCATAIRE, f"demander un échéancier — {plan}"
    notice = one.suivi.notice
    if etat in _TOLD and notice is not None and notice.sent_on is not None:
        ask = f"justedroit creance rectification demander {claim.dossier} --numero {claim.number}"
        yield ALLOCATAIRE, f"dire qu'une information est fausse — {ask} --motif … --agent …"


def _of_recovery(one: Reclamation, day: dt.date) -> Iterator[tuple[str, str]]:
    number, etat = one.creance.dossier, one.lecture.etat
    if etat is Etat.CONTESTEE_SUSPENDUE and one.suivi.recours:
        yield AGENT, f"voir le recours qui suspend — justedroit recours {number}"
    if etat is Etat.RECTIFICATION:
        answer = f"justedroit creance rectification repondre {number} SENS --motif … --agent …"
        yield AGENT, f"répondre à la demande avant son rejet implicite — {answer}"
    if etat is Etat.ECHEANCIER:
        yield AGENT, f"suivre l'échéancier — justedroit echeancier suivre {number}"
    first = one.withholdable
    if etat in _TOLD and not isinstance(first, Refusal) and first <= day:
        try_it = f"justedroit retenues {day:%Y-%m} --dossier {number} --essai"
        yield AGENT, f"voir ce qui serait retenu — {try_it}"
        force = f"justedroit forcer demeure {number} --creance {one.creance.number} --agent …"
        yield AGENT, f"si rien ne se retient, mettre en demeure — {force}"
    if etat in {Etat.MISE_EN_DEMEURE, Etat.CONTRAINTE}:
        yield AGENT, f"suivre le recouvrement forcé — justedroit forcer {number}"
    if etat is Etat.CONTESTEE_SUSPENDUE and one.suivi.instances:
        yield AGENT, f"voir l'instance en cours — justedroit tribunal {number}"


def _of_fraud(one: Reclamation, this: str) -> Iterator[tuple[str, str]]:
    told, origin = one.suivi.qualification, one.suivi.origine
    if told is None and origin is not None and is_of_the_fund(origin.code):
        return
    if told is None:
        qualify = f"justedroit qualifier {one.creance.dossier} QUALIFICATION --motif … --agent …"
        yield AGENT, f"qualifier la cause, avec ses raisons — {qualify}"
    elif told.is_fraud and all(line.nature != INDEMNITE for line in one.creance.lignes):
        add = f"justedroit creance indemnite {this} --motif … --agent …"
        yield AGENT, f"ajouter l'indemnité de gestion — {add}"


def _of_end(one: Reclamation, this: str) -> Iterator[tuple[str, str]]:
    if one.lecture.etat not in _FREE or one.suivi.received_on is None:
        return
    if one.creance.benefit == "rsa":
        pass_on = f"justedroit creance transferer {this} --titre … --agent …"
        yield AGENT, f"si plus rien ne se retient, transmettre au département — {pass_on}"
    if one.suivi.contraintes:
        admit = f"justedroit creance non-valeur {this} --motif … --agent …"
        yield AGENT, f"si rien ne se recouvre, admettre en non-valeur — {admit}"
