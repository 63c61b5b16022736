"""A dated parameter gives the value of its day, and a file that is not one is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from justedroit.core.base import Parametre, parametre, parametres
from justedroit.core.base.parametres import _read

GOOD = """
essai.taux:
  libelle: Taux d'essai
  unite: ratio
  article: aucun
  source: ce test
  statut: verifie
  valeurs:
    2025-04-01: 0.5
    2020-01-01: 0.25
    2026-01-01: null
"""


def one(text=GOOD) -> Parametre:
    return _read("essai", text)[0]


@pytest.mark.parametrize(
    ("when", "value"),
    [
        (dt.date(2020, 1, 1), 0.25),
        (dt.date(2025, 3, 31), 0.25),
        (dt.date(2025, 4, 1), 0.5),
        (202503, 0.25),
        (202504, 0.5),
        (dt.date(2025, 12, 31), 0.5),
    ],
)
def test_the_value_is_that_of_the_day_whatever_the_order_of_the_file(when, value):
    assert one().at(when) == value


@pytest.mark.parametrize("when", [dt.date(2019, 12, 31), 201912, dt.date(2026, 1, 1), 203001])
def test_before_the_first_value_and_after_a_closing_there_is_none(when):
    with pytest.raises(LookupError, match=r"essai/essai\.taux n'a pas de valeur"):
        one().at(when)


def test_a_parameter_is_named_after_its_subject():
    assert one().name == "essai/essai.taux"


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace("statut: verifie", "statut: sûr"),
        GOOD.replace("  statut: verifie\n", ""),
        GOOD.replace("libelle:", "label:"),
    ],
    ids=["statut unknown", "no statut", "field unknown"],
)
def test_a_file_with_an_unknown_field_or_statut_is_refused(bad):
    with pytest.raises(ValueError, match=r"essai/essai\.taux"):
        _read("essai", bad)


@pytest.mark.parametrize("field", ["libelle", "unite", "article", "source", "valeurs"])
def test_a_file_in_which_a_field_is_missing_is_refused_by_the_name_of_its_parameter(field):
    kept, skipping = [], False
    for line in GOOD.splitlines(keepends=True):
        skipping = line.startswith(f"  {field}:") or (skipping and line.startswith("    "))
        kept += [] if skipping else [line]
    with pytest.raises(ValueError, match=r"essai/essai\.taux"):
        _read("essai", "".join(kept))


def test_an_empty_file_holds_no_parameter():
    assert _read("essai", "") == []


def test_an_unknown_parameter_is_not_invented():
    with pytest.raises(KeyError):
        parametre("droits/qui_n_existe_pas")


def test_every_parameter_of_the_core_has_a_value_on_some_day_and_ascending_days():
    for found in parametres().values():
        days = [day for day, _ in found.valeurs]
        assert days == sorted(set(days)), found.name
        assert all(isinstance(day, dt.date) for day in days), found.name
