"""The shape of a request: what the engine compiles once for all the requests that have it.

A value given where the law has a formula replaces that formula: to give it or not is two shapes.
One without a formula is worth its default where it is not given: a kernel that knows it serves those
who give it and those who do not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from types import CodeType
from typing import Any

from openfisca_web_api.loader.tax_benefit_system import build_tax_benefit_system

from justedroit.core.droits.openfisca.systeme import law_system, quiet
from justedroit.engine.question import Ask, Question

FRANCE = "openfisca_france"

Key = tuple[str, str]

# Ways by which a formula may see whether a value was given, and not only what it is worth.
_LOOKS = frozenset(
    {"get_holder", "get_known_periods", "get_array", "get_memory_usage", "_holders", "holder"}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kernel must know to answer a request.

    Attributes:
        package: country package of OpenFisca.
        exact: (variable, period) given, where to give it or not changes the calculation.
        others: the other (variable, period) given.
        asks: (variable, period) asked, in the order of calculation.
        repeated: one of them is asked of several instances.
    """

    package: str
    exact: tuple[Key, ...]
    others: frozenset[Key]
    asks: tuple[Key, ...]
    repeated: bool

    @property
    def identity(self) -> str:
        """Return a name, the same for shapes that one kernel can serve.

        Law:
            None: a name.
        """
        told = (self.package, version_of(self.package), self.exact, self.asks, self.repeated)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:24]


@cache
def system_of(package: str) -> Any:
    """Return the tax and benefit system of a country package, loaded once per process.

    Args:
        package: `openfisca_france`, `openfisca_country_template`.

    Raises:
        ValueError: no such package is installed.

    Law:
        None: which law is loaded.
    """
    if package == FRANCE:
        return law_system()
    with quiet():
        return build_tax_benefit_system(package)


@cache
def version_of(package: str) -> str:
    """Return what names the edition of a law.

    Law:
        None: which edition of the law was used, for proof.
    """
    told = system_of(package).get_package_metadata()
    return f"{told['name']} {told['version']}, openfisca-core {metadata.version('openfisca-core')}"


def question(
    package: str,
    inputs: Sequence[Sequence[str]],
    asks: Sequence[Sequence[str]],
) -> Question:
    """Return what the engine compiles for a shape.

    Args:
        package: country package.
        inputs: (variable, period) that may be given.
        asks: (variable, period) asked, in order.

    Law:
        None: decision 0017.
    """
    system, looked = system_of(package), looked_at(package)
    keys = tuple((variable, period) for variable, period in inputs)
    always = {variable for variable, _ in keys if looked is None or variable in looked}
    wanted = tuple(Ask(variable, period) for variable, period in asks)
    return Question(system, version_of(package), keys, wanted, always=frozenset(always))


def is_exact(package: str, variable: str) -> bool:
    """Return whether to give a variable, or not, may change how the law is calculated.

    Law:
        None: a property of OpenFisca's formulas.
    """
    looked = looked_at(package)
    return (
        looked is None
        or variable in looked
        or bool(system_of(package).variables[variable].formulas)
    )


@cache
def looked_at(package: str) -> frozenset[str] | None:
    """Return the variables that some formula asks whether they were given; None: any of them.

    In OpenFisca-France the age is computed from the date of birth where it is known, else from the
    last age that is.

    Law:
        None: a property of OpenFisca's formulas.
    """
    variables = system_of(package).variables
    found: set[str] = set()
    for variable in variables.values():
        for formula in variable.formulas.values():
            for code in _codes(formula):
                if not _LOOKS & set(code.co_names):
                    continue
                named = {text for text in code.co_consts if isinstance(text, str)} & set(variables)
                if not named:
                    return None  # it is told elsewhere which variable is looked at
                found |= named
    return frozenset(found)


def _codes(formula: Any) -> Iterator[CodeType]:
    """Yield the code of a formula, and of the functions of its module that it calls."""
    waiting, seen = [(formula.__code__, formula.__globals__)], set()
    while waiting:
        code, names = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        yield code
        waiting += [(c, names) for c in code.co_consts if isinstance(c, CodeType)]
        for name in code.co_names:
            called = names.get(name)
            if hasattr(called, "__code__") and called.__module__ == names["__name__"]:
                waiting.append((called.__code__, called.__globals__))
