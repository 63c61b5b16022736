"""Legal parameters remember their names, and are numbers like any others."""

import operator

import numpy as np
import pytest

from justedroit.engine.tracing.amounts import bare, named, paths_of

RATE, COUNT = named(0.25, frozenset(["rate"])), named(3, frozenset(["count"]))


@pytest.mark.parametrize("act", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_the_arithmetic_of_parameters_keeps_their_names(act):
    for found, expected in [
        (act(RATE, COUNT), act(0.25, 3)),
        (act(2, RATE), act(2, 0.25)),
        (act(COUNT, 2.5), act(3, 2.5)),
    ]:
        assert found == expected
        assert type(bare(found)) is type(expected)
        assert "rate" in paths_of(found) or "count" in paths_of(found)
    assert paths_of(act(RATE, COUNT)) == {"rate", "count"}
    assert paths_of(-RATE) == {"rate"}


def test_an_array_is_promoted_as_by_a_plain_number():
    values = np.ones(3, np.float32)
    assert (values * RATE).dtype == np.float32
    assert (RATE + values).dtype == np.float32
    assert (np.ones(3, np.int16) * COUNT).dtype == np.int16
    assert np.where(values > RATE, RATE, values).dtype == np.float32
    assert np.maximum(RATE, COUNT) == 3


def test_scalars_of_numpy_are_not_changed():
    for scalar in (np.float64(0.1), np.float32(0.1), np.int32(7)):
        for act in (operator.add, operator.mul, operator.sub):
            assert act(RATE, scalar) == act(0.25, scalar)
            assert type(bare(act(RATE, scalar))) is type(act(0.25, scalar))
            assert act(scalar, RATE) == act(scalar, 0.25)
            assert np.asarray(act(scalar, RATE)).dtype == np.asarray(act(scalar, 0.25)).dtype


def test_lists_of_parameters_make_plain_arrays():
    assert np.array([RATE, RATE]).dtype == np.float64
    assert np.array([COUNT, COUNT]).dtype == np.int64
    assert list(range(COUNT)) == [0, 1, 2]
