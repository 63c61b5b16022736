"""Tables of inputs as a library reads them: columns are expanded row by row, batch by batch."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import BadInput, Key, Table, by_key
from justedroit.engine.native.interface import Interface
from justedroit.engine.native.kinds import BYTES, MASK
from justedroit.engine.native.literals import stored
from justedroit.engine.population import Population

Array = npt.NDArray[Any]

_PREFETCHED = 512  # bytes of an owner that are asked for early
_PLANS = 16  # sets of tables whose places are remembered


class _Missing(ctypes.Union):
    _fields_ = (("floating", ctypes.c_double), ("whole", ctypes.c_int64))


class CTable(ctypes.Structure):
    """`struct table` of kernel.h."""

    _fields_ = (
        *((name, ctypes.c_int32) for name in ("entity", "source", "kind", "columns")),
        *((name, ctypes.c_void_p) for name in ("values", "known", "index")),
        *(
            (name, ctypes.c_int64)
            for name in ("per_owner", "per_column", "known_per_owner", "known_per_column")
        ),
        *((name, ctypes.c_int64) for name in ("width", "contiguous")),
        ("column", ctypes.c_void_p),
        ("place", ctypes.c_void_p),
        ("missing", _Missing),
    )


# As listed in runtime.c.
_SOURCES = {"b1": 0, "u1": 0, "i1": 1, "i2": 2, "i4": 3, "i8": 4, "f4": 5, "f8": 6}
_TARGETS = {"b1": 0, "i1": 1, "i2": 2, "i4": 3, "i8": 4, "f4": 5, "f8": 6}
_DATE = 7


@dataclass(frozen=True, eq=False)
class Given:
    """What a library is told of inputs.

    Attributes:
        tables: an array of `struct table`.
        count: how many.
        names: variable of each.
        places: where each input is in its row.
        sizes: bytes of a row of each entity.
        kept: the arrays that the pointers point to.
    """

    tables: Any
    count: int
    names: tuple[str, ...]
    places: npt.NDArray[np.int32]
    sizes: list[int]
    kept: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class _Read:
    """What is read of a table.

    Attributes:
        number: its place among the tables.
        entity: place of its entity.
        dtype: type of its nodes.
        columns: columns that are read.
        places: where they go in the row.
    """

    number: int
    entity: int
    dtype: np.dtype[Any]
    columns: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]

    @cached_property
    def follows(self) -> bool:
        """Return whether the columns follow each other."""
        return bool((np.diff(self.columns) == 1).all())


@dataclass(frozen=True, eq=False)
class _Plan:
    """What does not depend on the values of tables.

    Attributes:
        reads: what is read of each table; those of the absent come last.
        absent: periods that no table gives, by variable.
        places: where each input is in its row.
        sizes: bytes of a row of each entity.
    """

    reads: list[_Read]
    absent: dict[str, list[str]]
    places: npt.NDArray[np.int32]
    sizes: list[int]


class Inputs:
    """The inputs of a program.

    Args:
        face: the numbering of what the program reads.
        sizes: bytes of a row of each entity, without inputs.
    """

    def __init__(self, face: Interface, sizes: Sequence[int]) -> None:
        self._face, self._sizes = face, sizes
        graph = face.program.graph
        self._nodes = {graph[n].static: graph[n] for n in face.inputs}
        self._plans: dict[Any, _Plan] = {}

    def given(
        self, population: Population, tables: Sequence[Table], defaults: Mapping[str, Any]
    ) -> Given:
        """Return what a library is told of some tables.

        Args:
            population: who is computed.
            tables: input columns, coded.
            defaults: by variable, what stands for a column that no table gives.

        Raises:
            BadInput: an input is not given and has no default, is given twice, or is not of the
                size of its entity.
        """
        key = tuple((t.variable, *t.periods, None, *(t.columns or ())) for t in tables)
        plan = self._plans.get(key)
        if plan is None:
            while len(self._plans) >= _PLANS:
                self._plans.pop(next(iter(self._plans)), None)
            plan = self._plans[key] = self._planned(tables)
        tables = [*tables, *self._absent(plan, tables, defaults)]
        told = (CTable * max(len(plan.reads), 1))()
        members = [population.count(entity) for entity in self._face.entities]
        highest: dict[int, int] = {}
        kept = []
        for place, read in enumerate(plan.reads):
            table = tables[read.number]
            _refuse_size(table, read, members[read.entity], highest)
            kept.append(_tell(told[place], table, read))
        names = tuple(tables[read.number].variable for read in plan.reads)
        return Given(told, len(plan.reads), names, plan.places, plan.sizes, (kept, plan, tables))

    def _absent(
        self, plan: _Plan, tables: Sequence[Table], defaults: Mapping[str, Any]
    ) -> list[Table]:
        """Return a table of the default for each variable whose columns are not all given."""
        if not plan.absent:
            return []
        told = {t.variable: t.default for t in tables if t.default is not None} | dict(defaults)
        out = []
        for variable, periods in plan.absent.items():
            if variable not in told:
                raise BadInput(f"{variable} is not given for {periods[0]}, and has no default")
            dtype = self._nodes[variable, periods[0]].dtype
            nothing = np.broadcast_to(np.zeros((1, 1), dtype), (1 << 31, 1))
            known = np.broadcast_to(np.zeros((1, 1), bool), nothing.shape)
            columns = [0] * len(periods)
            out.append(
                Table(variable, periods, nothing, None, None, known, columns, told[variable])
            )
        return out

    def _planned(self, tables: Sequence[Table]) -> _Plan:
        """Return where each column goes: periods that read the same column share it."""
        given = by_key(tables)
        absent: dict[str, list[str]] = {}
        for variable, period in self._nodes:
            if (variable, period) not in given:
                absent.setdefault(variable, []).append(period)
        places = np.zeros(max(len(self._face.inputs), 1), np.int32)
        plan = _Plan([], absent, places, list(self._sizes))
        for number, table in enumerate(tables):
            at = range(len(table.periods)) if table.columns is None else table.columns
            self._plan(plan, number, dict(zip(table.keys(), at, strict=True)))
        for number, (variable, periods) in enumerate(absent.items(), start=len(tables)):
            self._plan(plan, number, dict.fromkeys([(variable, p) for p in periods], 0))
        return plan

    def _plan(self, plan: _Plan, number: int, columns: Mapping[Key, int]) -> None:
        face, place = self._face, dict[int, int]()
        for key, column in columns.items():
            node = self._nodes.get(key)
            if node is None:
                continue
            entity = face.entity[node.number]
            assert entity is not None
            if column not in place:
                size = BYTES[face.kinds.of[node.number]]
                place[column] = plan.sizes[entity] + -plan.sizes[entity] % size
                plan.sizes[entity] = place[column] + size
            plan.places[face.inputs[node.number]] = place[column]
            dtype = node.dtype
        if place:
            read, to = np.array(list(place), np.int32), np.array(list(place.values()), np.int32)
            plan.reads.append(_Read(number, entity, dtype, read, to))  # type: ignore[arg-type]


def _refuse_size(table: Table, read: _Read, members: int, highest: dict[int, int]) -> None:
    """Refuse a table that a library would read beyond its end."""
    owners, columns = table.values.shape
    told = f"{table.variable} is given for {owners} owners"
    if read.columns.max() >= columns or read.columns.min() < 0:
        raise BadInput(f"{told}, without a column {read.columns.max()}")
    if table.known is not None and table.known.shape != table.values.shape:
        raise BadInput(f"{told}, and known for {len(table.known)}")
    if (table.known is not None or (table.index is not None)) and table.default is None:
        raise BadInput(f"{told}, some of them unknown, without a default")
    if table.index is None:
        if owners < members:
            raise BadInput(f"{told}, for {members} members")
        return
    if len(table.index) != members:
        raise BadInput(f"{told} and {len(table.index)} members, not {members}")
    if id(table.index) not in highest:
        highest[id(table.index)] = int(table.index.max(initial=-1))
    if highest[id(table.index)] >= owners:
        raise BadInput(f"{told}, not for the owner {highest[id(table.index)]}")


def _tell(told: CTable, table: Table, read: _Read) -> Any:
    """Fill in what is told of a table; return the arrays that it points to."""
    values, dtype = table.values, read.dtype
    if values.dtype.str[1:] not in _SOURCES and values.dtype != dtype:
        values = values.astype(dtype)
    told.entity = read.entity
    told.source = _SOURCES["i8" if values.dtype.kind in "mM" else values.dtype.str[1:]]
    told.kind = _DATE if dtype.kind in "mM" else _TARGETS[dtype.str[1:]]
    told.columns = len(read.columns)
    told.column, told.place = _address(read.columns), _address(read.places)
    told.values = _address(values)
    told.per_owner, told.per_column = values.strides
    told.width = min(values.strides[1] * len(read.columns), _PREFETCHED)
    told.contiguous = table.known is None and read.follows and values.strides[1] == values.itemsize
    if table.known is not None:
        told.known = _address(table.known)
        told.known_per_owner, told.known_per_column = table.known.strides
    index = table.index
    if index is not None:
        index = np.ascontiguousarray(index, np.int64)
        told.index = _address(index)
    if table.default is not None:
        _tell_default(told, table.default, dtype)
    return values, index


def _tell_default(told: CTable, default: Any, dtype: np.dtype[Any]) -> None:
    value = np.asarray(default).astype(dtype)
    if dtype.kind == "f":
        told.missing.floating = float(value)
    elif dtype.kind == "b":
        told.missing.whole = int(stored(MASK, value))
    else:
        told.missing.whole = int(value.astype(np.int64))


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])
