"""A mass run on a snapshot: partitions decided by workers, reconciled, then posted once.

Killed at any point, it is called again: the partitions whose result is whole are not done again,
and the parts already posted are not posted again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from justedroit.batch.instantane import Instantane, Progress
from justedroit.batch.ouvriers import spread_over
from justedroit.batch.part import Caisse, again, append_lot, revise_again
from justedroit.batch.passage import Bilan, bilan_of, closed, proved
from justedroit.batch.plan import Plan, done_parts, written_or_same
from justedroit.batch.recoupement import compared
from justedroit.batch.resultat import read_result, whole_results
from justedroit.records.interface import AlreadyDone

if TYPE_CHECKING:
    from pathlib import Path

    from distributed import Client

    from justedroit.batch.partition import Mission


@dataclass(frozen=True, slots=True)
class Decide:
    """A run whose partitions are decided, and nothing posted.

    Attributes:
        bilan: what it would post, and how it reconciles with its snapshot.
        results: the file of each partition.
    """

    bilan: Bilan
    results: dict[int, Path]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def decided(
    client: Client,
    instantane: Instantane,
    plan: Plan,
    mission: Mission,
    progress: Progress = _silent,
) -> Decide:
    """Have what is left of the partitions decided, and reconcile them all with the snapshot.

    Args:
        client: of Dask.
        instantane: the snapshot.
        plan: the run.
        mission: what the workers are told.
        progress: told how many dossiers are done, out of how many.

    Raises:
        Interrupted: one partition kills the workers again and again.
    """
    mission.results.mkdir(parents=True, exist_ok=True)
    whole = whole_results(mission.results)
    left = [n for n in range(len(instantane.partitions)) if n not in whole]
    total = len(plan.dossiers)
    done = total - sum(len(instantane.numbers(n)) for n in left)
    progress(done, total)
    digests = [instantane.partitions[n].digest for n in left]
    for number in spread_over(client, mission, left, digests) if left else ():
        done += len(instantane.numbers(number))
        progress(done, total)
    for path in mission.results.glob(".en-cours-*"):  # of workers that were killed
        path.unlink(missing_ok=True)
    found = {int(path.name.partition(".")[0]): path for path in mission.results.glob("*.parquet")}
    rapprochement, parts = compared(instantane, plan, found)
    return Decide(bilan_of(plan, parts, rapprochement), found)


def posted(caisse: Caisse, plan: Plan, decide: Decide, progress: Progress = _silent) -> Bilan:
    """Post the results of a run that reconciles, each part in one transaction, and reconcile again.

    A dossier that someone has written to since the snapshot is revised again alone, as of now.

    Args:
        caisse: the fund.
        plan: the run.
        decide: its partitions.
        progress: told how many dossiers are posted, out of how many.

    Raises:
        ValueError: the results do not reconcile with the snapshot, or another run was posted on
            it: nothing is posted.
        NotProved: the engine and plain OpenFisca do not agree: nothing is posted.
    """
    if decide.bilan.rapprochement.faults:
        raise ValueError("Les résultats ne se rapprochent pas de l'instantané : rien n'est passé.")
    proof = proved(caisse, plan)
    opened = caisse.opened()
    written_or_same(opened.records, plan)
    done = done_parts(opened.records, plan)
    total, count = len(plan.dossiers), 0
    for number, (part, dossiers) in enumerate(plan.lots().items()):
        progress(count, total)
        if part not in done:
            lot, _ = read_result(decide.results[number])
            try:
                done[part] = append_lot(opened.records, plan, part, plan.now, lot)
            except AlreadyDone:
                done = done_parts(opened.records, plan)
        for dossier in done[part]["reprendre"]:
            if again(dossier) not in done:
                try:
                    revise_again(opened, plan, dossier)
                except AlreadyDone:
                    continue
        count += len(dossiers)
    progress(total, total)
    return replace(closed(caisse, opened.records, plan), preuve=proof)
