"""Play a fund: its households declare, its rights are revised, it pays, month after month.

Everything goes through the steps that a real fund would use, at the instants when it would.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, first_day
from justedroit.core.paiements import ars_month, payment_day
from justedroit.steps.declare import declare
from justedroit.steps.pay import pay
from justedroit.steps.revise import revise
from justedroit.twin.arrivees import HEARD_AT, Arrival, arrivals, resolved, statements
from justedroit.twin.bilan import Bilan, bilan
from justedroit.twin.caf import fund
from justedroit.twin.declaration import initial
from justedroit.twin.population import draw
from justedroit.twin.relecture import Relecture
from justedroit.twin.suites import Suites
from justedroit.twin.vie import live

if TYPE_CHECKING:
    from justedroit.core.base import Refusal
    from justedroit.core.droits import Law
    from justedroit.records.interface import Records
    from justedroit.twin.ordres import Comptoir
    from justedroit.twin.plan import Plan

Progress = Callable[[str, int, int], None]

AT_NIGHT = dt.time(4, tzinfo=dt.UTC)  # rights are revised before the day's payments
AT_PAYMENT = dt.time(6, tzinfo=dt.UTC)
BEFORE_PAYMENT = dt.timedelta(hours=1)  # what is owed is withheld first
DOSSIERS_AT_ONCE = 2_000


@dataclass(slots=True)
class Partie:
    """A fund being played.

    Attributes:
        records: the journals.
        law: the law that computes.
        plan: what is played.
        progress: told what is done, how much of it, out of how much.
        comptoir: the desk of the fund at its bank, which pays the last month and where households
            send money; None: there is none, the ledger alone says what is paid.
        refusals: statements that were refused; none is expected.
        rights: of the last revision, schema RIGHTS.
        suites: what comes after the indus; None: nothing does.
    """

    records: Records
    law: Law
    plan: Plan
    progress: Progress
    comptoir: Comptoir | None = None
    refusals: list[Refusal] = field(default_factory=list)
    rights: pa.Table | None = None
    suites: Suites | None = None

    def hear(self, arrival: Arrival) -> None:
        """Declare what becomes known at an instant."""
        if self.suites is not None:
            self.suites.until(arrival.known_at)
        said = resolved(self.records, arrival)
        self.refusals += declare(self.records, said, arrival.known_at)

    def revise(self, month: int, now: dt.datetime) -> None:
        """Revise the rights of all the dossiers up to a month."""
        if self.suites is not None:
            self.suites.until(now)
        window = (self.plan.debut, month)
        found = revise(self.records, None, now, self.law, window)
        self.rights = found.rights
        if self.suites is not None:
            self.suites.revised(found, now)

    def close(self, month: int) -> None:
        """Revise the rights of a month that is over, then pay it."""
        after = first_day(add_months(month, 1))
        self.revise(month, dt.datetime.combine(after, AT_NIGHT))
        at = dt.datetime.combine(payment_day(month), AT_PAYMENT)
        if self.suites is not None:
            self.suites.recover(month, at - BEFORE_PAYMENT)
        if self.comptoir is not None and month == self.plan.fin:
            self.comptoir.pay(month, at)
        else:
            pay(self.records, month, at)

    def rentree(self, month: int) -> None:
        """Revise and pay the allocation de rentrée scolaire alone, within its month."""
        day = payment_day(month, "ars")
        at = dt.datetime.combine(day, AT_NIGHT)
        if self.suites is not None:
            self.suites.until(at)
        revise(self.records, None, at, self.law, (month, month), frozenset({"ars"}))
        pay(self.records, month, dt.datetime.combine(day, AT_PAYMENT), kind="ars")


def _silent(label: str, done: int, total: int) -> None:
    """Tell nobody."""


def play(
    records: Records,
    law: Law,
    plan: Plan,
    progress: Progress = _silent,
    comptoir: Comptoir | None = None,
) -> Bilan:
    """Play a fund for the months of a plan, and return what became of it.

    Args:
        records: empty journals.
        law: the law that computes.
        plan: what to play.
        progress: told what is being done, how much of it is done, out of how much.
        comptoir: the desk of the fund at its bank; None: there is none.

    Returns:
        The closing table, read from the journals.

    Raises:
        ValueError: unknown fund, or fewer than one dossier or month.
    """
    reread = Relecture(records)
    if comptoir is not None:
        comptoir.guichet = replace(comptoir.guichet, records=reread)
    partie = Partie(reread, law, plan, progress, comptoir)
    life = _life(plan)
    _, at_start = next(life)
    _declare_all(partie, at_start)
    for number in range(plan.avant):
        progress("Mois d'avant", number, plan.avant)
        for arrival in arrivals(next(life)[1]):
            partie.hear(arrival)
    if plan.suites:
        partie.suites = Suites.of(records, law, plan, comptoir)
    for number in range(plan.mois):
        month, heard = next(life)
        progress("Mois joués", number, plan.mois)
        _month(partie, month, heard)
    progress("Mois joués", plan.mois, plan.mois)
    _tell_refusals(partie)
    assert partie.rights is not None
    events = records.events() if plan.suites else None
    return bilan(records.facts(), records.transfers(), partie.rights, plan, events)


def _tell_refusals(partie: Partie) -> None:
    """Say that a step refused what the fund did: the year is not the one that was to be played."""
    some = [*partie.refusals, *(partie.suites.refusals if partie.suites else ())]
    if some:
        what = f"{len(some)} actes de la partie ont été refusés, dont : {some[0]}"
        warnings.warn(what, stacklevel=3)


def _life(plan: Plan) -> Iterator[tuple[int, pa.Table]]:
    caf, opening = fund(plan.caf), plan.ouverture
    households = draw(plan.dossiers, plan.graine, opening, plan.avant + plan.mois, caf)
    return live(households, initial(households, opening, caf), plan.graine, opening, caf)


def _declare_all(partie: Partie, said: pa.Table) -> None:
    """Declare what is known before the first month, some dossiers at a time."""
    eve = first_day(partie.plan.ouverture) - dt.timedelta(days=1)
    now = dt.datetime.combine(eve, HEARD_AT)
    total = partie.plan.dossiers
    for low in range(1, total + 1, DOSSIERS_AT_ONCE):
        partie.progress("Dossiers ouverts", low - 1, total)
        high = low + DOSSIERS_AT_ONCE
        kept = pc.and_(pc.greater_equal(said["dossier"], low), pc.less(said["dossier"], high))
        some = said.filter(kept)
        partie.refusals += declare(partie.records, statements(some), now)
    partie.progress("Dossiers ouverts", total, total)


def _month(partie: Partie, month: int, heard: pa.Table) -> None:
    """Live a month: the mail, the rentrée scolaire in its month, the closing."""
    paid_within = month == ars_month(month // 100)
    day = payment_day(month, "ars") if paid_within else None
    for arrival in arrivals(heard):
        if day is not None and arrival.known_at.date() >= day:
            partie.rentree(month)
            day = None
        partie.hear(arrival)
    if day is not None:
        partie.rentree(month)
    partie.close(month)
