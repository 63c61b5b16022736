"""The letters of a dossier: where each stands, what it says, its PDF; who it is for is kept nowhere."""

from __future__ import annotations

import logging
import re

import pytest
from tests.web.dettes import CALME, NAME, NOTIFIE, PREPARE, VIE, an_indebted_fund
from tests.web.mots import words

from justedroit.records.cles import demo_key_file
from justedroit.web import wiring

QUERIES = 9  # session, user, roles, dossier, trace, facts, transfers, events, names
LIST = f"/dossiers/{VIE}/lettres/"
SENT, WAITING = f"/dossiers/{NOTIFIE}/lettres/1/", f"/dossiers/{PREPARE}/lettres/1/"
PAGES = {
    "lettres": LIST,
    "lettres_calme": f"/dossiers/{CALME}/lettres/",
    "lettre_partie": SENT,
    "lettre_attend": WAITING,
    "lettre_inconnue": f"/dossiers/{VIE}/lettres/9/",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with an_indebted_fund(tmp_path_factory.mktemp("courriers")) as site:
        yield site


def test_the_letters_are_listed_with_where_each_stands(ouvrir):
    said = words(ouvrir().get(LIST))
    assert "2 lettres, la dernière d’abord, dont 2 qui n’ont pas encore quitté la caisse." in said
    assert said.index("2. Réponse du médiateur") < said.index("1. Réponse à une réclamation")
    assert "Reçue avis de réception" in words(ouvrir().get(f"/dossiers/{NOTIFIE}/lettres/"))
    assert "Aucune lettre" in words(ouvrir().get(PAGES["lettres_calme"]))


def test_a_letter_that_waits_says_all_that_it_waits_for(ouvrir):
    said = words(ouvrir().get(f"/dossiers/{PREPARE}/lettres/"))
    assert "Attend l’explication, un appel, l’information sur les tiers" in said


def test_a_letter_is_shown_as_the_household_reads_it_its_name_joined(ouvrir):
    page = ouvrir().get(SENT).content.decode()
    article = page[page.index('<article class="courrier"') : page.index("</article>")]
    assert f"{NAME[1]} {NAME[0]}" in article
    assert "3 rue de l’Essai" in article
    assert "Voici ce qu’elle disait" in page
    assert "Voici ce qu’elle dirait si elle partait" in ouvrir().get(WAITING).content.decode()


def test_the_journal_has_no_name_and_the_page_no_style_of_its_own(ouvrir, site):
    told = str(wiring.records().events([NOTIFIE])["payload"].to_pylist())
    assert not any(word in told for word in NAME)
    page = ouvrir().get(SENT).content.decode()
    assert "style=" not in page
    assert "<style" not in page


def test_its_pdf_is_made_for_the_request_and_kept_nowhere(ouvrir):
    answer = ouvrir().get(f"{SENT}pdf/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="20251204-3-1-notice_indu.pdf"'
    )


def test_each_opening_of_a_letter_leaves_its_trace(ouvrir, site):
    client = ouvrir("conseiller")
    client.get(SENT)
    client.get(f"{SENT}pdf/")
    seen = ouvrir("auditeur").get("/consultations/", {"dossier": NOTIFIE})
    assert "lettre, PDF" in words(seen)


@pytest.mark.parametrize("end", ["", "pdf/"])
def test_a_number_that_is_of_no_letter_is_told_so(ouvrir, end):
    answer = ouvrir().get(f"/dossiers/{VIE}/lettres/9/{end}")
    assert answer.status_code == 404
    assert "n’a pas de lettre 9. Ses lettres : 2, 1." in words(answer)
    none = ouvrir().get(f"/dossiers/{CALME}/lettres/1/{end}")
    assert none.status_code == 404
    assert "Aucune ne lui a été préparée." in words(none)


def test_without_the_key_of_the_names_a_letter_names_nobody(ouvrir, site):
    key = demo_key_file(site.address)
    away = key.rename(key.with_suffix(".ailleurs"))
    try:
        wiring.forget()
        page = ouvrir().get(SENT)
    finally:
        away.rename(key)
        wiring.forget()
    assert page.status_code in (200, 400)
    assert not any(word in page.content.decode() for word in NAME)


def test_nothing_of_a_letter_is_logged_and_no_address_bears_a_name(ouvrir, caplog):
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        for where in (*PAGES.values(), f"{SENT}pdf/"):
            page = ouvrir().get(where).content.decode("latin-1")
            for link in re.findall(r'(?:href|action|src)="([^"]*)"', page):
                assert not any(word.lower() in link.lower() for word in NAME), link
    assert not any(word in caplog.text for word in NAME)


@pytest.mark.parametrize(("where", "more"), [(LIST, 0), (SENT, 1), (f"{SENT}pdf/", 0)])
def test_the_queries_of_a_page_are_counted(ouvrir, requetes, where, more):
    client = ouvrir()
    client.get(where)
    with requetes() as asked:
        client.get(where)
    assert len(asked) == QUERIES + more, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize("name", ["lettres", "lettre_partie", "lettre_attend"])
def test_a_page_is_accessible_and_fits_a_telephone(name, navigateur, lisible):
    page = navigateur()
    page.goto(PAGES[name])
    assert page.locator("h1").count() == 1
    lisible(page, name)


def test_an_agent_opens_a_letter_from_the_list_and_goes_to_what_it_claims(navigateur):
    page = navigateur(javascript=False)
    page.goto(f"/dossiers/{NOTIFIE}/")
    page.get_by_role("link", name="Lettres", exact=True).click()
    page.get_by_role("link", name="1. Notification d’un trop-perçu").click()
    assert page.get_by_role("heading", name="L’essentiel").is_visible()
    page.get_by_role("link", name="Créance 1", exact=True).click()
    assert page.url.endswith(f"/dossiers/{NOTIFIE}/dettes/1/")
