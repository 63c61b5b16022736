"""What one sees of the notices of a dossier: what each waits for, and what opens with its reception."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import FRANCE, Refusal, parametre
from justedroit.core.courriers import (
    Contenu,
    CourrierSuivi,
    Information,
    NoticePreparee,
    calls_needed,
    draft,
    informations,
    informed,
    notices,
)
from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.core.recours import Echeance, rectification
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, opened
from justedroit.steps.pending import Ouverte, explained, lacks, noticed, opened_notice

# What a notice may wait for → the act that does it. Anything else is a day to wait for.
ACTES: Final = {
    "l'explication": "expliquer",
    "un appel": "appel",
    "l'information sur les tiers": "informer",
}
ATTENDRE: Final = "attendre"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one decision claims, and that no notice claims yet.

    Attributes:
        reference: of the revision.
        decided_at: instant, UTC.
        creances: those of it, still owed.
    """

    reference: str
    decided_at: dt.datetime
    creances: tuple[Creance, ...]

    @property
    def cents(self) -> int:
        """What it claims in all."""
        return sum(claim.total() for claim in self.creances)


@dataclass(frozen=True, slots=True)
class Liste:
    """The notices of a dossier.

    Attributes:
        seen: last sequence of the dossier.
        notices: the last first.
        decisions: those that wait for a notice, the oldest first.
    """

    seen: int
    notices: tuple[NoticePreparee, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Manque:
    """Something that a notice waits for before it may leave.

    Attributes:
        acte: that does it, of ACTES, or `attendre`.
        refusal: why, in French.
    """

    acte: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Preparation:
    """A notice, from its preparation to its reception.

    Attributes:
        seen: last sequence of the dossier.
        day: of the reading.
        notice: as its events tell it.
        courrier: its letter.
        creances: with what happened to each.
        manques: all that it waits for; none once it has left.
        draft: what the machine knows of the why, in plain French.
        tiers: what third parties told of it.
        told_on: day on which the household knew all of it; None: not all, or nothing to tell.
        leaves_from: first day on which it may leave for that.
        contenu: the letter as it would leave, dated of the first day on which it may, or as it left.
    """

    seen: int
    day: dt.date
    notice: NoticePreparee
    courrier: CourrierSuivi
    creances: tuple[tuple[Creance, Suivi], ...]
    manques: tuple[Manque, ...]
    draft: str
    tiers: tuple[Information, ...]
    told_on: dt.date | None
    leaves_from: dt.date | None
    contenu: Contenu

    @property
    def lines(self) -> tuple[str, ...]:
        """What the machine knows of the why, line by line."""
        return tuple(line for line in self.draft.splitlines() if line.strip())

    @property
    def is_ready(self) -> bool:
        """Whether it may leave today."""
        return self.notice.envoyee_le is None and not self.manques

    @property
    def calls(self) -> int:
        """How many calls are attempted before it leaves; 0 where none is needed."""
        return calls_needed(self.day) if self.notice.enrichie else 0

    @property
    def least(self) -> int:
        """The fewest characters of an explanation."""
        found: int = parametre("courriers/notice.explication").at(self.courrier.contenu.le)
        return found

    @property
    def threshold_eur(self) -> int:
        """The amount from which a notice is explained by an agent, in euros."""
        found: int = parametre("courriers/notice.enrichie").at(self.day)
        return found

    @property
    def rectification(self) -> Echeance | None:
        """The delay that its reception has opened."""
        received = self.notice.recue_le
        return rectification(received) if received is not None else None

    @property
    def manque_appel(self) -> bool:
        """Whether it waits for a call."""
        return any(manque.acte == "appel" for manque in self.manques)

    @property
    def manque_tiers(self) -> bool:
        """Whether the household must still be told what third parties said."""
        return any(manque.acte == "informer" for manque in self.manques)


def notices_of(records: Records, dossier: int) -> Liste | Refusal:
    """Return the notices of a dossier, and what waits for one.

    Args:
        records: the journals.
        dossier: number.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    told = notices(found.events).values()
    return Liste(found.seen, tuple(reversed(list(told))), tuple(_decisions(found)))


def _decisions(found: Opened) -> list[Decision]:
    waiting = [c for c in found.creances() if c.total() > 0 and not noticed(found.events, c)]
    return [
        Decision(name, some[0].born_at, tuple(some))
        for name in dict.fromkeys(claim.reference for claim in waiting)
        if (some := [claim for claim in waiting if claim.reference == name])
    ]


def preparation(
    records: Records, dossier: int, numero: int, now: dt.datetime
) -> Preparation | Refusal:
    """Return a notice, with what it waits for and what the machine knows of it.

    Args:
        records: the journals.
        dossier: number.
        numero: of the notice.
        now: instant, UTC.
    """
    found = opened_notice(records, dossier, numero, waiting=False)
    if isinstance(found, Refusal):
        return found
    notice, courrier = found.told.notice, found.told.courrier
    day, sent = now.astimezone(FRANCE).date(), notice.envoyee_le is not None
    waited = () if sent else tuple(lacks(found, day))
    every = found.read.creances()
    pairs = zip(every, suivis(every, found.read.events), strict=True)
    content = courrier.contenu
    if not sent:
        content = explained(found.read, notice, content).dated(found.first_day(day))
    return Preparation(
        seen=found.read.seen,
        day=day,
        notice=notice,
        courrier=courrier,
        creances=tuple(pair for pair in pairs if pair[0].number in notice.creances),
        manques=tuple(Manque(ACTES.get(name, ATTENDRE), refusal) for name, refusal in waited),
        draft=draft(courrier.contenu),
        tiers=informations(found.of_others),
        told_on=_told_on(found),
        leaves_from=found.leaves_from,
        contenu=content,
    )


def _told_on(found: Ouverte) -> dt.date | None:
    known = informed(found.read.events)
    days = [known[one.sequence] for one in found.of_others if one.sequence in known]
    return max(days) if days and not found.untold else None
