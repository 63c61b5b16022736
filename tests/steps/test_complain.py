"""Complaints, médiations and the one thread per decision that they share with appeals and courts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.endettes import acte, at, day, owing, said

from justedroit.core.base import Acte, Refusal, parametre
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.creances import creances, suivis, suspended
from justedroit.core.recours import extended, mediations_of
from justedroit.steps.appeal import appeals, dismiss, expire
from justedroit.steps.complain import (
    Plainte,
    acknowledge,
    answer,
    complain,
    complaints,
    escalate,
    requalify,
    thread,
)
from justedroit.steps.grant import inform
from justedroit.steps.judge import Verdict, judge, notify
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.mediate import Demande, conclude, mediate, mediations
from justedroit.steps.seize import Saisie, seize

WHY = "Je ne comprends pas cette somme."


@pytest.fixture
def fund():
    """Return a fund with one household, which owes 300 € of RSA; notice received on 1 February."""
    return owing("rsa")


def complained(fund, le="2026-03-02", categorie="indu", creances=(1,), when=None):
    told = Plainte(1, categorie, "courriel", day(le), WHY, creances)
    return complain(fund.records, told, acte(when or le))


def one(fund, number=1):
    return complaints(fund.records, 1)[number - 1]


def asked(le, creances=(1,), **told):
    rest = {"origine": "defenseur_des_droits", "canal": "teleprocedure", "motif": "indu_incompris"}
    return Demande(1, texte=WHY, le=day(le), creances=creances, **(rest | told))


def test_a_complaint_has_ten_calendar_days_of_which_we_are_not_sure(fund):
    assert complained(fund) == 1
    assert one(fund).due_on == day("2026-03-12")
    assert not one(fund).late(day("2026-03-12"))
    assert one(fund).late(day("2026-03-13"))
    assert parametre("recours/reclamation.delai").statut == "a_verifier"


def test_a_complaint_is_acknowledged_answered_by_a_letter_and_closed(fund):
    complained(fund)
    assert acknowledge(fund.records, (1, 1), day("2026-03-03"), acte("2026-03-03")) is None
    again = acknowledge(fund.records, (1, 1), day("2026-03-04"), acte("2026-03-04"))
    assert "parti le 3 mars" in said(again)
    made = answer(
        fund.records, (1, 1), "Voici le détail du calcul.", ORGANISME_DEMO, acte("2026-03-05")
    )
    assert made.modele == "reponse_reclamation"
    assert one(fund).stage == "repondue"
    assert not one(fund).late(day("2026-06-01"))
    twice = answer(fund.records, (1, 1), "Encore.", ORGANISME_DEMO, acte("2026-03-06"))
    assert "répondue" in said(twice)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"categorie": "meteo"}, "inconnu"),
        ({"canal": "pigeon"}, "inconnu"),
        ({"le": dt.date(2027, 1, 1)}, "n'est pas arrivé"),
        ({"motif": ""}, "vide"),
        ({"creances": (5,)}, "la créance 5 n'existe pas"),
        ({"recours": 5}, "le recours 5 n'existe pas"),
        ({"dossier": 9}, "n'existe pas"),
    ],
)
def test_a_bad_complaint_is_refused_with_a_way_forward(fund, change, word):
    told = {"dossier": 1, "categorie": "indu", "canal": "courriel", "motif": WHY}
    told |= {"le": day("2026-03-02")} | change
    refusal = complain(fund.records, Plainte(**told), acte("2026-03-02"))
    assert isinstance(refusal, Refusal)
    assert word in said(refusal)
    assert refusal.mend


def test_a_complaint_goes_up_once_its_term_has_passed_or_it_was_answered(fund):
    complained(fund)
    up = ("responsable", "Sans réponse.")
    early = escalate(fund.records, (1, 1), up, acte("2026-03-12"))
    assert "jusqu'au 12 mars 2026" in said(early)
    assert escalate(fund.records, (1, 1), up, acte("2026-03-13")) is None
    assert one(fund).echelon == "responsable"
    assert one(fund).is_open


def test_a_complaint_that_contests_in_time_becomes_an_appeal_of_the_same_day(fund):
    # Sent on the last day of the delay, requalified a month later: the day of the complaint counts.
    complained(fund, "2026-04-01", when="2026-04-03")
    assert requalify(fund.records, (1, 1), "Le foyer conteste.", acte("2026-05-02")) == [1]
    [appeal] = appeals(fund.records, 1)
    assert appeal.received_on == day("2026-04-01")
    assert (appeal.canal, appeal.reproof, appeal.creances) == ("reclamation", "", (1,))
    assert one(fund).appeals == (1,)
    [claim] = creances(fund.records.transfers([1]))[1]
    [suivi] = suivis([claim], fund.records.events([1]))
    assert suspended(suivi, day("2026-04-02")).cause == "recours:1"
    again = requalify(fund.records, (1, 1), "Le foyer conteste.", acte("2026-05-03"))
    assert "requalifiée" in said(again)


def test_a_requalification_cut_short_goes_on_without_a_second_appeal(fund):
    complained(fund)
    depot = Depot(1, "contestation", (1,), "reclamation", day("2026-03-02"), WHY)
    assert lodge(fund.records, depot, acte("2026-03-04")) == [1]
    assert requalify(fund.records, (1, 1), "Le foyer conteste.", acte("2026-03-04")) == [1]
    assert len(appeals(fund.records, 1)) == 1


def test_out_of_its_delay_or_without_decision_a_complaint_is_no_appeal(fund):
    complained(fund, "2026-04-02")
    late = requalify(fund.records, (1, 1), "Le foyer conteste.", acte("2026-04-03"))
    assert "jusqu'au 1er avril 2026" in said(late)
    assert "médiateur" in late.mend
    complained(fund, "2026-04-02", "accueil", ())
    vague = requalify(fund.records, (1, 2), "Le foyer conteste.", acte("2026-04-03"))
    assert "ne vise aucune créance" in said(vague)
    assert appeals(fund.records, 1) == []


def test_a_mediation_needs_a_complaint_answered_or_left_without_answer(fund):
    refusal = mediate(fund.records, asked("2026-03-05"), acte("2026-03-05"))
    assert "aucune réclamation" in said(refusal)
    assert "Recevez d'abord une réclamation" in refusal.mend
    complained(fund)
    assert isinstance(mediate(fund.records, asked("2026-03-12"), acte("2026-03-12")), Refusal)
    assert mediate(fund.records, asked("2026-03-13"), acte("2026-03-13")) == 1
    [told] = mediations(fund.records, 1)
    assert (told.reclamation, told.origine) == (1, "defenseur_des_droits")
    twice = mediate(fund.records, asked("2026-03-14"), acte("2026-03-14"))
    assert "est en cours" in said(twice)


@pytest.mark.parametrize(
    "change", [{"origine": "voisin"}, {"canal": "pigeon"}, {"motif": "humeur"}, {"creances": (8,)}]
)
def test_a_mediation_ill_told_is_refused(fund, change):
    complained(fund)
    refusal = mediate(fund.records, asked("2026-03-13", **change), acte("2026-03-13"))
    assert isinstance(refusal, Refusal)
    assert refusal.mend


def test_a_mediation_suspends_the_recovery_of_rsa_and_the_delays_that_still_run_a_verifier(fund):
    complained(fund)
    mediate(fund.records, asked("2026-03-13"), acte("2026-03-13"))
    [claim] = creances(fund.records.transfers([1]))[1]
    [suivi] = suivis([claim], fund.records.events([1]))
    assert suspended(suivi, day("2026-03-14")).cause == "mediation:1"
    [running] = mediations_of(fund.records.events([1]))[1]
    assert extended(day("2026-04-01"), day("2026-02-01"), [running]) is None
    made = conclude(
        fund.records,
        (1, 1),
        ("maintenue", "Le calcul est exact."),
        ORGANISME_DEMO,
        acte("2026-03-23"),
    )
    assert made.modele == "reponse_mediation"
    [next_step] = made.contenu.section("suite").blocs
    assert "jusqu’au 13\u00a0avril 2026" in next_step.texte
    [closed] = mediations_of(fund.records.events([1]))[1]
    # Ten days of médiation: 1 April + 10 days is Saturday 11 April, until Monday 13.
    assert extended(day("2026-04-01"), day("2026-02-01"), [closed]) == day("2026-04-13")
    assert extended(day("2026-03-10"), day("2026-02-01"), [closed]) == day("2026-03-10")
    [suivi] = suivis([claim], fund.records.events([1]))
    assert suspended(suivi, day("2026-03-24")) is None
    for name in ("suspension.mediation", "mediation.delais"):
        assert parametre(f"recours/{name}").statut == "a_verifier"


def test_a_mediation_is_closed_once_with_a_known_result(fund):
    complained(fund)
    mediate(fund.records, asked("2026-03-13"), acte("2026-03-13"))
    told = ("gagnee", "Voilà.")
    wrong = conclude(fund.records, (1, 1), told, ORGANISME_DEMO, acte("2026-03-20"))
    assert "inconnu" in said(wrong)
    conclude(fund.records, (1, 1), ("revisee", "Vu."), ORGANISME_DEMO, acte("2026-03-20"))
    again = conclude(fund.records, (1, 1), ("revisee", "Vu."), ORGANISME_DEMO, acte("2026-03-21"))
    assert "close depuis" in said(again)
    unknown = conclude(fund.records, (1, 4), ("revisee", "Vu."), ORGANISME_DEMO, acte("2026-03-21"))
    assert "n'existe pas" in said(unknown)


def test_one_thread_goes_from_the_complaint_to_the_court_in_order(fund):
    complained(fund, "2026-03-02")
    answer(fund.records, (1, 1), "Le calcul est exact.", ORGANISME_DEMO, acte("2026-03-05"))
    mediate(fund.records, asked("2026-03-09"), acte("2026-03-09"))
    conclude(fund.records, (1, 1), ("maintenue", "Exact."), ORGANISME_DEMO, acte("2026-03-16"))
    depot = Depot(1, "contestation", (1,), "courrier", day("2026-03-20"), WHY)
    lodge(fund.records, depot, acte("2026-03-20"))
    expire(fund.records, day("2026-05-25"), acte("2026-05-25"))
    seize(fund.records, Saisie(1, day("2026-06-01"), WHY, recours=1), acte("2026-06-01"))
    verdict = Verdict("partiel", day("2026-12-01"), "Une part est prescrite.", {1: 4_000})
    judge(fund.records, (1, 1), verdict, ORGANISME_DEMO, acte("2026-12-02"))
    notify(fund.records, (1, 1), day("2026-12-10"), acte("2026-12-10"))
    found = thread(fund.records, 1, (1,), None)
    kinds = list(dict.fromkeys(step.acte.split(":")[0] for step in found if step.acte))
    kinds.remove("creance")  # what the ledger moved: tests/core/recours
    assert kinds == ["notice", "reclamation", "mediation", "recours", "instance"]
    assert [step.le for step in found] == sorted(step.le for step in found)
    judged = next(step for step in found if step.tag == "instance.jugee")
    assert judged.qui == "agent:7"
    for words in ("annulée en partie", "tribunal administratif", "40,00", "prescrite"):
        assert words in said(judged.resultat), words
    # The thread of the appeal tells the same, and that of another debt none of it.
    of_appeal = [step.tag for step in thread(fund.records, 1, (), 1)]
    assert [step.tag for step in found] == of_appeal
    fund.owes(1, "af", {202511: 1_000}, received=False)
    assert [step.quoi for step in thread(fund.records, 1, (2,), None)] == ["Réclamé"]


def test_a_right_contested_has_its_thread_by_its_appeal(fund):
    depot = Depot(1, "contestation", (), "courrier", day("2026-03-01"), WHY, prestation="rsa")
    assert lodge(fund.records, depot, acte("2026-03-01")) == [1]
    told = Plainte(1, "decision", "telephone", day("2026-03-05"), WHY, (), 1)
    complain(fund.records, told, acte("2026-03-05"))
    dismiss(fund.records, (1, 1), ("sans_qualite", "Pas de mandat."), acte("2026-03-06"))
    assert inform(fund.records, (1, 1), day("2026-03-09"), acte("2026-03-09"))  # not executory
    tags = [step.tag for step in thread(fund.records, 1, (), 1)]
    assert tags == ["recours.recu", "reclamation.recue", "recours.irrecevable"]


def test_an_appeal_after_its_delay_is_in_time_where_a_mediation_suspended_it(fund):
    complained(fund)
    mediate(fund.records, asked("2026-03-13"), acte("2026-03-13"))
    told = ("maintenue", "Le calcul est exact.")
    conclude(fund.records, (1, 1), told, ORGANISME_DEMO, acte("2026-03-23"))
    depot = Depot(1, "contestation", (1,), "courrier", day("2026-04-13"), WHY)
    lodge(fund.records, depot, acte("2026-04-13"))
    assert appeals(fund.records, 1)[0].reproof == ""


def test_an_appeal_later_than_a_mediation_allows_says_its_last_day(fund):
    complained(fund)
    mediate(fund.records, asked("2026-03-13"), acte("2026-03-13"))
    told = ("maintenue", "Le calcul est exact.")
    conclude(fund.records, (1, 1), told, ORGANISME_DEMO, acte("2026-03-23"))
    depot = Depot(1, "contestation", (1,), "courrier", day("2026-04-14"), WHY)
    lodge(fund.records, depot, acte("2026-04-14"))
    assert "jusqu'au 13 avril 2026" in said(appeals(fund.records, 1)[0].reproof)


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda r: complaints(r, 9), "n'existe pas"),
        (lambda r: mediations(r, 9), "n'existe pas"),
        (lambda r: thread(r, 9, (), None), "n'existe pas"),
        (lambda r: acknowledge(r, (9, 1), day("2026-03-03"), acte("2026-03-03")), "n'existe pas"),
        (lambda r: acknowledge(r, (1, 4), day("2026-03-03"), acte("2026-03-03")), "réclamation 4"),
        (lambda r: acknowledge(r, (1, 1), day("2026-03-01"), acte("2026-03-03")), "pas entre"),
        (
            lambda r: acknowledge(r, (1, 1), day("2026-03-03"), Acte("", at("2026-03-03"))),
            "qui agit",
        ),
        (lambda r: answer(r, (1, 4), "Oui.", ORGANISME_DEMO, acte("2026-03-03")), "réclamation 4"),
        (lambda r: answer(r, (1, 1), " ", ORGANISME_DEMO, acte("2026-03-03")), "vide"),
        (lambda r: escalate(r, (1, 4), ("mediateur", WHY), acte("2026-04-03")), "réclamation 4"),
        (lambda r: escalate(r, (1, 1), ("ministre", WHY), acte("2026-04-03")), "inconnu"),
        (lambda r: escalate(r, (1, 1), ("mediateur", ""), acte("2026-04-03")), "vide"),
        (lambda r: requalify(r, (1, 4), WHY, acte("2026-03-03")), "réclamation 4"),
        (lambda r: requalify(r, (1, 1), "", acte("2026-03-03")), "vide"),
        (lambda r: mediate(r, asked("2027-03-13"), acte("2026-03-13")), "n'est pas arrivé"),
        (lambda r: mediate(r, replace(asked("2026-03-13"), dossier=9), acte("2026-03-13")), "pas"),
        (
            lambda r: conclude(r, (9, 1), ("revisee", WHY), ORGANISME_DEMO, acte("2026-04-01")),
            "pas",
        ),
        (
            lambda r: conclude(r, (1, 1), ("revisee", ""), ORGANISME_DEMO, acte("2026-04-01")),
            "vide",
        ),
    ],
)
def test_what_cannot_be_done_of_a_complaint_is_refused_with_a_way_forward(fund, act, word):
    complained(fund)
    mediate(fund.records, asked("2026-03-20"), acte("2026-03-20"))
    refused = act(fund.records)
    assert isinstance(refused, Refusal)
    assert word in said(refused)
    assert refused.mend
