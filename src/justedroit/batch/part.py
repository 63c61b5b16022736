"""One lot: revised as any dossier is, and appended with the part of the run that it is.

A dossier that someone else has written to is left out of its lot, and revised again alone. One
that makes the evaluation fail is found by halves, and set aside with the reason: the others go on.
"""

from __future__ import annotations

import datetime as dt
import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.batch.plan import Plan, part_row
from justedroit.core.droits import Law
from justedroit.core.ecarts import CORRECTIONS
from justedroit.core.faits import FACTS
from justedroit.core.registre import POSTED, TRANSFERS
from justedroit.records.interface import EVENTS, BatchRecords, Journal, StaleSequence
from justedroit.steps.revise import Decided, decide

# What a rule raises on a dossier it cannot read. The rest (disk, server, memory) stops the run.
OF_A_DOSSIER = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError)
MOST_ASIDE = 20  # in a lot: beyond, the fault is not of the dossiers
ATTEMPTS = 5  # to revise a dossier alone while others write to it

Clock = Callable[[], dt.datetime]
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caisse:
    """How a process reaches a fund. These are called in each process, so each has its own.

    Attributes:
        records: opens the journals.
        law: makes the law.
        clock: tells the time, for what is revised again.
        proof: makes a law that proves itself on a sample (`preuve`); None: nothing to prove.
    """

    records: Callable[[], BatchRecords]
    law: Callable[[], Law]
    clock: Clock
    proof: Callable[[], Law | None] | None = None

    def opened(self) -> Opened:
        """Open the journals and make the law, for this process."""
        return Opened(self.records(), self.law(), self.clock)


@dataclass(frozen=True, slots=True)
class Opened:
    """A fund as one process holds it: see `Caisse`."""

    records: BatchRecords
    law: Law
    clock: Clock


@dataclass(slots=True)
class Lot:
    """A part being revised.

    Attributes:
        decided: what is decided, of dossiers all different.
        stale: dossiers that someone else has written to since, to be revised again.
        aside: reason for which a dossier was set aside, by its number.
    """

    decided: list[Decided] = field(default_factory=list)
    stale: set[int] = field(default_factory=set)
    aside: dict[int, str] = field(default_factory=dict)


def revise_part(
    caisse: Opened, plan: Plan, part: str, dossiers: Sequence[int], now: dt.datetime
) -> Told:
    """Revise the dossiers of a part and append what changes, in one transaction with the part.

    Args:
        caisse: the fund.
        plan: the run.
        part: name of the part.
        dossiers: numbers.
        now: instant of the revision.

    Returns:
        What the part has told; `reprendre` lists the dossiers to revise again, alone.

    Raises:
        AlreadyDone: someone else has done this part.
        ValueError: too many dossiers fail: the fault is not theirs.
    """
    return append_lot(caisse.records, plan, part, now, decided_lot(caisse, plan, dossiers, now))


def append_lot(records: BatchRecords, plan: Plan, part: str, now: dt.datetime, lot: Lot) -> Told:
    """Append what is decided of a part, less the dossiers that someone else has written to.

    Args:
        records: the journals.
        plan: the run.
        part: name of the part.
        now: instant of the revision.
        lot: what was decided.

    Returns:
        What the part has told; `reprendre` lists the dossiers to revise again, alone.

    Raises:
        AlreadyDone: someone else has done this part.
    """
    while True:
        try:
            return _appended(records, plan, part, now, lot)
        except StaleSequence as error:
            lot.stale |= set(error.dossiers)
            lot.decided = [_without(decided, lot.stale) for decided in lot.decided]


def revise_again(caisse: Opened, plan: Plan, dossier: int) -> Told:
    """Revise alone, as of now, a dossier that someone else had written to.

    Returns:
        What its part has told.

    Raises:
        AlreadyDone: another process has done it.
    """
    part = again(dossier)
    for _ in range(ATTEMPTS):
        now = max(caisse.clock(), plan.now)
        lot = decided_lot(caisse, plan, [dossier], now)
        if lot.stale:
            continue
        try:
            return _appended(caisse.records, plan, part, now, lot)
        except StaleSequence:
            continue
    overtaken = Lot(aside={dossier: "une autre écriture passe sans cesse sur ce dossier"})
    return _appended(caisse.records, plan, part, plan.now, overtaken)


def again(dossier: int) -> str:
    """Return the name of the part of a dossier revised again alone."""
    return f"dossier:{dossier}"


def decided_lot(caisse: Opened, plan: Plan, dossiers: Sequence[int], now: dt.datetime) -> Lot:
    """Decide some dossiers, by halves where one fails; append nothing.

    Args:
        caisse: where they are read, and the law.
        plan: the run.
        dossiers: numbers, ascending.
        now: instant of the revision.

    Raises:
        ValueError: too many dossiers fail: the fault is not theirs.
    """
    lot, waiting = Lot(), [list(dossiers)]
    while waiting:
        numbers = waiting.pop()
        try:
            if numbers:
                lot.decided.append(decide(caisse.records, numbers, now, caisse.law, plan.window))
        except StaleSequence as error:
            lot.stale |= set(error.dossiers)
            waiting.append([number for number in numbers if number not in lot.stale])
        except OF_A_DOSSIER as error:
            middle = len(numbers) // 2
            waiting += [numbers[middle:], numbers[:middle]] if middle else []
            if not middle:
                lot.aside[numbers[0]] = reason(error)
            if len(lot.aside) > MOST_ASIDE:
                raise
    return lot


def reason(error: BaseException) -> str:
    """Return why a dossier fails: what our own code says of it, or where another's code failed.

    The message of another's code may show a value of the dossier.
    """
    last = traceback.extract_tb(error.__traceback__)[-1]
    ours = f"justedroit{os.sep}" in last.filename
    message = str(error) if ours and isinstance(error, ValueError) else type(error).__name__
    return f"{message} ({Path(last.filename).stem}:{last.lineno})"


def _appended(records: BatchRecords, plan: Plan, part: str, now: dt.datetime, lot: Lot) -> Told:
    told = told_of(lot)
    rows = [decided.journal for decided in lot.decided]
    journal = Journal(
        facts=pa.concat_tables([FACTS.empty_table(), *(j.facts for j in rows)]),
        events=pa.concat_tables([EVENTS.empty_table(), *(j.events for j in rows)]),
        transfers=pa.concat_tables([TRANSFERS.empty_table(), *(j.transfers for j in rows)]),
        lots=part_row(plan.run, part, now, told),
    )
    seen = {number: last for decided in lot.decided for number, last in decided.seen.items()}
    records.append(journal, seen)
    return told


def told_of(lot: Lot) -> Told:
    """Return what a part says of itself: enough to reconcile, and to resume."""
    journals = [decided.journal for decided in lot.decided]
    corrections = _all(CORRECTIONS, [decided.revised.corrections for decided in lot.decided])
    posted = _all(POSTED, [decided.revised.posted for decided in lot.decided])
    return {
        "references": sorted({decided.revised.reference for decided in lot.decided}),
        "dossiers": sum(len(decided.seen) for decided in lot.decided),
        "sequences": sum(sum(decided.seen.values()) for decided in lot.decided),
        "lignes": sum(t.num_rows for j in journals for t in (j.facts, j.events, j.transfers)),
        "corriges": len(pc.unique(corrections["dossier"])),
        "rehausses": _raised(journals),
        "avant": _sums(posted, "posted_cents"),
        "differences": differences(corrections),
        "reprendre": sorted(lot.stale),
        "ecartes": {str(number): why for number, why in sorted(lot.aside.items())},
    }


def _raised(journals: Sequence[Journal]) -> list[int]:
    """Return the dossiers of which a past right comes back: what was recovered of it is given back."""
    found = (j.transfers.filter(pc.equal(j.transfers["motive"], "rappel")) for j in journals)
    return sorted({dossier for table in found for dossier in table["dossier"].to_pylist()})


def differences(corrections: pa.Table) -> dict[str, list[int]]:
    """Return, by benefit, how many months are corrected, and the cents more and less."""
    delta = corrections["delta_cents"]
    signed = pa.table(
        {
            "benefit": corrections["benefit"],
            "more": pc.max_element_wise(delta, 0),
            "less": pc.min_element_wise(delta, 0),
        }
    )
    sums = signed.group_by("benefit").aggregate(
        [("more", "count"), ("more", "sum"), ("less", "sum")]
    )
    names = ("more_count", "more_sum", "less_sum")
    return {row["benefit"]: [row[name] for name in names] for row in sums.to_pylist()}


def _sums(table: pa.Table, column: str) -> dict[str, int]:
    sums = table.group_by("benefit").aggregate([(column, "sum")])
    return dict(zip(sums["benefit"].to_pylist(), sums[f"{column}_sum"].to_pylist(), strict=True))


def _all(schema: pa.Schema, tables: Sequence[pa.Table]) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables])


def _without(decided: Decided, dossiers: set[int]) -> Decided:
    """Return what is decided of the others: no dossier depends on its neighbours."""
    left_out = pa.array(sorted(dossiers), pa.int64())

    def kept(table: pa.Table) -> pa.Table:
        return table.filter(pc.invert(pc.is_in(table["dossier"], value_set=left_out)))

    journal, revised = decided.journal, decided.revised
    return Decided(
        Journal(kept(journal.facts), kept(journal.events), kept(journal.transfers)),
        {number: last for number, last in decided.seen.items() if number not in dossiers},
        replace(
            revised,
            rights=kept(revised.rights),
            corrections=kept(revised.corrections),
            posted=kept(revised.posted),
        ),
    )
