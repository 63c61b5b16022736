"""What the law is asked: households in columns, with their inputs month by month."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Input:
    """One input variable of the law, for all the households of a situation.

    Attributes:
        variable: as OpenFisca spells it.
        entity: `individu`, `famille`, `menage` or `foyer_fiscal`.
        first: first month of the columns, 202601; 0 for a value of all time.
        values: shape `(owners, months)`, or `(owners, years)` when `annual`, or `(owners, 1)`.
        annual: the columns are civil years, from the year of `first`.
        index: owner of each member of the entity, shape `(members,)`; -1: the variable's default.
        known: shape of `values`, False where the variable keeps its default; None: known everywhere.
        words: for a variable of text or of words, the texts that `values` number.
    """

    variable: str
    entity: str
    first: int
    values: npt.NDArray[Any]
    index: Ints
    known: npt.NDArray[np.bool_] | None = None
    annual: bool = False
    words: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Households whose members do not change, one row each.

    Attributes:
        rows: number of households.
        common_tax: the couple makes one foyer fiscal, shape `(rows,)`.
        person_row: household of each person, ascending, shape `(persons,)`.
        person_role: 1 allocataire, 2 conjoint, 3 enfant, shape `(persons,)`.
        inputs: the known inputs; every other variable keeps its default.
    """

    rows: int
    common_tax: npt.NDArray[np.bool_]
    person_row: Ints
    person_role: npt.NDArray[np.int8]
    inputs: Sequence[Input]


class Law(Hashable, Protocol):
    """The law as the rights ask it. Its implementations are in `core.droits.openfisca`.

    It never changes: what it answered once of its parameters is remembered.
    """

    @property
    def version(self) -> str:
        """Return the name and version of the law that computes."""
        ...

    def calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Return each output of the law, in euros.

        Args:
            situation: the households.
            months: ascending, in two civil years at most; the results depend on the first one,
                see decision 0005.

        Returns:
            By variable: shape `(rows, months)`, or `(persons, months)` for those of persons.
        """
        ...

    def parameter(self, name: str, month: int) -> float:
        """Return a legal parameter of OpenFisca in force in a month, by its dotted name."""
        ...
