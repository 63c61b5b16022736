"""What a test file expects: found in its `output`, compared with what OpenFisca computes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.indexed_enums import EnumArray

from justedroit.core.droits.openfisca.systeme import law_system, quiet
from justedroit.core.droits.openfisca.valeurs import (
    BadSituation,
    arithmetic,
    check_computable,
    find_period,
    find_variable,
)

Margins = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class SituationTest:
    """One test of a file.

    Attributes:
        file: name of the file it comes from.
        rank: 1 for the first test of the file.
        name: what the test says it is.
        period: default period of inputs and outputs; None: each must be dated.
        input: the situation, in any of OpenFisca's forms.
        output: what is expected.
        absolute: margins in units of the variable, by variable or `default`; None: none given.
        relative: margins as a ratio of what is expected, likewise.
        max_spiral_loops: OpenFisca's own setting; None: its default.
    """

    file: str
    rank: int
    name: str
    period: str | None
    input: Mapping[str, Any]
    output: Mapping[str, Any]
    absolute: Margins = field(default_factory=dict)
    relative: Margins = field(default_factory=dict)
    max_spiral_loops: int | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What was expected and is not.

    Attributes:
        variable: name in OpenFisca.
        period: period asked.
        instance: identifier in its entity; empty: all of them.
        expected: value of the file.
        obtained: value evaluated; a list when there are several instances.
    """

    variable: str
    period: str
    instance: str
    expected: Any
    obtained: Any


@dataclass(frozen=True, slots=True)
class Expectation:
    """One value to compare.

    Attributes:
        variable: OpenFisca's variable.
        period: OpenFisca's period.
        value: what is expected, as the file writes it.
        where: its place in the file.
        instance: identifier in its entity; empty: all the instances.
        index: rank of that instance; None: all the instances.
    """

    variable: Any
    period: Any
    value: Any
    where: tuple[str, ...]
    instance: str = ""
    index: int | None = None


def expectations(test: SituationTest, simulation: Any) -> list[Expectation]:
    """Return what a test expects, whichever way it is written: by variable, entity or instance.

    Args:
        test: the test.
        simulation: its simulation, for the identifiers of its instances.

    Raises:
        BadSituation: an unknown name, a period that the variable does not have, no value.

    Law:
        None: OpenFisca's format of tests.
    """
    found = list(_expectations(test, simulation))
    if not found:
        raise BadSituation("aucune valeur n'est attendue.", ("output",), "Ajoutez-en au moins une.")
    return found


def _expectations(test: SituationTest, simulation: Any) -> Iterator[Expectation]:
    law = law_system()
    for key, value in test.output.items():
        where = ("output", str(key))
        # `famille` is an entity, and a variable too (a contribution): what it holds tells which.
        named = isinstance(value, Mapping) and set(value) <= set(law.variables)
        if key in simulation.populations and (named or key not in law.variables):
            for name, expected in _items(value, where):
                yield from _of_variable(name, expected, test.period, (*where, str(name)))
        elif key in law.variables:
            yield from _of_variable(key, value, test.period, where)
        elif key in law.entities_plural():
            yield from _of_instances(test, simulation.get_population(plural=key), value, where)
        else:
            find_variable(key, where)


def _of_instances(
    test: SituationTest, population: Any, value: object, where: tuple[str, ...]
) -> Iterator[Expectation]:
    ids = [str(i) for i in population.ids]
    for instance, values in _items(value, where):
        place = (*where, str(instance))
        if str(instance) not in ids:
            raise BadSituation(
                f"« {instance} » n'est pas dans la situation.",
                place,
                f"Choisissez parmi : {', '.join(ids)}.",
            )
        index = ids.index(str(instance))
        for name, expected in _items(values, place):
            for one in _of_variable(name, expected, test.period, (*place, str(name))):
                if one.variable.entity.key != population.entity.key:
                    find_entity = one.variable.entity.plural
                    raise BadSituation(
                        f"« {name} » se dit de l'entité {find_entity}.",
                        one.where,
                        f"Déplacez cette valeur attendue dans {find_entity}.",
                    )
                yield Expectation(
                    one.variable, one.period, one.value, one.where, str(instance), index
                )


def _of_variable(
    name: object, value: object, period: str | None, where: tuple[str, ...]
) -> Iterator[Expectation]:
    variable = find_variable(name, where)
    if isinstance(value, Mapping):
        for at, expected in value.items():
            yield from _of_variable(name, expected, str(at), (*where, str(at)))
        return
    if period is None or value is None:
        lacking = "période" if period is None else "valeur attendue"
        raise BadSituation(f"il n'y a pas de {lacking}.", where, "Ajoutez-la.")
    found = find_period(period, where)
    check_computable(variable, found, where)
    yield Expectation(variable, found, value, where)


def _items(value: object, where: tuple[str, ...]) -> list[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise BadSituation("un objet est attendu.", where, "Reprenez la forme d'OpenFisca.")
    return list(value.items())


def compare(test: SituationTest, simulation: Any, expected: Expectation) -> Mismatch | None:
    """Compute one value and compare it; return what differs, None when it is near enough.

    Args:
        test: the test, for its margins.
        simulation: where to compute.
        expected: one of `expectations`.

    Raises:
        BadSituation: the value expected cannot be one of the variable.

    Law:
        None: margins are those of the file; both hold when both are given, exact when none is.
    """
    name = expected.variable.name
    with quiet():
        values = simulation.calculate(name, expected.period)
    plain = values.decode_to_str() if isinstance(values, EnumArray) else np.asarray(values)
    if expected.index is not None:
        plain = plain[expected.index : expected.index + 1]
    target = _target(expected, len(plain))
    absolute = _margin(test.absolute, name)
    relative = _margin(test.relative, name)
    if target.dtype.kind == "f":
        near = _near(plain.astype(np.float32), target, absolute, relative)
    else:
        near = bool((plain.astype(target.dtype) == target).all())
    if near:
        return None
    obtained = [_python(v) for v in plain]
    shown = obtained[0] if len(obtained) == 1 else obtained
    return Mismatch(name, str(expected.period), expected.instance, _python(expected.value), shown)


def _margin(margins: Margins, name: str) -> float | None:
    return margins[name] if name in margins else margins.get("default")


def _near(
    value: npt.NDArray[np.float32],
    target: npt.NDArray[np.float32],
    absolute: float | None,
    relative: float | None,
) -> bool:
    # As OpenFisca does: in float32.
    if absolute is None and relative is None:
        absolute = 0.0
    gap = np.abs(target - value)
    within = absolute is None or bool((gap <= absolute).all())
    return within and (relative is None or bool((gap <= np.abs(relative * target)).all()))


def _target(expected: Expectation, count: int) -> npt.NDArray[Any]:
    """Return what is expected as an array: float32, dates or texts, as the variable is."""
    given = expected.value if isinstance(expected.value, list) else [expected.value]
    if len(given) not in (1, count):
        raise BadSituation(
            f"{len(given)} valeurs attendues pour {count} calculées.",
            expected.where,
            "Donnez-en une seule, ou autant.",
        )
    kind = expected.variable.value_type
    try:
        if kind is dt.date:
            return np.array(given, dtype="datetime64[D]")
        if kind in (int, float, bool):
            return np.array([_as_number(v) for v in given], dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise BadSituation(
            f"« {expected.value} » ne peut pas être une valeur de « {expected.variable.name} ».",
            expected.where,
            "Écrivez un nombre, ou une date comme 2025-06-01.",
        ) from error
    return np.array([str(v) for v in given])


def _as_number(value: object) -> float:
    number = arithmetic(value) if isinstance(value, str) else value
    return float(number)  # type: ignore[arg-type]  # a TypeError here becomes a refusal


def _python(value: Any) -> Any:
    """Return a value that JSON can write, a float32 as it reads (151.05, not 151.05000305)."""
    if isinstance(value, np.floating):
        return float(str(value)) if np.isfinite(value) else str(value)
    if isinstance(value, np.datetime64 | dt.date):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value
