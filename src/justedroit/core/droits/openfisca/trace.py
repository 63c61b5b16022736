"""Why: the tree of formulas behind an amount, from the calls that OpenFisca's own tracer keeps."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from openfisca_core.simulations import SimulationBuilder

from justedroit.core.droits.openfisca.arbre import tree_of
from justedroit.core.droits.openfisca.noeud import Noeud, ParametreLu
from justedroit.core.droits.openfisca.pliage import fold
from justedroit.core.droits.openfisca.recit import to_dict, to_text
from justedroit.core.droits.openfisca.systeme import law_system, quiet

__all__ = ["Noeud", "ParametreLu", "explain_variable", "fold", "to_dict", "to_text"]


def explain_variable(
    source: Any, variable: str, period: str, given: set[tuple[str, str]] | None = None
) -> Noeud:
    """Compute a variable and return the whole tree of its formulas.

    Args:
        source: a `Simulation` in which nothing is computed yet, or a `SimulationBuilder` with its
            entities declared. What is already known in it counts as given.
        variable: name in OpenFisca.
        period: a period that fits the variable, `2025-06`.
        given: (variable, period) of what was given; by default, all that is known already.

    Returns:
        The full tree; each variable and period is explained once in it.

    Raises:
        Exception: whatever OpenFisca raises; check the variable and the period first.

    Law:
        None: each variable and parameter names its own texts.
    """
    built = isinstance(source, SimulationBuilder)
    simulation = source.build(law_system()) if built else source
    told = known_in(simulation) if given is None else given
    simulation.trace = True
    with quiet():
        simulation.calculate(variable, period)
    forest = TracedForest(simulation, told)
    return tree_of(forest, forest.last())


def known_in(simulation: Any) -> set[tuple[str, str]]:
    """Return what a simulation knows already, by variable and period.

    Law:
        None: what was given, or calculated before.
    """
    return {
        (name, str(period))
        for population in simulation.populations.values()
        for name, holder in population._holders.items()  # noqa: SLF001  (no public list of them)
        for period in holder.get_known_periods()
    }


class TracedForest:
    """The calls that OpenFisca's own tracer has kept: see `arbre.Forest`.

    Args:
        simulation: traced, its calculations done.
        given: (variable, period) of what was given.
    """

    def __init__(self, simulation: Any, given: set[tuple[str, str]]) -> None:
        self.system = simulation.tax_benefit_system
        self._simulation, self._given = simulation, given
        self._sources: dict[Hashable, Any] = {}
        for tree in simulation.tracer.trees:
            self._gather(tree)

    def _gather(self, tree: Any) -> None:
        stack = [tree]
        while stack:
            trace = stack.pop()
            if trace.children or trace.parameters:
                self._sources.setdefault(self.key(trace), trace)
            stack.extend(reversed(trace.children))

    def last(self) -> Any:
        """Return the last call from outside.

        Law:
            None: a record of calls.
        """
        return self._simulation.tracer.trees[-1]

    def find(self, variable: str, period: str) -> Any:
        """Return the first call of a variable on a period that a formula answered; None: none.

        Law:
            None: a record of calls.
        """
        sources = self._sources.values()
        return next((s for s in sources if self.name(s) == (variable, period)), None)

    def name(self, call: Any) -> tuple[str, str]:
        """Return the variable and the period of a call.

        Law:
            None: a record of calls.
        """
        return call.name, str(call.period)

    def key(self, call: Any) -> Hashable:
        """Return what makes a call one with another.

        Law:
            None: a record of calls.
        """
        # The value is part of the key: where OpenFisca cuts a loop, the same variable on the same
        # period first gives its default, and its true value later.
        value = np.asarray(call.value)
        if value.dtype.kind == "f":
            value = value + 0.0  # zeros of either sign are one number
        return call.name, str(call.period), value.tobytes()

    def source(self, call: Any) -> Any:
        """Return the call whose formula gave a value; None: no formula was run.

        Law:
            None: a record of calls.
        """
        return self._sources.get(self.key(call))

    def calls(self, source: Any) -> Sequence[Any]:
        """Return what a formula asked for, in order.

        Law:
            None: a record of calls.
        """
        return list(source.children)

    def reads(self, source: Any) -> Sequence[tuple[str, str, Any]]:
        """Return what a formula read of the law: dotted name, day, value.

        Law:
            None: a record of calls.
        """
        return [(read.name, str(read.period), read.value) for read in source.parameters]

    def value(self, call: Any) -> Any:
        """Return the values of a call, one a member.

        Law:
            None: a record of calls.
        """
        return call.value

    def is_given(self, call: Any) -> bool:
        """Tell whether a value was given.

        Law:
            None: a record of calls.
        """
        variable = self.system.variables[call.name]
        eternal = str(variable.definition_period) == "eternity"
        return (call.name, "ETERNITY" if eternal else str(call.period)) in self._given

    def instances(self, entity: str) -> tuple[str, ...]:
        """Return the identifiers of the members of an entity.

        Law:
            None: a record of calls.
        """
        return tuple(str(one) for one in self._simulation.populations[entity].ids)
