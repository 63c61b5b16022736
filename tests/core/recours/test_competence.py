"""Which judge, after which prior appeal: cases juge-01 to juge-09 of the domain."""

from __future__ import annotations

import datetime as dt

import pytest

from justedroit.core.base import parametre
from justedroit.core.recours import DECIDEURS, OBJETS, juridiction, regime
from justedroit.core.recours.competence import PREALABLES, TRIBUNAUX
from justedroit.core.registre import BENEFITS

TA, TJ = "tribunal_administratif", "tribunal_judiciaire_pole_social"
DAY = dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("benefit", "tribunal", "prealable"),
    [
        ("rsa", TA, "rapo_president_cd"),  # juge-01
        ("apl", TA, "directeur_cra"),  # juge-03
        ("af", TJ, "cra"),  # juge-05
    ],
)
def test_the_judge_of_an_indu_is_that_of_its_benefit(benefit, tribunal, prealable):
    found = juridiction(benefit, "indu", DAY)
    assert (found.tribunal, found.prealable) == (tribunal, prealable)
    assert found.statut == "verifie"


@pytest.mark.parametrize(
    ("benefit", "tribunal", "prealable"),
    [
        ("ppa", TA, "cra_directeur"),  # juge-02
        ("als", TA, "directeur_cra"),  # juge-04
        ("aah", TJ, "cra"),  # juge-06
        ("ars", TJ, "cra"),  # juge-07
        ("asf", TJ, "cra"),  # juge-08
    ],
)
def test_the_judge_of_an_indu_a_verifier(benefit, tribunal, prealable):
    found = juridiction(benefit, "indu", DAY)
    assert (found.tribunal, found.prealable) == (tribunal, prealable)
    assert parametre("recours/competence.regimes").statut == "a_verifier"


@pytest.mark.parametrize("benefit", ["alf", "als"])
def test_housing_allowances_changed_judge_with_the_code_a_verifier(benefit):
    assert juridiction(benefit, "indu", dt.date(2019, 5, 1)).tribunal == TJ  # juge-09
    assert juridiction(benefit, "indu", dt.date(2019, 8, 31)).tribunal == TJ
    assert juridiction(benefit, "indu", dt.date(2019, 9, 1)).tribunal == TA


@pytest.mark.parametrize(
    ("benefit", "who"),
    [("rsa", "departement"), ("ppa", "directeur"), ("apl", "directeur"), ("af", "cra")],
)
def test_a_remise_is_decided_by_who_the_text_of_the_benefit_names(benefit, who):
    assert juridiction(benefit, "remise", DAY).decide == who


def test_the_cra_does_not_judge_a_penalty_nor_a_handicap():
    penalty = juridiction("af", "penalite", DAY)
    assert (penalty.tribunal, penalty.prealable) == (TJ, "recours_gracieux")
    handicap = juridiction("aah", "handicap", DAY)
    assert (handicap.tribunal, handicap.prealable) == (TJ, "rapo_mdph")
    assert juridiction("rsa", "penalite", DAY).tribunal == TA


def test_a_contrainte_goes_straight_to_the_judge():
    for benefit in ("rsa", "apl", "af"):
        assert juridiction(benefit, "contrainte", DAY).prealable == "aucun"


def test_every_benefit_has_its_judge_for_a_right_an_indu_a_remise_and_a_contrainte():
    for benefit in BENEFITS:
        for objet in ("droit", "indu", "remise", "contrainte"):
            found = juridiction(benefit, objet, DAY)
            assert found.tribunal in TRIBUNAUX
            assert found.prealable in PREALABLES
            assert found.decide in DECIDEURS
            assert found.article
            assert found.tribunal_text
            assert found.prealable_text


@pytest.mark.parametrize(
    ("benefit", "objet"), [("rmi", "indu"), ("af", "humeur"), ("af", "handicap")]
)
def test_what_cannot_be_contested_is_an_error(benefit, objet):
    with pytest.raises(ValueError, match=r"inconnue|ne se conteste pas"):
        juridiction(benefit, objet, DAY)


def test_a_regime_is_dated():
    assert regime("als", dt.date(2019, 8, 31)) == "pf"
    assert regime("als", dt.date(2019, 9, 1)) == "logement"
    assert set(OBJETS) >= {"indu", "remise"}
