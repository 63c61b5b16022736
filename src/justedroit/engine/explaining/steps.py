"""Operations of one kind done by one call of numpy, on cells that are gathered by their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.node import Node
from justedroit.engine.operations import ARITHMETIC, COMPARISONS, LOGIC
from justedroit.engine.population import Population

if TYPE_CHECKING:
    from justedroit.engine.explaining.tape import Ready

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Step = Callable[[Mapping[Any, Array]], None]

_UFUNCS = {**ARITHMETIC, **COMPARISONS, **LOGIC}


def step_of(shape: Any, ready: Ready, nodes: Sequence[Node]) -> Step:
    """Return what computes a batch.

    Args:
        shape: the places of the cells.
        ready: the batch.
        nodes: its operations.
    """
    out = shape.out(int(ready.numbers[0]), int(ready.numbers[-1]))
    match ready.batch.op:
        case "door":
            return _door(shape, nodes)
        case "sum" | "pick_role" | "pick_nth":
            return _gathered(shape, ready, nodes, out)
        case "group_max" | "group_min" | "group_all":
            pool, places = shape.members(ready.args[0])
            rows = out.reshape(len(nodes), -1)
            return partial(_each, shape.population, nodes, rows, pool, places)
        case "rank":
            read = [shape.places(int(arg[0]), shape.population.persons) for arg in ready.args]
            cells = [(shape.pools[pool], places) for pool, places in read]
            return partial(_rank, shape.population, nodes[0], out, cells)
    return _elementwise(shape, ready, nodes, out)


def _elementwise(shape: Any, ready: Ready, nodes: Sequence[Node], out: Array) -> Step:
    lengths = shape.lengths(ready.numbers)
    ends = np.cumsum(lengths)
    within = np.arange(int(ends[-1])) - np.repeat(ends - lengths, lengths)
    read = [part for arg in ready.args for part in shape.read(arg, lengths, within)]
    match ready.batch.op:
        case "cast":
            return partial(_cast, out, *read)
        case "where":
            return partial(_where, out, *read)
        case "table":
            return partial(_table, out, (read[0], read[1]), _tables(nodes, lengths))
    ufunc = _UFUNCS[ready.batch.op]
    if len(read) == 2:
        return partial(_one, ufunc, out, *read)
    return partial(_two, ufunc, out, (read[0], read[1]), (read[2], read[3]))


def _tables(nodes: Sequence[Node], lengths: Ints) -> tuple[Array, Ints, Ints, Ints]:
    """Return the values of tables one after the other, and what each cell must know of its own.

    Returns:
        The values; by cell, the lowest key of its table, its last place, and where it begins.
    """
    values = [np.frombuffer(node.static[1], node.dtype) for node in nodes]
    sizes = np.array([len(table) for table in values])
    lowest = np.array([node.static[0] for node in nodes], np.int64)
    parts = (lowest, sizes - 1, np.cumsum(sizes) - sizes)
    return np.concatenate(values), *(np.repeat(part, lengths) for part in parts)


def _door(shape: Any, nodes: Sequence[Node]) -> Step:
    doors = []
    for node in nodes:
        out = shape.out(node.number)
        pool, places = shape.places(node.args[0], len(out))
        doors.append((node.static, out, shape.pools[pool], places))
    return partial(_through, doors)


def _gathered(shape: Any, ready: Ready, nodes: Sequence[Node], out: Array) -> Step:
    people, node = shape.population, nodes[0]
    group = people.groups[str(node.static[0])]
    members = _members(people, node)
    pool, places = shape.members(ready.args[0])
    if node.op == "sum":
        rows = np.arange(len(nodes))[:, None] * group.count + group.of_person[members]
        return partial(_sum, out, pool, places[:, members].ravel(), rows.ravel())
    from_ = np.full(group.count, -1)
    from_[group.of_person[members]] = members  # of several, the last: as numpy writes them
    raw = b"".join(node.static[2] for node in nodes)
    default = np.frombuffer(raw, node.dtype)[:, None]
    return partial(
        _picked, out.reshape(len(nodes), -1), pool, places[:, from_], (from_ < 0, default)
    )


def _members(people: Population, node: Node) -> Ints:
    """Return the persons that an operation takes."""
    entity, which = str(node.static[0]), node.static[1]
    if node.op == "pick_nth":
        return np.flatnonzero(people.groups[entity].position == which)
    if which is None:
        return np.arange(people.persons)
    return np.flatnonzero(people.holds(entity, which))


def _one(ufunc: np.ufunc, out: Array, a: Array, at: Ints, _doors: Any) -> None:
    ufunc(a.take(at), out=out)


def _two(
    ufunc: np.ufunc,
    out: Array,
    left: tuple[Array, Ints],
    right: tuple[Array, Ints],
    _doors: Any,
) -> None:
    ufunc(left[0].take(left[1]), right[0].take(right[1]), out=out)


def _cast(out: Array, a: Array, at: Ints, _doors: Any) -> None:
    out[:] = a.take(at)


def _where(out: Array, *read: Any) -> None:
    condition, at, yes, yes_at, no, no_at, _doors = read
    out[:] = np.where(condition.take(at), yes.take(yes_at), no.take(no_at))


def _table(
    out: Array, read: tuple[Array, Ints], tables: tuple[Array, Ints, Ints, Ints], _doors: Any
) -> None:
    (pool, places), (values, lowest, last, begins) = read, tables
    key = pool.take(places).astype(np.int64) - lowest
    out[:] = values.take(np.clip(key, 0, last) + begins)


def _through(nodes: Sequence[Any], doors: Mapping[Any, Array]) -> None:
    for key, out, pool, places in nodes:
        out[:] = doors[key][pool.take(places)]


def _sum(out: Array, pool: Array, places: Ints, rows: Ints, _doors: Any) -> None:
    # Each sum adds its members in their order, as a sum alone does: the bits are the same.
    out[:] = np.bincount(rows, weights=pool.take(places), minlength=len(out))


def _picked(out: Array, pool: Array, places: Ints, missing: tuple[Any, Array], _doors: Any) -> None:
    nobody, default = missing
    out[:] = np.where(nobody, default, pool.take(places))


def _each(
    people: Population, nodes: Sequence[Node], out: Array, pool: Array, places: Ints, _doors: Any
) -> None:
    for row, node, cells in zip(out, nodes, pool.take(places), strict=True):
        row[:] = people.compute(node, (cells,))


def _rank(people: Population, node: Node, out: Array, read: Sequence[Any], _doors: Any) -> None:
    out[:] = people.compute(node, [pool.take(places) for pool, places in read])
