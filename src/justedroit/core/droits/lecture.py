"""Reading what is known month by month: intervals of days become columns of months.

OpenFisca wants one value a month; a fact holds from one day to another. Each kind of fact says
how it is read in a month (`mois` in the catalogue):

- `premier`: its value on the first day;
- `fin`: its value on the last day;
- `entier`: its value when it holds from the first day to the last;
- `touche`: its value when it holds on some day.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import to_index
from justedroit.core.faits import Kind, catalogue

Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

EPOCH = 1970 * 12  # index of January 1970, as numpy counts months
OPEN_MONTH = 9999 * 12  # the end of an interval that is still open
PERSONS_MAX = 50  # a composition is a mask of bits; the intake refuses more

_ROLES = ("allocataire", "conjoint", "enfant")


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
        values: float, bool, datetime64[D] or text, by the nature of the kind.
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

    def joined(self, *, restated: bool = True) -> Intervals:
        """Return the same facts, those that follow one another with the same value made one.

        Args:
            restated: also when the same source says it again, and not only another one.

        Law:
            None: a way of counting.
        """
        if len(self.owner) < 2:  # nothing can follow
            return self
        follows = (self.owner[1:] == self.owner[:-1]) & (self.day[1:] == self.until[:-1])
        follows &= self.values[1:] == self.values[:-1]
        if not restated:
            follows &= self.source[1:] != self.source[:-1]
        first, last = np.append(True, ~follows), np.append(~follows, True)
        ends = {name: getattr(self, name)[last] for name in ("until", "end", "end_inside")}
        return replace(self.only(first), **ends)

    def only(self, kept: npt.NDArray[np.bool_]) -> Intervals:
        """Return some of the facts.

        Law:
            None: a way of counting.
        """
        return Intervals(*(getattr(self, column.name)[kept] for column in fields(self)))

    def true(self) -> Intervals:
        """Return the facts of a yes or no that say yes.

        Law:
            None: what was told.
        """
        return self.only(np.asarray(self.values, dtype=bool))

    def window(self, rule: str) -> tuple[Ints, Ints]:
        """Return the months of each fact, first included and last excluded, under a rule.

        Raises:
            ValueError: unknown rule.

        Law:
            None: the catalogue says which rule each kind follows, with its article.
        """
        floor, ceil = self.start, self.start + self.start_inside
        end_floor, end_ceil = self.end, self.end + self.end_inside
        match rule:
            case "premier":
                return ceil, end_ceil
            case "fin":
                return floor, end_floor
            case "touche":
                return floor, end_ceil
            case "entier":
                # A value replaced by another on the same day leaves no hole between the two.
                followed = np.zeros(len(self.owner), bool)
                followed[:-1] = (self.owner[1:] == self.owner[:-1]) & (
                    self.day[1:] == self.until[:-1]
                )
                return ceil, np.where(followed, end_ceil, end_floor)
        raise ValueError(f"Règle de lecture inconnue : {rule!r}.")


class Lecture:
    """What is known of some dossiers, ready to be read by kind and by month.

    Attributes:
        dossiers: numbers of the dossiers, ascending, shape `(d,)`.
        person_dossier: position of the dossier of each person, shape `(p,)`.
        person_number: number of each person in the dossier, shape `(p,)`.
    """

    def __init__(self, known: pa.Table) -> None:
        """Index the rows of `known` (schema KNOWN) by kind."""
        self.dossiers = np.unique(known["dossier"].to_numpy())
        self._dossier = np.searchsorted(self.dossiers, known["dossier"].to_numpy())
        number = known["person"].to_numpy().astype(np.int64)
        keys = np.unique((self._dossier * 64 + number)[number > 0])
        self.person_dossier, self.person_number = keys // 64, keys % 64
        self._owner = np.where(
            number > 0, np.searchsorted(keys, self._dossier * 64 + number), self._dossier
        )
        encoded = known["kind"].combine_chunks().dictionary_encode()
        self._codes = {str(k): i for i, k in enumerate(encoded.dictionary.to_pylist())}
        codes = encoded.indices.to_numpy()
        order = np.lexsort((known["valid_from"].to_numpy(), self._owner, codes))
        self._order, self._bounds = (
            order,
            np.searchsorted(codes[order], range(len(self._codes) + 1)),
        )
        sources = known["source"].combine_chunks().dictionary_encode()
        self._source = sources.indices.to_numpy().astype(np.int64)
        self._known = known

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of which something is known.

        Law:
            None: what was told.
        """
        return frozenset(self._codes)

    def intervals(self, kind: str) -> Intervals:
        """Return the facts of one kind, by owner and start; a value said twice in a row is one.

        A fact that another source confirms, or that is stated again, begins nothing anew.

        Law:
            None: what was told.
        """
        return self.told(kind).joined()

    def told(self, kind: str) -> Intervals:
        """Return the facts of one kind as they were told, by owner and start.

        Law:
            None: what was told.
        """
        code = self._codes.get(kind)
        rows = self._order[:0] if code is None else self._rows(code)
        day = self._days("valid_from", rows)
        start, start_inside = _months(day)
        until = self._days("valid_until", rows)
        end, end_inside = _months(until)
        source = self._source[rows]
        values = _values(self._known["value"].take(rows), catalogue()[kind])
        return Intervals(
            self._owner[rows], day, until, start, start_inside, end, end_inside, source, values
        )

    def monthly(self, kind: str, first: int, count: int, default: object, rule: str = "") -> Array:
        """Return the values of a kind for each owner and month.

        Args:
            kind: a kind of the catalogue.
            first: first month, 202601.
            count: number of months.
            default: value where nothing is known.
            rule: how a fact is read in a month; the catalogue's by default.

        Returns:
            Shape `(persons or dossiers, count)`.

        Law:
            None: the catalogue says which rule each kind follows, with its article.
        """
        found = self.intervals(kind)
        window = self._window(found, catalogue()[kind], rule)
        return spread(found, window, (self._owners(kind), to_index(first), count), default)

    def known(self, kind: str, first: int, count: int) -> npt.NDArray[np.bool_]:
        """Return where something is known of a kind, shape `(persons or dossiers, count)`.

        Law:
            None: what was told.
        """
        found = self.intervals(kind)
        told = replace(found, values=np.ones(len(found.owner), bool))
        shape = (self._owners(kind), to_index(first), count)
        return spread(told, self._window(found, catalogue()[kind]), shape, default=False).astype(
            bool
        )

    def _owners(self, kind: str) -> int:
        persons = catalogue()[kind].porteur == "personne"
        return len(self.person_dossier if persons else self.dossiers)

    def _window(self, found: Intervals, kind: Kind, rule: str = "") -> tuple[Ints, Ints]:
        if kind.duree == "eternite":
            return np.zeros_like(found.start), np.full_like(found.end, OPEN_MONTH)
        return found.window(rule or kind.mois)

    @cached_property
    def role(self) -> npt.NDArray[np.int8]:
        """Return the role of each person: 1 allocataire, 2 conjoint, 3 enfant, 0 none.

        Law:
            None: what was told.
        """
        out = np.zeros(len(self.person_dossier), np.int8)
        for code, kind in reversed(list(enumerate(_ROLES, start=1))):
            out[self.intervals(kind).owner] = code
        return out

    def first_date(self, kind: str) -> npt.NDArray[np.datetime64]:
        """Return the date that a kind gives for each person (not-a-time where nothing is known).

        Law:
            None: what was told.
        """
        out = np.full(len(self.person_dossier), np.datetime64("NaT"), "datetime64[D]")
        found = self.intervals(kind)
        out[found.owner] = found.values
        return out

    def _rows(self, code: int) -> Ints:
        rows: Ints = self._order[self._bounds[code] : self._bounds[code + 1]]
        return rows

    def _days(self, column: str, rows: Ints) -> npt.NDArray[np.datetime64]:
        days = self._known[column].take(rows)
        filled = pc.fill_null(days.cast(pa.int32()), _OPEN_DAY) if len(days) else days
        return np.asarray(filled.cast(pa.int32()), dtype=np.int64).astype("datetime64[D]")


_OPEN_DAY = int(np.datetime64("9999-01-01", "D").astype(np.int64))


def spread(
    found: Intervals, window: tuple[Ints, Ints], shape: tuple[int, int, int], default: object
) -> Array:
    """Write the value of each interval on its months; where two meet, the later start wins.

    Args:
        found: the facts.
        window: months of each fact, first included, last excluded.
        shape: number of owners, index of the first month, number of months.
        default: value of the cells that no fact covers.

    Returns:
        Shape `(owners, months)`.

    Law:
        None: a way of counting.
    """
    owners, first, count = shape
    kind = "U32" if found.values.dtype.kind == "U" else found.values.dtype
    out = np.full((owners, count), default, dtype=kind)
    a = np.clip(window[0] - first, 0, count)
    b = np.clip(window[1] - first, 0, count)
    length = np.maximum(b - a, 0)
    start = np.repeat(found.owner * count + a, length)
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    out.reshape(-1)[start + step] = np.repeat(found.values, length)
    return out


def _months(days: npt.NDArray[np.datetime64]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    months = days.astype("datetime64[M]")
    return months.astype(np.int64) + EPOCH, months.astype("datetime64[D]") != days


def _values(text: pa.ChunkedArray, kind: Kind) -> Array:
    match kind.nature:
        case "montant" | "nombre" | "entier":
            return np.asarray(text.cast(pa.float64()), dtype=np.float64)
        case "booleen":
            return np.asarray(pc.equal(text, "true"), dtype=bool)
        case "date":
            return np.asarray(text.cast(pa.date32()), dtype="datetime64[D]")
    return np.asarray(text.to_pylist(), dtype=str)
