"""The request of the OpenFisca Web API, `/calculate`, and its answer, without a server."""

from __future__ import annotations

import copy
import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

from openfisca_web_api import handlers

from justedroit.core.base import Refusal
from justedroit.core.droits.openfisca.description import (
    checked,
    refused_by_openfisca,
    simulation_of,
)
from justedroit.core.droits.openfisca.systeme import law_system, quiet
from justedroit.core.droits.openfisca.valeurs import (
    BadSituation,
    check_computable,
    find_period,
    find_variable,
)

Asked = tuple[str, str, str, str]


def calculate(situation: Mapping[str, Any]) -> dict[str, Any] | Refusal:
    """Return a situation with each `null` replaced by what the law gives.

    Args:
        situation: request of `/calculate`: entities in the plural, instances, variables, periods;
            `null` where a value is asked.

    Returns:
        The same object completed, amounts in euros as OpenFisca gives them, dates as `2025-06-01`;
        or the refusal, `where` being the path in the JSON. The request is not modified.

    Law:
        None: OpenFisca-France holds the law.
    """
    try:
        ready = checked(situation)
        for asked in requested(ready):
            _check_asked(asked)
        answer = _answer(ready)
        completed = copy.deepcopy(dict(situation))
        for plural, instance, variable, period in requested(completed):
            value = answer[plural][instance][variable][period]
            completed[plural][instance][variable][period] = _plain(
                value, (plural, instance, variable, period)
            )
    except BadSituation as bad:
        return bad.refusal
    return completed


def simulation(situation: Mapping[str, Any]) -> Any:
    """Return a fresh OpenFisca simulation of a request, to be explained; or the refusal.

    Args:
        situation: see `calculate`.

    Returns:
        A `Simulation` in which nothing is computed yet, or a `Refusal`.

    Law:
        None: a way of calling OpenFisca.
    """
    try:
        return simulation_of(situation)
    except BadSituation as bad:
        return bad.refusal


def periods_asked(situation: Mapping[str, Any], variable: str) -> list[str] | Refusal:
    """Return the periods for which a request asks a variable, ascending; or the refusal.

    Args:
        situation: see `calculate`.
        variable: name in OpenFisca.

    Law:
        None: the request format of the OpenFisca Web API.
    """
    try:
        ready = checked(situation)
    except BadSituation as bad:
        return bad.refusal
    return sorted({period for _, _, name, period in requested(ready) if name == variable})


def requested(situation: Mapping[str, Any]) -> Iterator[Asked]:
    """Yield the place of each value asked: entity, instance, variable, period.

    Args:
        situation: a request that `checked` accepts.

    Law:
        None: the request format of the OpenFisca Web API.
    """
    for plural, instances in situation.items():
        for instance, description in instances.items():
            for variable, values in description.items():
                if isinstance(values, Mapping):
                    yield from (
                        (plural, instance, variable, p) for p, v in values.items() if v is None
                    )


def _check_asked(asked: Asked) -> None:
    variable = find_variable(asked[2], asked)
    check_computable(variable, find_period(asked[3], asked), asked)


def _answer(ready: Mapping[str, Any]) -> dict[str, Any]:
    try:
        with quiet():
            answer: dict[str, Any] = handlers.calculate(law_system(), copy.deepcopy(dict(ready)))
    except Exception as error:  # a formula can raise anything
        raise refused_by_openfisca(error) from error
    return answer


def _plain(value: Any, where: Asked) -> Any:
    """Return a result that JSON can write."""
    if isinstance(value, float) and not math.isfinite(value):
        raise BadSituation(
            "OpenFisca ne rend pas un nombre fini.", where, "Vérifiez les montants de la situation."
        )
    return value.isoformat() if isinstance(value, dt.date) else value
