"""Which ASF: advance of an unpaid pension, complement to a small one, or without recourse.

OpenFisca-France 176.1.8 gives `asf` to every parent who lives alone, less the pension received: it
knows nothing of the other parent. So a right that has no ground in the facts is computed, not due.

Law: CSS L523-1 to L523-3, R523-1 to R523-3, R523-7.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre

Bools = npt.NDArray[np.bool_]

# Values of the fact `autre_parent_defaillant` of a child that open a right.
IMPAYE = "impaye"  # the other parent has not paid for a month or more
PENSION_INFERIEURE = "pension_inferieure"  # pays, less than the ASF
SANS_RECOURS = ("orphelin", "decede", "filiation_non_etablie", "hors_etat")
VERSE = "verse"  # pays: opens nothing
SITUATIONS = (IMPAYE, PENSION_INFERIEURE, *SANS_RECOURS, VERSE)

SANS_TITRE = ("", "aucun")  # values of `titre_pension` that let the caisse recover nothing

RECOUVRABLE = "asf_recouvrable"
COMPLEMENTAIRE = "asf_complementaire"
NON_RECOUVRABLE = "asf_non_recouvrable"
AUCUNE = ""

LABELS = {
    RECOUVRABLE: "ASF recouvrable : avance sur une pension fixée et impayée, que la CAF recouvre",
    COMPLEMENTAIRE: "ASF complémentaire : différence entre l'ASF et une pension plus faible, payée",
    NON_RECOUVRABLE: "ASF non recouvrable : l'autre parent est absent, inconnu ou hors d'état",
}


def asf_kind(situation: npt.ArrayLike, titre: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Return the kind of ASF that the situation of each child grounds.

    Args:
        situation: any shape, strings: a code of `SITUATIONS`, or "" where nothing is known.
        titre: same shape, strings: the title that fixes the pension, "" where nothing is known.

    Returns:
        Same shape: a key of `LABELS`, or "" where no ASF is due.

    Raises:
        ValueError: a code is unknown.

    Law:
        CSS L523-1: orphan, unknown filiation, parent who does not pay, or pays less than the ASF.
    """
    codes, title = np.asarray(situation, dtype=np.str_), np.asarray(titre, dtype=np.str_)
    unknown = np.setdiff1d(codes, ["", *SITUATIONS])
    if unknown.size:
        raise ValueError(
            f"Situation d'ASF inconnue : {unknown[0]}. Valeurs admises : {', '.join(SITUATIONS)}."
        )
    untitled = (codes == IMPAYE) & np.isin(title, SANS_TITRE)
    return np.select(
        [
            (codes == IMPAYE) & ~untitled,
            codes == PENSION_INFERIEURE,
            untitled | np.isin(codes, SANS_RECOURS),
        ],
        [RECOUVRABLE, COMPLEMENTAIRE, NON_RECOUVRABLE],
        AUCUNE,
    )


def without_title_lapsed(untitled: Bools, months_paid: npt.ArrayLike, month: int) -> Bools:
    """Return where the ASF without title has come to its end.

    Args:
        untitled: any shape, the pension is `IMPAYE` and its title is one of `SANS_TITRE`.
        months_paid: same shape, months of ASF already due in this situation.
        month: month of the right, 202504.

    Returns:
        Same shape: True when a title, or a request to the judge, is needed to go on.

    Law:
        CSS R523-3: four monthly payments.
    """
    limit = parametre("droits/asf.mensualites_sans_titre").at(month)
    return np.asarray(untitled & (np.asarray(months_paid) >= limit))
