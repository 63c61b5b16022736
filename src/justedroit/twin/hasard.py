"""Chance, by name: each draw has its own stream, so that adding one does not move the others.

The stream of a name gives its numbers dossier after dossier: the first hundred dossiers of a
fund of a thousand are those of a fund of a hundred drawn from the same seed.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DAYS_PER_YEAR = 365.25
EVEN_ROOT = 1.1673039782614187

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Hasard:
    """Named streams of random numbers, all from one seed.

    Attributes:
        graine: the seed.
        scope: what the streams are for; two scopes draw independently.
    """

    graine: int
    scope: str = ""

    def within(self, scope: object) -> Hasard:
        """Return the streams of a narrower scope, a month for instance."""
        return Hasard(self.graine, f"{self.scope}/{scope}")

    def _stream(self, name: str) -> np.random.Generator:
        tag = zlib.crc32(f"{self.scope}/{name}".encode())
        return np.random.default_rng([self.graine, tag])

    def uniform(self, name: str, *shape: int) -> Floats:
        """Return numbers in [0, 1[, shape as asked, the first axis being the dossiers."""
        return self._stream(name).random(shape)

    def even(self, name: str, dossiers: int, axis: int) -> Floats:
        """Return numbers in [0, 1[ spread more evenly than chance would, shape `(dossiers,)`.

        So that a fund of a thousand households has the shares of a large one. Each axis has a
        step of its own (powers of the root of x^5 = x + 1), so that they do not go together.

        Args:
            name: of the stream, that gives the first number.
            dossiers: how many.
            axis: 0 to 3.
        """
        step = EVEN_ROOT ** -(axis + 1)
        numbers: Floats = (self.uniform(name)[()] + step * np.arange(dossiers)) % 1.0
        return numbers

    def normal(self, name: str, *shape: int) -> Floats:
        """Return standard normal numbers, shape as asked, the first axis being the dossiers."""
        return self._stream(name).standard_normal(shape)


def choose(u: Floats, shares: npt.ArrayLike, row: npt.ArrayLike | None = None) -> Ints:
    """Return the index chosen by each uniform number.

    Args:
        u: shape `(n,)`, in [0, 1[.
        shares: shape `(k,)`, or `(rows, k)` when `row` names the line of each; they need not
            add up to one.
        row: shape `(n,)`, line of `shares` for each number.

    Returns:
        Shape `(n,)`, in 0 … k-1.
    """
    table = np.atleast_2d(np.asarray(shares, dtype=np.float64))
    cumulated = np.cumsum(table, axis=1)
    cumulated /= cumulated[:, -1:]
    lines = cumulated[np.zeros(len(u), np.int64) if row is None else np.asarray(row, np.int64)]
    chosen: Ints = (u[:, None] >= lines[:, :-1]).sum(axis=1)
    return chosen


def between(u: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> Floats:
    """Return numbers spread evenly from low to high, same shape as `u`."""
    numbers: Floats = np.asarray(low) + np.asarray(u) * (np.asarray(high) - np.asarray(low))
    return numbers


def round_to(amount: npt.ArrayLike, step: int) -> Ints:
    """Return amounts as whole multiples of `step`, never negative."""
    whole: Ints = np.maximum(np.rint(np.asarray(amount) / step), 0).astype(np.int64) * step
    return whole


def to_month(day: npt.NDArray[np.datetime64]) -> Days:
    """Return the first day of the month of each day."""
    months: Days = day.astype("datetime64[M]").astype("datetime64[D]")
    return months


def plus_months(day: npt.ArrayLike, months: npt.ArrayLike) -> Days:
    """Return the first day of the month that many months later."""
    start = np.asarray(day, dtype="datetime64[M]")
    later: Days = (start + np.asarray(months, dtype=np.int64)).astype("datetime64[D]")
    return later


def years_between(since: npt.ArrayLike, day: npt.ArrayLike) -> Floats:
    """Return the years from some days to another, NaN where the day is NaT, same shape."""
    first, last = np.asarray(since, "datetime64[D]"), np.asarray(day, "datetime64[D]")
    years: Floats = (last - first) / np.timedelta64(1, "D") / DAYS_PER_YEAR
    return years
