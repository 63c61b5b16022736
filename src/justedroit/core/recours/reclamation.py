"""A complaint: received, acknowledged, answered within its term, escalated, requalified as an appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from justedroit.core.base import days_after, parametre
from justedroit.core.recours.evenements import Evenement, folded

RECLAMATIONS: Final[Mapping[str, str]] = {
    "reclamation.recue": "Réclamation reçue",
    "reclamation.accusee": "Réclamation : accusé de réception",
    "reclamation.repondue": "Réponse à la réclamation",
    "reclamation.escaladee": "Réclamation transmise plus haut",
    "reclamation.requalifiee": "Réclamation requalifiée en recours",
}
CATEGORIES: Final = {
    "delai": "Délai de traitement",
    "accueil": "Accueil et relation",
    "decision": "Décision ou calcul du droit",
    "versement": "Versement",
    "indu": "Trop-perçu",
}
CANAUX_RECLAMATION: Final = {
    "courrier": "Courrier",
    "courriel": "Courriel",
    "telephone": "Téléphone",
    "accueil": "Accueil",
    "espace_allocataire": "Espace allocataire",
}
# Whom a complaint goes up to → in French.
ECHELONS: Final = {"responsable": "le responsable du service", "mediateur": "le médiateur"}
# What contests a decision may be an appeal.
CONTESTENT: Final = ("decision", "indu")
ETATS_RECLAMATION: Final = {
    "recue": "reçue, à traiter",
    "escaladee": "transmise plus haut",
    "repondue": "répondue",
    "requalifiee": "requalifiée en recours",
}


@dataclass(slots=True)
class Reclamation:
    """A complaint, as the events that were read tell it.

    Attributes:
        dossier: number.
        number: in the dossier, from 1.
        categorie: of CATEGORIES.
        canal: of CANAUX_RECLAMATION.
        received_on: posting or call: the day that counts.
        motif: what the household says.
        creances: numbers it is about; may be none.
        recours: number of the appeal it is about, or that it became; None where there is none.
        stage: of ETATS_RECLAMATION.
        accused_on, answered_on, escalated_on, requalified_on: days.
        echelon: whom it went up to.
        answer: what was answered.
        appeals: numbers of the appeals that it became.
        history: its events, in order.
    """

    dossier: int
    number: int
    categorie: str
    canal: str
    received_on: dt.date
    motif: str
    creances: tuple[int, ...]
    recours: int | None
    stage: str = "recue"
    accused_on: dt.date | None = None
    answered_on: dt.date | None = None
    escalated_on: dt.date | None = None
    requalified_on: dt.date | None = None
    echelon: str = ""
    answer: str = ""
    appeals: tuple[int, ...] = ()
    history: list[Evenement] = field(default_factory=list)

    @property
    def due_on(self) -> dt.date | None:
        """The last day to answer it in its term, in calendar days; None: no parameter gives a term."""
        term = parametre("recours/reclamation.delai")
        if not term.in_force(self.received_on):
            return None
        days: int = term.at(self.received_on)
        return days_after(self.received_on, days)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.stage in ("recue", "escaladee")

    @property
    def contests(self) -> bool:
        """Whether it is about a decision, so that it may be an appeal."""
        return self.categorie in CONTESTENT

    def late(self, day: dt.date) -> bool:
        """Return whether it was answered after its term, or still waits after it; never without one.

        Law:
            None: a commitment of service, parameter `reclamation.delai`.
        """
        end = self.requalified_on or self.answered_on or day
        return self.due_on is not None and end > self.due_on

    def about(self, creances: tuple[int, ...], recours: int | None) -> bool:
        """Return whether it belongs to the thread of some créances, or of an appeal.

        Law:
            None: one thread per decision.
        """
        mine = {self.recours, *self.appeals} - {None}
        return bool(set(self.creances) & set(creances)) or recours in mine


def reclamations_of(events: pa.Table) -> dict[int, list[Reclamation]]:
    """Return the complaints of some dossiers, by number.

    Args:
        events: schema EVENTS, of any number of dossiers, in the order of the journals.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    return folded(events, RECLAMATIONS, _received, lambda one, event: _TAKEN[event.tag](one, event))


def _received(event: Evenement) -> Reclamation:
    told = event.told
    return Reclamation(
        dossier=event.dossier,
        number=told["reclamation"],
        categorie=told["categorie"],
        canal=told["canal"],
        received_on=event.day(),
        motif=told["motif"],
        creances=tuple(told.get("creances", ())),
        recours=told.get("recours"),
        history=[event],
    )


def _accused(one: Reclamation, event: Evenement) -> None:
    one.accused_on = event.day()


def _answered(one: Reclamation, event: Evenement) -> None:
    one.stage, one.answered_on, one.answer = "repondue", event.day(), event.told["motif"]


def _escalated(one: Reclamation, event: Evenement) -> None:
    one.stage, one.escalated_on, one.echelon = "escaladee", event.day(), event.told["echelon"]


def _requalified(one: Reclamation, event: Evenement) -> None:
    one.stage, one.requalified_on = "requalifiee", event.day()
    one.appeals = tuple(event.told["recours"])


_TAKEN: Final[Mapping[str, Callable[[Reclamation, Evenement], None]]] = {
    "reclamation.accusee": _accused,
    "reclamation.repondue": _answered,
    "reclamation.escaladee": _escalated,
    "reclamation.requalifiee": _requalified,
}
