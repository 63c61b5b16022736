"""Where a créance stands on a day, said to the allocataire in a sentence: computed, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from justedroit.core.base import Refusal, day_text, euros, month_of
from justedroit.core.creances.creance import Creance
from justedroit.core.creances.exigibilite import (
    cause_text,
    plan_on,
    rejection_of,
    suspended,
    suspensions,
    waits,
    withholdable_from,
)
from justedroit.core.creances.suivi import Suivi


class Etat(StrEnum):
    """Where a créance may stand. Closed."""

    DETECTEE = "detectee"
    NOTIFIEE = "notifiee"
    RECTIFICATION = "rectification"
    EXIGIBLE = "exigible"
    EN_RETENUE = "en_retenue"
    ECHEANCIER = "echeancier"
    PAIEMENT_DIRECT = "paiement_direct"
    SOLDEE = "soldee"
    CONTESTEE_SUSPENDUE = "contestee_suspendue"
    REMISE_PARTIELLE = "remise_partielle"
    REMISE_TOTALE = "remise_totale"
    ANNULEE = "annulee"
    PRESCRITE = "prescrite"
    SURENDETTEMENT = "surendettement"
    MISE_EN_DEMEURE = "mise_en_demeure"
    CONTRAINTE = "contrainte"
    ABANDONNEE = "abandonnee"
    TRANSFEREE_DEPARTEMENT = "transferee_departement"
    ADMISE_NON_VALEUR = "admise_non_valeur"


ETAT_LABELS: Final = {
    Etat.DETECTEE: "Calculée, pas encore notifiée",
    Etat.NOTIFIEE: "Notifiée",
    Etat.RECTIFICATION: "Rectification demandée",
    Etat.EXIGIBLE: "Peut être recouvrée",
    Etat.EN_RETENUE: "Remboursée par retenues",
    Etat.ECHEANCIER: "Remboursée par un échéancier",
    Etat.PAIEMENT_DIRECT: "Remboursée par paiements",
    Etat.SOLDEE: "Soldée",
    Etat.CONTESTEE_SUSPENDUE: "Contestée : recouvrement suspendu",
    Etat.REMISE_PARTIELLE: "Remise en partie",
    Etat.REMISE_TOTALE: "Remise en totalité",
    Etat.ANNULEE: "Annulée, en tout ou en partie",
    Etat.PRESCRITE: "Prescrite, en tout ou en partie",
    Etat.SURENDETTEMENT: "Surendettement",
    Etat.MISE_EN_DEMEURE: "Mise en demeure",
    Etat.CONTRAINTE: "Contrainte",
    Etat.ABANDONNEE: "Abandonnée",
    Etat.TRANSFEREE_DEPARTEMENT: "Transmise au département",
    Etat.ADMISE_NON_VALEUR: "Admise en non-valeur",
}


_ASKED: Final = "Remise demandée : recouvrement suspendu"


@dataclass(frozen=True, slots=True)
class Situation:
    """A state, and what it means for the allocataire.

    Attributes:
        etat: of the closed list.
        sentence: in French, for the allocataire, with its days and amounts.
        name: its label, where that of the state would say too much; empty otherwise.
    """

    etat: Etat
    sentence: str
    name: str = ""

    @property
    def label(self) -> str:
        """The French label of the state."""
        return self.name or ETAT_LABELS[self.etat]


@dataclass(frozen=True, slots=True)
class Lecture:
    """Where a créance stands on a day.

    Attributes:
        situation: the state that decides of what can be done now.
        others: what is true beside it, in the order of the life of a créance.
    """

    situation: Situation
    others: tuple[Situation, ...] = ()

    @property
    def etat(self) -> Etat:
        """The state that decides of what can be done now."""
        return self.situation.etat

    def states(self) -> frozenset[Etat]:
        """Return every state that is true.

        Law:
            None: a way of counting.
        """
        return frozenset({self.etat, *(one.etat for one in self.others)})


def state_of(creance: Creance, suivi: Suivi, day: dt.date) -> Lecture:
    """Return where a créance stands on a day, as far as what was read of it tells.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        day: of the reading; time alone ends some suspensions.

    Law:
        CSS art. R133-9-2, L553-2; decision 0021: a state is a fold of events at a day.
    """
    aside = [*_issues(creance, suivi)]
    if creance.total() <= 0:
        return _ended(creance, aside)
    first, *others = [*_running(creance, suivi, day)]
    return Lecture(first, (*others, *aside))


def _ended(creance: Creance, aside: list[Situation]) -> Lecture:
    """Return the state of what is owed no longer: what took the last of it, or the most."""
    recovered = creance.total("recovered")
    ends = [one for one in aside if creance.last in _FIELDS[_SAME.get(one.etat, one.etat)]]
    if recovered and ends:
        sentence = f"{euros(recovered)} ont été remboursés ou retenus ; {ends[0].sentence}"
        others = tuple(one for one in aside if one is not ends[0])
        return Lecture(Situation(ends[0].etat, sentence), others)
    if recovered or not aside:
        sentence = f"Plus rien n'est dû : {euros(recovered)} ont été remboursés ou retenus."
        return Lecture(Situation(Etat.SOLDEE, sentence), tuple(aside))
    by_weight = sorted(aside, key=lambda one: -_weight(creance, one.etat))
    return Lecture(by_weight[0], tuple(by_weight[1:]))


def _running(creance: Creance, suivi: Suivi, day: dt.date) -> Iterator[Situation]:
    """Yield what is true of a créance still owed, what decides first."""
    yield from _suspensions(creance, suivi, day)
    yield from _forced(suivi, day)
    if (plan := plan_on(suivi, day)) is not None and suspended(suivi, day) is not None:
        waits_too = f"L'échéancier n° {plan.number} attend : rien n'en est dû pour cette somme."
        yield Situation(Etat.ECHEANCIER, waits_too)
    elif plan is not None:
        # A suspension has pushed its payments back: the page of the plan says to when.
        moved = any((one.after or day) > plan.accepted_on for one in suspensions(suivi))
        coming = [due for due in plan.dues if due[0] >= day and not moved]
        told = f"Vous remboursez selon l'échéancier n° {plan.number}."
        for due_on, cents in coming[:1]:
            # A part of it may be owed no longer.
            most = creance.total() if plan.creances == (creance.number,) else cents
            told += f" Prochaine échéance : {euros(min(cents, most))} le {day_text(due_on)}."
        yield Situation(Etat.ECHEANCIER, told)
    yield from _recovering(creance, suivi, day)


def _suspensions(creance: Creance, suivi: Suivi, day: dt.date) -> Iterator[Situation]:
    if (running := suspended(suivi, day)) is None:
        return
    asked = suivi.rectification
    since = f"depuis le {day_text(running.since)}"
    if running.cause.startswith("surendettement"):
        yield Situation(
            Etat.SURENDETTEMENT,
            f"Rien ne vous est réclamé {since} : votre dossier de surendettement est recevable.",
        )
    elif running.cause.startswith("rectification") and asked and waits(asked, creance.benefit, day):
        yield Situation(
            Etat.RECTIFICATION,
            "Vous avez demandé de rectifier les informations. Rien n'est retenu en attendant ; sans "
            f"réponse le {day_text(rejection_of(asked, creance.benefit))}, la demande est rejetée.",
        )
    else:
        yield Situation(
            Etat.CONTESTEE_SUSPENDUE,
            f"Rien ne vous est retenu ni réclamé {since} : {cause_text(running)}.",
            _ASKED if _only_asked(suivi, day) else "",
        )


def _only_asked(suivi: Suivi, day: dt.date) -> bool:
    """Return whether nothing but requests of remise suspends it: nobody says that it is not owed."""
    causes = {one.cause for one in suspensions(suivi) if one.runs(day)}
    return causes <= {f"recours:{number}" for number in suivi.remises}


def _forced(suivi: Suivi, day: dt.date) -> Iterator[Situation]:
    orders = [one for one in suivi.contraintes if one.stands and one.issued_on <= day]
    demands = [one for one in suivi.demeures if one.sent_on <= day]
    if orders:
        last = orders[-1]
        served = f", signifiée le {day_text(last.served_on)}" if last.served_on else ""
        yield Situation(
            Etat.CONTRAINTE, f"Une contrainte a été émise le {day_text(last.issued_on)}{served}."
        )
    elif demands:
        sent = day_text(demands[-1].sent_on)
        yield Situation(Etat.MISE_EN_DEMEURE, f"Une mise en demeure vous a été envoyée le {sent}.")


def _recovering(creance: Creance, suivi: Suivi, day: dt.date) -> Iterator[Situation]:
    """Yield the place in the ordinary life: there is always one."""
    first = withholdable_from(creance, suivi, day)
    may = isinstance(first, dt.date) and first <= day
    retenue, repaid = suivi.retenue, creance.total("repaid")
    if may and retenue is not None and retenue.cents and retenue.since_month <= month_of(day):
        yield Situation(
            Etat.EN_RETENUE,
            f"{euros(retenue.cents)} au plus sont retenus chaque mois sur vos prestations, pour "
            "toutes vos dettes, la plus ancienne d'abord.",
        )
    elif repaid:
        yield Situation(Etat.PAIEMENT_DIRECT, f"Vous avez déjà remboursé {euros(repaid)}.")
    elif may:
        yield Situation(
            Etat.EXIGIBLE,
            "Le délai est passé : cette somme peut être retenue, ou vous pouvez la rembourser.",
        )
    else:
        yield _told(suivi, first)


def _told(suivi: Suivi, first: dt.date | Refusal) -> Situation:
    sent = [notice for notice in suivi.notices if notice.sent_on or notice.received_on]
    if not sent:
        return Situation(
            Etat.DETECTEE, "La caisse a calculé cette somme et ne vous l'a pas encore notifiée."
        )
    until = f" Rien n'est retenu avant le {day_text(first)}." if isinstance(first, dt.date) else ""
    last = sent[-1]
    if last.received_on is not None:
        told = f"Vous avez reçu la notification le {day_text(last.received_on)}."
        return Situation(Etat.NOTIFIEE, told + until)
    assert last.sent_on is not None
    told = f"La notification vous a été envoyée le {day_text(last.sent_on)}."
    return Situation(Etat.NOTIFIEE, told + " Rien n'est retenu avant que vous l'ayez reçue.")


# What took a part of it, whatever its state: (state, fields of the ledger, sentence).
_PARTS: Final[tuple[tuple[Etat, tuple[str, ...], str], ...]] = (
    (Etat.ANNULEE, ("undone", "annulled", "returned"), "{} ne vous sont plus réclamés : annulés."),
    (Etat.REMISE_PARTIELLE, ("remitted",), "{} vous ont été remis."),
    (Etat.PRESCRITE, ("prescribed",), "{} sont prescrits : la caisse ne peut plus les réclamer."),
    (Etat.ABANDONNEE, ("abandoned",), "{} ont été abandonnés."),
    (Etat.SURENDETTEMENT, ("erased",), "{} ont été effacés par la procédure de surendettement."),
    (
        Etat.TRANSFEREE_DEPARTEMENT,
        ("transferred",),
        "{} ont été transmis au département, qui vous les réclamera.",
    ),
)


_FIELDS: Final = {etat: fields for etat, fields, _ in _PARTS}


def _issues(creance: Creance, suivi: Suivi) -> Iterator[Situation]:
    """Yield what has taken a part of a créance, without recovering it."""
    for etat, fields, sentence in _PARTS:
        cents = sum(creance.total(field) for field in fields)
        if cents:
            yield Situation(_exact(etat, creance, suivi), sentence.format(euros(cents)))


def _exact(etat: Etat, creance: Creance, suivi: Suivi) -> Etat:
    if etat is Etat.REMISE_PARTIELLE and creance.total() <= 0 and not creance.total("recovered"):
        return Etat.REMISE_TOTALE
    given_up = {sortie.tag for sortie in suivi.sorties}
    if etat is Etat.ABANDONNEE and "creance.admise_non_valeur" in given_up:
        return Etat.ADMISE_NON_VALEUR
    return etat


_SAME: Final = {
    Etat.REMISE_TOTALE: Etat.REMISE_PARTIELLE,
    Etat.ADMISE_NON_VALEUR: Etat.ABANDONNEE,
}


def _weight(creance: Creance, etat: Etat) -> int:
    wanted = _SAME.get(etat, etat)
    weigh: Callable[[str], int] = creance.total
    return sum(weigh(field) for one, fields, _ in _PARTS if one is wanted for field in fields)
