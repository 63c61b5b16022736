"""Whether what is supposed holds together: nothing is said twice, otherwise, of the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from justedroit.core.base import Refusal, day_text
from justedroit.core.droits.hypothese_foyer import Suppose
from justedroit.core.faits import Statement, catalogue, value_text


def contradiction(dossier: int, said: Sequence[Suppose]) -> Refusal | None:
    """Return how hypotheses contradict one another: two values for one thing from one day on.

    Args:
        dossier: number.
        said: what is supposed, all at once.

    Returns:
        The first contradiction, which names both hypotheses; None where there is none.

    Law:
        None: what holds at the same time must be able to hold together.
    """
    first = dict[tuple[int, str, dt.date], tuple[Suppose, Statement]]()
    for one in said:
        for statement in one.statements:
            key = statement.person, statement.kind, statement.valid_from
            other, told = first.setdefault(key, (one, statement))
            if _value(told) != _value(statement):
                return _refusal(dossier, (other, told), (one, statement))
    return None


def _refusal(
    dossier: int, first: tuple[Suppose, Statement], second: tuple[Suppose, Statement]
) -> Refusal:
    said = first[1]
    named = catalogue()[said.kind].libelle if said.kind in catalogue() else said.kind
    of = f" de la personne {said.person}" if said.person else ""
    values = f"à la fois {_value(first[1])} et {_value(second[1])}"
    what = f"« {named} »{of} vaudrait {values} à partir du {day_text(said.valid_from)}"
    if first[0] is not second[0]:
        what += f" : {first[0].libelle} ; {second[0].libelle}"
    mend = "Gardez l'un des deux, ou faites-les commencer à des dates différentes."
    return Refusal(f"{what}.", f"hypothèse, dossier {dossier}", mend)


def _value(said: Statement) -> str:
    """Return what a statement says, as a person reads it; as it was written where it is no value."""
    if said.kind not in catalogue():
        return str(said.value)
    try:
        return value_text(said.kind, said.value)
    except (ValueError, ArithmeticError):  # it will be refused where it is received
        return str(said.value)
