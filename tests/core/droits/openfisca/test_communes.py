"""The communes: those of today and those merged since are known, a wrong code is not."""

from __future__ import annotations

import pytest

from justedroit.core.droits.openfisca import has_zone, is_commune


@pytest.mark.parametrize(
    "depcom",
    [
        pytest.param("86194", id="Poitiers"),
        pytest.param("2A004", id="Ajaccio"),
        pytest.param("75112", id="an arrondissement"),
        pytest.param("97411", id="La Réunion"),
        pytest.param("97608", id="Mayotte"),
        pytest.param("01039", id="merged since 2014"),
        pytest.param("86155", id="merged before 2014"),
    ],
)
def test_a_commune_is_known_with_its_zone(depcom):
    assert is_commune(depcom)
    assert has_zone(depcom)


def test_a_commune_set_up_again_since_the_zoning_is_known_without_a_zone():
    assert is_commune("55138")
    assert not has_zone("55138")


@pytest.mark.parametrize("depcom", ["99999", "86000", "2C004", "", "Poitiers", "8619"])
def test_a_code_that_is_of_no_commune_is_not_known(depcom):
    assert not is_commune(depcom)
    assert not has_zone(depcom)
