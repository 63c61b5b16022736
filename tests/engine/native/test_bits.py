"""Compiled programs give the bits of numpy: any operation, any population, any lanes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.native.random_programs import Case, case, differences, population

from justedroit.engine.native import Native, build
from justedroit.engine.native.compilation import LANES, best_lanes
from justedroit.engine.replay import Replay

HERE = list(LANES)[list(LANES).index(best_lanes()) :]  # those that this machine can run

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NaN are meant


def built(one: Case, lanes: str) -> Native:
    with TemporaryDirectory() as folder:
        return Native(build(one.program, Path(folder), lanes=lanes), one.program)


@pytest.mark.parametrize("lanes", HERE)
@given(
    seed=st.integers(0, 10**6),
    steps=st.sampled_from([20, 150, 300]),
    persons=st.sampled_from([1, 2, 30, 300]),
    links=st.sampled_from([0, 0.02, 0.3, 1]),
)
@settings(max_examples=settings.default.max_examples // 12)  # each one is compiled
def test_any_program_gives_the_bits_of_the_replay(lanes, seed, steps, persons, links):
    one = case(seed, steps, persons, links)
    expected = Replay(one.program).run(one.population, one.inputs, one.doors)
    found = built(one, lanes).run(one.population, one.tables(), one.doors, threads=1 + seed % 2)
    assert found.keys() == expected.keys()
    assert differences(expected, found) == []


@pytest.fixture(scope="module")
def large() -> tuple[Case, Native]:
    """Return a long program, and the library made of it."""
    one = case(11, 250, 3000, 0)
    return one, built(one, best_lanes())


def test_one_library_serves_populations_of_any_shape(large):
    one, native = large
    replay = Replay(one.program)
    random = np.random.default_rng(1)
    for persons, links in ((1, 0), (3, 1), (77, 0.02), (2000, 0), (500, 1)):
        people = population(random, persons, links)
        other = case_of(one, people, random)
        expected = replay.run(people, other.inputs, one.doors)
        assert differences(expected, native.run(people, other.tables(), one.doors)) == []


def test_many_batches_and_threads_give_what_one_gives(large, monkeypatch):
    one, native = large
    alone = native.run(one.population, one.tables(), one.doors)
    monkeypatch.setattr("justedroit.engine.native.running.BATCH_BYTES", 1 << 14)
    assert differences(alone, native.run(one.population, one.tables(), one.doors)) == []
    assert differences(alone, native.run(one.population, one.tables(), one.doors, threads=4)) == []


def case_of(one: Case, people, random) -> Case:
    """The same program for others, with inputs of the same range drawn again."""
    inputs = {}
    graph = one.program.graph
    for number in one.program.live():
        node = graph[number]
        if node.op == "input":
            known = one.inputs[node.static]
            inputs[node.static] = known[random.integers(0, len(known), people.count(node.entity))]
    return Case(one.program, people, inputs, one.doors)
