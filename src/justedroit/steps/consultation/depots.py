"""What registering an appeal would open: who decides, by when, what it suspends. Writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte, Refusal
from justedroit.core.creances import Creance
from justedroit.core.recours import (
    AUTORITES,
    DECIDEURS,
    Echeance,
    Juridiction,
    Recours,
    juridiction,
    recours_of,
)
from justedroit.records.interface import Records
from justedroit.steps.act import opened
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.lodge import Depot, lodge


@dataclass(frozen=True, slots=True)
class Ouverture:
    """An appeal that would be opened.

    Attributes:
        recours: as it would be recorded.
        juge: the way of appeal, from who decides first to the judge.
        silence: when silence would reject it; None where it does not run.
        cents: what the créances it is about still owe.
    """

    recours: Recours
    juge: Juridiction
    silence: Echeance | None
    cents: int

    @property
    def decide(self) -> str:
        """Who decides, in French."""
        return DECIDEURS.get(self.juge.decide) or AUTORITES[self.juge.decide]


@dataclass(frozen=True, slots=True)
class Guichet:
    """What may be contested in a dossier.

    Attributes:
        seen: last sequence of the dossier.
        day: of the reading.
        creances: by number; one that is owed no longer may still be contested.
    """

    seen: int
    day: dt.date
    creances: tuple[Creance, ...]


def may_contest(records: Records, dossier: int, now: dt.datetime) -> Guichet | Refusal:
    """Return what may be contested in a dossier.

    Args:
        records: the journals.
        dossier: number.
        now: instant, UTC.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return Guichet(found.seen, now.astimezone(FRANCE).date(), tuple(found.creances()))


def would_open(records: Records, depot: Depot, acte: Acte) -> list[Ouverture] | Refusal:
    """Return the appeals that a deposit would open, as `lodge` would record them, or its refusal.

    Args:
        records: the journals.
        depot: what is sent.
        acte: who would record it, and when.
    """
    tried = Tried(records)
    done = lodge(tried.records, depot, acte)
    if isinstance(done, Refusal):
        return done
    events = pa.concat_tables(journal.events for journal in tried.journals)
    owed = {c.number: c.total() for c in _creances(records, depot.dossier)}
    return [
        Ouverture(
            one,
            juridiction(one.prestations[0], one.objet, depot.le),
            one.silence(),
            sum(owed.get(number, 0) for number in one.creances),
        )
        for one in recours_of(events).get(depot.dossier, [])
    ]


def _creances(records: Records, dossier: int) -> list[Creance]:
    found = opened(records, dossier)
    return [] if isinstance(found, Refusal) else found.creances()
