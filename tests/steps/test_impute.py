"""Whatever the channel, money repays the same debts: a cheque, a transfer, a transfer placed by a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from tests.endettes import Endettes, at

from justedroit.core.base import Acte, Refusal
from justedroit.core.creances import creances
from justedroit.core.paiements import (
    CAISSE_DEMO,
    WAITING_LABELS,
    repayment_reference,
    waiting_balances,
)
from justedroit.core.registre import FUND
from justedroit.records.fichiers import MemoryFiles
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps.bank import receive
from justedroit.steps.collect import Encaissement, collect, debited
from justedroit.steps.guichet import Guichet
from justedroit.steps.place import Cible, place, waiting_money
from justedroit.steps.settle import undo
from justedroit.twin.banque import Banque
from justedroit.twin.encaisseur import EncaisseurSimule

NOW, DAY = at("2026-06-15"), dt.date(2026, 6, 15)
AGENT = Acte("agent:7", NOW)
WHY = "Le foyer l'a demandé par courrier le 12 juin."


class Caisse(Endettes):
    """A fund whose household owes 600 € of RSA, then 200 € of AF, then 100 € of APL."""

    def __init__(self):
        super().__init__()
        self.owes(1, "rsa", {202511: 40_000, 202512: 20_000})
        self.owes(1, "af", {202511: 20_000}, when="2026-03-01")
        self.owes(1, "apl", {202511: 10_000}, when="2026-03-02")
        self.bank = Banque()
        self.guichet = Guichet(self.records, MemoryIdentities(), MemoryFiles(), CAISSE_DEMO)

    def contests(self, *numbers):
        told = {"creances": list(numbers), "cause": "recours:1", "le": "2026-06-01"}
        self.happens(1, "creance.suspendue", told | {"jusqu_au": None}, "2026-06-01")

    def plans(self, *numbers, moyen="virement"):
        dues = [{"le": "2026-07-05", "cents": 2_000}]
        told = {"echeancier": 1, "creances": list(numbers), "mensualites": dues}
        told |= {"phase": "recouvrement", "moyen": moyen, "le": "2026-06-01"}
        self.happens(1, "echeancier.accepte", told, "2026-06-01")

    def waits(self):
        return sum(waiting_balances(self.records.transfers([FUND])).values())

    def repaid(self):
        claims = creances(self.records.transfers([1]))[1]
        return {c.number: c.total("repaid") for c in claims if c.total("repaid")}

    def hears(self):
        found = receive(self.guichet, self.bank.statement(NOW), "agent:7", NOW)
        assert not isinstance(found, Refusal), str(found)
        return found


def cheque(fund, cents, named):
    told = Encaissement(1, "cheque", cents, DAY, "c-1", named)
    return collect(fund.records, told, AGENT)


def transfer(fund, cents, named):
    text = " ".join(repayment_reference(1, n) for n in named or [None])
    fund.bank.receive(cents, label=f"Remboursement {text}")
    fund.hears()


def placed(fund, cents, named):
    fund.bank.receive(cents, label="bonjour")
    fund.hears()
    [money] = waiting_money(fund.guichet)
    place(fund.guichet, money.reference, Cible(1, tuple(named)), "agent:7", NOW, WHY)


CHANNELS = pytest.mark.parametrize("pays", [cheque, transfer, placed])


@CHANNELS
@pytest.mark.parametrize(
    ("cents", "named", "contested", "plan", "repaid"),
    [
        (70_000, (), (), (), {1: 60_000, 2: 10_000}),
        (5_000, (3,), (), (), {3: 5_000}),
        (25_000, (3, 2), (), (), {3: 10_000, 2: 15_000}),
        (15_000, (3,), (), (), {3: 10_000, 1: 5_000}),
        (25_000, (), (), (2,), {2: 20_000, 1: 5_000}),
        (95_000, (), (), (), {1: 60_000, 2: 20_000, 3: 10_000}),
        (25_000, (), (1,), (), {2: 20_000, 3: 5_000}),
        (50_000, (), (1,), (), {2: 20_000, 3: 10_000}),
        (50_000, (1,), (1,), (), {1: 50_000}),
        (25_000, (), (2,), (2,), {1: 25_000}),
        (5_000, (), (1, 2, 3), (), {}),
    ],
)
def test_one_rule_for_every_repayment_and_no_cent_is_lost(
    pays, cents, named, contested, plan, repaid
):
    fund = Caisse()
    if contested:
        fund.contests(*contested)
    if plan:
        fund.plans(*plan)
    pays(fund, cents, named)
    assert fund.repaid() == repaid
    assert fund.waits() == cents - sum(repaid.values())
    assert fund.sum() == 0


@CHANNELS
def test_every_transfer_of_a_repayment_names_its_creance(pays):
    fund = Caisse()
    pays(fund, 70_000, ())
    rows = fund.records.transfers([1]).to_pylist()
    names = {r["reference"] for r in rows if r["motive"] == "remboursement"}
    assert {name.split(":")[1] for name in names} == {"1", "2"}
    assert len({name.split(":", 2)[2] for name in names}) == 1


def test_a_plan_paid_by_withholding_claims_nothing_of_what_the_household_sends():
    fund = Caisse()
    fund.plans(2, moyen="retenue")
    cheque(fund, 5_000, ())
    assert fund.repaid() == {1: 5_000}


# --- transfers ---------------------------------------------------------------------------------


def test_a_statement_says_which_creance_each_transfer_repaid_and_why_the_rest_waits():
    fund = Caisse()
    fund.contests(1)
    fund.bank.receive(12_000, rf=repayment_reference(1, 3))
    fund.bank.receive(50_000, rf=repayment_reference(1))
    lines = fund.hears()["lignes"]
    assert [(x["n"], x["sort"], x.get("creances"), x.get("pourquoi")) for x in lines] == [
        (1, "rembourse", {3: 10_000, 2: 2_000}, None),
        (2, "rembourse", {2: 18_000}, None),
        (2, "attente", None, "conteste"),
    ]
    [money] = waiting_money(fund.guichet)
    assert (money.cents, money.why) == (32_000, "conteste")


def test_a_transfer_told_twice_repays_once():
    fund = Caisse()
    move = fund.bank.receive(12_000, rf=repayment_reference(1, 3))
    content = fund.bank.notification([move], NOW)
    assert not isinstance(receive(fund.guichet, content, "agent:7", NOW), Refusal)
    before = fund.repaid()
    assert isinstance(receive(fund.guichet, content, "agent:7", NOW), Refusal)
    assert [line["sort"] for line in fund.hears()["lignes"]] == ["deja_lu"]
    assert fund.repaid() == before == {3: 10_000, 1: 2_000}


def test_the_events_of_who_owes_nothing_or_is_not_named_are_not_read(monkeypatch):
    fund = Caisse()
    fund.owes(2, "rsa", {202511: 5_000})
    fund.due(3, "rsa", 202511, 5_000)
    for dossier in (1, 3):
        fund.bank.receive(500, rf=repayment_reference(dossier))
    read, asked = fund.records.events, Counter()

    def counted(dossiers=None):
        asked.update(dossiers)
        return read(dossiers)

    monkeypatch.setattr(fund.records, "events", counted)
    fund.hears()
    assert set(asked) == {FUND, 1}


# --- placed by a person ------------------------------------------------------------------------


def waiting(fund, cents=5_000):
    fund.bank.receive(cents, label="bonjour")
    fund.hears()
    return waiting_money(fund.guichet)[-1].reference


def test_a_contested_debt_is_paid_by_a_person_only_when_named_and_with_a_motive():
    fund = Caisse()
    fund.contests(1, 2, 3)
    reference = waiting(fund)
    found = place(fund.guichet, reference, 1, "agent:7", NOW)
    assert "contesté ou suspendu" in found.what
    assert "recours" in found.what
    assert "demandé" in place(fund.guichet, reference, Cible(1, (2,)), "agent:7", NOW).mend
    assert "n'existe pas" in place(fund.guichet, reference, Cible(1, (9,)), "agent:7", NOW).what
    assert fund.repaid() == {}
    assert place(fund.guichet, reference, Cible(1, (2,)), "agent:7", NOW, WHY) == 5_000
    assert fund.repaid() == {2: 5_000}


def test_a_placement_is_undone_to_the_cent_and_no_other_with_it():
    fund = Caisse()
    first, second = waiting(fund, 70_000), waiting(fund, 4_000)
    for reference, named in ((first, ()), (second, (1, 3))):
        place(fund.guichet, reference, Cible(1, named), "agent:7", NOW, WHY)
    assert fund.repaid() == {1: 60_000, 2: 10_000, 3: 4_000}
    assert not isinstance(undo(fund.guichet, 1, WHY, "agent:7", NOW), Refusal)
    assert fund.repaid() == {3: 4_000}
    assert fund.waits() == 70_000
    assert fund.sum() == 0


def test_a_placement_given_back_since_by_a_decision_is_not_undone():
    fund = Caisse()
    reference = waiting(fund)
    place(fund.guichet, reference, 1, "agent:7", NOW)
    row = fund.records.transfers([1]).to_pylist()[-1]
    sides = {"debit": "rsa:annule", "credit": "rsa:droit", "motive": "restitution"}
    fund.write(1, transfers=[row | sides | {"reference": "creance:1:restitution:R1"}])
    assert "rendu au foyer" in undo(fund.guichet, 1, WHY, "agent:7", NOW).what
    assert fund.waits() == 0


def test_a_placement_of_before_that_named_no_creance_is_still_undone():
    fund = Caisse()
    reference = waiting(fund)
    place(fund.guichet, reference, 1, "agent:7", NOW)
    rows = fund.records.transfers([1])
    place_of = rows.schema.get_field_index("reference")
    names = [n and n.replace("creance:1:attente", "attente") for n in rows["reference"].to_pylist()]
    old = rows.set_column(place_of, "reference", [names])
    read = fund.records.transfers
    fund.records.transfers = lambda d=None: old if d == [1] else read(d)
    assert not isinstance(undo(fund.guichet, 1, WHY, "agent:7", NOW), Refusal)
    assert fund.waits() == 5_000


# --- debited -----------------------------------------------------------------------------------


def test_a_card_is_not_debited_of_what_would_only_wait():
    fund = Caisse()
    fund.contests(1)
    desk = EncaisseurSimule()

    def card(cents, *named):
        paid = Encaissement(1, "carte", cents, DAY, f"cb-{cents}", named)
        return debited(fund.records, desk, paid, "jeton-1", AGENT)

    refusal = card(30_001)
    assert "300,00" in refusal.mend
    assert "recours" in refusal.mend
    assert desk.debits == {}
    assert card(30_000).repaid == {2: 20_000, 3: 10_000}
    assert card(1_000, 1).repaid == {1: 1_000}


def test_a_cheque_that_waits_for_a_contested_debt_says_for_which():
    fund = Caisse()
    fund.contests(1, 2, 3)
    found = cheque(fund, 1_000, ())
    assert (found.repaid, found.waits, found.why) == ({}, 1_000, "conteste")
    assert "créance 1 : un recours" in found.stopped


# --- dates that are wrong, references that are ---------------------------------------------------


def told_on(fund, day):
    return receive(fund.guichet, fund.bank.statement(at(day)), "agent:7", NOW)


def test_a_file_with_a_line_dated_after_today_is_refused_whole_and_read_on_its_day():
    fund = Caisse()
    fund.bank.receive(5_000, rf=repayment_reference(1))
    content = fund.bank.statement(at("2026-06-16"))
    refusal = receive(fund.guichet, content, "agent:7", NOW)
    for word in ("ligne 1", "16\xa0juin 2026", "à venir", "rien n'en est enregistré"):
        assert word in str(refusal)
    assert (fund.repaid(), fund.waits()) == ({}, 0)
    assert not isinstance(receive(fund.guichet, content, "agent:7", at("2026-06-16")), Refusal)
    assert fund.repaid() == {1: 5_000}


def test_a_transfer_of_before_the_debt_waits_and_a_person_may_place_it_on_the_day_of_the_decision():
    fund = Caisse()
    fund.bank.receive(5_000, rf=repayment_reference(1, 1))
    told_on(fund, "2001-05-08")
    [money] = waiting_money(fund.guichet)
    assert (fund.repaid(), money.cents, money.why) == ({}, 5_000, "anterieur")
    assert place(fund.guichet, money.reference, 1, "agent:7", NOW, WHY) == 5_000
    rows = fund.records.transfers([1]).to_pylist()
    assert {r["value_on"] for r in rows if r["motive"] == "remboursement"} == {DAY}
    assert (fund.repaid(), fund.waits(), fund.sum()) == ({1: 5_000}, 0, 0)


def test_a_transfer_of_between_two_debts_repays_the_first_and_the_rest_waits():
    fund = Caisse()
    fund.bank.receive(70_000, rf=repayment_reference(1, 2))
    told_on(fund, "2026-02-15")
    [money] = waiting_money(fund.guichet)
    assert (fund.repaid(), money.cents, money.why) == ({1: 60_000}, 10_000, "anterieur")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("bonjour", "sans_reference"),
        (repayment_reference(99_999), "dossier_inconnu"),
        (f"{repayment_reference(1)} {repayment_reference(2)}", "deux_dossiers"),
        ("RF62D000000001234", "reference_fausse"),
        ("RF61D00000001234", "reference_fausse"),
    ],
)
def test_money_waits_with_the_reason_that_is_its_own(text, why):
    fund = Caisse()
    for told in ({"label": text}, {"rf": text}):
        fund.bank.receive(500, **told)
    fund.hears()
    assert [money.why for money in waiting_money(fund.guichet)] == [why, why]
    assert why in WAITING_LABELS


def test_a_reference_that_names_a_creance_that_is_not_there_repays_the_dossier_and_says_so():
    fund = Caisse()
    fund.bank.receive(500, rf=repayment_reference(1, 9))
    [line] = fund.hears()["lignes"]
    assert (line["sort"], line["creances"], line["inconnues"]) == ("rembourse", {1: 500}, [9])


def test_money_is_not_placed_on_a_dossier_that_does_not_exist():
    fund = Caisse()
    reference = waiting(fund)
    assert "n'existe pas" in place(fund.guichet, reference, 999_999, "agent:7", NOW).what
    assert fund.waits() == 5_000


@CHANNELS
def test_money_that_names_nothing_is_not_put_on_a_debt_that_nobody_was_told_of(pays):
    fund = Caisse()
    fund.owes(1, "ppa", {202512: 19_000}, when="2026-06-01", received=False)
    pays(fund, 100_000, ())
    assert fund.repaid() == {1: 60_000, 2: 20_000, 3: 10_000}
    assert fund.waits() == 10_000
    # What the household names is its choice.
    named = Encaissement(1, "cheque", 1_000, DAY, "c-2", (4,))
    assert collect(fund.records, named, AGENT).repaid == {4: 1_000}


def test_a_card_is_not_debited_of_a_debt_that_was_not_notified():
    fund = Endettes()
    fund.owes(1, "rsa", {202511: 19_000}, received=False)
    told = Encaissement(1, "carte", 19_000, DAY, "cb-1")
    refusal = debited(fund.records, EncaisseurSimule(), told, "jeton-1", AGENT)
    assert "n'est pas encore notifiée" in refusal.mend
    found = collect(fund.records, told, AGENT)
    assert (found.repaid, found.waits, found.why) == ({}, 19_000, "non_notifie")
    assert "créance 1 : elle n'est pas encore notifiée" in found.stopped
