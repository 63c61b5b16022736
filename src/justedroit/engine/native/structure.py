"""What rows know of their members: groups, roles, counts, lists; and values that hold for all."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import Key
from justedroit.engine.native.interface import MOST_ENTITIES, Interface
from justedroit.engine.native.literals import stored
from justedroit.engine.native.shapes import Layout
from justedroit.engine.operations import compute
from justedroit.engine.population import Group, Population

Array = npt.NDArray[Any]

_Pointers = ctypes.c_void_p * MOST_ENTITIES


@dataclass(frozen=True, eq=False)
class Rows:
    """What a library is told of some rows.

    Attributes:
        lanes: members of each row, by entity.
        group: group row of each person row, by entity.
        pointers: the other fields of `struct job`, by name.
        kept: the arrays that the pointers point to.
    """

    lanes: Any
    group: Any
    pointers: dict[str, int]
    kept: tuple[Any, ...]


class Structure:
    """What a program asks of rows.

    Args:
        face: the numbering of what the program reads.
    """

    def __init__(self, face: Interface) -> None:
        self._face = face
        graph = face.program.graph
        self._uniform = [n for n in face.fixed if face.is_uniform(n)]
        self._nodes = [graph[n] for n in face.fixed]
        self._of_doors = {
            graph[n].static: (face.kinds.of[n], face.doors[graph[n].static])
            for n in face.kinds.of
            if graph[n].op == "door"
        }
        self._known: WeakKeyDictionary[Layout, _Known] = WeakKeyDictionary()

    def of(self, layout: Layout, values: Mapping[int, Array], doors: Mapping[Key, Array]) -> Rows:
        """Return what is told of some rows.

        Args:
            layout: the rows.
            values: value of each node that has one for all.
            doors: by formula, value of each code of the text that it reads.
        """
        known = self._known.get(layout)
        if known is None:
            known = self._known[layout] = self._worked_out(layout)
        face = self._face
        fixed = list(known.fixed)
        for number in self._uniform:
            fixed[face.fixed[number]] = stored(face.kinds.of[number], values[number])
        tables: list[Array] = [_NOTHING] * len(face.doors)
        for key, (kind, place) in self._of_doors.items():
            if len(doors[key]):
                tables[place] = stored(kind, doors[key])
        codes = np.array([len(table) for table in tables], np.int32)
        arrays = {"fixed": _pointers(fixed), "doors": _pointers(tables)}
        pointers = known.pointers | {name: _address(a) for name, a in arrays.items()}
        pointers["codes"] = _address(codes)
        kept = (known, fixed, tables, codes, arrays)
        return Rows(known.lanes, known.group, pointers, kept)

    def _worked_out(self, layout: Layout) -> _Known:
        face, rows = self._face, layout.rows
        lanes = [np.ascontiguousarray(layout.lanes[e]) for e in face.entities]
        group = [
            rows.groups[e].of_person.astype(np.int32) if e in rows.groups else _NOTHING
            for e in face.entities
        ]
        starts, members = [], []
        for entity, roles in face.lists:
            start, member = _listed(rows, entity, roles)
            starts.append(start)
            members.append(member)
        picks = [_picked(rows, *pick) for pick in face.picks]
        fixed = [
            _NOTHING
            if face.is_uniform(node.number)
            else stored(face.kinds.of[node.number], rows.compute(node, ()))
            for node in self._nodes
        ]
        tables = {
            name: _pointers(arrays)
            for name, arrays in (("starts", starts), ("members", members), ("picks", picks))
        }
        return _Known(
            _Pointers(*map(_address, lanes)),
            _Pointers(*map(_address, group)),
            {name: _address(array) for name, array in tables.items()},
            fixed,
            (lanes, group, starts, members, picks, tables),
        )


@dataclass(frozen=True, eq=False)
class _Known:
    """What is known of rows whatever the values."""

    lanes: Any
    group: Any
    pointers: dict[str, int]
    fixed: list[Array]
    kept: tuple[Any, ...]


_NOTHING: Array = np.zeros(8, np.int64)  # one value at least, whatever its kind


def uniforms(face: Interface, doors: Mapping[Key, Array]) -> dict[int, Array]:
    """Return the value of each node that has one for all, computed by numpy."""
    graph, found = face.program.graph, dict[int, Array]()
    if not any(face.is_uniform(number) for number in face.fixed):
        return found
    for number in face.program.live():
        node = graph[number]
        if face.entity[number] is not None:
            continue
        args = [found[arg] for arg in node.args]
        if node.op == "door":
            found[number] = np.asarray(doors[node.static])[args[0]]
        else:
            found[number] = compute(node, args)
    return found


def _listed(rows: Population, entity: str, roles: Any) -> tuple[Array, Array]:
    """Return the members of each group row: where each list starts, and the person rows."""
    group = rows.groups[entity]
    members = group.by_group
    if roles is not None:
        members = members[rows.holds(entity, roles)[members]]
    counts = np.bincount(group.of_person[members], minlength=group.count)
    return _ends(counts).astype(np.int32), members.astype(np.int32)


def _ends(counts: Array) -> Array:
    return np.cumsum(np.concatenate([[0], counts]))


def _picked(rows: Population, op: str, entity: str, which: Any) -> Array:
    """Return the person row that is picked for each group row, or -1."""
    group = rows.groups[entity]
    member = group.position == which if op == "pick_nth" else rows.holds(entity, which)
    return _last(group, member)


def _last(group: Group, member: Array) -> Array:
    out = np.full(group.count, -1, np.int32)
    out[group.of_person[member]] = np.flatnonzero(member)
    return out


def _pointers(arrays: list[Array]) -> Array:
    return np.array([_address(a) for a in arrays] or [0], np.uintp)


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])
