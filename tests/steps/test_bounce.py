"""A payment that the bank sends back: nothing of it stays, and nothing is lost in silence."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from tests.endettes import Endettes, at, transfer
from tests.guichet import ANNE, BRUNO, Fonds

from justedroit.core.base import Refusal
from justedroit.core.creances import creances
from justedroit.core.paiements import refunds_due, waiting_balances
from justedroit.core.recours import judged
from justedroit.core.registre import FUND, check_transfers
from justedroit.records.interface import Journal, StaleSequence
from justedroit.steps.act import Acte
from justedroit.steps.bounce import unpaid_back
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.place import place
from justedroit.steps.settle import give_back, undo

NOW = at("2026-06-15")
AGENT = Acte("agent:7", NOW)
WHY = "Chèque sans provision."


@pytest.fixture
def fund():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
    return fund


def cheque(cents, reference="chq-1", dossier=1):
    return Encaissement(dossier, "cheque", cents, dt.date(2026, 6, 15), reference)


def annulled(fund, when="2026-07-01"):
    [claim] = creances(fund.records.transfers([1]))[1]
    moved = judged(claim, 30_000, 1, at(when))
    fund.records.append(Journal(transfers=moved), fund.records.sequences([1]))


def pays(fund, month, cents, when):
    move = ("droit", "paye", "paiement")
    fund.write(1, transfers=[transfer(1, "rsa", month, cents, move, when=when)])


def rejected(fund, reference="chq-1", dossier=1, when="2026-07-10"):
    return unpaid_back(fund.records, dossier, reference, WHY, Acte("agent:7", at(when)))


def test_what_a_judgment_gave_back_and_is_not_paid_is_taken_back_and_the_debt_stays_annulled(fund):
    collect(fund.records, cheque(12_000), AGENT)
    annulled(fund)
    assert fund.position(1, "rsa", 202511)["droit"] == -10_000
    done = rejected(fund)
    assert (done.cents, done.lost) == (12_000, {})
    assert done.taken_back == {"creance:1:jugement:I1": 12_000}
    assert done.warning() is None
    for month in (202511, 202512):
        found = fund.position(1, "rsa", month)
        assert not {"droit", "rembourse", "indu"} & set(found)
    [claim] = creances(fund.records.transfers([1]))[1]
    assert [claim.total(n) for n in ("open", "repaid", "restituted", "annulled")] == [
        0,
        0,
        0,
        30_000,
    ]
    [told] = fund.told(1, "paiement.rejete")
    assert told["repris"] == {"creance:1:jugement:I1": 12_000}
    assert check_transfers(fund.records.transfers([1])) == []
    assert fund.sum() == 0


def test_another_payment_given_back_by_the_same_judgment_stays_given_back(fund):
    collect(fund.records, cheque(10_000), AGENT)
    collect(fund.records, cheque(20_000, "chq-2"), AGENT)
    annulled(fund)
    assert rejected(fund).cents == 10_000
    assert "droit" not in fund.position(1, "rsa", 202511)
    assert fund.position(1, "rsa", 202512)["droit"] == -20_000


def test_what_was_already_paid_is_told_with_a_way_forward_and_kept_in_the_dossier(fund):
    collect(fund.records, cheque(12_000), AGENT)
    annulled(fund)
    pays(fund, 202511, 10_000, "2026-07-05")
    done = rejected(fund)
    assert (done.cents, done.taken_back) == (2_000, {"creance:1:jugement:I1": 2_000})
    assert done.lost == {"creance:1:jugement:I1": 10_000}
    said = str(done.warning()).replace("\xa0", " ").replace("\u202f", " ")
    assert "100,00 € par le jugement de l'instance 1" in said
    assert "réclamez" in said
    [told] = fund.told(1, "paiement.rejete")
    assert told["verse"] == {"creance:1:jugement:I1": 10_000}
    assert "déjà défait" in str(rejected(fund))


def test_a_cheque_that_repaid_an_indemnite_is_undone(fund):
    move = ("indemnite", "produit", "indemnite")
    row = transfer(1, "rsa", 202602, 3_000, move, reference="creance:1:indemnite")
    fund.write(1, transfers=[row])
    collect(fund.records, cheque(33_000), AGENT)
    assert fund.open(1) == {1: 0}
    assert rejected(fund).cents == 33_000
    assert fund.open(1) == {1: 33_000}


@pytest.mark.parametrize("dossier", [2, None])
def test_a_payment_wholly_parked_leaves_the_account_of_the_fund(fund, dossier):
    fund.due(2, "rsa", 202605, 1_000)
    collect(fund.records, cheque(4_200, "chq-9", dossier), AGENT)
    assert rejected(fund, "chq-9", 2).cents == 4_200
    assert waiting_balances(fund.records.transfers([FUND])) == {}
    assert "déjà défait" in str(rejected(fund, "chq-9", 2))


def test_a_payment_of_another_dossier_is_not_undone(fund):
    fund.due(2, "rsa", 202605, 1_000)
    collect(fund.records, cheque(4_200, "chq-9", 2), AGENT)
    assert "aucun paiement" in str(rejected(fund, "chq-9", 1))
    collect(fund.records, cheque(40_000, "chq-8", 1), AGENT)
    assert "aucun paiement" in str(rejected(fund, "chq-8", 2))
    assert sum(waiting_balances(fund.records.transfers([FUND])).values()) == 14_200


@pytest.fixture
def fonds():
    fonds = Fonds()
    fonds.households(60_000, 25_000)
    fonds.written()
    fonds.claim(1, 1_000)
    fonds.claim(2, 5_000)
    return fonds


def sent_back(fonds):
    return unpaid_back(fonds.guichet.records, 1, "chq-1", WHY, Acte(ANNE, fonds.tick()))


@pytest.mark.parametrize("way", ["place", "rendu"])
def test_what_was_decided_of_the_surplus_is_to_be_undone_first(fonds, way):
    told = Encaissement(1, "cheque", 1_500, fonds.now.date(), "chq-1")
    found = collect(fonds.guichet.records, told, Acte(ANNE, fonds.tick()))
    if way == "place":
        place(fonds.guichet, found.attente, 2, BRUNO, fonds.tick())
    else:
        give_back(fonds.guichet, found.attente, "Trop payé.", BRUNO, fonds.tick())
    refusal = sent_back(fonds)
    assert isinstance(refusal, Refusal)
    assert "banque defaire 1" in str(refusal)
    undo(fonds.guichet, 1, "Le chèque est rejeté.", BRUNO, fonds.tick())
    assert sent_back(fonds).cents == 1_500
    money = fonds.guichet.records.transfers([FUND])
    assert (waiting_balances(money), refunds_due(money)) == ({}, {})


def test_two_agents_who_enter_the_same_reference_at_once_enter_it_once(fund, monkeypatch):
    fund.owes(2, "rsa", {202511: 10_000})
    records, append = fund.records, fund.records.append

    def after_the_other(journal, seen):
        monkeypatch.setattr(records, "append", append)
        collect(records, cheque(5_000), AGENT)
        append(journal, seen)

    monkeypatch.setattr(records, "append", after_the_other)
    refusal = collect(records, cheque(5_000, dossier=2), AGENT)
    assert isinstance(refusal, Refusal)
    assert "déjà encaissé" in str(refusal)
    assert fund.open(2) == {1: 10_000}
    assert fund.open(1) == {1: 25_000}


def test_the_reference_is_in_the_append_of_the_payment(fund):
    seen = fund.records.sequences([FUND, 1])
    collect(fund.records, cheque(5_000), AGENT)
    rows = fund.records.events([FUND])
    assert rows["tag"].to_pylist() == ["paiement.reference"]
    with pytest.raises(StaleSequence):
        fund.records.append(
            Journal(events=pa.Table.from_pylist(rows.to_pylist(), rows.schema)), seen
        )
