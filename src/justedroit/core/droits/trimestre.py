"""The frozen quarter: which months open one, what breaks it, and the amounts that it holds.

OpenFisca evaluates the RSA, the prime d'activité and the housing aid anew each month; the law
holds the amount of the first month of the quarter, unless a change has immediate effect.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre, to_index
from justedroit.core.droits.bloc import REEL, Bloc
from justedroit.core.droits.compositions import LOGEMENT, MOIS
from justedroit.core.droits.demandes import claim_months
from justedroit.core.droits.entrees_derivees import dwelling_start
from justedroit.core.droits.gel import al_anchor, breaking_changes, frozen_benefits, source_columns
from justedroit.core.droits.logement import lapsed
from justedroit.core.droits.montants import Amounts
from justedroit.core.droits.periodes import Ints

Bools = npt.NDArray[np.bool_]

HOUSING = ("apl", "alf", "als")
_WAGE = ("salaire_net", "salaire_imposable")
_SUBSTITUTION = (
    "chomage_net",
    "chomage_imposable",
    "retraite_nette",
    "retraite_imposable",
    "pensions_invalidite",
    *(
        f"indemnites_journalieres_{cause}"
        for cause in (
            "maladie",
            "maternite",
            "paternite",
            "adoption",
            "accident_travail",
            "maladie_professionnelle",
        )
    ),
)


def frozen(bloc: Bloc, amounts: dict[str, Amounts]) -> dict[str, Amounts]:
    """Return the amounts of a block with those of frozen benefits held over their quarter.

    Law:
        CCH art. R823-6, R823-6-1; CASF art. R262-4; parameters `gel.*`.
    """
    anchors, breaks = anchors_of(bloc), breaks_of(bloc)
    out = dict(amounts)
    quarters: dict[tuple[int, int], Ints] = {}
    for name in frozen_benefits(bloc.months[-1]):
        key = id(anchors[name]), id(breaks[name])  # the three housing aids share theirs
        if key not in quarters:
            quarters[key] = source_columns(bloc.months, anchors[name], breaks[name])
        out[name] = amounts[name].changed(
            partial(np.take_along_axis, indices=quarters[key], axis=1)
        )
    return out


def lapsed_housing(bloc: Bloc, amounts: dict[str, Amounts]) -> dict[str, Amounts]:
    """Return the amounts, the housing aid lost after nine empty months without a new claim.

    ASSUMPTION: months before the block are not counted; the right is kept longer, never lost
    sooner.

    Law:
        CCH art. R823-6, see `logement.lapsed`.
    """
    first, count = bloc.months[0], len(bloc.months)
    claims = bloc.lecture.true("demande_aide_logement")
    received = np.zeros((len(bloc.lecture.dossiers), count), bool)
    column = claims.start - to_index(first)
    inside = (column >= 0) & (column < count)
    received[claims.owner[inside], column[inside]] = True
    lost = lapsed(sum(amounts[name].due for name in HOUSING), received, first)
    kept = {n: Amounts(np.where(lost, 0, a.due), a.claimed) for n, a in amounts.items()}
    return amounts | {name: kept[name] for name in HOUSING}


def anchors_of(bloc: Bloc) -> dict[str, Ints]:
    """Return, in each month, a month from which the quarters of each frozen benefit run.

    Returns:
        By benefit, shape `(d, m)`: 0 where none runs. A later claim leaves the quarters before it.

    Law:
        CCH art. R823-6, R823-6-1; CASF art. R262-4; CSS art. R843-1.
    """
    window = (bloc.months[0], len(bloc.months))
    rsa, ppa, aah, housing = (
        claim_months(bloc.lecture, name, *window) for name in ("rsa", "ppa", "aah", "aide_logement")
    )
    aligned = al_anchor(rsa, ppa, aah, housing)
    return {"rsa": rsa, "ppa": ppa} | dict.fromkeys(HOUSING, aligned)


def breaks_of(bloc: Bloc) -> dict[str, Bools]:
    """Return the months in which a change of immediate effect revises each benefit, `(d, m)`.

    Law:
        CCH art. R823-13, R823-14; parameters `gel.ruptures.*`, to be verified.
    """
    shown = {_INCOME: _income_stopped(bloc), _DWELLING: _moved(bloc)}
    found: dict[Hashable, Bools] = {}
    out = {}
    for name in frozen_benefits(bloc.months[-1]):
        view = LOGEMENT if name in HOUSING else MOIS
        of = frozenset(_SHOWN_BY[change] for change in breaking_changes(name, bloc.months[-1]))
        key = view, of, _revalued(name, tuple(bloc.months))
        if key not in found:  # the three housing aids break alike
            shown[_FAMILY] = _changes(bloc.row_of[view, REEL])
            found[key] = np.any([shown[what] for what in of], axis=0) | np.array(key[2])
        out[name] = found[key]
    return out


# The changes that the parameters `gel.ruptures.*` may list, by what shows them.
_FAMILY, _INCOME, _DWELLING = "family", "income", "dwelling"
_SHOWN_BY = {
    **dict.fromkeys(("naissance", "separation", "mise_en_couple", "deces"), _FAMILY),
    **dict.fromkeys(("depart_enfant", "arrivee_enfant"), _FAMILY),
    **dict.fromkeys(("fin_revenu_sans_substitution", "chomage", "cessation_activite"), _INCOME),
    "demenagement": _DWELLING,
}


@cache
def _revalued(benefit: str, months: tuple[int, ...]) -> tuple[bool, ...]:
    """Return the months in which the legal amounts are revalued: they apply at once, `(m,)`.

    ASSUMPTION: the month is evaluated anew, with its own reference quarter.
    """
    name = "aide_logement" if benefit in HOUSING else benefit
    revalued = parametre(f"droits/gel.revalorisation.{name}").at(months[-1])
    return tuple(month % 100 in revalued for month in months)


def _changes(rows: Ints) -> Bools:
    out = np.zeros(rows.shape, bool)
    out[:, 1:] = rows[:, 1:] != rows[:, :-1]
    return out


def _moved(bloc: Bloc) -> Bools:
    return _changes(dwelling_start(bloc.lecture, bloc.months[0], len(bloc.months)))


def _income_stopped(bloc: Bloc) -> Bools:
    """Return the months in which a wage ends and nothing takes its place."""
    lecture, first, count = bloc.lecture, bloc.months[0], len(bloc.months)

    def paid(kinds: tuple[str, ...]) -> Bools:
        out = np.zeros((len(lecture.person_dossier), count), bool)
        for kind in lecture.kinds.intersection(kinds):
            out |= lecture.monthly(kind, first, count, default=0) > 0
        return out

    wage, instead = paid(_WAGE), paid(_SUBSTITUTION)
    ended = np.zeros(wage.shape, bool)
    ended[:, 1:] = wage[:, :-1] & ~wage[:, 1:] & ~instead[:, 1:]
    return lecture.by_dossier(np.logical_or, ended)
