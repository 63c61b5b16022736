"""What tells the calculation of one household: every answer, from the calls and the program.

The program is the one that was traced, asked for every answer instead of the outputs alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as File
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.indexed_enums import Enum, EnumArray

from justedroit.engine.columns import Key, Table, by_key
from justedroit.engine.door import Door, columns_of, doors_of
from justedroit.engine.explaining.story import NEVER, Path, Story
from justedroit.engine.explaining.tape import Cells, Tape
from justedroit.engine.graph import Output, Program
from justedroit.engine.population import Population
from justedroit.engine.question import Ask, Question
from justedroit.engine.tracing.calls import Value
from justedroit.engine.tracing.run import Record

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Explanation:
    """All that is needed to tell the calculation of a household.

    Attributes:
        story: the calls.
        tape: computes every answer; its outputs are the nodes that the story names.
    """

    story: Story
    tape: Tape

    @property
    def program(self) -> Program:
        """Return what is computed."""
        return self.tape.program

    @cached_property
    def places(self) -> dict[tuple[int, str, str], list[int]]:
        """Return the marks by simulation, variable and period."""
        found: dict[tuple[int, str, str], list[int]] = {}
        for number, mark in enumerate(self.story.marks):
            found.setdefault((mark.simulation, mark.variable, mark.period), []).append(number)
        return found

    @cached_property
    def twins(self) -> dict[int, list[int]]:
        """Return the marks of one variable on one period, where there are several."""
        several = [marks for marks in self.places.values() if len(marks) > 1]
        return {number: marks for marks in several for number in marks}


def program_of(record: Record, story: Story) -> Program:
    """Return the program that computes every answer of a story."""
    graph = record.program.graph
    nodes = {node for node in story.nodes() if node >= 0}
    outputs = {node: Output(node, graph[node].entity or "") for node in sorted(nodes)}
    return Program(graph, outputs, record.program.entities)


class Teller:
    """Tells the calculations of a question, household after household.

    Args:
        question: what is asked.
        explanation: of the question.
        kept: file where the texts met are kept with their values.
    """

    def __init__(
        self, question: Question, explanation: Explanation, kept: File | None = None
    ) -> None:
        self._question, self._explanation = question, explanation
        self._door = Door(question, doors_of(explanation.program), kept)

    def tell(self, population: Population, tables: Sequence[Table]) -> Telling:
        """Return what is found for one household.

        Raises:
            OutsideSchema: an input that the question does not foresee.
            BadInput: an input that is no number.
        """
        coded = self._door.coded(tables)
        program = self._explanation.program
        columns = columns_of(program.input_nodes, coded, population, self._door.defaults)
        cells = self._explanation.tape.run(population, columns, self._door.values())
        given = frozenset(by_key(tables))
        return Telling(self._question, self._explanation, cells, population, given, self._door)


class Telling:
    """The calculation of one household.

    A call is named by the place of its mark. Where two marks of a variable on a period have the
    same value for this household, they are one.
    """

    def __init__(
        self,
        question: Question,
        explanation: Explanation,
        cells: Cells,
        population: Population,
        given: frozenset[Key],
        door: Door,
    ) -> None:
        self._variables = question.system.variables
        self._explanation, self._story = explanation, explanation.story
        self._cells, self._given, self._door = cells, given, door
        self.population = population
        self._end = 0

    def root(self, ask: Ask) -> int:
        """Return the call of an output; what is computed later than it is not told.

        Raises:
            KeyError: the question has no such output, or several calls make it.
        """
        mark, self._end = self._story.roots[ask]
        return mark

    def find(self, root: int, variable: str, period: str) -> int | None:
        """Return the call of a variable on a period, in the calculation of a root; None: none."""
        simulation = self._story.marks[root].simulation
        found = self._explanation.places.get((simulation, variable, period), ())
        return next((mark for mark in found if self.source(mark) is not None), None)

    def name(self, call: int) -> Key:
        """Return the variable and the period of a call."""
        mark = self._story.marks[call]
        return mark.variable, mark.period

    def key(self, call: int) -> tuple[Any, ...]:
        """Return what makes a call one with another: its variable, its period, its value."""
        mark = self._story.marks[call]
        if call not in self._explanation.twins:
            return mark.variable, mark.period
        return mark.variable, mark.period, self._array(call).tobytes()

    def source(self, call: int) -> int | None:
        """Return the call whose run gave the value of another; None where there was none."""
        twins = self._explanation.twins.get(call)
        origins = self._story.origins
        if twins is None:
            return call if NEVER < origins[call].place <= self._end else None
        key = self.key(call)
        ran = [m for m in twins if NEVER < origins[m].place <= self._end and self.key(m) == key]
        return min(ran, key=lambda m: origins[m].place, default=None)

    def calls(self, source: int) -> Sequence[int]:
        """Return what the formula of a call asked for, in order; nothing where none was run."""
        path = self._path(source)
        return () if path is None else path.calls

    def reads(self, source: int) -> list[tuple[str, str, Any]]:
        """Return what the formula of a call read of the law: name, instant, value."""
        mark = self._story.marks[source]
        members = self._members(mark.variable)
        path = self._path(source)
        reads = () if path is None else path.reads
        return [(r.name, r.instant, self._read(r.value, members)) for r in reads]

    def value(self, call: int) -> Any:
        """Return the value of a call, as OpenFisca holds it."""
        mark = self._story.marks[call]
        variable = self._variables[mark.variable]
        values = self._array(call)
        if variable.value_type is Enum:
            return EnumArray(values, variable.possible_values)
        if variable.value_type is str and mark.value.node >= 0:
            words = self._door.words(mark.variable)
            return np.array([words[code] for code in values.tolist()])
        return values

    def is_given(self, call: int) -> bool:
        """Tell whether a value was given for this household."""
        variable, period, _, simulation = self._story.marks[call]
        known = self._story.known
        # An eternal value is known for all time, whatever the period for which it is asked.
        inputs = known.get((simulation, variable, period)) or known.get(
            (simulation, variable, "ETERNITY"), ()
        )
        return any(key in self._given for key in inputs)

    def _members(self, variable: str) -> int:
        return self.population.count(self._variables[variable].entity.key)

    def _array(self, call: int) -> Array:
        mark = self._story.marks[call]
        members = self._members(mark.variable)
        if mark.value.node < 0:
            return np.full(members, mark.value.constant)
        return self._cells.of(self._node(mark.value.node), members)

    def _node(self, traced: int) -> int:
        return self._explanation.program.outputs[traced].node

    def _read(self, value: Value, members: int) -> Any:
        """Return a value of the law; one chosen by a column is chosen for each member."""
        if value.node < 0:
            return list(value.constant) if isinstance(value.constant, tuple) else value.constant
        output = self._explanation.program.outputs[value.node]
        if output.entity:
            members = self.population.count(output.entity)
        found = self._cells.of(output.node, members)
        return np.array(value.words)[found] if value.words else found

    def _path(self, source: int) -> Path | None:
        """Return what the formula did, as the answers to its questions on whole columns led it."""
        origin = self._story.origins[source]
        forced = frozenset(i for i, g in enumerate(origin.guards) if not self._is_general(g))
        paths = {path.forced: path for path in origin.paths}
        return paths.get(forced) or paths.get(frozenset())

    def _is_general(self, guard: Any) -> bool:
        output = self._explanation.program.outputs[guard.node]
        members = self.population.count(output.entity) if output.entity else 1
        values = self._cells.of(output.node, members)
        return bool(values.any() if guard.kind == "any" else not values.all())
