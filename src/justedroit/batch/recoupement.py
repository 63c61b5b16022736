"""The results of a mass run against the snapshot it read, before anything is posted.

Dossiers in: those of the snapshot; out: those that the results name. Cents in: what the snapshot
said it held when it was written, plus what the results say they correct; out: what the transfers
themselves move. The two sides were added up by different code, at different times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from justedroit.batch.instantane import DamagedSnapshot, Instantane, Partition, journals_of
from justedroit.batch.part import Lot, Told, told_of
from justedroit.batch.plan import Plan
from justedroit.batch.rapprochement import Rapprochement, differ
from justedroit.batch.resultat import read_result
from justedroit.core.registre import posted_rights
from justedroit.records.interface import BadRow
from justedroit.records.rows import numbered


def compared(
    instantane: Instantane, plan: Plan, results: Mapping[int, Path]
) -> tuple[Rapprochement, dict[str, Told]]:
    """Compare the results of a run with its snapshot.

    Args:
        instantane: the snapshot.
        plan: the run.
        results: the file of each partition.

    Returns:
        What the comparison found, and what each part has told, by its name.
    """
    faults: list[str] = []
    parts: dict[str, Told] = {}
    waiting = 0
    for number, (part, dossiers) in enumerate(plan.lots().items()):
        if number not in results:
            faults.append(f"Partition {number} : pas faite.")
            continue
        try:
            lot, told = read_result(results[number])
        except (OSError, ValueError, LookupError) as error:
            faults.append(f"Partition {number} : résultat illisible ou modifié ({error}).")
            continue
        parts[part] = told
        waiting += len(lot.stale)
        found = [*_rows(lot, told, dossiers.tolist()), *_cents(instantane, plan, number, lot)]
        faults += [f"Partition {number} : {fault}" for fault in found]
    revised = sum(told["dossiers"] for told in parts.values())
    aside = sum(len(told["ecartes"]) for told in parts.values())
    if (gap := revised + aside + waiting - len(plan.dossiers)) != 0:
        faults.append(
            f"Dossiers : {len(plan.dossiers)} à réviser, {revised} révisés, {aside} écartés et "
            f"{waiting} à reprendre, soit un écart de {gap}."
        )
    return Rapprochement(len(plan.dossiers), revised, aside, 0, tuple(faults)), parts


def _rows(lot: Lot, told: Told, dossiers: list[int]) -> Iterator[str]:
    """Yield what is wrong with the dossiers of a result, and with its rows."""
    seen = [number for decided in lot.decided for number in decided.seen]
    if sorted([*seen, *lot.aside, *lot.stale]) != dossiers:
        yield "ses dossiers ne sont pas, une fois chacun, ceux de l'instantané."
    if told_of(lot) != told:
        yield "ce qu'elle annonce n'est pas ce qu'elle contient."
    for decided in lot.decided:
        try:
            rows = numbered(decided.journal, decided.seen).journal
        except BadRow as error:
            yield f"une ligne que le journal refuse. {error}"
            continue
        for name in ("facts", "events", "transfers"):
            if not getattr(rows, name).equals(getattr(decided.journal, name)):
                yield f"ses lignes ({name}) ne suivent pas celles de l'instantané."


def _cents(instantane: Instantane, plan: Plan, number: int, lot: Lot) -> Iterator[str]:
    """Yield what differs, by benefit, between the snapshot, the corrections and the transfers."""
    held = instantane.partitions[number]
    known, sequences = Counter(held.posted_in(plan.window)), held.sequences
    if out := sorted([*lot.aside, *lot.stale]):
        try:
            cents, counted = _of(instantane, plan, number, out)
        except DamagedSnapshot as error:
            yield str(error)
            return
        known.subtract(cents)
        sequences -= counted
    told = told_of(lot)
    if told["sequences"] != sequences:
        yield f"lignes lues : {told['sequences']} au lieu de {sequences}."
    yield from differ("l'instantané porte", known, told["avant"])
    moved: Counter[str] = Counter()
    for decided in lot.decided:
        for row in posted_rights(decided.journal.transfers).to_pylist():
            moved[row["benefit"]] += row["posted_cents"]
    rise = {benefit: more + less for benefit, (_, more, less) in told["differences"].items()}
    yield from differ("les transferts portent", moved, rise)


def _of(
    instantane: Instantane, plan: Plan, number: int, dossiers: list[int]
) -> tuple[dict[str, int], int]:
    """Return the cents and the counters of some dossiers of a partition."""
    partition: Partition = instantane.partitions[number]
    records = journals_of(instantane.folder, number, partition.digest)
    rows: list[dict[str, Any]] = records.totals(plan.window, [], dossiers).to_pylist()
    cents = {row["benefit"]: row["posted_cents"] for row in rows}
    return cents, sum(records.sequences(dossiers).values())
