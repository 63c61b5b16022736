"""What a library is given: tables of all sorts, each read as the replay reads it or refused."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from justedroit.engine.columns import BadInput, Table
from justedroit.engine.graph import Entities, Graph, Output, Program
from justedroit.engine.native import Native, NotCompiled, build, generate
from justedroit.engine.population import Group, Population

ENTITIES = Entities("person", {"home": ("one", "other")})
DTYPES = {"f4": "x", "f8": "y", "i2": "code", "i4": "n", "?": "flag", "M8[D]": "day"}


def program() -> Program:
    """Every type of input comes out as it went in."""
    graph, outputs = Graph(), {}
    for dtype, name in DTYPES.items():
        for period in ("1", "2"):
            number = graph.input((name, period), dtype, "person")
            outputs[name, period] = Output(number, "person")
    outputs["four"] = Output(graph.constant(4, np.int16), "home")
    outputs["late"] = Output(graph.input(("text", "1"), "i4", "person"), "person")
    door = graph.add("door", [outputs["late"].node], ("zone", "1"), dtype=np.float32)
    alone = graph.add("door", [graph.constant(1, "i4")], ("zone", "1"), dtype=np.float32)
    double = graph.add("add", [alone, alone])
    outputs["zone"] = Output(door, "person")
    outputs["same for all"] = Output(double, "home")
    outputs["both"] = Output(graph.add("add", [door, double]), "person")
    return Program(graph, outputs, ENTITIES)


@pytest.fixture(scope="module")
def native(tmp_path_factory):
    return Native(build(program(), tmp_path_factory.mktemp("library")), program())


def people(count: int = 20) -> Population:
    home = np.arange(count) // 2
    return Population(
        count, ENTITIES, {"home": Group(-(-count // 2), home, np.zeros(count, np.int8))}
    )


def tables(count: int = 20, **replaced: Table) -> list[Table]:
    random = np.random.default_rng(3)
    out = {
        name: Table(name, ["1", "2"], random.integers(0, 2, (count, 2)).astype(dtype), default=0)
        for dtype, name in DTYPES.items()
    }
    out["text"] = Table("text", ["1"], np.zeros((count, 1), np.int32))
    return list((out | replaced).values())


ZONES = {("zone", "1"): np.array([1.5, 2.5], np.float32)}


def test_types_come_back_as_they_went_in(native):
    found = native.run(people(), tables(), ZONES)
    for table in tables():
        for place, key in enumerate(table.keys()):
            if table.variable != "text":
                assert found[key].dtype == table.values.dtype
                assert (found[key] == table.values[:, place]).all()


@pytest.mark.parametrize("given", ["f8", "i8", "i4", "i2", "u1", "?", "u4"])
def test_values_of_another_type_are_converted_as_numpy_does(native, given):
    values = np.random.default_rng(5).integers(0, 99, (20, 2)).astype(given)
    for dtype, name in DTYPES.items():
        if dtype != "M8[D]":
            found = native.run(people(), tables(**{name: Table(name, ["1", "2"], values)}), ZONES)
            assert (found[name, "2"] == values[:, 1].astype(dtype)).all()


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("name", ["x", "y", "flag", "day"])
def test_an_index_a_mask_and_shared_columns_are_read_as_the_replay_reads_them(native, name, order):
    random = np.random.default_rng(8)
    dtype = next(d for d, n in DTYPES.items() if n == name)
    table = Table(
        name,
        ["1", "2"],
        np.asarray(random.integers(0, 2, (7, 5)).astype(dtype), order=order),
        index=random.integers(-1, 7, 20),
        known=np.asarray(random.random((7, 5)) < 0.6, order=order),
        columns=[3, 3],
        default=np.ones(1, dtype)[0],
    )
    found = native.run(people(), tables(**{name: table}), ZONES)
    for place, key in enumerate(table.keys()):
        assert (found[key] == table.column(place)).all()


def test_wide_tables_are_read_in_tiles(tmp_path):
    graph = Graph()
    months = [str(month) for month in range(37)]
    outputs = {m: Output(graph.input(("x", m), "f4", "person"), "person") for m in months}
    wide = Program(graph, outputs, ENTITIES)
    table = Table("x", months, np.random.default_rng(0).normal(size=(20, 37)))
    found = Native(build(wide, tmp_path), wide).run(people(), [table])
    assert all((found[m] == table.values[:, i].astype("f4")).all() for i, m in enumerate(months))


def test_texts_go_through_the_door(native):
    codes = (np.arange(20) % 2).astype(np.int32)
    found = native.run(people(), tables(text=Table("text", ["1"], codes[:, None])), ZONES)
    assert (found["zone"] == ZONES["zone", "1"][codes]).all()
    assert (found["same for all"] == np.full(10, 5, np.float32)).all()
    assert (found["both"] == found["zone"] + np.float32(5)).all()


def test_what_is_the_same_for_all_is_filled_in(native):
    found = native.run(people(), tables(), ZONES)["four"]
    assert found.dtype == np.int16
    assert found.tolist() == [4] * 10


def test_nobody_has_no_result(native):
    found = native.run(people(0), tables(0), ZONES)
    assert all(len(values) == 0 for values in found.values())


def test_an_input_that_is_not_given_takes_its_default_or_is_refused(native):
    given = [table for table in tables() if table.variable != "x"]
    found = native.run(people(), given, ZONES, defaults={"x": 2.5})
    assert found["x", "1"].tolist() == [2.5] * 20
    with pytest.raises(BadInput, match="x is not given for 1"):
        native.run(people(), given, ZONES)


def test_an_input_that_nobody_reads_is_left_aside(native):
    found = native.run(people(), [*tables(), Table("other", ["1"], np.ones((20, 1)))], ZONES)
    assert len(found) == len(program().outputs)


@pytest.mark.parametrize("day", ["9999999-01-01", "NaT"])
def test_a_date_out_of_the_calendar_is_refused(native, day):
    days = np.full((20, 2), np.datetime64("2020-01-01"))
    days[7, 1] = np.datetime64(day)
    with pytest.raises(BadInput, match="day holds a date"):
        native.run(people(), tables(day=Table("day", ["1", "2"], days)), ZONES)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (Table("x", ["1", "2"], np.zeros((19, 2))), "for 20 members"),
        (Table("x", ["1", "2"], np.zeros((20, 1))), "without a column 1"),
        (Table("x", ["1", "2"], np.zeros((20, 2)), columns=[0, -1]), "without a column"),
        (Table("x", ["1", "2"], np.zeros((20, 2)), np.full(20, 20), default=0), "the owner 20"),
        (Table("x", ["1", "2"], np.zeros((20, 2)), np.zeros(3, int), default=0), "and 3 members"),
        (Table("x", ["1", "2"], np.zeros((20, 2)), np.zeros(20, int)), "without a default"),
        (Table("x", ["1", "1"], np.zeros((20, 2))), "given twice"),
    ],
)
def test_a_table_that_would_be_read_beyond_its_end_is_refused(native, table, told):
    with pytest.raises(BadInput, match=told):
        native.run(people(), tables(x=table), ZONES)


def test_a_population_is_freed_when_nobody_holds_it(native):
    crowd = people()
    native.run(crowd, tables(), ZONES)
    seen = weakref.ref(crowd)
    del crowd
    gc.collect()
    assert seen() is None


@pytest.mark.parametrize("op", ["power", "exp", "log"])
def test_what_c_cannot_do_to_the_bit_is_refused_by_name(op):
    graph = Graph()
    x = graph.input(("x", "1"), "f4", "person")
    number = graph.add(op, [x, x] if op == "power" else [x])
    with pytest.raises(NotCompiled, match=op):
        generate(Program(graph, {"out": Output(number, "person")}, ENTITIES))
