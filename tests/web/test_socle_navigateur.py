"""The shell in a browser: accessible, narrow enough, usable by keyboard and without scripts."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.web.conftest import _session
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
def test_a_page_is_accessible_and_fits_a_telephone(name, navigateur, ouvertures, lisible):
    account, where = SHOWN[name]
    page = navigateur(account)
    page.goto(where)
    expect(page.locator("h1")).to_have_count(1)
    lisible(page, name)


@pytest.mark.parametrize("asked", ["zzzz", "12", nir_of(INDU)[:13] + "00", NAMES[INDU][0]])
def test_what_a_search_answers_is_accessible(asked, navigateur, lisible):
    page = navigateur()
    page.goto("/recherche/")
    page.get_by_label("Numéro de dossier, NIR ou nom").fill(asked)
    page.get_by_role("button", name="Rechercher").click()
    page.wait_for_load_state()
    lisible(page, f"recherche_{'nir' if asked.isdigit() and len(asked) > 9 else asked}")


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


def test_going_back_to_what_a_search_found_shows_it_again(navigateur):
    page = navigateur()
    page.goto("/")
    page.get_by_label("Numéro de dossier, NIR ou nom").fill(NAMES[INDU][0])
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("link", name=f"Dossier {INDU}").click()
    page.get_by_role("navigation", name="Pages du dossier").wait_for()
    page.go_back()
    expect(page.get_by_role("heading", name="1 dossier trouvé")).to_be_visible()


def focused(page):
    """Return what is drawn around what has the focus: its name, style, width, colour."""
    return page.evaluate(
        """() => {
          const [it, drawn] = [document.activeElement, getComputedStyle(document.activeElement)];
          return [it.innerText.trim() || it.id, drawn.outlineStyle, parseFloat(drawn.outlineWidth),
                  drawn.outlineColor];
        }"""
    )


def test_the_keyboard_sees_where_it_is_all_along_the_head(navigateur):
    page = navigateur()
    page.goto("/consultations/")  # a page that says no: its head is that of all
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        name, style, width, colour = focused(page)
        assert (style, width >= 3) == ("solid", True), name
        seen.append((name, colour))
    gold = "rgb(242, 193, 78)"
    assert ("Rechercher", gold) in seen
    assert ("Se déconnecter", gold) in seen


def test_the_keyboard_sees_a_button_of_the_page(navigateur):
    page = navigateur()
    page.goto("/recherche/")
    page.get_by_label("Numéro de dossier, NIR ou nom").focus()
    page.keyboard.press("Tab")
    name, style, width, _ = focused(page)
    assert (name, style, width >= 3) == ("Rechercher", "solid", True)


@pytest.mark.parametrize("tab", ["Simuler", "Registre", "Chronologie"])
def test_on_a_telephone_the_tab_one_is_on_is_in_sight(tab, navigateur):
    page = navigateur(narrow=True)
    page.goto(f"/dossiers/{INDU}/{tab.lower()}/")
    link = page.get_by_role("navigation", name="Pages du dossier").get_by_role("link", name=tab)
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


@pytest.fixture
def pourquoi():
    """Return what opens a dossier, and gives its page and the first link that htmx follows."""

    def opened(page):
        page.goto(f"/dossiers/{INDU}/")
        return page.locator("a[hx-get]").first

    return opened


def test_a_session_that_ended_leads_the_whole_page_to_sign_in_then_back(navigateur, pourquoi):
    page = navigateur()
    link = pourquoi(page)
    page.context.clear_cookies()
    link.click()
    page.get_by_label("Nom du compte").fill("conseiller")
    assert page.get_by_role("navigation", name="Pages du dossier").count() == 0
    page.get_by_label("Mot de passe").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("navigation", name="Pages du dossier").wait_for()
    assert page.url.endswith(f"/dossiers/{INDU}/")


def test_what_the_network_does_not_bring_is_said(chromium, serveur, pourquoi, axe):
    # A page of its own: that htmx logs what it could not bring is no fault here.
    with closing(chromium.new_context(base_url=serveur)) as context:
        name, key = settings.SESSION_COOKIE_NAME, _session("gestionnaire")
        context.add_cookies([{"name": name, "value": key, "url": serveur}])
        page = context.new_page()
        link = pourquoi(page)
        page.route("**/droits/**", lambda route: route.abort())
        link.click()
        expect(page.get_by_text("Le site ne répond pas")).to_be_visible()
        axe(page)
        page.unroute("**/droits/**")
        page.route("**/droits/**", lambda route: route.fulfill(status=500))
        link.click()
        expect(page.get_by_text("Le site ne répond pas")).to_be_hidden()
        expect(page.get_by_text("n’a pas pu venir")).to_be_visible()
