"""The personalised scale: how much is withheld each month, from a weighted monthly income."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from justedroit.core.base import parametre
from justedroit.core.registre import Ints

METROPOLE, MAYOTTE, SAINT_PIERRE = "metropole", "mayotte", "saint_pierre"
TERRITOIRES: Final = (METROPOLE, MAYOTTE, SAINT_PIERRE)
_EURO: Final = 100
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Bareme:
    """The slices of a year.

    Attributes:
        fixe_cents: withheld below the first bound, and of the first slice above it.
        bornes_cents: where each slice begins, ascending.
        taux: percent of each slice, one for each bound.
        defaut_cents: weighted income deemed where it is unknown; None: not read.
        source: where the year was read.
        statut: `verifie` or `a_verifier`.
    """

    fixe_cents: int
    bornes_cents: tuple[int, ...]
    taux: tuple[int, ...]
    defaut_cents: int | None
    source: str
    statut: str


@cache
def bareme(day: dt.date, territoire: str = METROPOLE) -> Bareme | None:
    """Return the slices in force on a day, None where the year was not read.

    Args:
        day: of the withholding.
        territoire: one of TERRITOIRES.

    Law:
        CSS art. D553-1 III, D553-2; parameters `bareme.*`.
    """
    dated = parametre(f"recouvrement/bareme.{territoire}")
    if not dated.in_force(day):
        return None
    told = dated.at(day)
    bounds = tuple(_EURO * bound for bound in told["bornes"])
    rates = tuple(parametre("recouvrement/bareme.taux").at(day)[: len(bounds)])
    default = None if told["defaut"] is None else _EURO * told["defaut"]
    return Bareme(_EURO * told["fixe"], bounds, rates, default, told["source"], told["statut"])


def retenue_bareme(q_cents: Ints, slices: Bareme, day: dt.date) -> Ints:
    """Return what is withheld each month at some weighted monthly incomes.

    Args:
        q_cents: shape `(n,)`, weighted incomes.
        slices: of the year, see `bareme`.
        day: of the withholding; the parameter `bareme.arrondi` is read then.

    Returns:
        Shape `(n,)`, cents.

    Law:
        CSS art. D553-1 III: a fixed amount, then a percentage of each slice, cumulated.
    """
    uppers = (*slices.bornes_cents[1:], np.iinfo(np.int64).max)
    hundredths = np.full(q_cents.shape, slices.fixe_cents * _PERCENT, np.int64)
    for low, high, rate in zip(slices.bornes_cents, uppers, slices.taux, strict=True):
        hundredths += rate * (np.clip(q_cents, low, high) - low)
    return rounded(hundredths // _PERCENT, day)


def rounded(cents: Ints, day: dt.date) -> Ints:
    """Return amounts rounded as a withholding is.

    Law:
        CSS art. D553-1 III; parameter `bareme.arrondi`, a_verifier.
    """
    whole = parametre("recouvrement/bareme.arrondi").at(day) == "euro"
    return cents // _EURO * _EURO if whole else cents


def surcharge_percent(day: dt.date, *, repeated: bool) -> int:
    """Return by how many percent the withholding of a debt of fraud is raised.

    Args:
        day: of the withholding.
        repeated: another fraud was qualified in the years before.

    Law:
        CSS art. D553-5; parameter `bareme.fraude`.
    """
    dated = parametre("recouvrement/bareme.fraude")
    if not dated.in_force(day):
        return 0
    percent: int = dated.at(day)["recidive" if repeated else "premiere"]
    return percent


def repeat_years(day: dt.date) -> int:
    """Return the years within which a second fraud is a repetition.

    Law:
        LFSS 2019 art. 77; parameter `bareme.fraude`, a_verifier.
    """
    dated = parametre("recouvrement/bareme.fraude")
    years: int = dated.at(day)["annees"] if dated.in_force(day) else 0
    return years


def territory(depcom: str) -> str:
    """Return the scale that a commune follows, from its INSEE code.

    Law:
        CSS art. D553-2: Mayotte and Saint-Pierre-et-Miquelon have their own amounts.

    >>> territory("97611"), territory("75056")
    ('mayotte', 'metropole')
    """
    return {"976": MAYOTTE, "975": SAINT_PIERRE}.get(depcom[:3], METROPOLE)
