"""A contestation or a remise is registered: what it opens is said first, what cannot be is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.endettes import Endettes, acte, at
from tests.web.caisse import a_fund
from tests.web.mots import words

from justedroit.core.base import Acte
from justedroit.core.courriers import courriers
from justedroit.core.recours import recours_of
from justedroit.steps.claims import Choix, transfer
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.recover import recover
from justedroit.web import wiring

NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
LOOK, BOTH, FRAUD, LATE, RACE, STORY, BARE, NOTHING, TITLE, TAKEN = range(1, 11)  # dossiers
WORDS = "Le foyer dit que la somme n'est pas juste."


def owing():
    """Return households that owe RSA and housing aid, of which one was qualified as fraud."""
    fund = Endettes()
    for dossier in (LOOK, BOTH, FRAUD, RACE, STORY, BARE):
        fund.lives(dossier)
        fund.owes(dossier, "rsa", {202511: 30_000, 202512: 18_000})
        if dossier == BOTH:
            fund.owes(dossier, "apl", {202512: 9_000})
    fund.lives(LATE)
    fund.owes(LATE, "rsa", {202507: 30_000}, when="2025-09-01")
    told = {"qualification": "fraude", "motifs": "Trois déclarations fausses.", "prestation": None}
    fund.happens(FRAUD, "indu.qualifie", told, "2026-02-20")
    fund.lives(NOTHING)
    fund.lives(TITLE)
    fund.owes(TITLE, "rsa", {202511: 30_000})
    fund.lives(TAKEN)
    fund.due(TAKEN, "rsa", 202602, 60_000)
    fund.owes(TAKEN, "rsa", {202511: 30_000})
    assert recover(fund.records, 202602, at("2026-03-01"), [TAKEN]).cents
    assert transfer(fund.records, Choix(TITLE, 1, "TITRE-9"), acte("2026-03-19")) == 30_000
    return fund.records


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("recours"), owing(), NOW) as site:
        yield site


def page(dossier):
    return f"/dossiers/{dossier}/recours/nouveau/"


def form(dossier, acte="consigner", **told):
    sent = {"nature": "contestation", "creances": ["1"], "canal": "courrier", "le": "2026-03-18"}
    sent |= {"motif": WORDS, "objet": "", "prestation": "", "recue_le": "", "acte": acte}
    return sent | {"vu": str(wiring.records().sequences([dossier])[dossier])} | told


def appeals(dossier):
    return recours_of(wiring.records().events([dossier])).get(dossier, [])


def test_a_withholding_that_it_undoes_is_told_to_the_household_by_a_letter_the_same_day(ouvrir):
    sent = form(TAKEN, le="2026-02-28")
    told = words(ouvrir("secretaire").post(page(TAKEN), sent, follow=True))
    assert "retenus depuis ce jour sont de nouveau dus au foyer" in told
    assert "lettre préparée" in told
    [letter] = courriers(wiring.records().events([TAKEN]))
    assert (letter.modele, letter.prepare_le) == ("retenue_defaite", NOW.date())


def test_what_it_opens_is_shown_before_anything_is_written(ouvrir):
    agent = ouvrir("secretaire")
    said = words(agent.post(page(LOOK), form(LOOK, "voir", motif="", canal="")))
    assert "président du conseil départemental" in said
    assert "rejeté par le silence le" in said
    assert "tribunal administratif" in said
    assert "Le recouvrement est suspendu dès que le recours est consigné" in said
    assert appeals(LOOK) == []


def test_with_htmx_what_is_not_filled_in_yet_is_not_wrong(ouvrir):
    agent, asks = ouvrir("secretaire"), {"HX-Request": "true"}
    part = agent.post(page(LOOK), form(LOOK, "", nature="", motif="", canal=""), headers=asks)
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "Faites un choix" not in words(part)
    part = agent.post(page(LOOK), form(LOOK, "", motif="", canal=""), headers=asks)
    assert "tribunal administratif" in words(part)


def test_what_two_authorities_decide_is_two_appeals_and_suspends_both(ouvrir):
    agent = ouvrir("gestionnaire")
    said = words(agent.post(page(BOTH), form(BOTH, "voir", creances=["1", "2"])))
    assert "ce sont autant de recours, du même jour" in said
    done = agent.post(page(BOTH), form(BOTH, creances=["1", "2"]), follow=True)
    assert "Les recours 1 et 2 sont consignés" in words(done)
    assert [one.regime for one in appeals(BOTH)] == ["rsa", "logement"]
    tags = wiring.records().events([BOTH])["tag"].to_pylist()
    assert tags.count("creance.suspendue") == 2


def test_a_remise_after_fraud_is_refused_with_the_way_forward(ouvrir):
    for act in ("voir", "consigner"):
        answer = ouvrir("secretaire").post(page(FRAUD), form(FRAUD, act, nature="remise"))
        assert answer.status_code == 400
        said = words(answer)
        assert "la remise est fermée" in said.lower()
        assert "si la qualification est revue en bonne foi, la remise se rouvre" in said
        assert "la somme n&#x27;est pas juste" in answer.content.decode()
    assert appeals(FRAUD) == []


def test_one_that_comes_late_is_said_to_be_and_is_registered_all_the_same(ouvrir):
    agent = ouvrir("secretaire")
    assert "Hors délai" in words(agent.post(page(LATE), form(LATE, "voir")))
    agent.post(page(LATE), form(LATE))
    assert [one.stage for one in appeals(LATE)] == ["hors_delai"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"nature": ""}, "Faites un choix"),
        ({"nature": "plainte"}, "prenez-en un de la liste"),
        ({"canal": "pigeon"}, "prenez-en un de la liste"),
        ({"le": "2026-04-01"}, "n’est pas arrivé"),
        ({"le": "2026-01-01"}, "n’existait pas le 1er janvier 2026"),
        ({"le": "bientôt"}, "Ce n’est pas un jour"),
        ({"creances": ["7"]}, "recochez"),
        ({"creances": []}, "un recours vise une créance"),
        ({"creances": [], "nature": "remise"}, "une remise vise une créance"),
        ({"motif": ""}, "Écrivez ce texte"),
        ({"motif": "FR76 3000 6000 0112 3456 7890 189"}, "IBAN"),
        ({"objet": "penalite"}, "la commission ne connaît pas"),
        ({"recue_le": "hier"}, "Ce n’est pas un jour"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(ouvrir, told, said):
    answer = ouvrir("conseiller").post(page(LOOK), form(LOOK, **told))
    assert answer.status_code == 400
    assert said.lower() in words(answer).lower()
    if "motif" not in told:
        assert "la somme n&#x27;est pas juste" in answer.content.decode()
    assert appeals(LOOK) == []


def test_the_same_form_sent_twice_is_one_appeal(ouvrir):
    agent, sent = ouvrir("secretaire"), form(BARE)
    agent.post(page(BARE), sent)
    assert "C’était déjà enregistré" in words(agent.post(page(BARE), sent, follow=True))
    assert len(appeals(BARE)) == 1


def test_a_colleague_who_registered_another_meanwhile_is_named(ouvrir):
    sent = form(RACE, nature="remise")
    other = Depot(RACE, "contestation", (1,), "accueil", dt.date(2026, 3, 19), "Autre lettre.")
    assert lodge(wiring.records(), other, Acte("collegue", NOW)) == [1]
    answer = ouvrir("secretaire").post(page(RACE), sent)
    assert answer.status_code == 409
    assert "par collegue" in words(answer)
    assert "la somme n&#x27;est pas juste" in answer.content.decode()
    assert len(appeals(RACE)) == 1


def test_who_does_not_register_appeals_is_refused(ouvrir):
    for account in ("controleur", "comptable", "direction", "auditeur"):
        assert ouvrir(account).get(page(LOOK)).status_code == 403
        assert ouvrir(account).post(page(LOOK), form(LOOK)).status_code == 403
    assert ouvrir(None).get(page(LOOK)).status_code == 302
    strict = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies = ouvrir("secretaire").cookies
    assert strict.post(page(LOOK), form(LOOK)).status_code == 403
    assert ouvrir("secretaire").get(page(404)).status_code == 404
    assert appeals(LOOK) == []


def test_of_a_title_passed_on_before_the_departement_is_to_be_told(ouvrir):
    done = words(ouvrir("secretaire").post(page(TITLE), form(TITLE), follow=True))
    assert "Le recours 1 est consigné" in done
    assert "le département doit être informé : titre TITRE-9" in done


def test_where_nothing_is_owed_only_a_right_is_contested(ouvrir):
    agent = ouvrir("secretaire")
    assert "seul un droit se conteste" in words(agent.get(page(NOTHING)))
    agent.post(page(NOTHING), form(NOTHING, creances=[], prestation="rsa"))
    assert [one.objet for one in appeals(NOTHING)] == ["droit"]


@pytest.mark.enable_socket
def test_a_letter_of_the_household_is_registered(navigateur, axe, photo, lisible):
    agent = navigateur("secretaire")
    agent.goto(page(STORY))
    lisible(agent, "recours_nouveau")
    agent.get_by_label("Ce que le foyer demande").select_option("remise")
    agent.get_by_label("Créance 1").check()
    agent.get_by_text("Le recouvrement est suspendu").wait_for()
    lisible(agent, "recours_ouvre")
    agent.get_by_role("button", name="Consigner le recours").click()
    agent.get_by_text("À compléter").wait_for()
    axe(agent)
    photo(agent, "recours_refuse")
    agent.get_by_label("Venu par").select_option("courrier")
    agent.get_by_label("Ce que dit le foyer").fill(WORDS)
    agent.get_by_role("button", name="Consigner le recours").click()
    agent.get_by_text("Le recours 1 est consigné").wait_for()
    assert [one.nature for one in appeals(STORY)] == ["remise"]
