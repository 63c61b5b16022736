"""Who has claimed what, and who has not: the situations that call for a benefit, roughly.

The twin does not compute rights: it only guesses who thinks of claiming. The law decides later;
those who were right not to claim, or wrong, come out of the evaluation.
"""

from __future__ import annotations

import numpy as np

from justedroit.twin.hasard import Bools, Days, Hasard, Ints, between, years_between
from justedroit.twin.menages import (
    AT_HOME,
    DEMANDES,
    ETUDIANT,
    FOYER,
    HLM,
    INDEPENDANT,
    MEUBLE,
    PRECAIRE,
    RETRAITE,
    SALARIE,
    UNBORN,
    VIDE,
    Menages,
)

# ASSUMPTION: what a household thinks it may claim under, euros per month and consumption unit.
# They only shape who claims; no right depends on them.
PENSE_AL_EUR = 1750
PENSE_PPA_EUR = 1950
PENSE_RSA_EUR = 540


def means(m: Menages) -> Ints:
    """Return the incomes of the adults present, whole euros per month, shape `(n,)`."""
    all_incomes = m.salaire + m.chomage + m.retraite + m.indemnites + m.invalidite
    income: Ints = ((all_incomes + m.benefice // 12) * m.present()).sum(axis=1)
    return income


def per_unit(m: Menages) -> Ints:
    """Return the incomes per consumption unit, whole euros per month, shape `(n,)`."""
    units = 10 + 5 * (m.conjoint > 0) + 4 * m.children_at_home()
    return means(m) * 10 // units


def calls_for(m: Menages, day: np.datetime64) -> dict[str, Bools]:
    """Tell for each benefit which households think of claiming it on a day, shapes `(n,)`."""
    here = m.present()
    first = m.situation[:, 0]
    earns = (np.isin(m.situation, [SALARIE, PRECAIRE, INDEPENDANT]) | (m.salaire > 0)) & here
    child = m.enfant == AT_HOME
    children = child.sum(axis=1)
    youngest = years_between(m.youngest(), day)
    settled = (first != ETUDIANT) & (first != RETRAITE)
    young_alone = years_between(m.naissance[:, 0], day) < 25
    tenant = np.isin(m.statut, [HLM, VIDE, MEUBLE, FOYER])
    expecting = (m.enfant == UNBORN).any(axis=1)
    disabled = ((m.taux > 0) & here).any(axis=1)
    return {
        "rsa": settled
        & (per_unit(m) < PENSE_RSA_EUR)
        & ~(young_alone & (children == 0))
        & ~disabled,
        "ppa": settled & earns.any(axis=1) & (per_unit(m) < PENSE_PPA_EUR),
        "aah": disabled,
        "af": children >= 1,
        "cf": children >= 3,
        "asf": (children >= 1) & (m.conjoint == 0) & ~m.alternee.any(axis=1),
        "paje_naissance": expecting | (youngest < 0.6),
        "paje_base": (children >= 1) & (youngest < 3),
        "paje_prepare": (youngest < 3) & ~earns.all(axis=1, where=here),
        "paje_cmg": m.cmg > 0,
        "ars": children >= 1,
        "aeeh": (m.handicap & child).any(axis=1),
        "aide_logement": tenant & (per_unit(m) < PENSE_AL_EUR),
    }


def draw_claims(
    m: Menages, chance: Hasard, start: np.datetime64, take_up: dict[str, float]
) -> None:
    """Write in the households the days of their claims; NaT where they did not claim.

    Those who arrive during the life claim within their first month; the others over the three
    years before the start, so that quarters begin in different months.
    """
    n = len(m)
    together = between(chance.uniform("demande", n), 5, 36 * 30)
    claims = calls_for(m, start)
    for place, benefit in enumerate(DEMANDES):
        if benefit not in claims:
            continue
        asks = claims[benefit] & (chance.uniform(f"recours {benefit}", n) < take_up[benefit])
        alone = between(chance.uniform(f"demande {benefit}", n), 5, 36 * 30)
        back = np.where(chance.uniform(f"ensemble {benefit}", n) < 0.5, together, alone)
        day = _not_before(m, benefit, start - back.astype("timedelta64[D]"), start)
        m.demande[:, place] = np.where(asks, day, m.demande[:, place])
    _arrivals(m, chance, start)


def _not_before(m: Menages, benefit: str, day: Days, start: np.datetime64) -> Days:
    """Claims about children cannot come long before them."""
    eve = start - np.timedelta64(3, "D")
    if benefit == "paje_naissance":
        due = np.where((m.enfant > 0), m.enfant_ne, np.datetime64("1900-01-01", "D")).max(axis=1)
        early: Days = np.minimum(np.maximum(day, due - np.timedelta64(180, "D")), eve)
        return early
    if benefit in ("paje_base", "paje_cmg", "paje_prepare"):
        return np.where(np.isnat(m.youngest()), day, np.minimum(np.maximum(day, m.youngest()), eve))
    if benefit in ("af", "ars", "asf", "cf", "aeeh"):
        at_home = np.where(m.enfant == AT_HOME, m.enfant_ne, eve)
        since: Days = np.minimum(np.maximum(day, at_home.min(axis=1)), eve)
        return since
    return day


def _arrivals(m: Menages, chance: Hasard, start: np.datetime64) -> None:
    """Those who arrive claim everything on the same day of their month."""
    n = len(m)
    month = start.astype("datetime64[M]") + np.maximum(m.arrivee, 0)
    day = month.astype("datetime64[D]") + between(chance.uniform("jour arrivee", n), 0, 26).astype(
        "timedelta64[D]"
    )
    comes = (m.arrivee >= 0)[:, None] & ~np.isnat(m.demande)
    m.demande = np.where(comes, day[:, None], m.demande)
    quiet = (m.arrivee >= 0) & np.isnat(m.demande).all(axis=1)
    m.arrivee = np.where(quiet, -1, m.arrivee)
