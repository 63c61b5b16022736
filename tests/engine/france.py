"""A varied French population, drawn from a seed, and the question of nine benefits.

Households of any size: lone parents, couples married or not, large families, a lodger or an adult
child with a family and a tax unit of its own; one unmarried couple in three with two tax units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_france import FranceTaxBenefitSystem

from justedroit.engine.columns import Key, Table
from justedroit.engine.population import Group, Population
from justedroit.engine.question import Ask, Question, simulation
from justedroit.engine.question import asked as ask_of

Array = npt.NDArray[Any]

BENEFITS = ("af", "cf", "asf", "ars", "paje_base", "aah", "rsa", "ppa", "aide_logement")
OF_PERSONS = (
    "salaire_imposable",
    "salaire_net",
    "chomage_imposable",
    "chomage_net",
    "retraite_imposable",
    "retraite_nette",
    "pensions_alimentaires_percues",
    "taux_incapacite",
    "etudiant",
    "enceinte",
    "garde_alternee",
)
OF_HOUSEHOLDS = ("loyer", "statut_occupation_logement", "zone_apl", "coloc")
FIRST_KNOWN = 36  # months known before the first month asked


def months(first: str, count: int) -> list[str]:
    """Return consecutive months, `2024-06`."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, start + count)]


def question(
    system: FranceTaxBenefitSystem, asked: Sequence[str], known: Sequence[str] = ()
) -> Question:
    """Return the nine benefits of some months; `ars`, yearly, once a year.

    Args:
        system: OpenFisca-France.
        asked: months, ascending.
        known: months for which inputs are given; else the three years before, to December.
    """
    if not known:
        first = int(asked[0][:4]) - FIRST_KNOWN // 12
        known = months(f"{first}-01", (int(asked[-1][:4]) - first + 1) * 12)
    inputs: list[Key] = [("date_naissance", "ETERNITY")]
    inputs += [(name, month) for name in (*OF_PERSONS, *OF_HOUSEHOLDS) for month in known]
    asks = [
        Ask(name, month[:4]) if name == "ars" else Ask(name, month, "add")
        for month in asked
        for name in BENEFITS
    ]
    return Question(system, "openfisca-france", inputs, list(dict.fromkeys(asks)))


def inputs_read(asked: Question, seed: int, variables: int) -> list[Key]:
    """Return the inputs of a question, and some more that its formulas read, drawn at random."""
    few = people(asked, 20, seed)
    sim = simulation(asked, "", few.population, few.tables)
    for ask in asked.asks:
        ask_of(sim, ask)
    read: dict[str, list[Key]] = {}
    given = {name for name, _ in asked.inputs}
    for population in sim.populations.values():
        for name, holder in population._holders.items():
            if not holder.variable.formulas and name not in given:
                eternal = str(holder.variable.definition_period) == "eternity"
                periods = ["ETERNITY"] if eternal else map(str, holder.get_known_periods())
                read[name] = [(name, period) for period in periods]
    some = np.random.default_rng(seed).permutation(sorted(read))[:variables]
    return [*asked.inputs, *(key for name in some.tolist() for key in read[name])]


@dataclass(frozen=True)
class People:
    """Who lives with whom, and what is known of them.

    Attributes:
        population: persons and groups.
        tables: the inputs of a question.
    """

    population: Population
    tables: list[Table]


def people(asked: Question, households: int, seed: int) -> People:
    """Return households drawn at random, and their inputs."""
    rng = np.random.default_rng(seed)
    drawn = _Drawn(households, rng)
    population = drawn.population(asked)
    last = max(period for _, period in asked.inputs if period != "ETERNITY")
    tables = [_births(drawn, last, rng)]
    known = sorted({period for _, period in asked.inputs if period != "ETERNITY"})
    given = {name for name, _ in asked.inputs}
    for name, values in _inputs(drawn, len(known), rng).items():
        if name in given:
            tables.append(Table(name, known, values))
    return People(population, tables)


class _Drawn:
    """The places that persons hold in their households."""

    def __init__(self, households: int, rng: np.random.Generator) -> None:
        children = rng.choice(
            [0, 1, 2, 3, 4, 6, 9], households, p=[0.4, 0.24, 0.2, 0.1, 0.04, 0.015, 0.005]
        )
        couple, lodger = rng.random(households) < 0.4, rng.random(households) < 0.08
        size = 1 + couple + children + lodger
        self.households, self.persons = households, int(size.sum())
        self.of_person = np.repeat(np.arange(households), size)
        place = np.arange(self.persons) - np.repeat(np.cumsum(size) - size, size)
        self.first = place == 0
        self.partner = (place == 1) & couple[self.of_person]
        self.lodger = (place == size[self.of_person] - 1) & lodger[self.of_person]
        self.adult = self.first | self.partner | self.lodger
        unmarried = (rng.random(households) < 0.35)[self.of_person]
        self.own_tax = self.lodger | (self.partner & unmarried)

    def population(self, asked: Question) -> Population:
        entities = asked.entities()
        alone = np.where(self.partner, 1, 2)
        role = np.where(self.first | self.lodger, 0, alone)
        tax_role = np.where(self.own_tax, 0, role)
        household_role = np.where(self.lodger, 2, role)
        groups = {
            "famille": _group(self.of_person * 2 + self.lodger, role),
            "foyer_fiscal": _group(self.of_person * 3 + self.own_tax + self.lodger, tax_role),
            "menage": _group(self.of_person, household_role),
        }
        return Population(self.persons, entities, groups)


def _group(key: Array, role: Array) -> Group:
    names, of_person = np.unique(key, return_inverse=True)
    return Group(len(names), of_person.astype(np.int64), role.astype(np.int8))


def _births(drawn: _Drawn, last: str, rng: np.random.Generator) -> Table:
    years = np.where(
        drawn.adult, rng.integers(18, 80, drawn.persons), rng.integers(0, 22, drawn.persons)
    )
    days = years * 365 + years // 4 + rng.integers(0, 365, drawn.persons)
    born = np.datetime64(f"{last}-01") - days.astype("timedelta64[D]")
    return Table("date_naissance", ["ETERNITY"], born.reshape(-1, 1))


def _inputs(drawn: _Drawn, count: int, rng: np.random.Generator) -> dict[str, Array]:
    """Return values by variable, shape `(members, months)`."""
    n = drawn.persons
    work = drawn.adult & (rng.random(n) < 0.6)
    jobless = drawn.adult & ~work & (rng.random(n) < 0.4)
    retired = drawn.adult & ~work & ~jobless & (rng.random(n) < 0.3)
    base = rng.gamma(3, 500, n)
    wave = 1 + 0.2 * np.sin(np.arange(count) + base[:, None])
    paid = np.where(work[:, None] & (rng.random((n, count)) < 0.9), base[:, None] * wave, 0)
    alimony = np.where(drawn.adult & (rng.random(n) < 0.06), rng.gamma(2, 80, n), 0)
    disabled = np.where(
        drawn.adult & (rng.random(n) < 0.08), rng.choice([0.5, 0.6, 0.8, 0.9], n), 0
    )
    of_persons = {
        "salaire_imposable": paid,
        "salaire_net": paid * 0.97,
        "chomage_imposable": np.where(jobless, 620 + base / 4, 0),
        "chomage_net": np.where(jobless, 600 + base / 4, 0),
        "retraite_imposable": np.where(retired, 720 + base / 3, 0),
        "retraite_nette": np.where(retired, 700 + base / 3, 0),
        "pensions_alimentaires_percues": alimony,
        "taux_incapacite": disabled,
    }
    truths = {
        "etudiant": drawn.adult & (rng.random(n) < 0.1),
        "enceinte": drawn.adult & (rng.random(n) < 0.03),
        "garde_alternee": ~drawn.adult & (rng.random(n) < 0.06),
    }
    amounts = {name: _spread(values, count, np.float32) for name, values in of_persons.items()}
    flags = {name: _spread(values, count, np.bool_) for name, values in truths.items()}
    return amounts | flags | _homes(drawn.households, count, rng)


def _homes(n: int, count: int, rng: np.random.Generator) -> dict[str, Array]:
    tenant = rng.random(n) < 0.55
    status = np.where(tenant, rng.choice([3, 4, 5], n), rng.choice([1, 2, 6], n))
    rent = np.where(tenant | (status == 1), rng.gamma(5, 100, n), 0)
    return {
        "loyer": _spread(rent, count, np.float32),
        "statut_occupation_logement": _spread(status, count, np.int16),
        "zone_apl": _spread(rng.choice([1, 2, 3], n), count, np.int16),
        "coloc": _spread(rng.random(n) < 0.05, count, np.bool_),
    }


def _spread(values: Array, count: int, dtype: Any) -> Array:
    values = values if values.ndim == 2 else np.repeat(values[:, None], count, axis=1)
    rounded = values.round(2) if values.dtype.kind == "f" else values
    return rounded.astype(dtype)
