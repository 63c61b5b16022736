"""The door of a kernel: tables are checked, and texts become codes.

Folding assumes numbers, so NaN and infinity are refused here. An Enum becomes its index. A text
becomes its place in a vocabulary that grows as texts are met, and each formula that reads
texts is run, once, by plain OpenFisca, on each new one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.indexed_enums import Enum

from justedroit.engine.columns import BadInput, Key, OutsideSchema, Table, by_key, refuse_not_finite
from justedroit.engine.graph import Program
from justedroit.engine.node import Node
from justedroit.engine.population import Population
from justedroit.engine.question import Question, default_of
from justedroit.engine.store import read_checked, write_checked
from justedroit.engine.tracing import all_door_values

Array = npt.NDArray[Any]


class Door:
    """The door of a question.

    Args:
        question: what is asked.
        doors: the (variable, period) of the formulas that read texts, and the text each reads.
        kept: file where the texts met are kept with their values, for the next process.

    Attributes:
        defaults: by variable that need not be given, what it is worth then.
    """

    def __init__(
        self, question: Question, doors: Mapping[Key, str], kept: Path | None = None
    ) -> None:
        self._question, self._doors, self._kept = question, doors, kept
        self._schema = frozenset(question.inputs)
        self._words: dict[str, dict[str, int]] = {}
        self._found: dict[Key, Array] = {}
        self._met: dict[str, int] = {}  # texts already met, by variable
        self._lock = threading.Lock()
        self.defaults = {
            name: default_of(question.system, name)
            for name in {name for name, _ in question.inputs}
            if not question.needs(name)
        }
        self._remember()

    def coded(self, tables: Sequence[Table]) -> list[Table]:
        """Return the tables as kernels read them.

        Raises:
            OutsideSchema: an input that the question does not foresee, or one that it cannot do
                without.
            BadInput: what is no number, or no word of an Enum; or is given twice.
        """
        self.check(tables)
        return [self._coded(table) for table in tables]

    def check(self, tables: Sequence[Table]) -> None:
        """Refuse what no back end may be given: see `coded`."""
        refuse_strangers(self._question, self._schema, by_key(tables))
        for table in tables:
            refuse_not_finite(table)
            self._refuse_no_member(table)

    def _refuse_no_member(self, table: Table) -> None:
        """Refuse numbers that are the place of no member of an Enum, or of no word."""
        variable = self._question.system.variables[table.variable]
        if table.words is None and variable.value_type is not Enum:
            return
        listed = variable.possible_values.names if table.words is None else table.words
        least, most = table.values.min(initial=0), table.values.max(initial=0)
        if least < 0 or (most >= len(listed) and most > 0):
            raise BadInput(
                f"{table.variable}: {least if least < 0 else most} is the place of no word"
            )

    def values(self) -> dict[Key, Array]:
        """Return the value of each code, for each formula that reads a text."""
        with self._lock:
            met = [self._meet(text) for text in sorted(set(self._doors.values()))]
            if any(met):
                self._keep()
            return dict(self._found)

    def words(self, text: str) -> list[str]:
        """Return the texts met of a variable, in the order of their codes."""
        with self._lock:
            return list(self._vocabulary(text))

    def _meet(self, text: str) -> bool:
        """Find the values of the texts met since the last time; return whether there are any."""
        words, done = list(self._vocabulary(text)), self._met.get(text, 0)
        if done == len(words):
            return False
        doors = [key for key, read in self._doors.items() if read == text]
        for key, new in all_door_values(self._question, doors, words[done:]).items():
            before = self._found.get(key)
            self._found[key] = new if before is None else np.concatenate([before, new])
        self._met[text] = len(words)
        return True

    def _keep(self) -> None:
        """Write the texts met and their values: a disk that refuses costs time, nothing else."""
        if self._kept is None:
            return
        told = {
            "words": {text: list(words) for text, words in self._words.items()},
            "values": [[*key, v.dtype.str, v.tolist()] for key, v in self._found.items()],
        }
        with suppress(OSError):
            write_checked(self._kept, told)

    def _remember(self) -> None:
        told = None if self._kept is None else read_checked(self._kept)
        if told is None:
            return
        for text, words in told["words"].items():
            self._words[text] = {word: code for code, word in enumerate(words)}
            self._met[text] = len(words)
        for variable, period, dtype, values in told["values"]:
            self._found[variable, period] = np.array(values, dtype)

    def _vocabulary(self, variable: str) -> dict[str, int]:
        default = self._question.system.variables[variable].default_value
        return self._words.setdefault(variable, {str(default): 0})

    def _coded(self, table: Table) -> Table:
        variable = self._question.system.variables[table.variable]
        if table.words is None:
            return replace(table, default=default_of(self._question.system, table.variable))
        if variable.value_type is Enum:
            codes = _codes_of_enum(variable, table)
        else:
            with self._lock:
                known = self._vocabulary(table.variable)
                # The empty text stands for the default, which is the first of the vocabulary.
                listed = [known.setdefault(word, len(known)) if word else 0 for word in table.words]
                codes = np.array(listed, np.int32)
        default = default_of(self._question.system, table.variable)
        return replace(table, values=codes[table.values], words=None, default=default)


def _codes_of_enum(variable: Any, table: Table) -> Array:
    names = list(variable.possible_values.names)
    default = variable.default_value.name
    words = [word or default for word in table.words or ()]
    unknown = sorted(set(words) - set(names))
    if unknown:
        raise BadInput(f"{table.variable}: {unknown[0]!r} is none of {', '.join(names)}")
    return np.array([names.index(word) for word in words], np.int16)


def refuse_strangers(
    question: Question, schema: frozenset[Key], given: Mapping[Key, object]
) -> None:
    """Refuse inputs outside the schema, and the lack of one that is not worth its default.

    A variable without a formula is worth its default where it is not given; one with a formula
    would be computed, so leaving it out is another question.

    Raises:
        OutsideSchema: names the first ones.
    """
    strangers = sorted(set(given) - schema)
    if strangers:
        raise OutsideSchema(f"not foreseen by this question: {_shown(strangers)}")
    missing = [key for key in question.needed if key not in given]
    if missing:
        raise OutsideSchema(f"this question cannot do without: {_shown(missing)}")


def _shown(keys: Sequence[Key]) -> str:
    told = ", ".join(f"{variable} {period}" for variable, period in keys[:3])
    return told + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def doors_of(program: Program) -> dict[Key, str]:
    """Return the formulas that read texts, and the text that each reads."""
    graph = program.graph
    found = (graph[number] for number in program.live())
    return {n.static: graph[n.args[0]].static[0] for n in found if n.op == "door"}


def columns_of(
    inputs: Iterable[Node],
    tables: Sequence[Table],
    population: Population,
    defaults: Mapping[str, Any],
) -> dict[Key, Array]:
    """Return the column of each input of a program: at its default where not given.

    Args:
        inputs: nodes of the inputs.
        tables: what is given, coded.
        population: the members.
        defaults: see `Door`.
    """
    given = by_key(tables)
    out = {}
    for node in inputs:
        found = given.get(node.static)
        if found is None:
            column = np.full(population.count(str(node.entity)), defaults[node.static[0]])
        else:
            column = found[0].column(found[1])
        out[node.static] = column.astype(node.dtype, copy=False)
    return out
