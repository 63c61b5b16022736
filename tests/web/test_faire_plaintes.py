"""A complaint is received, acknowledged, answered, sent up, made an appeal; a médiation opens and ends."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.endettes import Endettes, acte, day
from tests.web.caisse import a_fund
from tests.web.faire import done, page, sent
from tests.web.mots import words

from justedroit.core.base import Acte
from justedroit.core.courriers import ORGANISME_DEMO, courriers
from justedroit.core.recours import mediations_of, reclamations_of, recours_of
from justedroit.steps.claims import Choix, transfer
from justedroit.steps.complain import Plainte, acknowledge, answer, complain
from justedroit.steps.mediate import Demande, mediate
from justedroit.steps.recover import recover
from justedroit.web import wiring

NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
NEW, BARE, ANSWER, RACE, UP, APPEAL, LATE, ASK, TAKEN, CLOSE, TWICE, STORY, TITLE, MUTE = range(
    1, 15
)
WHY = "Je ne comprends pas cette somme."
SAID = "Voici le détail du calcul."


def complaining():
    """Return households that owe RSA, most of which complained on 2 March, and wait."""
    fund = Endettes()
    fund.lives(BARE)
    for dossier in set(range(1, 15)) - {BARE}:
        fund.lives(dossier)
        if dossier == TAKEN:
            fund.due(TAKEN, "rsa", 202602, 60_000)
        when = "2026-01-10" if dossier == LATE else "2026-02-01"
        fund.owes(dossier, "rsa", {202511: 10_000, 202512: 20_000}, when=when)
        if dossier not in (NEW, STORY, MUTE):
            le = "2026-03-18" if dossier in (ANSWER, LATE) else "2026-03-02"
            told = Plainte(dossier, "indu", "courriel", day(le), WHY, (1,))
            done(complain(fund.records, told, acte(le)))
    done(answer(fund.records, (ASK, 1), SAID, ORGANISME_DEMO, acte("2026-03-05")))
    assert recover(fund.records, 202602, acte("2026-03-15").at, [TAKEN]).cents
    done(transfer(fund.records, Choix(TITLE, 1, "TITRE-9"), acte("2026-03-01")))
    for dossier in (CLOSE, TWICE):
        kinds = {"origine": "elu", "canal": "courrier", "motif": "desaccord"}
        asked = Demande(dossier, texte=WHY, le=day("2026-03-14"), creances=(1,), **kinds)
        done(mediate(fund.records, asked, acte("2026-03-14")))
    return fund.records


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("plaintes"), complaining(), NOW) as site:
        yield site


def received(dossier, **told):
    form = {"categorie": "indu", "canal": "telephone", "le": "2026-03-19", "motif": WHY}
    return sent(dossier, **(form | {"creances": ["1"]} | told))


def asked(dossier, **told):
    form = {"origine": "elu", "canal": "courrier", "sujet": "desaccord", "le": "2026-03-20"}
    return sent(dossier, **(form | {"creances": ["1"], "texte": WHY} | told))


def complaint(dossier, number=1):
    some = reclamations_of(wiring.records().events([dossier])).get(dossier, [])
    return next((one for one in some if one.number == number), None)


def mediations(dossier):
    return mediations_of(wiring.records().events([dossier])).get(dossier, [])


# --- a complaint --------------------------------------------------------------------------------


def test_a_complaint_is_received_with_its_term_as_a_date_and_once_only(ouvrir):
    agent, where = ouvrir("conseiller"), page(NEW, "reclamation-recevoir")
    shown = words(agent.get(where))
    assert "réponse est attendue jusqu’au 30 mars 2026" in shown
    assert "à vérifier" in shown
    form = received(NEW)
    told = words(agent.post(where, form, follow=True))
    assert "Réclamation 1 consignée : réponse attendue jusqu’au 29 mars 2026" in told
    one = complaint(NEW)
    assert (one.categorie, one.canal, one.creances) == ("indu", "telephone", (1,))
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert complaint(NEW, 2) is None
    assert "Attend déjà : réclamation 1 du 19 mars 2026" in words(agent.get(where))


def test_one_that_comes_from_a_household_that_owes_nothing_names_no_sum(ouvrir):
    agent, where = ouvrir("gestionnaire"), page(BARE, "reclamation-recevoir")
    shown = words(agent.get(where))
    assert "Sommes visées" not in shown
    assert "Recours visé" not in shown
    told = {"categorie": "accueil", "canal": "accueil", "le": "2026-03-01", "creances": []}
    said = words(agent.post(where, received(BARE, **told), follow=True))
    assert "et ce jour est passé" in said
    assert complaint(BARE).creances == ()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"categorie": ""}, "Faites un choix"),
        ({"canal": "pigeon"}, "prenez-en un de la liste"),
        ({"le": "2026-04-01"}, "n’est pas arrivé"),
        ({"le": "bientôt"}, "Ce n’est pas un jour"),
        ({"creances": ["9"]}, "recochez"),
        ({"motif": ""}, "Écrivez ce texte"),
        ({"motif": "FR76 3000 6000 0112 3456 7890 189"}, "IBAN"),
    ],
)
def test_an_ill_told_complaint_is_refused_under_its_field_and_what_was_typed_stays(
    ouvrir, told, said
):
    where = page(RACE, "reclamation-recevoir")
    reply = ouvrir("conseiller").post(where, received(RACE, **told))
    assert reply.status_code == 400
    assert said.lower() in words(reply).lower()
    assert "Ce n’est pas possible" not in words(reply)
    assert complaint(RACE, 2) is None


def test_it_is_acknowledged_then_answered_by_a_letter_that_is_prepared(ouvrir):
    agent = ouvrir("conseiller")
    where = page(ANSWER, "reclamation-accuser", 1)
    early = agent.post(where, sent(ANSWER, le="2026-03-01"))
    assert "n’est pas entre sa réception et aujourd’hui" in words(early)
    assert "consigné" in words(agent.post(where, sent(ANSWER, le="2026-03-19"), follow=True))
    assert complaint(ANSWER).accused_on == day("2026-03-19")
    assert "est parti le 19 mars 2026" in words(agent.get(where))
    where = page(ANSWER, "reclamation-repondre", 1)
    assert "Vous pouvez saisir le médiateur" in words(agent.get(where))
    assert "Écrivez ce texte" in words(agent.post(where, sent(ANSWER, texte="")))
    form = sent(ANSWER, texte=SAID)
    reply = agent.post(where, form)
    assert reply.headers["Location"].endswith(f"/dossiers/{ANSWER}/recours/#reclamation-1")
    assert complaint(ANSWER).answer == SAID
    [letter] = courriers(wiring.records().events([ANSWER]))
    assert (letter.modele, letter.envoye_le) == ("reponse_reclamation", None)
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert "elle est répondue" in words(agent.get(where)).lower()


def test_it_goes_up_once_its_term_has_passed(ouvrir):
    agent = ouvrir("gestionnaire")
    early = words(agent.get(page(LATE, "reclamation-escalader", 1)))
    assert "son délai de réponse court jusqu’au 28 mars 2026" in early.lower()
    where = page(UP, "reclamation-escalader", 1)
    assert "dépassé" in words(agent.get(where))
    reply = agent.post(where, sent(UP, echelon="", motif=""))
    assert words(reply).count("Faites un choix") == 1
    said = words(agent.post(where, sent(UP, echelon="mediateur", motif="Rien."), follow=True))
    assert "transmise : le médiateur" in said
    assert complaint(UP).echelon == "mediateur"
    # Who it went up to answers it.
    assert "La lettre ajoutera" in words(
        ouvrir("mediateur").get(page(UP, "reclamation-repondre", 1))
    )


def test_it_becomes_an_appeal_at_its_date_and_what_it_opens_is_said_before(ouvrir):
    agent, where = ouvrir("secretaire"), page(APPEAL, "reclamation-requalifier", 1)
    shown = words(agent.get(where))
    assert "Date gardée : le 2 mars 2026" in shown
    assert "Décidé par le président du conseil départemental" in shown
    assert "rejeté par le silence le" in shown
    assert "serait suspendu à partir du 2 mars 2026" in shown
    form = sent(APPEAL, motif="Le foyer conteste la somme.")
    said = words(agent.post(where, form, follow=True))
    assert "est devenue le recours 1, à sa date" in said
    [appeal] = recours_of(wiring.records().events([APPEAL]))[APPEAL]
    assert (appeal.received_on, appeal.canal) == (day("2026-03-02"), "reclamation")
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert len(recours_of(wiring.records().events([APPEAL]))[APPEAL]) == 1


def test_one_out_of_the_delay_of_appeal_says_so_and_becomes_none(ouvrir):
    shown = words(ouvrir("secretaire").get(page(LATE, "reclamation-requalifier", 1)))
    assert "se contestait jusqu’au 10 mars 2026" in shown
    assert "<textarea" not in shown
    assert complaint(LATE).stage == "recue"


def test_the_departement_to_be_told_is_said_where_its_title_is_suspended(ouvrir):
    where = page(TITLE, "reclamation-requalifier", 1)
    said = words(ouvrir("conseiller").post(where, sent(TITLE, motif="Conteste."), follow=True))
    assert "le département doit être informé : titre TITRE-9" in said


def test_a_dossier_that_a_colleague_wrote_to_meanwhile_is_not_written(ouvrir):
    form = sent(RACE, texte=SAID)
    told = acknowledge(wiring.records(), (RACE, 1), NOW.date(), Acte("collegue", NOW))
    assert told is None
    reply = ouvrir("conseiller").post(page(RACE, "reclamation-repondre", 1), form)
    assert reply.status_code == 409
    assert "par collegue (Réclamation : accusé de réception)" in words(reply)
    assert SAID in reply.content.decode()
    assert complaint(RACE).stage == "recue"


# --- a médiation --------------------------------------------------------------------------------


def test_the_mediateur_is_asked_after_a_complaint_and_what_it_stops_is_said(ouvrir):
    agent, where = ouvrir("mediateur"), page(ASK, "mediation-saisir")
    shown = words(agent.get(where))
    assert "la réclamation 1 l’a précédée. Son recouvrement serait suspendu" in shown
    assert "Son délai de recours, jusqu’au 1er avril 2026, attendrait la clôture" in shown
    assert "Une médiation suspend les délais de recours, à vérifier" in shown
    form = asked(ASK)
    said = words(agent.post(where, form, follow=True))
    assert (
        "Médiation 1 consignée, après la réclamation 1. Recouvrement suspendu : créance 1" in said
    )
    [one] = mediations(ASK)
    assert (one.origine, one.motif, one.suspends) == ("elu", "desaccord", (1,))
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert len(mediations(ASK)) == 1


def test_without_complaint_he_is_not_asked_and_the_way_is_shown(ouvrir):
    reply = ouvrir("conseiller").get(page(MUTE, "mediation-saisir"))
    assert "Consignez d’abord une réclamation" in words(reply)
    waits = words(ouvrir("conseiller").get(page(LATE, "mediation-saisir")))
    assert "La réclamation 1 attend sa réponse jusqu’au 28 mars 2026 : répondez-y" in waits
    assert "<textarea" not in reply.content.decode()
    assert mediations(MUTE) == []


def test_what_was_withheld_since_he_was_asked_is_owed_again_and_told_the_same_day(ouvrir):
    where = page(TAKEN, "mediation-saisir")
    said = words(ouvrir("conseiller").post(where, asked(TAKEN, le="2026-03-13"), follow=True))
    assert "retenus depuis ce jour sont de nouveau dus au foyer" in said
    [letter] = courriers(wiring.records().events([TAKEN]))
    assert (letter.modele, letter.prepare_le) == ("retenue_defaite", NOW.date())


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"origine": ""}, "Faites un choix"),
        ({"sujet": "humeur"}, "prenez-en un de la liste"),
        ({"le": "2026-04-01"}, "n’est pas arrivé"),
        ({"le": "2026-03-03", "creances": []}, "aucune réclamation répondue"),
        ({"creances": ["1"]}, "la médiation 1 est en cours"),
        ({"texte": ""}, "Écrivez ce texte"),
    ],
)
def test_an_ill_told_request_is_refused_under_its_field(ouvrir, told, said):
    reply = ouvrir("conseiller").post(page(TWICE, "mediation-saisir"), asked(TWICE, **told))
    assert reply.status_code == 400
    assert said.lower() in words(reply).lower()
    assert "Ce n’est pas possible" not in words(reply)
    assert len(mediations(TWICE)) == 1


def test_a_mediation_is_closed_with_its_result_and_its_letter_and_recovery_goes_on(ouvrir):
    agent, where = ouvrir("mediateur"), page(CLOSE, "mediation-clore", 1)
    shown = words(agent.get(where))
    assert "Recouvrement suspendu : créance 1" in shown
    assert "le délai, suspendu pendant la médiation, court à nouveau" in shown
    assert "Faites un choix" in words(agent.post(where, sent(CLOSE, resultat="", raisons=SAID)))
    form = sent(CLOSE, resultat="revisee", raisons=SAID)
    said = words(agent.post(where, form, follow=True))
    assert "Médiation 1 close : décision révisée. La lettre 1 est préparée." in said
    assert "se révise : par une déclaration, ou un recours" in said
    [one] = mediations(CLOSE)
    assert (one.closed_on, one.resultat, one.reasons) == (NOW.date(), "revisee", SAID)
    tags = wiring.records().events([CLOSE])["tag"].to_pylist()
    assert tags[-3:] == ["courrier.prepare", "mediation.close", "creance.reprise"]
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert "elle est close" in words(agent.get(where)).lower()


# --- who, and where from ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "rang", "accounts"),
    [
        ("reclamation-recevoir", "", ("secretaire", "recouvrement", "mediateur", "comptable")),
        ("reclamation-repondre", 1, ("secretaire", "recouvrement", "controleur")),
        ("reclamation-requalifier", 1, ("recouvrement", "comptable")),
        ("mediation-clore", 1, ("conseiller", "gestionnaire", "secretaire")),
    ],
)
def test_who_may_not_do_it_reads_it_and_is_refused_when_they_try(ouvrir, code, rang, accounts):
    where = page(TWICE, code, rang)
    before = wiring.records().sequences([TWICE])
    for account in accounts:
        assert "Votre rôle ne permet pas de le faire" in words(ouvrir(account).get(where))
        assert ouvrir(account).post(where, sent(TWICE)).status_code == 403
    assert ouvrir("direction").get(where).status_code == 403
    assert wiring.records().sequences([TWICE]) == before


def test_the_tab_of_appeals_leads_to_each_for_who_may(ouvrir):
    shown = ouvrir("conseiller").get(f"/dossiers/{TWICE}/recours/").content.decode()
    for code in ("reclamation-recevoir", "mediation-saisir"):
        assert f'href="{page(TWICE, code)}"' in shown
    for code in ("repondre", "accuser", "requalifier", "escalader"):
        assert f'href="{page(TWICE, f"reclamation-{code}", 1)}"' in shown
    assert f'href="{page(TWICE, "mediation-clore", 1)}"' not in shown
    assert "justedroit mediation clore" in shown
    assert page(TWICE, "mediation-clore", 1) in (
        ouvrir("mediateur").get(f"/dossiers/{TWICE}/recours/").content.decode()
    )
    assert "Hors délai" in shown


@pytest.mark.enable_socket
def test_a_complaint_is_received_answered_and_goes_to_the_mediateur(
    navigateur, axe, photo, sans_debord
):
    agent = navigateur("conseiller")
    agent.goto(f"/dossiers/{STORY}/recours/")
    agent.get_by_role("link", name="Consigner une réclamation").click()
    axe(agent)
    sans_debord(agent)
    photo(agent, "reclamation_recevoir")
    agent.get_by_label("De quoi le foyer se plaint").select_option("indu")
    agent.get_by_label("Venue par").select_option("accueil")
    agent.get_by_label("Créance 1").check()
    agent.get_by_role("button", name="Consigner la réclamation").click()
    agent.get_by_text("Écrivez ce texte").wait_for()
    axe(agent)
    agent.get_by_label("Ce que dit le foyer").fill(WHY)
    agent.get_by_role("button", name="Consigner la réclamation").click()
    agent.get_by_text("Réclamation 1 consignée").wait_for()
    agent.get_by_role("link", name="Y répondre").click()
    agent.get_by_label("La réponse").fill(SAID)
    axe(agent)
    sans_debord(agent)
    agent.get_by_role("button", name="Répondre").click()
    agent.get_by_text("la lettre 1 est préparée").wait_for()
    agent.get_by_role("link", name="Saisir le médiateur").first.click()
    axe(agent)
    sans_debord(agent)
    photo(agent, "mediation_saisir")
    agent.get_by_label("Qui le saisit").select_option("allocataire")
    agent.get_by_label("Par", exact=True).select_option("courrier")
    agent.get_by_label("Le motif").select_option("desaccord")
    agent.get_by_label("Créance 1").check()
    agent.get_by_label("Ce qui est demandé").fill(WHY)
    agent.get_by_role("button", name="Saisir le médiateur").click()
    agent.get_by_text("Médiation 1 consignée").wait_for()
    axe(agent)
    sans_debord(agent)
    photo(agent, "recours_plaintes")
    told = json.loads(wiring.records().events([STORY])["payload"].to_pylist()[-2])
    assert (told["mediation"], told["reclamation"]) == (1, 1)
