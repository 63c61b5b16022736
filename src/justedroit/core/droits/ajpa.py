"""AJPA, allocation journalière du proche aidant: declared days times a dated daily amount.

OpenFisca-France does not know it.

Law: CSS articles L168-8 to L168-16, D168-11 and following. Amounts and limits: parameters
`ajpa.*`, all to be verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre, to_cents
from justedroit.core.droits.ajpp import IntArray, daily_amounts, payable_days

if TYPE_CHECKING:
    from collections.abc import Sequence


def ajpa_cents(
    days: npt.ArrayLike,
    months: Sequence[int],
    used_days: npt.ArrayLike,
    used_career_days: npt.ArrayLike,
) -> IntArray:
    """Return the AJPA of each month, gross of CRDS, for one person who is helped.

    Args:
        days: shape `(n, months)`, days declared, by halves.
        months: the months of the columns, ascending, 202504.
        used_days: shape `(n,)`, days already paid for the person who is helped.
        used_career_days: shape `(n,)`, days already paid over the career, whoever was helped.

    Returns:
        Shape `(n, months)`, cents.

    Raises:
        ValueError: days are negative or not by halves.
        LookupError: a month is before the first known amount.

    Law:
        CSS articles L168-9 and D168-12, D168-13.
    """
    if not months:
        return np.zeros(np.shape(days), dtype=np.int64)
    last = months[-1]
    helped = parametre("droits/ajpa.jours_total").at(last) - np.asarray(used_days, dtype=float)
    career = parametre("droits/ajpa.jours_carriere").at(last)
    remaining = np.minimum(helped, career - np.asarray(used_career_days, dtype=float))
    paid = payable_days(days, parametre("droits/ajpa.jours_par_mois").at(last), remaining)
    return to_cents(paid * daily_amounts("droits/ajpa.montant_jour", months))
