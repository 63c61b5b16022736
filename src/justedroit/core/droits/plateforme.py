"""The benefits that the platform computes itself, since OpenFisca lacks them or gets them wrong.

AEEH (the complements are shifted in OpenFisca), AJPP, AJPA, PreParE, CMG as declared, and the
emergency aid to victims of domestic violence. Each rule is in its own module, with its article.
"""

from __future__ import annotations

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
from justedroit.core.droits.lecture import EPOCH, Intervals, Ints
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
    first, count = bloc.months[0], len(bloc.months)
    lecture = bloc.lecture
    found = {
        "aeeh": _aeeh(bloc, law),
        "ajpp": _by_days(bloc, "ajpp_jours"),
        "ajpa": _by_days(bloc, "ajpa_jours"),
        "paje_prepare": to_cents(prepare(lecture, (first, count), law)),
        "paje_cmg": cmg_cents(lecture.monthly("cmg_montant", first, count, default=0.0)),
        "auvvc": _auvvc(bloc, law),
    }
    household = bloc.row_of[PLEIN, REEL] >= 0
    return {name: np.where(household, cents, 0) for name, cents in found.items()}


def _by_household(bloc: Bloc, persons: npt.NDArray[Any]) -> npt.NDArray[Any]:
    out = np.zeros((len(bloc.lecture.dossiers), persons.shape[1]), persons.dtype)
    np.add.at(out, bloc.lecture.person_dossier, persons)
    return out


def _aeeh(bloc: Bloc, law: Law) -> Ints:
    lecture, first, count = bloc.lecture, bloc.months[0], len(bloc.months)
    disabled = lecture.monthly("handicap", first, count, default=False)
    here = presence(lecture, "enfant", PLEIN, (first, count))
    couple = _by_household(bloc, presence(lecture, "conjoint", PLEIN, (first, count))) > 0
    category = lecture.monthly("aeeh_categorie", first, count, default=0.0).astype(np.int64)
    born = lecture.first_date("date_naissance").astype("datetime64[M]").astype(np.int64) + EPOCH
    out = np.zeros((len(lecture.person_dossier), count))
    for column in np.flatnonzero((disabled & here).any(axis=0)):
        month = bloc.months[column]
        age = (to_index(month) - born) // 12
        limit = int(law.parameter(OPENFISCA_AGE_LIMIT, month))
        entitled = here[:, column] & aeeh_entitled(disabled[:, column], age, limit)
        alone = ~couple[lecture.person_dossier, column]
        amount = aeeh_amount(_scale(law, month), category[:, column], alone)
        out[:, column] = np.where(entitled, amount, 0)
    return to_cents(_by_household(bloc, out))


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
    days = lecture.monthly(kind, first, count, default=0.0)
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
    earlier = bloc.lecture.monthly(kind, start, period, default=0.0)
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
