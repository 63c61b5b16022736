"""Clusters of one shape, eight by eight.

The persons of a cluster share groups with nobody else (`engine.population`). Clusters of one
shape have, person by person, the same groups and the same roles. Eight of them are a pack: each
person of the shape is a row of eight lanes, each group too. What is known of a row (its group, its
role, the members it adds up) holds for its eight lanes, so the rows are a population themselves,
eight times smaller, and a kernel goes from row to row with plain loads.

The last pack of a shape is filled with its last cluster, computed again: same cells, same values.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from justedroit.engine.native.kinds import MOST_MEMBERS
from justedroit.engine.population import Group, Population

LANES = 8
STRETCH = 4096  # clusters
COMMON = 24  # clusters of a shape in a stretch, at least: three packs

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layout:
    """A population in packs.

    Attributes:
        rows: the rows as a population of their own, packs one after the other.
        lanes: by entity, the members of each row, shape `(rows, LANES)`.
        packs: by entity, first row of each pack, and the end, shape `(packs + 1,)`.
    """

    rows: Population
    lanes: dict[str, npt.NDArray[np.int32]]
    packs: dict[str, Ints]


_kept: WeakKeyDictionary[Population, Layout] = WeakKeyDictionary()
_lock = threading.Lock()


def layout_of(population: Population) -> Layout:
    """Return a population in packs, worked out once.

    Raises:
        ValueError: more members than lanes can number.
    """
    with _lock:
        found = _kept.get(population)
    if found is None:
        found = _laid_out(population)
        with _lock:
            _kept[population] = found
    return found


def _laid_out(population: Population) -> Layout:
    if population.persons >= 1 << 31:
        raise ValueError("more than 2^31 persons: run them in parts")
    cluster = clusters(population)
    order, starts, sizes = _by_cluster(cluster)
    if len(sizes) and sizes.max() > MOST_MEMBERS:
        raise ValueError(f"a cluster of {sizes.max()} persons: at most {MOST_MEMBERS} are computed")
    slot = np.arange(len(order)) - np.repeat(starts, sizes)
    firsts = {e: _first_slot(g, order, slot) for e, g in population.groups.items()}
    codes = _codes(population, order, firsts)
    shape = _shapes(codes, slot, starts, sizes)
    chosen, pack_sizes = _packs(shape, sizes)
    return _rows(population, order, _Packs(starts, chosen, pack_sizes), firsts)


# ---------------------------------------------------------------- clusters


def clusters(population: Population) -> Ints:
    """Return the least number of a person of the cluster of each person, shape `(persons,)`."""
    label = np.arange(population.persons)
    groups = sorted(population.groups.values(), key=lambda group: group.count)
    changed = True
    while changed:
        changed = False
        for group in groups:
            spread = _least(group, label)[group.of_person]
            if not np.array_equal(spread, label):
                label, changed = spread, True
        if len(groups) == 1:
            break
    return label


def _least(group: Group, label: Ints) -> Ints:
    """Return the least label of the members of each group."""
    of_person = group.of_person
    if len(of_person) and (of_person[1:] >= of_person[:-1]).all():
        return np.minimum.reduceat(label, np.cumsum(group.sizes) - group.sizes)
    out = np.full(group.count, len(label))
    np.minimum.at(out, of_person, label)
    return out


def changes(sorted_: Ints) -> Ints:
    """Return where each run of equal numbers starts."""
    if not len(sorted_):
        return np.zeros(0, np.int64)
    return np.concatenate([[0], np.flatnonzero(sorted_[1:] != sorted_[:-1]) + 1])


def _ends(counts: npt.NDArray[Any]) -> Ints:
    """Return the running total of some counts, from zero."""
    return np.cumsum(np.concatenate([[0], counts]))


def _by_cluster(cluster: Ints) -> tuple[Ints, Ints, Ints]:
    """Return persons cluster by cluster in their order, where each cluster starts, its size."""
    if (cluster[1:] >= cluster[:-1]).all():
        order = np.arange(len(cluster))
    else:
        order = np.argsort(cluster, kind="stable")
    found = cluster[order]
    starts = changes(found)
    return order, starts, np.diff(starts, append=len(found))


# ---------------------------------------------------------------- shapes


def _first_slot(group: Group, order: Ints, slot: Ints) -> Ints:
    """Return the slot of the first member of the group of each person, in order of clusters."""
    of_person = group.of_person[order]
    first = np.empty(group.count, np.int64)
    first[of_person[::-1]] = slot[::-1]  # written last: the first member
    return first[of_person]


def _codes(population: Population, order: Ints, firsts: dict[str, Ints]) -> Ints:
    """Return a number for each person: the same for the same groups and roles."""
    code = np.zeros(len(order), np.int64)
    largest = 1
    for entity, group in population.groups.items():
        for part in (firsts[entity], group.role[order].astype(np.int64)):
            size = int(part.max(initial=0)) + 1
            if largest * size >= 1 << 62:
                code = np.unique(code, return_inverse=True)[1]
                largest = int(code.max(initial=0)) + 1
            code = code * size + part
            largest *= size
    return code


def _shapes(codes: Ints, slot: Ints, starts: Ints, sizes: Ints) -> Ints:
    """Return the shape of each cluster: a hash that is checked, and made again if it collides."""
    if len(starts) <= 1:
        return np.zeros(len(starts), np.int64)
    for seed in range(8):
        random = np.random.default_rng(seed)
        factors = random.integers(1 << 62, size=int(sizes.max()) + 1, dtype=np.int64) * 2 + 1
        mixed = (codes + factors[-1]) * factors[slot]
        mixed ^= mixed >> 29
        hashed = np.add.reduceat(mixed * factors[-1], starts) * 31 + sizes
        _, example, shape = np.unique(hashed, return_index=True, return_inverse=True)
        same = np.array_equal(sizes, sizes[example[shape]])
        if same and np.array_equal(codes, codes[np.repeat(starts[example[shape]], sizes) + slot]):
            return np.asarray(shape)
    raise ValueError("shapes of households collide again and again")  # pragma: no cover


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, eq=False)
class _Packs:
    """Clusters eight by eight.

    Attributes:
        starts: first person of each cluster, in order of clusters.
        chosen: clusters of each pack, shape `(packs, LANES)`.
        sizes: persons of the shape of each pack.
    """

    starts: Ints
    chosen: Ints
    sizes: Ints


def _packs(shape: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Return the clusters of each pack, and the size of each.

    Packs go stretch by stretch of the population, so that what is read and written together is
    near in memory; clusters of rare shapes are put together at the end, or packs would be half
    empty.
    """
    stretch = np.arange(len(shape)) // STRETCH
    common = np.bincount(shape)[shape] * STRETCH >= COMMON * len(shape)
    stretch[~common] = len(shape) // STRETCH + 1
    sort = stretch * (shape.max(initial=0) + 1) + shape
    order = np.argsort(sort, kind="stable")
    sort = sort[order]
    starts = changes(sort)
    counts = np.diff(starts, append=len(sort))
    packs = -(-counts // LANES)
    first = np.repeat(np.cumsum(packs) - packs, packs)  # first pack of the shape of each pack
    within = (np.arange(len(first)) - first)[:, None] * LANES + np.arange(LANES)
    within = np.minimum(within, np.repeat(counts - 1, packs)[:, None])
    chosen = order[np.repeat(starts, packs)[:, None] + within]
    return chosen, sizes[chosen[:, 0]]


def _rows(population: Population, order: Ints, packs: _Packs, firsts: dict[str, Ints]) -> Layout:
    person = population.entities.person
    ends = _ends(packs.sizes)
    start = np.repeat(ends[:-1], packs.sizes)
    slot = np.arange(len(start)) - start
    place = np.repeat(packs.starts[packs.chosen], packs.sizes, axis=0) + slot[:, None]
    persons = order[place]
    lanes = {person: persons.astype(np.int32)}
    bounds = {person: ends}
    groups = {}
    for entity, group in population.groups.items():
        first = firsts[entity][place[:, 0]]
        leads = first == slot
        number = np.cumsum(leads) - 1
        groups[entity] = Group(int(leads.sum()), number[start + first], group.role[persons[:, 0]])
        lanes[entity] = group.of_person[persons[leads]].astype(np.int32)
        bounds[entity] = _ends(leads)[ends]
    return Layout(Population(len(start), population.entities, groups), lanes, bounds)
