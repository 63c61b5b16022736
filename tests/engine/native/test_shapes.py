"""Clusters of one shape, eight by eight: everyone is there, and rows hold for their lanes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.native.random_programs import ENTITIES, population

from justedroit.engine.native import shapes
from justedroit.engine.native.shapes import clusters, layout_of
from justedroit.engine.population import Group, Population


@st.composite
def populations(draw):
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    return population(
        random, draw(st.integers(1, 300)), draw(st.sampled_from([0, 0.01, 0.1, 0.5, 1]))
    )


def linked(people: Population) -> list[int]:
    """The cluster of each person, by following links one by one."""
    label = list(range(people.persons))
    while True:
        before = list(label)
        for group in people.groups.values():
            for g in range(group.count):
                members = np.flatnonzero(group.of_person == g)
                least = min(label[m] for m in members)
                for m in members:
                    label[m] = least
        if label == before:
            return label


@given(people=populations())
def test_a_cluster_is_what_links_join(people):
    assert clusters(people).tolist() == linked(people)


@given(people=populations())
def test_every_member_of_every_entity_has_a_lane(people):
    layout = layout_of(people)
    for entity, lanes in layout.lanes.items():
        assert sorted(set(lanes.ravel().tolist())) == list(range(people.count(entity)))
        assert layout.packs[entity][-1] == len(lanes) == layout.rows.count(entity)


@given(people=populations())
def test_what_a_row_knows_holds_for_its_eight_lanes(people):
    layout = layout_of(people)
    persons = layout.lanes["person"]
    for entity, group in people.groups.items():
        row = layout.rows.groups[entity]
        assert (group.role[persons] == row.role[:, None]).all()
        # The group of a member is in the same lane of the row of its group.
        assert (group.of_person[persons] == layout.lanes[entity][row.of_person]).all()
        assert (group.sizes[layout.lanes[entity]] == row.sizes[:, None]).all()


@given(people=populations())
def test_members_of_a_row_come_in_the_order_of_persons(people):
    layout = layout_of(people)
    for group in layout.rows.groups.values():
        for g in range(group.count):
            members = layout.lanes["person"][np.flatnonzero(group.of_person == g)]
            assert (np.diff(members, axis=0) > 0).all()


def test_clusters_of_one_shape_share_packs():
    people = couples(64)
    assert layout_of(people).rows.persons == 2 * 64 // 8


def test_rare_shapes_are_put_together_whatever_their_place(monkeypatch):
    monkeypatch.setattr(shapes, "STRETCH", 64)
    size = np.full(1024, 2)
    size[::64] = 3  # one in each stretch: sixteen in all, two packs
    people = of_sizes(size)
    assert layout_of(people).rows.persons == 2 * 16 * 8 + 3 * 2


def test_a_layout_is_worked_out_once():
    people = couples(3)
    assert layout_of(people) is layout_of(people)


def test_nobody_has_no_row():
    people = of_sizes(np.zeros(0, np.int64))
    assert layout_of(people).rows.persons == 0


def couples(count: int) -> Population:
    return of_sizes(np.full(count, 2))


def of_sizes(sizes: np.ndarray) -> Population:
    of_person = np.repeat(np.arange(len(sizes)), sizes)
    persons = len(of_person)
    groups = {
        entity: Group(len(sizes), of_person, np.zeros(persons, np.int8))
        for entity in ENTITIES.roles
    }
    return Population(persons, ENTITIES, groups)
