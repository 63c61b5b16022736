"""A program, readable: one line an operation."""

import numpy as np
import pytest

from justedroit.engine.dump import dump
from justedroit.engine.graph import Entities, Graph, Output, Program

ENTITIES = Entities("person", {"household": ("parent", "child")})


@pytest.fixture
def program():
    graph = Graph()
    wage = graph.input(("wage", "2025-01"), np.float32, "person")
    half = graph.add("multiply", (wage, graph.constant(np.float32(0.5))))
    graph.origins[half].formulas["tax@2025-01"] = None
    graph.origins[half].parameters["law.rate"] = None
    double = graph.add("cast", (half,), dtype=np.float64)
    total = graph.add("sum", (double,), ("household", ("parent",)), entity="household")
    zone = graph.input(("zone", "2025-01"), np.int16, "household")
    values = np.arange(10, dtype=np.float64)
    chosen = graph.add("table", (zone,), (0, values.tobytes()), dtype=np.float64)
    outputs = {
        "due": Output(graph.add("add", (total, chosen)), "household"),
        "none": Output(graph.constant(0.0), "household"),
    }
    return Program(graph, outputs, ENTITIES)


def test_a_line_says_operation_type_entity_formula_and_law(program):
    lines = dump(program, "due")
    assert lines[0] == "%0 = input wage@2025-01 float32 person"
    assert lines[1] == "%2 = multiply(%0, 0.5) float32 person  tax@2025-01  [law.rate]"
    assert "sum(%3, household, parent) float64 household" in lines[3]
    assert "table(%5 from 0: 0, 1, 2, 3, 4, 5, …) float64 household" in lines[5]
    assert lines[-1].startswith(f"%{program.outputs['due'].node} = add(")


def test_an_output_that_is_a_constant_is_one_line(program):
    assert dump(program, "none") == [f"%{program.outputs['none'].node} = 0 float64"]


def test_an_output_that_is_not_asked_is_unknown(program):
    with pytest.raises(KeyError):
        dump(program, "else")
