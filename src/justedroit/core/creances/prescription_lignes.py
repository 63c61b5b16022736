"""The prescription of a créance, month by month: what time has taken, and until when it may act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, add_months, month_of, months_after, parametre
from justedroit.core.creances.creance import INDU, Creance, Ligne, creance_of_reference
from justedroit.core.creances.exigibilite import plan_on, suspended
from justedroit.core.creances.remboursement import less_bounced
from justedroit.core.creances.suivi import Suivi
from justedroit.core.registre import account, last_paid_on, less_undone

_YEAR: Final = 12
_DueDay = Callable[[int, str], dt.date]


@dataclass(frozen=True, slots=True)
class Interruption:
    """An act that makes the delay run anew.

    Attributes:
        on: its day.
        what: in French.
    """

    on: dt.date
    what: str


@dataclass(frozen=True, slots=True)
class LignePrescrite:
    """The prescription of what is claimed of one month.

    Attributes:
        month: of the right, 202601.
        paid_on: day from which the delay runs: the payment of the indu.
        years: of the delay, two, or five after a qualification.
        claimable_until: last day on which the fund could claim it.
        prescribed_cents: what time has taken.
        interruption: the last act that made the delay run anew, None where there is none.
        recoverable_until: last day on which what is open may be recovered.
    """

    month: int
    paid_on: dt.date
    years: int
    claimable_until: dt.date
    prescribed_cents: int
    interruption: Interruption | None
    recoverable_until: dt.date


def prescription_lines(
    creance: Creance,
    suivi: Suivi,
    paid_on: Mapping[int, dt.date],
    due_day: _DueDay,
    recovered: Iterable[Interruption] = (),
) -> list[LignePrescrite]:
    """Return the prescription of each month of a créance.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        paid_on: month → day of the last payment before it was claimed, `paid_before`.
        due_day: the day on which a (month, benefit) is paid, `paiements.payment_day`, where no
            payment is known.
        recovered: what the ledger recovered, `recovered_on`.

    Returns:
        One for each month; the indemnité has none.

    Law:
        CSS art. L553-1, CASF art. L262-45: two years from the payment, five on fraud or false
        declaration. C. civ. art. 2231, 2240, 2244: an act that interrupts makes it run anew; an act
        that comes once the delay is over does not. C. civ. art. 2230: a suspension stops it for a time.
    """
    acts, pauses = [*interruptions(suivi), *recovered], _pauses(suivi)
    months = _YEAR * _years(suivi, creance.born_at.astimezone(FRANCE).date())
    found = []
    for ligne in creance.lignes:
        if ligne.nature == INDU:
            start = paid_on.get(ligne.month) or due_day(ligne.month, creance.benefit)
            last, until = _runs(start, months, acts, pauses)
            claimable = months_after(start, months)
            told = (ligne.month, start, months // _YEAR, claimable, ligne.prescribed, last, until)
            found.append(LignePrescrite(*told))
    return found


def taken_by_time(
    creance: Creance, suivi: Suivi, transfers: pa.Table, day: dt.date, due_day: _DueDay
) -> list[tuple[Ligne, int]]:
    """Return what time has taken of what is still open of a créance, and nobody may recover.

    Nothing while recovery is suspended or a plan runs, nor under a contrainte that was served: what
    such an order does to the delay is a_verifier, a person decides.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it, all its events read.
        transfers: schema TRANSFERS, of its dossier at least.
        day: of the reading.
        due_day: as for `prescription_lines`.

    Returns:
        (line, cents) of each line that is lost, whole: a delay takes a month, not a part of it.

    Law:
        CSS art. L553-1, CASF art. L262-45.
    """
    if not may_be_lost(creance, day):
        return []
    served = any(one.stands and one.served_on is not None for one in suivi.contraintes)
    if served or suspended(suivi, day) is not None or plan_on(suivi, day) is not None:
        return []
    told = paid_before(creance, transfers), due_day, recovered_on(creance, transfers)
    lines = prescription_lines(creance, suivi, *told)
    gone = {line.month for line in lines if line.recoverable_until < day}
    return [
        (ligne, ligne.open)
        for ligne in creance.lignes
        if ligne.nature == INDU and ligne.open > 0 and ligne.month in gone
    ]


def may_be_lost(creance: Creance, day: dt.date) -> bool:
    """Return whether a delay may be over for something open: read in mass, nearly always not.

    Args:
        creance: as the ledger tells it.
        day: of the reading.

    Law:
        CSS art. L553-1: a right is paid in its month at the earliest, the delay runs from there.
    """
    months = [line.month for line in creance.lignes if line.nature == INDU and line.open > 0]
    if not months:
        return False
    years: int = parametre("ecarts/prescription.indu").at(day)
    return min(months) <= add_months(month_of(day), -_YEAR * years)


def paid_before(creance: Creance, transfers: pa.Table) -> dict[int, dt.date]:
    """Return when each month that a créance claims was last paid, before it was claimed.

    What is given back later is no payment of the indu: it moves no delay.

    Args:
        creance: as the ledger tells it.
        transfers: schema TRANSFERS, of its dossier at least.

    Returns:
        Month → day, for the months of its benefit that were paid by then.

    Law:
        CSS art. L553-1: the delay runs from the payment of the indu.
    """
    entered = transfers["entered_at"]
    mine = pc.and_(
        pc.equal(transfers["dossier"], creance.dossier),
        pc.less(entered, pa.scalar(creance.born_at, entered.type)),
    )
    return {
        row["month"]: row["paid_on"]
        for row in last_paid_on(transfers.filter(mine)).to_pylist()
        if row["benefit"] == creance.benefit
    }


def interruptions(suivi: Suivi) -> list[Interruption]:
    """Return the acts that interrupt the prescription of a créance, by day; see `recovered_on` too.

    ASSUMPTION: the notice of the indu interrupts from its proven reception.

    Law:
        CSS art. L553-1: "any act that interrupts"; C. civ. art. 2240 (acknowledgement: a payment, a
        plan), 2244 (forced execution). Which acts do is a_verifier.
    """
    plan = suivi.echeancier
    found = [(notice.received_on, "notification reçue") for notice in suivi.notices]
    found += [(one.received_on, "mise en demeure reçue") for one in suivi.demeures]
    found += [(one.served_on, "contrainte signifiée") for one in suivi.contraintes]
    found += [(paid_on, "paiement du foyer") for paid_on, _, _ in suivi.paiements]
    found += [(plan.accepted_on, "échéancier accepté")] if plan is not None else []
    return sorted((Interruption(on, what) for on, what in found if on), key=lambda one: one.on)


def recovered_on(creance: Creance, transfers: pa.Table) -> list[Interruption]:
    """Return what the ledger recovered since a créance was claimed, by day: each act interrupts.

    The withholdings of the whole dossier: while another créance is recovered, this one cannot be.
    And what the household repaid of this one. A withholding that was undone recovered nothing, nor
    did a payment that the bank sent back: whether to have tried to pay acknowledges the debt (C. civ.
    art. 2240) is a_verifier; it is not counted, for the household.

    Args:
        creance: as the ledger tells it.
        transfers: schema TRANSFERS, of its dossier at least.

    Law:
        CSS art. L553-1, CASF art. L262-45 al. 3; C. civ. art. 2240.
    """
    transfers = less_undone(transfers)
    entered = transfers["entered_at"]
    mine = transfers.filter(
        pc.and_(
            pc.equal(transfers["dossier"], creance.dossier),
            pc.greater_equal(entered, pa.scalar(creance.born_at, entered.type)),
        )
    )
    withheld = mine.filter(pc.equal(mine["motive"], "retenue"))["value_on"]
    found = [Interruption(on, "retenue sur les prestations") for on in set(withheld.to_pylist())]
    mine = less_bounced(mine)
    repaid = mine.filter(pc.equal(mine["debit"], account(creance.benefit, "rembourse")))
    columns = (repaid["reference"].to_pylist(), repaid["value_on"].to_pylist())
    found += [
        Interruption(on, "paiement du foyer")
        for reference, on in set(zip(*columns, strict=True))
        if creance_of_reference(reference) in (creance.number, None)
    ]
    return sorted(found, key=lambda one: (one.on, one.what))


def _runs(
    start: dt.date,
    months: int,
    acts: Iterable[Interruption],
    pauses: Iterable[tuple[dt.date, dt.date]],
) -> tuple[Interruption | None, dt.date]:
    """Return the last act that made a delay run anew, and its last day; what comes too late does not."""
    last: Interruption | None = None
    until, paused = months_after(start, months), start
    told: list[tuple[dt.date, dt.date, Interruption | None]]
    told = [(one.on, one.on, one) for one in acts]
    told += [(begin, end, None) for begin, end in pauses]
    for begin, end, act in sorted(told, key=lambda one: one[:2]):
        if begin > until or end < start:
            continue
        if act is not None:
            # During a pause, the whole delay runs anew from the end of it.
            last, until = act, max(until, months_after(max(begin, paused), months))
        elif end > paused:
            until += end - max(begin, paused)
            paused = end
    return last, until


def _pauses(suivi: Suivi) -> list[tuple[dt.date, dt.date]]:
    """Return the (first day, first day after) of the suspensions that have an end."""
    found = []
    for one in suivi.suspensions:
        ends = [day for day in (one.ended_on, one.until) if day is not None]
        if ends:
            found.append((one.since, min(ends)))
    if (procedure := suivi.surendettement) is not None and procedure.closed_on is not None:
        found.append((procedure.since, procedure.closed_on))
    return found


def _years(suivi: Suivi, day: dt.date) -> int:
    told = suivi.qualification
    name = "indu_fraude" if told is not None and told.is_long else "indu"
    years: int = parametre(f"ecarts/prescription.{name}").at(day)
    return years
