"""PreParE by share of activity: `paje_prepare` is an input of OpenFisca-France, without formula.

The rates are in OpenFisca's parameters, so they are arguments; the conditions (age of the child,
eight quarters of contribution, duration by parent) are checked on pieces by an agent: the fact
`paje_prepare_taux` says the outcome.

Law: CSS articles L531-4, D531-4 and R531-4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = "prestations_sociales.prestations_familiales.petite_enfance.paje.paje_prepare"

# Values of the fact `paje_prepare_taux`, and where OpenFisca-France keeps their share of the BMAF.
OPENFISCA_RATES = {
    "taux_plein": f"{_ROOT}.prestation_partagee_education_enfant.taux_plein",
    "partiel_50": f"{_ROOT}.prestation_partagee_education_enfant.taux_partiel_50",
    "partiel_80": f"{_ROOT}.prestation_partagee_education_enfant.taux_partiel_entre_50_80",
    "majoree": f"{_ROOT}.prepare_majoree.taux",
}
AUCUN = ""  # no PreParE that month


def prepare_amount(
    bmaf_eur: float, rates: Mapping[str, float], taux: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return the monthly PreParE, gross of CRDS.

    Args:
        bmaf_eur: base mensuelle des allocations familiales of the month, euros.
        rates: share of the BMAF by code of `OPENFISCA_RATES`.
        taux: shape `(n,)`, strings: a code, or "" where there is no right.

    Returns:
        Shape `(n,)`, euros a month, rounded to the cent.

    Raises:
        ValueError: a code is unknown.

    Law:
        CSS article D531-4.

    >>> prepare_amount(445.93, {"taux_plein": 0.9662}, ["taux_plein", ""]).tolist()
    [430.86, 0.0]
    """
    codes = np.asarray(taux, dtype=np.str_)
    unknown = np.setdiff1d(codes, [AUCUN, *rates])
    if unknown.size:
        raise ValueError(
            f"Taux de PreParE inconnu : {unknown[0]}. Taux admis : {', '.join(rates)}."
        )
    amounts = np.zeros(codes.shape)
    for code, rate in rates.items():
        amounts = np.where(codes == code, round(bmaf_eur * rate, 2), amounts)
    return amounts
