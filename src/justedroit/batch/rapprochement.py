"""Dossiers in = dossiers out, cents in = cents out: a run against sums that it did not make.

What each part says it read and posted is one side. The other is added up by the storage at the
end: the counters of the dossiers, and the ledger by benefit. What others have written meanwhile
shows in the counters; then only the parts that they left alone can be compared to the cent, and
what the run itself has posted still must be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from justedroit.batch.part import again
from justedroit.core.base import euros
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from justedroit.batch.plan import Plan
    from justedroit.records.interface import BatchRecords

Parts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """What the comparison found.

    Attributes:
        expected: dossiers of the run.
        revised: dossiers revised.
        aside: dossiers set aside.
        others: rows that others have written to the dossiers of the run meanwhile.
        faults: what differs, in French; nothing when all is there once.
    """

    expected: int
    revised: int
    aside: int
    others: int
    faults: tuple[str, ...]


def reconciled(records: BatchRecords, plan: Plan, parts: Parts) -> Rapprochement:
    """Compare what the parts of a run have told with what the storage holds.

    Args:
        records: the journals.
        plan: the run.
        parts: what each part has told, by its name.
    """
    revised = sum(told["dossiers"] for told in parts.values())
    aside = sum(len(told["ecartes"]) for told in parts.values())
    owners = _owners(plan, parts)
    others, cents = _cents(records, plan, parts, owners)
    faults = [*_dossiers(plan, parts, revised, aside), *cents]
    return Rapprochement(len(plan.dossiers), revised, aside, others, tuple(faults))


def _owners(plan: Plan, parts: Parts) -> dict[str, list[int]]:
    """Return the dossiers that each part has revised."""
    owned = {}
    for part, dossiers in plan.lots().items():
        told = parts.get(part)
        if told is not None:
            out = {*told["reprendre"], *map(int, told["ecartes"])}
            owned[part] = [number for number in dossiers.tolist() if number not in out]
            owned |= {
                again(n): [n]
                for n in told["reprendre"]
                if again(n) in parts and not parts[again(n)]["ecartes"]
            }
    return owned


def _dossiers(plan: Plan, parts: Parts, revised: int, aside: int) -> Iterator[str]:
    missing = [part for part in plan.lots() if part not in parts]
    missing += [
        again(n) for told in parts.values() for n in told["reprendre"] if again(n) not in parts
    ]
    if missing:
        yield f"Lots : {', '.join(missing[:5])} : pas faits ({len(missing)} en tout)."
    if revised + aside != len(plan.dossiers):
        yield (
            f"Dossiers : {len(plan.dossiers)} à réviser, {revised} révisés et {aside} écartés, "
            f"soit un écart de {revised + aside - len(plan.dossiers)}."
        )


def _cents(
    records: BatchRecords, plan: Plan, parts: Parts, owners: Mapping[str, list[int]]
) -> tuple[int, list[str]]:
    """Return how many rows others have written, and what differs."""
    last = records.sequences()
    disturbed = [
        part
        for part, dossiers in owners.items()
        if sum(last.get(n, 0) for n in dossiers) != _expected_sequences(parts[part])
    ]
    told = sum(_expected_sequences(parts[part]) for part in owners)
    held = sum(last.get(n, 0) for dossiers in owners.values() for n in dossiers)
    quiet = [part for part in owners if part not in disturbed]
    numbers = [n for part in quiet for n in owners[part]]
    references = sorted({r for told in parts.values() for r in told["references"]})
    whole = len(numbers) == len(last)
    totals = records.totals(plan.window, references, None if whole else numbers).to_pylist()
    posted = {row["benefit"]: row["posted_cents"] for row in totals}
    before = _added(parts[part]["avant"] for part in quiet)
    rise = _added(_deltas(parts[part]) for part in quiet)
    faults = list(differ("le registre porte", posted, _added([before, rise])))
    if disturbed:
        totals = records.totals(plan.window, references, None).to_pylist()
        rise = _added(_deltas(parts[part]) for part in owners)
    moved = {row["benefit"]: row["moved_cents"] for row in totals}
    faults += differ("les transferts de la révision portent", moved, rise)
    if held < told:
        faults.append(f"Lignes : {told - held} annoncées ne sont pas dans la base.")
    return max(held - told, 0), faults


def _expected_sequences(told: Mapping[str, Any]) -> int:
    return int(told["sequences"] + told["lignes"])


def _deltas(told: Mapping[str, Any]) -> dict[str, int]:
    return {benefit: more + less for benefit, (_, more, less) in told["differences"].items()}


def _added(sums: Any) -> Counter[str]:
    total: Counter[str] = Counter()
    for some in sums:
        for benefit, cents in some.items():
            total[benefit] += cents
    return total


def differ(where: str, held: Mapping[str, int], told: Mapping[str, int]) -> Iterator[str]:
    """Yield, by benefit, what is held and is not what is told; both in cents."""
    for benefit in sorted(held.keys() | told.keys()):
        found, wanted = held.get(benefit, 0), told.get(benefit, 0)
        if found != wanted:
            yield (
                f"Centimes, {BENEFIT_LABELS[benefit]} : {where} {euros(found)}, les lots "
                f"annoncent {euros(wanted)}, écart {euros(found - wanted)}."
            )
