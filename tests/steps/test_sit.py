"""The commission meets: who decides what, the vote, the decision, its control, its entry."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.endettes import Endettes, at, transfer

from justedroit.core.base import Acte, Refusal, parametre
from justedroit.core.courriers import ORGANISME_DEMO, texts
from justedroit.core.creances import creances, suivis
from justedroit.core.recours import (
    court_until,
    days_ahead,
    letters_due,
    seances_of,
)
from justedroit.steps import Qualification, qualify, sit
from justedroit.steps.appeal import (
    acknowledge,
    admit,
    appeals,
    complete,
    dismiss,
    expire,
    instruct,
)
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.grant import (
    announce,
    control,
    execute,
    execute_due,
    inform,
    revoke,
)
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.reply import reply
from justedroit.steps.sit import (
    Arret,
    Voix,
    adjourn,
    agenda,
    ballot,
    convene,
    inscribe,
    rule,
    transmit,
)

SESSION = dt.date(2026, 3, 20)
ALL = {"assures": 2, "employeurs": 2, "autres": 1}
GRANT, REJECT = Voix("accord", 5, 0, 0), Voix("rejet", 4, 1, 0)
PART = Voix("accord_partiel", 3, 1, 1, 50)


def acte(when="2026-03-20", author="agent:7"):
    return Acte(author, at(when))


def ready(*benefits, nature="remise", cents=20_000):
    """Return a fund with one household, and an appeal instructed for each benefit it owes."""
    fund = Endettes()
    fund.lives(1)
    for rank, benefit in enumerate(benefits, 1):
        months = {202511: cents // 4, 202512: cents - cents // 4}
        fund.owes(1, benefit, months, when=f"2026-02-0{rank}")
        sent = Depot(1, nature, (rank,), "courrier", dt.date(2026, 3, 1), "Nous ne pouvons pas.")
        assert lodge(fund.records, sent, acte("2026-03-02")) == [rank]
        admit(fund.records, (1, rank), "", acte("2026-03-03"))
        complete(fund.records, (1, rank), dt.date(2026, 3, 1), acte("2026-03-03"))
        instruct(fund.records, (1, rank), ("favorable", "Ressources faibles."), acte("2026-03-10"))
    return fund


def seated(*benefits, nature="remise", cents=20_000):
    """Return the same, on the agenda of a session that is open."""
    fund = ready(*benefits, nature=nature, cents=cents)
    assert convene(fund.records, SESSION, ALL, acte()) is None
    for rank in range(1, len(benefits) + 1):
        assert inscribe(fund.records, SESSION, (1, rank), acte()) is None
    return fund


def one(fund, number=1):
    return appeals(fund.records, 1)[number - 1]


def vote(fund, voix=GRANT, number=1):
    return ballot(fund.records, SESSION, (1, number), voix, acte())


def decide(fund, sens="accord", code="precarite", number=1, **told):
    return rule(fund.records, (1, number), Arret(sens, code, "Trois enfants.", **told), acte())


def decided(voix=GRANT, benefit="af", sens="accord", code="precarite", nature="remise"):
    fund = seated(benefit, nature=nature)
    assert vote(fund, voix) is None
    assert decide(fund, sens, code) is None
    return fund


def sent(**told):
    fund = decided(**told)
    assert adjourn(fund.records, SESSION, acte()) is None
    assert transmit(fund.records, SESSION, acte("2026-03-22")) == [(1, 1)]
    return fund


def suspended(fund, on):
    claims = creances(fund.records.transfers([1]))[1]
    threads = suivis(claims, fund.records.events([1]))
    day = dt.date.fromisoformat(on)
    return {s.number: sorted(x.cause for x in s.suspensions if x.runs(day)) for s in threads}


# ---------------------------------------------------------------- the session


@pytest.mark.parametrize(
    ("membres", "word"),
    [
        ({"assures": 1, "employeurs": 1}, "quorum"),
        ({"assures": 3, "employeurs": 2}, "collège"),
        ({}, "quorum"),
    ],
)
def test_a_session_needs_its_quorum_and_no_more_than_its_members(membres, word):
    fund = ready("af")
    refusal = convene(fund.records, SESSION, membres, acte())
    assert word in refusal.what
    assert "R142-2" in refusal.law
    assert fund.records.events([0]).num_rows == 0


def test_an_appeal_is_inscribed_when_instructed_and_the_session_open():
    fund = ready("af")
    assert "pas ouverte" in inscribe(fund.records, SESSION, (1, 1), acte()).what
    convene(fund.records, SESSION, ALL, acte())
    assert [o.number for o in agenda(fund.records, SESSION).prets] == [1]
    assert inscribe(fund.records, SESSION, (1, 1), acte()) is None
    role = agenda(fund.records, SESSION)
    assert [o.number for o in role.inscrits] == [1]
    assert role.prets == ()


def test_each_member_present_votes_once():
    fund = seated("af")
    refusal = vote(fund, Voix("accord", 5, 1, 0))
    assert "6 voix comptées pour 5" in refusal.what
    assert vote(fund, Voix("ajourne", 5, 0, 0)).what
    assert vote(fund) is None


def test_a_session_is_resumed_with_who_is_there_and_nothing_is_lost():
    fund = seated("af", "cf")
    vote(fund)
    fewer = {"assures": 2, "employeurs": 1, "autres": 0}
    assert convene(fund.records, SESSION, fewer, acte("2026-03-20")) is None
    assert vote(fund, Voix("rejet", 2, 1, 0), 2) is None
    assert [o.stage for o in agenda(fund.records, SESSION).inscrits] == ["vote", "vote"]
    assert seances_of(fund.records.events([0]))[SESSION].present == 3


def test_a_session_closes_once_each_appeal_has_its_decision_or_is_adjourned():
    fund = seated("af", "cf")
    vote(fund)
    decide(fund)
    refusal = adjourn(fund.records, SESSION, acte())
    assert "recours 2" in refusal.what
    vote(fund, number=2)
    assert "recours 2" in adjourn(fund.records, SESSION, acte()).what
    assert decide(fund, "ajourne", "", 2) is None
    assert one(fund, 2).stage == "instruit"
    assert "pas ouverte" in adjourn(fund.records, dt.date(2026, 3, 28), acte()).what
    assert adjourn(fund.records, SESSION, acte()) is None
    assert "close" in inscribe(fund.records, SESSION, (1, 2), acte()).what
    assert "close" in convene(fund.records, SESSION, ALL, acte()).what
    # What was adjourned goes to another session.
    later = dt.date(2026, 4, 20)
    convene(fund.records, later, ALL, acte("2026-04-20"))
    assert inscribe(fund.records, later, (1, 2), acte("2026-04-20")) is None


# ---------------------------------------------------------------- who decides


@pytest.mark.parametrize(
    ("benefit", "cents", "par"),
    [
        ("af", 500_000, "cra"),
        ("aah", 20_000, "cra"),
        ("apl", 20_000, "directeur"),
        ("ppa", 20_000, "directeur"),
        ("rsa", 100_000, "cra"),  # delegated by the convention, up to 1,000 €
        ("rsa", 100_004, "departement"),
    ],
)
def test_who_decides_a_remise_is_told_by_the_benefit_and_the_convention(benefit, cents, par):
    fund = seated(benefit, cents=cents)
    vote(fund)
    other = "cra" if par != "cra" else "directeur"
    refusal = decide(fund, par=other)
    assert "ne décide pas" in refusal.what
    assert par in refusal.mend
    assert decide(fund) is None
    assert one(fund).decision.par == par


def test_the_director_may_depart_from_the_opinion_of_the_commission():
    fund = seated("apl")
    assert decide(fund).what  # not before the commission has given it
    vote(fund, REJECT)
    # Nothing is signed against an opinion by inadvertence.
    refusal = decide(fund, "accord")
    assert "« rejet », voté le 20\u00a0mars 2026 par 4 pour et 1 contre" in refusal.what
    assert "malgré son avis" in refusal.mend
    assert fund.told(1, "recours.decide") == []
    assert decide(fund, "accord", malgre_avis=True) is None
    assert one(fund).decision.amounts == {1: 20_000}
    assert one(fund).decision.is_against
    # Nothing of the director goes through the control of legality.
    assert execute(fund.records, (1, 1), acte("2026-03-21")) is None
    assert fund.open(1) == {1: 0}


def test_a_tie_sends_the_appeal_to_the_council():
    fund = seated("af")
    vote(fund, Voix("accord", 2, 2, 1))
    refusal = decide(fund)
    assert "partagées" in refusal.what
    assert decide(fund, "rejet", "pas_de_precarite", par="ca") is None
    assert one(fund).decision.par == "ca"


def test_a_session_closes_over_a_tie_and_the_decision_of_the_council_is_transmitted_later():
    fund = seated("af")
    vote(fund, Voix("accord", 2, 2, 1))
    assert adjourn(fund.records, SESSION, acte()) is None
    assert transmit(fund.records, SESSION, acte()) == []
    assert decide(fund, par="ca") is None
    assert transmit(fund.records, SESSION, acte("2026-03-30")) == [(1, 1)]


def test_where_the_convention_asks_no_opinion_the_departement_decides_alone(monkeypatch):
    fund = ready("rsa", cents=200_000)
    asked = parametre("recours/rsa.cra_consultee")
    alone = dataclasses.replace(asked, valeurs=((dt.date(2009, 6, 1), False),))
    read = {asked.name: alone}
    monkeypatch.setattr(sit, "parametre", lambda name: read.get(name) or parametre(name))
    assert decide(fund) is None
    assert one(fund).decision.par == "departement"


def test_an_appeal_is_voted_in_the_session_where_it_is_inscribed():
    fund = seated("af")
    convene(fund.records, dt.date(2026, 3, 27), ALL, acte())
    told = ballot(fund.records, dt.date(2026, 3, 27), (1, 1), GRANT, acte("2026-03-27"))
    assert "20\u00a0mars 2026" in told.mend


def test_a_decision_is_of_a_known_sense_and_has_its_reasons():
    fund = seated("af")
    vote(fund, PART)
    assert "inconnu" in decide(fund, "peut-être").what
    told = Arret("accord_partiel", "precarite", " ")
    assert "vide" in rule(fund.records, (1, 1), told, acte()).what
    assert "ne sont pas ceux" in decide(fund, "accord_partiel", asked=30).what
    assert decide(fund, "accord_partiel", asked=50) is None


def test_a_qualification_that_nothing_closed_still_stops_the_vote_and_the_decision():
    fund = seated("af")
    vote(fund)
    told = {"benefit": "af", "qualification": "fraude", "motif": "Faux."}
    fund.happens(1, "indu.qualifie", told, "2026-03-20")
    assert "fermée" in decide(fund).what
    assert "fermée" in vote(fund).what


def test_the_commission_decides_what_it_has_voted():
    fund = seated("af")
    vote(fund, PART)
    assert "a voté" in decide(fund, "accord").what
    assert decide(fund, "accord_partiel") is None
    assert one(fund).decision.amounts == {1: 10_000}


def test_a_proposition_that_is_rejected_is_followed_by_another():
    fund = seated("af")
    vote(fund, Voix("accord", 1, 4, 0))
    assert "repoussée" in decide(fund).what
    vote(fund, REJECT)
    assert decide(fund, "rejet", "pas_de_precarite") is None


def test_a_refusal_needs_its_reason_in_law():
    fund = seated("af")
    vote(fund, REJECT)
    refusal = decide(fund, "rejet", "humeur")
    assert "motif de la liste" in refusal.what
    assert "pas_de_precarite" in refusal.mend
    assert refusal.law.startswith("CRPA")
    assert decide(fund, "rejet", "pas_de_precarite") is None
    assert one(fund).decision.article == "CSS art. L553-2"
    assert one(fund).decision.motif.endswith("Trois enfants.")


def test_good_faith_alone_founds_no_remise_of_a_family_benefit_a_verifier():
    fund = seated("af", "rsa")
    vote(fund)
    vote(fund, number=2)
    assert "precarite" in decide(fund, code="bonne_foi").mend
    assert decide(fund, code="bonne_foi", number=2) is None


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({1: 20_001}, "plus que ce qui en est dû"),
        ({2: 100}, "n'est pas de ce recours"),
        ({}, "aucun montant"),
        ({1: -5}, "aucun montant"),
        (100, "n'est pas une part"),
        (None, "dit combien"),
    ],
)
def test_a_partial_remise_is_never_more_than_what_is_owed(asked, word):
    fund = seated("af")
    refusal = vote(fund, dataclasses.replace(PART, asked=asked))
    assert isinstance(refusal, Refusal)
    assert word in refusal.what
    assert refusal.mend


def test_a_percentage_is_rounded_in_favour_of_the_household():
    fund = seated("af", cents=20_001)
    vote(fund, PART)
    decide(fund, "accord_partiel")
    assert one(fund).decision.amounts == {1: 10_001}


def test_a_decision_is_signed():
    fund = seated("af")
    vote(fund)
    told = Arret("accord", "precarite", "Trois enfants.")
    assert "vide" in rule(fund.records, (1, 1), told, acte(author="")).what


# ---------------------------------------------------------------- control, entry, end


def test_nothing_is_entered_before_the_control_of_legality_has_passed_a_verifier():
    fund = decided()
    assert "contrôle de légalité" in execute(fund.records, (1, 1), acte()).what
    assert "pas close" in transmit(fund.records, SESSION, acte()).what
    adjourn(fund.records, SESSION, acte())
    assert transmit(fund.records, SESSION, acte("2026-03-22")) == [(1, 1)]
    assert transmit(fund.records, SESSION, acte("2026-03-23")) == []
    # Twenty days after 22 March: 11 April, so from 12 April.
    early = execute(fund.records, (1, 1), acte("2026-04-11"))
    assert "12\u00a0avril 2026" in early.what
    assert fund.open(1) == {1: 20_000}
    assert suspended(fund, "2026-04-11") == {1: ["recours:1"]}


def test_an_executory_remise_enters_the_ledger_oldest_month_first_and_ends_the_suspension():
    fund = sent(voix=PART, sens="accord_partiel")
    assert execute_due(fund.records, dt.date(2026, 4, 11), acte("2026-04-11")) == []
    assert execute_due(fund.records, dt.date(2026, 4, 12), acte("2026-04-12")) == [(1, 1)]
    assert execute_due(fund.records, dt.date(2026, 4, 13), acte("2026-04-13")) == []
    rows = [r for r in fund.records.transfers([1]).to_pylist() if r["motive"] == "remise"]
    assert [(r["debit"], r["credit"], r["month"], r["amount_cents"]) for r in rows] == [
        ("af:remise", "af:indu", 202511, 5_000),
        ("af:remise", "af:indu", 202512, 5_000),
    ]
    assert {r["reference"] for r in rows} == {"creance:1:remise:R1"}
    assert fund.open(1) == {1: 10_000}
    assert suspended(fund, "2026-04-12") == {1: []}
    assert one(fund).executed == {1: 10_000}
    assert letters_due(one(fund)) == ("decision_remise",)
    assert "avant" in inform(fund.records, (1, 1), dt.date(2026, 4, 1), acte("2026-04-20")).what
    assert inform(fund.records, (1, 1), dt.date(2026, 4, 15), acte("2026-04-20")) is None
    assert court_until(one(fund)) == dt.date(2026, 6, 15)
    assert fund.sum() == 0


def test_a_rejection_goes_through_the_control_too_and_ends_the_suspension():
    fund = sent(voix=REJECT, sens="rejet", code="pas_de_precarite")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert fund.open(1) == {1: 20_000}
    assert suspended(fund, "2026-04-12") == {1: []}


def test_a_decision_annulled_by_the_control_enters_nothing_and_is_taken_again():
    fund = sent()
    assert control(fund.records, (1, 1), ("perdu", "Non."), acte("2026-04-01")).what
    assert "vide" in control(fund.records, (1, 1), ("annule", ""), acte("2026-04-01")).what
    assert control(fund.records, (1, 1), ("annule", "Sans motif."), acte("2026-04-01")) is None
    assert one(fund).etat == "instruit"
    assert execute_due(fund.records, dt.date(2026, 6, 1), acte("2026-06-01")) == []
    assert fund.open(1) == {1: 20_000}
    assert suspended(fund, "2026-04-02") == {1: ["recours:1"]}
    assert [o.number for o in agenda(fund.records, SESSION).prets] == [1]
    # A new decision is waited for from the annulment.
    assert expire(fund.records, dt.date(2026, 5, 20), acte("2026-05-20")) == []


def test_a_decision_suspended_by_the_control_waits_for_its_own_delay_a_verifier():
    fund = sent()
    control(fund.records, (1, 1), ("suspendu", "À revoir."), acte("2026-04-01"))
    assert "12\u00a0mai 2026" in execute(fund.records, (1, 1), acte("2026-05-11")).what
    assert execute(fund.records, (1, 1), acte("2026-05-12")) is None


def test_a_contestation_upheld_annuls_the_debt_and_gives_back_what_was_recovered():
    fund = seated("af", nature="contestation")
    move = ("rembourse", "indu", "remboursement")
    fund.write(1, transfers=[transfer(1, "af", 202511, 5_000, move)])
    vote(fund)
    assert decide(fund, code="non_fonde") is None
    adjourn(fund.records, SESSION, acte())
    transmit(fund.records, SESSION, acte("2026-03-22"))
    assert execute(fund.records, (1, 1), acte("2026-04-12")) is None
    assert fund.open(1) == {1: 0}
    [claim] = creances(fund.records.transfers([1]))[1]
    assert (claim.total("annulled"), claim.total("restituted")) == (20_000, 5_000)
    assert fund.position(1, "af", 202511)["droit"] == -5_000
    [told] = fund.told(1, "restitution.decidee")
    assert (told["cents"], told["cause"]) == (5_000, "recours:1")
    assert fund.sum() == 0


# ---------------------------------------------------------------- fraud


def says(fund, how, when):
    told = Qualification(1, "af", how, "Faux bulletins de salaire.", "agent:9")
    assert qualify(fund.records, told, at(when)) is None


def test_fraud_closes_a_pending_remise_and_good_faith_opens_it_again():
    fund = seated("af")
    says(fund, "fraude", "2026-03-21")
    assert one(fund).etat == "ferme"
    assert suspended(fund, "2026-03-21") == {1: []}
    assert fund.told(1, "remise.fermee") == [
        {"creances": [1], "le": "2026-03-21", "motif": "Qualification du 21\u00a0mars 2026"}
    ]
    refusal = vote(fund)
    assert "fermée" in refusal.what
    assert "rouvre" in refusal.mend
    # Closed, it is not rejected by silence.
    assert expire(fund.records, dt.date(2026, 7, 1), acte("2026-07-01")) == []
    says(fund, "bonne_foi", "2026-07-02")
    assert one(fund).etat == "inscrit"
    assert suspended(fund, "2026-07-02") == {1: ["recours:1"]}
    assert fund.told(1, "remise.rouverte")[0]["le"] == "2026-07-02"
    assert one(fund).silence().ends_on == dt.date(2026, 9, 2)
    assert vote(fund) is None


def test_the_sheet_of_a_closed_remise_stays_as_it_was_kept():
    fund = seated("af")
    says(fund, "fraude", "2026-03-21")
    paid = Encaissement(1, "cheque", 15_000, dt.date(2026, 3, 22), "chq-1")
    assert not isinstance(collect(fund.records, paid, acte("2026-03-22")), Refusal)
    assert sum(fund.open(1).values()) == 5_000
    assert one(fund).fiche["dette_cents"] == 20_000


def test_a_qualification_said_again_changes_nothing_more():
    fund = seated("af")
    says(fund, "fraude", "2026-03-21")
    says(fund, "fausse_declaration", "2026-03-22")
    assert len(fund.told(1, "remise.fermee")) == 1


def test_a_remise_adopted_and_not_executory_is_never_entered_after_fraud():
    fund = sent()
    says(fund, "fraude", "2026-04-01")
    assert execute_due(fund.records, dt.date(2026, 6, 1), acte("2026-06-01")) == []
    assert "fermée" in execute(fund.records, (1, 1), acte("2026-06-01")).what
    assert fund.open(1) == {1: 20_000}
    assert suspended(fund, "2026-04-02") == {1: []}


def test_fraud_of_one_benefit_leaves_the_remise_of_another():
    fund = seated("af", "cf")
    says(fund, "fraude", "2026-03-21")
    assert [one(fund, n).etat for n in (1, 2)] == ["ferme", "inscrit"]


def test_a_remise_granted_then_found_to_be_of_fraud_is_withdrawn_by_a_person_who_hears_first():
    fund = sent()
    execute(fund.records, (1, 1), acte("2026-04-12"))
    refusal = revoke(fund.records, (1, 1), "Faux.", acte("2026-04-13"))
    assert "acquise" in refusal.mend
    says(fund, "fraude", "2026-04-20")
    # The qualification alone takes nothing back.
    assert fund.open(1) == {1: 0}
    assert "pas été prévenu" in revoke(fund.records, (1, 1), "Faux.", acte("2026-04-21")).what
    assert announce(fund.records, (1, 1), "Faux bulletins.", acte("2026-04-21")) is None
    early = revoke(fund.records, (1, 1), "Faux.", acte("2026-05-06"))
    assert "6\u00a0mai 2026" in early.what
    assert revoke(fund.records, (1, 1), "Faux bulletins.", acte("2026-05-07")) is None
    assert fund.open(1) == {1: 20_000}
    assert one(fund).etat == "retire"
    assert fund.position(1, "af", 202512)["indu"] == 15_000
    assert fund.sum() == 0


def test_nothing_is_withdrawn_of_an_appeal_that_remitted_nothing():
    fund = sent(voix=REJECT, sens="rejet", code="pas_de_precarite")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert "rien remis" in announce(fund.records, (1, 1), "Faux.", acte("2026-04-13")).what


# ---------------------------------------------------------------- letters


def reply_of(fund, number=1, when="2026-04-12"):
    return reply(fund.records, (1, number), ORGANISME_DEMO, acte(when))


def said(letter):
    blocs = [bloc for section in letter.contenu.sections for bloc in section.blocs]
    return " ".join(text for bloc in blocs for text in texts(bloc))


def test_the_receipt_tells_who_decides_and_when_silence_rejects():
    fund = ready("apl")
    [letter] = reply_of(fund, when="2026-03-11")
    assert letter.modele == "accuse_recours"
    assert "1er\u00a0mai 2026" in said(letter)
    assert "directeur de la caisse" in said(letter)
    assert fund.told(1, "courrier.prepare")[0]["modele"] == "accuse_recours"


def test_the_decision_tells_what_is_remitted_and_what_is_left():
    fund = sent(voix=PART, sens="accord_partiel")
    assert "à ce stade" in reply_of(fund)[0].what
    execute(fund.records, (1, 1), acte("2026-04-12"))
    [letter] = reply_of(fund)
    assert letter.modele == "decision_remise"
    text = said(letter)
    assert "100,00" in text
    assert "L553-2" in text


@pytest.mark.parametrize("benefit", ["af", "rsa"])
def test_a_refusal_names_its_article_and_the_judge(benefit):
    fund = sent(voix=REJECT, benefit=benefit, sens="rejet", code="pas_de_precarite")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    [letter] = reply_of(fund)
    text = said(letter)
    assert "tribunal" in text.lower()
    assert "conseil départemental" not in text


def test_a_contestation_upheld_is_told_without_what_was_given_back():
    fund = seated("af", nature="contestation")
    move = ("rembourse", "indu", "remboursement")
    fund.write(1, transfers=[transfer(1, "af", 202511, 5_000, move)])
    vote(fund)
    decide(fund, code="non_fonde")
    adjourn(fund.records, SESSION, acte())
    transmit(fund.records, SESSION, acte("2026-03-22"))
    execute(fund.records, (1, 1), acte("2026-04-12"))
    [letter] = reply_of(fund)
    assert letter.modele == "decision_contestation"
    assert "150,00" in said(letter)


@pytest.mark.parametrize(
    ("nature", "modele"),
    [("contestation", "decision_contestation"), ("remise", "decision_remise")],
)
def test_what_is_not_admissible_is_told_with_its_article(nature, modele):
    fund = Endettes()
    fund.owes(1, "af", {202512: 20_000})
    lodge(fund.records, Depot(1, nature, (1,), "courriel", dt.date(2026, 3, 1), "x"), acte())
    assert dismiss(fund.records, (1, 1), ("sans_qualite", "Un voisin."), acte()) is None
    [letter] = reply_of(fund)
    assert letter.modele == modele
    assert "R142-1" in said(letter)


def test_the_receipt_of_an_appeal_on_a_right_names_the_right():
    fund = Endettes()
    fund.lives(1)
    sent = Depot(1, "contestation", (), "courriel", dt.date(2026, 3, 1), "x", prestation="aah")
    assert lodge(fund.records, sent, acte()) == [1]
    [letter] = reply_of(fund)
    assert "adultes handicapés" in said(letter)


def test_a_letter_that_cannot_be_made_is_refused_and_not_prepared():
    fund = ready("af")
    nobody = dataclasses.replace(ORGANISME_DEMO, nom="")
    found = reply(fund.records, (1, 1), nobody, acte())
    assert all(isinstance(refusal, Refusal) for refusal in found)
    assert fund.told(1, "courrier.prepare") == []
    assert "n'existe pas" in reply(fund.records, (1, 9), nobody, acte())[0].what


def test_a_contestation_upheld_of_which_nothing_was_recovered_gives_nothing_back():
    fund = sent(nature="contestation", code="non_fonde")
    execute(fund.records, (1, 1), acte("2026-04-12"))
    assert fund.open(1) == {1: 0}
    assert fund.told(1, "restitution.decidee") == []


def test_a_decision_is_executory_from_its_legal_day_whatever_the_day_of_the_run():
    fund = sent()
    assert execute_due(fund.records, dt.date(2026, 5, 2), acte("2026-05-02")) == [(1, 1)]
    assert fund.told(1, "recours.executoire")[0]["le"] == "2026-04-12"
    assert fund.open(1) == {1: 0}


def test_an_executory_day_is_told_before_it_comes():
    fund = sent()
    assert any("12\u00a0avril 2026" in text for text in days_ahead(one(fund), SESSION))


def test_the_director_decides_after_the_session_is_closed():
    fund = seated("apl")
    vote(fund)
    assert adjourn(fund.records, SESSION, acte()) is None
    assert decide(fund) is None
    assert transmit(fund.records, SESSION, acte()) == []


# ---------------------------------------------------------------- nothing is left to give up


def paid(fund, cents=20_000, benefit="af"):
    """Repay a debt of two months, the last month first."""
    move = ("rembourse", "indu", "remboursement")
    for month, most in ((202512, 15_000), (202511, 5_000)):
        part = min(cents, most)
        cents -= part
        if part:
            fund.write(1, transfers=[transfer(1, benefit, month, part, move)])


@pytest.mark.parametrize("voix", [GRANT, PART, Voix("accord_partiel", 5, 0, 0, {1: 100})])
def test_what_is_wholly_paid_cannot_be_granted_and_the_way_forward_is_told(voix):
    fund = seated("af")
    paid(fund)
    refusal = vote(fund, voix)
    assert "ne reste rien à remettre" in refusal.what
    assert "sans_objet" in refusal.mend
    assert "dette_eteinte" in refusal.mend


@pytest.mark.parametrize(("voix", "sens"), [(GRANT, "accord"), (PART, "accord_partiel")])
def test_a_debt_paid_after_the_vote_is_not_signed_as_a_remise(voix, sens):
    fund = seated("af")
    vote(fund, voix)
    paid(fund)
    assert "ne reste rien à remettre" in decide(fund, sens).what
    assert fund.told(1, "recours.decide") == []
    assert decide(fund, "sans_objet", "dette_eteinte") is None
    assert adjourn(fund.records, SESSION, acte()) is None
    assert transmit(fund.records, SESSION, acte("2026-03-22")) == [(1, 1)]
    assert execute(fund.records, (1, 1), acte("2026-04-12")) is None
    [letter] = reply_of(fund)
    assert "n’a plus d’objet" in said(letter)
    assert "0,00\u00a0€ sont effacés" not in said(letter)


def test_a_debt_paid_before_the_session_is_decided_without_a_vote():
    fund = seated("af")
    paid(fund)
    assert decide(fund, "sans_objet", "dette_eteinte") is None
    assert one(fund).decision.amounts == {}
    assert not one(fund).decision.grants


def test_what_is_still_owed_is_not_without_object():
    fund = seated("af")
    paid(fund, 19_999)
    assert "reste quelque chose" in decide(fund, "sans_objet", "dette_eteinte").what
    assert "sans vote" in vote(fund, Voix("sans_objet", 5, 0, 0)).mend


def test_a_rejection_may_still_be_voted_of_a_debt_that_is_paid():
    fund = seated("af")
    paid(fund)
    assert vote(fund, REJECT) is None
    assert decide(fund, "rejet", "dette_eteinte") is None


def test_the_sheet_shows_what_is_owed_now_and_not_what_was_asked():
    fund = seated("af")
    assert one(fund).fiche["dette_cents"] == 20_000
    paid(fund, 12_000)
    [shown] = agenda(fund.records, SESSION).inscrits
    for found in (shown, one(fund)):
        assert found.fiche["dette_cents"] == 8_000
        assert [dette["open_cents"] for dette in found.fiche["dettes"]] == [8_000]


def test_a_remise_paid_between_the_decision_and_its_execution_announces_no_zero():
    fund = sent()
    paid(fund)
    execute(fund.records, (1, 1), acte("2026-04-12"))
    [letter] = reply_of(fund)
    assert "plus rien à rembourser" in said(letter)
    assert "sont effacés" not in said(letter)


def test_a_reason_said_twice_is_kept_once():
    fund = seated("af")
    vote(fund)
    libelle = "La situation du foyer est précaire."
    assert rule(fund.records, (1, 1), Arret("accord", "precarite", libelle), acte()) is None
    assert one(fund).decision.motif == libelle


@pytest.mark.parametrize("benefit", ["rsa", "ppa", "af", "apl"])
def test_the_receipt_of_a_remise_sends_to_the_judge_since_to_ask_is_the_prior_appeal(benefit):
    fund = ready(benefit)
    [letter] = reply_of(fund, when="2026-03-11")
    text = said(letter)
    assert "Vous pouvez alors saisir le juge" in text
    assert "écrivez d’abord" not in text


def test_the_receipt_makes_no_delay_run_from_itself():
    fund = ready("apl")
    [letter] = reply_of(fund, when="2026-03-11")
    text = said(letter)
    assert "réception de cette lettre" not in text
    assert "après la réception de la décision" in text
    assert "sans réponse, jusqu’au 2\u00a0juillet 2026 (délai franc)" in text


@pytest.mark.parametrize(
    ("benefit", "nature", "cited", "foreign"),
    [
        ("alf", "contestation", "CCH art. L825-1", "CASF"),
        ("alf", "remise", "CCH art. R825-2", "CASF"),
        ("rsa", "contestation", "CASF art. L262-46", "CCH"),
        ("af", "contestation", "CSS art. L142-1", "CASF"),
    ],
)
def test_a_letter_cites_the_texts_of_its_own_benefit(benefit, nature, cited, foreign):
    fund = Endettes()
    fund.owes(1, benefit, {202512: 20_000})
    lodge(fund.records, Depot(1, nature, (1,), "courriel", dt.date(2026, 3, 1), "x"), acte())
    [receipt] = reply_of(fund, when="2026-03-11")
    assert dismiss(fund.records, (1, 1), ("sans_qualite", "Un voisin."), acte()) is None
    letters = [receipt, *reply_of(fund)]
    assert {one.modele for one in letters} >= {"accuse_recours", f"decision_{nature}"}
    for one in letters:
        assert cited in one.contenu.droit.replace("\u00a0", " ")
        assert foreign not in one.contenu.droit


def test_a_contestation_upheld_in_part_does_not_say_that_nothing_is_due():
    fund = seated("alf", nature="contestation")
    assert vote(fund, PART) is None
    assert "non_fonde_en_partie" in decide(fund, "accord_partiel", "non_fonde").mend
    assert decide(fund, "accord_partiel", "non_fonde_en_partie") is None
    [decision] = fund.told(1, "recours.decide")
    assert decision["motif"] == "Une partie de la somme n'est pas due. Trois enfants."


def test_a_decision_without_receipt_says_that_no_delay_is_opposable_until_it_is_notified():
    fund = sent(code="precarite")
    lacks = "Aucun accusé de réception n'a été envoyé"
    told = days_ahead(one(fund), dt.date(2026, 3, 23))
    assert [line for line in told if line.startswith(lacks)]
    late = acknowledge(fund.records, (1, 1), dt.date(2026, 3, 21), acte("2026-03-23"))
    assert "20\u00a0mars 2026" in late.what
    assert acknowledge(fund.records, (1, 1), dt.date(2026, 3, 3), acte("2026-03-23")) is None
    told = days_ahead(one(fund), dt.date(2026, 3, 23))
    assert not [line for line in told if line.startswith(lacks)]
