"""Who belongs to whom: groups, their order, clusters."""

import numpy as np
import pytest

from justedroit.engine.graph import Entities
from justedroit.engine.population import Group, Population

ENTITIES = Entities("person", {"family": ("parent", "child"), "dwelling": ("tenant",)})


def population(family, dwelling, roles=None):
    size = len(family)
    roles = np.zeros(size, np.int8) if roles is None else np.array(roles, np.int8)
    return Population(
        size,
        ENTITIES,
        {
            "family": Group(max(family) + 1, np.array(family), roles),
            "dwelling": Group(max(dwelling) + 1, np.array(dwelling), np.zeros(size, np.int8)),
        },
    )


def test_a_group_without_a_member_is_refused():
    with pytest.raises(ValueError, match="without a member"):
        population([0, 2], [0, 0])


def test_a_missing_entity_is_refused():
    with pytest.raises(ValueError, match="no groups are given for dwelling"):
        Population(1, ENTITIES, {"family": Group(1, np.zeros(1, int), np.zeros(1, np.int8))})


def test_persons_linked_by_any_group_are_one_cluster():
    # Two families share a dwelling; a third lives alone.
    assert population([0, 1, 1, 2], [0, 0, 0, 1]).clusters.tolist() == [0, 0, 0, 3]


def test_a_family_over_two_dwellings_links_them():
    assert population([0, 0, 1, 1], [0, 1, 1, 2]).clusters.tolist() == [0, 0, 0, 0]


def test_positions_follow_the_order_of_persons():
    group = population([1, 0, 1, 0, 1], [0] * 5).groups["family"]
    assert group.position.tolist() == [0, 0, 1, 1, 2]


def test_roles_are_read_by_name():
    found = population([0, 0, 0], [0, 0, 0], roles=[0, 1, 1])
    assert found.holds("family", ("child",)).tolist() == [False, True, True]
    assert found.holds("family", ("parent", "child")).all()
