"""Each operation on the members of one entity, as an expression in C (`lanes.h`)."""

from __future__ import annotations

from collections.abc import Callable

from justedroit.engine.graph import Graph
from justedroit.engine.native.errors import NotCompiled
from justedroit.engine.native.kinds import F4, F8, I4, I8, MASK, Kinds, bounds_of, unit_of, within
from justedroit.engine.node import Node
from justedroit.engine.operations import COMPARISONS, LOGIC

Read = Callable[[int, str], str]  # (node, kind) → the C that holds it in that kind

_FUNCTIONS = {
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "floor_divide": "floordiv",
    "remainder": "mod",
    "negative": "neg",
    "absolute": "abs",
    "floor": "floor",
    "ceil": "ceil",
    "rint": "rint",
    "sqrt": "sqrt",
    "sign": "sign",
    "less": "lt",
    "less_equal": "le",
    "greater": "gt",
    "greater_equal": "ge",
    "equal": "eq",
    "not_equal": "ne",
}
_OF_TRUTHS = {"add": "or", "multiply": "and", "maximum": "or", "minimum": "and"}
_STEADY = {"floor", "ceil"}  # an integer is its own floor


class Expressions:
    """Writes the expression of a node.

    Args:
        graph: the operations.
        kinds: how each value is held.
    """

    def __init__(self, graph: Graph, kinds: Kinds) -> None:
        self.graph, self.kinds = graph, kinds

    def of(self, node: Node, read: Read) -> str:
        """Return the C of a node, in the kind of the node.

        Raises:
            NotCompiled: the operation has no C on these types.
        """
        if node.op in COMPARISONS:
            kind = self._widest(node.args)
            return _call(_FUNCTIONS[node.op], kind, [read(a, kind) for a in node.args])
        if node.op in LOGIC:
            return _call(node.op, MASK, [read(a, MASK) for a in node.args])
        if node.op == "where":
            kind = self.kinds.of[node.number]
            condition, yes, no = node.args
            return f"where_{kind}({read(condition, MASK)}, {read(yes, kind)}, {read(no, kind)})"
        if node.op == "cast":
            return self._cast(node, read)
        return self._arithmetic(node, read)

    def _arithmetic(self, node: Node, read: Read) -> str:
        result = self.kinds.of[node.number]
        if result == MASK:
            args = [read(a, MASK) for a in node.args]
            return _call(_OF_TRUTHS[node.op], MASK, args) if len(args) > 1 else args[0]
        if result in (F4, F8):
            # Lengths of time have a quotient in float64.
            args = [read(a, result) for a in node.args]
            return _call(self._function(node), result, args)
        kind = I4 if node.dtype.itemsize < 8 else self._widest((node.number, *node.args))
        args = [read(a, kind) for a in node.args]
        text = args[0] if node.op in _STEADY else _call(self._function(node), kind, args)
        return convert(self._wrapped(node, text), kind, result)

    def _function(self, node: Node) -> str:
        """Return the name of a function; one whose first argument is a number is quicker."""
        if node.op not in ("maximum", "minimum"):
            return _FUNCTIONS[node.op]
        quick = node.dtype.kind == "f" and self.graph.finite[node.args[0]]
        if node.op == "maximum":
            return "top" if quick else "max"
        return "low" if quick else "min"

    def _wrapped(self, node: Node, text: str) -> str:
        """Return what a short integer is once it has wrapped round."""
        short = node.dtype.itemsize
        if short > 2 or self.kinds.bounds[node.number] != bounds_of(node.dtype):
            return text
        return f"wrap{8 * short}_i4({text})"

    def _widest(self, numbers: tuple[int, ...]) -> str:
        kinds = {self.kinds.of[number] for number in numbers}
        return I8 if kinds == {I4, I8} else kinds.pop()

    def _cast(self, node: Node, read: Read) -> str:
        source = self.graph[node.args[0]]
        here, there = self.kinds.of[source.number], self.kinds.of[node.number]
        if {source.dtype.kind, node.dtype.kind} in ({"M", "f"}, {"m", "f"}) and there not in (
            F4,
            F8,
        ):
            raise NotCompiled(f"cast of {source.dtype} to {node.dtype} has no C")
        if source.dtype.kind in "mM" and node.dtype.kind in "mM":
            return self._dated(source, node, read)
        value = read(source.number, here)
        if there in (MASK, F4, F8) or here == MASK:
            return convert(value, here, there)
        if here in (F4, F8):
            return self._wrapped(node, convert(value, here, there))
        fits = within(self.kinds.bounds[source.number], bounds_of(node.dtype))
        value = convert(value, here, there)
        return value if fits else self._wrapped(node, value)

    def _dated(self, source: Node, node: Node, read: Read) -> str:
        """Return a date or a length of time in another unit."""
        step = (unit_of(source.dtype), unit_of(node.dtype))
        if step[0] == step[1]:
            return read(source.number, self.kinds.of[node.number])
        if {self.kinds.of[source.number], self.kinds.of[node.number]} != {I4}:
            raise NotCompiled(f"dates too far for C: cast of {source.dtype} to {node.dtype}")
        forms = _DATES if source.dtype.kind == "M" else _LENGTHS
        return forms[step].format(read(source.number, I4))


def convert(text: str, here: str, there: str) -> str:
    """Return an expression of a kind in another kind."""
    return text if here == there else f"{here}_{there}({text})"


def _call(function: str, kind: str, args: list[str]) -> str:
    return f"{function}_{kind}({', '.join(args)})"


_DATES = {
    ("D", "M"): "day_month({})",
    ("D", "Y"): "floordiv_i4(day_month({}), set_i4(12))",
    ("M", "D"): "month_day({})",
    ("M", "Y"): "floordiv_i4({}, set_i4(12))",
    ("Y", "M"): "mul_i4({}, set_i4(12))",
    ("Y", "D"): "month_day(mul_i4({}, set_i4(12)))",
}
# numpy counts 146,097 days, 400 years.
_LENGTHS = {
    ("D", "M"): "scaled_i4({}, 4800, 146097)",
    ("D", "Y"): "scaled_i4({}, 400, 146097)",
    ("M", "D"): "scaled_i4({}, 146097, 4800)",
    ("M", "Y"): "floordiv_i4({}, set_i4(12))",
    ("Y", "M"): "mul_i4({}, set_i4(12))",
    ("Y", "D"): "scaled_i4({}, 146097, 400)",
}
