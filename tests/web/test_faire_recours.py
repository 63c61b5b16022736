"""An appeal is worked on from its pages: each act shows what it does, is done once, or is refused in French."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pytest
from tests.endettes import Endettes, acte, day
from tests.web.caisse import a_fund, together
from tests.web.faire import done
from tests.web.mots import words

from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.steps import appeal, grant, sit
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.reply import reply
from justedroit.web import wiring

NOW = dt.datetime(2026, 4, 20, 16, tzinfo=dt.UTC)
KEY = (1, 1)
WHY = "Ce sont les raisons."
SILENT_DAY = "2026-01-12"


def received(benefit="rsa", nature="remise", le="2026-03-10", when="2026-02-01"):
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, benefit, {202511: 10_000, 202512: 20_000}, when=when)
    done(lodge(fund.records, Depot(1, nature, (1,), "courrier", day(le), WHY), acte(le)))
    return fund


def late():
    return received(nature="contestation", when="2025-12-01")


def silent():
    return received(le=SILENT_DAY, when="2026-01-05")


def admitted():
    fund = received()
    done(appeal.admit(fund.records, KEY, "", acte("2026-03-11")))
    return fund


def incomplete():
    fund = admitted()
    done(appeal.ask_documents(fund.records, KEY, ["Vos bulletins"], acte("2026-03-12")))
    return fund


def complete():
    fund = admitted()
    done(appeal.complete(fund.records, KEY, day("2026-03-12"), acte("2026-03-12")))
    return fund


def instructed():
    fund = complete()
    done(appeal.instruct(fund.records, KEY, ("favorable", WHY), acte("2026-03-13")))
    return fund


def inscribed():
    fund, seance = instructed(), day("2026-04-30")
    who = acte("2026-03-20")
    done(sit.convene(fund.records, seance, {"assures": 2, "employeurs": 2, "autres": 1}, who))
    done(sit.inscribe(fund.records, seance, KEY, who))
    return fund


def written():
    fund = received()
    assert reply(fund.records, KEY, ORGANISME_DEMO, acte("2026-03-11"))
    return fund


def decided(sent):
    """Return a remise of family benefits that the commission granted for half, sent to its control."""
    fund = received("af", le="2026-02-10")
    done(appeal.admit(fund.records, KEY, "", acte("2026-02-11")))
    done(appeal.complete(fund.records, KEY, day("2026-02-11"), acte("2026-02-11")))
    done(appeal.instruct(fund.records, KEY, ("favorable", WHY), acte("2026-02-12")))
    seance = day("2026-03-05")
    who = acte("2026-03-05")
    done(sit.convene(fund.records, seance, {"assures": 2, "employeurs": 2, "autres": 1}, who))
    done(sit.inscribe(fund.records, seance, KEY, who))
    done(sit.ballot(fund.records, seance, KEY, sit.Voix("accord_partiel", 4, 1, 0, 50), who))
    done(sit.rule(fund.records, KEY, sit.Arret("accord_partiel", "precarite", WHY), who))
    done(sit.adjourn(fund.records, seance, who))
    done(sit.transmit(fund.records, seance, acte(sent)))
    return fund


def sent_lately():
    return decided("2026-04-15")


def due():
    return decided("2026-03-06")


def executed():
    fund = due()
    done(grant.execute(fund.records, KEY, acte("2026-04-01")))
    return fund


def defrauded():
    fund = executed()
    told = {"qualification": "fraude", "motifs": "Fausses déclarations.", "prestation": None}
    fund.happens(1, "indu.qualifie", told, "2026-04-01")
    return fund


def announced():
    fund = defrauded()
    done(grant.announce(fund.records, KEY, WHY, acte("2026-04-02")))
    return fund


# Code → (where the appeal stands, what is typed, what the page shows, the tag that is written).
GESTES = {
    "accuser": (received, {"le": "2026-03-12"}, "Aucun accusé de réception", "recours.accuse"),
    "recevable": (received, {}, "Rien ne montre qu’il soit hors délai.", "recours.recevable"),
    "irrecevable": (
        received,
        {"code": "sans_qualite", "motif": WHY},
        "Le recouvrement de 300,00 €, suspendu par ce recours, reprend.",
        "recours.irrecevable",
    ),
    "pieces": (
        admitted,
        {"pieces": "- Vos bulletins de mars\r\n\r\n- Votre bail"},
        "recevable, pièces à examiner",
        "recours.pieces_demandees",
    ),
    "complet": (
        incomplete,
        {"le": "2026-04-01"},
        "Pièces demandées : Vos bulletins.",
        "recours.complet",
    ),
    "instruire": (
        complete,
        {"avis": "favorable", "motif": WHY},
        "Origine de l’erreur : pas décidée.",
        "recours.instruit",
    ),
    "desister": (complete, {"le": "2026-04-02"}, "reprend.", "recours.desiste"),
    "silence": (silent, {}, "reprend.", "recours.rejete_implicitement"),
    "lettre": (
        received,
        {},
        "À préparer : accusé de réception d’un recours.",
        "courrier.prepare",
    ),
    "executer": (due, {}, "Créance 1 : 150,00 € seront remis.", "recours.executoire"),
    "notifier": (
        executed,
        {"le": "2026-04-10"},
        "La lettre de la décision n’est pas partie d’ici.",
        "recours.notifie",
    ),
    "mnc-suspendu": (sent_lately, {"motif": WHY}, "accord partiel", "recours.suspendu_mnc"),
    "mnc-annule": (sent_lately, {"motif": WHY}, "accord partiel", "recours.annule_mnc"),
    "retrait-annoncer": (
        defrauded,
        {"motif": WHY},
        "Créance 1 : 150,00 € remis.",
        "remise.retrait_annonce",
    ),
    "retirer": (announced, {"motif": WHY}, "Créance 1 : 150,00 € remis.", "remise.retiree"),
}
# Read and refused, never written to; the others are one for each geste.
READ = (received, late, silent, admitted, incomplete, complete, written, sent_lately)
READ = (*READ, due, executed, defrauded, announced, instructed, inscribed)
NUMBER = {stage: 100 + rank for rank, stage in enumerate(READ)}
DONE = {code: 1 + rank for rank, code in enumerate(GESTES)}
RACE, STORY, ADMITTED_LATE = 50, 51, 52


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    lived = cache(lambda stage: stage().records)
    every = {number: lived(stage) for stage, number in NUMBER.items()}
    every |= {number: lived(GESTES[code][0]) for code, number in DONE.items()}
    every |= {RACE: lived(received), STORY: lived(received), ADMITTED_LATE: lived(late)}
    with a_fund(tmp_path_factory.mktemp("recours"), together(every), NOW) as site:
        yield site


def where(code, dossier, rang=1):
    return f"/dossiers/{dossier}/faire/recours-{code}/{rang}/"


def tags(dossier):
    return wiring.records().events([dossier])["tag"].to_pylist()


def opened(agent, address):
    """Return what a page says, and the form that answers it."""
    answer = agent.get(address)
    assert answer.status_code == 200, address
    found = re.search(r'name="vu" value="(\d+)"', answer.content.decode())
    return words(answer), {"vu": found[1] if found else ""}


@pytest.mark.parametrize("code", GESTES)
def test_what_it_is_done_to_is_shown_and_it_is_done_once(ouvrir, code):
    _, typed, shown, tag = GESTES[code]
    agent, dossier = ouvrir("secretaire"), DONE[code]
    said, form = opened(agent, where(code, dossier))
    assert shown in said
    before = tags(dossier)
    answer = agent.post(where(code, dossier), form | typed)
    assert (answer.status_code, answer.url) == (302, f"/dossiers/{dossier}/recours/1/")
    assert tags(dossier).count(tag) == before.count(tag) + 1
    written = tags(dossier)
    again = words(agent.post(where(code, dossier), form | typed, follow=True))
    assert "C’était déjà enregistré" in again
    assert tags(dossier) == written


def test_documents_are_asked_a_line_each_and_the_letter_that_asks_them_is_then_due(ouvrir):
    fund = admitted()
    done(
        appeal.ask_documents(fund.records, KEY, ["Vos bulletins", "Votre bail"], acte("2026-03-12"))
    )
    [asked] = fund.told(1, "recours.pieces_demandees")
    assert asked["pieces"] == ["Vos bulletins", "Votre bail"]
    said = words(ouvrir("secretaire").get(f"/dossiers/{NUMBER[incomplete]}/recours/1/"))
    assert "Préparer la lettre : accusé de réception d’un recours" in said


@pytest.mark.parametrize(
    ("code", "stage", "typed", "said"),
    [
        ("accuser", received, {"le": "2026-03-01"}, "n’est pas entre le recours"),
        ("accuser", received, {"le": "2026-05-01"}, "n’est pas arrivé"),
        ("recevable", late, {"code": ""}, "faites un choix"),
        ("recevable", late, {"code": "parce que"}, "prenez-en un de la liste"),
        ("irrecevable", received, {"code": "hors_delai", "motif": WHY}, "aucune réception prouvée"),
        ("irrecevable", received, {"code": "deja_juge", "motif": ""}, "écrivez ce texte"),
        ("irrecevable", received, {"code": "deja_juge", "motif": "a\u0001"}, "caractère"),
        ("pieces", admitted, {"pieces": " - \n"}, "aucune pièce n’est nommée"),
        ("pieces", admitted, {"pieces": "FR76 3000 6000 0112 3456 7890 189"}, "iban"),
        ("complet", incomplete, {"le": "2026-06-01"}, "n’est pas arrivé"),
        ("instruire", complete, {"avis": "favorable", "motif": ""}, "écrivez ce texte"),
        ("desister", complete, {"le": "2026-01-01"}, "n’est pas entre le recours"),
        ("notifier", executed, {"le": "2026-03-01"}, "est avant la décision"),
        ("mnc-annule", sent_lately, {"motif": "Le 1 85 05 78 006 084 36"}, "nir"),
    ],
)
def test_what_a_step_refuses_is_said_under_its_field_and_nothing_is_written(
    ouvrir, code, stage, typed, said
):
    agent, dossier = ouvrir("secretaire"), NUMBER[stage]
    before = tags(dossier)
    _, form = opened(agent, where(code, dossier))
    answer = agent.post(where(code, dossier), form | typed)
    assert answer.status_code == 400
    field = "code" if "code" in typed and WHY in typed.values() else list(typed)[-1]
    wrong = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL)
    assert said in words(answer).lower()
    assert wrong is not None
    assert wrong[1].strip()
    assert tags(dossier) == before


@pytest.mark.parametrize(
    ("code", "stage", "said"),
    [
        ("notifier", received, "cet acte ne s’y fait pas"),
        (
            "instruire",
            admitted,
            "Ce qui peut l’être : demander des pièces ; consigner que tout est là",
        ),
        ("executer", sent_lately, "n’est exécutoire que le"),
        ("executer", admitted, "cet acte ne s’y fait pas"),
        ("pieces", silent, "le silence l’a rejeté"),
        ("desister", silent, "Seule une décision expresse peut encore suivre"),
        ("silence", received, "le silence ne le rejette que le"),
        ("lettre", written, "elle est déjà préparée : lettre 1, prête à partir"),
        ("lettre", complete, ""),
        ("retrait-annoncer", executed, "n’est pas qualifiée de fraude"),
        ("retirer", defrauded, "le foyer n’a pas été prévenu de ce retrait"),
    ],
)
def test_what_cannot_be_done_now_is_told_with_why(ouvrir, code, stage, said):
    answer = ouvrir("secretaire").get(where(code, NUMBER[stage]))
    assert answer.status_code == 200
    assert said.lower() in words(answer).lower()
    assert ("Ce n’est pas possible" in words(answer)) == bool(said)


def test_one_out_of_time_is_admitted_for_a_reason_of_the_list(ouvrir):
    agent, address = ouvrir("gestionnaire"), where("recevable", ADMITTED_LATE)
    said, form = opened(agent, address)
    assert "Il est hors délai" in said
    assert "Force majeure" in said
    told = agent.post(address, form | {"code": "force_majeure"}, follow=True)
    assert "Le recours 1 est recevable" in words(told)


def test_the_sheet_is_shown_as_it_would_be_made_now_before_it_is_kept(ouvrir):
    agent, dossier = ouvrir("gestionnaire"), NUMBER[complete]
    before = tags(dossier)
    said, _ = opened(agent, where("instruire", dossier))
    assert "Créance 1, revenu de solidarité active" in said
    assert "300,00 € dus sur 300,00 € réclamés" in said
    assert re.search(r"Ressources \((mars|février) 2026\) : inconnues", said)
    assert "Aucune charge de logement n’est connue" in said
    assert "Le foyer n’a jamais eu d’autre dette" in said
    page = words(agent.get(f"/dossiers/{dossier}/recours/1/"))
    assert "Telle qu’elle serait faite aujourd’hui" in page
    assert tags(dossier) == before


def test_who_may_not_do_it_reads_the_page_and_is_refused(ouvrir):
    agent, address = ouvrir("mediateur"), where("recevable", NUMBER[received])
    assert "Votre rôle ne permet pas de le faire." in words(agent.get(address))
    assert agent.post(address, {"vu": "1"}).status_code == 403
    assert ouvrir("conseiller").post(address, {"vu": "1"}).status_code == 403


def test_an_act_on_what_has_changed_meanwhile_is_not_done_and_keeps_what_was_typed(ouvrir):
    agent, address = ouvrir("secretaire"), where("irrecevable", RACE)
    _, form = opened(agent, address)
    records = wiring.records()
    other = appeal.Acte("un-autre", NOW)
    assert appeal.acknowledge(records, (RACE, 1), NOW.date(), other) is None
    answer = agent.post(address, form | {"code": "sans_qualite", "motif": "Mon texte."})
    assert answer.status_code == 409
    assert "Mon texte." in words(answer)
    assert "un-autre" in words(answer)
    assert "recours.irrecevable" not in tags(RACE)


# ---------------------------------------------------------------- the page of one appeal


def page(ouvrir, stage, account="secretaire", end=""):
    answer = ouvrir(account).get(f"/dossiers/{NUMBER[stage]}/recours/1/{end}")
    assert answer.status_code == 200
    return words(answer), answer.content.decode()


def test_one_appeal_has_a_page_with_what_can_be_done_its_days_its_sheet_its_thread(ouvrir):
    said, html = page(ouvrir, due)
    for part in ("Ce qui peut être fait", "Dates et délais", "Ce qui a été décidé", "Ses lettres"):
        assert part in said
    assert "telle que la commission l’a lue" in said
    assert "Accord partiel, 150,00 €" in said
    assert "4 pour, 1 contre" in said
    assert "Exécutoire à partir du" in said
    assert "Tout ce qui s’est passé" in said
    assert f'href="{where("executer", NUMBER[due])}"' in html
    assert f'href="{where("mnc-suspendu", NUMBER[due])}"' in html


def test_each_act_is_a_link_for_who_may_do_it_and_a_command_for_the_others(ouvrir):
    address = where("instruire", NUMBER[complete])
    assert f'href="{address}"' in page(ouvrir, complete)[1]
    said, html = page(ouvrir, complete, "conseiller")
    assert f'href="{address}"' not in html
    assert f'href="{where("desister", NUMBER[complete])}"' in html
    assert f"justedroit recours instruire {NUMBER[complete]} --numero 1" in said


def test_a_remise_of_what_was_since_found_of_fraud_may_be_withdrawn_from_its_page(ouvrir):
    assert where("retrait-annoncer", NUMBER[defrauded]) in page(ouvrir, defrauded)[1]
    assert where("retirer", NUMBER[announced]) in page(ouvrir, announced)[1]
    assert "Retrait de la remise annoncé au foyer" in page(ouvrir, announced)[0]
    assert "faire/recours-ret" not in page(ouvrir, executed)[1]


def test_what_is_done_in_a_session_leads_to_the_calendar_then_to_the_session(ouvrir):
    assert 'href="/seances/"' in page(ouvrir, instructed)[1]
    where = f'href="/seances/2026-04-30/{NUMBER[inscribed]}-1/"'
    assert where in page(ouvrir, inscribed)[1]


def test_a_letter_that_is_ready_is_to_be_sent_and_no_other_is_due(ouvrir):
    said, html = page(ouvrir, written)
    assert "Envoyer la lettre 1 : accusé de réception d’un recours" in said
    assert f'href="/dossiers/{NUMBER[written]}/lettres/1/"' in html
    assert "Préparer la lettre" not in said


def test_a_past_day_is_read_and_not_acted_on(ouvrir):
    said, html = page(ouvrir, due, end="?au=2026-02-15")
    assert "Instruit, à inscrire à une séance" in said
    assert "Ce qui a été décidé" not in said
    assert "/faire/" not in html


def test_an_appeal_that_does_not_exist_is_told_so(ouvrir):
    answer = ouvrir().get(f"/dossiers/{NUMBER[due]}/recours/7/")
    assert answer.status_code == 404
    assert "n’a pas de recours 7. Ses recours : 1." in words(answer)


def test_the_tab_leads_to_the_page_of_each_appeal(ouvrir):
    html = ouvrir().get(f"/dossiers/{NUMBER[due]}/recours/").content.decode()
    assert f'href="/dossiers/{NUMBER[due]}/recours/1/"' in html


# ---------------------------------------------------------------- in a browser


def test_the_secretary_takes_an_appeal_from_its_receipt_to_its_opinion(
    navigateur, axe, photo, sans_debord
):
    told = navigateur("secretaire", javascript=False)
    told.goto(f"/dossiers/{STORY}/recours/")
    told.get_by_role("link", name="Ouvrir le recours 1").click()
    for act, button in (
        ("Le juger recevable", "Le juger recevable"),
        ("Consigner que tout est là", "Consigner qu’il est complet"),
    ):
        told.get_by_role("link", name=act).click()
        told.get_by_role("button", name=button).click()
    told.get_by_role("link", name="Clore l’instruction, par un avis motivé").click()
    address = told.url
    seen = navigateur("secretaire")
    for page_of in (address, f"/dossiers/{STORY}/recours/1/"):
        seen.goto(page_of)
        assert seen.locator("h1").count() == 1
        axe(seen)
        sans_debord(seen)
        photo(seen, "recours_" + ("instruire" if "faire" in page_of else "seul"))
    told.get_by_label("Avis", exact=True).select_option("favorable")
    told.get_by_label("Les raisons de l’avis").fill("Ressources faibles.")
    told.get_by_role("button", name="Clore l’instruction").click()
    assert told.get_by_text("il reste à l’inscrire à une séance").is_visible()
    assert told.get_by_role("link", name="L’inscrire à une séance").is_visible()
