"""A run, from its beginning or from where it was left, to its reconciliation."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from justedroit.batch.part import again
from justedroit.batch.plan import BILAN, Plan, done_parts, part_row
from justedroit.batch.preuve import Preuve, prove
from justedroit.batch.processus import spread
from justedroit.batch.rapprochement import Parts, Rapprochement, reconciled
from justedroit.records.interface import AlreadyDone, Journal

if TYPE_CHECKING:
    from justedroit.batch.part import Caisse
    from justedroit.batch.plan import Ints
    from justedroit.records.interface import BatchRecords

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a run has done.

    Attributes:
        plan: the run.
        corriges: dossiers that have a correction.
        differences: by benefit: months corrected, cents more, cents less.
        ecartes: reason for which a dossier was set aside, by its number.
        rapprochement: whether all was done once, and every cent is there.
        preuve: what plain OpenFisca computed again; None where there was nothing to prove.
        rehausses: dossiers of which a past right came back, ascending: if something had been
            recovered of it, it is given back.
    """

    plan: Plan
    corriges: int
    differences: dict[str, list[int]]
    ecartes: dict[int, str]
    rapprochement: Rapprochement
    preuve: Preuve | None = None
    rehausses: tuple[int, ...] = ()


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def passage(caisse: Caisse, plan: Plan, processes: int = 1, progress: Progress = _silent) -> Bilan:
    """Do what is left of a run, and reconcile it.

    Killed at any point, it is called again with the same plan: no dossier is lost or done twice.

    Args:
        caisse: the fund.
        plan: just opened, or unfinished.
        processes: how many work at once; 1: this one only.
        progress: told how many dossiers are done, out of how many.

    Raises:
        Interrupted: processes are killed again and again.
        NotProved: the engine and plain OpenFisca do not agree; what is done is kept.
    """
    records = caisse.records()
    lots = plan.lots()
    left = left_to_do(plan, done_parts(records, plan))
    total = len(plan.dossiers)
    done = total - sum(len(dossiers) for part, dossiers in left.items() if part in lots)
    progress(done, total)
    with ThreadPoolExecutor(1) as beside:
        proof = beside.submit(proved, caisse, plan)
        for part in spread(caisse, plan, left, processes):
            if proof.done():
                proof.result()  # a difference stops the run
            done += len(lots.get(part, ()))
            progress(done, total)
        return replace(closed(caisse, records, plan), preuve=proof.result())


def proved(caisse: Caisse, plan: Plan) -> Preuve | None:
    """Compute some dossiers of a run again by plain OpenFisca; None where nothing is to prove.

    Raises:
        NotProved: the engine and plain OpenFisca do not agree.
    """
    law = caisse.proof() if caisse.proof is not None else None
    if law is None:
        return None
    records = caisse.records()  # a connection of this thread
    try:
        return prove(records, law, plan)
    finally:
        records.close()


def left_to_do(plan: Plan, done: dict[str, dict[str, Any]]) -> dict[str, Ints]:
    """Return the dossiers of each part not yet done: lots, and dossiers to revise again alone."""
    left = {part: dossiers for part, dossiers in plan.lots().items() if part not in done}
    for told in done.values():
        for number in told.get("reprendre", []):
            if again(number) not in done:
                left[again(number)] = np.array([number], np.int64)
    return left


def closed(caisse: Caisse, records: BatchRecords, plan: Plan) -> Bilan:
    """Reconcile a run whose parts are all done, and write that it has ended.

    Args:
        caisse: the fund.
        records: its journals.
        plan: the run.
    """
    done = done_parts(records, plan)
    parts = {part: told for part, told in done.items() if part != BILAN}
    found = reconciled(records, plan, parts)
    told = {"dossiers": found.revised, "ecartes": found.aside, "ecarts": list(found.faults)}
    try:
        at = max(caisse.clock(), plan.now)
        records.append(Journal(lots=part_row(plan.run, BILAN, at, told)), {})
    except AlreadyDone:
        pass  # resumed twice at once: the other has said so
    return bilan_of(plan, parts, found)


def bilan_of(plan: Plan, parts: Parts, found: Rapprochement) -> Bilan:
    """Return what a run has done, from what its parts have told."""
    differences: dict[str, list[int]] = {}
    for part in parts.values():
        for benefit, sums in part["differences"].items():
            before = differences.get(benefit, [0, 0, 0])
            differences[benefit] = [a + b for a, b in zip(before, sums, strict=True)]
    aside = {int(n): why for part in parts.values() for n, why in part["ecartes"].items()}
    corrected = sum(part["corriges"] for part in parts.values())
    raised = sorted({number for part in parts.values() for number in part.get("rehausses", [])})
    ordered = dict(sorted(differences.items()))
    return Bilan(plan, corrected, ordered, aside, found, rehausses=tuple(raised))
