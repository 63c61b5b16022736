"""Journals that keep in mind the dossiers read lately: a fund that is played reads each many times."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from justedroit.records.interface import Journal, Records

_MOST: Final = 2_000  # dossiers kept, for each journal
_JOURNALS: Final = ("facts", "events", "transfers")

_Read = Callable[[Sequence[int] | None], pa.Table]


class Relecture:
    """Journals read and appended to by one process alone: what it appends to, it reads again.

    Args:
        records: the journals.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._kept: dict[str, OrderedDict[int, pa.Table]] = {n: OrderedDict() for n in _JOURNALS}

    def dossiers(self) -> list[int]:
        """Return the numbers of all the dossiers, as the journals do."""
        return self._records.dossiers()

    def facts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the facts of some dossiers; those of one are kept."""
        return self._read("facts", self._records.facts, dossiers)

    def events(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the events of some dossiers; those of one are kept."""
        return self._read("events", self._records.events, dossiers)

    def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the transfers of some dossiers; those of one are kept."""
        return self._read("transfers", self._records.transfers, dossiers)

    def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]:
        """Return the last sequence of each dossier, as the journals do."""
        return self._records.sequences(dossiers)

    def posted(self, dossiers: Sequence[int], window: tuple[int, int]) -> pa.Table:
        """Return the rights posted, as the journals do."""
        return self._records.posted(dossiers, window)

    def transfers_but(self, motives: Sequence[str], dossiers: Sequence[int]) -> pa.Table:
        """Return the transfers but those of some motives, as the journals do."""
        return self._records.transfers_but(motives, dossiers)

    def transfers_at(self, dossiers: Sequence[int], months: Sequence[int]) -> pa.Table:
        """Return the transfers of some months, as the journals do."""
        return self._records.transfers_at(dossiers, months)

    def last_events(self, tag: str, dossiers: Sequence[int]) -> pa.Table:
        """Return the last event of a tag of each dossier, as the journals do."""
        return self._records.last_events(tag, dossiers)

    def events_tagged(
        self,
        tags: Sequence[str],
        dossiers: Sequence[int] | None = None,
        *,
        most: int | None = None,
    ) -> pa.Table:
        """Return the events of some tags, as the journals do."""
        return self._records.events_tagged(tags, dossiers, most=most)

    def written(self) -> int:
        """Return how many rows the journals hold, as they say."""
        return self._records.written()

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append rows, all or none, and forget what was read of what they add to.

        Raises:
            AlreadyDone, StaleSequence, BadRow: as the journals do; nothing was written.
        """
        self._records.append(journal, seen)
        for name, kept in self._kept.items():
            for dossier in pc.unique(getattr(journal, name)["dossier"]).to_pylist():
                kept.pop(dossier, None)

    def _read(self, name: str, read: _Read, dossiers: Sequence[int] | None) -> pa.Table:
        if dossiers is None or len(dossiers) != 1:
            return read(dossiers)
        kept, number = self._kept[name], int(dossiers[0])
        if number not in kept:
            kept[number] = read([number])
            if len(kept) > _MOST:
                kept.popitem(last=False)
        return kept[number]
