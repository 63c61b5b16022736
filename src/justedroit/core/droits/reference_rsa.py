"""The reference quarter of RSA and prime d'activité: M-3 to M-1, then M-4 to M-2.

OpenFisca-France 176.1.8 makes it depend on the input `departement_experimentation_rsa`, False by
default, although the whole country has changed since March 2025.

Law: solidarité à la source, L. 2023-1196 article 18; D. 2024-768.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERYWHERE = "tous"


def departement_of(depcom: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Return the département of INSEE codes of communes.

    Args:
        depcom: shape `(n,)`, strings such as "86194", "2A004", "97411".

    Returns:
        Shape `(n,)`: "86", "2A", "974".

    Law:
        None: the code officiel géographique.
    """
    codes = np.asarray(depcom, dtype=np.str_)
    overseas = np.char.startswith(codes, "97") | np.char.startswith(codes, "98")
    return np.where(overseas, codes.astype("U3"), codes.astype("U2"))


def shifted_reference(months: Sequence[int], departement: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return where the reference quarter is M-4 to M-2.

    To be given to OpenFisca as `departement_experimentation_rsa`, for every month of the window.

    Args:
        months: the months of the columns, from 201601.
        departement: shape `(n,)`, strings, "06".

    Returns:
        Shape `(n, months)`.

    Raises:
        LookupError: a month is before 2016.

    Law:
        D. 2024-768: five départements from October 2024, all from March 2025.
    """
    where = np.asarray(departement, dtype=np.str_)
    out = np.zeros((len(where), len(months)), dtype=bool)
    by_list: dict[tuple[str, ...], list[int]] = {}
    for column, month in enumerate(months):
        by_list.setdefault(_listed(month), []).append(column)
    for listed, columns in by_list.items():
        out[:, columns] = _EVERYWHERE in listed or np.isin(where, listed)[:, None]
    return out


@cache
def _listed(month: int) -> tuple[str, ...]:
    return tuple(parametre("droits/rsa.reference_decalee").at(month))
