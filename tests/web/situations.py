"""Situations of OpenFisca's country template, drawn from a seed, and some of rare forms."""

from __future__ import annotations

import random
from typing import Any

MONTH = "2016-05"
MONTHS = ("2016-03", "2016-04", MONTH)
STATUSES = ("owner", "tenant", "free_lodger", "homeless")
ASKED_OF_PERSONS = ("income_tax", "basic_income", "social_security_contribution")
ASKED_OF_HOUSEHOLDS = (
    "housing_allowance",
    "total_taxes",
    "household_income",
    "housing_occupancy_status",
)


def usual(seed: int) -> dict[str, Any]:
    """Return households of one to five persons; what is given without effect on the shape varies."""
    rng = random.Random(seed)
    persons: dict[str, Any] = {}
    households: dict[str, Any] = {}
    for number in range(rng.choice((1, 1, 2, 3))):
        adults = [f"adulte {number} {rank}" for rank in range(rng.choice((1, 2)))]
        children = [f"enfant {number} {rank}" for rank in range(rng.choice((0, 0, 1, 3)))]
        for name in adults:
            persons[name] = {
                "birth": {"ETERNITY": f"{rng.randrange(1940, 1997)}-0{rng.randrange(1, 10)}-17"},
                "salary": {month: round(rng.uniform(0, 4000), 2) for month in MONTHS},
            }
        for name in children:
            persons[name] = {"birth": {"ETERNITY": f"{rng.randrange(1998, 2016)}-02-28"}}
        home: dict[str, Any] = {"adults": adults, "children": children}
        if rng.random() < 0.7:
            home["rent"] = {MONTH: rng.randrange(0, 900)}
        if rng.random() < 0.6:
            home["housing_occupancy_status"] = {MONTH: rng.choice(STATUSES)}
        home |= {name: {MONTH: None} for name in ASKED_OF_HOUSEHOLDS if name not in home}
        households[f"ménage {number}"] = home
    if "housing_occupancy_status" not in _asked(households):
        next(iter(households.values())).pop("housing_occupancy_status")
        next(iter(households.values()))["housing_occupancy_status"] = {MONTH: None}
    for described in persons.values():
        described |= {name: {MONTH: None} for name in ASKED_OF_PERSONS}
    return {"persons": persons, "households": households}


def _asked(households: dict[str, Any]) -> set[str]:
    return {
        name
        for home in households.values()
        for name, told in home.items()
        if isinstance(told, dict) and None in told.values()
    }


def yearly(seed: int) -> dict[str, Any]:
    """Return one household whose wages are told by the year, some months apart; a yearly tax."""
    rng = random.Random(seed)
    wages = {"2016": rng.randrange(12_000, 40_000), MONTH: rng.randrange(0, 2_000)}
    return {
        "households": {
            "m": {
                "adults": ["a", "b"],
                "accommodation_size": {"2016-01": rng.randrange(10, 200)},
                "housing_occupancy_status": {"2016-01": rng.choice(STATUSES)},
                "housing_tax": {"2016": None},
                "disposable_income": {"2016-06": None},
            }
        },
        "persons": {
            "a": {"salary": wages, "age": {MONTH: None}},
            "b": {"capital_returns": {"2016": 600.5}, "birth": {"ETERNITY": "1950-01-31"}},
        },
    }


T = "2017-01"
# What is wrong, or what only OpenFisca reads.
RARE: tuple[Any, ...] = (
    {},
    [],
    None,
    7,
    {"persons": {}},
    {"persons": []},
    {"persons": {"a": []}},
    {"households": {"h": {}}},
    {"menages": {}, "persons": {"a": {}}},
    {"persons": {"é": {"salary": {"2017": None}}}},
    {"persons": {"a": {"salary": {"month:2017-01": 900}, "income_tax": {"month:2017-01": None}}}},
    {"persons": {"a": {"birth": {"ETERNITY": None}, "income_tax": {T: None}, "salary": {T: 12.3}}}},
    {"persons": {"a": {"birth": {T: "1980-01-01", "2016-02": "1990-01-01"}, "age": {T: None}}}},
    {"persons": {"a": {"unheard_of": {T: None}}}},
    {"persons": {"a": {"salary": {"once upon a time": None}}}},
    {"persons": {"a": {"salary": {T: "abc"}}}},
    {"persons": {"a": {"salary": {T: "1000 * 2 + 3"}, "income_tax": {T: None}}}},
    {"persons": {"a": {"salary": {T: True}, "income_tax": {T: None}}}},
    {"persons": {"a": {"salary": {T: {"x": 1}}}}},
    {"persons": {"a": {"salary": 12}}},
    {"persons": {"a": {"salary": None}}},
    {"persons": {"a": {"salary": {T: 10**400}}}},
    {"persons": {"a": {"salary": {T: 1e300}, "income_tax": {T: None}}}},
    {"persons": {"a": {"salary": {T: float("inf")}, "income_tax": {T: None}}}},
    {"persons": {"a": {"salary": {"ETERNITY": 3}}}},
    {"persons": {"a": {"salary": {"2017-W01": 3}}}},
    {"persons": {"a": {"salary": {"2016": 24_000, "2016-01": 1}, "income_tax": {"2016-02": None}}}},
    {"persons": {"a": {"age": {"2017": 3}}}},
    {"persons": {"a": {"age": {T: 2**40}}}},
    {"persons": {"a": {"age": {T: 42}, "basic_income": {T: None}}}},
    {"persons": {"a": {"age": {T: 2.7}, "basic_income": {T: None}}}},
    {"persons": {"a": {"birth": {"ETERNITY": "hier"}}}},
    {"persons": {"a": {"birth": {"ETERNITY": "1980"}, "age": {T: None}}}},
    {"persons": {"a": {"rent": {T: 12}}}},
    {"persons": {"a/b": {"income_tax": {T: None}}}},
    {"persons": {"": {"income_tax": {T: None}}}},
    {"persons": {"1": {"income_tax": {T: None}}, "0": {"salary": {T: 1000}}}},
    {"persons": {"a": {}}, "households": {}},
    {"persons": {"a": {}}, "households": {"h": {}}},
    {"persons": {"a": {}}, "households": {"h": {"adults": ["b"]}}},
    {"persons": {"a": {}}, "households": {"h": {"adults": ["a", "a"]}}},
    {"persons": {"a": {}}, "households": {"h": {"adults": [1]}}},
    {"persons": {"a": {}}, "households": {"h": {"adults": {"a": 1}}}},
    {"persons": {"a": {}}, "households": {"h": {"adults": "a", "rent": {T: None}}}},
    {
        "persons": {"a": {}},
        "households": {"h": {"adults": "a", "housing_occupancy_status": {T: "château"}}},
    },
    {
        "persons": {"a": {}, "b": {}, "c": {"salary": {T: 900}, "income_tax": {T: None}}},
        "households": {"h": {"adults": ["b"], "total_taxes": {T: None}}},
    },
    {
        "persons": {"a": {"income_tax": {T: None}}},
        "households": {"h": {"adults": ["a"]}},
        "axes": [[{"name": "salary", "min": 0, "max": 3000, "count": 3, "period": T}]],
    },
    {
        "persons": {"a": {}},
        "households": {
            "h": {"adults": ["a"], "postal_code": {T: "75011"}, "housing_tax": {"2017": None}}
        },
    },
    {"persons": {"a": {}}, "households": {"h": {"adults": ["a"], "postal_code": {T: None}}}},
)
