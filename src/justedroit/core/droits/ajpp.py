"""AJPP, allocation journalière de présence parentale: declared days times a dated daily amount.

OpenFisca-France has no formula, and its parameters stop at the scale of 2006.

Law: CSS articles L544-1 to L544-10, D544-1 to D544-6. Amounts and limits: parameters `ajpp.*`,
all to be verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre, to_cents

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def payable_days(days: npt.ArrayLike, monthly_limit: float, remaining: npt.ArrayLike) -> FloatArray:
    """Return the declared days that can be paid, under a limit by month and one for the right.

    Args:
        days: shape `(n, months)`, days declared, by halves, months ascending.
        monthly_limit: days a month.
        remaining: shape `(n,)`, days left in the right before the first month.

    Returns:
        Shape `(n, months)`, days; the earliest months are served first.

    Raises:
        ValueError: days are negative, not by halves, or not finite.

    Law:
        CSS articles L544-3 and D544-1 (AJPP); L168-9 (AJPA).
    """
    declared = np.asarray(days, dtype=np.float64)
    if not np.isfinite(declared).all() or (declared < 0).any() or (declared * 2 % 1 != 0).any():
        raise ValueError(
            "Un nombre de journées déclarées est négatif ou n'est pas compté par demi-journées."
        )
    capped = np.minimum(declared, monthly_limit)
    left = np.maximum(np.asarray(remaining, dtype=np.float64), 0)[:, None]
    served = np.minimum(capped.cumsum(axis=1), left)
    return np.diff(served, axis=1, prepend=0.0)


def daily_amounts(name: str, months: Sequence[int]) -> FloatArray:
    """Return the daily amount of each month.

    Args:
        name: parameter, `droits/ajpp.montant_jour`.
        months: months of the right, 202504.

    Returns:
        Shape `(months,)`, euros a day.

    Raises:
        LookupError: a month is before the first known amount.

    Law:
        CSS article L544-6.
    """
    return np.array([parametre(name).at(month) for month in months], dtype=np.float64)


def ajpp_cents(days: npt.ArrayLike, months: Sequence[int], used_days: npt.ArrayLike) -> IntArray:
    """Return the AJPP of each month, gross of CRDS.

    ASSUMPTION: the months given belong to one right of three years; a renewal starts anew with
    `used_days` at 0.

    Args:
        days: shape `(n, months)`, days declared, by halves.
        months: the months of the columns, ascending, 202504.
        used_days: shape `(n,)`, days already paid in the right before the first month.

    Returns:
        Shape `(n, months)`, cents.

    Raises:
        ValueError: days are negative or not by halves.
        LookupError: a month is before the first known amount.

    Law:
        CSS articles L544-3, L544-6, D544-1.
    """
    if not months:
        return np.zeros(np.shape(days), dtype=np.int64)
    total = parametre("droits/ajpp.jours_total").at(months[0])
    limit = parametre("droits/ajpp.jours_par_mois").at(months[0])
    paid = payable_days(days, limit, total - np.asarray(used_days, dtype=np.float64))
    return to_cents(paid * daily_amounts("droits/ajpp.montant_jour", months))
