"""Identities read from a file: what it says, what it leaves as it is, and refusals that quote nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refusal
from justedroit.core.identites import (
    Adresse,
    Compte,
    Identite,
    Saisie,
    nir_key,
    read_identities,
    saisie_of,
)

NUMBER = "2995099901001"
NIR = f"{NUMBER}{nir_key(NUMBER):02d}"
IBAN = "FR7699999999990000000000153"
BEFORE = Identite(
    1,
    1,
    "Fictier",
    "Zoé",
    nir=NIR,
    adresse=Adresse("1", "rue", "99010", "Simulac"),
    compte=Compte("Zoé Fictier", IBAN),
)


def read(*lines, name="essai.csv"):
    return read_identities("\n".join(lines).encode(), name)


def test_a_row_says_who_a_person_is():
    said, refusals = read(
        "dossier;personne;nom;prenoms;nir;numero;rue;code_postal;commune;titulaire;iban",
        f"1;1;Fictier;Zoé;{NIR};1;rue;99010;Simulac;Zoé Fictier;{IBAN}",
    )
    assert refusals == []
    assert [(one.line, one.completed(None)) for one in said] == [(2, BEFORE)]


def test_a_line_of_json_says_the_same():
    told = {"dossier": 1, "personne": 1, "nom": "Fictier", "prenoms": "Zoé", "nir": NIR}
    told |= {"numero": "1", "rue": "rue", "code_postal": "99010", "commune": "Simulac"}
    told |= {"titulaire": "Zoé Fictier", "iban": IBAN}
    (said,), refusals = read(json.dumps(told), name="essai.jsonl")
    assert refusals == []
    assert said.completed(None) == BEFORE


def test_what_has_no_column_stays_and_what_is_empty_goes():
    (said,), _ = read("dossier;personne;nir;titulaire;iban", "1;1;;;")
    after = said.completed(BEFORE)
    assert (after.nom, after.adresse) == (BEFORE.nom, BEFORE.adresse)
    assert (after.nir, after.compte) == ("", None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("x;1;Fictier", "« dossier »"),
        ("0;1;Fictier", "« dossier »"),
        ("1;40000;Fictier", "« personne »"),
        ("1;;Fictier", "« personne »"),
        ('1;1;"Fictier', "guillemet"),
        ("1;1;Fictier;de trop", "4 colonnes"),
    ],
)
def test_a_row_that_names_nobody_is_refused_and_the_others_are_read(row, why):
    said, (refusal,) = read("dossier;personne;nom", row, "2;1;Simulot")
    assert [one.dossier for one in said] == [2]
    assert refusal.where == "ligne 2"
    assert why in refusal.what
    assert "Fictier" not in str(refusal)


def test_a_person_is_said_once():
    said, (refusal,) = read("dossier;personne;nom", "1;1;Fictier", "1;1;Simulot")
    assert [one.line for one in said] == [2]
    assert (refusal.where, "ligne 2" in refusal.what) == ("ligne 3", True)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ((f"{NIR};{IBAN}", "1;1"), "essai.csv"),
        (("dossier;personne;Fictier", "1;1;x"), "essai.csv"),
        ((json.dumps({"dossier": 1, "personne": 1, "Fictier": NIR}),), "essai.jsonl"),
        ((f'{{"dossier": 1, "personne": 1, "{NIR}": 1, "{NIR}": 2}}',), "essai.jsonl"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_without_being_quoted(lines, name):
    said, (refusal,) = read(*lines, name=name)
    assert said == []
    assert not any(secret in str(refusal) for secret in ("Fictier", NIR, IBAN))


@given(st.binary(max_size=200), st.sampled_from(["essai.csv", "essai.jsonl"]))
def test_whatever_bytes_come_they_are_read_or_refused(content, name):
    said, refusals = read_identities(b"dossier;personne;nom\n" + content, name)
    assert all(isinstance(one, Saisie) for one in said)
    assert all(isinstance(one, Refusal) for one in refusals)


def test_what_is_said_shows_nothing_of_it_by_mistake():
    said = saisie_of({"dossier": "1", "personne": "1", "nom": "Fictier", "nir": NIR})
    assert repr(said) == "Saisie(dossier=1, person=1)"
