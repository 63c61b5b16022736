"""The pages of what a dossier owes: where each euro is, what comes next, what was contested."""

from __future__ import annotations

import re

import pytest
from tests.endettes import owing, transfer
from tests.web.dettes import CALME, NAME, NOTIFIE, NOW, PREPARE, SOLDE, VIE, an_indebted_fund
from tests.web.mots import words

from justedroit.core.recours import SUITES
from justedroit.steps.consultation.creances import Part, consult_debt, consult_debts
from justedroit.steps.consultation.suites_recours import act_words
from justedroit.web import wiring
from justedroit.web.agents.creances.dessin import segments

QUERIES = 9  # session, user, roles, dossier, trace, facts, transfers, events, names
PAGES = {
    "dettes": f"/dossiers/{VIE}/dettes/",
    "dettes_prepare": f"/dossiers/{PREPARE}/dettes/",
    "dettes_solde": f"/dossiers/{SOLDE}/dettes/",
    "dettes_calme": f"/dossiers/{CALME}/dettes/",
    "dettes_en_fevrier": f"/dossiers/{VIE}/dettes/?au=2026-02-15",
    "dette_contestee": f"/dossiers/{VIE}/dettes/1/",
    "dette_remise": f"/dossiers/{VIE}/dettes/2/",
    "dette_notifiee": f"/dossiers/{NOTIFIE}/dettes/1/",
    "dette_soldee": f"/dossiers/{SOLDE}/dettes/1/",
    "dette_inconnue": f"/dossiers/{VIE}/dettes/9/",
    "recours": f"/dossiers/{VIE}/recours/",
    "recours_calme": f"/dossiers/{CALME}/recours/",
    "un_recours": f"/dossiers/{VIE}/recours/1/",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with an_indebted_fund(tmp_path_factory.mktemp("dettes")) as site:
        yield site


def read(ouvrir, where, account="gestionnaire"):
    answer = ouvrir(account).get(where)
    assert answer.status_code == 200, where
    return words(answer)


def test_a_month_annulled_whole_is_told_so_and_no_act_restarts_its_delay():
    fund = owing("rsa")
    gone = ("annule", "indu", "annulation")
    told = {"when": "2026-03-01", "reference": "creance:1:annulation:R1"}
    fund.write(1, transfers=[transfer(1, "rsa", 202511, 10_000, gone, **told)])
    found = consult_debt(fund.records, 1, 1, NOW, NOW)
    assert [(one.ligne.month, one.state) for one in found.times] == [
        (202511, "annule"),
        (202512, "court"),
    ]


def test_no_withholding_is_announced_when_nothing_may_be_withheld():
    fund = owing("rsa")
    before = consult_debts(fund.records, 1, NOW, NOW)
    assert before.is_withholdable
    stopped = {"creances": [1], "cause": "recours:1", "le": "2026-04-10", "jusqu_au": None}
    fund.happens(1, "creance.suspendue", stopped, "2026-04-10")
    after = consult_debts(fund.records, 1, NOW, NOW)
    assert (after.is_withholdable, after.withholdable_on) == (False, None)


def test_a_debt_erased_by_an_overindebtedness_is_told_erased():
    fund = owing("rsa")
    rows = [
        transfer(
            1,
            "rsa",
            month,
            cents,
            ("efface", "indu", "effacement"),
            when="2026-03-01",
            reference="creance:1:effacement:1",
        )
        for month, cents in ((202511, 10_000), (202512, 20_000))
    ]
    fund.write(1, transfers=rows)
    [one] = consult_debts(fund.records, 1, NOW, NOW).every
    assert (one.open_cents, one.state_label) == (0, "Effacée")


# ---------------------------------------------------------------- all that is owed


def test_what_is_owed_is_told_with_where_each_euro_is(ouvrir):
    said = read(ouvrir, PAGES["dettes"])
    assert "Ce que ce foyer doit encore 400,00 €" in said
    assert "Sur 500,00 € réclamés en tout, par 2 créances." in said
    assert "Remis 100,00 €" in said
    assert "Reste dû 400,00 €" in said
    assert "Contestée : recouvrement suspendu" in said
    assert "impossible : le recouvrement est suspendu depuis le 8 juin 2026" in said


@pytest.mark.parametrize("dossier", [VIE, NOTIFIE, SOLDE, PREPARE])
def test_every_euro_claimed_is_somewhere_and_only_once(site, dossier):
    found = consult_debts(wiring.records(), dossier, NOW, NOW)
    assert found.every
    assert sum(part.cents for part in found.parts) == found.claimed_cents
    for debt, cells in found.rows:
        assert sum(part.cents for part in debt.parts) == debt.claimed_cents
        assert sum(part.cents for part in cells) + debt.open_cents == debt.claimed_cents
        detail = consult_debt(wiring.records(), dossier, debt.number, NOW, NOW)
        for month in detail.months:
            gone = sum(part.cents for part in month.cells)
            assert gone + month.ligne.open == month.ligne.claimed


def test_the_next_day_that_counts_is_the_first_of_those_to_come(site):
    found = consult_debts(wiring.records(), VIE, NOW, NOW)
    jalon, debt = found.next
    assert debt.number == 2
    assert (jalon.on.isoformat(), jalon.what[:31]) == (
        "2026-07-15",
        "dernier jour pour saisir le tri",
    )
    assert all(one.on >= found.instant.day for debt in found.every for one in debt.coming)


def test_what_is_owed_no_longer_is_folded_and_nothing_ever_owed_is_told(ouvrir):
    assert "Ce foyer ne doit plus rien à la caisse 0,00 €" in read(ouvrir, PAGES["dettes_solde"])
    assert "1 créance éteinte" in read(ouvrir, PAGES["dettes_solde"])
    assert "Ce foyer ne doit rien, et n’a jamais rien dû." in read(ouvrir, PAGES["dettes_calme"])


def test_one_goes_back_to_what_was_owed_on_a_day(ouvrir):
    said = read(ouvrir, PAGES["dettes_en_fevrier"])
    assert "Ce que ce foyer doit encore 500,00 €" in said
    assert "Contestée" not in said
    assert "dernier jour pour demander une rectification" in said


def test_a_bar_is_as_wide_as_what_it_tells_and_what_is_small_is_seen():
    parts = [Part("remitted", "Remis", 1), Part("open", "Reste dû", 99_999)]
    small, large = (float(one.width.rstrip("%")) for one in segments(parts))
    assert small + large == pytest.approx(100)
    assert small > 0.5
    assert segments([]) == ()


# ---------------------------------------------------------------- one créance


def test_one_creance_tells_its_months_its_prescription_and_why_it_waits(ouvrir):
    said = read(ouvrir, PAGES["dette_contestee"])
    assert "Créance 1 : revenu de solidarité active, de novembre à décembre 2025" in said
    assert "Novembre 2025 100,00 € 100,00 €" in said
    assert "En tout 300,00 € 300,00 €" in said
    assert (
        "Décembre 2025 05/01/2026 05/01/2028 (2 ans) notification reçue le 02/02/2026 09/04/2028 Le délai court"
        in said
    )
    assert "un tribunal est saisi" in said
    assert "Voir l’instance en cours" in said


def test_its_thread_goes_from_the_complaint_to_the_court_in_order(ouvrir):
    said = read(ouvrir, PAGES["dette_contestee"])
    thread = said[said.index("Tout ce qui s’est passé") :]
    steps = ["Réclamé", "Réclamation reçue", "Médiateur saisi", "Recours : reçu", "Tribunal saisi"]
    places = [thread.index(step) for step in steps]
    assert places == sorted(places)


def test_a_creance_leads_to_what_explains_it_its_appeals_and_its_letters(ouvrir):
    page = ouvrir().get(PAGES["dette_contestee"]).content.decode()
    for where in (
        f"/dossiers/{VIE}/ecarts/revision:2026-02-01:rsa/",
        f"/dossiers/{VIE}/recours/#instance-1",
        f"/dossiers/{VIE}/recours/2/",
        f"/dossiers/{VIE}/recours/#reclamation-1",
        f"/dossiers/{VIE}/lettres/1/",
    ):
        assert f'href="{where}"' in page, where


def test_an_act_leads_to_its_page_and_what_has_none_names_its_command(ouvrir):
    page = ouvrir().get(PAGES["dette_notifiee"]).content.decode()
    assert f'href="/dossiers/{NOTIFIE}/echeancier/"' in page
    assert "justedroit recours deposer 3 NATURE" in page
    assert f'href="/dossiers/{PREPARE}/notifications/1/"' in (
        ouvrir().get(f"/dossiers/{PREPARE}/dettes/1/").content.decode()
    )


# ---------------------------------------------------------------- appeals, cases, complaints


def test_appeals_are_told_with_who_decides_the_votes_and_the_reasons(ouvrir):
    said = read(ouvrir, PAGES["recours"])
    assert "Recours 1 : demande de remise de dette, allocations familiales" in said
    assert "4 pour, 1 contre, 0 abstention, adoptée" in said
    assert "Accord partiel, 100,00 €" in said
    assert "Trois enfants." in said
    assert "Avis de l’instruction Favorable : Ressources faibles." in said
    assert "rejeté par le silence" in said.lower()


def test_courts_complaints_and_mediations_are_told_beside(ouvrir):
    said = read(ouvrir, PAGES["recours"])
    assert "Instance 1 : tribunal administratif, l’indu" in said
    assert "Médiation 1 du 10 mars 2026, saisie par l’allocataire" in said
    assert "Réclamation 1 du 2 mars 2026 : trop-perçu, créance 1, répondue." in said
    assert "Ce foyer n’a rien contesté" in read(ouvrir, PAGES["recours_calme"])


def test_every_act_of_an_appeal_is_told_in_words(site):
    [one] = [a for a in consult_debt(wiring.records(), VIE, 2, NOW, NOW).appeals if a.number == 1]
    for acts in SUITES.values():
        for act in acts:
            for told in act_words(one, act, NOW.date()):
                assert told.what != act
                assert told.command.startswith("justedroit ")


# ---------------------------------------------------------------- who, how, what is left


@pytest.mark.parametrize("name", [n for n in PAGES if n != "dette_inconnue"])
def test_a_page_asks_as_much_of_the_base_whatever_it_shows(ouvrir, requetes, name):
    client = ouvrir()
    client.get(PAGES[name])
    with requetes() as asked:
        client.get(PAGES[name])
    assert len(asked) == QUERIES, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (f"/dossiers/{VIE}/dettes/9/", "n’a pas de créance 9 : il en a 2, de 1 à 2."),
        (f"/dossiers/{VIE}/dettes/0/", "n’a pas de créance 0"),
        (f"/dossiers/{VIE}/dettes/{10**30}/", "n’a pas de créance"),
        (f"/dossiers/{SOLDE}/dettes/2/", "il en a une seule, la 1."),
        (f"/dossiers/{CALME}/dettes/1/", "n’a aucune créance"),
        ("/dossiers/99/dettes/", "Le dossier 99 n’existe pas."),
    ],
)
def test_a_number_that_is_of_nothing_is_told_so(ouvrir, where, said):
    answer = ouvrir().get(where)
    assert answer.status_code == 404
    assert said in words(answer)


def test_a_day_that_is_none_is_refused_under_the_header_of_the_dossier(ouvrir):
    answer = ouvrir().get(f"/dossiers/{VIE}/dettes/?au=hier")
    assert answer.status_code == 400
    assert "« hier » n’est pas un jour." in words(answer)


def test_no_address_of_these_pages_bears_a_name(ouvrir):
    for where in PAGES.values():
        page = ouvrir().get(where).content.decode()
        for link in re.findall(r'(?:href|action|src)="([^"]*)"', page):
            assert not any(word.lower() in link.lower() for word in NAME), link


# ---------------------------------------------------------------- in a browser


# One of each kind: what a page shows without a browser is told above.
SEEN = ("dettes", "dettes_prepare", "dettes_calme", "dette_contestee", "recours")


@pytest.mark.parametrize("name", SEEN)
def test_a_page_is_accessible_and_fits_a_telephone(name, navigateur, lisible):
    page = navigateur()
    page.goto(PAGES[name])
    assert page.locator("h1").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    lisible(page, name)


def test_an_agent_goes_from_the_dossier_to_the_court_that_judges_a_debt(navigateur):
    page = navigateur(javascript=False)
    page.goto(f"/dossiers/{VIE}/")
    page.get_by_role("link", name="Ses dettes, créance par créance").click()
    page.get_by_role("heading", name="Créance 1").get_by_role("link").click()
    assert page.get_by_role("link", name="Dettes", exact=True).first.is_visible()
    page.get_by_role("link", name="Instance 1", exact=True).click()
    assert page.url.endswith(f"/dossiers/{VIE}/recours/#instance-1")
    assert page.get_by_text("Saisie le 8 juin 2026.").is_visible()
