"""What the ledger owes is paid once, to whom it is due, on its day."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.chaine import Chaine, instant, statements
from tests.foyers import Caisse

from justedroit.core.paiements import landlord_day, payment_day
from justedroit.records.interface import StaleSequence
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare, pay


@pytest.fixture(scope="module")
def opened(law):
    """Return the journals of a fund that has revised January and February 2025, paid nothing."""
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    tenant = fund.foyer().seul().locataire(400).demande("rsa", "aide_logement")
    tenant.says("tiers_payant_bailleur", "true", "2024-01-01", "2025-02-10", source="bailleur")
    chaine = Chaine(law)
    chaine.hear(fund)
    chaine.revise(202501, 202501)
    chaine.revise(202501, 202502)
    return chaine


@pytest.fixture
def chaine(opened):
    """Return a copy of those journals, to be paid."""
    return opened.copy()


def test_a_month_is_paid_to_the_cent(chaine):
    order = chaine.pay(202501)
    paid = chaine.paid()
    assert paid == {key: cents for key, cents in chaine.posted().items() if key[2] == 202501}
    assert sum(order["amount_cents"].to_pylist()) == sum(paid.values())
    assert paid[1, "af", 202501] == 14_852


def test_paying_twice_pays_once(chaine):
    chaine.pay(202501)
    before = chaine.sizes()
    assert chaine.pay(202501).num_rows == 0
    assert chaine.sizes() == before


def test_what_was_not_paid_in_its_month_is_paid_with_the_next(chaine):
    order = chaine.pay(202502)
    assert sorted(set(order["month"].to_pylist())) == [202501, 202502]
    assert chaine.paid() == chaine.posted()


def test_a_month_to_come_is_not_paid_before_its_turn(chaine):
    chaine.pay(202501)
    assert {key[2] for key in chaine.paid()} == {202501}


def test_the_housing_aid_goes_to_the_landlord_and_the_rest_to_the_household(chaine):
    payees = {(r["benefit"], r["payee"]) for r in chaine.pay(202501).to_pylist()}
    assert payees == {("af", "allocataire"), ("rsa", "allocataire"), ("als", "bailleur")}
    assert set(chaine.position(2, "als", 202501)) == {"charge", "paye_tiers"}
    assert set(chaine.position(2, "rsa", 202501)) == {"charge", "paye"}


def test_a_landlord_who_gave_it_up_is_paid_no_more(chaine):
    chaine.pay(202501)
    payees = {r["payee"] for r in chaine.pay(202502).to_pylist() if r["benefit"] == "als"}
    assert payees == {"allocataire"}


def test_each_payee_is_paid_on_its_own_day(chaine):
    chaine.pay(202501)
    rows = [t for t in chaine.records.transfers().to_pylist() if t["motive"] == "paiement"]
    days = {t["credit"].split(":")[1]: t["value_on"] for t in rows}
    assert days == {"paye": payment_day(202501), "paye_tiers": landlord_day(202501)}
    assert days["paye"] == dt.date(2025, 2, 5)


def test_the_ledger_sums_to_zero(chaine):
    chaine.pay(202501)
    chaine.pay(202502)
    assert chaine.sum() == 0


def test_an_unknown_kind_of_order_is_refused_and_nothing_is_written(chaine):
    before = chaine.sizes()
    with pytest.raises(ValueError, match="noel"):
        chaine.pay(202501, "noel")
    assert chaine.sizes() == before


def test_without_anything_owed_nothing_is_written(chaine):
    assert chaine.pay(202412).num_rows == 0
    assert pay(MemoryRecords(), 202501, instant("2025-02-05")).num_rows == 0


def test_a_payment_that_someone_overtakes_is_not_made(chaine):
    fund = Caisse()
    fund.foyer().says("loyer", "410.00", "2025-01-20", source="bailleur")
    read = chaine.records.transfers

    def overtaken(dossiers=None):
        found = read(dossiers)
        declare(chaine.records, statements(fund), instant("2025-02-05"))
        fund.rows.clear()
        return found

    chaine.records.transfers = overtaken
    with pytest.raises(StaleSequence):
        chaine.pay(202501)
    assert not [t for t in read().to_pylist() if t["motive"] == "paiement"]


def test_the_ars_order_pays_the_ars_alone_within_august(law):
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05", "2017-07-07")
    chaine = Chaine(law)
    chaine.hear(fund, "2025-06-01")
    chaine.revise(202508, 202508, on="2025-08-18")
    order = chaine.pay(202508, "ars")
    assert set(order["benefit"].to_pylist()) == {"ars"}
    assert chaine.pay(202508, "ars").num_rows == 0
    rest = chaine.pay(202508)
    assert set(rest["benefit"].to_pylist()) == {"af"}
    assert chaine.paid() == chaine.posted()
