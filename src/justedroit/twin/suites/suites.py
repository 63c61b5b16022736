"""All that comes after the indus of a fund, month after month, between its revisions and its payments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, first_day, month_of
from justedroit.steps import plan as plans
from justedroit.steps.abandon import abandon
from justedroit.steps.prescribe import prescribe
from justedroit.steps.recover import recover
from justedroit.steps.restore_paid import tell_given_back, tell_undone
from justedroit.steps.untransfer import tell_untransferred
from justedroit.twin.hasard import Hasard
from justedroit.twin.suites.agenda import Agenda, Recit, after, office
from justedroit.twin.suites.bureau import RECOUVREMENT, Affaire, Service, share
from justedroit.twin.suites.commission import nightly, sessions
from justedroit.twin.suites.conduites import IMPOSES, Conduite, Parcours, conduct
from justedroit.twin.suites.notification import confirm, mailing, notified, rappel, send_prepared
from justedroit.twin.suites.virements import send

if TYPE_CHECKING:
    from justedroit.core.base import Refusal
    from justedroit.core.droits import Law
    from justedroit.records.interface import Records
    from justedroit.steps.revise import Revised
    from justedroit.twin.ordres import Comptoir
    from justedroit.twin.plan import Plan

_NIGHTS = (2, 12, 24)  # days of the month on which what time has done is recorded
_FOLLOWED = 22  # day on which the plans are followed
_TOLD = (3, 23)  # days on which what became of plans and debts is told
_SENT = 17  # day on which households that repay of themselves send a transfer


@dataclass(slots=True)
class Suites:
    """What comes after the indus of a fund being played.

    Attributes:
        service: the fund's agents.
        concerned: dossiers that have ever owed something, or been owed a rappel.
        imposed: ways that the demonstration must still show, in order.
        shown: name of a way → dossier that took it.
    """

    service: Service
    concerned: set[int] = field(default_factory=set)
    imposed: list[Parcours] = field(default_factory=lambda: list(IMPOSES))
    shown: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Records, law: Law, plan: Plan, comptoir: Comptoir | None = None) -> Suites:
        """Return what follows the indus of a fund, before its first month.

        Args:
            records: the journals.
            law: the law, for the shares that letters tell.
            plan: what is played: its seed, its first month.
            comptoir: the desk of the fund at its bank; None: households pay by card or by cheque.
        """
        agenda = Agenda(dt.datetime.combine(first_day(plan.debut), dt.time(tzinfo=dt.UTC)))
        service = Service(records, law, Hasard(plan.graine, "suites"), agenda, comptoir=comptoir)
        made = cls(service)
        for story in (sessions(service), _follows(service), _nights(service), _tells(made)):
            service.begin(story)
        if comptoir is not None:
            service.begin(_transfers(made))
        return made

    @property
    def refusals(self) -> list[Refusal]:
        """What steps have refused and should not have."""
        return self.service.refusals

    def until(self, instant: dt.datetime) -> None:
        """Live until an instant, left out."""
        self.service.agenda.until(instant)

    def revised(self, found: Revised, at: dt.datetime) -> None:
        """Take in what a revision has found: indus to notify, rappels to tell, sums given back.

        Args:
            found: by `revise`.
            at: its instant, UTC.
        """
        self.until(at)
        indus, rappels = _by_dossier(found)
        self.concerned |= indus.keys()
        given = sorted(self.concerned & set(found.corrections["dossier"].to_pylist()))
        organisme = self.service.atelier.organisme
        acte = self.service.by(RECOUVREMENT)
        told = tell_given_back(self.service.records, given, organisme, acte)
        for one in self.service.done(told) or []:
            send_prepared(self.service, one.dossier, "restitution")
        concerned = sorted(self.concerned)
        undone = tell_undone(self.service.records, concerned, organisme, acte)
        for late in self.service.done(undone) or []:
            send_prepared(self.service, late.dossier, "retenue_defaite")
        tell_untransferred(self.service.records, given, acte)
        self._small(sorted(indus))
        if indus:
            self.service.begin(mailing(self.service, month_of(at.date()), sorted(indus)))
        served = _served(found)
        for dossier in indus:
            self._notify(dossier, found.reference, served.get(dossier, 0))
        for dossier in rappels:
            chance = self.service.chance.within(f"rappel/{dossier}/{found.reference}")
            if float(chance.uniform("lettre", 1)[0]) < share("lettre_de_rappel"):
                self.service.begin(rappel(self.service, dossier, found.reference))

    def recover(self, month: int, at: dt.datetime) -> None:
        """Withhold on the rights of a month, before they are paid."""
        self.until(at)
        if self.concerned:
            prescribe(self.service.records, sorted(self.concerned), self.service.by(RECOUVREMENT))
            recover(self.service.records, month, at, sorted(self.concerned))

    def _small(self, dossiers: list[int]) -> None:
        if dossiers:
            abandon(self.service.records, dossiers, self.service.by(RECOUVREMENT))

    def _notify(self, dossier: int, reference: str, served: int) -> None:
        mine = [c for c in self.service.read(dossier).creances() if c.reference == reference]
        cents = sum(claim.total() for claim in mine)
        if not cents:
            return
        affaire = Affaire(
            dossier,
            reference,
            tuple(claim.number for claim in mine),
            tuple(claim.benefit for claim in mine),
            cents,
            self.service.chance.within(f"{dossier}/{reference}"),
            served=served,
        )
        self.service.begin(notified(self.service, affaire, self._way(affaire)))

    def _way(self, affaire: Affaire) -> Conduite:
        """Return what follows: a way still to be shown, or one that is drawn."""
        if affaire.dossier not in self.shown.values():
            for way in self.imposed:
                if way.fits(affaire, self.service.day):
                    self.imposed.remove(way)
                    self.shown[way.nom], affaire.imposed = affaire.dossier, True
                    return way.conduite
        return conduct(affaire)


def _by_dossier(found: Revised) -> tuple[dict[int, int], dict[int, int]]:
    """Return the dossiers of the corrections that claim, and of those that owe late rights, in cents."""
    month = pc.max(found.rights["month"]).as_py() if found.rights.num_rows else 0
    past = found.corrections.filter(pc.less(found.corrections["month"], month))
    indus: dict[int, int] = {}
    rappels: dict[int, int] = {}
    columns = (past["dossier"].to_pylist(), past["delta_cents"].to_pylist())
    for dossier, delta in zip(*columns, strict=True):
        side = indus if delta < 0 else rappels
        side[dossier] = side.get(dossier, 0) + abs(delta)
    return dict(sorted(indus.items())), dict(sorted(rappels.items()))


def _served(found: Revised) -> dict[int, int]:
    """Return what is due to each dossier of the month being closed, in cents."""
    month = pc.max(found.rights["month"]).as_py() if found.rights.num_rows else 0
    mine = found.rights.filter(pc.equal(found.rights["month"], pa.scalar(month, pa.int32())))
    sums = mine.group_by("dossier").aggregate([("due_cents", "sum")])
    return dict(zip(sums["dossier"].to_pylist(), sums["due_cents_sum"].to_pylist(), strict=True))


def _nights(s: Service) -> Recit[None]:
    while True:
        yield _next(s.day, _NIGHTS)
        nightly(s)


def _follows(s: Service) -> Recit[None]:
    while True:
        yield _next(s.day, (_FOLLOWED,))
        s.done(plans.follow(s.records, s.by(RECOUVREMENT)))


def _tells(suites: Suites) -> Recit[None]:
    s = suites.service
    while True:
        yield _next(s.day, _TOLD)
        if suites.concerned:
            confirm(s, sorted(suites.concerned))


def _transfers(suites: Suites) -> Recit[None]:
    s = suites.service
    while True:
        yield _next(s.day, (_SENT,))
        if send(s, sorted(suites.concerned - set(suites.shown.values()))):
            yield after(s.day, 1, 8)
            s.hear()


def _next(day: dt.date, days: tuple[int, ...]) -> dt.datetime:
    """Return the next of some days of the month, early in the morning."""
    coming = [day.replace(day=one) for one in days if one > day.day]
    first = first_day(add_months(month_of(day), 1)).replace(day=days[0])
    return office(min(coming, default=first), 5)
