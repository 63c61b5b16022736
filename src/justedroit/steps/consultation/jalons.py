"""The days that count from now on for a créance: delays of the household, of the fund, of the judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from justedroit.core.base import Refusal, euros, until_worked
from justedroit.core.creances import (
    INDEMNITE,
    last_day_to_rectify,
    plan_on,
    rejection_of,
    suspended,
    waits,
)
from justedroit.core.recours import (
    JUGES,
    Instance,
    Recours,
    court_until,
    executory_from,
    juridiction,
    mise_en_demeure,
    opposition,
    recours_amiable,
)
from justedroit.steps.claims import Reclamation
from justedroit.steps.consultation.francais import months_text
from justedroit.steps.consultation.phrases_recours import judge_text


@dataclass(frozen=True, slots=True)
class Jalon:
    """A day that counts.

    Attributes:
        on: the day.
        what: happens or ends on it, in French: « dernier jour pour contester ».
        is_of_time: whether it is a prescription: of the same day, it is told last.
    """

    on: dt.date
    what: str
    is_of_time: bool = False


def milestones(
    one: Reclamation,
    day: dt.date,
    appeals: Iterable[Recours],
    cases: Iterable[Instance],
    leaves: dt.date | None = None,
) -> tuple[Jalon, ...]:
    """Return the days that count from a day on for a créance, the first one first.

    Args:
        one: the créance, and what happened to it.
        day: of the reading.
        appeals: of the dossier.
        cases: in court, of the dossier.
        leaves: first day on which a notice may follow what third parties told, once it is told.
    """
    mine = [appeal for appeal in appeals if appeal.number in one.suivi.recours]
    judged = [case for case in cases if case.number in one.suivi.instances]
    # A judge that is seized of an appeal is waited for no longer.
    seized = {case.recours for case in judged}
    # Who has contested it has no day left to do so; who gave the appeal up may again.
    asked = (a for a in mine if a.nature == "contestation" and a.stage != "desiste")
    contested = bool(judged) or any(asked)
    found = chain(
        _owed(one, day, contested=contested) if one.creance.total() > 0 else (),
        _leaving(one, leaves),
        *(of_appeal(appeal, day, seized=appeal.number in seized) for appeal in mine),
        *map(of_case, judged),
    )
    coming = dict.fromkeys(told for told in found if told.on >= day)
    return tuple(sorted(coming, key=lambda told: (told.on, told.is_of_time)))


def of_appeal(one: Recours, day: dt.date, *, seized: bool = False) -> Iterator[Jalon]:
    """Yield the days that count for an appeal.

    Args:
        one: as it stands.
        day: of the reading: time alone may have rejected it.
        seized: whether a judge is seized of it.
    """
    silence = one.silence() if one.rejected_on is None else None
    if silence is not None:
        yield Jalon(silence.ends_on, f"sans décision, le recours {one.number} est rejeté")
    if (first := executory_from(one)) is not None:
        yield Jalon(first, f"la décision sur le recours {one.number} peut être exécutée")
    if seized:
        return
    if (until := court_until(one, day)) is not None:
        judge = juridiction(one.prestations[0], one.objet, one.received_on).tribunal_text
        yield Jalon(until, f"dernier jour pour saisir le {judge} (recours {one.number})")


def of_case(one: Instance) -> Iterator[Jalon]:
    """Yield the days that count for a case in court."""
    if one.hearing_on is not None:
        yield Jalon(one.hearing_on, f"audience, {JUGES[one.tribunal]} (instance {one.number})")
    delay = one.appeal() if one.stage == "notifiee" else None
    if delay is not None:
        above = judge_text(one.next_judge() or "")
        yield Jalon(
            delay.until, f"dernier jour pour un recours devant {above} (instance {one.number})"
        )


def _leaving(one: Reclamation, leaves: dt.date | None) -> Iterator[Jalon]:
    waiting = one.suivi.notice if one.creance.total() > 0 else None
    if leaves is not None and waiting is not None and waiting.sent_on is None:
        yield Jalon(leaves, f"la notification {waiting.number} peut partir")


def _owed(one: Reclamation, day: dt.date, *, contested: bool) -> Iterator[Jalon]:
    yield from _of_notice(one, day, contested=contested)
    if not isinstance(one.withholdable, Refusal):
        yield Jalon(one.withholdable, "premier jour où elle peut être retenue")
    # While it is suspended, its plan waits.
    if (plan := plan_on(one.suivi, day)) is not None and suspended(one.suivi, day) is None:
        for on, cents in plan.dues:
            yield Jalon(on, f"mensualité de {euros(cents)}, échéancier {plan.number}")
    yield from _of_force(one)
    yield from _of_time(one)


def _of_notice(one: Reclamation, day: dt.date, *, contested: bool) -> Iterator[Jalon]:
    received, asked = one.suivi.received_on, one.suivi.rectification
    if received is not None:
        last = until_worked(last_day_to_rectify(received))
        yield Jalon(last, "dernier jour pour demander une rectification")
        if not contested:
            until = recours_amiable(one.creance.benefit, received).until
            yield Jalon(until, "dernier jour pour contester")
    if asked is not None and waits(asked, one.creance.benefit, day):
        on = rejection_of(asked, one.creance.benefit)
        yield Jalon(on, f"sans réponse, la rectification {asked.number} est rejetée")


def _of_force(one: Reclamation) -> Iterator[Jalon]:
    for demand in one.suivi.demeures:
        if demand.received_on is not None:
            until = mise_en_demeure(demand.received_on).until
            yield Jalon(until, f"dernier jour pour payer, mise en demeure {demand.number}")
    for order in one.suivi.contraintes:
        if order.served_on is not None and order.opposed_on is None:
            until = opposition(order.served_on).until
            yield Jalon(until, f"dernier jour pour s'opposer à la contrainte {order.number}")


def _of_time(one: Reclamation) -> Iterator[Jalon]:
    """Yield the first prescription to come of what is still owed."""
    left = {line.month for line in one.creance.lignes if line.nature != INDEMNITE and line.open > 0}
    lines = [line for line in one.prescription if line.month in left]
    if lines:
        first = min(lines, key=lambda line: line.recoverable_until)
        same = months_text(
            [line.month for line in lines if line.recoverable_until == first.recoverable_until]
        )
        what = f"dernier jour pour recouvrer {same} (prescription)"
        yield Jalon(first.recoverable_until, what, is_of_time=True)
