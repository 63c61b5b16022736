"""What is kept while formulas run: the graph, the formula at work, the sample that it works on.

One recorder works in one thread; the other threads compute with OpenFisca as if it were not there.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.graph import Graph
from justedroit.engine.node import Node
from justedroit.engine.population import Population
from justedroit.engine.tracing.calls import Calls
from justedroit.engine.tracing.refusal import NotTraceable

Array = npt.NDArray[Any]
Paths = frozenset[str]

NO_PATH: Paths = frozenset()
_GIVEN = frozenset({"const", "input"})


@dataclass(slots=True)
class Guard:
    """A question that a formula asked about a whole column: is it true of any, of all?"""

    kind: str
    node: int


@dataclass(slots=True)
class Frame:
    """A formula at work.

    Attributes:
        name: `variable@period`.
        moving: whether it met anything that is not the same for all.
        texts: nodes of the texts that it read.
        raw: whether Python or numpy worked on these texts unseen.
        apart: whether what is asked of a text is made a door of its own.
        guards: what it asked about whole columns, in order.
        forced: the guards that are answered the other way.
    """

    name: str
    moving: bool = False
    texts: set[int] = field(default_factory=set)
    raw: bool = False
    apart: bool = False
    guards: list[Guard] = field(default_factory=list)
    forced: frozenset[int] = frozenset()


class Recorder:
    """Records operations into a graph.

    Args:
        graph: what is recorded.
        population: the sample; its entities have different numbers of members.
    """

    def __init__(self, graph: Graph, population: Population) -> None:
        self.graph, self.population = graph, population
        entities = (population.entities.person, *population.entities.roles)
        self.entity_of = {population.count(entity): entity for entity in entities}
        self.frames: list[Frame] = []
        self.calls = Calls()
        self.paths: Paths = NO_PATH  # parameters of the scale at work

    @property
    def frame(self) -> Frame | None:
        """Return the formula at work."""
        return self.frames[-1] if self.frames else None

    def refuse(self, what: str, remedy: str = "") -> NotTraceable:
        """Return a refusal that names the formula at work."""
        return NotTraceable(what, remedy, self.frames[-1].name if self.frames else "")

    def emit(
        self,
        op: str,
        args: Sequence[int],
        static: tuple[Hashable, ...] = (),
        dtype: Any = None,
        entity: str | None = None,
    ) -> int:
        """Return the node of an operation, marked with the formula at work."""
        try:
            number = self.graph.add(op, args, static, dtype=dtype, entity=entity)
        except TypeError as error:
            raise self.refuse(f"{op}: {error}") from error
        if number not in args and self.graph.nodes[number].op not in _GIVEN:
            if self.frames:
                self.graph.origins[number].formulas.setdefault(self.frames[-1].name)
            if self.paths:
                self.credit(number, self.paths)
        return number

    def credit(self, number: int, paths: Iterable[str]) -> None:
        """Note the legal parameters that an operation holds.

        A constant stands for all the parameters of its value: it is not marked.
        """
        if self.graph.nodes[number].op in _GIVEN:
            return
        self.graph.origins[number].parameters.update(dict.fromkeys(sorted(paths)))

    def constant(self, value: Any, dtype: Any) -> int:
        """Return the node of a constant, converted as numpy converts it."""
        return self.graph.constant(np.asarray(value).astype(dtype))

    def structural(
        self, op: str, columns: Sequence[Array], args: Sequence[int], node: Node
    ) -> tuple[int, Array]:
        """Return the node and the values of an operation between entities.

        Args:
            op: its name.
            columns: values of the arguments, on the sample.
            args: their nodes.
            node: holds the static, the type and the entity of the operation.
        """
        number = self.emit(op, args, node.static, node.dtype, node.entity)
        return number, self.population.compute(node, columns)

    def is_constant(self, number: int) -> bool:
        """Return whether a node is a constant."""
        return self.graph.nodes[number].op == "const"


class _Current(threading.local):
    recorder: Recorder | None = None


_CURRENT = _Current()


def current() -> Recorder | None:
    """Return the recorder at work in this thread."""
    return _CURRENT.recorder


def recording() -> Recorder:
    """Return the recorder at work, where there must be one.

    Raises:
        NotTraceable: a traced array is used after its trace.
    """
    if _CURRENT.recorder is None:
        raise NotTraceable("a traced array is used outside of its trace")
    return _CURRENT.recorder


@contextmanager
def recorded_by(recorder: Recorder) -> Iterator[Recorder]:
    """Make a recorder the one of this thread."""
    before, _CURRENT.recorder = _CURRENT.recorder, recorder
    try:
        yield recorder
    finally:
        _CURRENT.recorder = before
