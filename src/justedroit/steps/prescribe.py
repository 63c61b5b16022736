"""Prescribe: extinguish what time has taken of the indus of some dossiers, or of all; counted.

A month of a créance that was not notified in time, or whose delay has run out since, is owed no more:
the ledger says so. To be run each month, before the withholding; run again, it does nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from justedroit.core.base import FRANCE, Acte
from justedroit.core.creances import (
    Creance,
    Extinction,
    Ligne,
    creances,
    extinguished,
    may_be_lost,
    suivis,
    taken_by_time,
)
from justedroit.core.paiements import payment_day
from justedroit.core.registre import TRANSFERS, ints
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.abandon import Sorties, counted
from justedroit.steps.act import event

_AT_ONCE = 1000  # dossiers read and written together
_WHY = "Le délai pour recouvrer ces mois est passé (CSS art. L553-1)."

_Lost = tuple[Creance, list[tuple[Ligne, int]]]


@dataclass(frozen=True, slots=True)
class _Read:
    """Some dossiers where something may be lost: last sequences, and what is lost."""

    seen: dict[int, int]
    lost: list[_Lost]


def prescribe(
    records: Records, dossiers: Sequence[int], acte: Acte, *, trial: bool = False
) -> Sorties:
    """Extinguish what time has taken of the indus of some dossiers.

    Args:
        records: the journals.
        dossiers: numbers; those of which no delay is over are left as they are.
        acte: who records it, and when.
        trial: whether nothing is to be written.

    Raises:
        StaleSequence: a dossier was written to in between; those of its slice were left as they
            were, those before are done.
    """
    every: list[_Lost] = []
    for first in range(0, len(dossiers), _AT_ONCE):
        found = _read(records, dossiers[first : first + _AT_ONCE], acte)
        if found.lost and not trial:
            _append(records, found, acte)
        every += found.lost
    return counted([(claim, sum(cents for _, cents in parts)) for claim, parts in every])


def _read(records: Records, some: Sequence[int], acte: Acte) -> _Read:
    day = acte.at.astimezone(FRANCE).date()
    seen, transfers = records.sequences(some), records.transfers(some)
    old = {
        dossier: claims
        for dossier, claims in creances(transfers).items()
        if any(may_be_lost(claim, day) for claim in claims)
    }
    if not old:
        return _Read(seen, [])
    every = [claim for claims in old.values() for claim in claims]
    owner = ints(transfers["dossier"])
    lost: list[_Lost] = []
    for claim, suivi in zip(every, suivis(every, records.events(list(old))), strict=True):
        first, last = np.searchsorted(owner, [claim.dossier, claim.dossier + 1])
        mine = transfers.slice(first, last - first)
        if parts := taken_by_time(claim, suivi, mine, day, payment_day):
            lost.append((claim, parts))
    return _Read(seen, lost)


def _append(records: Records, found: _Read, acte: Acte) -> None:
    how = Extinction("prescrit", "prescription", "prescription", acte.at)
    tables = [extinguished(claim, parts, how) for claim, parts in found.lost]
    rows = [_prescribed(claim, parts, acte) for claim, parts in found.lost]
    journal = Journal(
        events=pa.Table.from_pylist(rows, schema=EVENTS),
        transfers=pa.concat_tables([TRANSFERS.empty_table(), *tables]),
    )
    records.append(journal, {claim.dossier: found.seen[claim.dossier] for claim, _ in found.lost})


def _prescribed(claim: Creance, parts: Sequence[tuple[Ligne, int]], acte: Acte) -> dict[str, Any]:
    cents = sum(part for _, part in parts)
    months = [line.month for line, _ in parts]
    told = {"creance": claim.number, "cents": cents, "mois": months, "motif": _WHY}
    return event(claim.dossier, "creance.prescrite", acte, told)
