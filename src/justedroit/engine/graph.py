"""The intermediate form: what a law computes, as typed operations on columns.

A graph is a list of nodes, each after the nodes it reads. Every operation has one type: the
arguments of `add` have the type of its result, and a conversion is a node of its own. So no back
end has to know how numpy promotes types, and all back ends give the same bits.

Nodes are made by `Graph.add`, which folds what is constant and finds what was already computed:
a graph never holds the same operation twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from justedroit.engine.folding import folded
from justedroit.engine.node import Node
from justedroit.engine.operations import is_finite, typed

Key = tuple[str, str]  # (variable, period), as OpenFisca spells them


@dataclass(slots=True)
class Origin:
    """Where a node comes from: read by explanations, never by a back end.

    Attributes:
        formulas: `variable@period` of the formulas that asked for it, the first one first.
        parameters: dotted names of the legal parameters that it holds.
    """

    formulas: dict[str, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)


class Graph:
    """Operations in the order in which they can be computed.

    Attributes:
        nodes: the operations.
        origins: where each comes from.
        finite: whether each is always a finite number, when the inputs are.
    """

    def __init__(self) -> None:
        """Begin with no operation."""
        self.nodes: list[Node] = []
        self.origins: list[Origin] = []
        self.finite: list[bool] = []
        self._numbers: dict[Hashable, int] = {}

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, number: int) -> Node:
        return self.nodes[number]

    def constant(self, value: Any, dtype: Any = None) -> int:
        """Return the node of a constant, of the type of `value` or of `dtype`."""
        scalar = np.asarray(value, dtype=dtype)
        return self._put("const", (), (scalar.tobytes(),), scalar.dtype, None)

    def input(self, key: Key, dtype: Any, entity: str) -> int:
        """Return the node of an input column."""
        return self._put("input", (), key, np.dtype(dtype), entity)

    def add(
        self,
        op: str,
        args: Sequence[int] = (),
        static: tuple[Any, ...] = (),
        *,
        dtype: Any = None,
        entity: str | None = None,
    ) -> int:
        """Return the node of an operation: a new one, an equal one, or what it folds to.

        Args:
            op: a name of `OPERATIONS`.
            args: nodes read, of the types that the operation wants.
            static: see the operation.
            dtype: type of the result, where the operation does not settle it (`cast`, `door`).
            entity: entity of the result, where the arguments do not settle it.

        Raises:
            TypeError: the types of the arguments are not those that the operation wants.
        """
        found, settled = typed(self, op, tuple(args), dtype)
        if entity is None:
            entity = next((self[a].entity for a in args if self[a].entity is not None), None)
        simpler = folded(self, op, tuple(args), static, found)
        if simpler is not None:
            return simpler
        return self._put(op, settled(tuple(args)), static, found, entity)

    def _put(
        self,
        op: str,
        args: tuple[int, ...],
        static: tuple[Any, ...],
        dtype: np.dtype[Any],
        entity: str | None,
    ) -> int:
        known = self._numbers.get((op, args, static, dtype.str, entity))
        if known is not None:
            return known
        return self.put(Node(len(self.nodes), op, args, static, dtype, entity))

    def put(self, node: Node) -> int:
        """Add a node as it is, neither folded nor sought: how a graph is read back."""
        self.finite.append(is_finite(self, node))
        self.nodes.append(node)
        self.origins.append(Origin())
        self._numbers[node.op, node.args, node.static, node.dtype.str, node.entity] = node.number
        return node.number

    def is_constant(self, number: int) -> bool:
        """Return whether a node is a constant."""
        return self.nodes[number].op == "const"

    def live(self, outputs: Iterable[int]) -> list[int]:
        """Return the nodes that some outputs need, in order: the rest is dead."""
        needed, waiting = set(), list(outputs)
        while waiting:
            number = waiting.pop()
            if number not in needed:
                needed.add(number)
                waiting += self.nodes[number].args
        return sorted(needed)


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of a law.

    Attributes:
        person: name of the entity of persons.
        roles: roles of the members of each group entity, in order. A role that has subroles
            stands as its subroles.
    """

    person: str
    roles: Mapping[str, tuple[str, ...]]


class Output(NamedTuple):
    """Where an output is found.

    Attributes:
        node: its node; a constant stands for every member.
        entity: the entity that it is of.
    """

    node: int
    entity: str


@dataclass(frozen=True, eq=False)
class Program:
    """A graph and what is asked of it: all that a back end needs.

    Attributes:
        graph: the operations.
        outputs: each output, in the order in which they were asked.
        entities: the entities and their roles.
    """

    graph: Graph
    outputs: Mapping[Any, Output]
    entities: Entities

    def live(self) -> list[int]:
        """Return the nodes that the outputs need, in order."""
        return self._live

    @cached_property
    def _live(self) -> list[int]:
        return self.graph.live(output.node for output in self.outputs.values())

    def inputs(self) -> list[Key]:
        """Return the input columns that the outputs need."""
        return [node.static for node in self.input_nodes]

    @cached_property
    def input_nodes(self) -> list[Node]:
        """Return the nodes of the inputs that the outputs need."""
        nodes = (self.graph[number] for number in self.live())
        return [node for node in nodes if node.op == "input"]

    def specialised(self, constants: Mapping[Key, Any]) -> Program:
        """Return the same program where some inputs, or doors, are constants: less is left."""
        graph, moved = Graph(), dict[int, int]()
        for number in self.live():
            node = self.graph[number]
            args = [moved[arg] for arg in node.args]
            match node.op:
                case "const":
                    new = graph.constant(node.value)
                case "input" | "door" if node.static in constants:
                    new = graph.constant(constants[node.static], node.dtype)
                case "input":
                    new = graph.input(node.static, node.dtype, str(node.entity))
                case _:
                    new = graph.add(
                        node.op, args, node.static, dtype=node.dtype, entity=node.entity
                    )
            moved[number] = new
            graph.origins[new].formulas |= self.graph.origins[number].formulas
            graph.origins[new].parameters |= self.graph.origins[number].parameters
        outputs = {k: Output(moved[o.node], o.entity) for k, o in self.outputs.items()}
        return Program(graph, outputs, self.entities)

    def fingerprint(self) -> str:
        """Return a hash of what is computed: it changes when, and only when, the law does."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        place = {number: i for i, number in enumerate(self.live())}
        digest = hashlib.sha256(repr(self.entities).encode())
        for number in place:
            node = self.graph[number]
            args = [place[arg] for arg in node.args]
            digest.update(repr((node.op, args, node.static, node.dtype.str, node.entity)).encode())
        found = [(key, place[o.node], o.entity) for key, o in self.outputs.items()]
        digest.update(repr(found).encode())
        return digest.hexdigest()
