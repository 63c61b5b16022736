"""What a law is asked, and in which order: the contract of an evaluation.

Plain OpenFisca cuts circular computations where it meets them, so its results depend on the order
of the questions. An order of outputs and a window of months are therefore part of what is
compiled, and of what is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from justedroit.engine.columns import Key, Table, by_key
from justedroit.engine.graph import Entities
from justedroit.engine.population import Population

Array = npt.NDArray[Any]

ETERNITY = "ETERNITY"


class Ask(NamedTuple):
    """One output.

    Attributes:
        variable: as the law spells it.
        period: `2025-01` or `2025`.
        how: `calculate`, `add` (sum of its months) or `divide`.
        simulation: the one that is asked; each has its own inputs and its own memory.
    """

    variable: str
    period: str
    how: str = "calculate"
    simulation: str = ""


@dataclass(frozen=True, eq=False)
class Question:
    """A law, the inputs it is given, and the outputs it is asked, in order.

    Attributes:
        system: the tax and benefit system of OpenFisca.
        version: names the law: two systems of the same version compute the same.
        inputs: every column that may be given, as (variable, period).
        asks: the outputs, in the order of calculation.
        simulations: for each simulation that asks name, the column that each of its inputs reads
            (values of a month may go on in the months after). Those not named read all the
            inputs as they are.
        always: variables that must be given beside those that have a formula: some formulas look
            at whether they are (in France, the age at the date of birth).
    """

    system: TaxBenefitSystem
    version: str
    inputs: Sequence[Key]
    asks: Sequence[Ask]
    simulations: Mapping[str, Mapping[Key, Key]] = field(default_factory=dict)
    always: frozenset[str] = frozenset()

    def reads(self, simulation: str) -> Mapping[Key, Key]:
        """Return the column that each input of a simulation reads."""
        return self.simulations.get(simulation) or {key: key for key in self.inputs}

    def needs(self, variable: str) -> bool:
        """Return whether a variable must be given: not giving it is another question.

        Without a formula, what is not given is worth its default. With one, it is computed.
        """
        return variable in self.always or bool(self.system.variables[variable].formulas)

    @cached_property
    def needed(self) -> tuple[Key, ...]:
        """The inputs that cannot be left out, in the order of `inputs`."""
        return tuple(key for key in self.inputs if self.needs(key[0]))

    def entities(self) -> Entities:
        """Return the entities of the law, with the roles that members hold."""
        groups = self.system.group_entities
        return Entities(
            self.system.person_entity.key,
            {g.key: tuple(role.key for role in g.flattened_roles) for g in groups},
        )


def plain(question: Question, population: Population, tables: Sequence[Table]) -> dict[Ask, Array]:
    """Return each output as plain OpenFisca computes it, in the order of the question."""
    simulations: dict[str, Simulation] = {}
    out: dict[Ask, Array] = {}
    for ask in question.asks:
        if ask.simulation not in simulations:
            simulations[ask.simulation] = simulation(question, ask.simulation, population, tables)
        out[ask] = np.asarray(asked(simulations[ask.simulation], ask))
    return out


def asked(sim: Simulation, ask: Ask) -> Array:
    """Ask a simulation for one output."""
    call = {"calculate": sim.calculate, "add": sim.calculate_add, "divide": sim.calculate_divide}
    return np.asanyarray(call[ask.how](ask.variable, ask.period))


def simulation(
    question: Question, name: str, population: Population, tables: Sequence[Table]
) -> Simulation:
    """Return a simulation of OpenFisca with its inputs set, nothing calculated."""
    builder = SimulationBuilder()
    system = question.system
    builder.create_entities(system)
    builder.declare_person_entity(population.entities.person, np.arange(population.persons))
    for entity, group in population.groups.items():
        built = builder.declare_entity(entity, np.arange(group.count))
        roles = np.array(population.entities.roles[entity])[group.role]
        builder.join_with_persons(built, group.of_person, roles)
    sim = builder.build(system)
    given = by_key(tables)
    for key, source in question.reads(name).items():
        if source in given:
            table, place = given[source]
            sim.set_input(*key, _told(system, table, place))
    return sim


def _told(system: TaxBenefitSystem, table: Table, place: int) -> Array:
    """Return a column as OpenFisca takes it: texts, not their codes."""
    if table.words is None:
        return table.column(place, default_of(system, table.variable))
    codes, known = table.column(place, -1), system.variables[table.variable].default_value
    default = getattr(known, "name", known)
    words = np.array([*(word or default for word in table.words), default])
    return np.asarray(words[codes])


def default_of(system: TaxBenefitSystem, variable: str) -> Any:
    """Return the default of a variable, as its columns hold it: 0 for a text, the first code."""
    known = system.variables[variable]
    if known.value_type is str:
        return 0
    return getattr(known.default_value, "index", known.default_value)
