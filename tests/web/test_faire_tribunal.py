"""A court is seized, hears, judges, notifies, is appealed: what each does is told before it is done."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from tests.endettes import Endettes, acte, day
from tests.web.caisse import a_fund
from tests.web.faire import done, sent
from tests.web.faire import page as page_of
from tests.web.mots import words

from justedroit.core.base import Refusal
from justedroit.core.recours import instances_of
from justedroit.steps.appeal import acknowledge, admit, complete, expire
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.consultation.suites_instances import acts_of_case
from justedroit.steps.judge import Verdict, hear, judge, notify
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.seize import Saisie, seize
from justedroit.web import wiring
from justedroit.web.agents.faire.catalogue import GESTES

NOW = dt.datetime(2026, 6, 10, 16, tzinfo=dt.UTC)
SILENT, PENDING, PARTLY, JUDGED, NOTIFIED, QUIET, RACE = range(1, 8)
STORY, CARD, OVER, HEARD, WAITS, TOLD = range(8, 14)
WHY = "Le foyer conteste la somme."


def judged_fund():
    """Return households that owe RSA of two months, each at its moment before a court."""
    fund = Endettes()
    for dossier in range(1, 14):
        fund.lives(dossier)
        fund.owes(dossier, "rsa", {202511: 10_000, 202512: 20_000}, when="2026-02-01")
        if dossier in (PENDING, PARTLY, STORY):
            paid = Encaissement(dossier, "cheque", 4_000, day("2026-02-20"), f"chq-{dossier}")
            done(collect(fund.records, paid, acte("2026-02-20")))
        if dossier not in (SILENT, QUIET, WAITS):
            seized = Saisie(dossier, day("2026-03-02"), WHY, creances=(1,))
            done(seize(fund.records, seized, acte("2026-03-02")))
    for dossier in (SILENT, WAITS):
        _contested(fund, dossier)
    expire(fund.records, day("2026-05-05"), acte("2026-05-05"))
    for dossier in (JUDGED, NOTIFIED, OVER, TOLD):
        done(hear(fund.records, (dossier, 1), day("2026-05-04"), acte("2026-04-04")))
        told = Verdict("confirme", day("2026-05-20"), "La somme est due.")
        done(judge(fund.records, (dossier, 1), told, None, acte("2026-05-20")))
        if dossier in (NOTIFIED, OVER):
            done(notify(fund.records, (dossier, 1), day("2026-06-01"), acte("2026-06-01")))
    return fund.records


def _contested(fund, dossier):
    """Contest the sum before the commission, which says nothing."""
    contests = Depot(dossier, "contestation", (1,), "courrier", day("2026-02-10"), WHY)
    key = (dossier, done(lodge(fund.records, contests, acte("2026-02-10")))[0])
    done(acknowledge(fund.records, key, day("2026-02-11"), acte("2026-02-11")))
    done(admit(fund.records, key, "", acte("2026-02-12")))
    done(complete(fund.records, key, day("2026-02-12"), acte("2026-02-12")))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with a_fund(tmp_path_factory.mktemp("tribunal"), judged_fund(), NOW) as site:
        yield site


def page(dossier, code, rang=1):
    return page_of(dossier, f"tribunal-{code}", rang)


def foretold(answer):
    """Return the mark of what was foretold, that the form sends back."""
    return re.search(r'name="prevu" value="(\w+)"', answer.content.decode())[1]


def case(dossier, number=1):
    some = instances_of(wiring.records().events([dossier])).get(dossier, [])
    return next((one for one in some if one.number == number), None)


def confirmed(agent, where, form):
    """Send a form, read what it would do, confirm it; return both pages, in words."""
    first = agent.post(where, form)
    assert first.status_code == 200
    last = agent.post(where, form | {"prevu": foretold(first)}, follow=True)
    return words(first), words(last)


# --- seized -------------------------------------------------------------------------------------


def test_a_seizure_says_the_judge_why_and_what_waits_before_it_is_recorded(ouvrir):
    agent, where = ouvrir("secretaire"), page(SILENT, "saisir")
    shown = words(agent.get(where))
    assert "tribunal administratif, qui juge l’indu : revenu de solidarité active" in shown
    assert "CASF art. L262-46" in shown
    form = sent(SILENT, le="2026-06-09", motif=WHY)
    before = wiring.records().sequences([SILENT])
    foreseen = agent.post(where, form)
    assert "Recouvrement suspendu dès le 9 juin 2026" in words(foreseen)
    assert "Rien n’est encore enregistré" in words(foreseen)
    assert wiring.records().sequences([SILENT]) == before
    told = words(agent.post(where, form | {"prevu": foretold(foreseen)}, follow=True))
    assert "Saisine consignée : 1 instance." in told
    one = case(SILENT)
    assert (one.recours, one.suspends, one.seized_on) == (1, (1,), day("2026-06-09"))
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert case(SILENT, 2) is None


def test_what_the_commission_did_not_give_leads_to_the_judge_in_time(ouvrir):
    link = page(WAITS, "saisir")
    shown = f"/dossiers/{WAITS}/recours/1/"
    assert link in ouvrir("secretaire").get(shown).content.decode()
    assert link not in ouvrir("comptable").get(shown).content.decode()


def test_one_of_no_appeal_is_recorded_with_its_reserve_and_no_two_decisions_at_once(ouvrir):
    agent, where = ouvrir("recouvrement"), page(QUIET, "saisir", 0)
    told = {"le": "2026-06-10", "motif": WHY, "creances": ["1"], "objet": "indu"}
    penalty = {"decision": "PEN-1", "prestation": "rsa"}
    both = agent.post(where, sent(QUIET, **told, **penalty))
    assert both.status_code == 400
    assert "Une décision et une seule" in words(both)
    foreseen = agent.post(where, sent(QUIET, **told))
    assert "sans recours préalable devant" in words(foreseen)
    alone = agent.post(where, sent(QUIET, le="2026-06-10", motif=WHY, **penalty))
    assert "qui juge la pénalité" in words(alone)
    assert case(QUIET) is None


def test_what_is_wrong_is_said_under_its_field(ouvrir):
    agent, where = ouvrir("secretaire"), page(QUIET, "saisir", 0)
    late = sent(QUIET, le="2026-07-01", motif=WHY, creances=["1"], objet="indu")
    answer = agent.post(where, late)
    assert answer.status_code == 400
    assert 'id="id_le_error"' in answer.content.decode()
    assert "1er juillet 2026 n’est pas arrivé" in words(answer)


# --- heard and judged ---------------------------------------------------------------------------


def test_a_judgment_tells_each_sum_and_what_is_given_back_before_it_is_confirmed(ouvrir):
    agent, where = ouvrir("secretaire"), page(PENDING, "juger")
    form = sent(PENDING, sens="annule", le="2026-06-09", motif="Rien n'est prouvé.")
    before, after = confirmed(agent, where, form)
    assert "Créance 1 : 300,00 € annulés ; plus rien n’est dû." in before
    assert "40,00 € déjà recouvrés sont rendus au foyer, et payés le 6 juillet 2026" in before
    assert "40,00 € sont rendus au foyer (créance 1), la lettre est prête" in after
    assert case(PENDING).jugement.annulations == {1: 30_000}
    assert "C’était déjà enregistré" in words(agent.post(where, form, follow=True))
    assert len(case(PENDING).jugements) == 1


def test_what_is_changed_after_it_was_foretold_is_foretold_again(ouvrir):
    agent, where = ouvrir("secretaire"), page(PARTLY, "juger")
    form = sent(PARTLY, sens="partiel", le="2026-06-09", motif="Un mois.", mois=["202511"])
    mark = foretold(agent.post(where, form))
    other = agent.post(where, form | {"mois": ["202512"], "prevu": mark})
    assert "Créance 1 : 200,00 € annulés" in words(other)
    assert case(PARTLY).is_pending
    agent.post(where, form | {"prevu": mark})
    assert case(PARTLY).jugement.mois == (202511,)
    assert case(PARTLY).jugement.annulations == {1: 10_000}


def test_a_part_says_how_much_and_never_more_than_was_claimed(ouvrir):
    agent, where = ouvrir("secretaire"), page(RACE, "juger")
    form = sent(RACE, sens="partiel", le="2026-06-09", motif="Une part.")
    answer = agent.post(where, form)
    assert answer.status_code == 400
    assert "Une annulation partielle dit combien elle annule" in words(answer)
    answer = agent.post(where, form | {"montant_1": "300,01"})
    assert "au plus 300,00 €" in words(answer)
    assert re.search(r'id="id_montant_1_error"[^>]*><p class="refus">', answer.content.decode())


def test_a_dossier_that_changed_meanwhile_is_shown_again_and_nothing_is_judged(ouvrir):
    agent, where = ouvrir("secretaire"), page(RACE, "juger")
    form = sent(RACE, sens="confirme", le="2026-06-09", motif="Elle est due.")
    mark = foretold(agent.post(where, form))
    done(hear(wiring.records(), (RACE, 1), day("2026-06-12"), acte("2026-06-10")))
    answer = agent.post(where, form | {"prevu": mark})
    assert answer.status_code == 409
    assert "Elle est due." in words(answer)
    assert case(RACE).is_pending


def test_a_hearing_may_be_to_come(ouvrir):
    agent, where = ouvrir("recouvrement"), page(HEARD, "audience")
    told = words(agent.post(where, sent(HEARD, le="2026-09-01"), follow=True))
    assert "Audience du 1er septembre 2026 consignée" in told
    assert "Audience le 1er septembre 2026." in told


def test_what_is_not_pending_is_neither_heard_nor_judged(ouvrir):
    for code in ("audience", "juger"):
        answer = ouvrir("secretaire").get(page(OVER, code))
        assert answer.status_code == 200
        assert "Rien n’y est à juger" in words(answer)
        assert "<form method" not in answer.content.decode().split("<h2", 1)[1]


# --- notified, appealed -------------------------------------------------------------------------


def test_a_notification_gives_the_end_of_the_delay_as_a_date(ouvrir):
    agent, where = ouvrir("secretaire"), page(JUDGED, "notifier")
    shown = words(agent.get(where))
    assert "se conteste devant le Conseil d’État jusqu’au 11 août 2026" in shown
    form = sent(JUDGED, le="2026-06-08", preuve="greffe")
    told = words(agent.post(where, form, follow=True))
    assert "devant le Conseil d’État jusqu’au 10 août 2026" in told
    assert "Notifié le 8 juin 2026 (lettre du greffe, avis de réception)." in told
    made = case(JUDGED).jugement
    assert (made.notified_on, made.preuve) == (day("2026-06-08"), "greffe")


def test_a_proof_that_no_court_gives_is_refused(site):
    told = notify(wiring.records(), (TOLD, 1), day("2026-06-08"), acte("2026-06-10"), preuve="oui")
    assert isinstance(told, Refusal)
    assert "la preuve « oui » est inconnue" in told.what
    assert case(TOLD).jugement.notified_on is None


def test_an_appeal_suspends_again_and_says_who_hears_it(ouvrir):
    agent, where = ouvrir("secretaire"), page(NOTIFIED, "appeler")
    form = sent(NOTIFIED, par="foyer", le="2026-06-09", motif="Il demande l'annulation.")
    before, after = confirmed(agent, where, form)
    assert "passe devant le Conseil d’État" in before
    assert "Recouvrement suspendu dès le 9 juin 2026" in before
    assert "Appel ou pourvoi consigné, par le foyer : Conseil d’État" in after
    one = case(NOTIFIED)
    assert (one.tribunal, one.appealed_by, one.is_pending) == ("conseil_etat", "foyer", True)


# --- given back, counted, allowed ---------------------------------------------------------------


def test_what_was_given_back_and_never_told_is_told(ouvrir):
    agent, where = ouvrir("secretaire"), page(QUIET, "rendre", 0)
    assert "Rien n’attend d’être dit" in words(agent.get(where))
    untold = Endettes(records=wiring.records())
    told = {"creances": [1], "cents": 500, "cause": "recours:1", "depuis": "2026-06-01"}
    part = {"creance": 1, "prestation": "rsa", "mois": 202605, "cents": 500}
    told |= {"rendu": [part], "le": "2026-06-02", "entree": "2026-06-02T08:00:00+00:00"}
    untold.happens(QUIET, "retenue.defaite", told, "2026-06-02")
    assert "5,00 € retenus sont de nouveau dus au foyer" in words(agent.get(where))
    tab = f"/dossiers/{QUIET}/recours/"
    assert f'href="{where}"' in agent.get(tab).content.decode()
    assert where not in ouvrir("conseiller").get(tab).content.decode()
    said = words(agent.post(where, sent(QUIET), follow=True))
    assert "lettre préparée" in said
    letters = [one["modele"] for one in untold.told(QUIET, "courrier.prepare")]
    assert letters == ["retenue_defaite"]
    assert where not in agent.get(tab).content.decode()


def test_a_year_is_counted_by_court_and_direction_for_those_who_may(ouvrir):
    shown = words(ouvrir("direction").get("/tribunaux/2026/"))
    assert "Tribunal administratif" in shown
    assert "Favorables" in shown
    assert ouvrir("direction").get("/tribunaux/").headers["Location"] == "/tribunaux/2026/"
    assert "Aucun jugement n’a été consigné en 2024" in words(
        ouvrir("secretaire").get("/tribunaux/2024/")
    )
    assert ouvrir("secretaire").get("/tribunaux/1999/").status_code == 404
    assert ouvrir("comptable").get("/tribunaux/2026/").status_code == 403


def test_who_may_not_do_it_reads_why_and_writes_nothing(ouvrir):
    reader, where = ouvrir("controleur"), page(RACE, "juger")
    shown = words(reader.get(where))
    assert "Votre rôle ne permet pas de le faire" in shown
    form = sent(RACE, sens="confirme", le="2026-06-09", motif="Due.")
    assert reader.post(where, form).status_code == 403
    assert case(RACE).is_pending


def test_each_act_of_a_case_has_its_page_and_its_command(ouvrir):
    some = [
        act for dossier in (CARD, OVER, JUDGED) for act in acts_of_case(case(dossier), NOW.date())
    ]
    assert {act.geste for act in some} <= set(GESTES)
    assert all(act.command.startswith("justedroit tribunal ") for act in some)
    shown = ouvrir("secretaire").get(f"/dossiers/{CARD}/recours/").content.decode()
    assert page(CARD, "juger") in shown


def test_the_card_of_a_case_says_why_this_judge_and_each_sum(ouvrir):
    shown = words(ouvrir("gestionnaire").get(f"/dossiers/{CARD}/recours/"))
    assert "Le tribunal administratif juge l’indu : revenu de solidarité active" in shown
    assert "Suspendu depuis le 2 mars 2026, jusqu’au jugement." in shown
    assert "Créance 1 Revenu de solidarité active 300,00 €" in shown
    assert "Audience à fixer par le greffe" in shown


# --- in a browser -------------------------------------------------------------------------------


def test_a_judgment_is_followed_from_the_card_to_what_is_given_back(
    navigateur, axe, sans_debord, photo
):
    page_ = navigateur("secretaire")
    page_.goto(f"/dossiers/{STORY}/recours/")
    axe(page_)
    page_.get_by_role("link", name="Consigner le jugement").click()
    page_.get_by_label("Sens du jugement").select_option("partiel")
    page_.get_by_label("Novembre 2025").check()
    page_.get_by_label("Motifs, en bref").fill("Un mois n'est pas prouvé.")
    page_.get_by_role("button", name="Voir ce que cela fera").click()
    page_.get_by_text("40,00 € déjà recouvrés sont rendus").wait_for()
    axe(page_)
    sans_debord(page_)
    photo(page_, "tribunal_juger")
    page_.get_by_role("button", name="Consigner le jugement").click()
    page_.get_by_text("Jugement consigné").wait_for()
    page_.get_by_role("link", name="Consigner la notification du jugement").wait_for()
    axe(page_)
    sans_debord(page_)
    photo(page_, "tribunal_carte")
    page_.goto("/tribunaux/2026/")
    axe(page_)
    sans_debord(page_)
