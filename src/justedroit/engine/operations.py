"""The operations of the intermediate form: what each wants, gives, and how numpy computes it.

Columns of an entity are numpy arrays with one cell a member. `layout` says who belongs to whom
(`engine.population.Population`).

| Operation | Static | Arguments and result |
|---|---|---|
| const | (bytes,) | a value, the same for all |
| input | (variable, period) | a column given |
| add subtract multiply divide maximum minimum floor_divide remainder power | | T, T → T |
| negative absolute floor ceil rint sqrt exp log sign | | T → T |
| less less_equal greater greater_equal equal not_equal | | T, T → bool |
| and or xor, not | | bool… → bool |
| cast | | T → the type of the node |
| where | | bool, T, T → T |
| table | (lowest key, bytes of the values) | int → T; a key out of the table takes the nearest |
| door | (variable, period) | code of a text → T; the values are found when texts are met |
| sum | (group entity, roles or None) | float64 of persons → float64 of groups, in their order |
| group_max group_min | (group entity, roles or None) | float64 → float64; ∓inf for no member |
| group_all | (group entity, roles or None) | bool → bool; true for no member |
| count | (group entity, roles or None) | members of each group: int64, or float64 with roles |
| has_role | (group entity, roles) | bool of persons |
| project | (group entity,) | T of groups → T of persons |
| pick_role | (group entity, roles, bytes of the default) | T of persons → T of groups |
| pick_nth | (group entity, n, bytes of the default) | T of the n-th member → T of groups |
| rank | (group entity,) | float64, bool → int64 of persons; -1 where the condition is false |

`roles` is a tuple of names. Dates are datetime64 in days or months, and subtract to timedelta64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from justedroit.engine.graph import Graph
    from justedroit.engine.node import Node
    from justedroit.engine.population import Population

Array = npt.NDArray[Any]

ARITHMETIC: dict[str, np.ufunc] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "floor_divide": np.floor_divide,
    "remainder": np.remainder,
    "power": np.power,
    "negative": np.negative,
    "absolute": np.absolute,
    "floor": np.floor,
    "ceil": np.ceil,
    "rint": np.rint,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sign": np.sign,
}
COMPARISONS: dict[str, np.ufunc] = {
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
}
LOGIC: dict[str, np.ufunc] = {
    "and": np.logical_and,
    "or": np.logical_or,
    "xor": np.logical_xor,
    "not": np.logical_not,
}
ELEMENTWISE = frozenset({*ARITHMETIC, *COMPARISONS, *LOGIC, "cast", "where", "table", "door"})
GROUPING = frozenset({"sum", "group_max", "group_min", "group_all", "pick_role", "pick_nth"})
STRUCTURE = frozenset({*GROUPING, "count", "has_role", "project", "rank"})
OPERATIONS = frozenset({"const", "input", *ELEMENTWISE, *STRUCTURE})

_BOOL, _F8, _I8 = np.dtype(bool), np.dtype(np.float64), np.dtype(np.int64)

Settle = Callable[[tuple[int, ...]], tuple[int, ...]]


def typed(graph: Graph, op: str, args: tuple[int, ...], dtype: Any) -> tuple[np.dtype[Any], Settle]:
    """Return the type of the result, and how the arguments are put in order.

    The two arguments of an operation that commutes are sorted, so that `a + b` and `b + a` are
    found to be the same.

    Raises:
        TypeError: the arguments are not of the types wanted.
        KeyError: unknown operation.
    """
    types: list[np.dtype[Any]] = [graph[a].dtype for a in args]
    same: Settle = _as_given
    if op in ARITHMETIC:
        found = _arithmetic(op, types)
        return found, _sorted if op in _COMMUTE and types[0] == types[1] else same
    if op in COMPARISONS:
        _want(op, types, [types[0], types[0]])
        return _BOOL, _sorted if op in ("equal", "not_equal") else same
    if op in LOGIC:
        _want(op, types, [_BOOL] * len(types))
        return _BOOL, _sorted
    if op == "where":
        _want(op, types, [_BOOL, types[1], types[1]])
        return graph[args[1]].dtype, same
    return _of_structure(op, types, dtype), same


_COMMUTE = frozenset({"add", "multiply"})  # the bits of maximum(0.0, -0.0) depend on the order


def _as_given(args: tuple[int, ...]) -> tuple[int, ...]:
    return args


def _sorted(args: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(args))


def _arithmetic(op: str, types: Sequence[np.dtype[Any]]) -> np.dtype[Any]:
    given = (*types, None) if len(types) == ARITHMETIC[op].nin else ()
    resolved: tuple[np.dtype[Any], ...] = ARITHMETIC[op].resolve_dtypes(given)
    _want(op, types, list(resolved[:-1]))
    return resolved[-1]


def _of_structure(op: str, types: Sequence[np.dtype[Any]], dtype: Any) -> np.dtype[Any]:
    told: np.dtype[Any] = np.dtype(dtype)
    match op:
        case "cast" | "table" | "door" | "count":
            return told
        case "sum" | "group_max" | "group_min":
            _want(op, types, [_F8])
            return _F8
        case "group_all":
            _want(op, types, [_BOOL])
            return _BOOL
        case "project" | "pick_role" | "pick_nth":
            return types[0]
        case "has_role":
            return _BOOL
        case "rank":
            _want(op, types, [_F8, _BOOL])
            return _I8
    raise KeyError(f"unknown operation: {op}")


def _want(op: str, types: Sequence[np.dtype[Any]], wanted: Sequence[np.dtype[Any]]) -> None:
    if list(types) != list(wanted):
        raise TypeError(f"{op} takes {[str(t) for t in wanted]}, not {[str(t) for t in types]}")


def is_finite(graph: Graph, node: Node) -> bool:
    """Return whether a node is always a finite number when the inputs are.

    It says when `0 * x` is 0. ASSUMPTION: no sum or product of finite amounts overflows; the door
    refuses inputs that are too large.
    """
    match node.op:
        case "const":
            return node.dtype.kind != "f" or bool(np.isfinite(node.value))
        case "input" | "count" | "has_role" | "rank" | "sign":
            return True
        case "divide" | "floor_divide" | "remainder":
            divisor = graph[node.args[1]]
            known = divisor.op == "const" and bool(divisor.value)
            return known and graph.finite[node.args[0]]
        case "table":
            values = np.frombuffer(node.static[1], node.dtype)
            return node.dtype.kind != "f" or bool(np.isfinite(values).all())
        case "group_max" | "group_min":
            return node.static[1] is None and graph.finite[node.args[0]]
        case "power" | "exp" | "log" | "sqrt":
            return False
        case "maximum" | "minimum":
            # One finite side bounds the result on one side only.
            return all(graph.finite[a] for a in node.args)
    return node.dtype.kind in "biu" or all(graph.finite[a] for a in node.args)


def compute(node: Node, args: Sequence[Array], layout: Population | None = None) -> Array:
    """Return the result of an operation on columns, as numpy computes it.

    Args:
        node: any operation but `input` and `door`.
        args: columns, or arrays of one cell for constants.
        layout: the members, for the operations between entities.
    """
    if node.op in ARITHMETIC:
        with np.errstate(all="ignore"):
            return np.asarray(ARITHMETIC[node.op](*args))
    if node.op in COMPARISONS:
        return np.asarray(COMPARISONS[node.op](*args))
    if node.op in LOGIC:
        return np.asarray(LOGIC[node.op](*args))
    match node.op:
        case "const":
            return np.asarray(node.value).reshape(1)
        case "cast":
            with np.errstate(all="ignore"):
                return args[0].astype(node.dtype)
        case "where":
            return np.where(args[0], args[1], args[2])
        case "table":
            lowest, raw = node.static
            values = np.frombuffer(raw, node.dtype)
            place = np.clip(args[0].astype(np.int64) - lowest, 0, len(values) - 1)
            return np.asarray(values[place])
    assert layout is not None
    return layout.compute(node, args)
