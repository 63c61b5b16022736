"""Pending: what a notice waits for before it may leave, and the decisions that no notice claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, day_text, month_of
from justedroit.core.courriers import (
    Contenu,
    CourrierSuivi,
    NoticePreparee,
    calls_needed,
    informed,
    notice_from,
    notices,
    of_third_parties,
    origin_decided,
)
from justedroit.core.creances import Creance, creances, suivis
from justedroit.core.ecarts import Changement, explain
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, opened
from justedroit.steps.letter import day_of, letter_of

_INDU: Final = "CSS art. R133-9-2"
ON_THIRD_PARTIES = "CSS art. L114-21 ; Cass. 2e civ., 7 juillet 2022"


@dataclass(frozen=True, slots=True)
class Notification:
    """A notice and its letter.

    Attributes:
        dossier: number.
        notice: as its events tell it.
        courrier: its letter, prepared or sent.
    """

    dossier: int
    notice: NoticePreparee
    courrier: CourrierSuivi


@dataclass(frozen=True)
class Ouverte:
    """A notice that was read, to act on it.

    Attributes:
        read: its dossier.
        told: the notice and its letter.
        facts: of its dossier.
    """

    read: Opened
    told: Notification
    facts: pa.Table

    @cached_property
    def of_others(self) -> tuple[Changement, ...]:
        """What third parties told of what it claims."""
        day = self.told.courrier.prepare_le
        return _of_others(self.read, self.told.notice, self.facts, day)

    @cached_property
    def untold(self) -> tuple[Changement, ...]:
        """What of it the household does not know."""
        known = informed(self.read.events)
        return tuple(change for change in self.of_others if change.sequence not in known)

    @cached_property
    def leaves_from(self) -> dt.date | None:
        """First day on which it may leave, once all is told; None where there is nothing to tell."""
        known = informed(self.read.events)
        told = [known[one.sequence] for one in self.of_others if one.sequence in known]
        return notice_from(max(told)) if told else None

    def first_day(self, day: dt.date) -> dt.date:
        """Return the first day on which it may leave, as things stand on a day.

        Args:
            day: of the reading; what third parties told, still to be told, is told on it at best.
        """
        first = notice_from(day) if self.untold else self.leaves_from
        return day if first is None else max(first, day)


def opened_notice(
    records: Records, dossier: int, numero: int, *, waiting: bool
) -> Ouverte | Refusal:
    """Return a notice as it stands, or the refusal of what cannot be done of it.

    Args:
        records: the journals.
        dossier: number.
        numero: of the notice.
        waiting: whether it must not have been sent.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return read_notice(found, records.facts([dossier]), numero, waiting=waiting)


def read_notice(found: Opened, facts: pa.Table, numero: int, *, waiting: bool) -> Ouverte | Refusal:
    """Return a notice of a dossier that was read, as `opened_notice` does.

    Args:
        found: the dossier.
        facts: its facts.
        numero: of the notice.
        waiting: whether it must not have been sent.
    """
    where = f"dossier {found.dossier}, notification {numero}"
    notice = notices(found.events).get(numero)
    if notice is None:
        mend = "Préparez-la d'abord."
        return Refusal("cette notification n'existe pas.", where, mend)
    if waiting and notice.envoyee_le is not None:
        what = f"elle est partie le {day_text(notice.envoyee_le)}."
        return Refusal(what, where, "Ce qui est parti ne change plus.")
    courrier = letter_of(found, notice.courrier)
    if isinstance(courrier, Refusal):
        return courrier
    return Ouverte(found, Notification(found.dossier, notice, courrier), facts)


def obstacles(found: Ouverte, day: dt.date) -> list[Refusal]:
    """Return all that forbids to send a notice: what the agent must do, what must be told first."""
    return [refusal for _, refusal in lacks(found, day)]


def lacks(found: Ouverte, day: dt.date) -> list[tuple[str, Refusal]]:
    """Return (what is waited for, in a word; its refusal) of each."""
    notice, waited = found.told.notice, []
    where = f"dossier {found.told.dossier}, notification {notice.numero}"
    if not _owed(found):
        # What explains it, and who is called of it, is asked for no more.
        what = "plus rien n'est dû de ce qu'elle réclame : elle ne part pas."
        mend = (
            "Il n'y a rien à faire. Si une de ces sommes est due de nouveau (un paiement rejeté par "
            "la banque), elle pourra partir."
        )
        return [("rien : plus rien n'est dû, elle ne part pas", Refusal(what, where, mend, _INDU))]
    if notice.enrichie and not notice.texte:
        what = "elle atteint le seuil à partir duquel un agent l'explique, et ne l'est pas."
        mend = "Écrivez d'abord l'explication."
        waited.append(("l'explication", Refusal(what, where, mend, "CRPA art. L211-5")))
    if notice.enrichie and len(notice.appels) < calls_needed(day):
        what = "aucun appel n'a été tenté pour l'annoncer, ou trop peu."
        mend = "Appelez le foyer, puis consignez l'appel."
        waited.append(("un appel", Refusal(what, where, mend)))
    if found.untold:
        what = f"des informations de tiers ({len(found.untold)}) n'ont pas été dites au foyer."
        mend = "Envoyez-lui d'abord la lettre qui les dit."
        refusal = Refusal(what, where, mend, ON_THIRD_PARTIES)
        waited.append(("l'information sur les tiers", refusal))
    elif found.leaves_from is not None and day < found.leaves_from:
        first = day_text(found.leaves_from)
        what = "le foyer vient d'apprendre ce que des tiers ont dit de lui : il peut y répondre."
        mend = f"Envoyez la notification à partir du {first}."
        waited.append(
            (f"le {first} (le foyer peut répondre)", Refusal(what, where, mend, ON_THIRD_PARTIES))
        )
    return waited


def _owed(found: Ouverte) -> int:
    """Return what is still owed of what a notice claims, in cents."""
    mine = found.told.notice.creances
    return sum(claim.total() for claim in found.read.creances() if claim.number in mine)


def _of_others(
    found: Opened, notice: NoticePreparee, facts: pa.Table, day: dt.date
) -> tuple[Changement, ...]:
    mine = [claim for claim in found.creances() if claim.number in notice.creances]
    claims = {claim.reference for claim in mine}
    benefits = {claim.benefit for claim in mine}
    every = explain(found.transfers, facts, found.events, claims).differences
    changes = dict.fromkeys(
        change
        for difference in every
        if difference.benefit in benefits
        for change in difference.changes
    )
    return tuple(of_third_parties(changes, day))


def preview(records: Records, dossier: int, numero: int) -> Contenu | Refusal:
    """Return what a notice says, as it would leave, or as it left."""
    found = opened_notice(records, dossier, numero, waiting=False)
    if isinstance(found, Refusal):
        return found
    notice, contenu = found.told.notice, found.told.courrier.contenu
    return contenu if notice.envoyee_le is not None else explained(found.read, notice, contenu)


def explained(found: Opened, notice: NoticePreparee, contenu: Contenu) -> Contenu:
    """Return what a notice says when it leaves: what an agent wrote, and decided of the origin."""
    claims = found.creances()
    pairs = zip(claims, suivis(claims, found.events), strict=True)
    threads = [thread for claim, thread in pairs if claim.number in notice.creances]
    return contenu.explained(notice.texte, origin_decided(threads))


def waits_for(records: Records, courrier: CourrierSuivi, day: dt.date) -> list[str]:
    """Return all that a letter waits for before it may leave, in French; nothing when it is ready."""
    found = opened(records, courrier.dossier)
    if isinstance(found, Refusal):
        return []
    mine = [one for one in notices(found.events).values() if one.courrier == courrier.numero]
    if not mine:
        return []
    read = opened_notice(records, courrier.dossier, mine[0].numero, waiting=True)
    if isinstance(read, Refusal):
        return []
    return [label for label, _ in lacks(read, day)]


def unnoticed(
    records: Records, month: int, dossiers: Sequence[int] | None = None
) -> list[tuple[int, str]]:
    """Return the (dossier, reference) of each decision of a month that claims something unnoticed.

    Args:
        records: the journals.
        month: of the decision, 202511.
        dossiers: numbers; None: all.
    """
    found = creances(records.transfers(dossiers))
    born = [
        claim
        for claims in found.values()
        for claim in claims
        if month_of(day_of(claim.born_at)) == month and claim.total() > 0
    ]
    if not born:
        return []
    events = records.events(sorted({claim.dossier for claim in born}))
    waiting = [
        (claim.dossier, claim.reference)
        for claim in born
        if not noticed(events.filter(pc.equal(events["dossier"], claim.dossier)), claim)
    ]
    return sorted(set(waiting))


def noticed(events: pa.Table, claim: Creance) -> bool:
    """Return whether a notice claims a créance; one rectified since is to be notified again."""
    [thread] = suivis([claim], events)
    told, asked = thread.notice, thread.rectification
    if told is None:
        return False
    answered = asked.answered_on if asked is not None and asked.answer == "acceptee" else None
    return answered is None or day_of(told.prepared_at) > answered
