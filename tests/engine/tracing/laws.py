"""Small laws made by hand, and what they give traced and plain."""

from __future__ import annotations

import datetime as dt

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import ETERNITY, MONTH
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from justedroit.engine.columns import by_key
from justedroit.engine.question import Ask, Question, plain
from justedroit.engine.replay import Replay
from justedroit.engine.tracing import door_values, trace
from justedroit.engine.tracing.run import drawn

MONTH_ASKED = "2025-03"

person = Entity("person", "persons", "", "")
household = GroupEntity(
    "household",
    "households",
    "",
    "",
    roles=[
        {"key": "parent", "max": 2, "subroles": ["first_parent", "second_parent"]},
        {"key": "child"},
    ],
)


class Zone(Enum):
    north = "north"
    south = "south"
    islands = "islands"


INPUTS = {
    "wage": (float, person),
    "other_wage": (float, person),
    "children_age": (int, person),
    "student": (bool, person),
    "zone": (Zone, person),
    "home": (Zone, household),
    "birth": (dt.date, person),
    "end": (dt.date, person),
    "town": (str, person),
    "city": (str, household),
    "rent": (float, household),
}


def law(*formulas, parameters=None, of=person, gives=float):
    """Return a law of the inputs above and of formulas, each a variable of its own name."""
    system = TaxBenefitSystem([person, household])
    for name, (kind, entity) in INPUTS.items():
        system.add_variable(_variable(name, kind, entity))
    for formula in formulas:
        entity = getattr(formula, "entity", of)
        variable = _variable(formula.__name__, getattr(formula, "gives", gives), entity)
        variable.formula = formula
        system.add_variable(variable)
    system.parameters = ParameterNode("", data=parameters or {})
    return system


def of(entity, gives=float):
    """Say of which entity and type a formula is."""

    def said(formula):
        formula.entity, formula.gives = entity, gives
        return formula

    return said


def _variable(name, kind, entity):
    fields = {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name}
    if isinstance(kind, type) and issubclass(kind, Enum):
        fields |= {"value_type": Enum, "possible_values": kind, "default_value": next(iter(kind))}
    if kind is str:
        fields["max_length"] = 5
    if name == "birth":
        fields["definition_period"] = ETERNITY
    return type(name, (Variable,), fields)


def question(system, *names, inputs=INPUTS):
    keys = [(name, "ETERNITY" if name == "birth" else MONTH_ASKED) for name in inputs]
    return Question(system, "by hand", keys, [Ask(name, MONTH_ASKED) for name in names])


def replayed(asked, program, households, seed, without=None):
    """Return what a program and plain OpenFisca give to households drawn at random."""
    sample = drawn(asked, households, seed, without)
    given = by_key(sample.tables)
    inputs = {key: given[key][0].column(given[key][1], 0) for key in program.inputs()}
    nodes = [program.graph[number] for number in program.live()]
    doors = {
        node.static: door_values(
            asked, *node.static, given[program.graph[node.args[0]].static][0].words
        )
        for node in nodes
        if node.op == "door"
    }
    found = Replay(program).run(sample.population, inputs, doors)
    return found, plain(asked, sample.population, sample.tables)


def same(asked, program, households=200, seed=5, without=None):
    """Assert that a program gives what plain OpenFisca gives; return what it gives."""
    found, expected = replayed(asked, program, households, seed, without)
    for ask, values in expected.items():
        assert found[ask].dtype == values.dtype
        np.testing.assert_array_equal(found[ask], values, err_msg=str(ask))
    return {ask.variable: values for ask, values in found.items()}


def traced(*formulas, parameters=None, inputs=INPUTS, **kinds):
    """Trace formulas, assert that all is as plain, and return what each gives."""
    system = law(*formulas, parameters=parameters, **kinds)
    asked = question(system, *(formula.__name__ for formula in formulas), inputs=inputs)
    return same(asked, trace(asked))
