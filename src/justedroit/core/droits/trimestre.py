"""The frozen quarter: which months open one, what breaks it, and the amounts that it holds.

OpenFisca evaluates the RSA, the prime d'activité and the housing aid anew each month; the law
holds the amount of the first month of the quarter, unless a change has immediate effect.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre
from justedroit.core.droits.bloc import REEL, Bloc
from justedroit.core.droits.compositions import MOIS, PLEIN
from justedroit.core.droits.demandes import claim_month
from justedroit.core.droits.entrees_derivees import dwelling_start
from justedroit.core.droits.gel import al_anchor, freeze, frozen_benefits
from justedroit.core.droits.lecture import Ints
from justedroit.core.droits.montants import Amounts

Bools = npt.NDArray[np.bool_]

HOUSING = ("apl", "alf", "als")
_SUBSTITUTION = ("chomage_net", "retraite_nette", "indemnites_journalieres_maladie")


def frozen(bloc: Bloc, amounts: dict[str, Amounts]) -> dict[str, Amounts]:
    """Return the amounts of a block with those of frozen benefits held over their quarter.

    Law:
        CCH art. R823-6, R823-6-1; CASF art. R262-4; parameters `gel.*`.
    """
    anchors, breaks = anchors_of(bloc), breaks_of(bloc)
    out = dict(amounts)
    for name in frozen_benefits(bloc.months[-1]):
        due, claimed = (
            freeze(cents, bloc.months, anchors[name], breaks[name]).astype(np.int64)
            for cents in (amounts[name].due, amounts[name].claimed)
        )
        out[name] = Amounts(due, claimed)
    return out


def anchors_of(bloc: Bloc) -> dict[str, Ints]:
    """Return a month from which the quarters of each frozen benefit run, 0 for none, `(d,)`.

    Law:
        CCH art. R823-6, R823-6-1; CASF art. R262-4; CSS art. R843-1.
    """
    rsa, ppa, aah, housing = (
        claim_month(bloc.lecture, name) for name in ("rsa", "ppa", "aah", "aide_logement")
    )
    aligned = al_anchor(rsa, ppa, aah, housing)
    return {"rsa": rsa, "ppa": ppa} | dict.fromkeys(HOUSING, aligned)


def breaks_of(bloc: Bloc) -> dict[str, Bools]:
    """Return the months in which a change of immediate effect revises each benefit, `(d, m)`.

    Law:
        CCH art. R823-13, R823-14; parameters `gel.ruptures.*`, to be verified.
    """
    family = {view: _changes(bloc.row_of[view, REEL]) for view in (PLEIN, MOIS)}
    stopped = _income_stopped(bloc)
    housing = family[PLEIN] | stopped | _moved(bloc) | _revalued(bloc, "aide_logement")
    minima = {name: family[MOIS] | stopped | _revalued(bloc, name) for name in ("rsa", "ppa")}
    return minima | dict.fromkeys(HOUSING, housing)


def _revalued(bloc: Bloc, benefit: str) -> Bools:
    """Return the months in which the legal amounts are revalued: they apply at once, `(m,)`.

    ASSUMPTION: the month is evaluated anew, with its own reference quarter.
    """
    months = parametre(f"droits/gel.revalorisation.{benefit}").at(bloc.months[-1])
    return np.isin([month % 100 for month in bloc.months], months)


def _changes(rows: Ints) -> Bools:
    out = np.zeros(rows.shape, bool)
    out[:, 1:] = rows[:, 1:] != rows[:, :-1]
    return out


def _moved(bloc: Bloc) -> Bools:
    return _changes(dwelling_start(bloc.lecture, bloc.months[0], len(bloc.months)))


def _income_stopped(bloc: Bloc) -> Bools:
    """Return the months in which a wage ends and nothing takes its place."""
    lecture, first, count = bloc.lecture, bloc.months[0], len(bloc.months)
    wage = lecture.monthly("salaire_net", first, count, default=0.0) > 0
    instead = np.zeros(wage.shape, bool)
    for kind in _SUBSTITUTION:
        instead |= lecture.monthly(kind, first, count, default=0.0) > 0
    ended = np.zeros(wage.shape, bool)
    ended[:, 1:] = wage[:, :-1] & ~wage[:, 1:] & ~instead[:, 1:]
    out = np.zeros((len(lecture.dossiers), count), bool)
    np.logical_or.at(out, lecture.person_dossier, ended)
    return out
