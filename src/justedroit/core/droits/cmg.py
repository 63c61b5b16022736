"""CMG, complément de libre choix du mode de garde: paid as Pajemploi declares it.

`paje_cmg` of OpenFisca-France 176.1.8 is the formula of 2017 and ignores the reform of 1 September
2025, so it is never computed: the amount is a fact that Urssaf sends each month.

Law: CSS articles L531-5 to L531-9, D531-17 and following.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from justedroit.core.base import to_cents

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def cmg_cents(declared_eur: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the CMG of a month as Pajemploi declared it.

    ASSUMPTION: what Pajemploi sends is what is due, net (parameter `crds.exonerees_presumees`).

    Args:
        declared_eur: shape `(n,)`, euros a month; 0 where nothing was declared.

    Returns:
        Shape `(n,)`, cents.

    Raises:
        ValueError: an amount is negative or not finite.

    Law:
        CSS article L531-8 (the amount is sent by the body that collects contributions).
    """
    cents = to_cents(declared_eur)
    if (cents < 0).any():
        raise ValueError("Un CMG déclaré est négatif : une reprise se déclare par un fait corrigé.")
    return cents
