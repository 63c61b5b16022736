"""What is proposed next of a créance: an act that is open again is proposed again."""

from __future__ import annotations

from tests.endettes import Endettes, acte, at, day

from justedroit.core.creances import Etat
from justedroit.steps.bounce import unpaid_back
from justedroit.steps.claims import Choix, claims, decide_indemnite
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.consultation.suites import next_acts
from justedroit.steps.qualify import Qualification, qualify

FINE = "ajouter l'indemnité de gestion"


def proposed(fund, on):
    [one] = claims(fund.records, 1, day(on))
    return [act.what for act in next_acts(one, day(on))]


def word(fund, how, when):
    told = Qualification(1, "rsa", how, "Bulletins vérifiés.", "agent:7")
    assert qualify(fund.records, told, at(when)) is None


def test_the_indemnite_is_proposed_again_once_it_was_annulled_and_fraud_is_qualified_anew():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    word(fund, "fraude", "2026-03-01")
    assert FINE in proposed(fund, "2026-03-01")
    assert decide_indemnite(fund.records, Choix(1, 1, "Fraude."), acte("2026-03-02")) == 3_000
    assert FINE not in proposed(fund, "2026-03-02")
    word(fund, "bonne_foi", "2026-03-03")
    assert FINE not in proposed(fund, "2026-03-03")
    word(fund, "fraude", "2026-03-04")
    assert FINE in proposed(fund, "2026-03-04")
    assert decide_indemnite(fund.records, Choix(1, 1, "Fraude."), acte("2026-03-05")) == 3_000


def test_a_payment_that_bounced_is_said_to_have_repaid_nothing():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000})
    money = Encaissement(1, "cheque", 4_000, day("2026-03-01"), "chq-1")
    collect(fund.records, money, acte("2026-03-01"))
    [one] = claims(fund.records, 1, day("2026-03-02"))
    assert one.lecture.etat is Etat.PAIEMENT_DIRECT
    unpaid_back(fund.records, 1, "chq-1", "Sans provision.", acte("2026-03-10"))
    [one] = claims(fund.records, 1, day("2026-03-10"))
    assert one.lecture.etat is Etat.EXIGIBLE


def test_a_remise_is_proposed_no_longer_while_a_qualification_closes_it():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000})
    both, alone = "demander une remise, ou contester", "contester"
    assert both in proposed(fund, "2026-03-01")
    word(fund, "fraude", "2026-03-02")
    assert {both, alone} & set(proposed(fund, "2026-03-02")) == {alone}
    word(fund, "bonne_foi", "2026-03-03")
    assert both in proposed(fund, "2026-03-03")
