"""Intervals of days that overlap: which one is retained on each stretch of time.

Days are counted from 1970-01-01; an interval holds its start and not its end; `OPEN` never ends.
All the functions take rows sorted by group, then by start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

OPEN = 2_932_897  # the day after 9999-12-31, the last that Python can write
FIRST = -719_162  # 0001-01-01
_WIDTH = OPEN - FIRST + 1  # more than any interval: groups laid one after another never meet


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of time, each with the row that is retained on it. In order of group and time.

    Attributes:
        row: shape `(m,)`, index of the retained row.
        start: shape `(m,)`, first day.
        end: shape `(m,)`, day after the last.
    """

    row: Ints
    start: Ints
    end: Ints


def clusters(group: Ints, start: Ints, end: Ints) -> Ints:
    """Return the cluster of each row: rows of a group linked by overlaps share one.

    Args:
        group: shape `(n,)`, dense numbers, ascending.
        start: shape `(n,)`, first day, ascending in each group.
        end: shape `(n,)`, day after the last, after `start`.

    Returns:
        Shape `(n,)`, numbers from 0, ascending.

    Law:
        None: arithmetic of intervals.
    """
    low = group * _WIDTH + start
    reach = np.maximum.accumulate(group * _WIDTH + end)
    opens = np.ones(low.size, dtype=np.int64)
    opens[1:] = low[1:] >= reach[:-1]
    return np.cumsum(opens) - 1


def retained(cluster: Ints, start: Ints, end: Ints, precedence: Ints) -> Stretches:
    """Return, for each stretch of each cluster, the row of least precedence that covers it.

    Args:
        cluster: shape `(n,)`, dense numbers, ascending.
        start: shape `(n,)`, first day.
        end: shape `(n,)`, day after the last, after `start`.
        precedence: shape `(n,)`, a permutation of 0…n-1; 0 wins over all.

    Returns:
        Stretches that never overlap; neighbours that the same row wins are merged.

    Law:
        None: arithmetic of intervals.
    """
    return _Sweep(cluster, start, end, precedence).stretches()


def set_aside(
    cluster: Ints, start: Ints, end: Ints, precedence: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return every row met by a stretch that another row wins, with the days they share.

    Args:
        cluster: as `retained`.
        start: as `retained`.
        end: as `retained`.
        precedence: as `retained`.

    Returns:
        Four arrays `(m,)`: row retained, row set aside, first day shared, day after the last.

    Law:
        None: arithmetic of intervals.
    """
    return _Sweep(cluster, start, end, precedence).losers()


class _Sweep:
    """Clusters cut at every start and end; each segment goes to the best row that covers it."""

    def __init__(self, cluster: Ints, start: Ints, end: Ints, precedence: Ints) -> None:
        size = cluster.size
        self.base = cluster * _WIDTH
        self.start, self.end = start, end
        ends = np.concatenate([self.base + start, self.base + end])
        self.cuts, position = np.unique(ends, return_inverse=True)
        self.first, self.last = position[:size], position[size:]
        best = _least(self.first, self.last, precedence, self.cuts.size)
        change = np.flatnonzero(np.r_[True, best[1:] != best[:-1]]) if size else self.first
        self.run_start, self.run_end = change, np.r_[change[1:], change[-1:]]
        # Between two clusters a segment has no row: its best is still n.
        self.run_row = np.r_[np.argsort(precedence), -1][best[change]]

    def stretches(self) -> Stretches:
        won = self.run_row >= 0
        row = self.run_row[won]
        start = self.cuts[self.run_start[won]] - self.base[row]
        return Stretches(row, start, self.cuts[self.run_end[won]] - self.base[row])

    def losers(self) -> tuple[Ints, Ints, Ints, Ints]:
        low = np.searchsorted(self.run_start, self.first, side="right") - 1
        high = np.searchsorted(self.run_start, self.last, side="left")
        rows, runs = _expand(low, high - low)
        winners = self.run_row[runs]
        lost = winners != rows
        rows, runs, winners = rows[lost], runs[lost], winners[lost]
        since = np.maximum(self.cuts[self.run_start[runs]] - self.base[rows], self.start[rows])
        until = np.minimum(self.cuts[self.run_end[runs]] - self.base[rows], self.end[rows])
        return winners, rows, since, until


def _expand(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return each row as often as its count, with first, first + 1, … beside it."""
    rows = np.repeat(np.arange(first.size), count)
    step = np.arange(rows.size) - np.repeat(np.cumsum(count) - count, count)
    return rows, first[rows] + step


def _least(first: Ints, last: Ints, precedence: Ints, size: int) -> Ints:
    """Return the least precedence over each of `size` cells, rows covering [first, last).

    A range is two blocks of a power of two that may overlap; blocks are then pushed down, half by
    half. So a group of n long intervals costs n log n, where visiting each cell would cost n².
    """
    best = np.full(size, precedence.size, dtype=np.int64)
    if not first.size:
        return best
    level = np.frexp((last - first).astype(np.float64))[1] - 1
    for power in range(int(level.max()), -1, -1):
        block = 1 << power
        best[block:] = np.minimum(best[block:], best[:-block].copy())
        rows = level == power
        np.minimum.at(best, first[rows], precedence[rows])
        np.minimum.at(best, last[rows] - block, precedence[rows])
    return best
