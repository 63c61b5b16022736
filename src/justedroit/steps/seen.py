"""Seen: an act that answers a page is written only if the dossier is still as the page showed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa

    from justedroit.records.interface import Journal, Records


class _AsSeen:
    """Journals that refuse to write to a dossier when it is no longer the one that was shown."""

    def __init__(self, records: Records, dossier: int, sequence: int) -> None:
        self._records = records
        self._shown = {dossier: sequence}

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append, the dossier shown being at the sequence that its page bore.

        What is appended so is seen: an act may write several times, a letter for each court.
        """
        told = {number: self._shown.get(number, last) for number, last in seen.items()}
        self._records.append(journal, told)
        for number in self._shown:
            self._shown[number] += _rows(journal, number)


def _rows(journal: Journal, dossier: int) -> int:
    """Return how many rows of a journal are of a dossier: each takes a sequence."""
    tables = (journal.facts, journal.events, journal.transfers)
    return sum(pc.sum(pc.equal(one["dossier"], dossier)).as_py() or 0 for one in tables)


def as_seen(records: Records, dossier: int, sequence: int) -> Records:
    """Return journals that write to a dossier only as a person saw it; they read as the others.

    What someone else has written between the page and its answer makes a `StaleSequence`: nothing
    is appended, whatever the step that acts, and without a moment between a check and the write.

    Args:
        records: the journals.
        dossier: number.
        sequence: the last of the dossier when the page was made.
    """
    return cast("Records", _AsSeen(records, dossier, sequence))


def since(records: Records, dossier: int, sequence: int) -> pa.Table:
    """Return what happened to a dossier after a sequence; schema EVENTS.

    Args:
        records: the journals.
        dossier: number.
        sequence: the last that was seen.
    """
    events = records.events([dossier])
    return events.filter(pc.greater(events["sequence"], sequence))
