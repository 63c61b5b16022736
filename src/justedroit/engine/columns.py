"""What the law is given: input columns, checked at the door.

A table of values is read through an index, so that one history serves several members (a
household evaluated in two compositions) and nothing is copied until a back end needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Key = tuple[str, str]

LARGEST = 1e12  # an amount beyond it is a mistake; below it no product of three overflows


@dataclass(frozen=True, slots=True)
class Table:
    """Values of one variable, for some periods.

    Attributes:
        variable: as the law spells it.
        periods: period of each column, `2025-01`, `2025` or `ETERNITY`.
        values: shape `(owners, columns)`; codes for an Enum or a text.
        index: owner of each member of the entity, shape `(members,)`; -1: the default. None: one
            owner a member.
        words: texts that the codes stand for; None: `values` are the values themselves.
        known: shape of `values`, False where the default stands; None: known everywhere.
        columns: column of `values` that each period reads; None: one column a period.
        default: what stands where nothing is known, coded as `values`; `door.coded` fills it in.
    """

    variable: str
    periods: Sequence[str]
    values: Array
    index: npt.NDArray[np.int64] | None = None
    words: tuple[str, ...] | None = None
    known: npt.NDArray[np.bool_] | None = None
    columns: Sequence[int] | None = None
    default: Any = None

    def keys(self) -> list[Key]:
        """Return the (variable, period) that the table gives."""
        return [(self.variable, period) for period in self.periods]

    def column(self, place: int, default: Any = None) -> Array:
        """Return the values of the period at a place, one a member of the entity."""
        default = self.default if default is None else default
        at = place if self.columns is None else self.columns[place]
        values = self.values[:, at]
        if self.known is not None:
            values = np.where(self.known[:, at], values, default)
        if self.index is None:
            return np.asarray(values)
        found = values[np.maximum(self.index, 0)]
        return np.where(self.index < 0, default, found) if (self.index < 0).any() else found


class BadInput(ValueError):  # noqa: N818  (named for what it is)
    """An input that the engine refuses."""


class OutsideSchema(LookupError):  # noqa: N818  (named for what it is)
    """Inputs that a question does not foresee, or that it needs and were not given."""


def refuse_not_finite(table: Table) -> None:
    """Refuse what is no number, or too large: folding assumes numbers.

    Raises:
        BadInput: names the variable, the period and the first owner concerned.
    """
    values = table.values
    if values.dtype.kind in "mM":
        wrong = np.isnat(values)
    elif values.dtype.kind == "f":
        wrong = ~(np.abs(values) <= LARGEST)  # NaN compares false
    else:
        return
    if wrong.any():
        owner, column = np.argwhere(wrong)[0]
        period = next(
            (p for i, p in enumerate(table.periods) if _read(table, i) == column), "unused"
        )
        raise BadInput(
            f"{table.variable}, {period}, owner {owner}: {values[owner, column]} is not a number "
            f"that the law can take (finite, and at most {LARGEST:.0e})"
        )


def _read(table: Table, place: int) -> int:
    return place if table.columns is None else table.columns[place]


def by_key(tables: Sequence[Table]) -> Mapping[Key, tuple[Table, int]]:
    """Return where each input is found.

    Raises:
        BadInput: an input is given twice.
    """
    out: dict[Key, tuple[Table, int]] = {}
    for table in tables:
        for place, key in enumerate(table.keys()):
            if key in out:
                raise BadInput(f"{key[0]} is given twice for {key[1]}")
            out[key] = (table, place)
    return out
