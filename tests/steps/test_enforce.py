"""Forced recovery: each step at its day, refused before it, while something suspends, or twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.endettes import Endettes, acte, at, day, owing, transfer

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import ORGANISME_DEMO, told_content
from justedroit.core.creances import creances, suivis
from justedroit.core.recouvrement import demands_of, orders_of, served_late
from justedroit.steps.appeal import dismiss
from justedroit.steps.claims import Choix, admit_non_valeur
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.consultation.creances import consult_debts
from justedroit.steps.enforce import (
    Signification,
    constrain,
    demand,
    demand_received,
    oppose,
    serve,
)
from justedroit.steps.entrust import close, entrust
from justedroit.steps.judge import Verdict, instances, judge
from justedroit.steps.letter import Atelier
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.overdebt import receivable, settle_debts

ATELIER = Atelier(ORGANISME_DEMO, lambda _contenu: b"%PDF")


@pytest.fixture
def fund():
    """Return a fund with one household, which owes 300 € of AF; notice received on 1 February."""
    return owing("af")


def demanded(fund, when="2026-04-02", *, creances=(1,), received="2026-04-03"):
    made = demand(fund.records, 1, creances, ATELIER, acte(when))
    assert not isinstance(made[0], Refusal), made
    if received:
        told = (day(received), "accuse_reception")
        assert demand_received(fund.records, (1, made[0].numero), told, acte(received))
    return made


def constrained(fund, when="2026-05-05"):
    demanded(fund)
    made = constrain(fund.records, (1, 1), ATELIER, acte(when))
    assert not isinstance(made, list), made
    return made


def served(fund, le="2026-05-11"):
    constrained(fund)
    how = Signification(day(le), "commissaire_de_justice", day(le))
    return serve(fund.records, (1, 1), how, acte(le))


def said(refusals):
    """Return refusals as a text, its spaces being ordinary ones."""
    some = refusals if isinstance(refusals, list) else [refusals]
    return " ".join(" ".join(str(one) for one in some).split())


def told(made):
    """Return what a letter says, its spaces being ordinary ones."""
    return str(told_content(made.courrier.contenu)).replace("\\xa0", " ").replace("\\u202f", " ")


def test_a_mise_en_demeure_waits_for_two_months_without_appeal_from_the_proven_reception(fund):
    # 1 February + 2 months: the household may appeal until 1 April.
    early = demand(fund.records, 1, (1,), ATELIER, acte("2026-04-01"))
    assert "1er avril 2026" in said(early)
    assert "partir du 2 avril" in said(early)
    [made] = demanded(fund)
    assert made.cents == 30_000
    assert made.courrier.modele == "mise_en_demeure"
    text = told(made)
    for words in ("300,00", "novembre 2025", "05/12/2025", "1 mois"):
        assert words in text, words


def test_an_act_of_force_never_says_that_its_cause_is_proposed(fund):
    [made] = demanded(fund)
    order = constrain(fund.records, (1, 1), ATELIER, acte("2026-05-05"))
    for one in (made, order):
        assert "propose" not in told(one)
        [first, *_] = one.courrier.contenu.section("motif").blocs
        assert first.texte.startswith("Vous avez reçu")
    assert "n’ouvre pas un nouveau délai" in told(made)
    assert "notification, le 1er février 2026" in told(made)


def test_an_act_of_force_says_the_origin_that_a_person_has_decided(fund):
    told_origin = {"creance": 1, "origine": "allocataire_omission", "motif": "Vu."}
    fund.happens(1, "creance.origine_decidee", told_origin, "2026-03-01")
    [made] = demanded(fund)
    assert "un changement ne nous avait pas été dit. C’est ce qu’un agent" in told(made)


def test_nothing_is_claimed_by_force_without_a_proven_reception():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 10_000}, received=False)
    made = demand(fund.records, 1, (1,), ATELIER, acte("2026-06-01"))
    assert "réception prouvée" in said(made)


@pytest.mark.parametrize(
    ("reference", "undone"),
    [
        ("creance:1:retenue:202603", False),
        (None, False),
        ("creance:1:paiement:1", True),
    ],
)
def test_a_debt_that_is_being_repaid_or_withheld_is_not_demanded(fund, reference, undone):
    def moved(how, when):
        row = transfer(1, "af", 202511, 1_000, how, when=when, reference=reference)
        fund.write(1, transfers=[row])

    moved(("rembourse", "indu", "remboursement"), "2026-03-05")
    if undone:  # the bank took it back: nothing was repaid
        moved(("indu", "rembourse", "remboursement_defait"), "2026-03-09")
        demanded(fund)
        return
    early = demand(fund.records, 1, (1,), ATELIER, acte("2026-05-05"))
    assert "5 mars 2026" in said(early)
    assert "partir du 6 mai" in said(early)
    demanded(fund, "2026-05-06", received="2026-05-07")


def test_a_pending_appeal_and_its_silence_decide_of_the_mise_en_demeure(fund):
    lodge(
        fund.records,
        Depot(1, "contestation", (1,), "courrier", day("2026-03-01"), "Ce n'est pas dû."),
        acte("2026-03-02"),
    )
    made = demand(fund.records, 1, (1,), ATELIER, acte("2026-04-15"))
    assert "suspendu" in said(made) or "attend sa décision" in said(made)
    assert all(one.mend for one in made)


def test_what_was_repaid_or_is_being_repaid_is_not_claimed_by_force(fund):
    collect(
        fund.records,
        Encaissement(1, "cheque", 30_000, day("2026-03-01"), "chq-1"),
        acte("2026-03-01"),
    )
    assert "plus rien" in said(demand(fund.records, 1, (1,), ATELIER, acte("2026-04-02")))


def test_debts_of_two_courts_are_two_acts_and_two_letters():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 10_000})
    fund.owes(1, "rsa", {202511: 20_000})
    made = demanded(fund, "2026-04-07", creances=(), received=None)
    assert [(one.creances, one.cents) for one in made] == [((1,), 10_000), ((2,), 20_000)]
    assert made[0].courrier.numero != made[1].courrier.numero


def test_delai_06_a_contrainte_is_possible_after_one_month_from_the_reception_and_not_before():
    # cas.yaml delai-06 (CSS R133-3; CE 11/07/2019): received on 31 January, possible after 28 February.
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202409: 10_000}, when="2024-11-01")
    made = demand(fund.records, 1, (1,), ATELIER, acte("2025-01-29"))
    assert not isinstance(made[0], Refusal), made
    until = demand_received(
        fund.records, (1, 1), (day("2025-01-31"), "accuse_reception"), acte("2025-01-31")
    )
    assert until == day("2025-02-28")
    assert "28 février 2025" in said(constrain(fund.records, (1, 1), ATELIER, acte("2025-02-28")))
    assert constrain(fund.records, (1, 1), ATELIER, acte("2025-03-01")).cents == 10_000


def test_a_contrainte_waits_for_the_day_after_the_last_one_that_the_letter_gives_to_pay(fund):
    # 10 May 2026 is a Sunday (Code de procédure civile art. 642).
    [made] = demanded(fund, "2026-04-10", received=None)
    assert "jusqu’au 11 mai 2026" in told(made) or "jusqu'au 11 mai 2026" in told(made)
    proof = (day("2026-04-10"), "accuse_reception")
    until = demand_received(fund.records, (1, 1), proof, acte("2026-04-10"))
    assert until == day("2026-05-11")
    [early] = constrain(fund.records, (1, 1), ATELIER, acte("2026-05-11"))
    assert "jusqu'au 11 mai 2026" in said(early)
    assert "à partir du 12 mai 2026" in said(early)
    assert constrain(fund.records, (1, 1), ATELIER, acte("2026-05-12")).cents == 30_000


def test_a_contrainte_says_what_it_must_on_pain_of_nullity_and_follows_one_demand_only(fund):
    made = constrained(fund)
    text = told(made)
    for words in ("15 jours", "greffe", "motivée", "copie", "Tribunal judiciaire", "300,00"):
        assert words in text, words
    again = constrain(fund.records, (1, 1), ATELIER, acte("2026-05-05"))
    assert "n° 1 la réclame déjà" in said(again)
    assert "a déjà été reçue" in said(demand(fund.records, 1, (1,), ATELIER, acte("2026-05-05")))


@pytest.mark.parametrize("number", [2, 9])
def test_an_act_on_an_unknown_demand_or_contrainte_is_refused(fund, number):
    demanded(fund)
    assert "n'existe pas" in said(constrain(fund.records, (1, number), ATELIER, acte("2026-05-05")))
    how = Signification(day("2026-05-05"), "lrar", day("2026-05-05"))
    assert "n'existe pas" in said(serve(fund.records, (1, number), how, acte("2026-05-05")))


def test_a_contrainte_without_proven_reception_of_the_demand_or_on_a_paid_debt_is_refused(fund):
    demanded(fund, received=None)
    made = constrain(fund.records, (1, 1), ATELIER, acte("2026-06-05"))
    assert "réception n'est pas prouvée" in said(made)


def test_delai_07_an_opposition_is_possible_for_fifteen_days_then_execution():
    # cas.yaml delai-07 (CSS R133-3): served on 1 April 2025, until 16 April, calendar days.
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202409: 10_000}, when="2024-11-01")
    demand(fund.records, 1, (1,), ATELIER, acte("2025-01-29"))
    demand_received(
        fund.records, (1, 1), (day("2025-01-31"), "accuse_reception"), acte("2025-01-31")
    )
    constrain(fund.records, (1, 1), ATELIER, acte("2025-03-01"))
    how = Signification(day("2025-04-01"), "commissaire_de_justice", day("2025-04-01"))
    assert serve(fund.records, (1, 1), how, acte("2025-04-01")) == day("2025-04-16")
    early = entrust(fund.records, (1, 1), day("2025-04-16"), acte("2025-04-16"))
    assert "s'y opposer jusqu'au 16 avril 2025" in said(early)
    assert entrust(fund.records, (1, 1), day("2025-04-17"), acte("2025-04-17")) is None


def test_who_serves_warns_the_fund_within_eight_days():
    assert not served_late(day("2026-05-11"), day("2026-05-19"))
    assert served_late(day("2026-05-11"), day("2026-05-20"))


def test_an_opposition_seizes_the_court_and_suspends_until_it_is_judged(fund):
    served(fund)
    told = (day("2026-05-20"), "La dette n'est pas la mienne.")
    assert oppose(fund.records, (1, 1), told, acte("2026-05-20")) == 1
    [case] = instances(fund.records, 1)
    assert (case.tribunal, case.objet) == ("tribunal_judiciaire_pole_social", "contrainte")
    assert not case.reserves
    refused = entrust(fund.records, (1, 1), day("2026-06-01"), acte("2026-06-01"))
    assert "attend son jugement" in said(refused)
    verdict = Verdict("confirme", day("2026-09-01"), "La contrainte est régulière.")
    assert judge(fund.records, (1, 1), verdict, ORGANISME_DEMO, acte("2026-09-02")) == []
    assert entrust(fund.records, (1, 1), day("2026-09-03"), acte("2026-09-03")) is None


def test_a_contrainte_that_was_opposed_names_its_case_in_court(fund):
    served(fund)
    [before] = [one.instance for one in shown(fund, "2026-05-19") if one.kind == "contrainte"]
    told = (day("2026-05-20"), "La dette n'est pas la mienne.")
    oppose(fund.records, (1, 1), told, acte("2026-05-20"))
    [after] = [one.instance for one in shown(fund, "2026-05-21") if one.kind == "contrainte"]
    assert (before, after) == (None, 1)


def shown(fund, on):
    """Return the forced recovery of the dossier, as its tab of debts shows it on a day."""
    return consult_debts(fund.records, 1, at(on), at(on)).pursuits


def test_a_late_opposition_is_recorded_with_its_reserve(fund):
    served(fund)
    told = (day("2026-06-15"), "La dette n'est pas la mienne.")
    oppose(fund.records, (1, 1), told, acte("2026-06-15"))
    [case] = instances(fund.records, 1)
    assert "hors délai : opposition possible jusqu'au 26 mai 2026" in said(case.reserves[0])


def test_an_annulled_contrainte_leaves_the_debt_and_another_may_be_issued(fund):
    served(fund)
    told = (day("2026-05-20"), "La contrainte ne dit pas le délai.")
    oppose(fund.records, (1, 1), told, acte("2026-05-20"))
    verdict = Verdict("annule", day("2026-09-01"), "Mention omise.")
    judge(fund.records, (1, 1), verdict, ORGANISME_DEMO, acte("2026-09-02"))
    assert fund.open(1) == {1: 30_000}
    refused = entrust(fund.records, (1, 1), day("2026-09-03"), acte("2026-09-03"))
    assert "annulée" in said(refused)
    assert constrain(fund.records, (1, 1), ATELIER, acte("2026-09-03")).numero == 2


def test_execution_recovers_cents_and_is_closed_with_its_result(fund):
    served(fund)
    assert entrust(fund.records, (1, 1), day("2026-05-27"), acte("2026-05-27")) is None
    when = day("2026-07-01")
    wrong = close(fund.records, (1, 1), ("solde", when), acte("2026-07-01"), (12_000, "cj-1"))
    assert "il reste à payer" in said(wrong)
    assert fund.open(1) == {1: 30_000}
    paid = (12_000, "cj-1")
    assert close(fund.records, (1, 1), ("partiel", when), acte("2026-07-01"), paid) == 12_000
    assert fund.open(1) == {1: 18_000}
    again = close(fund.records, (1, 1), ("carence", when), acte("2026-07-02"))
    assert "close depuis" in said(again)
    assert fund.sum() == 0


def test_after_a_carence_the_debt_may_be_admitted_as_irrecoverable(fund):
    served(fund)
    entrust(fund.records, (1, 1), day("2026-05-27"), acte("2026-05-27"))
    assert close(fund.records, (1, 1), ("carence", day("2026-07-01")), acte("2026-07-01")) == 0
    choice = Choix(1, 1, "Procès-verbal de carence.")
    assert admit_non_valeur(fund.records, choice, "", acte("2026-07-02")) == 30_000


def test_over_indebtedness_suspends_every_step_but_not_for_fraud():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 10_000})
    fund.owes(1, "rsa", {202511: 20_000})
    told = {"benefit": "rsa", "qualification": "fraude", "motif": "Faux bulletins."}
    fund.happens(1, "indu.qualifie", told, "2026-02-10")
    assert receivable(fund.records, 1, day("2026-03-15"), acte("2026-03-15")) == (1, [1], [2])
    refused = demand(fund.records, 1, (1,), ATELIER, acte("2026-04-15"))
    assert "surendettement" in said(refused)
    [made] = demand(fund.records, 1, (2,), ATELIER, acte("2026-04-15"))
    assert made.creances == (2,)
    done = settle_debts(fund.records, 1, ("effacement", day("2026-06-01"), 0), acte("2026-06-02"))
    assert done == 10_000
    assert fund.open(1) == {1: 0, 2: 20_000}
    assert fund.position(1, "af", 202511)["efface"] == 10_000
    assert fund.sum() == 0


def test_a_rejected_procedure_lets_recovery_go_on_and_a_plan_becomes_a_plan(fund):
    receivable(fund.records, 1, day("2026-03-15"), acte("2026-03-15"))
    assert "est en cours" in said(
        receivable(fund.records, 1, day("2026-03-16"), acte("2026-03-16"))
    )
    assert settle_debts(fund.records, 1, ("rejet", day("2026-04-01"), 0), acte("2026-04-01")) == 0
    demanded(fund, received=None)
    receivable(fund.records, 1, day("2026-04-10"), acte("2026-04-10"))
    assert "combien de mois" in said(
        settle_debts(fund.records, 1, ("plan", day("2026-05-01"), 0), acte("2026-05-01"))
    )
    settle_debts(fund.records, 1, ("plan", day("2026-05-01"), 7), acte("2026-05-01"))
    [told] = fund.told(1, "echeancier.accepte")
    assert sum(due["cents"] for due in told["mensualites"]) == 30_000
    refused = demand(fund.records, 1, (1,), ATELIER, acte("2026-06-01"))
    assert "échéancier" in said(refused)


def test_the_acts_are_read_back_with_their_debts(fund):
    served(fund)
    claims = creances(fund.records.transfers([1]))[1]
    threads = suivis(claims, fund.records.events([1]))
    assert {n: some for n, (_, some) in demands_of(threads).items()} == {1: (1,)}
    assert orders_of(threads)[1].contrainte.served_by == "commissaire_de_justice"


def test_after_a_rejection_the_mise_en_demeure_does_not_wait_for_the_delay(fund):
    depot = Depot(1, "contestation", (1,), "courrier", day("2026-02-10"), "Ce n'est pas dû.")
    lodge(fund.records, depot, acte("2026-02-10"))
    dismiss(fund.records, (1, 1), ("sans_qualite", "Pas de mandat."), acte("2026-02-20"))
    [made] = demand(fund.records, 1, (1,), ATELIER, acte("2026-02-25"))
    assert made.numero == 1


def test_a_demand_that_was_never_received_may_be_sent_again(fund):
    demanded(fund, received=None)
    [again] = demand(fund.records, 1, (1,), ATELIER, acte("2026-05-02"))
    assert again.numero == 2
    told = (day("2026-05-04"), "accuse_reception")
    assert demand_received(fund.records, (1, 2), told, acte("2026-05-04")) == day("2026-06-04")
    twice = demand_received(fund.records, (1, 2), told, acte("2026-05-05"))
    assert "déjà prouvée" in said(twice)


def test_a_contrainte_on_what_was_paid_since_or_suspended_since_is_refused(fund):
    demanded(fund)
    receivable(fund.records, 1, day("2026-04-20"), acte("2026-04-20"))
    assert "suspendu" in said(constrain(fund.records, (1, 1), ATELIER, acte("2026-05-05")))
    settle_debts(fund.records, 1, ("rejet", day("2026-05-05"), 0), acte("2026-05-05"))
    paid = Encaissement(1, "cheque", 30_000, day("2026-05-06"), "chq-1")
    collect(fund.records, paid, acte("2026-05-06"))
    assert "payée en entier" in said(constrain(fund.records, (1, 1), ATELIER, acte("2026-05-07")))


def test_what_was_repaid_since_the_notice_is_taken_off_the_contrainte(fund):
    demanded(fund)
    paid = Encaissement(1, "cheque", 12_000, day("2026-04-20"), "chq-1")
    collect(fund.records, paid, acte("2026-04-20"))
    made = constrain(fund.records, (1, 1), ATELIER, acte("2026-05-05"))
    assert made.cents == 18_000
    for words in ("180,00", "Déjà remboursé, retenu ou remis : 120,00"):
        assert words in told(made)


FUTURE = dt.date(2030, 1, 1)
NOBODY = Acte("", at("2026-06-01"))
LATER = Acte("agent:7", at("2026-06-01"))
SERVED = Signification(dt.date(2026, 5, 12), "lrar", dt.date(2026, 5, 12))
PROOF = (dt.date(2026, 4, 3), "accuse_reception")
OPPOSED = (dt.date(2026, 5, 13), "Je conteste.")


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda r: demand(r, 9, (), ATELIER, LATER), "n'existe pas"),
        (lambda r: demand(r, 1, (4,), ATELIER, LATER), "la créance 4 n'existe pas"),
        (lambda r: demand(r, 1, (1,), ATELIER, NOBODY), "la personne qui agit"),
        (lambda r: demand_received(r, (9, 1), PROOF, LATER), "n'existe pas"),
        (lambda r: demand_received(r, (1, 7), PROOF, LATER), "la mise en demeure 7"),
        (lambda r: constrain(r, (9, 1), ATELIER, LATER), "n'existe pas"),
        (lambda r: constrain(r, (1, 7), ATELIER, LATER), "la mise en demeure 7"),
        (lambda r: serve(r, (9, 1), SERVED, LATER), "n'existe pas"),
        (lambda r: serve(r, (1, 7), SERVED, LATER), "la contrainte 7"),
        (lambda r: serve(r, (1, 1), replace(SERVED, par="pigeon"), LATER), "inconnu"),
        (lambda r: serve(r, (1, 1), SERVED, LATER), "signifiée le 11 mai"),
        (lambda r: oppose(r, (9, 1), OPPOSED, LATER), "n'existe pas"),
        (lambda r: oppose(r, (1, 7), OPPOSED, LATER), "la contrainte 7"),
        (lambda r: oppose(r, (1, 1), (FUTURE, "Non."), LATER), "n'est pas entre"),
        (lambda r: oppose(r, (1, 1), (OPPOSED[0], ""), LATER), "motivée"),
        (lambda r: entrust(r, (9, 1), FUTURE, LATER), "n'existe pas"),
        (lambda r: entrust(r, (1, 7), FUTURE, LATER), "la contrainte 7"),
        (lambda r: entrust(r, (1, 1), FUTURE, LATER), "n'est pas arrivé"),
        (lambda r: close(r, (9, 1), ("carence", FUTURE), LATER), "n'existe pas"),
        (lambda r: close(r, (1, 7), ("carence", FUTURE), LATER), "la contrainte 7"),
        (lambda r: close(r, (1, 1), ("rien", FUTURE), LATER), "inconnu"),
        (lambda r: close(r, (1, 1), ("carence", FUTURE), LATER), "n'a pas été confiée"),
        (lambda r: receivable(r, 9, OPPOSED[0], LATER), "n'existe pas"),
        (lambda r: receivable(r, 1, FUTURE, LATER), "n'est pas arrivé"),
        (lambda r: settle_debts(r, 9, ("rejet", OPPOSED[0], 0), LATER), "n'existe pas"),
        (lambda r: settle_debts(r, 1, ("rejet", OPPOSED[0], 0), LATER), "aucune procédure"),
    ],
)
def test_an_act_that_cannot_be_is_refused_with_a_way_forward_and_writes_nothing(fund, act, word):
    served(fund)
    before = fund.records.events().num_rows
    refused = act(fund.records)
    refused = refused[0] if isinstance(refused, list) else refused
    assert isinstance(refused, Refusal)
    assert word in said(refused)
    assert refused.mend
    assert fund.records.events().num_rows == before


def test_a_contrainte_is_served_between_its_issue_and_today_and_told_after_it(fund):
    constrained(fund)
    early = replace(SERVED, le=day("2026-05-01"))
    assert "n'est pas entre" in said(serve(fund.records, (1, 1), early, LATER))
    told = replace(SERVED, avis_le=day("2026-05-11"))
    assert "l'avis du 11 mai" in said(serve(fund.records, (1, 1), told, LATER))
    for refused in (
        entrust(fund.records, (1, 1), day("2026-05-20"), LATER),
        oppose(fund.records, (1, 1), OPPOSED, LATER),
    ):
        assert "n'est pas signifiée" in said(refused)


def test_what_is_entrusted_opposed_or_paid_is_not_entrusted_again(fund):
    served(fund)
    assert entrust(fund.records, (1, 1), day("2026-05-27"), LATER) is None
    assert "confiée depuis" in said(entrust(fund.records, (1, 1), day("2026-05-28"), LATER))
    paid = Encaissement(1, "cheque", 30_000, day("2026-05-30"), "chq-1")
    collect(fund.records, paid, LATER)
    done = close(fund.records, (1, 1), ("solde", day("2026-05-31")), LATER)
    assert done == 30_000


def test_a_paid_contrainte_and_one_suspended_are_not_executed(fund):
    served(fund)
    receivable(fund.records, 1, day("2026-05-20"), LATER)
    refused = entrust(fund.records, (1, 1), day("2026-05-28"), LATER)
    assert "surendettement" in said(refused)
    wrong = settle_debts(fund.records, 1, ("gagne", day("2026-05-21"), 0), LATER)
    assert "inconnue" in said(wrong)
    early = settle_debts(fund.records, 1, ("rejet", day("2026-05-01"), 0), LATER)
    assert "avant la recevabilité" in said(early)
    settle_debts(fund.records, 1, ("rejet", day("2026-05-21"), 0), LATER)
    collect(fund.records, Encaissement(1, "cheque", 30_000, day("2026-05-25"), "c-1"), LATER)
    assert "plus rien" in said(entrust(fund.records, (1, 1), day("2026-05-28"), LATER))
    twice = oppose(fund.records, (1, 1), OPPOSED, LATER)
    assert twice == 1
    assert "a été formée" in said(oppose(fund.records, (1, 1), OPPOSED, LATER))


def test_a_household_without_debt_has_nothing_to_suspend_nor_to_demand():
    fund = Endettes()
    fund.lives(1)
    assert "rien n'est dû" in said(receivable(fund.records, 1, day("2026-05-20"), LATER))
    assert "aucune créance" in said(demand(fund.records, 1, (), ATELIER, LATER))


def test_a_mediation_that_runs_keeps_the_demand_waiting(fund):
    told = {"mediation": 1, "origine": "elu", "canal": "courrier", "motif": "delai", "texte": "x"}
    told |= {"le": "2026-03-10", "creances": [1], "recours": None, "reclamation": 1}
    fund.happens(1, "mediation.saisie", told, "2026-03-10")
    refused = demand(fund.records, 1, (1,), ATELIER, acte("2026-04-15"))
    assert "médiation" in said(refused)


def test_an_act_of_force_on_one_creance_of_a_notice_cites_the_facts_of_that_one_only():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 10_000}, received=False)
    fund.owes(1, "rsa", {202511: 20_000}, received=False)
    both = {"1": ["100,00 € de moins : votre salaire."], "2": ["200,00 € de moins : le loyer."]}
    fund.notified(1, "2026-02-01", motifs=both)
    [made] = demanded(fund, creances=(1,))
    assert "votre salaire" in told(made)
    assert "le loyer" not in told(made)
