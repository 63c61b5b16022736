"""What a formula asks about a whole column: `if condition.any()`.

The branch taken depends on who is in the sample. The formula is run again with the other answer:
if both give the same node, or if the general branch gives the other one's node where the
condition is false for all (`any`) or true for all (`all`), the question is harmless.
"""

from __future__ import annotations

from typing import Any

from justedroit.engine.graph import Graph
from justedroit.engine.tracing.columns import Column, Work, is_constant, node_of, plain
from justedroit.engine.tracing.recorder import Guard, recording


class Answer:
    """The answer to a question about a whole column, for a branch only."""

    def __init__(self, *, value: bool) -> None:
        self._value = value

    def __bool__(self) -> bool:
        return self._value

    def _refused(self, *_args: Any, **_kwargs: Any) -> Any:
        raise recording().refuse(
            "any() or all() over all the members enters a computation",
            "Reduce over the members of a group: entity.any(column), entity.all(column).",
        )

    __array_ufunc__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refused
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __invert__ = _refused
    __int__ = __float__ = __index__ = __truediv__ = __rtruediv__ = _refused


def asked(kind: str, column: Column) -> Any:
    """Return the answer to `any` or `all`, and remember that it was asked."""
    recorder, values = recording(), plain(column)
    actual = bool(values.any() if kind == "any" else values.all())
    frame = recorder.frame
    if frame is None or is_constant(column):
        return actual
    if column.mask is not None:
        raise recorder.refuse(f"{kind}() under a mask")
    number = node_of(column)
    if recorder.graph[number].dtype != bool:
        number = recorder.emit("cast", (number,), dtype=bool)
        if recorder.is_constant(number):
            return actual
    place = len(frame.guards)
    frame.guards.append(Guard(kind, number))
    return Answer(value=(kind == "any") != (place in frame.forced))


def where_never(graph: Graph, number: int, guards: list[Guard]) -> int:
    """Return a node computed again where the conditions of guards are settled.

    Args:
        graph: the graph.
        number: what the general branch gives.
        guards: an `any` becomes false for all, an `all` true for all.
    """
    settled = {g.node: graph.constant(g.kind == "all") for g in guards}
    moved: dict[int, int] = {}
    lowest = min(settled)
    for at in graph.live([number]):
        node = graph[at]
        args = tuple(moved.get(arg, arg) for arg in node.args)
        if at in settled:
            moved[at] = settled[at]
        elif at > lowest and args != node.args:
            moved[at] = graph.add(node.op, args, node.static, dtype=node.dtype, entity=node.entity)
    return moved.get(number, number)


Work.asked = staticmethod(asked)
