"""Names, periods and values written by people for OpenFisca: read, or refused in French."""

from __future__ import annotations

import ast
import datetime as dt
import difflib
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.indexed_enums import Enum

from justedroit.core.base import Refusal
from justedroit.core.droits.openfisca.systeme import law_system, versions

Path = tuple[str, ...]
# OpenFisca's numbers have 32 bits: beyond, they would become infinite or wrap.
INT32_MAX = 2**31 - 1
FLOAT32_MAX = float(np.finfo(np.float32).max)
UNITS = {"day": "jour", "week": "semaine", "month": "mois", "year": "an", "eternity": "une fois"}
EXAMPLES = {"day": "2025-06-15", "month": "2025-06", "year": "2025"}
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


class BadSituation(ValueError):  # noqa: N818  (a refusal on its way to the caller, not an error)
    """A refusal on its way out of nested checks; the public functions return it as a value.

    Attributes:
        refusal: what is wrong, where, how to mend it.
    """

    def __init__(self, what: str, where: Path, mend: str) -> None:
        """Keep the refusal, its place written as a path in the JSON or YAML."""
        self.refusal = Refusal(what, " / ".join(where) or "situation", mend)
        super().__init__(str(self.refusal))


def arithmetic(text: str) -> float | None:
    """Return the value of `474.37 * 0.16`; None when the text is not arithmetic on numbers.

    OpenFisca evaluates such texts with numexpr, which `9**9**9` blocks for ever: here numbers are
    floats from the start, and nothing but + - * / ** and parentheses is read.

    Law:
        None: a way of writing amounts in test files.

    >>> arithmetic("(395 - 0.5) * 2")
    789.0
    >>> arithmetic("locataire_vide") is None
    True
    """
    try:
        value = _value_of(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return value if math.isfinite(value) else None


def _value_of(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value_of(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value_of(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            result = _OPERATIONS[type(op)](_value_of(left), _value_of(right))
            if isinstance(result, float):  # a negative number to a broken power is complex
                return result
    raise ValueError(ast.dump(node))


def find_variable(name: object, where: Path) -> Any:
    """Return the OpenFisca variable of a name.

    Raises:
        BadSituation: no such variable; the nearest names are proposed.

    Law:
        None: a name of OpenFisca.
    """
    variables = law_system().variables
    if name in variables:
        return variables[name]
    near = difflib.get_close_matches(str(name), variables, n=3)
    mend = f"Vouliez-vous dire {' ou '.join(near)} ?" if near else "Corrigez ou retirez ce nom."
    raise BadSituation(
        f"la variable « {name} » n'existe pas dans OpenFisca-France {versions()['openfisca-france']}.",
        where,
        mend,
    )


def find_period(text: object, where: Path) -> Any:
    """Return the OpenFisca period of `2025`, `2025-06`, `month:2025-01:3` or `ETERNITY`.

    Raises:
        BadSituation: the text is not a period.

    Law:
        None: a way of writing.
    """
    try:
        return periods.period(str(text))
    except Exception as error:  # pendulum's own errors come through, beside OpenFisca's
        raise BadSituation(
            f"« {text} » n'est pas une période.",
            where,
            "Écrivez un mois (2025-06), une année (2025) ou ETERNITY.",
        ) from error


def check_computable(variable: Any, period: Any, where: Path) -> None:
    """Check that a variable can be computed on a period.

    Raises:
        BadSituation: the variable is defined by month and a year was asked, or the like.

    Law:
        None: a rule of OpenFisca.
    """
    unit = str(variable.definition_period)
    if unit != "eternity" and (str(period.unit) != unit or period.size != 1):
        raise BadSituation(
            f"« {variable.name} » se calcule par {UNITS[unit]}, pas sur la période « {period} ».",
            where,
            f"Demandez une période comme {EXAMPLES[unit]}.",
        )


def value_for(variable: Any, value: object, where: Path) -> object:
    """Return a value that the variable can hold, arithmetic texts evaluated.

    Raises:
        BadSituation: wrong type, unknown code, NaN, too large, not a date.

    Law:
        None: the types of OpenFisca.
    """
    if isinstance(value, Mapping | list | tuple):
        raise BadSituation("une seule valeur est attendue.", where, "Retirez la liste ou l'objet.")
    if variable.value_type in (int, float):
        return _number(variable, value, where)
    if variable.value_type is bool and not (isinstance(value, bool) or value in (0, 1)):
        raise BadSituation(f"« {value} » n'est ni vrai ni faux.", where, "Écrivez true ou false.")
    if variable.value_type is dt.date:
        return _date(value, where)
    if variable.value_type is Enum:
        codes = [item.name for item in variable.possible_values]
        if value not in codes:
            raise BadSituation(
                f"« {value} » n'est pas un code de « {variable.name} ».",
                where,
                f"Choisissez parmi : {', '.join(codes)}.",
            )
    return value


def _number(variable: Any, value: object, where: Path) -> float:
    number = arithmetic(value) if isinstance(value, str) else value
    if not isinstance(number, int | float):
        raise BadSituation(f"« {value} » n'est pas un nombre.", where, "Écrivez un nombre.")
    if not math.isfinite(number):
        raise BadSituation(
            "la valeur n'est pas un nombre fini.", where, "Écrivez un nombre, ou retirez la valeur."
        )
    if abs(number) > (INT32_MAX if variable.value_type is int else FLOAT32_MAX):
        raise BadSituation(f"« {value} » est trop grand.", where, "Vérifiez ce nombre.")
    return number


def _date(value: object, where: Path) -> object:
    if isinstance(value, dt.date):
        return value
    try:
        day = np.datetime64(value if isinstance(value, str) else "NaT")
    except ValueError:
        day = np.datetime64("NaT")
    if np.isnat(day):
        raise BadSituation(
            f"« {value} » n'est pas une date.", where, "Écrivez par exemple 1985-03-21."
        )
    return value
