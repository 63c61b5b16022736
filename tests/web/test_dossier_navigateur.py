"""Stories of an agent and a dossier, in a browser: understand in one screen, go back to March."""

from __future__ import annotations

import re

import pytest
from tests.endettes import said
from tests.web.conftest import RETENUE
from tests.web.fonds import INDU, RAPPEL, SIMPLE, VIDE

# A calculation is told by plain OpenFisca here, which takes seconds, and more on a busy machine.
PATIENCE_MS = 180_000
PAGES = {
    "dossier": f"/dossiers/{INDU}/",
    "dossier_rappel": f"/dossiers/{RAPPEL}/",
    "dossier_simple": f"/dossiers/{SIMPLE}/",
    "dossier_vide": f"/dossiers/{VIDE}/",
    "dossier_en_mars": f"/dossiers/{INDU}/?au=2025-03-31",
    "dossier_trop_tot": f"/dossiers/{INDU}/?au=2020-01-01",
    "dossier_inconnu": "/dossiers/9999/",
    "droits": f"/dossiers/{INDU}/droits/",
    "droits_vide": f"/dossiers/{VIDE}/droits/",
    "droit": f"/dossiers/{INDU}/droits/af/2025-06/",
    "droit_nul": f"/dossiers/{INDU}/droits/cf/2025-03/",
    "droit_inconnu": f"/dossiers/{INDU}/droits/xyz/2025-03/",
    "chronologie": f"/dossiers/{INDU}/chronologie/",
    "chronologie_en_mars": f"/dossiers/{INDU}/chronologie/?au=2025-03-31",
    "chronologie_refusee": f"/dossiers/{INDU}/chronologie/?au=2020-01-01",
    "registre": f"/dossiers/{INDU}/registre/",
    "registre_vide": f"/dossiers/{VIDE}/registre/",
}


@pytest.fixture(scope="module")
def application():
    """Serve the law of France: its explanations are the point."""
    return RETENUE


@pytest.fixture
def ouvre(navigateur):
    """Return what gives a page of the browser that waits for a calculation."""

    def opened(**how):
        page = navigateur(**how)
        page.set_default_timeout(PATIENCE_MS)
        return page

    return opened


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_a_telephone(name, ouvre, lisible):
    page = ouvre()
    page.goto(PAGES[name])
    assert page.locator("h1").count() == 1
    lisible(page, name)


def test_an_agent_opens_a_dossier_and_understands_in_one_screen_what_they_receive_and_why(
    ouvre, axe
):
    page = ouvre()
    page.goto("/recherche/")
    page.get_by_label("Numéro de dossier, NIR ou nom").fill(str(INDU))
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("link", name=re.compile(rf"\b{INDU}\b")).first.click()
    receives = page.get_by_role("region", name="Ce que ce foyer reçoit pour juin 2025")
    assert receives.get_by_text("524,03 €", exact=True).is_visible()
    assert receives.get_by_text("C’est un couple avec 2 enfants").is_visible()
    # What they receive, what changed and what is owed are above the fold of the wide screen.
    for name in ("Ce que ce foyer reçoit pour juin 2025", "Qui doit quoi", "Ce qui a changé"):
        assert page.get_by_role("heading", name=name).bounding_box()["y"] < 900
    # Why: the calculation opens where it is asked for.
    receives.get_by_role("link", name="Pourquoi ce montant d’allocations familiales ?").click()
    opened = page.get_by_role("region", name="Allocations familiales, juin 2025 : 151,05 €")
    opened.wait_for()
    assert page.url.endswith(f"/dossiers/{INDU}/")
    assert opened.get_by_text("Droit dû").is_visible()
    axe(page)


def test_the_same_without_scripts(ouvre):
    page = ouvre(javascript=False)
    page.goto(f"/dossiers/{INDU}/")
    page.get_by_role("link", name="Pourquoi ce montant d’allocations familiales ?").click()
    assert page.url.endswith(f"/dossiers/{INDU}/droits/af/2025-06/")
    assert page.get_by_role("heading", name="Allocations familiales, juin 2025").is_visible()
    # A line unfolds by itself: it is a native element.
    lines = page.locator("details.ligne")
    assert lines.first.get_attribute("open") is not None


def test_an_agent_goes_back_to_what_was_known_in_march(ouvre, axe, photo):
    page = ouvre()
    page.goto(f"/dossiers/{INDU}/chronologie/")
    page.get_by_label("Revenir à ce qui était connu le").fill("2025-03-31")
    page.get_by_role("button", name="Revenir à ce jour").click()
    assert page.get_by_text("2 faits déjà vrais ce jour-là").is_visible()
    page.get_by_role("link", name="Voir le dossier tel qu’on le connaissait ce jour").click()
    banner = page.get_by_role("status")
    assert "Vous voyez ce qui était connu le 31 mars 2025." in said(banner.inner_text())
    assert page.get_by_role("heading", name="Ce que ce foyer reçoit pour février 2025").is_visible()
    assert page.get_by_text("3 enfants").first.is_visible()
    for tab in ("Droits", "Registre", "Chronologie"):
        page.get_by_role("navigation", name="Pages du dossier").get_by_role(
            "link", name=tab, exact=True
        ).click()
        page.wait_for_url("**/*?au=2025-03-31")
        assert (
            page.get_by_role("link", name=tab, exact=True).get_attribute("aria-current") == "page"
        )
        banner.wait_for()
    page.get_by_role("link", name="Revenir à aujourd’hui").click()
    page.wait_for_url("**/chronologie/")
    banner.wait_for(state="detached")


def test_an_agent_opens_a_cell_of_the_table_and_unfolds_a_step(ouvre, axe, photo):
    page = ouvre()
    page.goto(f"/dossiers/{INDU}/droits/")
    page.get_by_role("link", name="151,05 € : expliquer Allocations familiales, juin 2025").click()
    opened = page.get_by_role("region", name="Allocations familiales, juin 2025 : 151,05 €")
    opened.wait_for()
    more = opened.get_by_role("link", name=re.compile("étapes? de plus")).last
    where = more.get_attribute("href")
    with page.expect_response(re.compile("etape=")) as answer:
        more.click()
    assert answer.value.ok
    page.locator(f'a[href="{where}"]').first.wait_for(state="detached")
    axe(page)
    photo(page, "droits_explication")


def test_the_tables_and_drawings_that_scroll_are_reached_by_the_keyboard(ouvre):
    page = ouvre(narrow=True)
    page.goto(f"/dossiers/{INDU}/chronologie/")
    for region in page.locator(".dessin, .table-responsive").all():
        assert region.get_attribute("tabindex") == "0"
        assert region.get_attribute("role") == "region"
