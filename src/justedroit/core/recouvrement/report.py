"""A plan as it stands: a suspension pushes its payments back, what is owed no more shortens it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pyarrow as pa

from justedroit.core.base import days_after, months_after, parametre
from justedroit.core.creances import Creance, Suivi, suspended, suspensions
from justedroit.core.recouvrement.echeancier import Echeancier, Suite, paid_since, suite
from justedroit.core.recouvrement.proposition import Mensualite

_Arret = tuple[dt.date, dt.date]  # first day, first day after


@dataclass(frozen=True, slots=True)
class PlanLu:
    """A plan with what it repays: where it stands may be asked of any day.

    Attributes:
        plan: its payments on the days on which they are due, those pushed back on their new day.
        paid: since it began, in cents.
        claims: each créance that it repays, with what happened to it.
    """

    plan: Echeancier
    paid: int
    claims: tuple[tuple[Creance, Suivi], ...]

    @property
    def owed(self) -> int:
        """What its créances still owe, in cents."""
        return sum(claim.total() for claim, _ in self.claims)

    def on(self, day: dt.date) -> Suite:
        """Return where the plan stands on a day.

        Law:
            CSS art. R133-9-2, L553-2; CASF art. L262-46: nothing is recovered of what is suspended.
        """
        free = sum(claim.total() for claim, told in self.claims if suspended(told, day) is None)
        return suite(self.plan, self.paid, self.owed, day, free=free)


def read_plan(
    plan: Echeancier, claims: Sequence[tuple[Creance, Suivi]], transfers: pa.Table
) -> PlanLu:
    """Return a plan with what it repays, its payments pushed back by what suspended them all.

    A plan that runs asks no more than is still owed: what was annulled, remitted or repaid otherwise
    shortens or drops its payments, from the last.

    While a part of what it repays is suspended, the plan goes on for the others: no more of it is
    late than they owe. Once nothing else is left of it, its payments are pushed back.

    Args:
        plan: as accepted.
        claims: créances of its dossier, with what happened to each.
        transfers: schema TRANSFERS of its dossier.

    Law:
        None: a convention, the texts say that nothing is recovered meanwhile and not when a payment
        promised falls due then; decision 0021.
    """
    mine = tuple((claim, told) for claim, told in claims if claim.number in plan.creances)
    owing = [told for claim, told in mine if claim.total() > 0]
    pushed = pushed_back(plan, _stops(owing), transfers)
    paid = paid_since(transfers, plan)
    owed = sum(claim.total() for claim, _ in mine)
    return PlanLu(shortened(pushed, paid + owed) if plan.runs else pushed, paid, mine)


def shortened(plan: Echeancier, cents: int) -> Echeancier:
    """Return a plan that asks no more than some cents in all: its last payments are lowered, or dropped.

    Args:
        plan: that runs.
        cents: what was paid of it, and what its créances still owe.

    Law:
        Code civil art. 1342: one pays what one owes. None for the order: a convention, the payments
        that come first stay as they were promised.
    """
    left, dues = cents, []
    for due in plan.mensualites:
        if part := min(due.cents, left):
            dues.append(replace(due, cents=part))
        left -= part
    return replace(plan, mensualites=tuple(dues), dropped=plan.total - sum(d.cents for d in dues))


def pushed_back(plan: Echeancier, stops: Sequence[_Arret], transfers: pa.Table) -> Echeancier:
    """Return a plan whose payments were pushed back by whole months, past each suspension.

    The first payment that is not whole when a suspension ends, and that was not late beyond the
    delay when it began, moves to its first day of the month after the end; those after it follow.

    Args:
        plan: as accepted.
        stops: (first day, first day after) of each suspension, in order; `date.max` where it has no
            end yet: what is due then has no new day yet.
        transfers: schema TRANSFERS of its dossier.

    Law:
        None: a convention, see `read_plan`.
    """
    dues = plan.mensualites
    for stop in stops:
        if stop[1] != dt.date.max:
            dues = _past(dues, paid_since(transfers, plan, before=stop[1]), stop)
    return replace(plan, mensualites=dues)


def _past(dues: Sequence[Mensualite], paid: int, stop: _Arret) -> tuple[Mensualite, ...]:
    first, after = stop
    delay: int = parametre("recouvrement/echeancier.retard").at(first)
    total, months, found = 0, 0, []
    for due in dues:
        total += due.cents
        if total > paid and days_after(due.le, delay) >= first:
            while months_after(due.le, months) < after:
                months += 1
            found.append(replace(due, le=months_after(due.le, months)))
        else:
            found.append(due)
    return tuple(found)


def _stops(threads: Sequence[Suivi]) -> list[_Arret]:
    """Return when all of some créances were suspended, in order."""
    runs = [one for thread in threads for one in suspensions(thread)]
    edges = sorted({day for one in runs for day in (one.since, one.after or dt.date.max)})
    found: list[_Arret] = []
    for first, after in pairwise(edges):
        if any(suspended(thread, first) is None for thread in threads):
            continue
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], after)
        else:
            found.append((first, after))
    return found
