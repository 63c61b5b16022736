"""A notice to prepare: what it waits for, the words of an agent, a call, its leaving, its reception."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pytest
from benchmarks.loi import LoiDeBanc
from django.test import Client
from tests.notifie import TEXT, Fonds, at, on
from tests.web.caisse import a_fund, together
from tests.web.mots import words

from justedroit.core.base import day_text
from justedroit.core.courriers import notice_from, notices
from justedroit.core.identites import Adresse, Identite
from justedroit.steps import notify
from justedroit.steps.consultation.notices import preparation
from justedroit.web import wiring

NOW = dt.datetime(2025, 12, 20, 16, tzinfo=dt.UTC)
NEW, SMALL, LARGE, TIERS, RACE, SENT, STORY, BARE, HOMELESS = range(1, 10)  # dossiers


def lived():
    """Return households with an indu, at several moments of its notice."""
    funds = {NEW: Fonds(2, "allocataire"), SENT: Fonds(3).sent()}
    for dossier, told in ((SMALL, 2), (HOMELESS, 2)):
        funds[dossier] = Fonds(told, "allocataire")
        funds[dossier].prepare()
    for dossier in (LARGE, RACE, STORY, BARE):
        funds[dossier] = Fonds(3)
        funds[dossier].told_early()
        funds[dossier].prepare()
    funds[TIERS] = Fonds(2)
    funds[TIERS].prepare()
    return together({number: fund.records for number, fund in funds.items()})


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("notices"), lived(), NOW) as site:
        where = Adresse("3", "rue de l'Essai", "99999", "Fictionnay")
        wiring.identities().put(
            [
                Identite(dossier, 1, "Essai", "Personne", adresse=where)
                for dossier in (NEW, SMALL, LARGE, TIERS, RACE, SENT, STORY, BARE)
            ]
        )
        yield site


@pytest.fixture(autouse=True)
def law(monkeypatch):
    monkeypatch.setattr(wiring, "law", cache(LoiDeBanc))


def page(dossier, number=1):
    return f"/dossiers/{dossier}/notifications/{number}/"


def form(dossier, acte, **told):
    seen = wiring.records().sequences([dossier])[dossier]
    return {"acte": acte, "vu": str(seen)} | told


def told(dossier, number=1):
    return notices(wiring.records().events([dossier]))[number]


def test_an_indu_that_waits_for_a_notice_is_prepared_from_the_list(ouvrir):
    agent, where = ouvrir(), f"/dossiers/{NEW}/notifications/"
    said = agent.get(where)
    assert "À notifier" in words(said)
    reference = re.search(r'name="reference" value="([^"]+)"', said.content.decode())[1]
    sent = form(NEW, "", reference=reference, selection="piece")
    done = agent.post(where, sent, follow=True)
    assert "La notification 1 est préparée" in words(done)
    assert told(NEW).selection == "piece"
    again = agent.post(where, sent, follow=True)
    assert "C’était déjà enregistré" in words(again)
    assert len(notices(wiring.records().events([NEW]))) == 1


def test_the_words_of_the_machine_are_beside_those_of_the_agent_never_in_their_place(ouvrir):
    html = ouvrir().get(page(LARGE)).content.decode()
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1]
    assert area.strip() == ""
    said = words(ouvrir().get(page(LARGE)))
    assert "Ce que le logiciel a trouvé" in said
    assert "votre salaire" in said
    assert "Ne peut pas partir" in said
    assert "À partir de 1 500 €" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Écrivez ce texte"),
        ("Votre salaire.", "il en faut"),
        ("x" * 10_001, "trop long"),
        (f"{TEXT} FR76 3000 6000 0112 3456 7890 189", "IBAN"),
        (f"{TEXT} \N{GRINNING FACE}", "aucune lettre ne peut imprimer"),
        (f"{TEXT} \x00", "invisible"),
    ],
)
def test_an_explanation_that_cannot_be_kept_is_refused_under_its_field_and_stays_typed(
    ouvrir, text, said
):
    answer = ouvrir().post(page(LARGE), form(LARGE, "expliquer", texte=text))
    assert answer.status_code == 400
    assert said in words(answer)
    html = answer.content.decode()
    assert 'aria-invalid="true"' in html
    assert text[:40] in html
    assert told(LARGE).texte == ""


@pytest.mark.parametrize(
    ("le", "result", "said"),
    [
        ("2025-12-20", "", "Faites un choix"),
        ("2025-12-20", "bavard", "prenez-en un de la liste"),
        ("2025-12-25", "joint", "entre sa préparation et aujourd’hui"),
        ("2025-11-01", "joint", "entre sa préparation et aujourd’hui"),
        ("hier", "joint", "Ce n’est pas un jour"),
        ("", "joint", "Donnez un jour"),
    ],
)
def test_a_call_that_cannot_be_is_refused_where_it_stands(ouvrir, le, result, said):
    answer = ouvrir().post(page(LARGE), form(LARGE, "appel", le=le, resultat=result))
    assert answer.status_code == 400
    assert said in words(answer)
    assert told(LARGE).appels == ()


def test_what_third_parties_said_is_told_before_the_notice_may_leave(ouvrir):
    agent = ouvrir()
    assert "Dire au foyer ce que des tiers ont dit de lui" in words(agent.get(page(TIERS)))
    refused = agent.post(page(TIERS), form(TIERS, "envoyer"))
    assert refused.status_code == 400
    assert "n’ont pas été dites au foyer" in words(refused)
    done = words(agent.post(page(TIERS), form(TIERS, "informer"), follow=True))
    assert "La lettre est partie" in done
    assert "la notification part à compter du" in done
    assert told(TIERS).envoyee_le is None


def test_a_notice_that_is_ready_leaves_once(ouvrir):
    agent, sent = ouvrir(), form(SMALL, "envoyer")
    assert "La notification est partie" in words(agent.post(page(SMALL), sent, follow=True))
    again = agent.post(page(SMALL), sent, follow=True)
    assert "C’était déjà enregistré" in words(again)
    tags = wiring.records().events([SMALL])["tag"].to_pylist()
    assert tags.count("courrier.envoye") == 1


def test_a_letter_without_an_address_does_not_leave(ouvrir):
    answer = ouvrir().post(page(HOMELESS), form(HOMELESS, "envoyer"))
    assert answer.status_code == 400
    assert "ucune adresse n’est connue" in words(answer)
    assert told(HOMELESS).envoyee_le is None


def test_an_explanation_written_while_a_colleague_called_is_kept_and_asked_again(ouvrir):
    sent = form(RACE, "expliquer", texte=TEXT)
    call = (on("2025-12-19"), "joint")
    assert notify.call(wiring.records(), RACE, 1, call, at("2025-12-19")) is None
    answer = ouvrir().post(page(RACE), sent)
    assert answer.status_code == 409
    assert "Le dossier a changé" in words(answer)
    assert "Appel au foyer" in words(answer)
    assert TEXT[:60] in answer.content.decode()
    assert told(RACE).texte == ""
    again = ouvrir().post(page(RACE), form(RACE, "expliquer", texte=TEXT), follow=True)
    assert "L’explication est jointe" in words(again)


def test_a_reception_needs_a_day_and_its_proof(ouvrir):
    agent = ouvrir("recouvrement")
    assert "réception à prouver" in words(agent.get(page(SENT)))
    for le, proof, said in (
        ("2025-12-10", "", "Faites un choix"),
        ("2025-12-25", "accuse_reception", "2025"),
        ("2025-11-01", "accuse_reception", "2025"),
    ):
        answer = agent.post(page(SENT), form(SENT, "recue", le=le, preuve=proof))
        assert answer.status_code == 400
        assert said in words(answer)
    sent = form(SENT, "recue", le="2025-12-10", preuve="accuse_reception")
    done = words(agent.post(page(SENT), sent, follow=True))
    assert "les délais courent de ce jour" in done
    assert "demander une rectification jusqu’au" in done
    assert told(SENT).recue_le == on("2025-12-10")


def test_the_letter_is_shown_as_it_would_leave(ouvrir):
    said = words(ouvrir().get(f"{page(BARE)}apercu/"))
    assert "La lettre telle qu’elle partirait" in said
    assert "salaire" in said


def test_a_letter_that_may_not_leave_yet_is_dated_of_the_first_day_on_which_it_may(ouvrir):
    found = preparation(wiring.records(), TIERS, 1, wiring.clock())
    first = found.leaves_from or notice_from(found.day)
    assert found.contenu.le == first > found.day
    said = words(ouvrir().get(f"{page(TIERS)}apercu/"))
    shown = day_text(first).replace("\N{NO-BREAK SPACE}", " ")
    assert f"partirait le {shown}, premier jour où elle peut partir" in said


def test_who_reads_sees_and_who_does_not_act_is_refused(ouvrir):
    for account in ("conseiller", "controleur", "secretaire"):
        client = ouvrir(account)
        html = client.get(page(BARE)).content.decode()
        assert "Joindre l’explication" not in html
        assert client.post(page(BARE), form(BARE, "expliquer", texte=TEXT)).status_code == 403
    assert ouvrir("auditeur").get(page(BARE)).status_code == 403
    assert ouvrir(None).get(page(BARE)).status_code == 302
    assert told(BARE).texte == ""


def test_what_is_not_there_is_not_found_and_another_site_does_nothing(ouvrir):
    agent = ouvrir()
    assert agent.get(page(BARE, 7)).status_code == 404
    assert agent.get(page(404)).status_code == 404
    assert agent.post(page(BARE), form(BARE, "effacer")).status_code == 404
    strict = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies = agent.cookies
    assert strict.post(page(BARE), form(BARE, "expliquer", texte=TEXT)).status_code == 403


@pytest.mark.enable_socket
def test_a_large_notice_is_explained_announced_sent_and_received(navigateur, axe, photo, lisible):
    agent = navigateur()
    agent.goto(page(STORY))
    lisible(agent, "notice_attend")
    agent.get_by_role("textbox", name="Votre explication").fill("Votre salaire.")
    agent.get_by_role("button", name="Joindre l’explication").click()
    agent.get_by_text("il en faut").wait_for()
    axe(agent)
    photo(agent, "notice_refusee")
    agent.get_by_role("textbox", name="Votre explication").fill(TEXT)
    agent.get_by_role("button", name="Joindre l’explication").click()
    agent.get_by_text("L’explication est jointe").wait_for()
    agent.get_by_label("Résultat de l’appel").select_option("non_joint")
    agent.get_by_role("button", name="Consigner l’appel").click()
    agent.get_by_text("Prête à partir").wait_for()
    axe(agent)
    photo(agent, "notice_prete")
    agent.get_by_role("link", name="Voir la lettre").click()
    agent.get_by_text("telle qu’elle partirait").wait_for()
    lisible(agent, "notice_lettre")
    agent.goto(page(STORY))
    agent.get_by_role("button", name="Envoyer la notification").click()
    agent.get_by_text("La notification est partie").wait_for()
    agent.get_by_label("Jour de réception").fill("2025-12-20")
    agent.get_by_label("Preuve").select_option("remise_en_main")
    agent.get_by_role("button", name="Consigner la réception").click()
    agent.get_by_text("les délais courent de ce jour").wait_for()
    axe(agent)
    photo(agent, "notice_recue")
    agent.goto(f"/dossiers/{STORY}/notifications/")
    lisible(agent, "notices_liste")
    assert told(STORY).preuve == "remise_en_main"


@pytest.mark.enable_socket
def test_without_scripts_on_a_narrow_screen_a_call_is_recorded(navigateur):
    agent = navigateur(javascript=False, narrow=True)
    agent.goto(page(BARE))
    agent.get_by_label("Résultat de l’appel").select_option("pas_de_numero")
    agent.get_by_role("button", name="Consigner l’appel").click()
    agent.get_by_text("L’appel est consigné").wait_for()
    assert [result for _, result in told(BARE).appels] == ["pas_de_numero"]
