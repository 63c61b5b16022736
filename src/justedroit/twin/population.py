"""Draw a population: households as they are the day before the first month.

The shares and medians come from `population.yaml`; what each is worth is said there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from justedroit.core.base import first_day
from justedroit.twin.demandes import draw_claims
from justedroit.twin.hasard import (
    DAYS_PER_YEAR,
    Bools,
    Days,
    Hasard,
    Ints,
    between,
    choose,
    plus_months,
    round_to,
    years_between,
)
from justedroit.twin.menages import (
    AAH,
    AAH_TRAVAIL,
    AT_HOME,
    CHILDREN,
    COUPLE,
    COUPLE_ENFANTS,
    ETUDIANT,
    INDEPENDANT,
    ISOLE,
    MEUBLE,
    MONOPARENT,
    PRECAIRE,
    RETRAITE,
    SALARIE,
    STATUTS,
    UNBORN,
    VIDE,
    Menages,
    blank,
)
from justedroit.twin.parts import by_type, shares
from justedroit.twin.revenus import draw_incomes

if TYPE_CHECKING:
    from justedroit.twin.caf import Caf


NEWBORN_YEARS = 0.02  # a birth of the last week is not yet declared


def draw(dossiers: int, graine: int, debut: int, mois: int, caf: Caf) -> Menages:
    """Draw the households of a fund.

    Args:
        dossiers: how many; those of a smaller fund are the first ones of a larger.
        graine: the seed.
        debut: first month of the life to come, 202501.
        mois: length of that life; some households claim for the first time during it.
        caf: the fund they live in.

    Returns:
        The households the day before the first month.

    Raises:
        ValueError: fewer than one dossier or one month.
    """
    if dossiers < 1 or mois < 1:
        raise ValueError("Le jumeau demande au moins un dossier et un mois.")
    households, chance = blank(dossiers), Hasard(graine, "population")
    start = np.datetime64(first_day(debut), "D")
    _types(households, chance, start, mois)
    _adults(households, chance, start)
    _children(households, chance, start)
    for place in range(2):
        draw_incomes(households, chance.within(place), start, place)
    _housing(households, chance, start, caf)
    _family_facts(households, chance, start)
    draw_claims(households, chance, start, shares()["recours"])
    return households


def _days_before(start: np.datetime64, years: Any) -> Days:
    back = np.rint(np.asarray(years) * DAYS_PER_YEAR).astype("timedelta64[D]")
    days: Days = start - back
    return days


def _types(m: Menages, chance: Hasard, start: np.datetime64, mois: int) -> None:
    n, p = len(m), shares()
    m.kind = choose(chance.even("type", n, 0), p["parts_types"])
    rate = p["arrivees_par_an"] / 12
    month = (chance.uniform("arrivee", n) / rate).astype(np.int64)
    m.arrivee = np.where(month < mois, month, -1)
    in_couple = (m.kind == COUPLE) | (m.kind == COUPLE_ENFANTS)
    m.conjoint = in_couple.astype(np.int64)
    m.lien = choose(chance.uniform("lien", n), _liens(), m.kind)
    m.femme = chance.uniform("femme", n) < np.array(by_type("mere_allocataire"))[m.kind]
    years = between(chance.uniform("couple_depuis", n), 0.3, 6.0)
    m.couple_depuis = np.where(in_couple, _days_before(start, years), m.couple_depuis)


def _liens() -> list[list[float]]:
    liens = shares()["couple_liens"]
    flat = [1, 0, 0]
    return [flat, liens["couple"], flat, liens["couple_enfants"]]


def _adults(m: Menages, chance: Hasard, start: np.datetime64) -> None:
    n = len(m)
    first = choose(chance.even("situation", n, 1), by_type("allocataire"), m.kind)
    second = choose(chance.uniform("situation_conjoint", n), by_type("conjoint"), m.kind)
    m.situation[:, 0], m.situation[:, 1] = first, second
    low, high = _age_bounds(m)
    age = between(chance.uniform("age", n), low, high)
    m.naissance[:, 0] = _days_before(start, age)
    gap = 1.5 + 3.0 * chance.normal("age_conjoint", n)
    other = np.clip(age + gap, np.where(second == RETRAITE, 62, 18.5), 85)
    other = np.where((second != RETRAITE) & (other > 64), 60.0, other)
    m.naissance[:, 1] = np.where(m.conjoint > 0, _days_before(start, other), m.naissance[:, 1])


def _age_bounds(m: Menages) -> tuple[Ints, Ints]:
    ages = shares()["ages"]
    bounds = np.array(by_type("ages"))[m.kind]
    for situation, name in ((ETUDIANT, "etudiant"), (RETRAITE, "retraite"), (AAH, "aah")):
        mine = (m.situation[:, 0] == situation) & (m.kind <= COUPLE)
        bounds = np.where(mine[:, None], np.array(ages[name]), bounds)
    return bounds[:, 0], bounds[:, 1]


def _children(m: Menages, chance: Hasard, start: np.datetime64) -> None:
    """Draw the children from the youngest up, none born before its parent was eighteen."""
    n, p = len(m), shares()
    none = [1.0, 0, 0, 0, 0]
    table = [none, none, p["enfants"]["monoparent"], p["enfants"]["couple_enfants"]]
    count = choose(chance.even("enfants", n, 2), table, m.kind) + 1
    count = np.where(m.kind >= MONOPARENT, count, 0)
    parent_age = years_between(m.naissance[:, 0], start)
    room = np.clip(parent_age - 19, 1, 17.5)
    age = np.maximum(room * chance.uniform("plus_jeune", n) ** 1.3, NEWBORN_YEARS)
    gaps = between(chance.uniform("ecarts", n, CHILDREN), 1.2, 4.2)
    for place in range(CHILDREN):
        has = (place < count) & (age < np.minimum(19.8, parent_age - 17.5))
        m.enfant[has, place] = AT_HOME
        m.enfant_ne[has, place] = _days_before(start, age)[has]
        age = age + gaps[:, place]
    at_home = m.enfant == AT_HOME
    m.handicap = at_home & (chance.uniform("handicap", n, CHILDREN) < p["handicap_enfant"])
    level = choose(chance.uniform("complement", n), [0.55, 0.10, 0.17, 0.11, 0.05, 0.015, 0.005])
    m.complement = m.handicap * level[:, None]
    shared = (m.kind == MONOPARENT) & (chance.uniform("alternee", n) < 2.5 * p["garde_alternee"])
    m.alternee = at_home & shared[:, None]
    _pregnancies(m, chance, start, count)


def _pregnancies(m: Menages, chance: Hasard, start: np.datetime64, count: Ints) -> None:
    n = len(m)
    age = years_between(m.naissance[:, 0], start)
    expects = (chance.uniform("grossesse", n) < np.array(by_type("grossesse"))[m.kind]) & (age < 43)
    youngest_old = ~(years_between(m.youngest(), start) < 0.82)
    expects &= (m.arrivee < 0) & (m.femme | (m.conjoint > 0)) & youngest_old
    due = start + between(chance.uniform("terme", n), 5, 175).astype("timedelta64[D]")
    rows = np.flatnonzero(expects)
    m.enfant[rows, count[rows]] = UNBORN
    m.enfant_ne[rows, count[rows]] = due[rows]


def draw_partner(m: Menages, chance: Hasard, day: np.datetime64, place: int) -> None:
    """Draw the adult who comes to live with the allocataire: birth and situation."""
    n = len(m)
    # ASSUMPTION: who comes brings no disability right of its own: it had its own dossier.
    table = np.array(shares()["conjoint"]["couple_enfants"])
    table[[AAH, AAH_TRAVAIL]] = 0
    m.situation[:, place] = choose(chance.uniform("situation conjoint", n), table)
    age = years_between(m.naissance[:, 0], day) + 1.5 + 3 * chance.normal("age conjoint", n)
    m.naissance[:, place] = _days_before(day, np.clip(age, 18.5, 70))


def _housing(m: Menages, chance: Hasard, start: np.datetime64, caf: Caf) -> None:
    n, p = len(m), shares()
    table = [*by_type("logement"), p["logement"]["etudiant"]]
    row = np.where((m.situation[:, 0] == ETUDIANT) & (m.kind <= COUPLE), 4, m.kind)
    m.statut = choose(chance.even("logement", n, 3), table, row)
    m.commune = choose(chance.uniform("commune", n), list(caf.communes.values()))
    m.loyer = draw_rent(m, chance)
    m.emmenage = plus_months(start, -between(chance.uniform("emmenage", n), 2, 90).astype(int))
    m.coloc = ((m.statut == VIDE) | (m.statut == MEUBLE)) & (m.kind == ISOLE)
    m.coloc &= chance.uniform("coloc", n) < 3 * p["coloc"]
    m.tiers_payant = draw_tiers_payant(m, chance)


def draw_rent(m: Menages, chance: Hasard) -> Ints:
    """Return a rent in euros per month for the dwelling each household is in, shape `(n,)`."""
    base, more = np.array([shares()["loyers"][s] for s in STATUTS], dtype=float)[m.statut].T
    persons = 1 + (m.conjoint > 0) + m.children_at_home()
    around = between(chance.uniform("loyer", len(m)), 0.82, 1.22)
    return round_to((base + more * (persons - 1)) * around, 1)


def draw_tiers_payant(m: Menages, chance: Hasard) -> Bools:
    """Return where the housing aid goes to the landlord, shape `(n,)`."""
    share = np.array([shares()["tiers_payant"].get(s, 0.0) for s in STATUTS])[m.statut]
    through: Bools = chance.uniform("tiers_payant", len(m)) < share
    return through


def _family_facts(m: Menages, chance: Hasard, start: np.datetime64) -> None:
    n, p = len(m), shares()
    m.nationalite = choose(chance.uniform("nationalite", n), p["nationalites"]["parts"])
    # Held for five years or more by most of those who have a permit (the RSA asks it).
    held = _days_before(start, between(chance.uniform("sejour", n), 3, 18))
    codes = p["nationalites"]["codes"]
    european = np.isin(np.array(codes), ["FR", "PT", "RO"])[m.nationalite]
    m.sejour = np.where(european, m.sejour, np.maximum(held, m.naissance[:, 0]))
    receives = (m.kind == MONOPARENT) & (
        chance.uniform("pension_recue", n) < p["pension_alimentaire"]
    )
    per_child = between(chance.uniform("pension", n), 70, 210)
    m.pension = np.where(receives, round_to(per_child * m.children_at_home(), 10), 0)
    alone = (m.kind == MONOPARENT) & (years_between(m.youngest(), start) < 3)
    since = _days_before(start, between(chance.uniform("isolement", n), 0.2, 5))
    m.isolement = np.where(alone, np.maximum(since, m.youngest()), m.isolement)
    care = (m.kind >= MONOPARENT) & (years_between(m.youngest(), start) < 6)
    working = np.isin(m.situation[:, :2], [SALARIE, PRECAIRE, INDEPENDANT])
    working[:, 1] |= m.conjoint == 0
    care &= working.all(axis=1)
    m.cmg = np.where(care, round_to(between(chance.uniform("cmg", n), 180, 720), 1), 0)
