"""The calls behind an amount as the engine tells them: the same tree, a hundred times sooner."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

from justedroit.core.droits.openfisca.calcul import claims_system
from justedroit.engine.population import Population
from justedroit.engine.question import Ask


class Telling(Protocol):
    """The calculation of one household, as `engine.explaining.Telling` tells it."""

    population: Population

    def root(self, ask: Ask) -> int:
        """Return the call of an output."""
        ...

    def find(self, root: int, variable: str, period: str) -> int | None:
        """Return a call in the calculation of a root; None: there is none."""
        ...

    def name(self, call: int) -> tuple[str, str]:
        """Return the variable and the period of a call."""
        ...

    def key(self, call: int) -> tuple[Any, ...]:
        """Return what makes a call one with another."""
        ...

    def source(self, call: int) -> int | None:
        """Return the call whose run gave the value of another; None: no formula was run."""
        ...

    def calls(self, source: int) -> Sequence[int]:
        """Return what a formula asked for, in order."""
        ...

    def reads(self, source: int) -> Sequence[tuple[str, str, Any]]:
        """Return what a formula read of the law: dotted name, day, value."""
        ...

    def value(self, call: int) -> Any:
        """Return the values of a call, one a member."""
        ...

    def is_given(self, call: int) -> bool:
        """Tell whether a value was given."""
        ...


class ToldForest:
    """The calls that an explanation of the engine tells for one household: see `arbre.Forest`.

    Args:
        telling: what was computed.
        ask: the output explained.
    """

    def __init__(self, telling: Telling, ask: Ask) -> None:
        self._telling, self.root = telling, telling.root(ask)
        self.name, self.key, self.source = telling.name, telling.key, telling.source
        self.calls, self.value, self.is_given = telling.calls, telling.value, telling.is_given

    @property
    def system(self) -> Any:
        """Return the tax and benefit system."""
        return claims_system()

    def find(self, variable: str, period: str) -> int | None:
        """Return the first call of a variable on a period that a formula answered; None: none.

        Law:
            None: a record of calls.
        """
        return self._telling.find(self.root, variable, period)

    def reads(self, source: Any) -> Sequence[tuple[str, str, Any]]:
        """Return what a formula read of the law: dotted name, day, value.

        Law:
            None: a record of calls.
        """
        return self._telling.reads(source)

    def instances(self, entity: str) -> tuple[str, ...]:
        """Return the identifiers of the members of an entity.

        Law:
            None: a record of calls.
        """
        return _numbered(self._telling.population.count(entity))


@cache
def _numbered(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))
