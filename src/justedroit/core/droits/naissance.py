"""The prime à la naissance is paid before the birth, and the unborn child opens nothing else.

OpenFisca-France 176.1.8 pays `paje_naissance` in the single month that is two months before the
month of birth. But an unborn child in the family also opens `paje_base` (age -1 is under 3) and is
counted by the RSA: it is only put in a side simulation, for that month, read for
`paje_naissance` alone.

Law: CSS L531-2, D531-2; R552-2 (allocation de base: the month after the birth).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.droits.effet import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MONTHS_BEFORE_BIRTH = 2  # what OpenFisca's formula tests; not a choice of ours

_EPOCH = 1970 * 12


def _index(days: npt.ArrayLike) -> tuple[IntArray, BoolArray]:
    dates = np.atleast_1d(np.asarray(days, dtype="datetime64[D]"))
    known = ~np.isnat(dates)
    months = dates.astype("datetime64[M]").astype(np.int64) + _EPOCH
    return np.where(known, months, 0), known


def _to_month(index: IntArray) -> IntArray:
    return index // 12 * 100 + index % 12 + 1


def prime_month(expected_day: npt.ArrayLike, birth_day: npt.ArrayLike) -> IntArray:
    """Return the month in which the prime à la naissance of a child is due.

    The expected date decides where it is known: a birth on another day does not move a prime that
    was paid. A child born before that month has its prime the month of its birth.

    Args:
        expected_day: shape `(n,)`, datetime64[D], expected birth; NaT: unknown.
        birth_day: shape `(n,)`, datetime64[D], birth; NaT: not born.

    Returns:
        Shape `(n,)`, months; `NEVER` where neither day is known.

    Law:
        CSS D531-2: before the last day of the second month after the fifth of pregnancy.

    >>> prime_month(["2025-08-15"], ["NaT"]).tolist()
    [202506]
    """
    expected, is_expected = _index(expected_day)
    born, is_born = _index(birth_day)
    due = np.where(is_expected, expected, born) - MONTHS_BEFORE_BIRTH
    due = np.where(is_expected & is_born, np.minimum(due, born), due)
    return np.where(is_expected | is_born, _to_month(due), NEVER)


def side_birth_day(month: npt.ArrayLike) -> npt.NDArray[np.datetime64]:
    """Return the birth day to give to OpenFisca in the side simulation of a month.

    Args:
        month: shape `(n,)`, month of the prime, 202506.

    Returns:
        Shape `(n,)`, datetime64[D], for which OpenFisca pays the prime in that month.

    Law:
        None: what the formula of OpenFisca-France 176.1.8 tests.

    >>> side_birth_day([202506]).astype(str).tolist()
    ['2025-08-15']
    """
    listed = np.asarray(month, dtype=np.int64)
    index = listed // 100 * 12 + listed % 100 - 1 + MONTHS_BEFORE_BIRTH - _EPOCH
    first: npt.NDArray[np.datetime64] = index.astype("datetime64[M]").astype("datetime64[D]")
    day: npt.NDArray[np.datetime64] = first + np.timedelta64(14, "D")
    return day


def born(birth_day: npt.ArrayLike, months: Sequence[int]) -> BoolArray:
    """Return the months when a child may be in the main simulation: from the month of its birth.

    In the month of birth itself, OpenFisca 176.1.8 counts the child for the RSA (rightly), not for
    AF and housing aid (rightly: the month after), and opens `paje_base` a month too early: see
    `paje_base_child`.

    Args:
        birth_day: shape `(n,)`, datetime64[D]; NaT: not born.
        months: the months of the columns.

    Returns:
        Shape `(n, months)`.

    Law:
        CSS L512-1, L531-3: a child at charge is a born child.
    """
    index, is_born = _index(birth_day)
    columns = np.asarray(months, dtype=np.int64)[None, :]
    return is_born[:, None] & (_to_month(index)[:, None] <= columns)


def paje_base_child(birth_day: npt.ArrayLike, months: Sequence[int], age_limit: int) -> BoolArray:
    """Return the months for which a child may open the allocation de base.

    To be given to OpenFisca as the input `enfant_eligible_paje` where it is False: OpenFisca takes
    the age on the first day of the month, and so opens the month of birth and pays the month of
    the third birthday.

    Args:
        birth_day: shape `(n,)`, datetime64[D]; NaT: not born.
        months: the months of the columns.
        age_limit: years (`paje_cm.age_limite_enfant_adopte_non` of OpenFisca).

    Returns:
        Shape `(n, months)`.

    Law:
        CSS R552-2 I (the month after the birth), L531-3 and R552-3 I (until the month before the
        third birthday).
    """
    index, is_born = _index(birth_day)
    listed = np.asarray(months, dtype=np.int64)
    columns = (listed // 100 * 12 + listed % 100 - 1)[None, :]
    age_months = columns - index[:, None]
    return is_born[:, None] & (age_months >= 1) & (age_months < 12 * age_limit)
