"""What cannot be recorded is refused: the formula, the line, what it does, and what to do."""

import threading

import numpy as np
import pytest
from numpy import where
from openfisca_core.populations import GroupPopulation
from openfisca_core.simulations import Simulation
from tests.engine.tracing.laws import household, law, of, person, question, traced

from justedroit.engine.tracing import NotTraceable, trace


def refused(*formulas, **kinds):
    with pytest.raises(NotTraceable) as error:
        traced(*formulas, **kinds)
    return str(error.value)


def test_a_refusal_names_the_formula_the_line_and_the_remedy():
    def branch(person, period):
        if person("wage", period).any():
            return person("wage", period) * 2
        return person("wage", period) * 3

    said = refused(branch)
    assert "branch@2025-03" in said
    assert "test_refusals.py, line" in said
    assert "any() over all the members" in said
    assert "numpy.where" in said


def test_python_that_goes_through_members_is_refused():
    def one_by_one(person, period):
        return np.array([wage * 2 for wage in person("wage", period)])

    assert "one by one" in refused(one_by_one)


def test_a_branch_on_a_column_is_refused():
    def first(person, period):
        return 1.0 if person("wage", period)[0] > 3 else 2.0

    def largest(person, period):
        return person("wage", period) / person("wage", period).max()

    def total(person, period):
        return person("wage", period) / np.sum(person("wage", period))

    def mixed(person, period):
        return person("wage", period) * (person("wage", period) > 3).any()

    assert "places" in refused(first)
    assert "enters a computation" in refused(mixed)
    assert "max" in refused(largest)
    assert "numpy.sum" in refused(total)


def test_the_number_of_members_is_no_constant():
    def shared(person, period):
        return person("wage", period) / len(person("wage", period))

    assert "two samples do not give the same operations" in refused(shared)
    assert "shared@2025-03" in refused(shared)


def test_arrays_that_are_not_traced_do_not_enter():
    def hidden(person, period):
        known = np.arange(len(person("wage", period)))
        return person("wage", period) * known

    def stacked(person, period):
        return np.array([person("wage", period), person("other_wage", period)]).max(axis=0)

    def sorted_out(person, period):
        return person("wage", period) * np.argsort(person("wage", period))

    def cut(person, period):
        return np.cumsum(person("wage", period))

    assert "not traced" in refused(hidden)
    assert "list of columns" in refused(stacked)
    assert "argsort" in refused(sorted_out)
    assert "cumsum" in refused(cut)


def test_numpy_makes_no_array_behind_the_back_of_the_tracer():
    def always(person, period):
        return person("wage", period) + np.arange(person.count) * 0

    def chosen(person, period):
        return person("wage", period) + np.linspace(0, 1, 2)[(person("wage", period) > 1e9) * 1]

    def named(person, period):
        zones = person("zone", period).possible_values.names[person("zone", period)]
        return person("wage", period) + (zones == "nowhere")

    for formula in (always, chosen, named):
        assert "not traced" in refused(formula)


def test_a_truth_that_is_false_for_the_sample_is_no_constant():
    def never(person, period):
        found = np.zeros(person.count)
        found[np.asarray(person("wage", period)) > 1e9] = 1
        return person("wage", period) + found

    assert traced(never)["never"].any()


def test_values_of_others_are_not_put_under_a_mask():
    def wrong(person, period):
        wage = person("wage", period) * 1
        mask = wage > 500
        wage[mask] = person("other_wage", period)
        return wage

    def crossed(person, period):
        wage, student = person("wage", period) * 1, person("student", period)
        wage[wage > 500] = wage[student]
        return wage

    def some(person, period):
        return person("wage", period)[person("student", period)]

    assert "x[mask] = y[mask]" in refused(wrong)
    assert "x[mask] = y[mask]" in refused(crossed)
    assert "under a mask" in refused(some)


def test_a_text_gone_through_among_other_things_is_refused():
    def lengths(person, period):
        found = np.fromiter((len(town) for town in person("town", period)), dtype=float)
        return found * person("wage", period)

    @of(person, str)
    def shorter(person, period):
        return np.array([town[:2] for town in person("town", period).astype(str)])

    assert "a text is mixed" in refused(lengths)
    assert "variable of its own" in refused(lengths)
    assert "text" in refused(shorter)


def test_what_numpy_does_beyond_the_form_is_refused_by_name():
    def waves(person, period):
        return np.sin(person("wage", period))

    @of(household)
    def product(household, period):
        return household.reduce(household.members("wage", period), np.multiply, 1)

    assert "numpy.sin" in refused(waves)
    assert "reduction by multiply" in refused(product)


def test_a_scale_chosen_by_a_column_is_refused():
    since = {"values": {"2020-01-01": 1}}
    scales = {zone: {"brackets": [{"threshold": since, "rate": since}]} for zone in "ab"}

    def chosen(person, period, parameters):
        name = where(person("student", period), "a", "b")
        return parameters(period).scales[name].calc(person("wage", period))

    with pytest.raises(NotImplementedError, match="fancy indexing"):
        traced(chosen, parameters={"scales": scales})


def test_openfisca_is_as_it_was_after_a_trace_and_after_a_refusal():
    def branch(person, period):
        return person("wage", period) * (2 if person("student", period).all() else 3)

    def due(person, period):
        return person("wage", period)

    before = dict(GroupPopulation.__dict__), dict(Simulation.__dict__)
    traced(due)
    refused(branch)
    assert (dict(GroupPopulation.__dict__), dict(Simulation.__dict__)) == before


def test_other_threads_compute_plainly_while_a_trace_lasts():
    begun, done, found = threading.Event(), threading.Event(), {}

    @of(household)
    def slow(household, period):
        begun.set()
        assert done.wait(30)
        return household.sum(household.members("wage", period))

    @of(household)
    def quick(household, period):
        return household.sum(household.members("wage", period) + 1)

    def elsewhere():
        from justedroit.engine.question import plain
        from justedroit.engine.tracing.run import drawn

        begun.wait(30)
        asked = question(law(quick), "quick")
        one = drawn(asked, 9, 1)
        found["types"] = [type(v) for v in plain(asked, one.population, one.tables).values()]
        done.set()

    other = threading.Thread(target=elsewhere)
    other.start()
    trace(question(law(slow), "slow"))
    other.join()
    assert found["types"] == [np.ndarray]
