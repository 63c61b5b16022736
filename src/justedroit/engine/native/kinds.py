"""How each value is held in C: its kind of lanes, from its type and the integers it can be.

An integer of 64 bits takes two registers where one of 32 bits takes one. Most are small (counts,
ranks, ages, truths added up), and their bounds prove it: they are held in 32 bits. Dates are days
or months, bounded at the door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from justedroit.engine.graph import Program
from justedroit.engine.native.errors import NotCompiled
from justedroit.engine.node import Node

Bounds = tuple[int, int]

MASK, I4, I8, F4, F8 = "m", "i4", "i8", "f4", "f8"
BYTES = {MASK: 32, I4: 32, F4: 32, I8: 64, F8: 64}  # of eight lanes

MOST_MEMBERS = 1 << 20  # of a group: `shapes` refuses more
CALENDAR = 1 << 24  # days, months or years from 1970: the door refuses dates beyond it

_INT32: Bounds = (-(1 << 31), (1 << 31) - 1)
_NOT_IN_C = frozenset({"power", "exp", "log"})
_UNITS = ("D", "M", "Y")


class Kinds:
    """The kinds of the values of a program.

    Attributes:
        of: kind of each live node.
        bounds: least and greatest value of each live node that is an integer, a date or a length
            of time.

    Raises:
        NotCompiled: an operation or a type that has no C.
    """

    def __init__(self, program: Program) -> None:
        self.of: dict[int, str] = {}
        self.bounds: dict[int, Bounds] = {}
        for number in program.live():
            node = program.graph[number]
            _refuse(node)
            if node.dtype.kind in "imM":
                self.bounds[number] = self._bounded(node, program)
            self.of[number] = self._kind(node)

    def _kind(self, node: Node) -> str:
        if node.dtype.kind == "b":
            return MASK
        if node.dtype.kind == "f":
            return F4 if node.dtype.itemsize == 4 else F8
        return I4 if within(self.bounds[node.number], _INT32) else I8

    def _bounded(self, node: Node, program: Program) -> Bounds:
        whole = bounds_of(node.dtype)
        rule = _RULES.get(node.op)
        if rule is None:
            return whole
        known = [self.bounds.get(a, (0, 1)) for a in node.args]
        if node.op == "cast":
            found = _of_cast(node, program.graph[node.args[0]], known[0])
        else:
            found = rule(node, known)
        # Beyond its type, an integer wraps round: it can be anything.
        return found if within(found, whole) else whole


def bounds_of(dtype: np.dtype[Any]) -> Bounds:
    """Return the least and the greatest integer of a type."""
    bits = 8 * dtype.itemsize
    return -(1 << (bits - 1)), (1 << (bits - 1)) - 1


def within(inner: Bounds, outer: Bounds) -> bool:
    """Return whether some bounds are inside others."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def unit_of(dtype: np.dtype[Any]) -> str:
    """Return the unit of a date or a length of time: D, M or Y."""
    return str(np.datetime_data(dtype)[0])


def _refuse(node: Node) -> None:
    dtype = node.dtype
    if node.op in _NOT_IN_C:
        raise NotCompiled(f"{node.op} has no C with the bits of numpy")
    held = dtype.kind in "bi" or (dtype.kind == "f" and dtype.itemsize in (4, 8))
    if not held and not (dtype.kind in "mM" and _is_simple(dtype)):
        raise NotCompiled(f"{node.op} of type {dtype} has no C")
    if dtype.kind == "m" and node.op in ("divide", "remainder", "floor_divide", "multiply"):
        raise NotCompiled(f"{node.op} of lengths of time that gives {dtype} has no C")
    if node.op == "const" and dtype.kind in "mM" and np.isnat(node.value):
        raise NotCompiled("a constant that is no date has no C")


def _is_simple(dtype: np.dtype[Any]) -> bool:
    unit, count = np.datetime_data(dtype)
    return unit in _UNITS and count == 1


def _const(node: Node, _known: list[Bounds]) -> Bounds:
    value = int(node.value.astype(np.int64))
    return value, value


def _input(node: Node, _known: list[Bounds]) -> Bounds:
    return (-CALENDAR, CALENDAR) if node.dtype.kind in "mM" else bounds_of(node.dtype)


def _add(_node: Node, known: list[Bounds]) -> Bounds:
    (a, b), (c, d) = known
    return a + c, b + d


def _subtract(_node: Node, known: list[Bounds]) -> Bounds:
    (a, b), (c, d) = known
    return a - d, b - c


def _multiply(_node: Node, known: list[Bounds]) -> Bounds:
    corners = [x * y for x in known[0] for y in known[1]]
    return min(corners), max(corners)


def _maximum(_node: Node, known: list[Bounds]) -> Bounds:
    return max(low for low, _ in known), max(high for _, high in known)


def _minimum(_node: Node, known: list[Bounds]) -> Bounds:
    return min(low for low, _ in known), min(high for _, high in known)


def _negative(_node: Node, known: list[Bounds]) -> Bounds:
    return -known[0][1], -known[0][0]


def _absolute(_node: Node, known: list[Bounds]) -> Bounds:
    (low, high) = known[0]
    return (0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))


def _same(_node: Node, known: list[Bounds]) -> Bounds:
    return known[0]


def _sign(_node: Node, _known: list[Bounds]) -> Bounds:
    return -1, 1


def _floor_divide(_node: Node, known: list[Bounds]) -> Bounds:
    (low, high), (least, greatest) = known
    if least > 0:
        return min(low // least, low // greatest), max(high // least, high // greatest)
    most = max(abs(low), abs(high))
    return -most - 1, most + 1


def _remainder(_node: Node, known: list[Bounds]) -> Bounds:
    least, greatest = known[1]
    return min(least + 1, 0), max(greatest - 1, 0)


def _where(_node: Node, known: list[Bounds]) -> Bounds:
    return min(known[1][0], known[2][0]), max(known[1][1], known[2][1])


def _pick(node: Node, known: list[Bounds]) -> Bounds:
    default = int(np.frombuffer(node.static[2], node.dtype)[0].astype(np.int64))
    return min(known[0][0], default), max(known[0][1], default)


def _table(node: Node, _known: list[Bounds]) -> Bounds:
    values = np.frombuffer(node.static[1], node.dtype).astype(np.int64)
    return int(values.min()), int(values.max())


def _of_group(_node: Node, _known: list[Bounds]) -> Bounds:
    return -1, MOST_MEMBERS


def _of_cast(node: Node, source: Node, known: Bounds) -> Bounds:
    """Return the bounds of a conversion; dates change of unit, the rest keeps its value."""
    if source.dtype.kind == "f":
        return bounds_of(node.dtype)
    if node.dtype.kind not in "mM" or source.dtype.kind not in "mM":
        return known
    step = (unit_of(source.dtype), unit_of(node.dtype))
    most = max(abs(known[0]), abs(known[1])) * _GROWS.get(step, 1) // _SHRINKS.get(step, 1) + 2
    return (-most, most) if step[0] != step[1] else known


_GROWS = {("M", "D"): 32, ("Y", "D"): 367, ("Y", "M"): 12}
_SHRINKS = {("D", "M"): 28, ("D", "Y"): 365, ("M", "Y"): 12}

_RULES: dict[str, Callable[[Node, list[Bounds]], Bounds]] = {
    "const": _const,
    "input": _input,
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "maximum": _maximum,
    "minimum": _minimum,
    "negative": _negative,
    "absolute": _absolute,
    "floor": _same,
    "ceil": _same,
    "sign": _sign,
    "floor_divide": _floor_divide,
    "remainder": _remainder,
    "where": _where,
    "table": _table,
    "project": _same,
    "pick_role": _pick,
    "pick_nth": _pick,
    "count": _of_group,
    "rank": _of_group,
    "cast": _same,
}
