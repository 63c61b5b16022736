"""A program run for one household by few calls of numpy: operations of one kind are done at once.

A household has few members, so that the cost of numpy is in its calls. Operations of the same kind
that wait for nothing are therefore one call, on all their cells side by side; what an operation
reads is gathered by its places. The order of operations is settled once; the places, once for each
shape of household. The bits are those of the replay: the same operations, on the same values.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import Key
from justedroit.engine.explaining.order import GIVEN, Batch, batches_of, is_moved
from justedroit.engine.explaining.steps import Step, step_of
from justedroit.engine.graph import Program
from justedroit.engine.population import Population

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]

_SHAPES_KEPT = 64
_SAME, _EACH, _OF_GROUP = 0, 1, 2  # what a member reads: the only cell, its own, its group's


@dataclass(frozen=True)
class Ready:
    """A batch, made ready to be placed.

    Attributes:
        batch: its operations.
        numbers: their nodes.
        args: by argument, the nodes that they read.
    """

    batch: Batch
    numbers: Ints
    args: Sequence[Ints]


class Tape:
    """A program made ready to be run for one household after the other.

    Args:
        program: what is computed.
        batches: its operations, in an order in which they can be done; else it is sought.

    Attributes:
        entities: persons, then the groups: an operation is of one of them, or of none.
        order: nodes that have cells of their own, in the order of these cells.
        entity: by node, the place of its entity, 0 for none.
        kind: by node, the place of its type in `types`.
        how: by node, what a member reads of its cells.
    """

    def __init__(self, program: Program, batches: Sequence[Batch] | None = None) -> None:
        """Settle all that does not depend on a household."""
        self.program = program
        graph, live = program.graph, program.live()
        self.batches = list(batches or batches_of(graph, live))
        self.entities = [program.entities.person, *program.entities.roles]
        self.given = [graph[n] for n in live if graph[n].op in GIVEN]
        self.inputs = [node for node in self.given if node.op == "input"]
        self.moved = np.array([n for n in live if is_moved(graph[n])], np.int64)
        self.from_ = np.array([graph[n].args[0] for n in self.moved.tolist()], np.int64)
        self.ready = [self._readied(batch) for batch in self.batches]
        given = [node.number for node in self.given]
        self.order = np.concatenate([np.array(given, np.int64), *(r.numbers for r in self.ready)])
        self.types = list({graph[n].dtype.str: graph[n].dtype for n in live}.values())
        self._describe(live)
        self._shapes: OrderedDict[bytes, _Shape] = OrderedDict()
        self._lock = threading.Lock()

    def _readied(self, batch: Batch) -> Ready:
        args = [self.program.graph[number].args for number in batch.nodes]
        columns = [np.array(column, np.int64) for column in zip(*args, strict=True)]
        return Ready(batch, np.array(batch.nodes, np.int64), columns)

    def _describe(self, live: Sequence[int]) -> None:
        graph = self.program.graph
        kinds = {dtype.str: place for place, dtype in enumerate(self.types)}
        places = {name: place for place, name in enumerate(self.entities, 1)}
        self.entity, self.kind, self.how = (np.zeros(len(graph), np.int64) for _ in range(3))
        for node in map(graph.__getitem__, live):
            self.entity[node.number] = places.get(node.entity or "", 0)
            self.kind[node.number] = kinds[node.dtype.str]
            if is_moved(node):
                self.how[node.number] = _OF_GROUP + places[str(node.static[0])] - 2
            else:
                self.how[node.number] = _EACH if node.entity else _SAME

    def run(
        self,
        population: Population,
        inputs: Mapping[Key, Array],
        doors: Mapping[Key, Array] | None = None,
    ) -> Cells:
        """Return the value of every operation.

        Args:
            population: who belongs to whom; meant for one household.
            inputs: column of each input, of the type of its node.
            doors: by formula, value of each code of the text that it reads.
        """
        with self._lock:
            return self._shape(population).run(inputs, doors or {})

    def _shape(self, population: Population) -> _Shape:
        groups = population.groups.values()
        key = b"|".join(g.of_person.astype(np.int64).tobytes() + g.role.tobytes() for g in groups)
        self._shapes[key] = shape = self._shapes.pop(key, None) or _Shape(self, population)
        if len(self._shapes) > _SHAPES_KEPT:
            self._shapes.popitem(last=False)
        return shape


@dataclass(frozen=True)
class Cells:
    """What a run has found: the cells of every operation.

    Attributes:
        shape: where they are.
        pools: one array a type.
    """

    shape: _Shape
    pools: Sequence[Array]

    def of(self, node: int, members: int) -> Array:
        """Return the values of an operation, one a member."""
        pool, places = self.shape.places(node, members)
        return self.pools[pool].take(places)


class _Shape:
    """The places of the cells of a program, for households of one shape."""

    def __init__(self, tape: Tape, population: Population) -> None:
        self._tape, self.population = tape, population
        counts = np.array([1, *(population.count(name) for name in tape.entities)])
        self._length = counts[tape.entity]
        self._maps = self._all_maps(int(counts.max()))
        self._start = np.zeros(len(tape.program.graph), np.int64)
        self.pools = self._allocated()
        self._fill()
        self._out = [(node.static, self.out(node.number)) for node in tape.inputs]
        self._steps: list[Step] = [
            step_of(self, ready, [tape.program.graph[n] for n in ready.batch.nodes])
            for ready in tape.ready
        ]

    def _all_maps(self, longest: int) -> Ints:
        """Return, by way of reading, the cell that each member reads."""
        groups = self.population.groups
        maps = np.zeros((_OF_GROUP + len(groups), longest), np.int64)
        maps[_EACH] = np.arange(longest)
        for place, entity in enumerate(self._tape.entities[1:]):
            maps[_OF_GROUP + place, : self.population.persons] = groups[entity].of_person
        return maps

    def _allocated(self) -> list[Array]:
        """Give each operation its cells, those of a batch side by side."""
        tape, pools = self._tape, list[Array]()
        for place, dtype in enumerate(tape.types):
            numbers = tape.order[tape.kind[tape.order] == place]
            lengths = self._length[numbers]
            ends = np.cumsum(lengths)
            self._start[numbers] = ends - lengths
            pools.append(np.zeros(int(ends[-1]) if len(ends) else 0, dtype))
        self._start[tape.moved] = self._start[tape.from_]
        return pools

    def _fill(self) -> None:
        """Fill the cells that are known for the shape."""
        for node in self._tape.given:
            if node.op == "const":
                self.pool(node.number)[self._start[node.number]] = node.value
            elif node.op != "input":
                self.out(node.number)[:] = self.population.compute(node, ())

    def pool(self, number: int) -> Array:
        """Return the array that holds the cells of a node."""
        return self.pools[int(self._tape.kind[number])]

    def out(self, first: int, last: int | None = None) -> Array:
        """Return the cells of a node, or of all those to another one of its batch."""
        last = first if last is None else last
        end = int(self._start[last] + self._length[last])
        return self.pool(first)[int(self._start[first]) : end]

    def lengths(self, numbers: Ints) -> Ints:
        """Return how many cells nodes have."""
        return self._length[numbers]

    def places(self, number: int, members: int) -> tuple[int, Ints]:
        """Return the pool of a node, and the cell that each member reads."""
        places = self._start[number] + self._maps[self._tape.how[number], :members]
        return int(self._tape.kind[number]), places

    def read(self, args: Ints, lengths: Ints, within: Ints) -> tuple[Array, Ints]:
        """Return the pool of nodes, and the cells that are read of them, one after the other.

        Args:
            args: the nodes.
            lengths: how many cells are read of each.
            within: place of each cell among those of its node.
        """
        start, how = np.repeat(self._start[args], lengths), np.repeat(self._tape.how[args], lengths)
        return self.pool(int(args[0])), start + self._maps[how, within]

    def members(self, args: Ints) -> tuple[Array, Ints]:
        """Return the pool of nodes of persons, and their cells, one row a node."""
        maps = self._maps[self._tape.how[args], : self.population.persons]
        return self.pool(int(args[0])), self._start[args][:, None] + maps

    def run(self, inputs: Mapping[Key, Array], doors: Mapping[Key, Array]) -> Cells:
        """Compute everything."""
        for key, out in self._out:
            out[:] = inputs[key]
        with np.errstate(all="ignore"):
            for step in self._steps:
                step(doors)
        return Cells(self, [pool.copy() for pool in self.pools])
