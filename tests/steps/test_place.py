"""What waits in the account of the fund: placed, given back, written off, and each of these undone."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.guichet import ANNE, BRUNO, JUNE, Fonds

from justedroit.core.base import Refusal
from justedroit.core.paiements import read_pain001
from justedroit.core.registre import balances, unpaid
from justedroit.records.interface import BadRow
from justedroit.steps.bank import receive
from justedroit.steps.place import fund_of, place, waiting_money
from justedroit.steps.settle import give_back, undo, write_off

LATER = dt.datetime(2025, 7, 7, 9, tzinfo=dt.UTC)
WHY = "Relevé du 7 juillet, vérifié avec la banque."


@pytest.fixture
def fonds():
    """Return a fund that has paid 600 € and 250 €, and claims 10 € of the first."""
    fund = Fonds()
    fund.households(60_000, 25_000)
    _, content = fund.written()
    fund.names = read_pain001(content).virements["end_to_end"].to_pylist()
    fund.claim(1, 1_000)
    return fund


def statement(fonds):
    fonds.now = max(fonds.now, LATER)
    told = receive(fonds.guichet, fonds.banque.statement(LATER), ANNE, fonds.tick())
    assert not isinstance(told, Refusal), str(told)
    return told


def received(fonds, *cents):
    """Receive sums that nothing explains; return how they are called."""
    for one in cents:
        fonds.banque.receive(one, label="bonjour")
    statement(fonds)
    return [money.reference for money in waiting_money(fonds.guichet)][-len(cents) :]


def act(step, fonds, *arguments, **named):
    return step(fonds.guichet, *arguments, BRUNO, fonds.tick(), **named)


def balanced(fonds):
    records = fonds.guichet.records
    every = balances(records.transfers([0, *records.dossiers()]))
    return sum(every["balance_cents"].to_pylist()) == 0


# --- undone ----------------------------------------------------------------------------------


def test_a_wrong_placement_is_undone_by_a_contra_entry_and_the_debt_lives_again(fonds):
    [money] = received(fonds, 1_500)
    assert act(place, fonds, money, 1) == 1_000
    before = fonds.guichet.records.transfers([0, 1]).num_rows
    assert fonds.position(1)["rembourse"] == 1_000
    undone = act(undo, fonds, 1, WHY)
    assert (undone.undone.author, undone.why_undone) == (BRUNO, WHY)
    assert fonds.position(1) == {"charge": 59_000, "paye": -60_000, "indu": 1_000}
    assert [m.cents for m in waiting_money(fonds.guichet)] == [1_500]
    assert fonds.fund() == {"caisse:encaisse": 1_500, "caisse:attente": -1_500}
    assert fonds.guichet.records.transfers([0, 1]).num_rows == before + 2  # nothing was erased
    assert balanced(fonds)
    assert "déjà été défaite" in str(act(undo, fonds, 1, WHY))


def test_of_two_placements_of_one_sum_each_is_undone_alone(fonds):
    [money] = received(fonds, 3_000)
    act(place, fonds, money, 1)
    fonds.claim(2, 700)
    act(place, fonds, money, 2)
    fonds.claim(1, 400)
    act(place, fonds, money, 1)
    assert [m.cents for m in waiting_money(fonds.guichet)] == [900]
    act(undo, fonds, 1, WHY)
    assert fonds.position(1)["indu"] == 1_000
    assert fonds.position(1)["rembourse"] == 400
    assert fonds.position(2)["rembourse"] == 700
    assert [m.cents for m in waiting_money(fonds.guichet)] == [1_900]


def test_a_return_placed_by_mistake_is_undone_placed_again_and_counted_once(fonds):
    [money] = received(fonds, 25_000)
    act(place, fonds, money, fonds.names[1])
    order = fonds.guichet.told()[0].orders[1]
    assert order.returned == (1, 25_000)
    act(undo, fonds, 1, WHY)
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000, (2, "rsa", JUNE): 25_000}
    assert fonds.position(2) == {"charge": 25_000, "paye": -25_000}
    assert fonds.guichet.told()[0].orders[1].returned == (0, 0)
    assert act(place, fonds, money, fonds.names[1]) == 25_000
    assert fonds.paid() == {(1, "rsa", JUNE): 60_000}
    assert act(undo, fonds, 2, WHY).undone is not None
    assert fonds.position(2) == {"charge": 25_000, "paye": -25_000}
    assert balanced(fonds)


def test_a_return_that_had_lowered_a_claim_gives_it_back_when_undone(fonds):
    [money] = received(fonds, 60_000)
    act(place, fonds, money, fonds.names[0])
    assert "indu" not in fonds.position(1)
    act(undo, fonds, 1, WHY)
    assert fonds.position(1) == {"charge": 59_000, "paye": -60_000, "indu": 1_000}


def test_a_return_paid_again_since_is_not_undone(fonds):
    [money] = received(fonds, 25_000)
    act(place, fonds, money, fonds.names[1])
    fonds.written()
    assert "payé de nouveau" in str(act(undo, fonds, 1, WHY))
    assert unpaid(fonds.guichet.records.transfers([2])).num_rows == 0
    assert waiting_money(fonds.guichet) == []


# --- one cent off ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cents", "left", "kept"),
    [
        (25_001, [1], {"caisse:encaisse": 1, "caisse:attente": -1}),
        (24_999, [], {"caisse:encaisse": -1, "caisse:reliquat": 1}),
        (24_500, [], {"caisse:encaisse": -500, "caisse:reliquat": 500}),
    ],
)
def test_a_return_that_is_not_to_the_cent_is_placed_with_a_motive(fonds, cents, left, kept):
    [money] = received(fonds, cents)
    refused = act(place, fonds, money, fonds.names[1])
    assert "motif de l'écart" in str(refused)
    act(place, fonds, money, fonds.names[1], motive=WHY)
    assert fonds.position(2)["droit"] == -25_000  # all of it is owed again
    assert [m.cents for m in waiting_money(fonds.guichet)] == left
    assert fonds.fund() == kept
    assert balanced(fonds)
    act(undo, fonds, 1, WHY)
    assert fonds.fund() == {"caisse:encaisse": cents, "caisse:attente": -cents}


def test_a_payment_that_comes_back_in_part_is_not_one(fonds):
    [money] = received(fonds, 24_499)
    refused = act(place, fonds, money, fonds.names[1], motive=WHY)
    assert "revient entier" in str(refused)
    assert len(waiting_money(fonds.guichet)) == 1


# --- given back ------------------------------------------------------------------------------


def test_money_is_given_back_when_the_bank_says_that_it_has_left(fonds):
    [money] = received(fonds, 4_200)
    assert act(give_back, fonds, money, WHY) == 4_200
    assert waiting_money(fonds.guichet) == []
    [due] = fund_of(fonds.guichet).refunds()
    assert (due.cents, due.decision.told["motif"]) == (4_200, WHY)
    assert fonds.fund() == {"caisse:encaisse": 4_200, "caisse:a_rendre": -4_200}
    fonds.banque._move(-4_000, end_to_end=due.identifier)
    assert [line["sort"] for line in statement(fonds)["lignes"]] == ["rendu"]
    assert [d.cents for d in fund_of(fonds.guichet).refunds()] == [200]
    for cents in (201, 200):  # more than what is left is not ours
        fonds.banque._move(-cents, end_to_end=due.identifier)
    assert [line["sort"] for line in statement(fonds)["lignes"]] == ["debit", "rendu"]
    assert fund_of(fonds.guichet).refunds() == []
    assert [m.cents for m in waiting_money(fonds.guichet)] == [-201]
    assert "déjà été rendu" in str(act(undo, fonds, 1, WHY))
    assert balanced(fonds)


def test_what_is_to_be_given_back_and_has_not_left_can_be_kept(fonds):
    [money] = received(fonds, 4_200)
    act(give_back, fonds, money, WHY)
    act(undo, fonds, 1, WHY)
    assert fund_of(fonds.guichet).refunds() == []
    assert [m.cents for m in waiting_money(fonds.guichet)] == [4_200]


# --- written off -----------------------------------------------------------------------------


def test_a_remainder_is_written_off_with_a_motive_and_waits_again_when_undone(fonds):
    small, large = received(fonds, 500, 501)
    assert act(write_off, fonds, small, WHY) == 500
    assert "plus que le reliquat" in str(act(write_off, fonds, large, WHY))
    assert [m.cents for m in waiting_money(fonds.guichet)] == [501]
    assert fonds.fund()["caisse:reliquat"] == -500
    act(undo, fonds, 1, WHY)
    assert [m.cents for m in waiting_money(fonds.guichet)] == [500, 501]
    assert "caisse:reliquat" not in fonds.fund()


# --- debits ----------------------------------------------------------------------------------


def debited(fonds, cents, **more):
    """Let the bank debit a sum; return how it is called in what waits."""
    fonds.banque._move(-cents, **more)
    statement(fonds)
    return waiting_money(fonds.guichet)[-1].reference


def test_a_debit_that_matches_nothing_waits_and_small_fees_are_written_off(fonds):
    money = debited(fonds, 350)
    [waits] = waiting_money(fonds.guichet)
    assert (waits.cents, waits.why) == (-350, "debit")
    assert fonds.fund() == {"caisse:encaisse": -350, "caisse:attente": 350}
    for step in (place, give_back):
        target = 1 if step is place else WHY
        assert isinstance(act(step, fonds, money, target), Refusal)
    assert act(write_off, fonds, money, WHY) == -350
    assert fonds.fund() == {"caisse:encaisse": -350, "caisse:reliquat": 350}
    act(undo, fonds, 1, WHY)
    assert [m.cents for m in waiting_money(fonds.guichet)] == [-350]


def test_a_debit_is_placed_on_the_order_that_it_pays_and_on_no_other(fonds):
    money = debited(fonds, 85_000)
    for wrong in ("ordre:2", "ordre:x", "ordre:"):
        assert "Aucun ordre" in str(act(place, fonds, money, wrong))
    assert act(place, fonds, money, "ordre:1") == 85_000
    assert waiting_money(fonds.guichet) == []
    assert fonds.fund() == {}  # the ledger said paid, and so does the bank


@pytest.mark.parametrize("decided", [True, False])
def test_a_debit_without_reference_is_placed_on_the_money_that_it_gives_back(fonds, decided):
    [money] = received(fonds, 4_200)
    if decided:
        act(give_back, fonds, money, WHY)
    debit = debited(fonds, 4_000)
    assert act(place, fonds, debit, money.replace("attente:", "RENDU-").replace(":", "-")) == 4_000
    left = fund_of(fonds.guichet)
    assert [r.cents for r in left.refunds()] == ([200] if decided else [])
    assert [m.cents for m in left.waiting()] == ([] if decided else [200])
    assert balanced(fonds)
    act(undo, fonds, 2 if decided else 1, WHY)
    back = fund_of(fonds.guichet)
    assert [m.cents for m in back.waiting()] == ([-4_000] if decided else [4_200, -4_000])


# --- refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "motive", ["", "  ", "x" * 201, "a\nb", "IBAN FR76 9999 9000 0100 0000 0000 115"]
)
def test_a_decision_has_a_motive_that_names_no_account(fonds, motive):
    [money] = received(fonds, 400)
    before = fonds.guichet.records.sequences([0])
    for step, target in ((give_back, money), (write_off, money), (undo, 1)):
        assert isinstance(act(step, fonds, target, motive), Refusal)
    assert fonds.guichet.records.sequences([0]) == before


def test_what_the_journals_do_not_accept_is_refused_and_nothing_is_written(fonds):
    [money] = received(fonds, 400)
    records, append = fonds.guichet.records, fonds.guichet.records.append

    def refusing(journal, seen):
        raise BadRow("dossier 1 : c'est trop.")

    records.append = refusing
    assert "c'est trop" in str(act(place, fonds, money, 1))
    records.append = append
    assert act(place, fonds, money, 1) == 400


def test_what_does_not_wait_is_not_decided_of_twice(fonds):
    [money] = received(fonds, 400)
    act(give_back, fonds, money, WHY)
    for step in (give_back, write_off):
        assert "Rien n'attend" in str(act(step, fonds, money, WHY))
        assert "Rien n'attend" in str(act(step, fonds, "attente:9:9", WHY))
    assert "Aucune décision" in str(act(undo, fonds, 7, WHY))
