"""A request of the OpenFisca Web API gets its answer, or a refusal in French."""

from __future__ import annotations

import copy
import json

import pytest
from openfisca_web_api import handlers

from justedroit.core.base import Refusal
from justedroit.core.droits.openfisca.requete import calculate, periods_asked, simulation
from justedroit.core.droits.openfisca.systeme import law_system, quiet


def test_the_answer_is_that_of_the_web_api(couple):
    couple["familles"]["f"]["rsa"] = {"2025-06": None, "2025-05": None}
    couple["individus"]["aine"]["age"] = {"2025-06": None}
    couple["individus"]["mere"]["activite"] = {"2025-06": None}
    with quiet():
        expected = handlers.calculate(law_system(), copy.deepcopy(couple))
    answer = calculate(couple)
    assert answer == expected
    assert answer["familles"]["f"]["af"]["2025-06"] == pytest.approx(474.37 * 0.32, abs=0.005)
    assert answer["individus"]["aine"]["age"]["2025-06"] == 10
    assert answer["individus"]["mere"]["activite"]["2025-06"] == "inactif"


def test_the_request_is_left_as_it_is(couple):
    before = copy.deepcopy(couple)
    assert calculate(couple) != before
    assert couple == before


def test_a_request_that_asks_nothing_comes_back(couple):
    couple["familles"]["f"]["af"] = {"2025-06": 0}
    assert calculate(couple) == couple


def test_a_date_is_answered_as_json_can_write_it(couple):
    couple["individus"]["mere"]["date_naissance"] = {"ETERNITY": "1988-05-01", "2025-06": None}
    answer = calculate(couple)
    assert answer["individus"]["mere"]["date_naissance"]["2025-06"] == "1988-05-01"
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize(
    ("variable", "period", "word"),
    [
        ("rsaa", "2025-06", "Vouliez-vous dire"),
        ("rsa", "2025", "par mois"),
        ("ars", "2025-08", "par an"),
        ("rsa", "month:2025-01:3", "par mois"),
        ("rsa", "bientôt", "n'est pas une période"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_place(couple, variable, period, word):
    couple["familles"]["f"][variable] = {period: None}
    refusal = calculate(couple)
    assert isinstance(refusal, Refusal)
    assert refusal.where.startswith(f"familles / f / {variable}")
    assert word in str(refusal)


def test_a_result_that_is_not_a_number_is_refused(couple):
    for parent in ("mere", "pere"):
        wages = couple["individus"][parent]["salaire_net"]
        wages |= dict.fromkeys(wages, 3e38)  # the greatest, or nearly, that OpenFisca holds
    couple["familles"]["f"]["rsa_base_ressources"] = {"2025-06": None}
    refusal = calculate(couple)
    assert isinstance(refusal, Refusal)
    assert refusal.where == "familles / f / rsa_base_ressources / 2025-06"


def test_an_error_of_openfisca_is_a_refusal(couple):
    couple["familles"]["f"]["rsa"] = {"9999-12": None}
    refusal = calculate(couple)
    assert isinstance(refusal, Refusal)
    assert "OpenFisca" in refusal.what


def test_the_periods_asked_are_those_left_open(couple):
    couple["familles"]["f"]["rsa"] = {"2025-07": None, "2025-06": None, "2025-05": 0}
    assert periods_asked(couple, "rsa") == ["2025-06", "2025-07"]
    assert periods_asked(couple, "ppa") == []


def test_a_bad_request_has_neither_simulation_nor_periods(couple):
    couple["familles"]["f"]["parents"] = ["voisin"]
    assert isinstance(simulation(couple), Refusal)
    assert isinstance(periods_asked(couple, "rsa"), Refusal)
