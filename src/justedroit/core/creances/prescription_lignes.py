"""The prescription of a créance, month by month: what time has taken, and until when it may act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, months_after, parametre
from justedroit.core.creances.creance import INDU, Creance
from justedroit.core.creances.suivi import Suivi
from justedroit.core.registre import last_paid_on

_YEAR = 12


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
    due_day: Callable[[int, str], dt.date],
) -> list[LignePrescrite]:
    """Return the prescription of each month of a créance.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        paid_on: month → day of the last payment before it was claimed, `paid_before`.
        due_day: the day on which a (month, benefit) is paid, `paiements.payment_day`, where no
            payment is known.

    Returns:
        One for each month; the indemnité has none.

    Law:
        CSS art. L553-1, CASF art. L262-45: two years from the payment, five on fraud or false
        declaration. C. civ. art. 2231, 2240, 2244: an act that interrupts makes it run anew.
    """
    last = max(interruptions(suivi), key=lambda one: one.on, default=None)
    born_on = creance.born_at.astimezone(FRANCE).date()
    years = _years(suivi, born_on)
    lines = []
    for ligne in creance.lignes:
        if ligne.nature == INDU:
            start = paid_on.get(ligne.month) or due_day(ligne.month, creance.benefit)
            until = months_after(start, years * _YEAR)
            after = until if last is None else max(until, months_after(last.on, years * _YEAR))
            line = LignePrescrite(ligne.month, start, years, until, ligne.prescribed, last, after)
            lines.append(line)
    return lines


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
    """Return the acts that interrupt the prescription of a créance, by day.

    ASSUMPTION: the notice of the indu interrupts from its proven reception. What is withheld
    interrupts too, but every withholding follows a notice: it is not listed.

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


def _years(suivi: Suivi, day: dt.date) -> int:
    told = suivi.qualification
    name = "indu_fraude" if told is not None and told.is_long else "indu"
    years: int = parametre(f"ecarts/prescription.{name}").at(day)
    return years
