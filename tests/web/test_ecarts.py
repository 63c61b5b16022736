"""The pages of rappels and indus: an agent understands in one screen why euros are asked back."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect
from tests.web.conftest import RETENUE
from tests.web.fonds import INDU, RAPPEL, SIMPLE
from tests.web.mots import words

from justedroit.core.ecarts import Difference, MoisExplique, Origine
from justedroit.steps import attribute, explained
from justedroit.web import wiring
from justedroit.web.agents.ecarts.dessin import Colonne, Ligne, Revision, _bands, shared_out

LIST = f"/dossiers/{INDU}/ecarts/"
QUERIES = 9  # session, user, roles, dossier, trace, facts, transfers, events, names
SLOW = 90_000  # plain OpenFisca on a busy machine; with the engine, it is a twentieth of a second


@pytest.fixture(scope="module")
def application():
    """Serve the law of France: its explanations are the point."""
    return RETENUE


def last(dossier):
    """Return the reference of the last revision that changed something, and what it claims."""
    told = explained(wiring.records(), dossier).differences
    found = [d for d in told if d.reference == told[-1].reference]
    return found[0].reference, found


def euros(cents):
    whole = f"{abs(cents) // 100:,}".replace(",", " ")
    return f"{whole},{abs(cents) % 100:02d} €"


@pytest.fixture
def indu(site):
    """Return the reference of the indu, and its differences."""
    return last(INDU)


def test_the_list_tells_each_revision_and_leads_to_its_reasons(ouvrir, indu):
    reference, differences = indu
    page = ouvrir().get(LIST)
    assert page.status_code == 200
    said = words(page)
    assert "Recalcul du 1er juillet 2025" in said
    lost = -sum(min(d.delta_cents, 0) for d in differences)
    assert f"{euros(lost)} à rendre" in said
    assert f"{LIST}{reference}/" in page.content.decode()


def test_a_revision_leads_to_the_debt_that_claims_it_and_back(ouvrir, indu):
    reference, _ = indu
    client = ouvrir()
    shown = client.get(f"{LIST}{reference}/").content.decode()
    found = re.search(rf'href="(/dossiers/{INDU}/dettes/[0-9]+/)"', shown)
    assert found is not None
    assert f'href="{LIST}{reference}/"' in client.get(found[1]).content.decode()


def test_the_list_asks_nothing_of_the_law_and_few_questions_of_the_base(ouvrir, requetes):
    client = ouvrir()
    client.get(LIST)
    with requetes() as asked:
        client.get(LIST)
    assert len(asked) == QUERIES, [query["sql"][:90] for query in asked]


def test_the_reasons_add_up_to_what_the_ledger_has_moved(ouvrir, indu, requetes):
    reference, differences = indu
    client = ouvrir()
    client.get(LIST)
    with requetes() as asked:
        page = client.get(f"{LIST}{reference}/")
    assert len(asked) == QUERIES, [query["sql"][:90] for query in asked]
    said = words(page)
    parts = attribute(wiring.records(), INDU, reference, wiring.law()).parts
    lost = sum(moved.cents for moved in parts.moved if moved.motive == "indu")
    assert f"Pourquoi {euros(lost)} à rendre" in said
    share = shared_out(parts)
    for place, column in enumerate(share.columns):
        moved = sum(d.delta_cents for d in differences if d.benefit in column.benefits)
        assert sum(line.cents[place] for line in share.lines) == column.cents == moved
        assert euros(column.cents) in said
    assert [column.cents for column in share.columns] == [-lost, parts.delta_cents + lost]
    # The rent is above the ceiling, before and after.
    assert "sans effet sur ces montants : Loyer." in said
    assert "la bonne foi est présumée" in said
    assert "Saisie par la caisse" in said


def test_a_day_gone_back_to_hides_what_was_not_yet_revised(ouvrir, indu):
    reference, _ = indu
    client = ouvrir()
    assert "Aucun rappel, aucun indu" in words(client.get(f"{LIST}?au=2025-05-31"))
    page = client.get(f"{LIST}{reference}/?au=2025-05-31")
    assert page.status_code == 404
    assert "il n’existait pas encore" in words(page)


@pytest.mark.parametrize(
    ("where", "status", "what"),
    [
        (f"{LIST}revision:nulle/", 404, "n’a fait ni rappel ni indu"),
        (f"{LIST}?au=zut", 400, "n’est pas un jour"),
        (f"/dossiers/{SIMPLE}/ecarts/", 200, "Aucun rappel, aucun indu"),
        ("/dossiers/999/ecarts/", 404, ""),
    ],
)
def test_what_is_not_there_is_said(ouvrir, where, status, what):
    page = ouvrir().get(where)
    assert page.status_code == status
    assert what in words(page)


@pytest.mark.parametrize(
    ("account", "status"), [(None, 302), ("auditeur", 403), ("direction", 403)]
)
def test_only_those_whose_work_is_dossiers_open_it(ouvrir, account, status):
    assert ouvrir(account).get(LIST).status_code == status


def test_an_agent_opens_a_dossier_and_understands_in_one_screen_why_euros_are_asked_back(
    navigateur, axe, photo, sans_debord, lisible
):
    page = navigateur()
    page.set_default_timeout(SLOW)
    page.goto(f"/dossiers/{INDU}/")
    page.get_by_role("navigation", name="Pages du dossier").get_by_role(
        "link", name="Rappels et indus"
    ).click()
    expect(page.get_by_role("heading", name="Rappels et indus", level=2)).to_be_visible()
    lisible(page, "ecarts")
    page.get_by_role("link", name="Pourquoi ?").first.click()
    question = page.get_by_role("heading", level=2).first
    expect(question).to_contain_text("à rendre", timeout=SLOW)
    table = page.get_by_role("table", name="Ce que chaque fait changé explique")
    expect(table.get_by_role("rowheader", name="qui n’est plus au foyer")).to_be_visible()
    for told in ("depuis le", "un agent de la caisse", "Saisie par la caisse"):
        expect(table).to_contain_text(told)
    # One screen: the question, the bar and the table are above the fold.
    below = table.bounding_box()
    assert below["y"] + below["height"] <= 900
    axe(page)
    sans_debord(page)
    page.locator("summary").first.click()
    axe(page)
    photo(page, "ecart")


def test_every_segment_bears_its_number_within_or_under_without_two_touching():
    told = [line(n, cents) for n, cents in enumerate((-90_000, -900, -800, -700, -10), start=1)]
    column = Colonne("À rendre", (("rsa", 202501),), -92_410)
    (band,) = _bands([column], told)[1]
    inside = [s.number for s in band.segments if not s.under]
    under = [float(s.under.rstrip("%")) for s in band.segments if s.under]
    assert (inside, len(under), band.height) == ([1], 4, 50)
    assert all(right - left >= 4.99 for left, right in pairwise(under))
    assert 0 < under[0] < under[-1] < 100


def test_the_list_says_all_that_is_claimed_and_all_that_is_due_of_one_benefit():
    months = (
        MoisExplique(202505, 0, 3_009, (("rappel", 3_009),), 0),
        MoisExplique(202506, 76_035, 0, (("indu", 76_035),), 0),
        MoisExplique(202507, 76_035, 0, (("indu", 76_035),), 0),
    )
    at = dt.datetime(2025, 12, 18, tzinfo=dt.UTC)
    one = Difference("revision:1", at, "ppa", months, (), Origine("tiers_donnee", "Proposé."))
    shown = Revision("revision:1", at, (one,))
    said = [(told.replace("\u00a0", " ").replace("\u202f", " "), tag) for told, tag in shown.done]
    assert said == [("1 520,70 € à rendre", "indu"), ("30,09 € à verser en plus", "du")]
    assert [(benefit, cents) for benefit, cents, _ in shown.spans] == [
        ("ppa", -152_070),
        ("ppa", 3_009),
    ]
    assert shown.mixed == [("ppa", -149_061)]
    assert shown.owes
    assert shown.pays


def test_a_bar_of_wide_segments_has_nothing_under_it():
    column = Colonne("À rendre", (("rsa", 202501),), -3_000)
    (band,) = _bands([column], [line(1, -2_000), line(2, -1_000)])[1]
    assert band.height == 30


def line(number, cents):
    return Ligne(number, number, "Salaire", (cents,), ("À rendre",), None, 0)


def test_on_a_telephone_a_month_is_a_card_and_its_difference_is_in_sight(
    navigateur, sans_debord, photo
):
    page = navigateur(narrow=True)
    page.set_default_timeout(SLOW)
    page.goto(f"/dossiers/{INDU}/ecarts/")
    page.get_by_role("link", name="Pourquoi ?").first.click()
    months = page.locator("section[aria-labelledby=mois-titre]")
    if not months.locator("details[open]").count():
        months.locator("summary").first.click()
    cell = months.locator("details[open] td[data-titre=Différence]").first
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert months.locator("details[open] .table-responsive").first.evaluate(
        "it => it.scrollWidth <= it.clientWidth"
    )
    sans_debord(page)
    photo(page, "ecart_mois_etroit")


def test_a_rappel_is_explained_without_scripts(navigateur, axe, photo):
    page = navigateur(javascript=False)
    page.goto(f"/dossiers/{RAPPEL}/ecarts/", timeout=SLOW)
    where = page.get_by_role("link", name="Pourquoi ?").first.get_attribute("href")
    page.goto(where, timeout=SLOW)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Pourquoi", timeout=SLOW)
    photo(page, "ecart_rappel")
