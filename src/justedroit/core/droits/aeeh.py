"""AEEH by legal category of complement: OpenFisca 176.1.8 shifts the categories by one.

There `aeeh_niveau_handicap` 2 gives the complement of category 1, 3 that of category 2…, and
category 5 cannot be reached. Its parameters are right: they are arguments here.

Law: CSS articles L541-1, D541-1, D541-2, D541-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_ROOT = "prestations_sociales.prestations_familiales.education_presence_parentale.aeeh"

# Where OpenFisca-France keeps what `BaremeAeeh` needs; the adapter reads them.
OPENFISCA_BASE = f"{_ROOT}.base"
OPENFISCA_COMPLEMENTS = tuple(f"{_ROOT}.complement_allocation.categorie_{c}" for c in range(1, 7))
OPENFISCA_MAJORATIONS = tuple(f"{_ROOT}.majoration_parent_isole.categorie_{c}" for c in range(2, 7))
OPENFISCA_AGE_LIMIT = f"{_ROOT}.age_maximum_enfant"

CATEGORIES = range(7)  # 0: base alone; 1 to 6: the legal complements


@dataclass(frozen=True, slots=True)
class BaremeAeeh:
    """The scale of a month.

    Attributes:
        bmaf_eur: base mensuelle des allocations familiales, euros.
        base: base allowance, share of the BMAF.
        complements: categories 1 to 5, shares of the BMAF.
        complement_6_eur: category 6, euros a month (majoration pour tierce personne).
        majorations: single parent, categories 2 to 6, shares of the BMAF.
    """

    bmaf_eur: float
    base: float
    complements: tuple[float, float, float, float, float]
    complement_6_eur: float
    majorations: tuple[float, float, float, float, float]


def aeeh_amount(
    bareme: BaremeAeeh, categorie: npt.ArrayLike, isole: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return the monthly AEEH of children who are entitled to it.

    Args:
        bareme: the scale of the month.
        categorie: shape `(n,)`, legal category of complement, 0 (none) to 6.
        isole: shape `(n,)`, the parent lives alone.

    Returns:
        Shape `(n,)`, euros a month, not rounded: the sum is rounded to the cent as it leaves
        (parameter `aeeh.arrondi`).

    Raises:
        ValueError: a category is not 0 to 6.

    Law:
        CSS articles D541-1, D541-2 and D541-4. The 0.97 of category 2 is 0.32 + 0.65.
    """
    cat = np.asarray(categorie, dtype=np.int64)
    if ((cat < CATEGORIES[0]) | (cat > CATEGORIES[-1])).any():
        raise ValueError("Une catégorie de complément d'AEEH est hors de 0 à 6.")
    complement = np.array([0.0, *bareme.complements, 0.0])[cat]
    majoration = np.array([0.0, 0.0, *bareme.majorations])[cat]
    share = bareme.base + complement + majoration * np.asarray(isole, dtype=bool)
    amount: npt.NDArray[np.float64] = bareme.bmaf_eur * share
    return np.where(cat == CATEGORIES[-1], amount + bareme.complement_6_eur, amount)


def aeeh_entitled(
    handicap: npt.ArrayLike, age_years: npt.ArrayLike, age_limit: int
) -> npt.NDArray[np.bool_]:
    """Return the children for whom AEEH is due.

    Args:
        handicap: shape `(n,)`, the CDAPH recognised the incapacity.
        age_years: shape `(n,)`, age on the first day of the month.
        age_limit: age from which it is no longer due, years.

    Returns:
        Shape `(n,)`.

    Law:
        CSS articles L541-1, L512-3 and R512-2.
    """
    age = np.asarray(age_years)
    entitled: npt.NDArray[np.bool_] = (
        np.asarray(handicap, dtype=bool) & (age >= 0) & (age < age_limit)
    )
    return entitled
