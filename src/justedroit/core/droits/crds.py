"""CRDS on benefits: OpenFisca gives family benefits gross, the fund pays them net.

Law: ordonnance 96-50 of 24 January 1996, articles 14 and 19.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre

IntArray = npt.NDArray[np.int64]

_PER_MILLION = 1_000_000  # rates have at most six decimals: integers keep the cents exact


def crds_cents(gross_cents: npt.ArrayLike, month: int) -> IntArray:
    """Return the CRDS due on gross amounts, truncated to the lower cent.

    ASSUMPTION: the contribution is truncated, then taken off. Of the ways to round, only this one
    gives the six net amounts published in 2025 (rounding it to the nearest cent fails on four of
    them); the text was not read, parameter `crds.arrondi`.

    Args:
        gross_cents: shape `(n,)` or any other, cents, not negative.
        month: month of the right, 202504; the rate is the one of its first day.

    Returns:
        Same shape, cents.

    Raises:
        ValueError: an amount is negative.

    Law:
        Ordonnance 96-50, articles 14 and 19.
    """
    gross = np.asarray(gross_cents, dtype=np.int64)
    if (gross < 0).any():
        raise ValueError("Un montant brut est négatif : la CRDS ne se calcule que sur un droit.")
    rate = round(parametre("droits/crds.taux").at(month) * _PER_MILLION)
    cents: IntArray = gross * rate // _PER_MILLION
    return cents


def net_of_crds(gross_cents: npt.ArrayLike, month: int) -> IntArray:
    """Return gross amounts less their CRDS.

    Args:
        gross_cents: any shape, cents, not negative.
        month: month of the right, 202504.

    Returns:
        Same shape, cents.

    Raises:
        ValueError: an amount is negative.

    Law:
        Ordonnance 96-50, articles 14 and 19.

    >>> net_of_crds([15180, 34629], 202504).tolist()
    [15105, 34456]
    """
    return np.asarray(gross_cents, dtype=np.int64) - crds_cents(gross_cents, month)
