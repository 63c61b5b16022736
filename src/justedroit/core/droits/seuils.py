"""Amounts so small that nothing is paid: which OpenFisca-France refuses itself, and which not.

OpenFisca 176.1.8 applies those of RSA (6 €), prime d'activité (15 €), ARS (15 €) and ASF (15 €).
For the housing aid it compares the wrong amount (before the flat reduction) with the threshold of
tenants, whatever the dwelling: the platform applies the law here.

Law: CASF R262-39; CSS D843-6, R543-6, D523-3; CCH D823-16, D832-14, D832-24, D842-9.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.droits.crds import crds_cents

IntArray = npt.NDArray[np.int64]

APPLIED_BY_OPENFISCA = frozenset({"rsa", "ppa", "ars", "asf"})

_AL = "prestations_sociales.aides_logement.allocations_logement"

# Where OpenFisca-France keeps the thresholds of the housing aid: (dwelling, aid) → euros a month.
OPENFISCA_HOUSING_THRESHOLDS = {
    ("locatif", "apl"): f"{_AL}.locatif.seuils_minimum_versement.apl",
    ("locatif", "al"): f"{_AL}.locatif.seuils_minimum_versement.non_apl",
    ("foyer", "apl"): f"{_AL}.foyer.apl.seuil_minimum_versement",
    ("foyer", "al"): f"{_AL}.foyer.al.seuil_minimum_versement",
    ("accession", "apl"): f"{_AL}.accession.seuil_minimum_versement.apl",
    ("accession", "al"): f"{_AL}.accession.seuil_minimum_versement.al",
}


def above(amount_cents: npt.ArrayLike, threshold_cents: npt.ArrayLike) -> IntArray:
    """Return amounts, 0 where they are under a threshold. At the threshold they are paid.

    Args:
        amount_cents: shape `(n,)`, cents.
        threshold_cents: scalar or shape `(n,)`, cents.

    Returns:
        Shape `(n,)`, cents.

    Law:
        CASF R262-39; CSS D843-6, R543-6: "inférieur à".
    """
    amount = np.asarray(amount_cents, dtype=np.int64)
    return np.where(amount < np.asarray(threshold_cents), 0, amount)


def housing_due_cents(
    net_cents: npt.ArrayLike,
    gross_cents: npt.ArrayLike,
    threshold_cents: npt.ArrayLike,
    month: int,
) -> IntArray:
    """Return the housing aid, 0 where it is under the threshold of its dwelling and aid.

    What is compared is the amount after the flat reduction, less the CRDS, rounded down to the
    euro, plus the CRDS: the order of the article.

    Args:
        net_cents: shape `(n,)`, `aide_logement` of OpenFisca, cents.
        gross_cents: shape `(n,)`, `aide_logement_montant_brut_crds` of OpenFisca, cents.
        threshold_cents: scalar or shape `(n,)`, cents, by dwelling and aid.
        month: month of the right, 202504.

    Returns:
        Shape `(n,)`, cents.

    Raises:
        ValueError: a gross amount is negative.

    Law:
        CCH D823-16 last paragraph (and D832-14, D832-24, D842-9 for the other dwellings).
    """
    net = np.asarray(net_cents, dtype=np.int64)
    compared = net + crds_cents(gross_cents, month)
    return np.where(compared < np.asarray(threshold_cents), 0, net)
