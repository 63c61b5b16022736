"""A médiation: who asks for it, after which complaint, what it suspends, what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from justedroit.core.base import parametre, until_worked
from justedroit.core.recours.evenements import Evenement, folded
from justedroit.core.recours.reclamation import Reclamation

MEDIATIONS: Final[Mapping[str, str]] = {
    "mediation.saisie": "Médiateur saisi",
    "mediation.close": "Médiation close",
}
ORIGINES_MEDIATION: Final = {
    "allocataire": "L'allocataire",
    "defenseur_des_droits": "Le Défenseur des droits",
    "elu": "Un élu",
    "association": "Une association",
    "travailleur_social": "Un travailleur social",
    "caisse": "Un service de la caisse",
}
CANAUX_MEDIATION: Final = {
    "teleprocedure": "Téléprocédure",
    "courriel": "Courriel",
    "courrier": "Courrier",
    "accueil": "Accueil",
}
MOTIFS_MEDIATION: Final = {
    "indu_incompris": "Un trop-perçu n'est pas compris",
    "decision_incomprise": "Une décision n'est pas comprise",
    "desaccord": "Désaccord sur une décision",
    "delai": "Délai de traitement",
    "relation": "Relation avec la caisse",
}
RESULTATS_MEDIATION: Final = {
    "revisee": "décision révisée",
    "maintenue": "décision maintenue",
    "sans_objet": "sans objet",
}


@dataclass(slots=True)
class Mediation:
    """A médiation, as the events that were read tell it.

    Attributes:
        dossier: number.
        number: in the dossier, from 1.
        origine: of ORIGINES_MEDIATION.
        canal: of CANAUX_MEDIATION.
        motif: of MOTIFS_MEDIATION.
        texte: what is asked.
        creances: numbers it is about; may be none.
        recours: number of the appeal it is about, None where there is none.
        reclamation: number of the complaint made before it.
        since: day.
        suspends: whether recovery waits meanwhile.
        closed_on: day, None while it runs.
        resultat: of RESULTATS_MEDIATION.
        reasons: of its result.
        history: its events, in order.
    """

    dossier: int
    number: int
    origine: str
    canal: str
    motif: str
    texte: str
    creances: tuple[int, ...]
    recours: int | None
    reclamation: int
    since: dt.date
    suspends: tuple[int, ...] = ()
    closed_on: dt.date | None = None
    resultat: str = ""
    reasons: str = ""
    history: list[Evenement] = field(default_factory=list)

    @property
    def cause(self) -> str:
        """How its suspension is named, `mediation:1`."""
        return f"mediation:{self.number}"


def mediations_of(events: pa.Table) -> dict[int, list[Mediation]]:
    """Return the médiations of some dossiers, by number.

    Args:
        events: schema EVENTS, of any number of dossiers, in the order of the journals.

    Law:
        CSS art. L217-7-1; decision 0021, a state is a fold of events.
    """
    return folded(events, MEDIATIONS, _seized, _closed)


def _closed(one: Mediation, event: Evenement) -> None:
    one.closed_on, one.resultat = event.day(), event.told["resultat"]
    one.reasons = event.told["motif"]


def _seized(event: Evenement) -> Mediation:
    told = event.told
    return Mediation(
        dossier=event.dossier,
        number=told["mediation"],
        origine=told["origine"],
        canal=told["canal"],
        motif=told["motif"],
        texte=told["texte"],
        creances=tuple(told.get("creances", ())),
        recours=told.get("recours"),
        reclamation=told["reclamation"],
        since=event.day(),
        suspends=tuple(told.get("suspend", ())),
        history=[event],
    )


def prior_complaint(
    some: Iterable[Reclamation],
    creances: tuple[int, ...],
    recours: int | None,
    day: dt.date,
) -> Reclamation | None:
    """Return the complaint that opens the way to the médiateur, None where there is none yet.

    It is about the same decision (any, where none is named), and was answered, or waits since longer
    than its term.

    Law:
        CSS art. L217-7-1: a complaint to the service is needed first.
    """
    named = bool(creances) or recours is not None
    for one in reversed(list(some)):
        ready = not one.is_open or one.late(day) or one.echelon == "mediateur"
        if one.received_on <= day and ready and (not named or one.about(creances, recours)):
            return one
    return None


def extended(until: dt.date, starts_on: dt.date, some: Iterable[Mediation]) -> dt.date | None:
    """Return the last day of a delay that médiations have suspended; None while one still runs.

    Args:
        until: its last day, without them.
        starts_on: the day that started it.
        some: médiations about the same decision.

    Law:
        CSS art. L217-7-1; CRPA art. L213-6: parameter `mediation.delais`, a_verifier.
    """
    for one in sorted(some, key=lambda told: told.since):
        applies = parametre("recours/mediation.delais")
        if one.since > until or not applies.in_force(one.since) or not applies.at(one.since):
            continue
        if one.closed_on is None:
            return None
        first = max(one.since, starts_on)
        if one.closed_on > first:
            until = until_worked(until + (one.closed_on - first))
    return until
