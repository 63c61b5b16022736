"""The scale of withholding: continuous slices, each year with its source."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import parametres
from justedroit.core.recouvrement import surcharge_percent
from justedroit.core.recouvrement.bareme import (
    TERRITOIRES,
    bareme,
    retenue_bareme,
    rounded,
    territory,
)
from justedroit.core.recouvrement.bareme import bareme as of_year

YEARS = (2014, 2015, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026)


def withheld(year, q_cents, territoire="metropole"):
    day = dt.date(year, 6, 1)
    slices = bareme(day, territoire)
    assert slices is not None
    return int(retenue_bareme(np.array([q_cents], np.int64), slices, day)[0])


# cas.yaml bareme-01 to 06 and 08 (haute): D553-1 III and the arrêtés; Q in cents, withheld in cents.
@pytest.mark.parametrize(
    ("year", "q_cents", "expected"),
    [
        (2020, 20_000, 4_900),
        (2020, 26_599, 4_900),
        (2020, 30_000, 5_750),
        (2020, 50_000, 11_790),
        (2020, 100_000, 36_480),
        (2019, 70_000, 20_010),
        (2020, 118_600, 47_640),
    ],
)
def test_the_worked_examples_of_the_scale(year, q_cents, expected):
    assert withheld(year, q_cents) == expected


def test_an_unknown_income_is_deemed():
    # cas.yaml bareme-08 (haute).
    slices = bareme(dt.date(2020, 6, 1))
    assert slices is not None
    assert slices.defaut_cents == 118_600


def test_the_example_of_2015_a_verifier():
    # cas.yaml bareme-07 (moyenne).
    assert withheld(2015, 30_000) == 5_875


def test_mayotte_and_saint_pierre_have_their_own_slices():
    assert withheld(2014, 10_000, "mayotte") == 1_000
    assert withheld(2014, 16_000, "mayotte") == 1_000 + 4_900 * 25 // 100 + 1_000 * 35 // 100
    assert withheld(2016, 30_000, "saint_pierre") == 4_200
    assert [territory(code) for code in ("97502", "97608", "97411")] == [
        "saint_pierre",
        "mayotte",
        "metropole",
    ]


def test_a_year_that_was_not_read_has_no_scale():
    assert bareme(dt.date(2016, 6, 1)) is None
    assert bareme(dt.date(2026, 6, 1), "mayotte") is None


def test_each_year_says_its_source_and_its_statut():
    for name in TERRITOIRES:
        for _, told in parametres()[f"recouvrement/bareme.{name}"].valeurs:
            assert told is None or (told["source"] and told["statut"] in {"verifie", "a_verifier"})
    read = {year for year in YEARS if of_year(dt.date(year, 1, 1)).statut == "verifie"}
    assert read == {2014, 2015, 2018, 2019, 2020}


@given(
    year=st.sampled_from(YEARS),
    q=st.lists(st.integers(0, 1_000_000), min_size=2, max_size=20),
)
def test_who_has_more_is_withheld_no_less_and_never_all_of_what_is_more(year, q):
    day = dt.date(year, 6, 1)
    slices = bareme(day)
    incomes = np.sort(np.array(q, np.int64))
    amounts = retenue_bareme(incomes, slices, day)
    steps = np.diff(amounts)
    assert (steps >= 0).all()
    assert (steps <= np.diff(incomes) * 60 // 100 + 1).all()
    assert amounts.min() >= slices.fixe_cents


def test_the_rounding_is_that_of_the_parameter():
    assert rounded(np.array([5_799]), dt.date(2026, 6, 1)).tolist() == [5_799]


def test_fraud_raises_by_half_and_its_repetition_doubles_a_verifier():
    day = dt.date(2026, 6, 1)
    assert surcharge_percent(day, repeated=False) == 50
    assert surcharge_percent(day, repeated=True) == 100
    assert surcharge_percent(dt.date(2018, 6, 1), repeated=True) == 0
    # cas.yaml bareme-09 (moyenne): 117.90 raised by half.
    assert 11_790 * 150 // 100 == 17_685
