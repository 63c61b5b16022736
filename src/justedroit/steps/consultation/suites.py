"""What can be done next of a créance, by whom, and the command that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import Refusal
from justedroit.core.creances import Etat, NoticeSuivie, suspensions
from justedroit.core.ecarts import is_of_the_fund
from justedroit.core.recours import refuse_fraud
from justedroit.core.recouvrement import indemnite_cents, untold
from justedroit.steps.claims import Reclamation

AGENT, ALLOCATAIRE = "Un agent", "L'allocataire, ou un agent pour lui"
# What has a page of its own, by the name that the pages know it by.
NOTIFICATION, ECHEANCIER = "notification", "echeancier"
RECOURS, INSTANCE = "recours", "instance"  # as the cause of a suspension names them
NOTIFICATIONS, DEPOT, SEANCE, LETTRE = "notifications", "depot", "seance", "lettre"
DETTES = "dettes"
_TOLD: Final = frozenset({Etat.NOTIFIEE, Etat.EXIGIBLE, Etat.EN_RETENUE, Etat.PAIEMENT_DIRECT})
_FREE: Final = frozenset({*_TOLD, Etat.DETECTEE, Etat.MISE_EN_DEMEURE, Etat.CONTRAINTE})


@dataclass(frozen=True, slots=True)
class Suite:
    """An act that is open.

    Attributes:
        who: may do it, in French.
        what: it is, in French.
        command: that does it.
        page: where it may be done, of NOTIFICATION, ECHEANCIER, RECOURS, INSTANCE, NOTIFICATIONS, DEPOT,
            SEANCE, LETTRE, DETTES; empty: none.
        number: of what it is done to, of the notice for instance; 0: of the whole dossier.
        geste: code of the page that does it, and it only; empty: none.
        seance: day of the session where it is done; None: not one yet.
    """

    who: str
    what: str
    command: str
    page: str = ""
    number: int = 0
    geste: str = ""
    seance: dt.date | None = None


def next_acts(one: Reclamation, day: dt.date) -> Iterator[Suite]:
    """Yield who may do what now of a créance, each with its command."""
    claim = one.creance
    this = f"{claim.dossier} --numero {claim.number}"
    if one.suivi.origine is None:
        decide = f"justedroit creance origine {this} ORIGINE --motif … --agent …"
        yield _geste("décider d'où vient l'erreur", decide, "origine", claim.number)
    for told in untold([(claim, one.suivi)], day):
        inform = f"justedroit forcer departement {claim.dossier} --creance {claim.number} --agent …"
        yield _geste(told.sentence(), inform, "departement-informe", claim.number)
    if claim.total() > 0:
        yield from _of_notice(one)
        yield from _of_household(one)
        yield from _of_recovery(one, day)
        yield from _of_fraud(one, this, day)
        yield from _of_end(one, this)


def whole_acts(every: Sequence[Reclamation], day: dt.date, *, small: bool) -> Iterator[Suite]:
    """Yield what can be done of all that a dossier owes.

    Args:
        every: its créances, all of them.
        day: of the reading.
        small: whether some of its debts are under the threshold.
    """
    owed = [one for one in every if one.creance.total() > 0]
    if owed:
        number = owed[0].creance.dossier
        yield _payment(number, 0, (AGENT, "encaisser un remboursement"))
        if any(one.lecture.etat in _TOLD and _is_withholdable(one, day) for one in owed):
            force = f"justedroit forcer demeure {number} --agent …"
            yield _geste("mettre en demeure de payer", force, "mise-en-demeure")
        if small:
            drop = f"justedroit creance abandonner {number} --agent …"
            yield _geste("abandonner les petites dettes", drop, "petites-dettes")
        if all(one.lecture.etat is not Etat.SURENDETTEMENT for one in owed):
            stop = f"justedroit forcer surendettement {number} recevable --le JOUR --agent …"
            yield _geste("consigner un surendettement recevable", stop, "surendettement")
    if any(one.suivi.paiements for one in every):
        undo = f"justedroit encaisser rejeter {every[0].creance.dossier} --reference … --motif …"
        yield _geste("défaire un paiement rejeté par la banque", undo, "paiement-rejete")


def _geste(what: str, command: str, geste: str, number: int = 0, who: str = AGENT) -> Suite:
    return Suite(who, what, command, number=number, geste=geste)


def _payment(dossier: int, number: int, said: tuple[str, str]) -> Suite:
    who, what = said
    pay = f"justedroit encaisser payer {dossier} --montant … --reference …"
    return _geste(what, pay, "encaissement", number, who)


def _is_withholdable(one: Reclamation, day: dt.date) -> bool:
    return not isinstance(one.withholdable, Refusal) and one.withholdable <= day


def _of_notice(one: Reclamation) -> Iterator[Suite]:
    notice, command = one.suivi.notice, f"justedroit lettres notice {one.creance.dossier}"
    if notice is None:
        yield Suite(
            AGENT, "préparer la notification", f"{command} preparer --agent …", NOTIFICATIONS
        )
    elif notice.received_on is not None:
        return
    elif notice.sent_on is not None:
        came = f"{command} recue JOUR --agent …"
        yield Suite(AGENT, "consigner la réception prouvée", came, NOTIFICATION, notice.number)
    else:
        yield from _before_sending(notice, command)


def _before_sending(notice: NoticeSuivie, command: str) -> Iterator[Suite]:
    """Yield what a notice still needs; it is sent once it needs nothing."""
    where = (NOTIFICATION, notice.number)
    explain = notice.enriched and notice.explained_at is None
    if explain:
        done = f"{command} expliquer --texte FICHIER --agent …"
        yield Suite(AGENT, "compléter l'explication", done, *where)
    if notice.enriched and not notice.calls:
        yield Suite(AGENT, "tenter un appel", f"{command} appel RESULTAT --agent …", *where)
    elif not explain:
        yield Suite(AGENT, "envoyer la notification", f"{command} envoyer --agent …", *where)


def _of_household(one: Reclamation) -> Iterator[Suite]:
    claim, etat = one.creance, one.lecture.etat
    if etat in _TOLD:
        ask = (
            f"justedroit recours deposer {claim.dossier} NATURE --creance {claim.number} --canal …"
        )
        closed = refuse_fraud(claim, one.suivi) is not None
        what = "contester" if closed else "demander une remise, ou contester"
        yield Suite(ALLOCATAIRE, what, ask, DEPOT)
    if etat in _TOLD or etat in {Etat.ECHEANCIER, Etat.MISE_EN_DEMEURE, Etat.CONTRAINTE}:
        yield _payment(claim.dossier, claim.number, (ALLOCATAIRE, "rembourser"))
    if etat in _TOLD:
        plan = f"justedroit echeancier simuler {claim.dossier}"
        yield Suite(ALLOCATAIRE, "demander un échéancier", plan, ECHEANCIER)
    notice = one.suivi.notice
    if etat in _TOLD and notice is not None and notice.sent_on is not None:
        ask = f"justedroit creance rectification demander {claim.dossier} --numero {claim.number}"
        told = f"{ask} --motif … --agent …"
        what = "dire qu'une information est fausse"
        yield _geste(what, told, "rectification", claim.number, ALLOCATAIRE)


def _of_recovery(one: Reclamation, day: dt.date) -> Iterator[Suite]:
    number, etat = one.creance.dossier, one.lecture.etat
    if etat is Etat.CONTESTEE_SUSPENDUE:
        yield from _of_suspension(one, day)
    if etat is Etat.RECTIFICATION:
        answer = f"justedroit creance rectification repondre {number} SENS --motif … --agent …"
        what, asked = "répondre à la demande avant son rejet implicite", one.suivi.rectification
        rank = 0 if asked is None else asked.number
        yield _geste(what, answer, "rectification-reponse", rank)
    if etat is Etat.ECHEANCIER:
        follow = f"justedroit echeancier suivre {number}"
        yield Suite(AGENT, "suivre l'échéancier", follow, ECHEANCIER)
    if etat in _TOLD and _is_withholdable(one, day):
        try_it = f"justedroit retenues {day:%Y-%m} --dossier {number} --essai"
        yield Suite(AGENT, "voir ce qui serait retenu", try_it)
        force = f"justedroit forcer demeure {number} --creance {one.creance.number} --agent …"
        what = "si rien ne se retient, mettre en demeure"
        yield _geste(what, force, "mise-en-demeure", one.creance.number)
    if etat in {Etat.MISE_EN_DEMEURE, Etat.CONTRAINTE}:
        follow = f"justedroit forcer {number}"
        yield Suite(AGENT, "suivre le recouvrement forcé", follow, DETTES)


def _of_suspension(one: Reclamation, day: dt.date) -> Iterator[Suite]:
    """Yield where what suspends it is seen: an appeal, a case in court."""
    number = one.creance.dossier
    causes = [told.cause.partition(":") for told in suspensions(one.suivi) if told.runs(day)]
    for kind, _, rank in dict.fromkeys(causes):
        if kind == RECOURS:
            see = f"justedroit recours {number}"
            yield Suite(AGENT, "voir le recours qui suspend", see, RECOURS, int(rank))
        elif kind == INSTANCE:
            see = f"justedroit tribunal {number}"
            yield Suite(AGENT, "voir l'instance en cours", see, INSTANCE, int(rank))


def _of_fraud(one: Reclamation, this: str, day: dt.date) -> Iterator[Suite]:
    told, origin = one.suivi.qualification, one.suivi.origine
    if told is None and origin is not None and is_of_the_fund(origin.code):
        return
    if told is None:
        qualify = f"justedroit qualifier {one.creance.dossier} QUALIFICATION --motif … --agent …"
        what = "qualifier la cause, avec ses raisons"
        yield _geste(what, qualify, "qualification", one.creance.number)
    elif not isinstance(indemnite_cents(one.creance, one.suivi, day), Refusal):
        add = f"justedroit creance indemnite {this} --motif … --agent …"
        yield _geste("ajouter l'indemnité de gestion", add, "indemnite", one.creance.number)


def _of_end(one: Reclamation, this: str) -> Iterator[Suite]:
    if one.lecture.etat not in _FREE or one.suivi.received_on is None:
        return
    if one.creance.benefit == "rsa":
        pass_on = f"justedroit creance transferer {this} --titre … --agent …"
        what = "si plus rien ne se retient, transmettre au département"
        yield _geste(what, pass_on, "transfert", one.creance.number)
    if one.suivi.contraintes:
        admit = f"justedroit creance non-valeur {this} --motif … --agent …"
        what = "si rien ne se recouvre, admettre en non-valeur"
        yield _geste(what, admit, "non-valeur", one.creance.number)
