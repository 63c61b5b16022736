"""What was told of some dossiers, arranged by kind of fact: each kind is a slice of columns."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.droits.mots import UNKNOWN
from justedroit.core.droits.periodes import EPOCH, Array, Intervals, Ints
from justedroit.core.faits import Kind, catalogue

TEXTS = ("choix", "texte")  # the natures whose values are words

_NEEDED = ["dossier", "person", "kind", "value", "valid_from", "valid_until", "source"]
_STEP = 64  # between the keys of two dossiers: more than the persons of one
_OPEN_DAY = int(np.datetime64("9999-01-01", "D").astype(np.int64))
_DAY_BITS, _OWNER_BITS = 22, 32  # of a day counted from the year 1, of a person or dossier
_FIRST_DAY = -719_162  # 0001-01-01


class Releve:
    """What was told of some dossiers, by kind.

    Attributes:
        dossiers: numbers of the dossiers, ascending, shape `(d,)`.
        person_dossier: position of the dossier of each person, ascending, shape `(p,)`.
        person_number: number of each person in the dossier, shape `(p,)`.
    """

    def __init__(self, known: pa.Table) -> None:
        """Arrange the rows of `known` (schema KNOWN), in any order."""
        known, key = _sorted(known.select(_NEEDED))
        dossier, number = key // _STEP, key % _STEP
        at, self.dossiers = _numbered(dossier)
        persons = number > 0
        place, keys = _numbered(key[persons])
        self.person_number = keys % _STEP
        self.person_dossier = np.searchsorted(self.dossiers, keys // _STEP)
        at[persons] = place
        codes = self._index_kinds(known["kind"])
        days = known["valid_from"].cast(pa.int32()).to_numpy().astype(np.int64)
        # Two facts of one kind and owner never begin on the same day: the order is whole.
        order = np.argsort((codes << _OWNER_BITS | at) << _DAY_BITS | (days - _FIRST_DAY))
        self._bounds = np.searchsorted(codes[order], np.arange(len(self._codes) + 1)).tolist()
        self._index_days(known, days, order, at[order])
        self._values = known["value"].combine_chunks().take(pa.array(order))
        self._parsed: dict[str, tuple[int, Array]] = {}

    def _index_kinds(self, kinds: pa.ChunkedArray) -> Ints:
        """Return the number of the kind of each row: those of a same nature follow one another."""
        encoded = kinds.combine_chunks().dictionary_encode()
        names = [str(name) for name in encoded.dictionary.to_pylist()]
        ordered = sorted(names, key=lambda name: (catalogue()[name].nature, name))
        self._codes = {name: code for code, name in enumerate(ordered)}
        ranks = np.array([self._codes[name] for name in names], np.int64)
        return np.asarray(ranks[encoded.indices.to_numpy()])

    def _index_days(self, known: pa.Table, days: Ints, order: Ints, owner: Ints) -> None:
        until = known["valid_until"].cast(pa.int32()).fill_null(_OPEN_DAY).to_numpy()
        day = days[order].astype("datetime64[D]")
        end = until[order].astype(np.int64).astype("datetime64[D]")
        start, start_inside = _months(day)
        ends, end_inside = _months(end)
        self._dated: dict[str, Array] = {
            "owner": owner,
            "day": day,
            "until": end,
            "start": start,
            "start_inside": start_inside,
            "end": ends,
            "end_inside": end_inside,
        }
        self._sources = known["source"].combine_chunks().dictionary_encode().indices
        self._order = order

    @cached_property
    def _source(self) -> Ints:
        return np.asarray(self._sources.to_numpy()[self._order], dtype=np.int64)

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of which something is known.

        Law:
            None: what was told.
        """
        return frozenset(self._codes)

    def told(self, kind: str) -> Intervals:
        """Return the facts of one kind as they were told, by owner and start.

        Law:
            None: what was told.
        """
        code = self._codes.get(kind)
        if code is None:
            return _nothing(catalogue()[kind].nature)
        rows = slice(self._bounds[code], self._bounds[code + 1])
        values, words = self._read(catalogue()[kind], rows)
        dated: dict[str, Any] = {name: column[rows] for name, column in self._dated.items()}
        return Intervals(**dated, source=self._source[rows], values=values, words=words)

    def _read(self, kind: Kind, rows: slice) -> tuple[Array, tuple[str, ...]]:
        """Return the values of some rows of one kind, and the words of texts."""
        if kind.nature in TEXTS:
            encoded = self._values[rows].dictionary_encode()
            codes = encoded.indices.to_numpy() + np.int32(1)
            return codes, (UNKNOWN, *encoded.dictionary.to_pylist())
        if kind.nature not in self._parsed:
            self._parsed[kind.nature] = self._of_nature(kind.nature)
        start, values = self._parsed[kind.nature]
        return values[rows.start - start : rows.stop - start], ()

    def _of_nature(self, nature: str) -> tuple[int, Array]:
        """Return the values of all the kinds of a nature, and the position of the first row."""
        codes = [c for name, c in self._codes.items() if catalogue()[name].nature == nature]
        start, stop = self._bounds[codes[0]], self._bounds[codes[-1] + 1]
        return start, _parsed(self._values[start:stop], nature)


def _sorted(known: pa.Table) -> tuple[pa.Table, Ints]:
    """Return the rows by dossier and person, and the key of these."""
    key = _keys(known)
    if (key[1:] < key[:-1]).any():
        known = known.sort_by([("dossier", "ascending"), ("person", "ascending")])
        key = _keys(known)
    return known, key


def _keys(known: pa.Table) -> Ints:
    number = known["person"].to_numpy().astype(np.int64)
    return np.asarray(known["dossier"].to_numpy() * _STEP + number, np.int64)


def _numbered(values: Ints) -> tuple[Ints, Ints]:
    """Return the position of ascending values among their distinct ones, and these."""
    opens = np.ones(len(values), bool)
    opens[1:] = values[1:] != values[:-1]
    return np.cumsum(opens) - 1, values[opens]


def _months(days: npt.NDArray[np.datetime64]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    months = days.astype("datetime64[M]")
    return months.astype(np.int64) + EPOCH, months.astype("datetime64[D]") != days


def _parsed(text: pa.Array, nature: str) -> Array:
    """Return values as they are computed; amounts are those of the law, in float32."""
    match nature:
        case "montant" | "nombre":
            return np.asarray(text.cast(pa.float64()).to_numpy(), np.float32)
        case "entier":
            return np.asarray(text.cast(pa.float64()).to_numpy(), np.int32)
        case "booleen":
            return np.asarray(pc.equal(text, "true").to_numpy(zero_copy_only=False), dtype=bool)
    return np.asarray(text.cast(pa.date32()).to_numpy(zero_copy_only=False), "datetime64[D]")


@cache
def _blank(nature: str) -> Array:
    """Return no value at all, of the type of a nature."""
    if nature in TEXTS:
        return np.zeros(0, np.int32)
    return _parsed(pa.array([], pa.string()), nature)


@cache
def _nothing(nature: str) -> Intervals:
    """Return no fact, of a nature."""
    day, month, inside = np.zeros(0, "datetime64[D]"), np.zeros(0, np.int64), np.zeros(0, bool)
    dated = (day, day, month, inside, month, inside)
    return Intervals(month, *dated, month, _blank(nature), (UNKNOWN,))
