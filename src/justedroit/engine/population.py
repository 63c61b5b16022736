"""Who belongs to whom: persons, their groups, and the clusters that share nothing.

A cluster is a set of persons that no group links to another: a household with all its families
and tax units. Two clusters have the same shape when their members have, one by one, the same
groups and the same roles: a couple with two children, a lone parent with a lodger. Back ends
may compute all the clusters of a shape side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from justedroit.engine.graph import Entities
    from justedroit.engine.node import Node

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Group:
    """A group entity: which group each person belongs to, and as what.

    Attributes:
        count: number of groups; each has a member at least.
        of_person: group of each person, shape `(persons,)`.
        role: place of the role of each person in `Entities.roles`, shape `(persons,)`.
    """

    count: int
    of_person: Ints
    role: npt.NDArray[np.int8]

    @cached_property
    def sizes(self) -> Ints:
        """Return the number of members of each group."""
        return np.bincount(self.of_person, minlength=self.count)

    @cached_property
    def by_group(self) -> Ints:
        """Return the persons, group by group, in their order."""
        return np.argsort(self.of_person, kind="stable")

    @cached_property
    def position(self) -> Ints:
        """Return the place of each person in its group."""
        starts = np.cumsum(self.sizes) - self.sizes
        out = np.empty(len(self.of_person), np.int64)
        out[self.by_group] = np.arange(len(out)) - np.repeat(starts, self.sizes)
        return out


class Population:
    """Persons and their groups.

    Attributes:
        persons: number of persons.
        entities: the entities and their roles.
        groups: by group entity.
    """

    def __init__(self, persons: int, entities: Entities, groups: Mapping[str, Group]) -> None:
        """Keep who belongs to whom.

        Raises:
            ValueError: a group entity is missing, or a group has no member.
        """
        self.persons, self.entities, self.groups = persons, entities, groups
        for name in entities.roles:
            group = groups.get(name)
            if group is None:
                raise ValueError(f"no groups are given for {name}")
            if len(group.of_person) != persons or len(group.role) != persons:
                raise ValueError(f"every person needs one {name}")
            if ((group.role < 0) | (group.role >= len(entities.roles[name]))).any():
                raise ValueError(f"a role that no {name} has")
            if (group.sizes == 0).any() or len(group.sizes) != group.count:
                raise ValueError(f"a {name} without a member, or of a number too large")
        self._masks: dict[Any, Array] = {}

    @cached_property
    def clusters(self) -> Ints:
        """Return the cluster of each person: its lowest person, shape `(persons,)`."""
        label = np.arange(self.persons)
        while True:
            before = label
            for group in self.groups.values():
                lowest = np.full(group.count, self.persons)
                np.minimum.at(lowest, group.of_person, label)
                label = lowest[group.of_person]
            if (label == before).all():
                return label

    def count(self, entity: str) -> int:
        """Return the number of members of an entity."""
        return self.persons if entity == self.entities.person else self.groups[entity].count

    def holds(self, entity: str, roles: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return the persons that have one of some roles, shape `(persons,)`."""
        key = (entity, tuple(roles))
        if key not in self._masks:
            named = np.array([role in roles for role in self.entities.roles[entity]])
            self._masks[key] = named[self.groups[entity].role]
        return np.asarray(self._masks[key], dtype=bool)

    def compute(self, node: Node, args: Sequence[Array]) -> Array:
        """Return the result of an operation between entities: see `engine.operations`."""
        if node.op == "has_role":
            return self.holds(*node.static)
        group = self.groups[str(node.static[0])]
        if node.op == "project":
            return np.asarray(np.broadcast_to(args[0], (group.count,))[group.of_person])
        if node.op == "rank":
            criteria, condition = (np.broadcast_to(a, (self.persons,)) for a in args)
            return _rank(group, criteria, condition)
        if node.op == "count":
            return self._counted(node, group).astype(node.dtype)
        persons = np.broadcast_to(args[0], (self.persons,))
        if node.op == "pick_nth":
            return self._picked(node, group, group.position == node.static[1], persons)
        member = np.ones(self.persons, bool)
        if node.static[1] is not None:
            member = self.holds(str(node.static[0]), node.static[1])
        if node.op == "pick_role":
            return self._picked(node, group, member, persons)
        return _gathered(node.op, group, member, persons)

    def _counted(self, node: Node, group: Group) -> Array:
        if node.static[1] is None:
            return group.sizes
        member = self.holds(str(node.static[0]), node.static[1])
        return np.bincount(group.of_person, weights=member, minlength=group.count)

    @staticmethod
    def _picked(node: Node, group: Group, member: Array, persons: Array) -> Array:
        default = np.frombuffer(node.static[2], node.dtype)[0]
        out = np.full(group.count, default, node.dtype)
        out[group.of_person[member]] = persons[member]
        return out


def _gathered(op: str, group: Group, member: Array, persons: Array) -> Array:
    of_person, values = group.of_person[member], persons[member]
    match op:
        case "sum":
            # Of nobody at all, bincount gives integers.
            counted = np.bincount(of_person, weights=values, minlength=group.count)
            return counted.astype(np.float64, copy=False)
        case "group_all":
            return np.asarray(np.bincount(of_person, ~values, group.count) == 0)
        case "group_max":
            out = np.full(group.count, -np.inf)
            np.maximum.at(out, of_person, values)
            return out
        case "group_min":
            out = np.full(group.count, np.inf)
            np.minimum.at(out, of_person, values)
            return out
    raise KeyError(f"unknown operation: {op}")


def _rank(group: Group, criteria: Array, condition: Array) -> Array:
    """Return the rank of each person in its group: equal criteria keep the order of persons."""
    filtered = np.where(condition, criteria, np.inf)
    order = np.lexsort((group.position, filtered, group.of_person))
    starts = np.cumsum(group.sizes) - group.sizes
    rank = np.empty(len(group.of_person), np.int64)
    rank[order] = np.arange(len(rank)) - np.repeat(starts, group.sizes)
    return np.where(condition, rank, -1)
