"""From the day of an event to the month from which a right opens, changes or closes.

The rule of each benefit is a dated parameter (`effet.ouverture.rsa`…): a code, whose meaning is
here. All functions take days as datetime64[D] and give months as integers (202504).

Law: CSS R552-2, R552-3, L552-1, L552-7, R541-7, R821-7; CASF R262-33, R262-35; CCH R823-10 to
R823-14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import from_index, parametre

if TYPE_CHECKING:
    from collections.abc import Callable

IntArray = npt.NDArray[np.int64]
DayArray = npt.NDArray[np.datetime64]

NEVER = 999912  # a month after all others: a right that does not open, or does not close

_EPOCH = 1970 * 12  # numpy counts months from January 1970
_NEVER_INDEX = 9999 * 12 + 11


def _days(days: npt.ArrayLike) -> DayArray:
    return np.atleast_1d(np.asarray(days, dtype="datetime64[D]"))


def _index(days: DayArray) -> IntArray:
    """Return the index of the month of each day; far away where there is no day."""
    found = days.astype("datetime64[M]").astype(np.int64) + _EPOCH
    return np.where(np.isnat(days), _NEVER_INDEX, found)


def _month(index: IntArray) -> IntArray:
    return from_index(np.minimum(index, _NEVER_INDEX))


def add_months_to_days(days: npt.ArrayLike, count: int) -> DayArray:
    """Return days moved by whole months, held to the end of a shorter month.

    Args:
        days: shape `(n,)`, datetime64[D]; NaT stays NaT.
        count: months, possibly negative.

    Returns:
        Shape `(n,)`, datetime64[D].

    Law:
        None: a delay in months ends on the same day, or on the last day of the month (code de
        procédure civile, article 641).
    """
    start = _days(days)
    month = start.astype("datetime64[M]")
    day_in_month = start - month.astype("datetime64[D]")
    target = month + np.timedelta64(count, "M")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    moved: DayArray = np.minimum(target.astype("datetime64[D]") + day_in_month, last)
    return moved


def _cmg(conditions: DayArray, claim: DayArray) -> IntArray:
    """Return the month before the claim if conditions held on its first day, else as they come."""
    before = _index(claim) - 1
    first_day = (claim.astype("datetime64[M]") - 1).astype("datetime64[D]")
    return np.where(conditions <= first_day, before, np.maximum(_index(conditions), _index(claim)))


# The meaning of each code of opening, in months counted from the year 0.
_OPENING: dict[str, Callable[[DayArray, DayArray], IntArray]] = {
    "mois_conditions": lambda conditions, _claim: _index(conditions),
    "mois_suivant_conditions": lambda conditions, _claim: _index(conditions) + 1,
    "mois_demande": lambda conditions, claim: np.maximum(_index(conditions), _index(claim)),
    "mois_suivant_demande": lambda conditions, claim: (
        np.maximum(_index(conditions), _index(claim)) + 1
    ),
    "cmg": _cmg,
    # The month after the conditions, but never before the month of the claim.
    "logement": lambda conditions, claim: np.maximum(_index(conditions) + 1, _index(claim)),
    "logement_sans_delai": lambda conditions, claim: np.maximum(_index(conditions), _index(claim)),
}
_CLOSING = {"mois_evenement": 0, "mois_suivant_evenement": 1}

OPENING_RULES = tuple(_OPENING)
CLOSING_RULES = tuple(_CLOSING)


def opening_month(rule: str, conditions_day: npt.ArrayLike, claim_day: npt.ArrayLike) -> IntArray:
    """Return the first month due.

    `mois_conditions` and `mois_suivant_conditions` do not read the claim: such a right runs from
    its conditions, however late it is claimed, within the prescription.

    Args:
        rule: a code of `OPENING_RULES`.
        conditions_day: shape `(n,)`, first day when the conditions are met; NaT: not met.
        claim_day: shape `(n,)`, day when the claim was received; NaT: none.

    Returns:
        Shape `(n,)`, months; `NEVER` where the right does not open.

    Raises:
        KeyError: the code is unknown.

    Law:
        CSS R552-2 (PF), R821-7 (AAH), R541-7 (AEEH); CASF R262-33 (RSA); CCH R823-10, R823-11.
    """
    return _month(_OPENING[rule](_days(conditions_day), _days(claim_day)))


def closing_month(rule: str, event_day: npt.ArrayLike, *, death: npt.ArrayLike = False) -> IntArray:
    """Return the first month that is no longer due.

    Args:
        rule: a code of `CLOSING_RULES`.
        event_day: shape `(n,)`, first day when the conditions are not met any more; NaT: they are.
        death: scalar or shape `(n,)`, the event is the death of the allocataire, the conjoint or a
            person at charge: the month of the death stays due.

    Returns:
        Shape `(n,)`, months; `NEVER` where the right does not close.

    Raises:
        KeyError: the code is unknown.

    Law:
        CSS R552-3; CASF R262-35; CCH R823-12.
    """
    shift = np.maximum(_CLOSING[rule], np.asarray(death, dtype=bool).astype(np.int64))
    return _month(_index(_days(event_day)) + shift)


def month_after_child_death(day: npt.ArrayLike) -> IntArray:
    """Return the first month from which a dead child no longer counts.

    Args:
        day: shape `(n,)`, day of the death; NaT: alive.

    Returns:
        Shape `(n,)`, months: a child dead in March counts to the end of June; `NEVER` if alive.

    Law:
        CSS L552-7; the benefits concerned are parameter `effet.deces_enfant_prestations`.
    """
    kept = parametre("droits/effet.deces_enfant_mois").valeurs[-1][1]
    return _month(_index(_days(day)) + kept + 1)


def month_of_age(birth_day: npt.ArrayLike, age_years: int) -> IntArray:
    """Return the month in which a child reaches an age: a right that ends there is lost from it.

    OpenFisca-France 176.1.8 takes the age on the first day of the month, and so pays `af` and
    `paje_base` one month too long, unless the child is born on a first.

    Args:
        birth_day: shape `(n,)`, datetime64[D].
        age_years: age, years.

    Returns:
        Shape `(n,)`, months.

    Law:
        CSS R552-3 I: no longer due from the first day of the month when conditions cease.
    """
    return _month(_index(_days(birth_day)) + 12 * age_years)
