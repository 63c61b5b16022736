"""What the telephone line of recovery sees: what is owed, what the household lives on, its plans."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from justedroit.core.base import FRANCE, Refusal
from justedroit.core.creances import (
    Creance,
    Etat,
    Suivi,
    cause_text,
    in_order,
    state_of,
    suivis,
    suspended,
)
from justedroit.core.recouvrement import (
    BASE_LABELS,
    EN_COURS,
    ROMPU,
    Budget,
    Mensualite,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, opened
from justedroit.steps.budget import budget_of
from justedroit.steps.plan import PlanSuivi, plans_of


@dataclass(frozen=True, slots=True)
class Due:
    """A créance that is owed, as the telephone line tells it.

    Attributes:
        creance: as the ledger tells it.
        state: where it stands, in French.
        stopped: why nothing may be asked of it, in French; empty where it may be in a plan.
        is_told: whether the household was notified of it: a plan repays what one knows one owes.
    """

    creance: Creance
    state: str
    stopped: str
    is_told: bool = True

    @property
    def cents(self) -> int:
        """What is still owed."""
        return self.creance.total()


@dataclass(frozen=True, slots=True)
class Vie:
    """What the household lives on each month, as the fund knows it, in cents.

    Attributes:
        month: of the resources and of the rights counted.
        ressources: without the benefits.
        prestations: the benefits of the month.
        budget: the same, as a plan counts it.
        bareme: what the scale withholds a month; None: its year was not read.
        base: what the resources are those of, in French.
        statut: of the scale, `verifie` or `a_verifier`.
    """

    month: int
    ressources: int
    prestations: int
    budget: Budget
    bareme: int | None
    base: str
    statut: str

    @property
    def left(self) -> int:
        """What is left to live on once the housing is paid."""
        return self.budget.ressources - self.budget.charges


@dataclass(frozen=True, slots=True)
class Pas:
    """A payment of a plan, and whether it was made.

    Attributes:
        due: day and cents.
        paid: of it, in cents: what was paid goes to the oldest first.
        late: whether its day has passed and it is not whole.
    """

    due: Mensualite
    paid: int
    late: bool

    @property
    def whole(self) -> bool:
        """Whether it is paid."""
        return self.paid >= self.due.cents


@dataclass(frozen=True, slots=True)
class Telephone:
    """What the screen of the telephone line shows of a dossier.

    Attributes:
        seen: last sequence of the dossier.
        day: of the reading.
        dues: what is owed, in the order of its repayment.
        vie: what the household lives on.
        plans: by number.
    """

    seen: int
    day: dt.date
    dues: tuple[Due, ...]
    vie: Vie
    plans: tuple[PlanSuivi, ...]

    @property
    def cents(self) -> int:
        """What is owed in all."""
        return sum(due.cents for due in self.dues)

    @property
    def free(self) -> tuple[Due, ...]:
        """What may be in a plan."""
        return tuple(due for due in self.dues if not due.stopped)

    @property
    def told(self) -> tuple[Due, ...]:
        """What a plan repays unless someone asks otherwise: what the household was notified of."""
        return tuple(due for due in self.free if due.is_told)

    @property
    def running(self) -> PlanSuivi | None:
        """The plan that runs."""
        return next((one for one in self.plans if one.plan.state == EN_COURS), None)

    @property
    def broken(self) -> PlanSuivi | None:
        """The last plan, where it was broken and what it repaid is still owed."""
        last = self.plans[-1] if self.plans else None
        owed = {due.creance.number for due in self.dues}
        resumable = last is not None and last.plan.state == ROMPU and owed & {*last.plan.creances}
        return last if resumable else None

    def steps(self, followed: PlanSuivi) -> tuple[Pas, ...]:
        """Return each payment of a plan, and what was paid of it."""
        left, found = followed.suite.paid, []
        for due in followed.plan.mensualites:
            paid = min(left, due.cents)
            left -= paid
            # What was extinguished otherwise, by a remise for instance, is asked no more.
            late = due.le <= self.day and paid < due.cents and followed.suite.late > 0
            found.append(Pas(due, paid, late))
        return tuple(found)


def telephone(records: Records, dossier: int, now: dt.datetime) -> Telephone | Refusal:
    """Return what the telephone line of recovery sees of a dossier.

    Args:
        records: the journals.
        dossier: number.
        now: instant, UTC.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    plans = plans_of(records, dossier, now)
    day = now.astimezone(FRANCE).date()
    return Telephone(
        found.seen,
        day,
        _dues(found, day),
        _vie(records, found, now),
        () if isinstance(plans, Refusal) else tuple(plans),
    )


def _dues(found: Opened, day: dt.date) -> tuple[Due, ...]:
    claims = found.creances()
    threads = dict(zip((c.number for c in claims), suivis(claims, found.events), strict=True))
    owed = in_order([claim for claim in claims if claim.total() > 0])
    return tuple(_due(claim, threads[claim.number], day) for claim in owed)


def _due(claim: Creance, thread: Suivi, day: dt.date) -> Due:
    stopped = suspended(thread, day)
    told = "" if stopped is None else cause_text(stopped)
    reading = state_of(claim, thread, day)
    stands = reading.situation.label
    label = "Suspendue" if reading.etat is Etat.CONTESTEE_SUSPENDUE else stands
    return Due(claim, label, told, reading.etat is not Etat.DETECTEE)


def _vie(records: Records, found: Opened, now: dt.datetime) -> Vie:
    """Return the budget that a plan is simulated with, in its parts."""
    row = budget_of(records.facts([found.dossier]), found.transfers, found.dossier, now)
    resources, benefits = row["ressources_cents"], row["prestations_cents"]
    budget = Budget(resources + benefits, row["charges_cents"], row["adultes"], row["enfants"])
    return Vie(
        row["month"],
        resources,
        benefits,
        budget,
        row["retenue_cents"],
        BASE_LABELS[row["base"]],
        row["statut"],
    )
