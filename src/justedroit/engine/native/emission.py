"""Blocks in C: one function each, a loop over rows around straight-line code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from justedroit.engine.native.expressions import Expressions, convert
from justedroit.engine.native.interface import (
    PICKS,
    REDUCTIONS,
    Interface,
    List,
    list_of,
    pick_of,
)
from justedroit.engine.native.kinds import F8, I4, I8, MASK, within
from justedroit.engine.native.literals import CELLS, cell, lanes, numbers
from justedroit.engine.native.schedule import Schedule, read_by
from justedroit.engine.node import Node

_INT32 = (-(1 << 31), (1 << 31) - 1)
_AT_A_TIME = 4  # reductions in one loop: their results hold in registers
_SMALL = 8  # cells of a table that registers hold
_START = {
    "sum": "set_f8(0)",
    "group_all": "set_m(-1)",
    "group_max": "set_f8(-INFINITY)",
    "group_min": "set_f8(INFINITY)",
}


class Writer:
    """Writes the blocks of a program.

    Args:
        face: the numbering of what the program reads.
        schedule: the program in blocks.
    """

    def __init__(self, face: Interface, schedule: Schedule) -> None:
        self.face, self.schedule = face, schedule
        self.expressions = Expressions(face.program.graph, face.kinds)

    def block(self, number: int) -> str:
        """Return the function of a block."""
        return "\n".join(_Function(self, number).text())


class _Function:
    """The function of a block."""

    def __init__(self, writer: Writer, number: int) -> None:
        self.face, self.schedule = writer.face, writer.schedule
        self.number, self.block = number, writer.schedule.blocks[number]
        self.graph, self.kinds = writer.face.program.graph, writer.face.kinds
        self.expressions = writer.expressions
        self.done: set[int] = set()
        self.pending = set(self.block.nodes)
        self.groups: set[int] = set()  # entities whose rows are projected
        self.tables: dict[tuple[str, bytes, str], str] = {}

    def text(self) -> Iterator[str]:
        """Yield the lines of the function."""
        entity = self.block.entity
        body = [line for n in self.block.nodes for line in self._computed(n)]
        yield from self.tables.values()
        yield f"void block_{self.number}(const struct batch *b) {{"
        yield "    const int32_t *const inputs = b->inputs; (void)inputs;"
        yield "    char *const people = b->rows[0]; (void)people;"
        yield "    const int64_t people_stride = b->stride[0]; (void)people_stride;"
        yield f"    const int64_t last = b->last[{entity}];"
        yield f"    for (int64_t r = b->first[{entity}]; r < last; r++) {{"
        yield f"        char *const own = b->rows[{entity}] + r * b->stride[{entity}]; (void)own;"
        for group in sorted(self.groups):
            yield f"        const int32_t g{group} = b->group[{group}][r];"
            yield (
                f"        const char *const of{group} = "
                f"b->rows[{group}] + g{group} * b->stride[{group}]; (void)of{group};"
            )
        yield from (f"        {line}" for line in body)
        yield "    }"
        yield "}"
        yield ""

    def _computed(self, number: int) -> Iterator[str]:
        """Yield the lines of a node, and of those that go through the same members."""
        if number in self.done:
            return
        node, kind = self.graph[number], self.kinds.of[number]
        if node.op in REDUCTIONS:
            yield from self._reduced(self._alike(number, _AT_A_TIME))
        elif node.op in PICKS:
            yield from self._picked(self._alike(number, 2 * _AT_A_TIME))
        elif node.op == "rank":
            yield from self._ranked(node)
        else:
            yield f"const {kind} t{number} = {self._expression(node, kind)};"
        yield from self._finished(number)

    def _finished(self, number: int) -> Iterator[str]:
        if number in self.done:
            return
        self.done.add(number)
        self.pending.discard(number)
        if number in self.schedule.place:
            kind = self.kinds.of[number]
            yield f"store_{kind}(own + {self.schedule.place[number]}, t{number});"

    def _alike(self, number: int, most: int) -> list[Node]:
        """Return a node and the next ones of the block that go through the same members."""
        key = _way(self.graph[number])
        start = self.block.nodes.index(number)
        found = (
            self.graph[n]
            for n in self.block.nodes[start:]
            if n not in self.done and _way(self.graph[n]) == key
        )
        return list(islice(found, most))

    def _expression(self, node: Node, kind: str) -> str:
        match node.op:
            case "input" | "has_role" | "count":
                return self._in_place(node, "own", "r")
            case "project":
                return self._projected(node)
            case "table":
                return self._looked_up(node, kind)
            case "door":
                door = self.face.doors[node.static]
                code = self.read(node.args[0], I4)
                return f"look_up_{kind}(b->doors[{door}], inside({code}, b->codes[{door}]))"
        return self.expressions.of(node, self.read)

    # ------------------------------------------------------------ what is read

    def read(self, number: int, kind: str) -> str:
        """Return a value of the entity of the block, in some kind."""
        node, here = self.graph[number], self.kinds.of[number]
        if node.op == "const":
            return lanes(kind, _plain(node))
        if number in self.done:
            return convert(f"t{number}", here, kind)
        if node.op == "project" and number not in self.schedule.place:
            return convert(self._projected(node), here, kind)
        return convert(self._in_place(node, "own", "r"), here, kind)

    def _projected(self, node: Node) -> str:
        """Return the value of the group of a person."""
        group = self.face.entities.index(node.static[0])
        self.groups.add(group)
        return self._in_place(self.graph[node.args[0]], f"of{group}", f"g{group}")

    def _in_place(self, node: Node, row: str, index: str) -> str:
        """Return a value where it is held, in its own kind."""
        kind = self.kinds.of[node.number]
        if node.op == "const":
            return lanes(kind, _plain(node))
        filled = row != "own" or node.number not in self.pending
        if node.number in self.schedule.place and filled:
            return f"load_{kind}({row} + {self.schedule.place[node.number]})"
        if node.op == "project":
            return self._in_place(self.graph[node.args[0]], *self._group_of(node.static[0], index))
        if node.op == "input":
            return f"load_{kind}({row} + inputs[{self.face.inputs[node.number]}])"
        at = "0" if self.face.is_uniform(node.number) else index
        place = self.face.fixed[node.number]
        return f"set_{kind}(((const {CELLS[kind]} *)b->fixed[{place}])[{at}])"

    # ------------------------------------------------------------ between rows

    def _members(self, wanted: List, group: str) -> str:
        """Return the loop over the members of a group; `q` is the row of each, `its` where."""
        place = self.face.lists[wanted]
        return (
            f"for (int32_t k = b->starts[{place}][{group}]; k < b->starts[{place}][{group} + 1]; "
            f"k++) {{ const int64_t q = b->members[{place}][k]; "
            "const char *const its = people + q * people_stride; (void)its;"
        )

    def _group_of(self, entity: str, index: str) -> tuple[str, str]:
        """Return the row and the number of the group of another person."""
        group = self.face.entities.index(entity)
        number = f"b->group[{group}][{index}]"
        return f"b->rows[{group}] + (int64_t){number} * b->stride[{group}]", number

    def _reduced(self, nodes: list[Node]) -> Iterator[str]:
        """Yield one loop over members for several operations."""
        steps = []
        for node in nodes:
            (source,) = read_by(self.face, node.number)
            here, name = self.kinds.of[source], f"t{node.number}"
            value = self._in_place(self.graph[source], "its", "q")
            if node.op == "sum" and here == MASK:  # truths are counted
                yield f"i4 n{node.number} = set_i4(0);"
                steps.append(f"n{node.number} = sub_i4(n{node.number}, {value});")
                continue
            kind = self.kinds.of[node.number]
            yield f"{kind} {name} = {_START[node.op]};"
            function = self._step(node)
            steps.append(f"{name} = {function}({name}, {convert(value, here, kind)});")
        yield f"{self._members(list_of(nodes[0]), 'r')}"
        yield from steps
        yield "}"
        for node in nodes:
            if node.op == "sum" and self.kinds.of[read_by(self.face, node.number)[0]] == MASK:
                yield f"const f8 t{node.number} = i4_f8(n{node.number});"
            yield from self._finished(node.number)

    def _step(self, node: Node) -> str:
        """Return the function that takes one more member in."""
        quick = self.graph.finite[node.args[0]]
        return {
            "sum": "add_f8",
            "group_all": "and_m",
            "group_max": "top_f8" if quick else "max_f8",
            "group_min": "low_f8" if quick else "min_f8",
        }[node.op]

    def _picked(self, nodes: list[Node]) -> Iterator[str]:
        """Yield one choice of a member for several operations."""
        steps = []
        for node in nodes:
            kind, source = self.kinds.of[node.number], self.graph[node.args[0]]
            value = self._in_place(source, "its", "q")
            yield f"{kind} t{node.number} = {lanes(kind, numbers(node.static[2], node.dtype)[0])};"
            steps.append(f"t{node.number} = {convert(value, self.kinds.of[source.number], kind)};")
        place = self.face.picks[pick_of(nodes[0])]
        yield f"{{ const int64_t q = b->picks[{place}][r]; if (q >= 0) {{"
        yield "const char *const its = people + q * people_stride; (void)its;"
        yield from steps
        yield "} }"
        for node in nodes:
            yield from self._finished(node.number)

    def _ranked(self, node: Node) -> Iterator[str]:
        """Yield the rank of each person: those before it in its group are counted."""
        name = f"t{node.number}"
        group = self.face.entities.index(node.static[0])
        self.groups.add(group)
        criteria, condition = (self.graph[a] for a in node.args)
        mine = f"where_f8({self.read(node.args[1], MASK)}, {self.read(node.args[0], F8)}, far)"
        theirs = (
            f"where_f8({self._in_place(condition, 'its', 'q')}, "
            f"{self._in_place(criteria, 'its', 'q')}, far)"
        )
        yield f"i4 {name} = set_i4(0);"
        yield f"{{ const f8 far = set_f8(INFINITY), mine = {mine};"
        yield f"{self._members(list_of(node), f'g{group}')} const f8 theirs = {theirs};"
        yield "if (q == r) continue;"
        yield "const m before = q < r ? not_m(sorts_before(mine, theirs)) : sorts_before(theirs, mine);"
        yield f"{name} = sub_i4({name}, before); }} }}"
        condition_here = self.read(node.args[1], MASK)
        yield f"{name} = where_i4({condition_here}, {name}, set_i4(-1));"

    # ------------------------------------------------------------ tables

    def _looked_up(self, node: Node, kind: str) -> str:
        lowest, raw = node.static
        length = len(raw) // node.dtype.itemsize
        key = node.args[0]
        low, high = self.kinds.bounds.get(key, (0, 1))
        if self.kinds.of[key] != I8 and within((low - lowest, high - lowest), _INT32):
            place = self.read(key, I4)
            if lowest:
                place = f"sub_i4({place}, {lanes(I4, lowest)})"
        else:
            place = f"place_i8({self.read(key, I8)}, {cell(I8, lowest)}, {length})"
        if not within((low - lowest, high - lowest), (0, length - 1)):
            place = f"inside({place}, {length})"
        small = "_small" if length <= _SMALL else ""
        return f"look_up{small}_{kind}({self._table(kind, raw, node.dtype)}, {place})"

    def _table(self, kind: str, raw: bytes, dtype: np.dtype[Any]) -> str:
        """Return the name of an array of constants, of eight cells at least."""
        name = f"table_{self.number}_{len(self.tables)}"
        values = numbers(raw, dtype)
        values += values[-1:] * (_SMALL - len(values))
        listed = ", ".join(cell(kind, value) for value in values)
        text = f"static const {CELLS[kind]} {name}[] ALIGNED = {{{listed}}};"
        return self.tables.setdefault((kind, raw, dtype.str), text).split()[3].removesuffix("[]")


def _way(node: Node) -> Any:
    """Return through which members an operation goes."""
    if node.op in REDUCTIONS:
        return list_of(node)
    return pick_of(node) if node.op in PICKS else None


def _plain(node: Node) -> Any:
    """Return a constant as a number of Python."""
    return numbers(node.static[0], node.dtype)[0]
