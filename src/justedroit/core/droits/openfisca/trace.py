"""Why: the tree of formulas behind an amount, with its values, its parameters and its texts.

OpenFisca computes each variable once and reads it from its cache afterwards, so its own trace hides
a branch at the first place where it happened to be needed, however deep. Here each branch stands
where it is nearest to the amount explained; elsewhere it is named, and marked `repris`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import EnumArray
from openfisca_core.simulations import SimulationBuilder

from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu
from justedroit.core.droits.openfisca.pliage import fold
from justedroit.core.droits.openfisca.recit import to_dict, to_text
from justedroit.core.droits.openfisca.systeme import law_system, quiet

__all__ = ["Noeud", "ParametreLu", "explain_variable", "fold", "to_dict", "to_text"]

# ASSUMPTION: OpenFisca-France gives most of its amounts no unit. A float is an amount in euros,
# unless a word of its name says that it counts something else.
_NOT_EUROS = re.compile(
    r"(^|_)(taux|coeff?|coefficient|nb\w*|nombre|heures?|duree|parts?|unites|quotite|ratio|rapport"
    r"|annees|k|distance|indice|points)(_|$)"
)


@dataclass(slots=True)
class _Draft:
    """A node whose place in the tree is decided before it is written."""

    trace: Any
    nature: str
    children: list[_Draft] = field(default_factory=list)


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
    variables = simulation.tax_benefit_system.variables
    return _written(_placed(simulation.tracer.trees[-1], told, variables), simulation)


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


def _key(trace: Any) -> tuple[str, str, bytes]:
    # The value is part of the key: where OpenFisca cuts a loop, the same variable on the same
    # period first gives its default, and its true value later.
    return trace.name, str(trace.period), np.asarray(trace.value).tobytes()


def _placed(root: Any, given: set[tuple[str, str]], variables: Any) -> _Draft:
    """Place each branch where it is nearest to the root, breadth first."""
    sources: dict[tuple[str, str, bytes], Any] = {}
    stack = [root]
    while stack:
        trace = stack.pop()
        if trace.children or trace.parameters:
            sources.setdefault(_key(trace), trace)
        stack.extend(reversed(trace.children))
    top = _Draft(root, "")
    seen: set[tuple[str, str, bytes]] = set()
    queue = deque([top])
    while queue:
        draft = queue.popleft()
        key = _key(draft.trace)
        source = sources.get(key)
        if key in seen and source is not None:
            draft.nature = "repris"
        else:
            draft.nature = _nature(draft.trace, variables[draft.trace.name], given)
        if key not in seen and source is not None:
            draft.trace = source
            draft.children = [_Draft(child, "") for child in source.children]
            queue.extend(draft.children)
        seen.add(key)
    return top


def _nature(trace: Any, variable: Any, given: set[tuple[str, str]]) -> str:
    eternal = str(variable.definition_period) == "eternity"
    if (trace.name, "ETERNITY" if eternal else str(trace.period)) in given:
        return "donnee"
    return "defaut" if variable.get_formula(trace.period) is None else "calcul"


def _written(draft: _Draft, simulation: Any) -> Noeud:
    trace, system = draft.trace, simulation.tax_benefit_system
    variable = system.variables[trace.name]
    population = simulation.get_variable_population(trace.name)
    explained = draft.nature == "calcul"
    return Noeud(
        variable=trace.name,
        label=" ".join(str(variable.label or trace.name).split()),
        entity=variable.entity.key,
        period=str(trace.period),
        value=_value(trace.value),
        unit=_unit(variable),
        nature=draft.nature,
        default=bool(np.all(trace.value == variable.default_array(1))),
        words=_words(trace.value),
        instances=tuple(str(i) for i in population.ids),
        parameters=_parameters(trace.parameters, system) if explained else (),
        references=_texts(variable.reference),
        children=tuple(_written(child, simulation) for child in draft.children),
    )


def _unit(variable: Any) -> str:
    if variable.unit or variable.value_type is not float:
        return str(variable.unit or "") if variable.value_type in (int, float) else ""
    return "" if _NOT_EUROS.search(variable.name) else EUROS


def _value(value: Any) -> Any:
    """Return OpenFisca's array as Python values; alone when there is only one."""
    array = value.decode_to_str() if isinstance(value, EnumArray) else np.asarray(value)
    values = tuple(_one(v) for v in np.atleast_1d(array).ravel())
    return values[0] if len(values) == 1 else values


def _one(value: Any) -> Any:
    if isinstance(value, np.floating):
        # A float32 as it reads: 646.52, not 646.52001953125.
        return float(str(value)) if np.isfinite(value) else None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.datetime64 | dt.date):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


def _words(value: Any) -> tuple[str, ...]:
    """Return the French words of codes; nothing for other values."""
    if not isinstance(value, EnumArray):
        return ()
    return tuple(str(code.value) for code in value.decode())


def _parameters(traces: list[Any], system: Any) -> tuple[ParametreLu, ...]:
    """Return the parameters read, each once, in the order of reading."""
    read = {(t.name, str(t.period), repr(t.value)): t for t in traces}
    return tuple(_parameter(t.name, str(t.period), _value(t.value), system) for t in read.values())


def _parameter(name: str, instant: str, value: Any, system: Any) -> ParametreLu:
    node = system.parameters
    for part in name.split("."):
        node = getattr(node, "children", {}).get(part)
        if node is None:
            return ParametreLu(name, name, value, "", instant, "", ())
    steps = [v.instant_str for v in getattr(node, "values_list", [])]
    since = max((s for s in steps if s <= instant), default="")
    references = node.metadata.get("reference") or ()
    return ParametreLu(
        name=name,
        label=" ".join(str(node.description or name).split()),
        value=value,
        unit=str(node.metadata.get("unit") or ""),
        instant=instant,
        since=since,
        references=_texts(references, since),
    )


def _texts(references: Any, since: str = "") -> tuple[str, ...]:
    """Return references as texts: OpenFisca has them as text, list, title and link, or dated."""
    match references:
        case str() if references.strip():
            texts: tuple[str, ...] = (references.strip(),)
        case {"title": title, "href": link}:
            texts = (f"{title} ({link})",)
        case {"title": one} | {"href": one}:
            texts = (str(one),)
        case dict():
            texts = _texts({str(day): text for day, text in references.items()}.get(since))
        case list() | tuple():
            texts = tuple(text for one in references for text in _texts(one, since))
        case _:
            texts = ()
    return texts
