"""What is told of a household is what OpenFisca's own tracer tells of it, to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from openfisca_country_template import CountryTaxBenefitSystem
from tests.engine.tracing.laws import MONTH_ASKED, Zone, household, law, of, person, question

from justedroit.engine.columns import by_key
from justedroit.engine.explaining import (
    Teller,
    explained,
    read_explanation,
    refuse_untrue,
    write_explanation,
)
from justedroit.engine.question import Ask, Question, simulation
from justedroit.engine.replay import Replay
from justedroit.engine.tracing import NotTraceable, drawn, traced_whole

PERIODS = {"month": "2016-10", "year": "2016", "eternity": "ETERNITY"}


def period_of(variable):
    return PERIODS[str(variable.definition_period)]


@pytest.fixture(scope="module")
def asked():
    """Every formula of the country template."""
    system = CountryTaxBenefitSystem()
    variables = system.variables.values()
    inputs = [(v.name, period_of(v)) for v in variables if not v.formulas]
    asks = [Ask(v.name, period_of(v)) for v in variables if v.formulas]
    return Question(system, "template", inputs, [a for a in asks if a.period != "ETERNITY"])


@pytest.fixture(scope="module")
def explanation(asked):
    return explained(traced_whole(asked))


def told(asked, explanation, households=1, seed=3):
    one = drawn(asked, households, seed)
    return one, Teller(asked, explanation).tell(one.population, one.tables)


def of_hand(*formulas, parameters=None, names=()):
    """Return the question of some formulas of a small law, and its explanation."""
    system = law(*formulas, parameters=parameters)
    made = question(system, *(names or [formula.__name__ for formula in formulas]))
    return made, explained(traced_whole(made))


def test_every_call_of_the_country_template_is_told_as_openfisca_tells_it(asked, explanation):
    refuse_untrue(asked, explanation)


def test_an_explanation_is_kept_and_read_back(asked, explanation, tmp_path):
    file = tmp_path / "one.explanation"
    write_explanation(file, explanation, "key")
    again = read_explanation(file, "key")
    assert again.story == explanation.story
    refuse_untrue(asked, again)
    assert read_explanation(file, "another key") is None
    file.write_bytes(file.read_bytes()[:-3])
    assert read_explanation(file, "key") is None
    assert read_explanation(tmp_path / "none") is None


def test_a_call_told_as_another_is_refused(asked, explanation):
    story = explanation.story
    wrong = [mark._replace(variable="salary") for mark in story.marks]
    with pytest.raises(NotTraceable, match="own tracer"):
        refuse_untrue(asked, replace(explanation, story=replace(story, marks=wrong)))


def test_a_value_told_as_another_is_refused(asked, explanation):
    story = explanation.story
    wrong = [
        mark._replace(value=story.marks[0].value) if mark.variable == "income_tax" else mark
        for mark in story.marks
    ]
    with pytest.raises(NotTraceable, match="another value"):
        refuse_untrue(asked, replace(explanation, story=replace(story, marks=wrong)))


@pytest.mark.parametrize("seed", range(12))
def test_one_household_is_computed_as_the_replay_computes_it(asked, explanation, seed):
    one, telling = told(asked, explanation, seed=seed)
    given = by_key(one.tables)
    program = explanation.program
    inputs = {key: given[key][0].column(given[key][1], 0) for key in program.inputs()}
    known = {n: o for n, o in program.outputs.items() if o.entity}
    expected = Replay(replace(program, outputs=known)).run(one.population, inputs)
    cells = telling._cells
    for node, output in known.items():
        found = cells.of(output.node, one.population.count(output.entity))
        np.testing.assert_array_equal(found, expected[node])
        assert found.dtype == expected[node].dtype


def test_what_is_given_is_told_apart_from_what_is_not(asked, explanation):
    one = drawn(asked, 1, 3)
    tables = [table for table in one.tables if table.variable != "rent"]
    telling = Teller(asked, explanation).tell(one.population, tables)
    root = telling.root(Ask("housing_allowance", "2016-10"))
    rent, *_ = telling.calls(telling.source(root))
    assert telling.name(rent) == ("rent", "2016-10")
    assert not telling.is_given(rent)
    assert told(asked, explanation)[1].is_given(rent)


def test_a_parameter_read_comes_with_its_name_its_day_and_its_value(asked, explanation):
    _, telling = told(asked, explanation)
    root = telling.root(Ask("housing_allowance", "2016-10"))
    assert telling.reads(root) == [("benefits.housing_allowance", "2016-10-01", 0.25)]


def test_a_parameter_chosen_by_a_column_is_told_as_each_member_reads_it():
    def allowance(homes, period, parameters):
        return parameters(period).amount[homes("home", period)]

    values = {
        zone.name: {"values": {"2000-01-01": place * 10.0}} for place, zone in enumerate(Zone)
    }
    made, found = of_hand(of(household)(allowance), parameters={"amount": values})
    refuse_untrue(made, found)
    _, telling = told(made, found, households=5)
    root = telling.root(Ask("allowance", MONTH_ASKED))
    [(name, day, value)] = telling.reads(root)
    assert (name, day) == ("amount", "2025-03-01")
    np.testing.assert_array_equal(value, telling.value(root))


@pytest.mark.parametrize("rich", [True, False])
def test_the_branch_told_is_the_one_that_the_household_takes(rich):
    def capped(person, period):
        wage = person("wage", period)
        if (wage > 500).any():
            wage = np.where(wage > 500, person("other_wage", period), wage)
        return wage

    made, found = of_hand(capped)
    one = drawn(made, 1, 3)
    tables = [
        replace(t, values=np.full_like(t.values, 900 if rich else 100))
        if t.variable == "wage"
        else t
        for t in one.tables
    ]
    telling = Teller(made, found).tell(one.population, tables)
    root = telling.root(Ask("capped", MONTH_ASKED))
    named = [telling.name(call)[0] for call in telling.calls(telling.source(root))]
    sim = simulation(made, "", one.population, tables)
    sim.trace = True
    sim.calculate("capped", MONTH_ASKED)
    assert named == [child.name for child in sim.tracer.trees[0].children]
    assert named == (["wage", "other_wage"] if rich else ["wage"])


def test_what_is_computed_later_than_an_output_is_not_told_of_it():
    def first(person, period):
        return person("wage", period) * 2

    def second(person, period):
        return person("first", period) + person("other_wage", period)

    made, found = of_hand(first, second)
    _, telling = told(made, found)
    early = telling.root(Ask("first", MONTH_ASKED))
    assert telling.find(early, "second", MONTH_ASKED) is None
    late = telling.root(Ask("second", MONTH_ASKED))
    assert telling.find(late, "second", MONTH_ASKED) == late
    assert telling.find(late, "first", MONTH_ASKED) == early


def test_texts_are_told_as_they_were_given():
    def near(person, period):
        return person("town", period) == b"86000"

    made, found = of_hand(of(person, bool)(near))
    one, telling = told(made, found)
    [town] = telling.calls(telling.root(Ask("near", MONTH_ASKED)))
    table = next(t for t in one.tables if t.variable == "town")
    assert telling.value(town).tolist() == [table.words[code] for code in table.values[:, 0]]
