"""Requests that several tests of the adapter put to OpenFisca."""

from __future__ import annotations

import pytest

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]
INCOMES = ("salaire_imposable", "chomage_net", "chomage_imposable", "retraite_nette")


def person(born, net=0):
    known = {name: dict.fromkeys(MONTHS, 0) for name in INCOMES}
    known["salaire_net"] = dict.fromkeys(MONTHS, net)
    return {"date_naissance": {"ETERNITY": born}} | known


@pytest.fixture
def couple():
    """Return a couple with two children; one of them earns 600 € a month."""
    people = {
        "mere": person("1988-05-01", net=600),
        "pere": person("1990-02-10"),
        "aine": person("2014-06-15"),
        "cadet": person("2017-09-20"),
    }
    parents, children = ["mere", "pere"], ["aine", "cadet"]
    return {
        "individus": people,
        "familles": {"f": {"parents": parents, "enfants": children, "af": {"2025-06": None}}},
        "foyers_fiscaux": {"f": {"declarants": parents, "personnes_a_charge": children}},
        "menages": {
            "m": {
                "personne_de_reference": ["mere"],
                "conjoint": ["pere"],
                "enfants": children,
                "statut_occupation_logement": dict.fromkeys(MONTHS, "loge_gratuitement"),
            }
        },
    }
