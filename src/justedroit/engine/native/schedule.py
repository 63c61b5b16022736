"""In which order a program is computed, in which blocks, and where values wait.

A block is straight-line code on the rows of one entity. An operation between entities reads what
an earlier block has stored: blocks are the levels between such crossings. The program is cut in
spans first (nodes are in the order in which formulas asked for them), so that what one month
needs is computed, used and forgotten before the next.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from justedroit.engine.native.interface import PICKS, REDUCTIONS, Interface
from justedroit.engine.native.kinds import BYTES, F4, I4, MASK

SPAN = 4000  # operations that may be put in another order
MOST_IN_BLOCK = 400  # operations: what the compiler takes quickly, and the instruction cache holds

_READ_IN_PLACE = frozenset({"const", "input", "project", "has_role", "count"})

Rank = tuple[int, int, int]  # (span, level, entity)


@dataclass(frozen=True, slots=True)
class Block:
    """Straight-line code on the rows of an entity.

    Attributes:
        entity: place of the entity.
        nodes: what is computed, in order.
    """

    entity: int
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A program in blocks.

    Attributes:
        blocks: in the order in which they are run.
        place: where each stored value is in the row of its entity, in bytes.
        sizes: bytes that stored values take in a row of each entity.
    """

    blocks: tuple[Block, ...]
    place: dict[int, int]
    sizes: tuple[int, ...]


@dataclass(slots=True)
class _Work:
    """What is computed: the other nodes are read where they are.

    Attributes:
        nodes: in an order in which they can be computed.
        reads: for each, the nodes of work that it reads, and whether across rows.
        used: for each, the nodes of work that read it, and whether across rows.
        kept: those that outputs need to the end.
    """

    nodes: list[int] = field(default_factory=list)
    reads: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)
    used: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)


def scheduled(face: Interface) -> Schedule:
    """Return a program in blocks."""
    work = _work(face)
    ranks = _ranks(face, work)
    _sink(face, work, ranks)
    blocks = tuple(_blocks(work, ranks))
    place, sizes = _stored(face, work, blocks)
    return Schedule(blocks, place, sizes)


# ---------------------------------------------------------------- what is computed


def crosses(op: str) -> bool:
    """Return whether an operation reads the rows of other members."""
    return op in REDUCTIONS or op in PICKS or op == "rank"


def read_by(face: Interface, number: int) -> tuple[int, ...]:
    """Return what a node reads; a reduction converts as it goes, rather than store wider values."""
    graph = face.program.graph
    node = graph[number]
    if node.op not in REDUCTIONS:
        return node.args
    arg = graph[node.args[0]]
    if arg.op == "cast" and face.kinds.of[arg.args[0]] in (MASK, I4, F4):
        return arg.args
    return node.args


def _work(face: Interface) -> _Work:
    """Return what is computed; what is put out must be in its own row."""
    outputs = {o.node for o in face.program.outputs.values() if face.entity[o.node] is not None}
    work = _Work(kept=outputs)
    computed: set[int] = set()
    for number in _needed(face, outputs):
        op = face.program.graph[number].op
        if face.entity[number] is None or (op in _READ_IN_PLACE and number not in outputs):
            continue
        computed.add(number)
        work.nodes.append(number)
        work.used[number] = []
        work.reads[number] = list(_read(face, number, computed))
        for arg, across in work.reads[number]:
            work.used[arg].append((number, across))
    return work


def _needed(face: Interface, outputs: set[int]) -> list[int]:
    """Return the nodes that outputs need, in order."""
    needed = set(outputs)
    for number in reversed(face.program.live()):
        if number in needed:
            needed.update(read_by(face, number))
    return sorted(needed)


def _read(face: Interface, number: int, computed: set[int]) -> Iterator[tuple[int, bool]]:
    """Yield the work that a node reads: a projection is read where its group is."""
    graph = face.program.graph
    op = graph[number].op
    across = crosses(op) or op == "project"
    for arg in dict.fromkeys(read_by(face, number)):
        if arg in computed:
            yield arg, across
        elif graph[arg].op == "project" and graph[arg].args[0] in computed:
            yield graph[arg].args[0], True


# ---------------------------------------------------------------- levels


def _ranks(face: Interface, work: _Work) -> dict[int, Rank]:
    """Return the first block where each node can be computed."""
    ranks: dict[int, Rank] = {}
    for place, number in enumerate(work.nodes):
        span, level = place // SPAN, 0
        for arg, across in work.reads[number]:
            if ranks[arg][0] == span:
                level = max(level, ranks[arg][1] + across)
        entity = face.entity[number]
        assert entity is not None
        ranks[number] = (span, level, entity)
    return ranks


def _sink(face: Interface, work: _Work, ranks: dict[int, Rank]) -> None:
    """Move each node to the block that uses it first, where fewer bytes wait between blocks."""
    for number in reversed(work.nodes):
        users = work.used[number]
        if number in work.kept or not users:
            continue
        span, level, entity = ranks[number]
        # A block reads what blocks of earlier levels have stored.
        target = min((ranks[u][0], ranks[u][1] - across) for u, across in users)
        if target <= (span, level) or target[1] < 0:
            continue
        moved = (*target, entity)
        if _gain(face, work, ranks, number, moved) >= 0:
            ranks[number] = moved


def _gain(face: Interface, work: _Work, ranks: dict[int, Rank], number: int, moved: Rank) -> int:
    """Return the bytes that need not wait when a node is moved, less those that must."""
    kinds = face.kinds.of
    stays = any(ranks[u] != moved for u, _ in work.used[number])
    gain = 0 if stays else BYTES[kinds[number]]
    for arg, _ in work.reads[number]:
        waits = arg in work.kept or any(ranks[u] >= moved for u, _ in work.used[arg] if u != number)
        if not waits:
            stored = any(ranks[u] != ranks[arg] or x for u, x in work.used[arg] if u != number)
            gain -= BYTES[kinds[arg]] // (2 if stored else 1)
    return gain


# ---------------------------------------------------------------- blocks


def _blocks(work: _Work, ranks: dict[int, Rank]) -> Iterator[Block]:
    by_rank: dict[Rank, list[int]] = {}
    for number in work.nodes:
        by_rank.setdefault(ranks[number], []).append(number)
    for rank in sorted(by_rank):
        ordered = _depth_first(work, by_rank[rank])
        for start, end in _cuts(len(ordered)):
            yield Block(rank[2], tuple(ordered[start:end]))


def _cuts(length: int) -> Iterator[tuple[int, int]]:
    """Yield the ends of equal parts, none of more than MOST_IN_BLOCK."""
    parts = -(-length // MOST_IN_BLOCK)
    for part in range(parts):
        yield part * length // parts, (part + 1) * length // parts


def _depth_first(work: _Work, numbers: list[int]) -> list[int]:
    """Return nodes so that each comes just before what uses it: few registers are busy."""
    here, out = set(numbers), dict[int, None]()
    for root in numbers:
        if any(u in here for u, _ in work.used[root]):
            continue
        waiting = [(root, False)]
        while waiting:
            number, ready = waiting.pop()
            if number in out:
                continue
            if ready:
                out[number] = None
                continue
            waiting.append((number, True))
            waiting += [(a, False) for a, _ in reversed(work.reads[number]) if a in here]
    return list(out)


# ---------------------------------------------------------------- where values wait


def _stored(
    face: Interface, work: _Work, blocks: tuple[Block, ...]
) -> tuple[dict[int, int], tuple[int, ...]]:
    """Return the place of each value that another block reads, and the bytes of a row.

    A place is taken again once the last block that reads it is over.
    """
    block_of = {n: place for place, block in enumerate(blocks) for n in block.nodes}
    place: dict[int, int] = {}
    rows = [_Row() for _ in face.entities]
    ends: dict[int, list[int]] = {}
    for at, block in enumerate(blocks):
        row = rows[block.entity]
        for number in block.nodes:
            last = max((block_of[u] for u, _ in work.used[number]), default=at)
            if number in work.kept:
                last = len(blocks)
            if last > at:
                place[number] = row.take(BYTES[face.kinds.of[number]])
                ends.setdefault(last, []).append(number)
        for number in ends.get(at, ()):
            entity = face.entity[number]
            assert entity is not None
            rows[entity].give(place[number], BYTES[face.kinds.of[number]])
    return place, tuple(row.size for row in rows)


class _Row:
    """The places of a row."""

    def __init__(self) -> None:
        self.size = 0
        self._free: dict[int, list[int]] = {size: [] for size in BYTES.values()}

    def take(self, size: int) -> int:
        """Return a place of some bytes, the first one that is free; it crosses no line of cache."""
        if self._free[size]:
            return heapq.heappop(self._free[size])
        hole = -self.size % size
        if hole:
            self.give(self.size, hole)
            self.size += hole
        self.size += size
        return self.size - size

    def give(self, place: int, size: int) -> None:
        """Free a place."""
        heapq.heappush(self._free[size], place)
