"""The work list: what waits in the fund, for whom, before when; kept up to date as acts are done."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, acte, day
from tests.web.caisse import a_fund
from tests.web.mots import words

from justedroit.core.base import Acte, parametre
from justedroit.records.memory import MemoryRecords
from justedroit.steps import appeal, plan
from justedroit.steps.consultation.afaire import GENRES, TERMES, Ardoise, Tache
from justedroit.steps.lodge import Depot, lodge
from justedroit.web import wiring

NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
LARGE, SENT, NEAR, PLAN, BROKEN, REMISE, LATE, LETTER, QUIET, COMPLAINT, ASKED = range(1, 12)
MANY = range(100, 130)  # more notices to send than a page holds
PAGE = "/a-faire/"
# Told in their own tests: what comes after a decision, forced recovery, courts, médiations.
LATER = {"silence", "decision", "audience", "jugement", "contrainte", "signification"}
LATER |= {"departement", "mediation"}
RETARD = "recouvrement/echeancier.retard"


def busy() -> Endettes:
    """Return a fund where something of each kind waits."""
    fund = Endettes()
    for dossier in (PLAN, BROKEN, REMISE, LATE, QUIET, ASKED):
        fund.lives(dossier)
        fund.owes(dossier, "rsa", {202511: 30_000}, when="2026-01-20")
    fund.owes(NEAR, "rsa", {202511: 30_000}, when="2026-03-05")
    for dossier, enriched in ((LARGE, True), *((one, False) for one in MANY)):
        fund.owes(dossier, "rsa", {202512: 200_000}, when="2026-03-01", received=False)
        prepared(fund, dossier, "2026-03-02", enrichie=enriched)
    fund.owes(SENT, "rsa", {202512: 20_000}, when="2026-03-01", received=False)
    prepared(fund, SENT, "2026-03-02", enrichie=False)
    fund.happens(SENT, "notice.envoyee", {"notice": 1, "le": "2026-03-03"}, "2026-03-03")
    for dossier in (PLAN, BROKEN):
        told = {"echeancier": 1, "creances": [1], "phase": "notification", "moyen": "virement"}
        told |= {"mensualites": [{"le": "2026-03-01", "cents": 30_000}]}
        fund.happens(dossier, "echeancier.accepte", told, "2026-02-10")
    told = {"echeancier": 1, "le": "2026-03-17", "motif": "Impayé."}
    fund.happens(BROKEN, "echeancier.rompu", told, "2026-03-17")
    for dossier, nature, le in (
        (REMISE, "remise", "2026-03-10"),
        (LATE, "contestation", "2026-02-01"),
    ):
        sent = Depot(dossier, nature, (1,), "courrier", day(le), "Le foyer écrit.")
        assert lodge(fund.records, sent, acte("2026-03-10")) == [1]
    letter = {"courrier": 1, "modele": "mise_en_demeure", "contenu": {}, "le": "2026-03-04"}
    fund.owes(LETTER, "rsa", {202512: 500}, when="2026-01-02")
    fund.happens(LETTER, "courrier.prepare", letter, "2026-03-04")
    told = {"reclamation": 1, "le": "2026-03-12", "categorie": "delai", "canal": "courrier"}
    fund.owes(COMPLAINT, "rsa", {202512: 500}, when="2026-01-02")
    fund.happens(COMPLAINT, "reclamation.recue", told | {"motif": "Trop long."}, "2026-03-12")
    told = {"rectification": 1, "creances": [1], "le": "2026-03-05", "motif": "Ce n'est pas moi."}
    fund.happens(ASKED, "rectification.demandee", told, "2026-03-05")
    fund.happens(
        0, "seance.ouverte", {"seance": "2026-04-08", "membres": {"assures": 3}}, "2026-03-15"
    )
    return fund


def prepared(fund, dossier, when, *, enrichie):
    told = {"notice": 1, "courrier": 1, "creances": [1], "total_cents": 200_000}
    fund.happens(dossier, "notice.preparee", told | {"enrichie": enrichie}, when)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("afaire"), busy().records, NOW) as site:
        yield site


def of(taches: list[Tache], dossier: int) -> list[str]:
    return [one.genre for one in taches if one.dossier == dossier]


def test_each_thing_that_waits_is_of_one_kind_with_its_days():
    found = Ardoise(busy().records).taches(NOW)
    wanted = {
        LARGE: ["completer"],
        SENT: ["reception"],
        NEAR: ["retenue"],
        PLAN: ["echeancier"],
        BROKEN: ["echeancier"],
        REMISE: ["remise"],
        LATE: ["contestation"],
        LETTER: ["courrier"],
        QUIET: [],
        COMPLAINT: ["reclamation"],
        ASKED: ["rectification"],
        0: ["seance"],
        MANY[0]: ["envoyer"],
    }
    assert {dossier: of(found, dossier) for dossier in wanted} == wanted
    assert {one.genre for one in found} == set(GENRES) - {"argent"} - LATER
    assert all(one.since <= NOW.date() for one in found)


def test_what_runs_out_soonest_comes_first_and_the_oldest_before_the_others():
    found = Ardoise(busy().records).taches(NOW)
    keys = [(one.after or dt.date.min, one.before, one.since) for one in found]
    assert keys == sorted(keys)


def test_a_late_plan_runs_out_with_the_delay_left_and_a_reception_with_the_prescription():
    found = {(one.genre, one.dossier): one for one in Ardoise(busy().records).taches(NOW)}
    late = found["echeancier", PLAN]
    assert late.before == late.since + dt.timedelta(days=parametre(RETARD).at(NOW.date()))
    awaited = found["reception", SENT]
    assert (awaited.before.year, awaited.terme, awaited.after) == (2028, "prescription", None)


@pytest.mark.parametrize(
    ("which", "name", "since"),
    [
        (("envoyer", MANY[0]), "courriers/notice.envoi", "2026-03-02"),
        (("completer", LARGE), "courriers/notice.envoi", "2026-03-02"),
        (("courrier", LETTER), "courriers/lettre.envoi", "2026-03-04"),
        (("echeancier", BROKEN), "recouvrement/echeancier.suite", "2026-03-17"),
    ],
)
def test_where_no_text_gives_a_delay_the_fund_gives_itself_one(which, name, since):
    found = {(one.genre, one.dossier): one for one in Ardoise(busy().records).taches(NOW)}[which]
    assert (found.since, found.terme) == (day(since), "caisse")
    assert found.before == found.since + dt.timedelta(days=parametre(name).at(found.since))
    assert parametre(name).statut == "a_verifier"


def test_every_line_has_a_term_and_says_what_it_is():
    assert all(one.before and one.terme in TERMES for one in Ardoise(busy().records).taches(NOW))


def test_a_notice_to_send_is_due_by_the_prescription_where_it_comes_first():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202403: 30_000}, when="2026-03-25", received=False)
    prepared(fund, 1, "2026-03-26", enrichie=False)
    [found] = Ardoise(fund.records).taches(NOW + dt.timedelta(days=7))
    # Paid on 5 April 2024: two years, before the fifteen days that the fund gives itself.
    assert (found.genre, found.terme, found.before) == (
        "envoyer",
        "prescription",
        day("2026-04-05"),
    )


def test_what_may_not_leave_yet_comes_after_all_that_may():
    fund = busy()
    dossier = MANY[3]
    fund.happens(dossier, "tiers.informe", {"le": "2026-03-19", "faits": []}, "2026-03-19")
    last = Ardoise(fund.records).taches(NOW)[-1]
    assert (last.dossier, last.genre) == (dossier, "envoyer")
    assert last.after is not None
    assert last.after > NOW.date()


def test_the_direction_reads_the_whole_list_and_follows_no_link_to_a_dossier(ouvrir):
    answer = ouvrir("direction").get(PAGE)
    assert "Ce qui attend dans toute la caisse" in words(answer)
    assert f"Dossier {REMISE}" in words(ouvrir("direction").get(f"{PAGE}?genre=remise"))
    assert 'href="/dossiers/' not in answer.content.decode()
    assert "À faire" in words(ouvrir("direction").get("/"))


def test_a_slate_that_is_kept_says_what_a_new_one_would():
    fund = busy()
    kept = Ardoise(fund.records)
    kept.taches(NOW)
    who = Acte("agent:7", NOW)
    assert plan.cancel(fund.records, PLAN, "Le foyer le demande.", who).number == 1
    assert appeal.withdraw(fund.records, (LATE, 1), NOW.date(), who) is None
    fund.happens(
        LARGE, "notice.appel", {"notice": 1, "resultat": "joint", "le": "2026-03-19"}, "2026-03-19"
    )
    sent = {
        "courrier": 1,
        "modele": "mise_en_demeure",
        "contenu": {},
        "le": "2026-03-20",
        "empreinte": "",
    }
    fund.happens(LETTER, "courrier.envoye", sent, "2026-03-20")
    assert kept.taches(NOW) == Ardoise(fund.records).taches(NOW)
    assert of(kept.taches(NOW), LATE) == []
    assert of(kept.taches(NOW), LETTER) == []
    later = NOW + dt.timedelta(days=30)
    assert kept.taches(later) == Ardoise(fund.records).taches(later)


def test_an_empty_fund_waits_for_nothing():
    assert Ardoise(MemoryRecords()).taches(NOW) == []


def test_each_trade_sees_its_own_and_may_see_the_whole(ouvrir):
    mine = words(ouvrir("secretaire").get(PAGE))
    assert "Ce qui attend votre métier" in mine
    assert "Remises à instruire 1" in mine
    assert "Notifications à envoyer" not in mine
    whole = words(ouvrir("secretaire").get(f"{PAGE}?metier=tous"))
    assert "Notifications à envoyer 30" in whole
    assert "Remises à instruire 1" in whole


def test_a_line_says_before_when_it_is_done_how_late_it_is_and_why(ouvrir):
    agent = ouvrir("recouvrement")
    late = words(agent.get(f"{PAGE}?metier=tous&genre=completer"))
    assert "avant le 17 mars 2026 en retard de 3 jours délai que la caisse se donne" in late
    coming = words(agent.get(f"{PAGE}?metier=tous&genre=retenue"))
    assert "à partir du 26 mars 2026 6 jours la retenue peut commencer" in coming
    silence = words(agent.get(f"{PAGE}?metier=tous&genre=contestation"))
    assert "après, le silence vaut rejet" in silence


def test_the_home_page_counts_what_is_late_and_what_is_of_the_week_for_each_role(
    ouvrir, monkeypatch
):
    agent = ouvrir("secretaire")
    agent.get(PAGE)
    own = {"contestation", "remise", "silence", "decision", "seance", "audience", "jugement"}
    mine = [one for one in wiring.waiting() if one.genre in own]
    left = [(one.before - NOW.date()).days for one in mine if one.after is None]
    week = sum(0 <= days <= 7 for days in left)
    told = f"{sum(days < 0 for days in left)} en retard, {week} à faire dans les sept jours"
    assert f"{told}, sur {len(mine)} en attente" in words(agent.get("/"))
    every = len(wiring.waiting())
    assert f"sur {every} en attente" in words(ouvrir("direction").get("/"))
    assert "À faire aujourd’hui" not in words(ouvrir("auditeur").get("/"))
    monkeypatch.setattr(wiring.ardoise(), "is_ready", False)
    assert "La liste est en préparation" in words(agent.get("/"))


def test_a_kind_is_filtered_counted_and_paged(ouvrir):
    agent = ouvrir("gestionnaire")
    first = agent.get(f"{PAGE}?genre=envoyer")
    assert "Page 1 sur 2" in words(first)
    assert "genre=envoyer&amp;page=2" in first.content.decode()
    second = words(agent.get(f"{PAGE}?genre=envoyer&page=2"))
    assert "Page 2 sur 2" in second
    assert "Dossier 129" in second


@pytest.mark.parametrize("asked", ["page=99", "page=x", "page=-1", "genre=&page="])
def test_a_page_that_is_not_there_is_the_nearest(ouvrir, asked):
    assert ouvrir("gestionnaire").get(f"{PAGE}?{asked}").status_code == 200


def test_a_kind_that_does_not_exist_is_not_found(ouvrir):
    assert ouvrir("gestionnaire").get(f"{PAGE}?genre=rien").status_code == 404


@pytest.mark.parametrize(
    ("genre", "where"),
    [
        ("completer", f"/dossiers/{LARGE}/notifications/1/"),
        ("reception", f"/dossiers/{SENT}/notifications/1/"),
        ("retenue", f"/dossiers/{NEAR}/dettes/1/"),
        ("echeancier", f"/dossiers/{PLAN}/echeancier/"),
        ("remise", f"/dossiers/{REMISE}/recours/1/"),
        ("rectification", f"/dossiers/{ASKED}/dettes/"),
        ("courrier", f"/dossiers/{LETTER}/lettres/1/"),
    ],
)
def test_each_line_leads_to_the_page_where_it_is_done(ouvrir, genre, where):
    html = ouvrir("recouvrement").get(f"{PAGE}?metier=tous&genre={genre}").content.decode()
    assert f'href="{where}"' in html


def test_the_list_costs_a_few_questions_and_names_nobody(ouvrir, requetes):
    agent = ouvrir("gestionnaire")
    agent.get(PAGE)
    with requetes() as asked:
        agent.get(PAGE)
    assert len(asked) <= 6 + 3  # what third parties told: facts, transfers, events of the page


def test_while_the_fund_is_read_for_the_first_time_the_page_says_so(ouvrir, monkeypatch):
    agent = ouvrir("gestionnaire")
    wiring.forget()
    monkeypatch.setattr(wiring, "_PATIENCE", 0.01)
    with wiring._LOOK:  # someone reads, and has not done
        assert "en préparation" in words(agent.get(PAGE))
    wiring._first_look().join()
    assert "Notifications à envoyer 30" in words(agent.get(PAGE))


def test_who_opens_no_dossier_has_no_list(ouvrir):
    assert ouvrir("auditeur").get(PAGE).status_code == 403
    assert ouvrir(None).get(PAGE).status_code == 302
    assert "À faire" not in words(ouvrir("auditeur").get("/"))


@pytest.mark.enable_socket
def test_an_agent_goes_from_the_list_to_the_work(navigateur, axe, photo, sans_debord):
    agent = navigateur("recouvrement")
    agent.goto("/")
    agent.get_by_role("navigation").get_by_role("link", name="À faire").click()
    axe(agent)
    sans_debord(agent)
    photo(agent, "a_faire")
    agent.get_by_role("link", name="Échéanciers en retard ou rompus").click()
    agent.get_by_role("link", name=f"Dossier {PLAN} ").click()
    agent.get_by_role("button", name="Constater la rupture").click()
    agent.get_by_text("La rupture est constatée").wait_for()
    agent.goto(f"{PAGE}?genre=echeancier")
    agent.get_by_text("Échéancier 1 rompu").first.wait_for()
    claims = plan.plans_of(wiring.records(), PLAN, NOW)
    assert [one.plan.state for one in claims] == ["rompu"]


@pytest.mark.enable_socket
def test_without_scripts_the_list_is_read_on_a_narrow_screen(navigateur):
    agent = navigateur("secretaire", javascript=False, narrow=True)
    agent.goto(PAGE)
    agent.get_by_role("link", name="Remises à instruire").click()
    agent.get_by_role("link", name=f"Dossier {REMISE} : Recours 1 : reçu").wait_for()
