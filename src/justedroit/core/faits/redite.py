"""Something said again: does it change what is known, or only repeat it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one (dossier, person, kind), as far as it bears on what is retained.

    Attributes:
        value: canonical text.
        start: first day.
        end: day after the last.
        rank: in the order of truth, 1 is believed first.
    """

    value: str
    start: dt.date
    end: dt.date
    rank: int


def changes(said: Said, before: Sequence[Said], after: Sequence[Said]) -> bool:
    """Return whether what is known would differ without a statement, on one day at least.

    Args:
        said: the statement.
        before: what stands of the same dossier, person and kind, from the first said to the last.
        after: what is said next in the same batch, in order.

    Law:
        None: the order of truth, parameter `faits/ordre_verite`, then the latest said.
    """
    earlier, later = _meeting(said, before), _meeting(said, after)
    rivals = [*earlier, *later]
    days = {said.start, *(r.start for r in rivals if r.start > said.start)}
    days |= {r.end for r in rivals if r.end < said.end}
    return any(_changed(said, earlier, later, day) for day in days)


def _meeting(said: Said, others: Sequence[Said]) -> list[Said]:
    return [s for s in others if s.start < said.end and said.start < s.end]


def _changed(said: Said, earlier: Sequence[Said], later: Sequence[Said], day: dt.date) -> bool:
    before, after = _retained(earlier, day), _retained(later, day)
    if after is not None and after.rank <= said.rank:
        return False
    if before is not None and before.rank < said.rank:
        return False
    # Without it, the last said at the least rank.
    rest = [s for s in (after, before) if s is not None]
    return not rest or min(rest, key=lambda s: s.rank).value != said.value


def _retained(told: Sequence[Said], day: dt.date) -> Said | None:
    """Return what is retained on a day: at equal rank, the last said."""
    there = (s for s in reversed(told) if s.start <= day < s.end)
    return min(there, key=lambda s: s.rank, default=None)
