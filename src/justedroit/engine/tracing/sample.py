"""A small population drawn at random, of any law, and values for all the inputs of a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.indexed_enums import Enum

from justedroit.engine.columns import Table
from justedroit.engine.graph import Entities
from justedroit.engine.population import Group, Population
from justedroit.engine.question import Question, default_of

Array = npt.NDArray[Any]

_LIFETIME = 90 * 365
_WORDS = 24


def population(question: Question, clusters: int, rng: np.random.Generator) -> Population:
    """Return persons and groups drawn at random, each entity with another number of members.

    Args:
        question: gives the entities.
        clusters: number of sets of persons that share nothing.
        rng: draws.
    """
    entities = question.entities()
    while True:
        sizes = rng.choice(6, clusters, p=(0.25, 0.2, 0.2, 0.2, 0.1, 0.05)) + 1
        found = _grouped(question, entities, sizes, rng)
        counts = [found.count(name) for name in (entities.person, *entities.roles)]
        if len(set(counts)) == len(counts):
            return found


def _grouped(
    question: Question, entities: Entities, sizes: Array, rng: np.random.Generator
) -> Population:
    groups = {}
    for entity in question.system.group_entities:
        limits = [role.max or len(sizes) for role in entity.flattened_roles]
        groups[entity.key] = _group(sizes, limits, rng)
    return Population(int(sizes.sum()), entities, groups)


def _group(sizes: Array, limits: Sequence[int], rng: np.random.Generator) -> Group:
    """Draw the groups of an entity: a cluster is one group or several."""
    of_person, role, count = [], [], 0
    for size in sizes.tolist():
        left = list(limits)
        for place in range(size):
            again = place > 0 and (rng.random() < 0.15 or not any(left))
            if place == 0 or again:
                count, left = count + 1, list(limits)
            open_roles = [i for i, room in enumerate(left) if room]
            first = open_roles[0] if left == list(limits) else int(rng.choice(open_roles))
            left[first] -= 1
            of_person.append(count - 1)
            role.append(first)
    return Group(count, np.array(of_person), np.array(role, np.int8))


def tables(question: Question, people: Population, rng: np.random.Generator) -> list[Table]:
    """Return values drawn at random for every input of a question."""
    periods: dict[str, list[str]] = {}
    for name, period in question.inputs:
        periods.setdefault(name, []).append(period)
    return [_table(question, people, name, some, rng) for name, some in periods.items()]


def _table(
    question: Question, people: Population, name: str, periods: list[str], rng: np.random.Generator
) -> Table:
    variable = question.system.variables[name]
    shape = (people.count(variable.entity.key), len(periods))
    if variable.value_type is str:
        words = _texts(variable, rng)
        codes = rng.integers(0, len(words), shape).astype(np.int32)
        return Table(name, periods, codes, words=words)
    return Table(name, periods, _values(question, variable, shape, rng))


def _values(question: Question, variable: Any, shape: Any, rng: np.random.Generator) -> Array:
    kind, default = variable.value_type, default_of(question.system, variable.name)
    if kind is bool:
        return np.asarray(rng.random(shape) < 0.35)
    if kind is Enum:
        places = len(variable.possible_values.names)
        return np.asarray(rng.integers(0, places, shape), np.int16)
    if kind is dt.date:
        last = np.datetime64(f"{_last_year(question)}-12-31")
        return np.asarray(last - rng.integers(0, _LIFETIME, shape).astype("timedelta64[D]"))
    if kind is int:
        values = np.where(rng.random(shape) < 0.8, rng.integers(0, 7, shape), default)
        return np.asarray(values, np.int32)
    size = 1200 if variable.definition_period == "month" else 9000
    amounts = rng.gamma(1.5, size / 1.5, shape).round(2)
    return np.where(rng.random(shape) < 0.6, amounts, default).astype(np.float32)


def _last_year(question: Question) -> int:
    return max(int(ask.period[:4]) for ask in question.asks)


def _texts(variable: Any, rng: np.random.Generator) -> tuple[str, ...]:
    length = variable.max_length or 5
    drawn = rng.integers(0, 10, (_WORDS, length))
    words = {"".join(map(str, row)) for row in drawn.tolist()} | {str(variable.default_value)}
    return tuple(sorted(words))


def computable(
    question: Question, drawn: Sequence[Table], without: Mapping[Any, set[int]]
) -> list[Table]:
    """Return values that plain OpenFisca can compute with.

    Args:
        question: gives the law.
        drawn: values drawn at random.
        without: by Enum, the members for which a parameter is missing: plain OpenFisca stops there.
    """
    return [_computable(question, table, without) for table in drawn]


def _computable(question: Question, table: Table, without: Mapping[Any, set[int]]) -> Table:
    enum = getattr(question.system.variables[table.variable], "possible_values", None)
    wrong = sorted(without.get(enum, ()))
    if enum is None or not wrong:
        return table
    right = [place for place in range(len(enum.names)) if place not in wrong]
    values = np.where(np.isin(table.values, wrong), np.int16(right[0]), table.values)
    return replace(table, values=values)
