"""The order in which the operations of a program are done at once, kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from justedroit.engine.graph import Graph
from justedroit.engine.node import Node
from justedroit.engine.operations import ELEMENTWISE

GIVEN = frozenset({"const", "input", "has_role", "count"})  # known before anything is computed

Kind = tuple[Any, ...]


class Batch(NamedTuple):
    """Operations of one kind that wait for nothing but batches before.

    Attributes:
        op: the operation.
        nodes: numbers of the nodes.
    """

    op: str
    nodes: list[int]


def is_moved(node: Node) -> bool:
    """Tell what computes nothing: the value of a group, read by its members."""
    return node.op == "project"


def batches_of(graph: Graph, live: Sequence[int]) -> list[Batch]:
    """Return operations in an order in which they can be done, by few batches.

    The kind of which the largest part waits for nothing goes first: what is left of it then does
    not call for one more batch.
    """
    kinds = {n: _kind(graph, graph[n]) for n in live if not _is_given(graph, n)}
    readers, waits = _links(graph, list(kinds))
    left = Counter(kinds.values())
    ready: dict[Kind, list[int]] = {}
    for number, waiting in waits.items():
        if not waiting:
            ready.setdefault(kinds[number], []).append(number)
    out = []
    while ready:
        kind = max(ready, key=lambda k: len(ready[k]) / left[k])
        done = ready.pop(kind)
        left[kind] -= len(done)
        out.append(Batch(kind[0], done))
        for reader in (reader for number in done for reader in readers.get(number, ())):
            waits[reader] -= 1
            if not waits[reader]:
                ready.setdefault(kinds[reader], []).append(reader)
    return out


def _is_given(graph: Graph, number: int) -> bool:
    return graph[number].op in GIVEN or is_moved(graph[number])


def _links(graph: Graph, numbers: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Return who reads each operation, and how many operations each waits for."""
    readers: dict[int, list[int]] = {}
    waits: dict[int, int] = {}
    for number in numbers:
        sources = {source_of(graph, arg) for arg in graph[number].args}
        needed = [source for source in sources if not _is_given(graph, source)]
        waits[number] = len(needed)
        for source in needed:
            readers.setdefault(source, []).append(number)
    return readers, waits


def source_of(graph: Graph, number: int) -> int:
    """Return the operation whose cells a node reads: itself, or what is moved."""
    return graph[number].args[0] if is_moved(graph[number]) else number


def _kind(graph: Graph, node: Node) -> Kind:
    types = tuple(graph[arg].dtype.str for arg in node.args)
    if node.op in ELEMENTWISE:
        return (node.op, node.dtype.str, *types)
    if node.op == "rank":
        return (node.op, *node.static, node.number)
    return (node.op, node.dtype.str, *types, *node.static[:2])
