"""What formulas ask of each other, and what they read of the law: kept for explanations.

A call is a variable asked for a period. Its first answer comes from a run of its formula, which
makes calls of its own; later answers come from the memory of the simulation. A formula that asks
something of a whole column is run again with the other answer: what it then calls is kept beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from openfisca_core import periods


class Value(NamedTuple):
    """What was found: a node of the graph, or what is the same for all.

    Attributes:
        node: its number; -1: `constant` holds it.
        words: words that the node chooses from, if any.
        constant: number, text, truth, list or None.
    """

    node: int
    words: tuple[str, ...] = ()
    constant: Any = None


class Read(NamedTuple):
    """A parameter that a formula has read.

    Attributes:
        name: dotted name; that of the node, for one chosen by a column.
        instant: day for which it was read.
        value: of the law.
    """

    name: str
    instant: str
    value: Value


@dataclass(slots=True)
class Run:
    """A run of a formula.

    Attributes:
        forced: the guards that were answered the other way.
        guards: what the formula asked about whole columns.
        calls: what it asked for, in order.
        reads: what it read of the law, in order.
    """

    forced: frozenset[int]
    guards: list[Any]
    calls: list[Call] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)


@dataclass(slots=True)
class Call:
    """A variable asked for a period.

    Attributes:
        variable: as the law spells it.
        period: for when.
        value: the answer.
        runs: runs of the formula; none: the answer was known, or there is no formula.
    """

    variable: str
    period: str
    value: Value = field(default_factory=lambda: Value(-1))
    runs: list[Run] = field(default_factory=list)


class Calls:
    """The calls of a trace.

    Attributes:
        roots: what was asked from outside, in order.
    """

    def __init__(self) -> None:
        """Begin with no call."""
        self.roots: list[Call] = []
        self._stack: list[Call] = []

    @contextmanager
    def during(self, variable: str, period: Any) -> Iterator[Call]:
        """Note a call, and what is called while it lasts."""
        call = Call(variable, str(periods.period(period)))
        if self._stack:
            run = self._stack[-1].runs[-1]
            run.calls.append(call)
        else:
            self.roots.append(call)
        self._stack.append(call)
        try:
            yield call
        finally:
            self._stack.pop()

    def started(self, frame: Any) -> None:
        """Note that the formula of the call that lasts is run."""
        if self._stack:
            self._stack[-1].runs.append(Run(frame.forced, frame.guards))

    def read(self, name: str, instant: str, value: Any) -> None:
        """Note a parameter that the formula at work has read."""
        # A scale is not noted: OpenFisca's own tracer does not either.
        if self._stack and self._stack[-1].runs and isinstance(value, _LEAVES):
            self._stack[-1].runs[-1].reads.append(Read(name, instant, value_of(value)))


_LEAVES = (np.ndarray, float, int, str, list, type(None))


def value_of(found: Any) -> Value:
    """Return what a column or a value of the law is, now: columns may change in place."""
    node = getattr(found, "node", None)
    if node is not None:
        return Value(node, tuple(getattr(found, "words", ())))
    if isinstance(found, np.ndarray):  # the same for all, or it would be a column
        found = found.flat[0].item() if found.size else None
    return Value(-1, (), _bare(found))


def _bare(value: Any) -> Any:
    """Return a value of the law without what it remembers of itself."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return tuple(map(_bare, value))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return float(value) if isinstance(value, float) else int(value)
