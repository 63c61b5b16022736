"""The threshold of the housing aid, by dwelling and aid: the smallest amount that is paid."""

from __future__ import annotations

import numpy as np

from justedroit.core.base import to_cents
from justedroit.core.droits.bloc import Bloc
from justedroit.core.droits.lecture import Ints
from justedroit.core.droits.seuils import OPENFISCA_HOUSING_THRESHOLDS
from justedroit.core.droits.situation import Law


def housing_thresholds(bloc: Bloc, benefit: str, law: Law) -> Ints:
    """Return the smallest housing aid that is paid to each dossier in each month.

    Args:
        bloc: the block.
        benefit: `apl`, `alf` or `als`.
        law: the law, which holds the thresholds.

    Returns:
        Shape `(d, m)`, cents.

    Law:
        CCH art. D823-16, D832-14, D832-24, D842-9.
    """
    aid = "apl" if benefit == "apl" else "al"
    first, count = bloc.months[0], len(bloc.months)
    housed = bloc.lecture.monthly("statut_occupation_logement", first, count, default="")
    limits = {
        dwelling: _by_month(OPENFISCA_HOUSING_THRESHOLDS[dwelling, aid], bloc, law)
        for dwelling in ("locatif", "foyer", "accession")
    }
    return np.select(
        [housed == "locataire_foyer", housed == "primo_accedant"],
        [limits["foyer"], limits["accession"]],
        limits["locatif"],
    )


def _by_month(parameter: str, bloc: Bloc, law: Law) -> Ints:
    return to_cents([law.parameter(parameter, month) for month in bloc.months])
