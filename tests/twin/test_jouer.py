"""A fund played through the real steps, with the real law."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest
from tests.loi import LoiRetenue

from justedroit.core.base import month_of
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.core.registre import balances
from justedroit.records.memory import MemoryRecords
from justedroit.twin import Plan, play

PLAN = Plan(dossiers=25, graine=7, debut=202507, mois=2)


def played(plan, told=None):
    records = MemoryRecords()
    tell = (lambda *step: told.append(step)) if told is not None else lambda *_: None
    return records, play(records, LoiRetenue(), plan, tell)


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def fund_played(told):
    return played(PLAN, told)


def test_the_same_plan_gives_the_same_journals_to_the_byte(fund_played):
    records, found = fund_played
    again, found_again = played(PLAN)
    assert again.facts().equals(records.facts())
    assert again.transfers().equals(records.transfers())
    assert again.events().equals(records.events())
    assert found_again.to_json() == found.to_json()


def test_a_fund_pays_and_its_ledger_balances(fund_played):
    records, found = fund_played
    assert found.foyers <= PLAN.dossiers
    assert found.verse_cents > 0
    assert found.solde_cents == 0
    assert pc.sum(balances(records.transfers())["balance_cents"]).as_py() == 0


def test_what_is_paid_is_what_the_ledger_says_was_paid(fund_played):
    records, found = fund_played
    transfers = records.transfers()
    paid = transfers.filter(pc.equal(transfers["motive"], "paiement"))
    assert found.verse_cents == pc.sum(paid["amount_cents"]).as_py()


def test_only_the_months_of_the_plan_are_paid(fund_played):
    records, _ = fund_played
    assert set(records.transfers()["month"].to_pylist()) <= {202507, 202508}


def test_the_allocation_de_rentree_is_paid_within_august(fund_played):
    records, _ = fund_played
    transfers = records.transfers()
    ars = transfers.filter(
        pc.and_(
            pc.equal(transfers["debit"], "ars:droit"), pc.equal(transfers["motive"], "paiement")
        )
    )
    assert ars.num_rows > 0
    assert {month_of(day) for day in ars["value_on"].to_pylist()} == {202508}


def test_the_journal_opens_a_year_before_the_first_month_paid(fund_played):
    records, _ = fund_played
    instants = records.facts()["known_at"].to_pylist()
    assert month_of(min(instants)) == 202406
    assert month_of(max(instants)) <= 202508


def test_progress_is_told_to_its_end(fund_played, told):
    assert told[-1] == ("Mois joués", 2, 2)
    assert ("Dossiers ouverts", 25, 25) in told


def test_an_unknown_fund_is_refused_before_anything_is_written():
    records = MemoryRecords()
    with pytest.raises(ValueError, match="vienne"):
        play(records, OpenFiscaLaw(), Plan(2, 7, 202507, 1, "atlantide"))
    assert records.dossiers() == []
