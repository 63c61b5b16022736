"""The shell in a browser: accessible, narrow enough, usable by keyboard and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.web.fonds import INDU
from tests.web.identites import NAMES, nir_of

from justedroit.steps.witness import Opening, witness
from justedroit.web import wiring
from justedroit.web.comptes import DEMO_PASSWORD

SHOWN = {
    "connexion": (None, "/connexion/"),
    "accueil": ("gestionnaire", "/"),
    "accueil_direction": ("direction", "/"),
    "recherche": ("gestionnaire", "/recherche/"),
    "consultations": ("auditeur", "/consultations/"),
    "consultations_dossier": ("auditeur", f"/consultations/?dossier={INDU}"),
    "accessibilite": ("gestionnaire", "/accessibilite/"),
    "accessibilite_anonyme": (None, "/accessibilite/"),
    "ferme": ("gestionnaire", "/consultations/"),
    "introuvable": ("gestionnaire", "/nulle-part/"),
}


@pytest.fixture(scope="module")
def ouvertures(site):
    """Let some people open a dossier, on the screens that there may be."""
    for author, screen in (("gestionnaire", "registre"), ("controleur", "chronologie")) * 2:
        witness(wiring.openings(), Opening(INDU, author, screen, "essai"), wiring.real_clock())


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_accessible_and_fits_a_telephone(
    name, navigateur, axe, photo, sans_debord, ouvertures
):
    account, where = SHOWN[name]
    page = navigateur(account)
    page.goto(where)
    expect(page.locator("h1")).to_have_count(1)
    axe(page)
    sans_debord(page)
    axe(page)
    photo(page, name)


@pytest.mark.parametrize("asked", ["zzzz", "12", nir_of(INDU)[:13] + "00", NAMES[INDU][0]])
def test_what_a_search_answers_is_accessible(asked, navigateur, axe, photo, sans_debord):
    page = navigateur()
    page.goto("/recherche/")
    page.get_by_label("Numéro de dossier, NIR ou nom").fill(asked)
    page.get_by_role("button", name="Rechercher").click()
    page.wait_for_load_state()
    axe(page)
    sans_debord(page)
    photo(page, f"recherche_{'nir' if asked.isdigit() and len(asked) > 9 else asked}")


def test_someone_signs_in_finds_a_dossier_by_nir_and_signs_out_without_scripts(navigateur):
    page = navigateur(None, javascript=False)
    page.goto("/recherche/")
    page.get_by_label("Nom du compte").fill("conseiller")
    page.get_by_label("Mot de passe").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Numéro de dossier, NIR ou nom").fill(nir_of(INDU))
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("link", name=f"Dossier {INDU}")).to_be_visible()
    assert nir_of(INDU)[:13] not in page.url
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    page.goto("/recherche/")
    assert "/connexion/" in page.url


def test_a_wrong_password_is_told_beside_the_fields(navigateur, axe, photo):
    page = navigateur(None)
    page.goto("/connexion/")
    page.get_by_label("Nom du compte").fill("conseiller")
    page.get_by_label("Mot de passe").fill("faux")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    photo(page, "connexion_refusee")


def test_the_first_key_leads_to_the_content(navigateur):
    page = navigateur()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
