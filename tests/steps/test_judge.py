"""A court is seized of a decision, judges it, and the ledger follows to the cent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from tests.endettes import Endettes, acte, at, day, owing, said, transfer

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.creances import creances, guarded, suivis, suspended
from justedroit.core.recours import bilan_juges, instances_of
from justedroit.steps.appeal import acknowledge, admit, complete, expire
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.consultation.ecarts import differences
from justedroit.steps.consultation.instances import cases_at
from justedroit.steps.consultation.instant import cut
from justedroit.steps.judge import (
    Verdict,
    appeal,
    hear,
    instances,
    judge,
    notify,
)
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.restore_paid import tell_given_back
from justedroit.steps.seize import Saisie, seize

WHY = "La somme était due."


@pytest.fixture
def fund():
    """Return a fund with one household, which owes 300 € of RSA; notice received on 1 February."""
    return owing("rsa")


def rejected(fund, creances=(1,)):
    """Contest, get the receipt, be rejected by silence on 1 May (opinion, then département)."""
    depot = Depot(1, "contestation", creances, "courrier", day("2026-03-01"), WHY)
    lodge(fund.records, depot, acte("2026-03-01"))
    acknowledge(fund.records, (1, 1), day("2026-03-02"), acte("2026-03-02"))
    admit(fund.records, (1, 1), "", acte("2026-03-03"))
    complete(fund.records, (1, 1), day("2026-03-03"), acte("2026-03-03"))
    expire(fund.records, day("2026-05-10"), acte("2026-05-10"))


def seized(fund, le="2026-05-20"):
    rejected(fund)
    assert seize(fund.records, Saisie(1, day(le), WHY, recours=1), acte(le)) == [1]


def pays(fund, cents, le="2026-02-20"):
    collect(fund.records, Encaissement(1, "cheque", cents, day(le), f"chq-{le}"), acte(le))


def verdict(sens, le="2026-09-01", **amounts):
    return Verdict(
        sens, day(le), "Motifs du jugement.", {int(k[1:]): v for k, v in amounts.items()}
    )


def judged(fund, sens, when="2026-09-02", **amounts):
    return judge(fund.records, (1, 1), verdict(sens, **amounts), ORGANISME_DEMO, acte(when))


def waits(fund, on):
    claims = creances(fund.records.transfers([1]))[1]
    return [suspended(one, day(on)) for one in suivis(claims, fund.records.events([1]))]


def test_a_court_is_seized_of_an_appeal_that_silence_rejected_and_recovery_waits(fund):
    seized(fund)
    [case] = instances(fund.records, 1)
    assert case.tribunal == "tribunal_administratif"
    assert (case.recours, case.objet, case.creances) == (1, "indu", (1,))
    assert case.reserves == ()
    assert waits(fund, "2026-06-01")[0].cause == "instance:1"


def test_out_of_time_it_is_recorded_with_its_reserve_and_the_court_decides(fund):
    rejected(fund)
    assert seize(
        fund.records, Saisie(1, day("2026-07-20"), WHY, recours=1), acte("2026-07-20")
    ) == [1]
    [case] = instances(fund.records, 1)
    assert "hors délai" in case.reserves[0]


def test_without_a_prior_appeal_it_is_recorded_with_its_reserve(fund):
    seize(fund.records, Saisie(1, day("2026-03-20"), WHY, creances=(1,)), acte("2026-03-20"))
    [case] = instances(fund.records, 1)
    assert "sans recours préalable" in case.reserves[0]
    assert "conseil départemental" in case.reserves[0]


@pytest.mark.parametrize(
    ("benefit", "court"),
    [
        # cas.yaml juge-01, juge-03, juge-05, certainty haute (CE 11/07/2019; L262-47; CCH VIII).
        ("rsa", "tribunal_administratif"),
        ("apl", "tribunal_administratif"),
        ("af", "tribunal_judiciaire_pole_social"),
        # juge-02, juge-04, juge-06, juge-07, juge-08, certainty moyenne: a_verifier.
        ("ppa", "tribunal_administratif"),
        ("als", "tribunal_administratif"),
        ("aah", "tribunal_judiciaire_pole_social"),
        ("ars", "tribunal_judiciaire_pole_social"),
        ("asf", "tribunal_judiciaire_pole_social"),
    ],
)
def test_the_court_is_that_of_the_benefit_on_the_day_of_the_indu(benefit, court):
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, benefit, {202401: 10_000}, when="2025-03-01")
    asked = Saisie(1, day("2025-04-01"), WHY, creances=(1,))
    assert seize(fund.records, asked, acte("2025-04-01")) == [1]
    assert instances(fund.records, 1)[0].tribunal == court


def test_a_decision_that_concerns_two_courts_is_two_cases():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "af", {202511: 10_000})
    fund.owes(1, "rsa", {202511: 20_000})
    asked = Saisie(1, day("2026-03-20"), WHY, creances=(1, 2))
    assert seize(fund.records, asked, acte("2026-03-20")) == [1, 2]
    assert [(one.tribunal[:10], one.creances) for one in instances(fund.records, 1)] == [
        ("tribunal_j", (1,)),
        ("tribunal_a", (2,)),
    ]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"recours": 4}, "le recours 4 n'existe pas"),
        ({"creances": (7,)}, "la créance 7 n'existe pas"),
        ({}, "n'est pas dite"),
        ({"objet": "penalite"}, "inconnue"),
        ({"objet": "penalite", "decision": "P-2026-1"}, "prestation"),
        ({"creances": (1,), "objet": "contrainte"}, "opposition"),
        ({"creances": (1,), "objet": "handicap"}, "ne se conteste pas"),
        ({"creances": (1,), "le": dt.date(2030, 1, 1)}, "n'est pas arrivé"),
    ],
)
def test_a_case_on_no_known_decision_is_refused_with_a_way_forward(fund, asked, word):
    told = {"dossier": 1, "le": day("2026-03-20"), "motif": WHY} | asked
    refusal = seize(fund.records, Saisie(**told), acte("2026-03-20"))
    assert isinstance(refusal, Refusal)
    assert word in said(refusal)
    assert refusal.mend
    assert instances(fund.records, 1) == []


def test_an_appeal_that_is_still_examined_is_not_judged(fund):
    depot = Depot(1, "contestation", (1,), "courrier", day("2026-03-01"), WHY)
    lodge(fund.records, depot, acte("2026-03-01"))
    refusal = seize(fund.records, Saisie(1, day("2026-03-20"), WHY, recours=1), acte("2026-03-20"))
    assert "n'est pas encore décidé" in said(refusal)
    assert "1er mai 2026" in said(refusal)


def test_a_penalty_goes_to_its_own_judge_without_touching_any_debt(fund):
    asked = Saisie(1, day("2026-03-20"), WHY, decision="P-2026-1", prestation="af")
    assert seize(fund.records, asked, acte("2026-03-20")) == [1]
    assert judged(fund, "annule") == []
    assert fund.open(1) == {1: 30_000}


def test_a_judgment_of_an_unknown_decision_is_refused(fund):
    refusal = judged(fund, "annule")
    assert "l'instance 1 n'existe pas : la décision jugée est inconnue" in said(refusal)
    assert "saisine" in refusal.mend


def test_a_judgment_that_confirms_lets_recovery_go_on(fund):
    seized(fund)
    hear(fund.records, (1, 1), day("2026-07-01"), acte("2026-06-01"))
    assert instances(fund.records, 1)[0].hearing_on == day("2026-07-01")
    assert judged(fund, "confirme") == []
    assert fund.open(1) == {1: 30_000}
    assert waits(fund, "2026-09-02") == [None]
    assert instances(fund.records, 1)[0].jugement.direction == "favorable"


def test_a_judgment_that_annuls_gives_back_what_was_repaid_the_same_day_with_its_letter(fund):
    pays(fund, 12_000)
    seized(fund)
    [given] = judged(fund, "annule")
    assert given.cents == 12_000
    assert given.by_creance == {1: 12_000}
    assert fund.open(1) == {1: 0}
    # 18 000 open are annulled, 12 000 come back as a right to be paid.
    for month, back in ((202511, 10_000), (202512, 2_000)):
        found = fund.position(1, "rsa", month)
        assert abs(found["droit"]) == back
        assert abs(found["annule"]) == (month == 202511) * 10_000 + (month == 202512) * 20_000
    [told] = fund.told(1, "restitution.decidee")
    assert (told["cause"], told["cents"], told["le"]) == ("instance:1", 12_000, "2026-09-02")
    assert list(told["recouvre_par"].values()) == [12_000]
    [letter] = fund.told(1, "courrier.prepare")
    assert letter["modele"] == "restitution"
    text = json.dumps(letter, ensure_ascii=False).replace("\u202f", " ").replace("\xa0", " ")
    for words in ("120,00", "tribunal administratif", "septembre 2026", "remboursés"):
        assert words in text, words
    names = set(fund.records.transfers([1])["reference"].to_pylist())
    assert "creance:1:jugement:I1" in names
    assert fund.sum() == 0
    # Nobody says it twice.
    assert tell_given_back(fund.records, [1], ORGANISME_DEMO, acte("2026-09-03")) == []


def test_a_judgment_that_annuls_a_part_annuls_what_is_open_first(fund):
    pays(fund, 12_000)
    seized(fund)
    assert judged(fund, "partiel", _1=5_000) == []
    assert fund.open(1) == {1: 13_000}


def test_what_a_judgment_gives_back_is_no_longer_told_paid_back(fund):
    pays(fund, 12_000)
    seized(fund)
    [before] = differences(cut(fund.records, 1, at("2026-09-01"), at("2026-09-02")))
    assert "dont 120,00 € rendus, les derniers le 20 février 2026" in said(before.repaid)
    # 180 € are open and annulled; 60.55 € of the 120 € that were repaid go back to the household.
    [given] = judged(fund, "partiel", _1=24_055)
    assert given.cents == 6_055
    [after] = differences(cut(fund.records, 1, at("2026-09-02"), at("2026-09-02")))
    assert (after.moved["indu"], after.repaid_cents) == (30_000, 5_945)
    assert "dont 59,45 € rendus" in said(after.repaid)


def test_what_a_case_changes_adds_up_with_what_went_otherwise(fund):
    pays(fund, 12_000)
    seized(fund)
    judged(fund, "partiel", _1=5_000)
    fund.write(1, transfers=[transfer(1, "rsa", 202512, 1_000, ("remise", "indu", "remise"))])
    [case] = cases_at(cut(fund.records, 1, at("2026-09-02"), at("2026-09-02")))
    [stake] = case.stakes
    assert (stake.claimed, stake.gone, stake.open) == (30_000, 5_000, 12_000)
    assert stake.elsewhere == 13_000
    assert stake.others == (("Remis", 1_000), ("Remboursé", 12_000))


def test_a_debt_of_which_all_was_given_back_is_not_told_paid_back(fund):
    pays(fund, 12_000)
    seized(fund)
    judged(fund, "annule")
    [after] = differences(cut(fund.records, 1, at("2026-09-02"), at("2026-09-02")))
    assert (after.repaid_cents, after.repaid) == (0, "")


def by_months(fund, sens, *months, le="2026-09-01", when="2026-09-02", **amounts):
    told = dataclasses.replace(verdict(sens, le, **amounts), mois=months)
    return judge(fund.records, (1, 1), told, ORGANISME_DEMO, acte(when))


def lines(fund):
    [claim] = creances(fund.records.transfers([1]))[1]
    return {line.month: (line.open, line.annulled, line.recovered) for line in claim.lignes}


def test_a_judgment_that_names_months_annuls_them_and_the_others_stay(fund):
    pays(fund, 12_000)
    seized(fund)
    [given] = by_months(fund, "partiel", 202511)
    assert given.cents == 10_000
    assert lines(fund) == {202511: (0, 10_000, 0), 202512: (18_000, 0, 2_000)}
    [case] = instances(fund.records, 1)
    assert (case.jugement.mois, case.annulled) == ((202511,), {1: 10_000})
    assert fund.sum() == 0


def test_in_appeal_other_months_are_annulled_and_the_first_are_claimed_again(fund):
    seized(fund)
    assert by_months(fund, "partiel", 202511) == []
    notify(fund.records, (1, 1), day("2026-09-10"), acte("2026-09-10"))
    appeal(fund.records, (1, 1), ("caisse", day("2026-09-20"), WHY), acte("2026-09-20"))
    assert by_months(fund, "partiel", 202512, le="2026-12-01", when="2026-12-02") == []
    assert lines(fund) == {202511: (10_000, 0, 0), 202512: (0, 20_000, 0)}
    assert fund.sum() == 0


@pytest.mark.parametrize(
    ("sens", "month", "amounts", "word"),
    [
        ("partiel", 202510, {}, "réclamé pour octobre 2025"),
        ("partiel", 202511, {"_1": 100}, "aucun montant"),
        ("confirme", 202511, {}, "n'annule rien"),
        ("annule", 202511, {}, "l'annule en entier"),
    ],
)
def test_months_that_cannot_be_judged_are_refused(fund, sens, month, amounts, word):
    seized(fund)
    refusal = by_months(fund, sens, month, **amounts)
    assert isinstance(refusal, Refusal)
    assert word in said(refusal)


@pytest.mark.parametrize(
    ("sens", "amounts", "word"),
    [
        ("partiel", {}, "dit combien"),
        ("partiel", {"_1": 30_001}, "au plus"),
        ("partiel", {"_1": 0}, "au plus"),
        ("partiel", {"_2": 100}, "n'est pas de cette instance"),
        ("confirme", {"_1": 100}, "n'annule rien"),
        ("annule", {"_1": 1_000}, "l'annule en entier"),
        ("gagne", {}, "inconnu"),
    ],
)
def test_a_judgment_that_cannot_be_is_refused_and_nothing_is_written(fund, sens, amounts, word):
    seized(fund)
    before = fund.records.events().num_rows
    refusal = judged(fund, sens, **amounts)
    assert isinstance(refusal, Refusal)
    assert word in said(refusal)
    assert fund.records.events().num_rows == before


def test_a_judgment_before_its_seizure_is_refused(fund):
    seized(fund)
    early = Verdict("annule", day("2026-05-01"), "Motifs.")
    refusal = judge(fund.records, (1, 1), early, ORGANISME_DEMO, acte("2026-09-02"))
    assert "n'est pas entre la saisine" in said(refusal)


def test_an_appeal_goes_to_the_judge_above_and_may_give_the_debt_back_to_the_fund(fund):
    pays(fund, 12_000)
    seized(fund)
    judged(fund, "annule")
    assert notify(fund.records, (1, 1), day("2026-09-10"), acte("2026-09-10")) is None
    [case] = instances(fund.records, 1)
    assert case.etat_at(day("2026-09-11")) == "notifiee"
    assert case.etat_at(day("2026-12-01")) == "definitive"
    told = ("caisse", day("2026-10-01"), "Erreur de droit.")
    assert appeal(fund.records, (1, 1), told, acte("2026-10-01")) is None
    assert instances(fund.records, 1)[0].tribunal == "conseil_etat"
    assert waits(fund, "2026-10-02")[0].cause == "instance:1"
    later = verdict("confirme", "2027-02-01")
    assert judge(fund.records, (1, 1), later, ORGANISME_DEMO, acte("2027-02-02")) == []
    # What was repaid was given back: the whole debt lives again.
    assert fund.open(1) == {1: 30_000}
    assert fund.sum() == 0
    refusal = appeal(fund.records, (1, 1), ("foyer", day("2027-03-01"), WHY), acte("2027-03-01"))
    assert "aucun juge n'est au-dessus" in said(refusal)


def test_the_same_decision_is_not_judged_twice_at_once(fund):
    seized(fund)
    asked = Saisie(1, day("2026-06-01"), WHY, recours=1)
    assert "en cours" in said(seize(fund.records, asked, acte("2026-06-01")))
    judged(fund, "confirme")
    asked = Saisie(1, day("2026-09-10"), WHY, recours=1)
    assert "a déjà jugé" in said(seize(fund.records, asked, acte("2026-09-10")))


def test_the_judgments_of_a_year_are_counted_by_court_and_direction(fund):
    seized(fund)
    judged(fund, "partiel", _1=5_000)
    every = [one for some in instances_of(fund.records.events([1])).values() for one in some]
    [counted] = bilan_juges(every, 2026)
    assert (counted.tribunal, counted.jugements, counted.partiels) == (
        "tribunal_administratif",
        1,
        1,
    )
    assert counted.annulled_cents == 5_000
    assert bilan_juges(every, 2025) == []


def test_a_judge_grants_a_remise_that_was_refused():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000})
    asked = Saisie(1, day("2026-03-20"), WHY, creances=(1,), objet="remise")
    seize(fund.records, asked, acte("2026-03-20"))
    assert judged(fund, "partiel", _1=4_000) == []
    assert fund.open(1) == {1: 6_000}
    assert fund.position(1, "rsa", 202511)["remise"] == 4_000


def test_what_was_paid_since_a_judgment_that_remits_is_given_back_and_told():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000})
    asked = Saisie(1, day("2026-03-20"), WHY, creances=(1,), objet="remise")
    seize(fund.records, asked, acte("2026-03-20"))
    # Judged on the 1st, entered on the 10th.
    for place, (cents, le) in enumerate(((1_000, "2026-08-20"), (7_000, "2026-09-05"))):
        paid = Encaissement(1, "cheque", cents, day(le), f"chq-{place}", (1,))
        assert collect(fund.records, paid, acte(le)).repaid == {1: cents}
    assert "90,00" in said(judged(fund, "partiel", "2026-09-10", _1=9_001))
    [back] = judged(fund, "partiel", "2026-09-10", _1=4_000)
    assert (back.cause, back.cents, back.by_creance) == ("instance:1", 2_000, {1: 2_000})
    assert fund.open(1) == {1: 0}
    assert fund.position(1, "rsa", 202511)["remise"] == 2_000
    [told] = fund.told(1, "restitution.decidee")
    assert told["recouvre_par"] == {"creance:1:paiement:2": 2_000}
    # The judge above refuses: what was remitted and what was given back are owed again.
    appeal(fund.records, (1, 1), ("caisse", day("2026-09-15"), WHY), LATER)
    later = verdict("confirme", "2027-02-01")
    judge(fund.records, (1, 1), later, ORGANISME_DEMO, acte("2027-02-02"))
    assert fund.open(1) == {1: 4_000}
    assert fund.sum() == 0


def test_what_a_judgment_moves_is_checked_as_any_recovery_is(fund):
    pays(fund, 12_000)
    seized(fund)
    judged(fund, "annule")
    assert guarded(fund.records.transfers([1])) == [1]


LATER = Acte("agent:7", at("2026-10-01"))


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda r: hear(r, (9, 1), day("2026-06-01"), LATER), "n'existe pas"),
        (lambda r: hear(r, (1, 1), day("2026-05-01"), LATER), "est avant le"),
        (lambda r: hear(r, (1, 1), day("2026-06-01"), Acte("", LATER.at)), "la personne qui agit"),
        (lambda r: notify(r, (1, 1), day("2026-09-10"), LATER), "aucun jugement n'attend"),
        (lambda r: appeal(r, (1, 1), ("foyer", day("2026-09-10"), WHY), LATER), "aucun jugement"),
        (lambda r: instances(r, 9), "n'existe pas"),
        (lambda r: seize(r, Saisie(9, day("2026-09-10"), WHY, 1), LATER), "n'existe pas"),
        (lambda r: seize(r, Saisie(1, day("2026-09-10"), "", 1), LATER), "vide"),
    ],
)
def test_an_act_out_of_order_is_refused_with_a_way_forward(fund, act, word):
    seized(fund)
    refused = act(fund.records)
    assert isinstance(refused, Refusal)
    assert word in said(refused)
    assert refused.mend


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda r: hear(r, (1, 1), day("2026-09-10"), LATER), "rien n'y est à juger"),
        (lambda r: judged(FundOf(r), "annule", "2026-10-01"), "rien n'y est à juger"),
        (lambda r: notify(r, (1, 1), day("2026-08-10"), LATER), "n'est pas entre"),
        (lambda r: appeal(r, (1, 1), ("voisin", day("2026-09-10"), WHY), LATER), "inconnu"),
        (lambda r: appeal(r, (1, 1), ("foyer", day("2026-08-10"), WHY), LATER), "n'est pas entre"),
        (lambda r: appeal(r, (1, 1), ("foyer", day("2026-09-10"), ""), LATER), "vide"),
    ],
)
def test_an_act_after_the_judgment_that_cannot_be_is_refused(fund, act, word):
    seized(fund)
    judged(fund, "confirme")
    assert word in said(act(fund.records))


class FundOf:
    """A fund of which only the journals are known."""

    def __init__(self, records):
        self.records = records


def test_a_late_appeal_is_recorded_with_its_reserve(fund):
    seized(fund)
    judged(fund, "confirme")
    notify(fund.records, (1, 1), day("2026-09-10"), LATER)
    late = Acte("agent:7", at("2027-01-10"))
    assert appeal(fund.records, (1, 1), ("foyer", day("2027-01-05"), WHY), late) is None
    last = instances(fund.records, 1)[0].history[-1]
    assert "hors délai" in last.told["reserves"][0]


def test_a_remise_granted_by_a_judge_and_refused_in_appeal_is_owed_again():
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000})
    asked = Saisie(1, day("2026-03-20"), WHY, creances=(1,), objet="remise")
    seize(fund.records, asked, acte("2026-03-20"))
    judged(fund, "annule")
    assert fund.open(1) == {1: 0}
    appeal(fund.records, (1, 1), ("caisse", day("2026-09-10"), WHY), LATER)
    later = verdict("confirme", "2027-02-01")
    judge(fund.records, (1, 1), later, ORGANISME_DEMO, acte("2027-02-02"))
    assert fund.open(1) == {1: 10_000}
    assert fund.sum() == 0


def test_what_was_judged_is_not_contested_again_and_the_way_left_is_told(fund):
    seized(fund)
    judged(fund, "confirme")
    assert notify(fund.records, (1, 1), day("2026-09-10"), acte("2026-09-10")) is None
    fund.owes(1, "rsa", {202601: 5_000}, when="2026-09-01")
    again = Depot(1, "contestation", (2, 1), "courrier", day("2026-09-11"), WHY)
    refusal = lodge(fund.records, again, acte("2026-09-11"))
    assert "la contestation 1 de la créance 1" in said(refusal.what)
    # Francs: 11 November is a public holiday.
    assert "le Conseil d'État est possible jusqu'au 12 novembre 2026" in said(refusal.mend)


def test_a_judge_is_seized_at_once_of_a_refused_remise_of_rsa_to_ask_was_the_prior_appeal(fund):
    # CE, avis, 23 mai 2011, n° 344970 et 345827.
    depot = Depot(1, "remise", (1,), "courrier", day("2026-03-01"), WHY)
    lodge(fund.records, depot, acte("2026-03-01"))
    expire(fund.records, day("2026-05-10"), acte("2026-05-10"))
    asked = Saisie(1, day("2026-05-20"), WHY, recours=1)
    assert seize(fund.records, asked, acte("2026-05-20")) == [1]
    [case] = instances(fund.records, 1)
    assert (case.reserves, case.tribunal, case.objet) == ((), "tribunal_administratif", "remise")
