"""The benefits that the platform computes itself, since OpenFisca lacks them or gets them wrong.

AEEH (the complements are shifted in OpenFisca), AJPP, AJPA, PreParE, CMG as declared, and the
emergency aid to victims of domestic violence. Each rule is in its own module, with its article.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.core.base import add_months, from_index, parametre, to_cents, to_index
from justedroit.core.droits.aeeh import (
    OPENFISCA_AGE_LIMIT,
    OPENFISCA_BASE,
    OPENFISCA_COMPLEMENTS,
    OPENFISCA_MAJORATIONS,
    BaremeAeeh,
    aeeh_amount,
    aeeh_entitled,
)
from justedroit.core.droits.ajpa import ajpa_cents
from justedroit.core.droits.ajpp import ajpp_cents
from justedroit.core.droits.auvvc import auvvc_cents, auvvc_claimable, auvvc_proved
from justedroit.core.droits.bloc import REEL, Bloc
from justedroit.core.droits.cmg import cmg_cents
from justedroit.core.droits.compositions import PLEIN, presence
from justedroit.core.droits.entrees_derivees import BMAF, prepare
from justedroit.core.droits.periodes import Intervals, Ints, month_index
from justedroit.core.droits.situation import Law

_RSA_ONE = (
    "prestations_sociales.solidarite_insertion.minima_sociaux.rsa.rsa_m.montant_de_base_du_rsa"
)


def platform_benefits(bloc: Bloc, law: Law) -> dict[str, Ints]:
    """Return the cents of each benefit computed here, gross, shape `(d, m)`.

    Law:
        CSS art. D541-1 (AEEH), L544-6 (AJPP), L168-9 (AJPA), D531-4 (PreParE), L531-8 (CMG); CASF
        art. D214-13 (emergency aid).
    """
    household = bloc.row_of[PLEIN, REEL] >= 0
    nothing = np.broadcast_to(np.int64(0), household.shape)
    return {
        name: np.where(household, cents(bloc, law), 0) if needs & bloc.lecture.kinds else nothing
        for name, (needs, cents) in _BENEFITS.items()
    }


def _prepare(bloc: Bloc, law: Law) -> Ints:
    return to_cents(prepare(bloc.lecture, (bloc.months[0], len(bloc.months)), law))


def _cmg(bloc: Bloc, _law: Law) -> Ints:
    months = bloc.months[0], len(bloc.months)
    return cmg_cents(bloc.lecture.monthly("cmg_montant", *months, default=0))


def _ajpp(bloc: Bloc, _law: Law) -> Ints:
    return _by_days(bloc, "ajpp_jours")


def _ajpa(bloc: Bloc, _law: Law) -> Ints:
    return _by_days(bloc, "ajpa_jours")


def _by_household(bloc: Bloc, persons: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return bloc.lecture.by_dossier(np.add, persons)


def _aeeh(bloc: Bloc, law: Law) -> Ints:
    lecture, window = bloc.lecture, (bloc.months[0], len(bloc.months))
    entitled = lecture.monthly("handicap", *window, default=False)
    entitled = entitled & presence(lecture, "enfant", PLEIN, window)
    those = np.flatnonzero(entitled.any(axis=1))
    household = lecture.person_dossier[those]
    couple = lecture.by_dossier(np.logical_or, presence(lecture, "conjoint", PLEIN, window))
    category = lecture.monthly("aeeh_categorie", *window, default=0)[those]
    born = month_index(lecture.first_date("date_naissance")[those])
    out = np.zeros(entitled.shape)
    for column in np.flatnonzero(entitled.any(axis=0)):
        month = bloc.months[column]
        age = (to_index(month) - born) // 12
        limit = int(law.parameter(OPENFISCA_AGE_LIMIT, month))
        due = aeeh_entitled(entitled[those, column], age, limit)
        alone = ~couple[household, column]
        amount = aeeh_amount(_scale(law, month), category[:, column], alone)
        out[those, column] = np.where(due, amount, 0)
    return to_cents(_by_household(bloc, out))


@lru_cache(maxsize=256)
def _scale(law: Law, month: int) -> BaremeAeeh:
    complements = tuple(law.parameter(name, month) for name in OPENFISCA_COMPLEMENTS)
    raises = tuple(law.parameter(name, month) for name in OPENFISCA_MAJORATIONS)
    return BaremeAeeh(
        bmaf_eur=law.parameter(BMAF, month),
        base=law.parameter(OPENFISCA_BASE, month),
        complements=complements[:5],  # type: ignore[arg-type]
        complement_6_eur=complements[5],
        majorations=raises,  # type: ignore[arg-type]
    )


def _by_days(bloc: Bloc, kind: str) -> Ints:
    """Return AJPP or AJPA: the days of each month, those already used counted from the start."""
    lecture, first, count = bloc.lecture, bloc.months[0], len(bloc.months)
    days = lecture.monthly(kind, first, count, default=0)
    past = _days_before(bloc, kind)
    persons = np.flatnonzero(days.any(axis=1))
    out = np.zeros(days.shape, np.int64)
    if len(persons):
        used = past[persons]
        known = (days[persons], bloc.months, used)
        cents = ajpp_cents(*known) if kind == "ajpp_jours" else ajpa_cents(*known, used)
        out[persons] = cents
    return _by_household(bloc, out).astype(np.int64)


def _days_before(bloc: Bloc, kind: str) -> npt.NDArray[np.float64]:
    # ASSUMPTION: a period of right that began before the window counts its days over its length.
    period = int(parametre("droits/ajpp.duree_periode").at(bloc.months[0]))
    start = add_months(bloc.months[0], -period)
    earlier = bloc.lecture.monthly(kind, start, period, default=0)
    return np.asarray(earlier.sum(axis=1), dtype=np.float64)


def _auvvc(bloc: Bloc, law: Law) -> Ints:
    """Return the emergency aid, in the month of its claim, once in twelve months."""
    lecture = bloc.lecture
    out = np.zeros((len(lecture.dossiers), len(bloc.months)), np.int64)
    claims = lecture.told("demande_auvvc").true()  # a second claim is another aid
    proof, resources = lecture.intervals("auvvc_decision"), lecture.intervals("auvvc_ressources")
    previous = np.full(len(lecture.dossiers), np.datetime64("NaT"), "datetime64[D]")
    for row in np.argsort(claims.start, kind="stable"):
        owner, month = int(claims.owner[row]), from_index(int(claims.start[row]))
        if not parametre("droits/auvvc.anciennete_preuve").in_force(month):
            continue  # claimed before the aid existed
        day = claims.day[row : row + 1]
        attested = _last_until(proof, owner, day)
        if not len(attested) or not auvvc_proved(attested, day, month)[0]:
            continue
        if not auvvc_claimable(previous[owner : owner + 1], day, month)[0]:
            continue
        previous[owner] = day[0]
        if month in bloc.months:
            told = _means(resources, owner, day)
            means = float(told[0]) if len(told) else 0.0
            column = bloc.months.index(month)
            out[owner, column] = _auvvc_amount(bloc, law, (owner, column), means)
    return out


def _last_until(found: Intervals, owner: int, day: npt.NDArray[np.datetime64]) -> npt.NDArray[Any]:
    """Return the last value told of a dossier, as a shape of one, for a day or before."""
    return np.asarray(found.values[(found.owner == owner) & (found.day <= day)][-1:])


def _means(found: Intervals, owner: int, day: npt.NDArray[np.datetime64]) -> npt.NDArray[Any]:
    """Return the means told for a claim: the last before it, else the first after."""
    before = _last_until(found, owner, day)
    return before if len(before) else np.asarray(found.values[found.owner == owner][:1])


def _auvvc_amount(bloc: Bloc, law: Law, at: tuple[int, int], means: float) -> int:
    owner, column = at
    month = bloc.months[column]
    children = presence(bloc.lecture, "enfant", "mois", (month, 1))[:, 0]
    count = int(children[bloc.lecture.person_dossier == owner].sum())
    smic = float(parametre("droits/auvvc.smic_net_mensuel").at(month))
    amount = auvvc_cents(law.parameter(_RSA_ONE, month), [means], [count], smic, month)
    return int(amount[0])


# The kinds of facts without which there is no benefit, and how it is computed.
_BENEFITS = {
    "aeeh": ({"handicap"}, _aeeh),
    "ajpp": ({"ajpp_jours"}, _ajpp),
    "ajpa": ({"ajpa_jours"}, _ajpa),
    "paje_prepare": ({"paje_prepare_taux", "paje_prepare_montant"}, _prepare),
    "paje_cmg": ({"cmg_montant"}, _cmg),
    "auvvc": ({"demande_auvvc"}, _auvvc),
}
