"""Who asked what of whom: the calls of a trace, each answer once, ready to be told.

A mark is an answer: a variable on a period, and the node of its value. Where OpenFisca cuts a loop,
a variable on one period first gives its default, and its true value later: these are two marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from justedroit.engine.columns import Key
from justedroit.engine.graph import Graph
from justedroit.engine.question import Ask
from justedroit.engine.tracing.calls import Call, Read, Run, Value

NEVER = -1  # the place of a run that there is not


class Mark(NamedTuple):
    """An answer.

    Attributes:
        variable: as the law spells it.
        period: for when.
        value: a node, or the text that is the same for all.
        simulation: place of the simulation of the question.
    """

    variable: str
    period: str
    value: Value
    simulation: int


class Path(NamedTuple):
    """What a formula does, for some answers to what it asks about whole columns.

    Attributes:
        forced: places of the guards answered the other way.
        calls: marks asked for, in order.
        reads: what is read of the law, each once.
    """

    forced: frozenset[int]
    calls: tuple[int, ...]
    reads: tuple[Read, ...]


class Guard(NamedTuple):
    """A question about a whole column: is it true of any, of all?"""

    kind: str
    node: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The run that gave an answer first.

    Attributes:
        place: of the call, among all, in their order; `NEVER`: no formula was run, or none that
            asked for or read anything.
        guards: what the formula asks about whole columns.
        paths: the general one first.
    """

    place: int = NEVER
    guards: tuple[Guard, ...] = ()
    paths: tuple[Path, ...] = ()


class Root(NamedTuple):
    """An output of the question.

    Attributes:
        mark: its answer.
        end: place of the last call that it made: later runs were not needed yet.
    """

    mark: int
    end: int


@dataclass(slots=True)
class Story:
    """The calls of a question.

    Attributes:
        simulations: names of the simulations, in order.
        marks: the answers.
        origins: by mark.
        roots: by output.
        known: by simulation, variable and period: the inputs that it is read from.
    """

    simulations: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    roots: dict[Ask, Root] = field(default_factory=dict)
    known: dict[tuple[int, str, str], tuple[Key, ...]] = field(default_factory=dict)

    def nodes(self) -> Iterator[int]:
        """Return the nodes that must be computed to tell it."""
        for mark in self.marks:
            yield mark.value.node
        for origin in self.origins:
            yield from (guard.node for guard in origin.guards)
            yield from (read.value.node for path in origin.paths for read in path.reads)


def story_of(asked: Sequence[tuple[Ask, Call]], known: Mapping[str, Any], graph: Graph) -> Story:
    """Return the story of a trace.

    Args:
        asked: each output in its order, and its call.
        known: by simulation, the columns known before anything was asked, by variable and period.
        graph: of the trace.
    """
    writer = _Writer(list(dict.fromkeys(ask.simulation for ask, _ in asked)))
    for ask, call in asked:
        writer.tell(ask, call)
    story = writer.story
    for place, name in enumerate(story.simulations):
        for (variable, period), node in known[name].items():
            inputs = (graph[n] for n in graph.live([node]))
            keys = tuple(node.static for node in inputs if node.op == "input")
            story.known[place, variable, period] = keys
    return story


class _Writer:
    """Numbers the calls in their order, and keeps each answer once."""

    def __init__(self, simulations: list[str]) -> None:
        self.story = Story(simulations)
        self._numbers: dict[Mark, int] = {}
        self._place = 0
        self._simulation = 0

    def tell(self, ask: Ask, call: Call) -> None:
        self._simulation = self.story.simulations.index(ask.simulation)
        mark = self._told(call)
        self.story.roots[ask] = Root(mark, self._place - 1)

    def _told(self, call: Call) -> int:
        number = self._mark(call)
        place, self._place = self._place, self._place + 1
        told = [(run, tuple(self._told(child) for child in run.calls)) for run in call.runs]
        tells = any(calls or run.reads for run, calls in told)
        if tells and self.story.origins[number].place == NEVER:
            self.story.origins[number] = _origin(place, told)
        return number

    def _mark(self, call: Call) -> int:
        mark = Mark(call.variable, call.period, call.value, self._simulation)
        number = self._numbers.setdefault(mark, len(self._numbers))
        if number == len(self.story.marks):
            self.story.marks.append(mark)
            self.story.origins.append(Origin())
        return number


def _origin(place: int, told: Sequence[tuple[Run, tuple[int, ...]]]) -> Origin:
    # A formula that mixes texts with other things is run twice: the second time is the good one.
    by_answers = {run.forced: (run, calls) for run, calls in told}
    guards = tuple(Guard(g.kind, g.node) for g in by_answers[frozenset()][0].guards)
    paths = tuple(
        Path(forced, calls, tuple(dict.fromkeys(run.reads)))
        for forced, (run, calls) in by_answers.items()
    )
    return Origin(place, guards, paths)
