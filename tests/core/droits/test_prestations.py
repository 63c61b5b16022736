"""The list of benefits is whole, and each has what evaluation needs."""

from __future__ import annotations

from justedroit.core.base import parametres
from justedroit.core.droits.effet import CLOSING_RULES, OPENING_RULES
from justedroit.core.droits.openfisca.calcul import OUTPUTS
from justedroit.core.droits.prestations import (
    prestations,
)

EXPECTED = [
    "rsa",
    "ppa",
    "aah",
    "caah",
    "af",
    "cf",
    "asf",
    "paje_naissance",
    "paje_base",
    "paje_prepare",
    "paje_cmg",
    "ars",
    "aeeh",
    "ajpp",
    "ajpa",
    "apl",
    "alf",
    "als",
    "auvvc",
]


def test_every_benefit_of_the_platform_is_there():
    assert list(prestations()) == EXPECTED


def test_every_rule_of_opening_and_closing_has_a_meaning():
    for prestation in prestations().values():
        assert {rule for _, rule in prestation.opening.valeurs} <= set(OPENING_RULES)
        assert {rule for _, rule in prestation.closing.valeurs} <= set(CLOSING_RULES)


def test_housing_aids_share_a_claim_and_caah_goes_with_aah():
    claims = {p.code: p.demande for p in prestations().values()}
    assert {claims[code] for code in ("apl", "alf", "als")} == {"demande_aide_logement"}
    assert claims["caah"] == claims["aah"] == "demande_aah"


def test_every_other_claim_is_named_after_its_benefit():
    shared = {"apl", "alf", "als", "caah"}
    for prestation in prestations().values():
        assert prestation.code in shared or prestation.demande == f"demande_{prestation.code}"


def test_rsa_aah_aeeh_and_housing_aids_are_not_made_net_of_crds():
    net = {p.code for p in prestations().values() if not p.crds}
    assert net == {"rsa", "aah", "caah", "aeeh", "paje_cmg", "apl", "alf", "als", "auvvc"}


def test_every_right_that_openfisca_gives_is_asked_for():
    rights = {p.variable for p in prestations().values() if p.origine == "openfisca"}
    assert rights == {*OUTPUTS, "ars"}


def test_a_benefit_is_asked_after_those_that_it_reads():
    for first, then in (("af", "rsa"), ("aah", "caah"), ("als", "rsa"), ("rsa", "ppa")):
        assert OUTPUTS.index(first) < OUTPUTS.index(then)


def test_what_is_not_verified_says_what_must_be():
    for name, parametre in parametres().items():
        if name.startswith("droits/") and parametre.statut == "a_verifier":
            assert parametre.note, name
