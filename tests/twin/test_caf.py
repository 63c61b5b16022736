"""The published figures, and where they come from."""

from __future__ import annotations

import pytest
from openfisca_france.model.prestations import aides_logement

from justedroit.twin.caf import fund, funds


def test_the_default_fund_is_vienne_with_its_published_figures():
    vienne = fund()
    assert vienne.chiffre("foyers").valeur == 94_757
    assert vienne.chiffre("personnes").valeur == 206_587
    assert vienne.chiffre("foyers").annee == 2022


def test_what_a_fund_does_not_publish_comes_from_another_that_is_named():
    vienne = fund("vienne")
    assert not vienne.is_own("rsa_eur")
    assert vienne.chiffre("rsa_eur").caf == "Caf de la Haute-Garonne"
    assert vienne.chiffre("aah_en_couple").caf == "Caf des Pyrénées-Orientales"


def test_an_unknown_fund_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match="haute_garonne"):
        fund("atlantide")


def test_a_figure_nobody_publishes_is_missed():
    with pytest.raises(KeyError):
        fund().chiffre("licornes")


@pytest.mark.parametrize("name", sorted(funds()))
def test_the_communes_of_a_fund_are_of_its_departement_and_have_a_housing_zone(name):
    caf = fund(name)
    aides_logement.preload_zone_apl()
    zones = aides_logement.zone_apl_by_depcom
    assert all(code.startswith(caf.departement) for code in caf.communes)
    assert set(caf.communes) <= set(zones)
