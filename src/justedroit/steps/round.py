"""Round: the dossiers of a fund, some at a time: read at once, each written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa

from justedroit.core.base import Acte, Refusal, Refused
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records, StaleSequence
from justedroit.steps.act import Opened
from justedroit.steps.letter import Row, day_of
from justedroit.steps.pending import Ouverte, lacks

T = TypeVar("T")
_AT_ONCE = 500  # dossiers read and written together


@dataclass(frozen=True, slots=True)
class Portee:
    """Which letters are worked on.

    Attributes:
        month: 202511.
        dossiers: numbers; None: all.
        modeles: of MODELES; empty: all.
    """

    month: int
    dossiers: Sequence[int] | None = None
    modeles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attente:
    """A letter that is prepared, and cannot leave yet.

    Attributes:
        dossier: number.
        courrier: number of the letter.
        notice: number of the notice; 0 for any other letter.
        manque: all that it waits for, in French.
    """

    dossier: int
    courrier: int
    notice: int
    manque: tuple[str, ...]


@dataclass(slots=True)
class Bilan:
    """What was done of the letters of a month.

    Attributes:
        done: (dossier, letter) of each letter prepared, or sent.
        amounts: (dossier, cents) of each notice prepared.
        waiting: letters that cannot leave yet.
        small: (dossier, créance) of each debt too small to be claimed, set aside.
        small_cents: of these, in all.
        refused: what a letter lacks; its dossier was left as it was.
        stale: dossiers that someone wrote to in between: left as they were.
    """

    done: list[tuple[int, int]] = field(default_factory=list)
    amounts: list[tuple[int, int]] = field(default_factory=list)
    waiting: list[Attente] = field(default_factory=list)
    small: list[tuple[int, int]] = field(default_factory=list)
    small_cents: int = 0
    refused: list[Refusal] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """What the notices prepared claim in all."""
        return sum(cents for _, cents in self.amounts)

    def forget(self, dossier: int) -> None:
        """Forget what was to be done of a dossier that someone wrote to in between."""
        self.stale.append(dossier)
        self.done = [one for one in self.done if one[0] != dossier]
        self.amounts = [one for one in self.amounts if one[0] != dossier]
        self.waiting = [one for one in self.waiting if one.dossier != dossier]


def waits(read: Ouverte | Refusal, acte: Acte, bilan: Bilan) -> bool:
    """Tell what a notice waits for; return whether it waits."""
    assert isinstance(read, Ouverte)
    manque = tuple(label for label, _ in lacks(read, day_of(acte.at)))
    if manque:
        told = read.told
        bilan.waiting.append(
            Attente(told.dossier, told.courrier.numero, told.notice.numero, manque)
        )
    return bool(manque)


def slices(records: Records, dossiers: Sequence[int] | None) -> Iterator[list[int]]:
    """Yield the numbers of some dossiers, or of all, some at a time."""
    every = records.dossiers() if dossiers is None else sorted(set(dossiers))
    for first in range(0, len(every), _AT_ONCE):
        yield list(every[first : first + _AT_ONCE])


def read(
    records: Records, dossiers: Sequence[int], transfers: pa.Table, seen: Mapping[int, int]
) -> Iterator[tuple[Opened, pa.Table]]:
    """Yield some dossiers, each with its facts; their events and facts are read at once."""
    if not dossiers:
        return
    events, facts = records.events(dossiers), records.facts(dossiers)
    parts = zip(
        dossiers,
        *(_parted(table, dossiers) for table in (transfers, events, facts)),
        strict=True,
    )
    for dossier, moved, happened, said in parts:
        yield Opened(dossier, seen[dossier], moved, happened), said


def opened_all(
    records: Records, dossiers: Sequence[int], seen: Mapping[int, int]
) -> Iterator[Opened]:
    """Yield some dossiers to act on, read at once.

    Args:
        records: the journals.
        dossiers: numbers, ascending.
        seen: last sequence seen of each, read before.
    """
    if not dossiers:
        return
    tables = records.transfers(dossiers), records.events(dossiers)
    parts = (_parted(table, dossiers) for table in tables)
    for dossier, moved, happened in zip(dossiers, *parts, strict=True):
        yield Opened(dossier, seen[dossier], moved, happened)


def _parted(table: pa.Table, dossiers: Sequence[int]) -> list[pa.Table]:
    """Return the rows of each dossier, of a table in the order of the journals."""
    owner = table["dossier"].to_numpy()
    first, last = (np.searchsorted(owner, dossiers, side) for side in ("left", "right"))
    return [table.slice(a, b - a) for a, b in zip(first.tolist(), last.tolist(), strict=True)]


def with_rows(found: Opened, rows: Sequence[Row]) -> Opened:
    """Return a dossier with events that are not appended yet."""
    added = pa.Table.from_pylist(rows, schema=found.events.schema)
    return replace(found, events=pa.concat_tables([found.events, added]))


def accepted(make: Callable[[], T | list[Refusal]]) -> T | list[Refusal]:
    """Return what was made; a dossier that cannot be explained does not stop the others."""
    try:
        return make()
    except Refused as refused:
        return [Refusal(str(refused), "lettres du mois", "Regardez ce dossier à part.")]


def append(
    records: Records, rows: Mapping[int, list[Row]], seen: Mapping[int, int], bilan: Bilan
) -> None:
    """Append the rows of some dossiers at once; where one has moved, each by itself."""
    if not rows:
        return
    try:
        _appended(records, rows, seen)
    except StaleSequence:
        for dossier, mine in rows.items():
            try:
                _appended(records, {dossier: mine}, seen)
            except StaleSequence:
                bilan.forget(dossier)


def append_all(
    records: Records,
    made: Mapping[int, tuple[Sequence[Row], pa.Table]],
    seen: Mapping[int, int],
) -> list[int]:
    """Append the rows and the transfers of some dossiers at once; where one has moved, each by itself.

    Returns:
        The dossiers that someone wrote to in between: left as they were.
    """
    if not made:
        return []
    try:
        _moved(records, made, seen)
    except StaleSequence:
        if len(made) == 1:
            return list(made)
        each = (append_all(records, {dossier: one}, seen) for dossier, one in made.items())
        return [dossier for stale in each for dossier in stale]
    return []


def _moved(
    records: Records,
    made: Mapping[int, tuple[Sequence[Row], pa.Table]],
    seen: Mapping[int, int],
) -> None:
    rows = [row for some, _ in made.values() for row in some]
    journal = Journal(
        events=pa.Table.from_pylist(rows, schema=EVENTS),
        transfers=pa.concat_tables([TRANSFERS.empty_table(), *(one for _, one in made.values())]),
    )
    records.append(journal, {dossier: seen[dossier] for dossier in made})


def _appended(records: Records, rows: Mapping[int, list[Row]], seen: Mapping[int, int]) -> None:
    every = [row for mine in rows.values() for row in mine]
    journal = Journal(events=pa.Table.from_pylist(every, schema=EVENTS))
    records.append(journal, {dossier: seen[dossier] for dossier in rows})
