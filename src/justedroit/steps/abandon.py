"""Abandon: give up the small debts of some dossiers, or of all; counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte
from justedroit.core.creances import (
    INDEMNITE,
    INDU,
    Creance,
    Extinction,
    creances,
    extinguished,
    oldest_first,
    small_debts,
    suivis,
)
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.act import event

_AT_ONCE = 1000  # dossiers read and written together


@dataclass(frozen=True, slots=True)
class Sorties:
    """What the fund claims no longer, counted.

    Attributes:
        dossiers: how many have some.
        creances: how many.
        cents: in all.
        by_benefit: benefit → (créances, cents).
    """

    dossiers: int
    creances: int
    cents: int
    by_benefit: Mapping[str, tuple[int, int]]


def abandon(records: Records, dossiers: Sequence[int], acte: Acte) -> Sorties:
    """Give up the small debts of some dossiers, counted; run again, it gives up nothing more.

    Args:
        records: the journals.
        dossiers: numbers; those that owe nothing are left as they are.
        acte: who decides, and when: the thresholds are those of the day.

    Raises:
        StaleSequence: a dossier was written to in between; those of its slice were left as they
            were, those before are done.
    """
    done: list[Creance] = []
    for first in range(0, len(dossiers), _AT_ONCE):
        done += _abandon_slice(records, dossiers[first : first + _AT_ONCE], acte)
    return counted([(creance, creance.total()) for creance in done])


def counted(done: Sequence[tuple[Creance, int]]) -> Sorties:
    """Return what some créances lose, counted: (créance, cents) of each."""
    given: dict[str, list[int]] = {}
    for creance, cents in done:
        given.setdefault(creance.benefit, []).append(cents)
    by_benefit = {name: (len(some), sum(some)) for name, some in sorted(given.items())}
    dossiers = len({creance.dossier for creance, _ in done})
    return Sorties(dossiers, len(done), sum(cents for _, cents in done), by_benefit)


def _abandon_slice(records: Records, dossiers: Sequence[int], acte: Acte) -> list[Creance]:
    seen = records.sequences(dossiers)
    found = creances(records.transfers(dossiers))
    owing = {d: some for d, some in found.items() if any(one.total() > 0 for one in some)}
    events = records.events(list(owing))
    day = acte.at.astimezone(FRANCE).date()
    every = iter(suivis([one for some in owing.values() for one in some], events))
    small = [
        petite
        for some in owing.values()
        for petite in small_debts(some, [next(every) for _ in some], day)
    ]
    if not small:
        return []
    how = Extinction("abandonne", "abandon", "abandon", acte.at)
    tables = [extinguished(one.creance, _every_line(one.creance), how) for one in small]
    rows = [_abandoned(one.creance, one.threshold_cents, acte) for one in small]
    journal = Journal(
        events=pa.Table.from_pylist(rows, schema=EVENTS),
        transfers=pa.concat_tables([TRANSFERS.empty_table(), *tables]),
    )
    records.append(journal, {one.creance.dossier: seen[one.creance.dossier] for one in small})
    return [one.creance for one in small]


def _abandoned(creance: Creance, threshold_cents: int, acte: Acte) -> dict[str, Any]:
    motif = f"Dette inférieure au seuil de recouvrement de {threshold_cents // 100} €."
    told = {"creance": creance.number, "cents": creance.total(), "motif": motif}
    return event(creance.dossier, "creance.abandonnee", acte, told)


def _every_line(creance: Creance) -> list[tuple[Any, int]]:
    return oldest_first(creance, creance.total(), natures=(INDU, INDEMNITE))
