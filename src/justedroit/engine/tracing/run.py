"""The trace of a question: two samples, one graph, the same results as plain OpenFisca."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import Key, Table, by_key
from justedroit.engine.graph import Graph, Output, Program
from justedroit.engine.population import Group, Population
from justedroit.engine.question import Ask, Question, asked, default_of, plain, simulation
from justedroit.engine.replay import Replay
from justedroit.engine.tracing import sample
from justedroit.engine.tracing.calls import Call
from justedroit.engine.tracing.columns import (
    Column,
    Text,
    enumerated,
    made,
    node_of,
    text,
)
from justedroit.engine.tracing.differences import refuse_different
from justedroit.engine.tracing.doors import answers, parsed
from justedroit.engine.tracing.parameters import Law
from justedroit.engine.tracing.patches import traced
from justedroit.engine.tracing.recorder import Recorder
from justedroit.engine.tracing.refusal import NotTraceable

Array = npt.NDArray[Any]

_SAMPLES = ((37, 20251), (53, 20252))  # households, seed


@dataclass(frozen=True)
class Sample:
    """A population and its inputs."""

    population: Population
    tables: Sequence[Table]


@dataclass(frozen=True)
class Record:
    """What was recorded of a question.

    Attributes:
        program: the operations.
        asked: each output, in its order, and its call.
        known: by simulation, the nodes known before anything was asked, by variable and period.
        without: by Enum, places of the members for which a parameter is missing.
    """

    program: Program
    asked: Sequence[tuple[Ask, Call]]
    known: Mapping[str, Mapping[Key, int]]
    without: Mapping[Any, set[int]] = field(default_factory=dict)


def trace(question: Question) -> Program:
    """Return the operations that answer a question, in its order.

    Two samples of different sizes must give one graph, and its replay must give on each what
    plain OpenFisca gives.

    Raises:
        NotTraceable: a formula does what cannot be recorded; names it, with its line.
    """
    return traced_whole(question).program


def traced_whole(question: Question) -> Record:
    """Return the operations that answer a question, and who asked what of whom: see `trace`."""
    samples = [drawn(question, *drawing) for drawing in _SAMPLES]
    law = Law(question.system.parameters)
    records = [recorded(question, one, law) for one in samples]
    refuse_different(*(record.program for record in records))
    for drawing in _SAMPLES:  # a member for which a parameter is missing stops plain OpenFisca
        refuse_unequal(question, records[0].program, drawn(question, *drawing, law.without))
    return replace(records[0], without=law.without)


def drawn(
    question: Question, clusters: int, seed: int, without: Mapping[Any, set[int]] | None = None
) -> Sample:
    """Return a sample drawn at random.

    Args:
        question: gives the entities and the inputs.
        clusters: number of sets of persons that share nothing.
        seed: of the draw.
        without: by Enum, places of the members that are not drawn.
    """
    rng = np.random.default_rng(seed)
    people = sample.population(question, clusters, rng)
    tables = sample.tables(question, people, rng)
    return Sample(people, sample.computable(question, tables, without or {}))


def recorded(question: Question, one: Sample, law: Law) -> Record:
    """Return what a question computes, recorded on a sample."""
    graph, outputs = Graph(), dict[Hashable, Output]()
    recorder = Recorder(graph, one.population)
    simulations: dict[str, Any] = {}
    known: dict[str, dict[Key, int]] = {}
    calls: list[tuple[Ask, Call]] = []
    with traced(recorder, law):
        for ask in question.asks:
            if ask.simulation not in simulations:
                built = _simulation(question, ask.simulation, one, recorder)
                simulations[ask.simulation], known[ask.simulation] = built, _known(built)
            outputs[ask] = _output(question, ask, asked(simulations[ask.simulation], ask), recorder)
            # The sum of the months of a year is several calls: none stands for it.
            calls += [(ask, recorder.calls.roots[-1])] if len(recorder.calls.roots) == 1 else []
            recorder.calls.roots.clear()
    return Record(Program(graph, outputs, question.entities()), calls, known)


def _known(built: Any) -> dict[Key, int]:
    """Return the nodes that a simulation knows before anything is asked."""
    found = {}
    for population in built.populations.values():
        for name, holder in population._holders.items():  # noqa: SLF001  (no public list of them)
            for period in holder.get_known_periods():
                found[name, str(period)] = node_of(holder.get_array(period))
    return found


def _output(question: Question, ask: Ask, found: Any, recorder: Recorder) -> Output:
    entity = question.system.variables[ask.variable].entity.key
    if isinstance(found, Text) or not isinstance(found, Column):
        name = f"{ask.variable}@{ask.period}"
        raise NotTraceable("the output is a text", "Ask for numbers, dates or Enums.", name, "")
    number = node_of(found)
    if found.paths:
        recorder.credit(number, found.paths)
    return Output(number, entity)


def _simulation(question: Question, name: str, one: Sample, recorder: Recorder) -> Any:
    """Return a simulation whose inputs are nodes of the graph."""
    built = simulation(question, name, one.population, ())
    given = by_key(one.tables)
    for key, source in question.reads(name).items():
        table, place = given[source]
        built.set_input(*key, _input(question, recorder, source, table, place))
    return built


def _input(question: Question, recorder: Recorder, source: Key, table: Table, place: int) -> Column:
    variable = question.system.variables[source[0]]
    values = table.column(place, default_of(question.system, source[0]))
    if table.words is not None:
        number = recorder.graph.input(source, np.int32, variable.entity.key)
        words = np.array(table.words)[values].astype(variable.dtype)
        return text(words, number)
    values = np.array(values, variable.dtype)
    number = recorder.graph.input(source, values.dtype, variable.entity.key)
    if getattr(variable, "possible_values", None) is not None:
        return enumerated(values, number, variable.possible_values)
    return made(values, number)


def refuse_unequal(question: Question, program: Program, one: Sample) -> None:
    """Refuse a program whose replay on a sample is not what plain OpenFisca gives.

    Raises:
        NotTraceable: names the first output that differs.
    """
    with np.errstate(all="ignore"):
        expected = plain(question, one.population, one.tables)
    given = by_key(one.tables)
    inputs = {key: given[key][0].column(given[key][1], 0) for key in program.inputs()}
    found = Replay(program).run(one.population, inputs, _door_values(question, program, one))
    for ask, values in expected.items():
        got = found[ask]
        same = (got == values) | ((got != got) & (values != values))  # noqa: PLR0124  (NaN)
        if not same.all():
            raise NotTraceable(
                f"the recorded operations differ from plain OpenFisca for {int((~same).sum())} "
                f"members of {len(same)}: {got[~same][0]} against {values[~same][0]}",
                "Report it: an operation is recorded as something else.",
                f"{ask.variable}@{ask.period}",
                place="",
            )


def _door_values(question: Question, program: Program, one: Sample) -> dict[Key, Array]:
    """Return the values of the doors of a program, for the texts of a sample."""
    given, found = by_key(one.tables), dict[Key, Array]()
    for number in program.live():
        node = program.graph[number]
        if node.op == "door":
            table, _ = given[program.graph[node.args[0]].static]
            variable, period = node.static
            found[variable, period] = door_values(question, variable, period, table.words or ())
    return found


def door_values(question: Question, variable: str, period: str, words: Sequence[str]) -> Array:
    """Return what a formula that reads one text gives for each text: see `all_door_values`."""
    return all_door_values(question, [(variable, period)], words)[variable, period]


def all_door_values(
    question: Question, doors: Sequence[Key], words: Sequence[str]
) -> dict[Key, Array]:
    """Return what formulas that read one text give for each text.

    Args:
        question: gives the law.
        doors: variable of each formula, or what is asked of the text (`nationalite == FR`), and its
            period.
        words: the texts.

    Returns:
        By door: one value a word, of the type of the variable; places for an Enum.
    """
    system, people = question.system, _one_each(question, len(words))
    built: dict[str, Any] = {}
    out = {}
    for variable, period in doors:
        comparison = parsed(variable)
        if comparison is not None:
            name, test, word = comparison
            length = system.variables[name].max_length  # OpenFisca cuts what is longer
            out[variable, period] = answers(test, [text[:length] for text in words], word)
            continue
        entity = system.variables[variable].entity.key
        if entity not in built:
            built[entity] = _told(question, people, entity, words)
        out[variable, period] = np.asarray(built[entity].calculate(variable, period))
    return out


def _told(question: Question, people: Population, entity: str, words: Sequence[str]) -> Any:
    """Return a simulation in which each member of an entity has one of some texts."""
    built = simulation(question, "", people, ())
    for key in question.inputs:
        variable = question.system.variables[key[0]]
        if variable.value_type is str and variable.entity.key == entity:
            built.set_input(*key, np.array(words).astype(variable.dtype))
    return built


def _one_each(question: Question, count: int) -> Population:
    entities = question.entities()
    alone = Group(count, np.arange(count), np.zeros(count, np.int8))
    return Population(count, entities, dict.fromkeys(entities.roles, alone))
