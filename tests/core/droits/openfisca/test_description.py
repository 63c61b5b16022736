"""What people write is read, or refused in French at the right place."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openfisca_core.errors import SituationParsingError

from justedroit.core.droits.openfisca.description import (
    checked,
    refused_by_openfisca,
    simulation_of,
)
from justedroit.core.droits.openfisca.valeurs import BadSituation, arithmetic

NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 2))


def alone(**variables):
    return {"individus": {"a": variables}}


@given(a=NUMBERS, b=NUMBERS, c=st.floats(0.01, 100).map(lambda x: round(x, 2)))
def test_arithmetic_is_that_of_python(a, b, c):
    text = f"({a!r} - {b!r}) * {c!r} + {a!r} / {c!r}"
    assert arithmetic(text) == (a - b) * c + a / c


def test_arithmetic_has_signs():
    assert arithmetic("-(+3 - 5) ** 2") == -4


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "1 / 0", "af", "__import__('os')", "'a'", "True", "1 < 2", "(-8) ** 0.5", "1e999"],
)
def test_what_is_not_arithmetic_has_no_value(text):
    assert arithmetic(text) is None


def test_a_tower_of_powers_blocks_nothing():
    start = time.perf_counter()
    assert arithmetic("9**9**9**9") is None
    assert time.perf_counter() - start < 60  # numexpr would never come back


@pytest.mark.parametrize(
    ("situation", "where", "word"),
    [
        ([], "situation", "objet"),
        ({}, "individus", "aucune personne"),
        ({"individus": {}}, "individus", "aucune personne"),
        ({"individus": []}, "individus", "objet"),
        ({"foyers": {}}, "foyers", "n'existe pas"),
        ({"axes": []}, "axes", "n'existe pas"),
        ({"individus": {"a": 3}}, "individus / a", "objet"),
        ({"individus": {"a/b": {}}}, "individus / a/b", "identifiant"),
        (alone(salaire_nett={"2025-06": 1}), "individus / a / salaire_nett", "salaire_net"),
        (alone(rsa={"2025-06": 1}), "individus / a / rsa", "familles"),
        (alone(salaire_net=1200), "individus / a / salaire_net", "datée"),
        (alone(salaire_net={"2025-13": 1}), "individus / a / salaire_net / 2025-13", "période"),
        (alone(salaire_net={"juin": 1}), "individus / a / salaire_net / juin", "période"),
        (
            alone(salaire_net={"2025-06": "douze"}),
            "individus / a / salaire_net / 2025-06",
            "nombre",
        ),
        (alone(salaire_net={"2025-06": [1]}), "individus / a / salaire_net / 2025-06", "une seule"),
        (
            alone(salaire_net={"2025-06": float("nan")}),
            "individus / a / salaire_net / 2025-06",
            "fini",
        ),
        (alone(salaire_net={"2025-06": 1e39}), "individus / a / salaire_net / 2025-06", "grand"),
        (alone(age={"2025-06": 2**31}), "individus / a / age / 2025-06", "trop grand"),
        (
            alone(are_age_fin_contrat={"2025": 1}),
            "individus / a / are_age_fin_contrat / 2025",
            "mois",
        ),
        (
            alone(date_naissance={"ETERNITY": "hier"}),
            "individus / a / date_naissance / ETERNITY",
            "date",
        ),
        (
            alone(date_naissance={"ETERNITY": 1985}),
            "individus / a / date_naissance / ETERNITY",
            "date",
        ),
        (
            alone(date_naissance={"ETERNITY": "2025-02-30"}),
            "individus / a / date_naissance / ETERNITY",
            "date",
        ),
        (alone(activite={"2025-06": "dort"}), "individus / a / activite / 2025-06", "chomeur"),
        (alone(enceinte={"2025-06": "peut-être"}), "individus / a / enceinte / 2025-06", "true"),
    ],
)
def test_a_bad_situation_is_refused_where_it_is_bad(situation, where, word):
    with pytest.raises(BadSituation) as refused:
        checked(situation)
    refusal = refused.value.refusal
    assert refusal.where == where
    assert word in f"{refusal.what} {refusal.mend}"
    assert refusal.mend


@pytest.mark.parametrize(
    ("family", "word"),
    [
        ({"parents": ["b"]}, "n'est pas décrit"),
        ({"parents": ["a", "a"]}, "deux fois"),
        ({"parents": ["a"], "enfants": ["a"]}, "deux fois"),
        ({"parents": {"a": 1}}, "liste"),
        ({"parents": [None]}, "liste"),
    ],
)
def test_members_are_persons_of_the_situation_each_once(family, word):
    with pytest.raises(BadSituation, match=word):
        checked({"individus": {"a": {}}, "familles": {"f": family}})


def test_a_third_parent_is_refused():
    persons = {"a": {}, "b": {}, "c": {}}
    with pytest.raises(BadSituation, match="2 au plus"):
        checked({"individus": persons, "familles": {"f": {"parents": list(persons)}}})


def test_reading_changes_nothing_but_arithmetic_and_identifiers():
    given_ = {
        "individus": {1: {"salaire_net": {"2025-06": "100 * 2", "2025-07": None}}},
        "familles": {"f": {"parents": 1, "rsa": {"2025-06": None}}},
    }
    assert checked(given_) == {
        "individus": {"1": {"salaire_net": {"2025-06": 200.0, "2025-07": None}}},
        "familles": {"f": {"parents": ["1"], "rsa": {"2025-06": None}}},
    }


def test_a_checked_situation_is_built_with_its_values():
    simulation = simulation_of(
        {
            "individus": {
                "a": {"date_naissance": {"ETERNITY": dt.date(1985, 3, 21)}},
                "b": {"salaire_net": {"2025-06": 1200}},
            },
            "familles": {"f": {"parents": ["a", "b"]}},
        }
    )
    assert simulation.calculate("age", "2025-06").tolist()[0] == 40
    assert simulation.calculate("salaire_net", "2025-06").tolist()[1] == 1200
    assert simulation.calculate("nb_parents", "2025-06").tolist() == [2]


def test_a_text_stays_a_text():
    given_ = {"individus": {"a": {}}, "menages": {"m": {"depcom": {"2025-06": "04001"}}}}
    assert checked(given_)["menages"]["m"]["depcom"] == {"2025-06": "04001"}


def test_a_year_is_spread_over_its_months():
    simulation = simulation_of(alone(salaire_net={"2025": 12_000}))
    assert simulation.calculate("salaire_net", "2025-06").tolist() == [1000]


def test_what_openfisca_alone_knows_to_be_wrong_is_refused_in_french_too():
    # The months of a year already given: OpenFisca spreads the year, and finds nothing left.
    months = {f"2025-{month:02d}": 100 for month in range(1, 13)}
    with pytest.raises(BadSituation, match="OpenFisca refuse cette valeur"):
        simulation_of(alone(salaire_net=months | {"2025": 5000}))


def test_the_place_that_openfisca_tells_is_kept():
    told = SituationParsingError(["individus", "a", "age"], "Wrong.\n")
    refusal = refused_by_openfisca(told).refusal
    assert (refusal.where, refusal.what) == (
        "individus / a / age",
        "OpenFisca refuse cette valeur : Wrong.",
    )
