"""What was paid of an indemnité is given back once a person says that there was no fraud."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, at

from justedroit.core.base import Acte
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.core.paiements import payment_order
from justedroit.core.registre import check_transfers
from justedroit.steps.claims import Choix, decide_indemnite
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.restore_paid import tell_given_back


def acte(when):
    return Acte("agent:7", at(when))


@pytest.fixture
def fund():
    """Return a fund in which dossier 1 owes 600 € of fraud, with an indemnité, and repaid 625 €."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 40_000, 202512: 20_000})
    judged(fund, "fraude", "2026-03-01")
    assert decide_indemnite(fund.records, Choix(1, 1, "Établie."), acte("2026-03-02")) == 6_000
    paid = Encaissement(1, "cheque", 62_500, dt.date(2026, 3, 10), "chq-1", (1,))
    collect(fund.records, paid, acte("2026-03-10"))
    return fund


def judged(fund, how, when):
    told = Qualification(1, None, how, "Les faits.", "agent:9")
    assert qualify(fund.records, told, at(when)) is None


def test_what_was_paid_is_given_back_in_the_month_and_what_is_owed_annulled(fund):
    judged(fund, "bonne_foi", "2026-04-15")
    [told] = fund.told(1, "indemnite.annulee")
    assert (told["creance"], told["cents"], told["rendu_cents"]) == (1, 3_500, 2_500)
    transfers = fund.records.transfers([1])
    [back] = [row for row in transfers.to_pylist() if row["motive"] == "restitution"]
    assert (back["debit"], back["credit"]) == ("rsa:produit", "rsa:droit")
    assert (back["amount_cents"], back["month"]) == (2_500, 202604)
    assert check_transfers(transfers) == []
    assert fund.open(1) == {1: 0}
    assert fund.sum() == 0
    [order] = payment_order(transfers, 202604).to_pylist()
    assert (order["benefit"], order["month"], order["amount_cents"]) == ("rsa", 202604, 2_500)


def test_it_is_told_once_with_its_letter(fund):
    judged(fund, "bonne_foi", "2026-04-15")
    [given] = tell_given_back(fund.records, [1], ORGANISME_DEMO, acte("2026-04-15"))
    assert (given.cents, given.by_creance) == (2_500, {1: 2_500})
    [letter] = fund.told(1, "courrier.prepare")
    assert "est plus retenue" in str(letter["contenu"])
    assert tell_given_back(fund.records, [1], ORGANISME_DEMO, acte("2026-04-16")) == []
