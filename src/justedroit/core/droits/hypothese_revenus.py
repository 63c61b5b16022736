"""What a household earns beside its rights, month by month: what it has left counts both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from justedroit.core.droits.compositions import MOIS, presence
from justedroit.core.droits.entrees_dites import incomes
from justedroit.core.droits.lecture import Lecture
from justedroit.core.faits import catalogue

_ROLES = ("allocataire", "conjoint", "enfant")
_PAID = ("salaire_net", "chomage_net", "retraite_nette")  # told in one form or the other


def incomes_of(known: pa.Table, months: Sequence[int]) -> tuple[int, ...]:
    """Return what the members of a household are paid in each month, rights left out.

    Args:
        known: what is known of one dossier, schema KNOWN.
        months: consecutive months, ascending.

    Returns:
        Cents. Yearly incomes are left out.

    Law:
        None: a way of counting what is left to live on.
    """
    lecture, window = Lecture(known, (months[0], len(months))), (months[0], len(months))
    here = np.any([presence(lecture, role, MOIS, window) for role in _ROLES], axis=0)
    paid = sum(_columns(lecture, window), np.zeros(here.shape))
    return tuple(int(cents) for cents in np.rint((paid * here).sum(axis=0) * 100))


def _columns(lecture: Lecture, window: tuple[int, int]) -> Iterator[npt.NDArray[np.float64]]:
    persons = np.arange(len(lecture.person_dossier))
    for given in incomes(lecture, window, persons):
        if given.variable in _PAID:
            yield given.values[given.index].astype(np.float64)
    for name in sorted(lecture.kinds & _others()):
        yield lecture.monthly(name, *window, default=0).astype(np.float64)


@cache
def _others() -> frozenset[str]:
    """Return the other monthly incomes of persons."""
    kinds = catalogue().values()
    return frozenset(
        k.name
        for k in kinds
        if (k.duree, k.donnee, k.porteur) == ("mois", "ressources", "personne")
        and not k.name.endswith("_imposable")
        and k.name not in _PAID
    )
