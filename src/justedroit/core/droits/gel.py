"""The frozen quarter: an amount is computed for three months, and only some changes break it.

OpenFisca-France computes RSA, prime d'activité and housing aid anew each month.

Law: CCH R823-6, R823-6-1 (housing aid); CASF R262-4 (RSA); CSS R843-1 (prime d'activité). What
breaks a quarter: parameters `gel.ruptures.*`, to be verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import from_index, parametre, to_index

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NO_ANCHOR = 0  # no claim: nothing is frozen


def _length(month: int) -> int:
    return int(parametre("droits/gel.duree").at(month))


def quarter_start(month: npt.ArrayLike, anchor_month: npt.ArrayLike) -> IntArray:
    """Return the first month of the quarter that holds a month.

    Args:
        month: months, 202504, any shape that matches.
        anchor_month: first month of some quarter of the same right: the month it opened.

    Returns:
        Months.

    Law:
        CCH R823-6; CASF R262-4; CSS R843-1.

    >>> quarter_start([202504, 202505, 202507], 202504).tolist()
    [202504, 202504, 202507]
    """
    index = to_index(np.asarray(month, dtype=np.int64))
    anchor = to_index(np.asarray(anchor_month, dtype=np.int64))
    length = _length(int(np.max(month)))
    return from_index(anchor + (index - anchor) // length * length)


def source_columns(months: Sequence[int], anchor: npt.ArrayLike, breaks: npt.ArrayLike) -> IntArray:
    """Return, for each month, the column of the month whose evaluation it holds.

    Args:
        months: the months of the columns, consecutive.
        anchor: shape `(n,)` or `(n, months)`, first month of a quarter of the right, as it stands
            in each month; 0: nothing is frozen.
        breaks: shape `(n, months)`, a change of immediate effect happens that month.

    Returns:
        Shape `(n, months)`, columns. A quarter that began before the first month holds the
        first month given: give whole quarters.

    Raises:
        ValueError: months are not consecutive.

    Law:
        CCH R823-6; CASF R262-4; CSS R843-1.
    """
    listed = np.asarray(months, dtype=np.int64)
    if (np.diff(to_index(listed)) != 1).any():
        raise ValueError("Un trimestre se fige sur des mois consécutifs.")
    columns = np.arange(len(listed))[None, :]
    anchored = np.asarray(anchor, dtype=np.int64)
    anchored = anchored[:, None] if anchored.ndim == 1 else anchored
    if not listed.size:
        return np.zeros((len(anchored), 0), dtype=np.int64)
    starts = quarter_start(listed[None, :], np.where(anchored == NO_ANCHOR, listed, anchored))
    first = (starts == listed[None, :]) | (columns == 0) | np.asarray(breaks, dtype=bool)
    return np.maximum.accumulate(np.where(first, columns, 0), axis=1)


def freeze(
    values: npt.NDArray[np.generic],
    months: Sequence[int],
    anchor: npt.ArrayLike,
    breaks: npt.ArrayLike,
) -> npt.NDArray[np.generic]:
    """Return values held to the end of their quarter.

    The first month of a quarter gives its value to the three months; a break takes the value of
    its own month, and holds it to the end of the quarter.

    Args:
        values: shape `(n, months)`, evaluated anew each month.
        months: the months of the columns, consecutive.
        anchor: shape `(n,)` or `(n, months)`, first month of a quarter of the right, as it stands
            in each month; 0: nothing is frozen.
        breaks: shape `(n, months)`, a change of immediate effect happens that month.

    Returns:
        Shape `(n, months)`, same type.

    Raises:
        ValueError: months are not consecutive.

    Law:
        CCH R823-6; CASF R262-4; CSS R843-1.
    """
    return np.take_along_axis(values, source_columns(months, anchor, breaks), axis=1)


def al_anchor(
    rsa_anchor: npt.ArrayLike,
    ppa_anchor: npt.ArrayLike,
    aah_anchor: npt.ArrayLike,
    al_anchor: npt.ArrayLike,
) -> IntArray:
    """Return the first month of a quarter of the housing aid, aligned on another benefit's.

    Args:
        rsa_anchor: shape `(n,)`, month of a quarter of the RSA; 0 if none.
        ppa_anchor: shape `(n,)`, of the prime d'activité.
        aah_anchor: shape `(n,)`, of the AAH.
        al_anchor: shape `(n,)`, month when the housing aid opened.

    Returns:
        Shape `(n,)`, months: the first of these that is not 0.

    Law:
        CCH R823-6-1: the next re-examination of RSA, else prime d'activité, else AAH.
    """
    chosen = np.asarray(al_anchor, dtype=np.int64)
    for other in (aah_anchor, ppa_anchor, rsa_anchor):
        chosen = np.where(np.asarray(other) != NO_ANCHOR, other, chosen)
    return chosen


def breaking_changes(benefit: str, month: int) -> tuple[str, ...]:
    """Return the kinds of change that break the quarter of a benefit.

    Args:
        benefit: `rsa`, `ppa`, `apl`, `alf` or `als`.
        month: month of the right, 202504.

    Returns:
        Codes: `naissance`, `separation`, `mise_en_couple`, `deces`, `demenagement`…

    Raises:
        KeyError: the benefit has no frozen quarter.

    Law:
        CCH R823-6, R823-13, R823-14; for RSA and prime d'activité, to be verified.
    """
    name = "aide_logement" if benefit in ("apl", "alf", "als") else benefit
    return tuple(parametre(f"droits/gel.ruptures.{name}").at(month))


def frozen_benefits(month: int) -> tuple[str, ...]:
    """Return the benefits whose amount is frozen by quarter.

    Args:
        month: month of the right, 202504.

    Returns:
        Codes of benefits.

    Law:
        CCH R823-6; CASF R262-4; CSS R843-1.
    """
    return tuple(parametre("droits/gel.prestations").at(month))
