"""The thread of a decision, arranged to be read: complaint, médiation, commission, court, each euro."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from justedroit.core.courriers import MODELES
from justedroit.core.recours import Etape, act_text, fil
from justedroit.steps.consultation.instant import Instant

_LEDGER: Final = "registre"


@dataclass(frozen=True, slots=True)
class Pas:
    """A step of the thread, as a page shows it.

    Attributes:
        le: day.
        quoi: what happened.
        detail: what came of it; may be empty.
        qui: identifier of who acted or recorded it; empty: the ledger tells it.
        kind: of the act it belongs to, `recours`, `instance`, `courrier`, `notice`…; may be empty.
        number: of that act; 0 where there is none.
        is_money: whether a sum moved.
    """

    le: dt.date
    quoi: str
    detail: str
    qui: str
    kind: str
    number: int
    is_money: bool

    @property
    def acte(self) -> str:
        """The name of the act it belongs to, « recours 2 »; empty where it is of the créance."""
        return act_text(f"{self.kind}:{self.number}") if self.number else ""


def outcome_text(step: Etape) -> str:
    """Return what came of a step, in French; of a letter, what it is."""
    return MODELES[step.resultat].libelle if step.resultat in MODELES else step.resultat


def thread_of(instant: Instant, creance: int) -> tuple[Pas, ...]:
    """Return what happened to a créance until an instant, in order of days.

    Args:
        instant: the journals, cut.
        creance: number.
    """
    return tuple(map(_step, fil(instant.events, instant.transfers, creances=[creance])))


def thread_of_appeal(instant: Instant, number: int) -> tuple[Pas, ...]:
    """Return what happened around an appeal until an instant: what is linked to it, its créances.

    Args:
        instant: the journals, cut.
        number: of the appeal.
    """
    return tuple(map(_step, fil(instant.events, instant.transfers, recours=number)))


def _step(step: Etape) -> Pas:
    kind, _, number = step.acte.partition(":")
    own = int(number) if number.isdecimal() and kind != "creance" else 0
    who = "" if step.qui == _LEDGER else step.auteur
    return Pas(step.le, step.quoi, outcome_text(step), who, kind, own, step.tag == _LEDGER)
