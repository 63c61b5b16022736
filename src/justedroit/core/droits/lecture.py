"""Reading what is known month by month: intervals of days become columns of months."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from justedroit.core.base import to_index
from justedroit.core.droits.mots import Words
from justedroit.core.droits.periodes import (
    OPEN_MONTH,
    Array,
    Intervals,
    Ints,
    month_index,
    spread,
)
from justedroit.core.droits.releve import Releve
from justedroit.core.faits import Kind, catalogue

PERSONS_MAX = 50  # a composition is a mask of bits; the intake refuses more

_ROLES = ("allocataire", "conjoint", "enfant")


class Lecture(Releve):
    """What is known of some dossiers, ready to be read by kind and by month.

    What is read once is kept: nothing that a lecture returns may be written on.
    """

    def __init__(self, known: pa.Table, span: tuple[int, int] = (0, 0)) -> None:
        """Arrange the rows of `known` (schema KNOWN).

        Args:
            known: what is known, rows in any order.
            span: first month and number of months in which most will be read: they are read at
                once, however many times and in whatever pieces they are asked.
        """
        super().__init__(known)
        self._kept: dict[Hashable, Any] = {}
        self._span = (to_index(span[0]), span[1])

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what a function makes, made once.

        Law:
            None: an economy.
        """
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def over(
        self, key: Hashable, first: int, count: int, make: Callable[[int, int], Array]
    ) -> Array:
        """Return columns of months, made once for the whole span where it holds them.

        Args:
            key: what the columns are.
            first: index of the first month.
            count: number of months.
            make: returns the columns, shape `(owners, months)`, from an index and a number of
                months; a month has the same values whatever the others.

        Law:
            None: an economy.
        """
        start, length = self._span
        if not start <= first <= first + count <= start + length:
            return make(first, count)
        whole: Array = self.kept(key, lambda: make(start, length))
        whole.flags.writeable = False  # it is shared by all those who ask
        return whole[:, first - start : first - start + count]

    def intervals(self, kind: str) -> Intervals:
        """Return the facts of one kind, by owner and start; a value said twice in a row is one.

        A fact that another source confirms, or that is stated again, begins nothing anew.

        Law:
            None: what was told.
        """
        found: Intervals = self.kept(("joined", kind), lambda: self.told(kind).joined())
        return found

    def true(self, kind: str) -> Intervals:
        """Return the facts of a kind of yes or no that say yes, see `intervals`.

        Law:
            None: what was told.
        """
        found: Intervals = self.kept(("true", kind), lambda: self.intervals(kind).true())
        return found

    def monthly(self, kind: str, first: int, count: int, default: Any, rule: str = "") -> Array:
        """Return the values of a kind for each owner and month.

        Args:
            kind: a kind of the catalogue, of texts excepted: see `words`.
            first: first month, 202601.
            count: number of months.
            default: value where nothing is known.
            rule: how a fact is read in a month; the catalogue's by default.

        Returns:
            Shape `(persons or dossiers, count)`, not to be written on.

        Law:
            None: the catalogue says which rule each kind follows, with its article.
        """
        return self._columns_of(kind, (first, count), "", lambda found: found.values, default, rule)

    def words(self, kind: str, first: int, count: int, rule: str = "") -> Words:
        """Return the texts of a kind for each owner and month, see `monthly`.

        Law:
            None: the catalogue says which rule each kind follows, with its article.
        """
        words = self.intervals(kind).words
        return Words(self.monthly(kind, first, count, 0, rule), words)

    def known(self, kind: str, first: int, count: int) -> npt.NDArray[np.bool_]:
        """Return where something is known of a kind, shape `(persons or dossiers, count)`.

        Law:
            None: what was told.
        """
        return self._columns_of(
            kind,
            (first, count),
            "known",
            lambda found: np.ones(len(found.owner), bool),
            default=False,
        )

    def month_told(self, kind: str, first: int, count: int, rule: str = "") -> Ints:
        """Return the index of the month of the date that a kind gives, for each owner and month.

        Returns:
            Shape `(persons or dossiers, count)`, `OPEN_MONTH` where nothing is known.

        Law:
            None: the catalogue says which rule each kind follows, with its article.
        """
        return self._columns_of(
            kind, (first, count), "month", lambda found: month_index(found.values), OPEN_MONTH, rule
        )

    def _columns_of(
        self,
        kind: str,
        window: tuple[int, int],
        what: str,
        values: Callable[[Intervals], Array],
        default: Any,
        rule: str = "",
    ) -> Array:
        """Return what is drawn from the values of a kind, for each owner and month."""
        persons = catalogue()[kind].porteur == "personne"
        owners = len(self.person_dossier if persons else self.dossiers)

        def make(start: int, length: int) -> Array:
            found = self.intervals(kind)
            drawn = replace(found, values=values(found))
            shape = (owners, start, length)
            return spread(drawn, _window(found, catalogue()[kind], rule), shape, default)

        if kind not in self._codes:
            blank = np.asarray(default, values(self.intervals(kind)).dtype)
            return np.broadcast_to(blank, (owners, window[1]))
        return self.over((what, kind, rule, default), to_index(window[0]), window[1], make)

    def telling(self, kind: str) -> npt.NDArray[np.bool_]:
        """Return the dossiers of which something is known of a kind, shape `(d,)`.

        Law:
            None: what was told.
        """
        out = np.zeros(len(self.dossiers), bool)
        owner = self.intervals(kind).owner
        persons = catalogue()[kind].porteur == "personne"
        out[self.person_dossier[owner] if persons else owner] = True
        return out

    def by_dossier(self, gather: np.ufunc, persons: Array) -> Array:
        """Return a value for each dossier, gathered from those of its persons.

        Args:
            gather: how two values make one, `np.logical_or`; persons come one after the other.
            persons: shape `(p, …)`.

        Returns:
            Shape `(d, …)`, same type; 0 where there is no person.

        Law:
            None: a way of counting.
        """
        out = np.zeros((len(self.dossiers), *persons.shape[1:]), persons.dtype)
        for rank, (dossiers, members) in enumerate(self._ranks):
            those = persons[members]
            out[dossiers] = gather(out[dossiers], those) if rank else those
        return out

    @cached_property
    def _ranks(self) -> list[tuple[Ints, Ints]]:
        """Return dossiers and persons: the first person of each dossier, the second ones, and so on."""
        first = np.searchsorted(self.person_dossier, self.person_dossier)
        rank = np.arange(len(self.person_dossier)) - first
        by_rank = [np.flatnonzero(rank == r) for r in range(int(rank.max(initial=-1)) + 1)]
        return [(self.person_dossier[persons], persons) for persons in by_rank]

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

        def make() -> npt.NDArray[np.datetime64]:
            out = np.full(len(self.person_dossier), np.datetime64("NaT"), "datetime64[D]")
            found = self.intervals(kind)
            out[found.owner] = found.values
            return out

        dates: npt.NDArray[np.datetime64] = self.kept(("date", kind), make)
        return dates


def _window(found: Intervals, kind: Kind, rule: str = "") -> tuple[Ints, Ints]:
    if kind.duree == "eternite":
        return np.zeros_like(found.start), np.full_like(found.end, OPEN_MONTH)
    return found.window(rule or kind.mois)
