"""Facts of one kind by owner and start, and the months on which each is read.

OpenFisca wants one value a month; a fact holds from one day to another. Each kind of fact says
how it is read in a month (`mois` in the catalogue):

- `premier`: its value on the first day;
- `fin`: its value on the last day;
- `entier`: its value when it holds from the first day to the last;
- `touche`: its value when it holds on some day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.core.droits.mots import Words

Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

EPOCH = 1970 * 12  # index of January 1970, as numpy counts months
OPEN_MONTH = 9999 * 12  # the end of an interval that is still open


@dataclass(frozen=True, slots=True)
class Intervals:
    """The facts of one kind, by owner and start. All arrays have shape `(n,)`.

    Attributes:
        owner: position of the person, or of the dossier, that the fact is about.
        day: first day of validity.
        until: first day when it no longer holds.
        start: index of the month of the first day of validity.
        start_inside: that day is not the first of its month.
        end: index of the month of the first day when it no longer holds.
        end_inside: that day is not the first of its month.
        source: who said it, as a number.
        values: numbers, bool or datetime64[D], by the nature of the kind; of texts, their codes.
        words: the texts that the codes number, see `Words`; empty for the other natures.
    """

    owner: Ints
    day: npt.NDArray[np.datetime64]
    until: npt.NDArray[np.datetime64]
    start: Ints
    start_inside: npt.NDArray[np.bool_]
    end: Ints
    end_inside: npt.NDArray[np.bool_]
    source: Ints
    values: Array
    words: tuple[str, ...] = ()

    def texts(self) -> Words:
        """Return the values of a kind of texts.

        Law:
            None: what was told.
        """
        return Words(self.values, self.words)

    def joined(self, *, restated: bool = True) -> Intervals:
        """Return the same facts, those that follow one another with the same value made one.

        Args:
            restated: also when the same source says it again, and not only another one.

        Law:
            None: a way of counting.
        """
        follows = self._followed()
        if not follows.any():
            return self
        follows &= self.values[1:] == self.values[:-1]
        if not restated:
            follows &= self.source[1:] != self.source[:-1]
        first, last = np.append(True, ~follows), np.append(~follows, True)
        ends = {name: getattr(self, name)[last] for name in ("until", "end", "end_inside")}
        return replace(self.only(first), **ends)

    def _followed(self) -> npt.NDArray[np.bool_]:
        """Return which facts, but the last, end on the day when the next one begins."""
        return np.asarray((self.day[1:] == self.until[:-1]) & (self.owner[1:] == self.owner[:-1]))

    def only(self, kept: npt.NDArray[np.bool_]) -> Intervals:
        """Return some of the facts.

        Law:
            None: a way of counting.
        """
        return replace(self, **{name: getattr(self, name)[kept] for name in _ARRAYS})

    def true(self) -> Intervals:
        """Return the facts of a yes or no that say yes.

        Law:
            None: what was told.
        """
        return self if self.values.all() else self.only(np.asarray(self.values, dtype=bool))

    def window(self, rule: str) -> tuple[Ints, Ints]:
        """Return the months of each fact, first included and last excluded, under a rule.

        Raises:
            ValueError: unknown rule.

        Law:
            None: the catalogue says which rule each kind follows, with its article.
        """
        match rule:
            case "premier":
                return self.start + self.start_inside, self.end + self.end_inside
            case "fin":
                return self.start, self.end
            case "touche":
                return self.start, self.end + self.end_inside
            case "entier":
                # A value replaced by another on the same day leaves no hole between the two.
                followed = np.append(self._followed(), np.zeros(len(self.owner[:1]), bool))
                return self.start + self.start_inside, self.end + (self.end_inside & followed)
        raise ValueError(f"Règle de lecture inconnue : {rule!r}.")


# The columns of `Intervals` that have a value by fact, in order.
_ARRAYS = tuple(name for name in Intervals.__slots__ if name != "words")


def month_index(days: npt.NDArray[np.datetime64]) -> Ints:
    """Return the index of the month of each day, same shape.

    Law:
        None: a way of counting.
    """
    return np.asarray(days.astype("datetime64[M]").astype(np.int64) + EPOCH)


def spread(
    found: Intervals, window: tuple[Ints, Ints], shape: tuple[int, int, int], default: Any
) -> Array:
    """Write the value of each interval on its months; where two meet, the later start wins.

    Args:
        found: the facts.
        window: months of each fact, first included, last excluded; for each owner, neither the
            firsts nor the lasts go back from a fact to the next.
        shape: number of owners, index of the first month, number of months.
        default: value of the cells that no fact covers.

    Returns:
        Shape `(owners, months)`, not to be written on.

    Law:
        None: a way of counting.
    """
    owners, first, count = shape
    a, b = (np.minimum(np.maximum(bound - first, 0), count) for bound in window)
    kept = a < b
    start, end = found.owner * count + a, found.owner * count + b
    values = found.values
    if not kept.all():
        start, end, values = start[kept], end[kept], values[kept]
    end[:-1] = np.minimum(end[:-1], start[1:])
    # What was told and what lies between, one after the other, each as long as it lasts.
    cells = np.full(2 * len(start) + 1, default, dtype=values.dtype)
    cells[1::2] = values
    bounds = np.zeros(2 * len(start) + 2, np.int64)
    bounds[1:-1:2], bounds[2::2], bounds[-1] = start, end, owners * count
    return np.repeat(cells, bounds[1:] - bounds[:-1]).reshape(owners, count)
