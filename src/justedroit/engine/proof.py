"""The proof: a sample of what a kernel computed is computed again by plain OpenFisca.

Equal means equal to the bit, zeros of either sign being the same number. A difference stops the
run, and keeps the case so that it can be played again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import Table
from justedroit.engine.population import Group, Population
from justedroit.engine.question import Ask, Question, plain
from justedroit.engine.store import write_whole

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


class Difference(AssertionError):  # noqa: N818  (named for what it is)
    """A kernel and plain OpenFisca do not agree.

    Attributes:
        ask: the first output that differs.
        member: the member of its entity, in the whole population.
    """

    def __init__(self, ask: Ask, member: int, found: Any, expected: Any) -> None:
        """Say what differs."""
        self.ask, self.member = ask, member
        super().__init__(
            f"{ask.variable}, {ask.period}, member {member}: the kernel finds {found!r}, "
            f"OpenFisca {expected!r}"
        )


class Part:
    """Some clusters of a population, as a population of their own.

    Args:
        population: the whole.
        clusters: the clusters kept.
    """

    def __init__(self, population: Population, clusters: Ints) -> None:
        self.persons = np.flatnonzero(np.isin(population.clusters, clusters))
        self._members: dict[str, Ints] = {population.entities.person: self.persons}
        groups = {}
        for name, group in population.groups.items():
            kept, of_person = np.unique(group.of_person[self.persons], return_inverse=True)
            self._members[name] = kept
            groups[name] = Group(len(kept), of_person, group.role[self.persons])
        self.population = Population(len(self.persons), population.entities, groups)

    def members(self, entity: str) -> Ints:
        """Return the members of an entity that are kept, in order."""
        return self._members[entity]

    def table(self, table: Table, entity: str) -> Table:
        """Return a table for the members kept."""
        members = self._members[entity]
        owners = members if table.index is None else table.index[members]
        used = np.unique(owners[owners >= 0])
        index = np.where(owners < 0, -1, np.searchsorted(used, owners))
        known = None if table.known is None else table.known[used]
        return replace(table, values=table.values[used], index=index, known=known)


def prove(
    question: Question,
    population: Population,
    tables: Sequence[Table],
    outputs: Mapping[Ask, Array],
    sample: tuple[int, int],
    cases: Path | None = None,
) -> int:
    """Compute a random sample again with plain OpenFisca, and compare.

    Args:
        question: what was asked.
        population: who belongs to whom.
        tables: what was given.
        outputs: what a kernel found.
        sample: number of clusters, and seed.
        cases: folder where a case that differs is kept.

    Returns:
        The number of clusters compared.

    Raises:
        Difference: names the output and the member.
    """
    count, seed = sample
    everyone = np.unique(population.clusters)
    chosen = np.random.default_rng(seed).permutation(everyone)[:count]
    part = Part(population, chosen)
    entity_of = {t.variable: question.system.variables[t.variable].entity.key for t in tables}
    given = [part.table(table, entity_of[table.variable]) for table in tables]
    for ask, expected in plain(question, part.population, given).items():
        members = part.members(question.system.variables[ask.variable].entity.key)
        wrong = np.flatnonzero(differs(outputs[ask][members], expected))
        if len(wrong):
            at = int(wrong[0])
            if cases is not None:
                keep_case(cases, question, part.population, given)
            raise Difference(ask, int(members[at]), outputs[ask][members[at]], expected[at])
    return len(chosen)


def differs(found: Array, expected: Array) -> npt.NDArray[np.bool_]:
    """Return where two columns are not the same to the bit (0 and -0 are the same, NaN is NaN)."""
    same = found == expected
    if found.dtype.kind == "f":
        same |= np.isnan(found) & np.isnan(expected)
    return np.asarray(~same)


def keep_case(
    folder: Path, question: Question, population: Population, tables: Sequence[Table]
) -> Path:
    """Write a case that can be played again, and return its file."""
    told = {
        "law": question.version,
        "asks": [list(ask) for ask in question.asks],
        "groups": {
            name: {"of_person": group.of_person.tolist(), "role": group.role.tolist()}
            for name, group in population.groups.items()
        },
        "tables": [_told(table) for table in tables],
    }
    content = json.dumps(told, indent=1, default=str).encode()
    path = folder / f"difference-{abs(hash(content)):016x}.json"
    write_whole(path, content)
    return path


def _told(table: Table) -> dict[str, Any]:
    return {
        "variable": table.variable,
        "periods": list(table.periods),
        "values": table.values.tolist(),
        "index": None if table.index is None else table.index.tolist(),
        "words": table.words,
        "known": None if table.known is None else table.known.tolist(),
        "columns": None if table.columns is None else list(table.columns),
    }
