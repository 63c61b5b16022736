"""The threshold of the housing aid, by dwelling and aid: the smallest amount that is paid."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from justedroit.core.base import to_cents
from justedroit.core.droits.bloc import Bloc
from justedroit.core.droits.periodes import Ints
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
    housed = bloc.lecture.words("statut_occupation_logement", first, count)
    scales = _scales(aid, tuple(bloc.months), law)
    which = housed.mapped([_SCALES.get(word, 0) for word in housed.words])
    return np.asarray(scales[which, np.arange(count)])


# The scale of each dwelling; that of tenants for the others.
_SCALES = {"locataire_foyer": 1, "primo_accedant": 2}
_DWELLINGS = ("locatif", "foyer", "accession")


@lru_cache(maxsize=64)
def _scales(aid: str, months: tuple[int, ...], law: Law) -> Ints:
    """Return the thresholds of each kind of dwelling, shape `(3, m)`, cents."""
    names = [OPENFISCA_HOUSING_THRESHOLDS[dwelling, aid] for dwelling in _DWELLINGS]
    return to_cents([[law.parameter(name, month) for month in months] for name in names])
