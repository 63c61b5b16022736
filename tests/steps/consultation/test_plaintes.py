"""What a complaint or a médiation would open, and those of the whole fund that wait."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, acte, at, day, said

from justedroit.core.base import Refusal
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.recours import mediations_of, reclamations_of
from justedroit.steps.complain import Plainte, acknowledge, answer, complain, escalate, requalify
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.phrases_recours import complaint_lines
from justedroit.steps.consultation.plaintes import (
    answer_says,
    closing_says,
    due_if_received,
    may_mediate,
    open_complaints,
    running_mediations,
    to_verify,
    would_requalify,
)
from justedroit.steps.consultation.suites_plaintes import acts_of_complaint, acts_of_mediation
from justedroit.steps.mediate import Demande, conclude, mediate

WHY = "Je ne comprends pas cette somme."


@pytest.fixture
def fund():
    """Return a fund with one household, which owes RSA and AF; notices received on 1 February."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    fund.owes(1, "af", {202511: 4_000})
    return fund


def complained(fund, le="2026-03-02", categorie="indu", creances=(1,), dossier=1):
    told = Plainte(dossier, categorie, "courriel", day(le), WHY, creances)
    number = complain(fund.records, told, acte(le))
    assert isinstance(number, int), number
    return number


def one(fund, number=1):
    return reclamations_of(fund.records.events([1]))[1][number - 1]


def codes(some):
    return [act.geste for act in some]


def mediated(fund, le, creances=(1,)):
    kinds = {"origine": "elu", "canal": "courrier", "motif": "desaccord"}
    asked = Demande(1, texte=WHY, le=day(le), creances=creances, **kinds)
    made = mediate(fund.records, asked, acte(le))
    assert isinstance(made, int), made


def test_the_term_of_a_complaint_is_told_before_it_is_recorded(fund):
    assert due_if_received(fund.records, 1, acte("2026-03-02")) == day("2026-03-12")
    assert isinstance(due_if_received(fund.records, 9, acte("2026-03-02")), Refusal)
    assert one_per_dossier(fund) == {}
    assert "à vérifier" in to_verify("recours/reclamation.delai")


def one_per_dossier(fund):
    return reclamations_of(fund.records.events([1]))


def test_a_complaint_says_what_can_be_done_of_it_each_in_its_time(fund):
    complained(fund)
    first = ["reclamation-repondre", "reclamation-accuser", "reclamation-requalifier"]
    assert codes(acts_of_complaint(one(fund), day("2026-03-12"))) == first
    late = [*first, "reclamation-escalader", "mediation-saisir"]
    assert codes(acts_of_complaint(one(fund), day("2026-03-13"))) == late
    acknowledge(fund.records, (1, 1), day("2026-03-03"), acte("2026-03-03"))
    answer(fund.records, (1, 1), "Voici.", ORGANISME_DEMO, acte("2026-03-05"))
    after = ["reclamation-requalifier", "reclamation-escalader", "mediation-saisir"]
    assert codes(acts_of_complaint(one(fund), day("2026-03-06"))) == after
    escalate(fund.records, (1, 1), ("mediateur", "Sans effet."), acte("2026-03-06"))
    up = ["reclamation-repondre", "reclamation-requalifier", "mediation-saisir"]
    assert codes(acts_of_complaint(one(fund), day("2026-03-06"))) == up
    requalify(fund.records, (1, 1), "Il conteste.", acte("2026-03-07"))
    assert codes(acts_of_complaint(one(fund), day("2026-03-08"))) == []


def test_a_complaint_tells_its_life_in_sentences(fund):
    complained(fund)
    acknowledge(fund.records, (1, 1), day("2026-03-03"), acte("2026-03-03"))
    told = said(" ".join(complaint_lines(one(fund), day("2026-03-20"))))
    assert "Accusé de réception envoyé le 3 mars 2026" in told
    assert "Réponse attendue jusqu'au 12 mars 2026 : dépassé" in told
    answer(fund.records, (1, 1), "Voici.", ORGANISME_DEMO, acte("2026-03-20"))
    told = said(" ".join(complaint_lines(one(fund), day("2026-03-20"))))
    assert "après son délai, qui courait jusqu'au 12 mars 2026 : « Voici. »" in told
    assert "attendue" not in told


def test_what_a_requalification_opens_is_told_at_the_date_of_the_complaint(fund):
    complained(fund, "2026-03-30", creances=(1, 2))
    found = would_requalify(fund.records, (1, 1), acte("2026-04-20"))
    # RSA and AF are decided by different authorities: as many appeals.
    assert [told.recours.regime for told in found] == ["rsa", "pf"]
    assert {told.recours.received_on for told in found} == {day("2026-03-30")}
    assert all(not told.recours.reproof for told in found)
    assert "recours.recu" not in fund.records.events([1])["tag"].to_pylist()


def test_what_no_appeal_can_be_made_of_says_why(fund):
    complained(fund, "2026-04-02")
    assert "jusqu'au 1er avril 2026" in said(
        would_requalify(fund.records, (1, 1), acte("2026-04-03"))
    )
    assert isinstance(would_requalify(fund.records, (1, 7), acte("2026-04-03")), Refusal)


def test_a_requalification_is_written_at_once_all_or_none(fund):
    complained(fund)
    tried = Tried(fund.records)
    assert requalify(tried.records, (1, 1), "Il conteste.", acte("2026-03-04")) == [1]
    [journal] = tried.journals
    tags = journal.events["tag"].to_pylist()
    assert tags == ["recours.recu", "creance.suspendue", "reclamation.requalifiee"]


def test_the_mediateur_needs_a_complaint_and_what_he_stops_is_told_for_each_sum(fund):
    early = may_mediate(fund.records, 1, acte("2026-03-02"))
    assert "aucune réclamation" in said(early)
    complained(fund)
    assert isinstance(may_mediate(fund.records, 1, acte("2026-03-12")), Refusal)
    rsa, af = may_mediate(fund.records, 1, acte("2026-03-13"))
    assert "la réclamation 1 l'a précédée. Son recouvrement serait suspendu." in said(rsa.text)
    assert "Son délai de recours, jusqu'au 1er avril 2026, attendrait la clôture." in said(rsa.text)
    assert "aucune réclamation" in said(af.text)
    assert mediations_of(fund.records.events([1])) == {}
    late, _ = may_mediate(fund.records, 1, acte("2026-04-02"))
    assert "passé depuis le 1er avril 2026" in said(late.text)


def test_a_sum_that_a_mediation_is_about_has_no_second_one_and_its_delay_waits(fund):
    complained(fund, creances=(1, 2))
    mediated(fund, "2026-03-13")
    rsa, af = may_mediate(fund.records, 1, acte("2026-03-14"))
    assert "la médiation 1 est en cours" in said(rsa.text)
    assert "Son recouvrement ne serait pas suspendu" in said(af.text)


def test_where_no_reception_is_proven_no_delay_runs(fund):
    fund.lives(2)
    fund.owes(2, "rsa", {202511: 4_000}, received=False)
    complained(fund, dossier=2)
    [only] = may_mediate(fund.records, 2, acte("2026-03-13"))
    assert "n'est pas prouvée" in only.text


def test_the_letters_say_beforehand_what_they_add(fund):
    complained(fund)
    says = answer_says(fund.records, (1, 1), ORGANISME_DEMO, acte("2026-03-05"))
    assert "saisir le médiateur" in said(says)
    assert isinstance(
        answer_says(fund.records, (1, 4), ORGANISME_DEMO, acte("2026-03-05")), Refusal
    )
    mediated(fund, "2026-03-13")
    says = closing_says(fund.records, (1, 1), ORGANISME_DEMO, acte("2026-03-23"))
    assert "jusqu’au 13 avril 2026" in said(says)
    [running] = mediations_of(fund.records.events([1]))[1]
    assert codes(acts_of_mediation(running)) == ["mediation-clore"]
    conclude(fund.records, (1, 1), ("maintenue", "Juste."), ORGANISME_DEMO, acte("2026-03-23"))
    [closed] = mediations_of(fund.records.events([1]))[1]
    assert codes(acts_of_mediation(closed)) == []
    again = closing_says(fund.records, (1, 1), ORGANISME_DEMO, acte("2026-03-24"))
    assert "close" in said(again)


def test_the_complaints_of_the_fund_that_wait_are_read_by_their_term_the_late_ones_first(fund):
    for dossier in (2, 3):
        fund.lives(dossier)
    complained(fund, "2026-03-05")
    complained(fund, "2026-03-02", "delai", (), dossier=3)
    complained(fund, "2026-03-02", "accueil", (), dossier=2)
    complained(fund, "2026-02-01", "versement", ())
    answer(fund.records, (1, 2), "Voici.", ORGANISME_DEMO, acte("2026-03-05"))
    found = open_complaints(fund.records, at("2026-03-13"))
    assert [told.reclamation.dossier for told in found] == [2, 3, 1]
    assert [told.is_late for told in found] == [True, True, False]
    assert [told.left for told in found] == [-1, -1, 2]
    assert found[0].categorie == "Accueil et relation"


def test_the_mediations_of_the_fund_that_run_are_read_the_oldest_first(fund):
    complained(fund, creances=(1, 2))
    mediated(fund, "2026-03-13", (2,))
    mediated(fund, "2026-03-15", (1,))
    af, rsa = running_mediations(fund.records, at("2026-03-20"))
    assert (af.days, rsa.days) == (7, 5)
    assert (af.waits, said(rsa.waits)) == ("Continue", "Suspendu : créance 1")
    conclude(fund.records, (1, 1), ("maintenue", "Juste."), ORGANISME_DEMO, acte("2026-03-21"))
    [left] = running_mediations(fund.records, at("2026-03-22"))
    assert left.mediation.number == 2
