"""What a household pays itself: the debts it lowers, what it leaves, and what waits in sight."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.endettes import Endettes, at
from tests.guichet import ANNE, BRUNO, Fonds

from justedroit.core.base import Acte, Refusal
from justedroit.core.paiements import read_events, waiting_balances
from justedroit.core.registre import FUND, check_transfers
from justedroit.steps.bank import receive
from justedroit.steps.bounce import unpaid_back
from justedroit.steps.collect import Encaissement, collect, debited
from justedroit.steps.place import place, waiting_money
from justedroit.twin.encaisseur import EncaisseurSimule

NOW = at("2026-06-15")
AGENT = Acte("agent:7", NOW)


@pytest.fixture
def fund():
    """Return a fund with a household that owes 600 € of RSA and, later, 200 € of AF."""
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 40_000, 202512: 20_000})
    fund.owes(1, "af", {202511: 20_000}, when="2026-03-01")
    return fund


def paid(cents, reference="cb-1", moyen="carte", **others):
    return Encaissement(
        others.pop("dossier", 1), moyen, cents, dt.date(2026, 6, 15), reference, **others
    )


def waiting(fund):
    return waiting_balances(fund.records.transfers([FUND]))


def test_a_payment_repays_the_oldest_debt_first_and_its_oldest_month(fund):
    found = collect(fund.records, paid(50_000), AGENT)
    assert found.repaid == {1: 50_000}
    assert fund.position(1, "rsa", 202511)["rembourse"] == 40_000
    assert fund.position(1, "rsa", 202512)["indu"] == 10_000
    [told] = fund.told(1, "paiement.encaisse")
    assert told == {
        "moyen": "carte",
        "cents": 50_000,
        "le": "2026-06-15",
        "creances": [1],
        "reference": "cb-1",
    }
    assert fund.sum() == 0


def test_the_household_may_choose_the_debt_that_it_repays(fund):
    assert collect(fund.records, paid(5_000, creances=(2,)), AGENT).repaid == {2: 5_000}
    assert fund.open(1) == {1: 60_000, 2: 15_000}


def test_what_is_paid_too_much_waits_in_the_account_of_the_fund(fund):
    found = collect(fund.records, paid(90_000, moyen="cheque"), AGENT)
    assert (found.repaid, found.waits) == ({1: 60_000, 2: 20_000}, 10_000)
    assert waiting(fund) == {found.attente: 10_000}
    [slip] = read_events(fund.records.events([FUND])).received
    assert slip.told["lignes"][0]["pourquoi"] == "trop"
    assert fund.sum() == 0
    assert check_transfers(fund.records.transfers([FUND, 1])) == []


def test_a_payment_that_names_no_dossier_waits_whole(fund):
    found = collect(fund.records, paid(4_200, moyen="cheque", dossier=None), AGENT)
    assert (found.repaid, waiting(fund)) == ({}, {found.attente: 4_200})
    [slip] = read_events(fund.records.events([FUND])).received
    assert slip.told["lignes"][0]["pourquoi"] == "sans_reference"


def test_a_payment_is_entered_once(fund):
    collect(fund.records, paid(1_000), AGENT)
    assert "déjà encaissé" in str(collect(fund.records, paid(1_000), AGENT))
    collect(fund.records, paid(1_000, "chq-1", "cheque", dossier=None), AGENT)
    again = collect(fund.records, paid(1_000, "chq-1", "cheque", dossier=None), AGENT)
    assert isinstance(again, Refusal)
    assert sum(waiting(fund).values()) == 1_000


def test_a_reference_entered_for_another_amount_says_both(fund):
    collect(fund.records, paid(1_000), AGENT)
    refusal = collect(fund.records, paid(900), AGENT)
    assert "déjà encaissé, pour un autre montant" in refusal.what
    assert "10,00\u00a0€ contre 9,00\u00a0€" in refusal.what
    assert fund.sum() == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cents": 0}, "plus grand que zéro"),
        ({"moyen": "troc"}, "inconnu"),
        ({"reference": ""}, "référence"),
        ({"reference": "1" * 36}, "référence"),
        ({"reference": "DUPONT"}, "référence"),
        ({"reference": "cb 1"}, "référence"),
        ({"reference": "<b>1</b>"}, "référence"),
        ({"dossier": 99}, "n'existe pas"),
        ({"le": dt.date(2016, 6, 14)}, "trop ancien"),
        ({"le": dt.date(1, 1, 1)}, "trop ancien"),
        ({"le": dt.date(2027, 1, 1)}, "à venir"),
        ({"creances": (7,)}, "n'existe pas"),
    ],
)
def test_an_ill_told_payment_is_refused(fund, change, said):
    refusal = collect(fund.records, replace(paid(1_000), **change), AGENT)
    assert isinstance(refusal, Refusal)
    assert said in refusal.what
    assert refusal.mend


def test_a_card_is_debited_once_even_when_the_journal_was_cut(fund, monkeypatch):
    desk = EncaisseurSimule()
    with monkeypatch.context() as cut:
        cut.setattr(fund.records, "append", lambda *_: (_ for _ in ()).throw(OSError("coupé")))
        with pytest.raises(OSError, match="coupé"):
            debited(fund.records, desk, paid(10_000), "jeton-1", AGENT)
    assert debited(fund.records, desk, paid(10_000), "jeton-1", AGENT).repaid == {1: 10_000}
    assert [one.cents for one in desk.debits.values()] == [10_000]


def test_a_card_that_is_refused_changes_nothing(fund):
    before = fund.records.sequences([1])
    refusal = debited(fund.records, EncaisseurSimule(), paid(10_000), "jeton-solde", AGENT)
    assert "provision" in str(refusal)
    assert fund.records.sequences([1]) == before


def test_a_card_is_never_debited_more_than_is_owed(fund):
    desk = EncaisseurSimule()
    refusal = debited(fund.records, desk, paid(80_001), "jeton-1", AGENT)
    assert "800,00" in str(refusal).replace("\xa0", " ")
    assert desk.debits == {}
    assert isinstance(debited(fund.records, desk, paid(1, moyen="cheque"), "j", AGENT), Refusal)


def test_a_direct_debit_that_the_bank_sends_back_makes_the_debt_live_again(fund):
    asked = paid(70_000, "prlv-1", "prelevement")
    debited(fund.records, EncaisseurSimule(), asked, "mandat-1", AGENT)
    assert fund.open(1) == {1: 0, 2: 10_000}
    back = unpaid_back(fund.records, 1, "prlv-1", "Provision insuffisante.", AGENT)
    assert back.cents == 70_000
    assert fund.open(1) == {1: 60_000, 2: 20_000}
    assert fund.sum() == 0
    assert isinstance(unpaid_back(fund.records, 1, "prlv-1", "Encore.", AGENT), Refusal)
    assert isinstance(unpaid_back(fund.records, 1, "inconnu", "Motif.", AGENT), Refusal)


def test_a_cheque_sent_back_takes_away_what_it_had_left_waiting(fund):
    found = collect(fund.records, paid(90_000, "chq-1", "cheque"), AGENT)
    assert unpaid_back(fund.records, 1, "chq-1", "Chèque sans provision.", AGENT).cents == 90_000
    assert (waiting(fund), fund.open(1)) == ({}, {1: 60_000, 2: 20_000})
    assert found.attente
    assert fund.sum() == 0


def test_what_waits_is_seen_and_placed_beside_what_the_bank_sends():
    fonds = Fonds()
    fonds.households(60_000, 25_000)
    fonds.written()
    fonds.claim(1, 1_000)
    fonds.claim(2, 5_000)
    told = Encaissement(1, "cheque", 1_500, fonds.now.date(), "chq-1")
    found = collect(fonds.guichet.records, told, Acte(ANNE, fonds.tick()))
    fonds.banque.receive(4_200, label="bonjour")
    later = dt.datetime(2025, 7, 7, 9, tzinfo=dt.UTC)
    receive(fonds.guichet, fonds.banque.statement(later), ANNE, later)
    seen = {money.reference: money.cents for money in waiting_money(fonds.guichet)}
    assert seen == {found.attente: 500, "attente:2:1": 4_200}
    place(fonds.guichet, found.attente, 2, BRUNO, fonds.tick(), "Le chèque est pour le dossier 2.")
    assert found.attente not in {money.reference for money in waiting_money(fonds.guichet)}
    assert fonds.position(2)["rembourse"] == 500


# --- money of before the debt --------------------------------------------------------------------


def test_money_said_to_be_received_before_the_debt_is_refused(fund):
    early = replace(paid(5_000, moyen="cheque"), le=dt.date(2026, 1, 31))
    refusal = collect(fund.records, early, AGENT)
    for word in ("antérieur à la dette", "créance 1 est née", "31\xa0janvier", "1er\xa0février"):
        assert word in str(refusal)
    assert fund.told(1, "paiement.encaisse") == []
    born = replace(early, le=dt.date(2026, 2, 1))
    assert collect(fund.records, born, AGENT).repaid == {1: 5_000}


def test_money_of_between_two_debts_repays_the_first_only_and_never_the_other_even_named(fund):
    between = replace(paid(65_000, moyen="cheque"), le=dt.date(2026, 2, 15))
    named = replace(between, creances=(2,))
    assert "créance 2 est née" in str(collect(fund.records, named, AGENT))
    found = collect(fund.records, between, AGENT)
    assert (found.repaid, found.waits, found.why) == ({1: 60_000}, 5_000, "anterieur")


def test_a_card_is_not_debited_for_a_day_of_before_the_debt(fund):
    desk = EncaisseurSimule()
    early = replace(paid(5_000), le=dt.date(2026, 1, 31))
    assert "antérieur" in str(debited(fund.records, desk, early, "jeton-1", AGENT))
    assert desk.debits == {}
