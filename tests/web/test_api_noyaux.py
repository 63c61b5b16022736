"""A client does not take the machine: what is compiled is counted, and what is not used goes."""

import os

import pytest

from justedroit.core.droits.openfisca import api
from justedroit.web.api.construire import _allowed
from justedroit.web.api.noyaux import BUILDS_AN_HOUR, SEEN, TRIES_AN_HOUR, ShapeKernels, make_room

SHAPE = api.Shape(
    "openfisca_country_template",
    (),
    frozenset({("salary", "2016-05")}),
    (("income_tax", "2016-05"),),
    repeated=False,
)


@pytest.fixture
def builds(tmp_path):
    folder = tmp_path / "builds"
    folder.mkdir()
    return folder


def test_a_shape_is_compiled_when_it_was_asked_often_enough(tmp_path):
    kernels = ShapeKernels(tmp_path / "shapes")
    for _ in range(SEEN - 1):
        assert kernels.kernel(SHAPE) is None
        assert not kernels.is_building()
    assert kernels.kernel(SHAPE) is None
    assert kernels.is_building()
    kernels.wait()
    assert kernels.kernel(SHAPE) is not None
    again = ShapeKernels(tmp_path / "shapes")
    assert again.kernel(SHAPE) is not None
    again.refuse(SHAPE)
    assert again.kernel(SHAPE) is None
    assert ShapeKernels(tmp_path / "shapes").kernel(SHAPE) is None


def test_an_hour_has_so_many_builds(builds):
    for number in range(BUILDS_AN_HOUR):
        assert _allowed(builds, f"shape{number}")
    assert not _allowed(builds, "another")
    for mark in builds.iterdir():
        os.utime(mark, (0, 0))
    assert _allowed(builds, "another")


def test_a_shape_has_so_many_tries(builds):
    for number in range(TRIES_AN_HOUR):
        (builds / f"shape-{number}").touch()
    assert not _allowed(builds, "shape")
    assert _allowed(builds, "another")


def test_the_shapes_used_last_stay(tmp_path, builds):
    for number in range(5):
        place = tmp_path / f"shape{number}"
        place.mkdir()
        (place / "made.json").touch()
        os.utime(place, (number, 9 if number == 0 else number))
    make_room(tmp_path, kept=2)
    assert {place.name for place in tmp_path.iterdir()} == {"builds", "shape0", "shape4"}
