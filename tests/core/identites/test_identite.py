"""Names as they are searched for, addresses, and an identity checked before it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import Refusal
from justedroit.core.identites import (
    Adresse,
    Compte,
    Identite,
    Recherche,
    matched,
    name_words,
    prefixes,
    read_recherche,
    verified,
)

ADRESSE = Adresse("12 bis", "rue de l'Exemple", "99010", "Fictionnay")
COMPTE = Compte("Zoé Exemplard", "FR7699999999990000000000153")
ZOE = Identite(
    7, 1, "Exemplard", "Zoé Marie", nir="299509990100195", adresse=ADRESSE, compte=COMPTE
)
NAMES = st.text(st.characters(categories=["L"], max_codepoint=0x24F), min_size=1, max_size=20)


def reasons(identite):
    found = verified(identite)
    assert isinstance(found, list), found
    return " ".join(str(refusal) for refusal in found)


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Exemplard", ("exemplard",)),
        ("EXEMPLARD-FICTIER", ("exemplard", "fictier")),
        ("d’Exemplay", ("exemplay",)),
        ("de La Fictière", ("fictiere",)),
        ("Lœuvrière Çédille", ("loeuvriere", "cedille")),
        ("Straße", ("strasse",)),
        ("Le", ("le",)),
        ("von der Exempel", ("exempel",)),
        ("", ()),
        ("- '", ()),
    ],
)
def test_a_name_is_found_without_accents_hyphens_nor_particles(name, words):
    assert name_words(name) == words


@given(NAMES)
def test_a_name_is_found_as_it_is_written_or_in_capitals(name):
    assert name_words(name.upper()) == name_words(name) or "ı" in name
    assert name_words(*name_words(name)) == name_words(name)


@given(st.lists(NAMES, min_size=1, max_size=3), st.data())
def test_three_letters_of_each_word_find_a_person_in_any_order(names, data):
    words = name_words(*names)
    asked = data.draw(st.permutations(words))
    starts = tuple(word[: data.draw(st.integers(3, 20))] for word in asked)
    assert matched(starts, words) is not None
    assert matched(words, words) is True
    assert matched((*starts, "qqqqqq"), words) is None


def test_fewer_than_three_letters_find_whole_words_only():
    assert matched(("zo",), ("zoe",)) is None
    assert matched(("li",), ("li",)) is True
    assert prefixes("li") == ()


# --- what is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12", Recherche(dossier=12)),
        (" 0012 ", Recherche(dossier=12)),
        ("1 234 567", Recherche(dossier=1234567)),
        ("1 85 05 78 006 084 91", Recherche(nir="1850578006084")),
        ("1850578006084", Recherche(nir="1850578006084")),
        ("185052a00401270", Recherche(nir="185052A004012")),
        ("Exemplard Zoé", Recherche(mots=("exemplard", "zoe"))),
        ("de l'Exemplay", Recherche(mots=("exemplay",))),
        ("a aa aaa bb bbb cc ccc", Recherche(mots=("a", "aa", "aaa", "bb", "bbb", "cc"))),
    ],
)
def test_a_search_is_a_number_a_nir_or_a_name(text, found):
    assert read_recherche(text) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "rien à chercher"),
        ("   ", "rien à chercher"),
        ("0", "commence à 1"),
        ("185057800608492", "la clé ne correspond pas"),
        ("18505780060849", "14 ont été lus"),
        ("9850578006084", "ne forment pas un NIR"),
        ("Exemplard 12", "ni un nom"),
        ("x", "une seule lettre"),
        ("?!", "une seule lettre"),
        ("é" * 101, "trop long"),
    ],
)
def test_a_search_that_can_find_nothing_says_why_without_quoting(text, why):
    said = read_recherche(text)
    assert isinstance(said, Refusal)
    assert why in str(said)
    assert len(text) < 5 or text not in str(said)


@given(st.text(max_size=120))
def test_whatever_is_typed_is_a_search_or_a_refusal(text):
    found = read_recherche(text)
    assert isinstance(found, Recherche | Refusal)
    if isinstance(found, Recherche):
        assert (found.dossier is not None) + bool(found.nir) + bool(found.mots) == 1


# --- identities ------------------------------------------------------------------------------


def test_an_identity_is_kept_with_clean_numbers_and_spaces():
    given_so = replace(
        ZOE,
        nom=" Exemplard ",
        prenoms="Zoe\u0301  Marie",
        nir="2 99 50 99 901 001 95",
        compte=Compte(" Zoé  Exemplard ", "fr76 9999 9999 9900 0000 0000 153"),
    )
    assert verified(given_so) == ZOE
    assert verified(ZOE) == ZOE
    assert ZOE.nom_affiche() == "Zoé Exemplard"
    assert replace(ZOE, nom_usage="Fictier").nom_affiche() == "Zoé Fictier"


def test_all_that_is_wrong_is_told_at_once_and_where():
    wrong = replace(ZOE, nom="", nir="299509990100199", compte=Compte("", "FR00"))
    said = reasons(wrong)
    for part in ("le nom manque", "NIR : la clé ne correspond pas", "titulaire du compte manque"):
        assert "dossier 7, personne 1" in said
        assert part in said


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"nom": "x" * 71}, "plus de 70"),
        ({"nom": "Exempl4rd"}, "autre chose que des lettres"),
        ({"nom": "Exemplard\x07"}, "autre chose que des lettres"),
        ({"prenoms": "<b>"}, "autre chose que des lettres"),
        ({"prenoms": " "}, "le prénom manque"),
        ({"compte": Compte("x" * 71, COMPTE.iban)}, "plus de 70"),
        ({"bailleur": Compte("Bailleur", "FR00BAD")}, "compte du bailleur"),
        ({"adresse": replace(ADRESSE, commune=" ")}, "la commune manque"),
        ({"adresse": replace(ADRESSE, code_postal="9901")}, "cinq chiffres"),
        ({"adresse": replace(ADRESSE, pays="France")}, "deux lettres"),
        ({"adresse": replace(ADRESSE, rue="r" * 71)}, "la rue a plus de 70"),
        ({"person": 3}, "seul l'allocataire"),
        ({"person": 0}, "numéro de la personne"),
        ({"adresse": replace(ADRESSE, rue="rue\nvue")}, "ne s'écrit pas"),
        ({"compte": Compte("Zoé\ud800", COMPTE.iban)}, "ne s'écrit pas"),
    ],
)
def test_what_cannot_be_kept_is_refused(changes, why):
    assert why in reasons(replace(ZOE, **changes))


def test_names_with_hyphens_apostrophes_and_accents_are_kept():
    name = replace(ZOE, nom="D'Exemplay-Fictière", prenoms="Anne-Lise Ñoá")
    assert verified(name) == name


def test_an_address_abroad_has_its_country_and_any_postcode():
    abroad = replace(ADRESSE, pays="BE", code_postal="B-1000", complement="Étage 3")
    assert verified(replace(ZOE, adresse=abroad)) == replace(ZOE, adresse=abroad)
    assert abroad.lines() == ["Étage 3", "12 bis rue de l'Exemple", "B-1000 Fictionnay", "BE"]


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r:>5}".format])
def test_nothing_personal_is_shown_by_accident(shown):
    for held in (ZOE, ADRESSE, COMPTE, [ZOE], {"qui": ZOE}, read_recherche("Exemplard Zoé")):
        for secret in ("xemplard", "Zoé", "zoe", "29950", "FR76", "Fictionnay", "Exemple"):
            assert secret not in shown(held)
