"""Journals that a step is tried on: what it would write is kept aside, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from justedroit.records.interface import Journal, Records


class Tried:
    """Journals that keep aside what would be written to them.

    Attributes:
        journals: what was kept aside, in order.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self.journals: list[Journal] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def append(self, journal: Journal, _seen: Mapping[int, int]) -> None:
        """Keep a journal aside."""
        self.journals.append(journal)

    @property
    def records(self) -> Records:
        """The same, for a step."""
        return cast("Records", self)
