"""Shapley shares: what each of several causes explains of a difference, fairly, and to the cent.

The share of a cause is what it changes when it is added to those before it, averaged over all the
orders in which they could have come. It is the only rule under which shares add up to the whole,
a cause without effect gets nothing, and two causes of the same effect get the same.

Up to a few causes all the sets of them are valued, and the shares are exact fractions; beyond,
some orders are drawn, each with its reverse, and the shares have a standard error that is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
import numpy.typing as npt

from justedroit.core.registre import Ints

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares as fractions of one denominator, so that nothing is lost before they are rounded.

    Attributes:
        numerators: shape `(causes, cells)`.
        denominator: of all of them.
        spread: standard error of the sum of each cause over chosen cells is read from these: its
            share in each pair of orders, shape `(pairs, causes, cells)`; None: exact.
    """

    numerators: Ints
    denominator: int
    spread: npt.NDArray[np.float64] | None

    def cents(self, groups: Ints) -> Ints:
        """Return the shares in whole cents; over the causes they add up to each cell exactly.

        In each cell the cents left by rounding down go to the largest remainders, what a cause
        has lost in the cells before counted in: so a cause does not lose a cent every month.

        Args:
            groups: shape `(cells,)`, the cells of a group follow each other; each group starts
                anew.

        Returns:
            Shape `(causes, cells)`. Each is within a cent of its fraction.

        Law:
            None: a way of rounding.
        """
        low: Ints
        low, rest = np.divmod(self.numerators, self.denominator)
        left = rest.sum(axis=0) // self.denominator
        lost = np.zeros(len(low), np.int64)
        for cell in range(low.shape[1]):
            if cell and groups[cell] != groups[cell - 1]:
                lost[:] = 0
            lost += rest[:, cell]
            if left[cell]:
                some = np.flatnonzero(rest[:, cell])
                chosen = some[np.argsort(-lost[some], kind="stable")[: left[cell]]]
                low[chosen, cell] += 1
                lost[chosen] -= self.denominator
        return low

    def error_cents(self, cells: Bools) -> Ints:
        """Return the standard error of each share over some cells, in cents, rounded up.

        Args:
            cells: shape `(cells,)`.

        Returns:
            Shape `(causes,)`; zero where the shares are exact.

        Law:
            None: a measure.
        """
        if self.spread is None:
            return np.zeros(len(self.numerators), np.int64)
        drawn = self.spread[:, :, cells].sum(axis=2)
        error = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
        told: Ints = np.ceil(np.round(error, 6)).astype(np.int64)
        return told


@dataclass(frozen=True, slots=True)
class Plan:
    """The sets of causes to value, and how their values make shares.

    Attributes:
        sets: shape `(sets, causes)`: the first is none of them, the last all of them.
        orders: orders drawn, shape `(orders, causes)`; None: every set is there.
        places: for each order, the row of the set of its first causes, shape `(orders, causes + 1)`.
    """

    sets: Bools
    orders: Ints | None = None
    places: Ints | None = None

    def shares(self, values: Ints) -> Shares:
        """Return the shares.

        Args:
            values: shape `(sets, cells)`, whole cents.

        Law:
            None: Shapley's value, decision 0014.
        """
        if self.orders is None or self.places is None:
            return _exact(self.sets, values)
        return _sampled(self.orders, values[self.places])


def planned(causes: int, *, exact_up_to: int, orders: int, seed: Sequence[int]) -> Plan:
    """Return the sets of causes to value.

    Args:
        causes: how many.
        exact_up_to: up to this number, every set.
        orders: beyond it, how many orders are drawn; even, each order comes with its reverse.
        seed: what makes the draw; the same gives the same.

    Law:
        None: parameters `ecarts/parts.*`, conventions.
    """
    if causes <= exact_up_to:
        numbers = np.arange(2**causes)[:, None]
        return Plan(numbers >> np.arange(causes) & 1 == 1)
    random = np.random.default_rng([*seed])
    drawn = np.array([random.permutation(causes) for _ in range(orders // 2)])
    both = np.concatenate([drawn, drawn[:, ::-1]])
    steps = np.arange(causes + 1)
    # In order o, cause i is in the set of the first s causes when its place is below s.
    place = np.argsort(both, axis=1)
    held = place[:, None, :] < steps[None, :, None]
    sets, row = np.unique(held.reshape(-1, causes), axis=0, return_inverse=True)
    return Plan(sets, both, row.reshape(len(both), causes + 1))


def _exact(sets: Bools, values: Ints) -> Shares:
    """Weight each set by the number of orders in which it is what came before."""
    causes = sets.shape[1]
    ways = [factorial(size) * factorial(causes - size - 1) for size in range(causes)]
    before = np.array([*ways, 0], np.int64)  # of a set without the cause
    after = np.array([0, *ways], np.int64)  # of a set with it
    size = sets.sum(axis=1)
    weights = np.where(sets, after[size][:, None], -before[size][:, None])
    return Shares(weights.T @ values, factorial(causes), None)


def _sampled(orders: Ints, path: Ints) -> Shares:
    """Average what each cause adds over the orders drawn; `path`: (orders, causes + 1, cells)."""
    steps = np.diff(path, axis=1)
    added = np.take_along_axis(steps, np.argsort(orders, axis=1)[:, :, None], axis=1)
    half = len(orders) // 2
    spread = (added[:half] + added[half:]) / 2.0
    return Shares(added.sum(axis=0), len(orders), spread)
