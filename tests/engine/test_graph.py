"""The intermediate form: one type an operation, nothing computed twice, nothing dead."""

import numpy as np
import pytest

from justedroit.engine.graph import Entities, Graph, Output, Program

ENTITIES = Entities("person", {"household": ("parent", "child")})
F4, F8 = np.dtype(np.float32), np.dtype(np.float64)


@pytest.fixture
def graph():
    return Graph()


@pytest.fixture
def wage(graph):
    return graph.input(("wage", "2025-01"), F4, "person")


def f4(graph, value):
    return graph.constant(np.float32(value))


def test_the_same_operation_is_one_node(graph, wage):
    twice = graph.add("multiply", (wage, f4(graph, 2)))
    assert graph.add("multiply", (wage, f4(graph, 2))) == twice


def test_an_operation_that_commutes_is_found_in_either_order(graph, wage):
    two = f4(graph, 2)
    assert graph.add("add", (wage, two)) == graph.add("add", (two, wage))


def test_arguments_of_two_types_are_refused(graph, wage):
    with pytest.raises(TypeError, match="add takes"):
        graph.add("add", (wage, graph.constant(2.0)))


def test_constants_are_computed_in_their_own_type(graph):
    third = graph.add("divide", (f4(graph, 1), f4(graph, 3)))
    assert graph[third].value == np.float32(1) / np.float32(3)
    assert graph[third].dtype == F4


@pytest.mark.parametrize(
    ("op", "value", "left"),
    [("add", 0, True), ("subtract", 0, False), ("multiply", 1, True), ("divide", 1, False)],
)
def test_an_identity_is_no_operation(graph, wage, op, value, left):
    constant = f4(graph, value)
    assert graph.add(op, (wage, constant)) == wage
    if left:
        assert graph.add(op, (constant, wage)) == wage


def test_nothing_times_an_amount_is_nothing(graph, wage):
    assert graph[graph.add("multiply", (wage, f4(graph, 0)))].value == 0


def test_nothing_times_what_may_be_infinite_stays(graph, wage):
    ratio = graph.add("divide", (f4(graph, 1), wage))
    kept = graph.add("multiply", (ratio, f4(graph, 0)))
    assert graph[kept].op == "multiply"


def test_zero_over_what_may_be_zero_stays(graph, wage):
    assert graph[graph.add("divide", (f4(graph, 0), wage))].op == "divide"


def test_a_choice_on_a_known_condition_is_made(graph, wage):
    zero = f4(graph, 0)
    yes, no = graph.constant(value=True), graph.constant(value=False)
    assert graph.add("where", (yes, wage, zero)) == wage
    assert graph.add("where", (no, wage, zero)) == zero


def test_a_choice_between_truths_is_logic(graph, wage):
    rich = graph.add("greater", (wage, f4(graph, 1000)))
    poor = graph.add("less", (wage, f4(graph, 10)))
    false = graph.constant(value=False)
    assert graph.add("where", (rich, poor, false)) == graph.add("and", (rich, poor))


def test_a_conversion_and_back_is_nothing(graph, wage):
    wide = graph.add("cast", (wage,), dtype=F8)
    assert graph.add("cast", (wide,), dtype=F4) == wage


def test_a_conversion_that_loses_is_kept(graph):
    wide = graph.input(("wealth", "2025"), F8, "person")
    narrow = graph.add("cast", (wide,), dtype=F4)
    assert graph.add("cast", (narrow,), dtype=F8) != wide


def program(graph, **outputs):
    return Program(graph, {k: Output(n, "person") for k, n in outputs.items()}, ENTITIES)


def test_what_no_output_reads_is_dead(graph, wage):
    graph.input(("rent", "2025-01"), F4, "household")
    graph.add("negative", (wage,))
    assert program(graph, double=graph.add("add", (wage, wage))).inputs() == [("wage", "2025-01")]


def test_a_known_input_leaves_less_to_compute(graph, wage):
    tax = graph.input(("tax", "2025-01"), F4, "person")
    net = graph.add("subtract", (graph.add("absolute", (wage,)), tax))
    less = program(graph, net=net).specialised({("tax", "2025-01"): 0})
    assert [less.graph[n].op for n in less.live()] == ["input", "absolute"]


def test_the_fingerprint_sees_the_law_and_not_the_dead(graph, wage):
    double = graph.add("add", (wage, wage))
    before = program(graph, out=double).fingerprint()
    graph.add("negative", (wage,))
    assert program(graph, out=double).fingerprint() == before
    assert program(graph, out=graph.add("multiply", (wage, wage))).fingerprint() != before
