"""Draw what the adults of the households earn, and have earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from justedroit.twin.hasard import between, choose, plus_months, round_to
from justedroit.twin.menages import (
    AAH,
    AAH_TRAVAIL,
    ARRET,
    CHOMEUR,
    ETUDIANT,
    INDEPENDANT,
    INVALIDE,
    PRECAIRE,
    RETRAITE,
    SALARIE,
)
from justedroit.twin.parts import by_type, shares

if TYPE_CHECKING:
    from justedroit.twin.hasard import Hasard, Ints
    from justedroit.twin.menages import Menages


def draw_incomes(m: Menages, chance: Hasard, start: np.datetime64, place: int) -> None:
    """Draw what one adult earns now, and earned before its situation began."""
    n, p = len(m), shares()
    now = m.situation[:, place]
    months = np.where(
        chance.uniform("stable", n) < 0.55, 60, between(chance.uniform("depuis", n), 1, 34)
    )
    m.depuis[:, place] = plus_months(start, -months.astype(np.int64))
    wage, small = _wages(m, chance)
    part = round_to(_lognormal(chance, "aah_travail", n, p["salaire_aah_travail"]), 10)
    options = [now == SALARIE, now == PRECAIRE, now == AAH_TRAVAIL]
    m.salaire[:, place] = np.select(options, [wage, small, part], 0)
    before = np.where(chance.uniform("avant", n) < 0.5, small, 0)
    before = np.select([(now == CHOMEUR) | (now == ARRET)], [wage], before)
    without = (now == ETUDIANT) | (now == RETRAITE) | (now == AAH)
    m.salaire_avant[:, place] = np.where(without, 0, before)
    _other_incomes(m, chance, start, place)


def _wages(m: Menages, chance: Hasard) -> tuple[Ints, Ints]:
    n, p = len(m), shares()
    median, spread = np.array(by_type("salaires"))[m.kind].T
    wage = np.clip(median * np.exp(spread * chance.normal("salaire", n)), 600, 6500)
    small = np.clip(_lognormal(chance, "precaire", n, p["salaire_precaire"]), 80, 1900)
    return round_to(wage, 5), round_to(small, 5)


def _lognormal(chance: Hasard, name: str, n: int, law: list[float]) -> Any:
    return law[0] * np.exp(law[1] * chance.normal(name, n))


def _other_incomes(m: Menages, chance: Hasard, start: np.datetime64, place: int) -> None:
    n, p, now = len(m), shares(), m.situation[:, place]

    def drawn(name: str, situation: int) -> Ints:
        amount = round_to(_lognormal(chance, name, n, p[name]), 5)
        return np.where(now == situation, amount, 0)

    # ASSUMPTION: one jobseeker in five has no allowance any more.
    paid = chance.uniform("indemnise", n) < 0.8
    m.chomage[:, place] = drawn("chomage", CHOMEUR) * paid
    recent = m.depuis[:, place] > plus_months(start, -30)
    m.depuis[:, place] = np.where(
        (now == CHOMEUR) & ~recent, plus_months(start, -20), m.depuis[:, place]
    )
    m.retraite[:, place] = drawn("retraite", RETRAITE)
    m.indemnites[:, place] = drawn("indemnites_journalieres", ARRET)
    m.invalidite[:, place] = drawn("pension_invalidite", INVALIDE)
    m.benefice[:, place] = drawn("benefice_annuel", INDEPENDANT)
    m.declaratif[:, place] = chance.uniform("declaratif", n) < p["declaratif"]
    rates = np.array([50, 60, 80, 85, 95])[
        choose(chance.uniform("taux", n), [0.25, 0.15, 0.45, 0.1, 0.05])
    ]
    m.taux[:, place] = np.where((now == AAH) | (now == AAH_TRAVAIL), rates, 0)
    savings = round_to(_lognormal(chance, "epargne", n, p["epargne"]), 100)
    m.epargne[:, place] = np.minimum(savings, 20000) * (chance.uniform("epargnant", n) < 0.5)
