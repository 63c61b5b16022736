"""What the housing aid keeps in memory: the rent of last July, and the months it gave nothing.

Law: CCH R823-6 and R823-7.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def reference_rent_month(month: npt.ArrayLike, moved_in: npt.ArrayLike) -> IntArray:
    """Return the month whose rent founds the aid: last year's July, or the first one since.

    Args:
        month: months of the right, 202504.
        moved_in: month of entry in the dwelling, same shape or one that matches.

    Returns:
        Months.

    Law:
        CCH R823-6 (July of the year before), R823-7 (new dwelling: first rent).

    >>> reference_rent_month([202504, 202504], [202001, 202502]).tolist()
    [202407, 202502]
    """
    right = np.asarray(month, dtype=np.int64)
    july = parametre("droits/logement.mois_loyer_reference").at(int(np.max(right)))
    last_july: IntArray = (right // 100 - 1) * 100 + july
    return np.maximum(last_july, np.asarray(moved_in, dtype=np.int64))


def lapsed(due_cents: npt.ArrayLike, claimed: npt.ArrayLike, month: int) -> BoolArray:
    """Return the months when the right is lost, for want of a new claim after nine empty months.

    Args:
        due_cents: shape `(n, months)`, aid evaluated (0 when nil or under the threshold), months
            consecutive.
        claimed: shape `(n, months)`, a claim was received that month: the count starts again.
        month: month of the first column, 202504.

    Returns:
        Shape `(n, months)`: from the tenth month in a row, until a new claim.

    Law:
        CCH R823-6: re-examined for at most nine consecutive months.
    """
    limit = parametre("droits/logement.mois_nuls").at(month)
    empty = np.asarray(due_cents) == 0
    again = np.asarray(claimed, dtype=bool)
    out = np.zeros(empty.shape, dtype=bool)
    run = np.zeros(empty.shape[0], dtype=np.int64)
    lost = np.zeros(empty.shape[0], dtype=bool)
    for column in range(empty.shape[1]):  # months, not rows
        lost = (lost | (run >= limit)) & ~again[:, column]
        run = np.where(again[:, column], 0, run)
        run = np.where(empty[:, column] | lost, run + 1, 0)
        out[:, column] = lost
    return out
