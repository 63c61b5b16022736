"""What an operation folds to: constants, identities, and conversions that say nothing.

A fold never changes a result. `0 * x` is 0 only where `x` is finite; zeros of either sign are
the same number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from justedroit.engine.node import Node
from justedroit.engine.operations import ELEMENTWISE, compute

if TYPE_CHECKING:
    from justedroit.engine.graph import Graph

Args = tuple[int, ...]
Static = tuple[Any, ...]


def folded(graph: Graph, op: str, args: Args, static: Static, dtype: np.dtype[Any]) -> int | None:
    """Return the node that an operation is equal to, if there is a simpler one."""
    if op in ELEMENTWISE and op != "door" and all(graph.is_constant(a) for a in args):
        return _computed(graph, op, args, static, dtype)
    rule = _RULES.get(op)
    return rule(graph, args, static, dtype) if rule is not None else None


def _computed(graph: Graph, op: str, args: Args, static: Static, dtype: np.dtype[Any]) -> int:
    node = Node(-1, op, args, static, dtype, None)
    number = graph.constant(compute(node, [compute(graph[a], ()) for a in args])[0], dtype)
    for arg in args:
        graph.origins[number].parameters |= graph.origins[arg].parameters
    return number


def _is(graph: Graph, number: int, value: float) -> bool:
    return (
        graph.is_constant(number)
        and graph[number].dtype.kind in "biuf"
        and bool(graph[number].value == value)
    )


def _add(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    for this, other in (args, args[::-1]):
        if _is(graph, this, 0) and graph[other].dtype.kind in "fiu":
            return other
    return None


def _subtract(graph: Graph, args: Args, _static: Static, dtype: np.dtype[Any]) -> int | None:
    if _is(graph, args[1], 0) and dtype.kind in "fiu":
        return args[0]
    if args[0] == args[1] and graph.finite[args[0]] and dtype.kind in "fiu":
        return graph.constant(0, dtype)
    return None


def _multiply(graph: Graph, args: Args, _static: Static, dtype: np.dtype[Any]) -> int | None:
    for this, other in (args, args[::-1]):
        if graph[other].dtype != dtype:
            continue
        if _is(graph, this, 0) and graph.finite[other]:
            return graph.constant(0, dtype)
        if _is(graph, this, 1):
            return other
    return None


def _divide(graph: Graph, args: Args, _static: Static, dtype: np.dtype[Any]) -> int | None:
    if _is(graph, args[1], 1) and graph[args[0]].dtype == dtype:
        return args[0]
    divisor = graph[args[1]]
    if _is(graph, args[0], 0) and divisor.op == "const" and bool(divisor.value):
        return graph.constant(0, dtype)
    return None


def _same(_graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    return args[0] if args[0] == args[1] else None


def _equal(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    if args[0] == args[1] and graph.finite[args[0]]:
        return graph.constant(value=True)
    return None


def _unequal(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    if args[0] == args[1] and graph.finite[args[0]]:
        return graph.constant(value=False)
    return None


def _and(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    for this, other in (args, args[::-1]):
        if this == other or _is(graph, this, 1):
            return other
        if _is(graph, this, 0):
            return this
    return None


def _or(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    for this, other in (args, args[::-1]):
        if this == other or _is(graph, this, 0):
            return other
        if _is(graph, this, 1):
            return this
    return None


def _xor(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    for this, other in (args, args[::-1]):
        if _is(graph, this, 0):
            return other
    return None


def _not(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    return graph[args[0]].args[0] if graph[args[0]].op == "not" else None


def _where(graph: Graph, args: Args, _static: Static, dtype: np.dtype[Any]) -> int | None:
    condition, yes, no = args
    if yes == no:
        return yes
    if graph.is_constant(condition):
        return yes if graph[condition].value else no
    if graph[condition].op == "not":
        return graph.add("where", (graph[condition].args[0], no, yes))
    if dtype.kind == "b":
        return _where_bool(graph, condition, yes, no)
    return None


def _where_bool(graph: Graph, condition: int, yes: int, no: int) -> int | None:
    if _is(graph, no, 0):
        return graph.add("and", (condition, yes))
    if _is(graph, yes, 1):
        return graph.add("or", (condition, no))
    if _is(graph, yes, 0):
        return graph.add("and", (graph.add("not", (condition,)), no))
    if _is(graph, no, 1):
        return graph.add("or", (graph.add("not", (condition,)), yes))
    return None


# Conversions that keep every value: going back, or on, needs no stop in between.
_EXACT = {
    ("b", 1): ("i2", "i4", "i8", "f4", "f8"),
    ("i", 2): ("i4", "i8", "f4", "f8"),
    ("i", 4): ("i8", "f8"),
    ("f", 4): ("f8",),
}


def _cast(graph: Graph, args: Args, _static: Static, dtype: np.dtype[Any]) -> int | None:
    node = graph[args[0]]
    if node.dtype == dtype:
        return args[0]
    if node.op == "cast":
        source = graph[node.args[0]].dtype
        kept = _EXACT.get((source.kind, source.itemsize), ())
        if node.dtype.str[1:] in kept:
            return graph.add("cast", node.args, dtype=dtype)
    return None


def _sum(graph: Graph, args: Args, _static: Static, dtype: np.dtype[Any]) -> int | None:
    return graph.constant(0, dtype) if _is(graph, args[0], 0) else None


def _constant(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    return args[0] if graph.is_constant(args[0]) else None


def _group_all(graph: Graph, args: Args, _static: Static, _dtype: np.dtype[Any]) -> int | None:
    return args[0] if _is(graph, args[0], 1) else None


def _group_extreme(graph: Graph, args: Args, static: Static, _dtype: np.dtype[Any]) -> int | None:
    return args[0] if static[1] is None and graph.is_constant(args[0]) else None


def _pick(graph: Graph, args: Args, static: Static, _dtype: np.dtype[Any]) -> int | None:
    node = graph[args[0]]
    if node.op == "const" and (static[1] == 0 or node.static[0] == static[2]):
        return args[0]
    return None


_RULES: dict[str, Callable[[Graph, Args, Static, np.dtype[Any]], int | None]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "maximum": _same,
    "minimum": _same,
    "equal": _equal,
    "less_equal": _equal,
    "greater_equal": _equal,
    "not_equal": _unequal,
    "less": _unequal,
    "greater": _unequal,
    "and": _and,
    "or": _or,
    "xor": _xor,
    "not": _not,
    "where": _where,
    "cast": _cast,
    "sum": _sum,
    "project": _constant,
    "group_all": _group_all,
    "group_max": _group_extreme,
    "group_min": _group_extreme,
    "pick_role": _pick,
    "pick_nth": _pick,
}
