"""The country template of OpenFisca: every formula, traced, gives what it gives plainly."""

import pytest
from openfisca_country_template import CountryTaxBenefitSystem
from tests.engine.tracing.laws import same

from justedroit.engine.question import Ask, Question
from justedroit.engine.tracing import trace

PERIODS = {"month": "2016-10", "year": "2016", "eternity": "ETERNITY"}


@pytest.fixture(scope="module")
def system():
    return CountryTaxBenefitSystem()


def period_of(variable):
    return PERIODS[str(variable.definition_period)]


def everything(system, how="calculate"):
    variables = system.variables.values()
    inputs = [(v.name, period_of(v)) for v in variables if not v.formulas]
    asks = [
        Ask(v.name, period_of(v), how)
        for v in variables
        if v.formulas and period_of(v) != "ETERNITY"
    ]
    return Question(system, "country template", inputs, asks)


@pytest.mark.parametrize("how", ["calculate", "add"])
def test_every_formula_replayed_is_plain_openfisca_to_the_bit(system, how):
    asked = everything(system, how)
    assert len(asked.asks) > 10
    found = same(asked, trace(asked), households=300)
    assert any(values.any() for values in found.values())


def test_two_traces_give_one_fingerprint(system):
    asked = everything(system)
    assert trace(asked).fingerprint() == trace(asked).fingerprint()


def test_simulations_of_a_question_share_the_columns_that_they_read(system):
    keys = [("salary", "2016-10"), ("salary", "2016-11")]
    asks = [
        Ask("income_tax", "2016-11"),
        Ask("income_tax", "2016-11", simulation="frozen"),
    ]
    goes_on = {"frozen": dict.fromkeys(keys, keys[0])}
    program = trace(Question(system, "two", keys, asks, goes_on))
    assert sorted(program.inputs()) == keys
    same(Question(system, "two", keys, asks, goes_on), program)
    alone = trace(Question(system, "one", keys, asks[1:], goes_on))
    assert alone.inputs() == keys[:1]


def test_a_yearly_value_given_is_shared_out_among_its_months(system):
    asked = Question(system, "year", [("salary", "2016")], [Ask("income_tax", "2016-03")])
    assert system.variables["salary"].set_input is not None  # else nothing is shared out
    same(asked, trace(asked))
