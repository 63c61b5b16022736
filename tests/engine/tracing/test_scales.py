"""Tax scales, bracket by bracket: each kind that openfisca-core has, few and many brackets."""

import numpy as np
import pytest
from openfisca_core.taxscales import MarginalRateTaxScale
from tests.engine.tracing.laws import traced

from justedroit.engine.tracing import NotTraceable
from justedroit.engine.tracing.scales import LOWERED

BRACKETS = [1, 2, 3, 7, 8, 10, 19]


def since(value):
    return {"values": {"2020-01-01": value}}


def scale(kind, count, metadata=None):
    rng = np.random.default_rng(count)
    thresholds = [0, *np.sort(rng.uniform(50, 3000, count - 1)).round(2).tolist()]
    brackets = [
        {"threshold": since(threshold), kind: since(round(rng.uniform(0, 0.4), 3))}
        for threshold in thresholds
    ]
    return {"scale": {"brackets": brackets, "metadata": metadata or {}}}


@pytest.mark.parametrize("count", BRACKETS)
def test_marginal_rates_are_summed_from_the_lowest_bracket(count):
    def plainly(person, period, parameters):
        return parameters(period).scale.calc(person("wage", period))

    def by_factor(person, period, parameters):
        factor = person("children_age", period) + 1.5
        return parameters(period).scale.calc(person("wage", period), factor=factor)

    def rounded(person, period, parameters):
        base, factor = person("wage", period), 1.3 + person("student", period)
        return parameters(period).scale.calc(base, factor=factor, round_base_decimals=2)

    def inverted(person, period, parameters):
        return parameters(period).scale.inverse().calc(person("wage", period) * 1.1)

    assert traced(plainly, by_factor, rounded, inverted, parameters=scale("rate", count))


@pytest.mark.parametrize("count", BRACKETS)
def test_the_bracket_of_a_base_gives_its_rate_and_its_threshold(count):
    def bracket(person, period, parameters):
        return parameters(period).scale.bracket_indices(person("wage", period) - 100)

    def rates(person, period, parameters):
        law, wage = parameters(period).scale, person("wage", period)
        marginal = law.marginal_rates(wage, factor=1.2, round_base_decimals=1)
        index = law.bracket_indices(wage)
        return marginal + law.rate_from_bracket_indice(index) + law.rate_from_tax_base(wage)

    def threshold(person, period, parameters):
        return parameters(period).scale.threshold_from_tax_base(person("wage", period))

    traced(bracket, rates, threshold, parameters=scale("rate", count))


@pytest.mark.parametrize("count", BRACKETS)
@pytest.mark.parametrize("metadata", [{}, {"type": "single_amount"}])
def test_amounts_are_those_of_the_brackets_reached(count, metadata):
    def amounts(person, period, parameters):
        return parameters(period).scale.calc(person("wage", period))

    def on_the_right(person, period, parameters):
        return parameters(period).scale.calc(person("children_age", period) * 10.0, right=True)

    traced(amounts, on_the_right, parameters=scale("amount", count, metadata))


@pytest.mark.parametrize("count", BRACKETS)
def test_an_average_rate_grows_along_its_bracket(count):
    def average(person, period, parameters):
        return parameters(period).scale.calc(person("wage", period))

    traced(average, parameters=scale("average_rate", count))


def test_a_scale_made_by_a_formula_is_a_scale():
    def made(person, period, parameters):
        scale = MarginalRateTaxScale()
        scale.add_bracket(0, parameters(period).rate)
        scale.add_bracket(1, 0.5)
        scale.multiply_thresholds(parameters(period).amount)
        return scale.calc(person("wage", period)) + scale.to_average().calc(person("wage", period))

    traced(made, parameters={"rate": since(0.1), "amount": since(750.5)})


def test_a_scale_that_its_brackets_do_not_give_is_refused(monkeypatch):
    def halved(scale, base, *args, **kwargs):
        return base * np.float64(0.5)

    def due(person, period, parameters):
        return parameters(period).scale.calc(person("wage", period))

    monkeypatch.setitem(LOWERED, (MarginalRateTaxScale, "calc"), halved)
    with pytest.raises(NotTraceable, match="does not give on this machine"):
        traced(due, parameters=scale("rate", 3))
