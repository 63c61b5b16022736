"""A payment and its return told by one statement are read as two statements would be."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import said
from tests.guichet import ANNE, NOW, Fonds

from justedroit.core.base import Refusal
from justedroit.core.creances import creances
from justedroit.core.paiements import repayment_reference
from justedroit.core.recours import fil
from justedroit.core.registre import balances
from justedroit.steps.bank import receive, taken_back_from
from justedroit.steps.place import waiting_money
from justedroit.twin.banque import Mouvement

END = "VIREMENT-DU-FOYER"
FIRST = dt.date(2025, 7, 10)


def fund():
    """Return a fund to which dossier 1 owes 70 €, and dossier 2 nothing."""
    fonds = Fonds()
    fonds.households(60_000, 20_000)
    fonds.written()
    fonds.claim(1, 7_000)
    fonds.now = NOW + dt.timedelta(days=20)
    return fonds


def read(fonds, *moves):
    fonds.now += dt.timedelta(days=1)
    fonds.banque.today = list(moves)
    found = receive(fonds.guichet, fonds.banque.statement(fonds.now), ANNE, fonds.tick())
    assert not isinstance(found, Refusal), str(found)
    return found


def sorts(found):
    return [line["sort"] for line in found["lignes"]]


def came(cents, day=0, reference="REF-A", dossier=1):
    return moved(cents, day, reference, rf=repayment_reference(dossier))


def goes(cents, day=2, reference="REF-B"):
    return moved(-cents, day, reference, reason="AM04")


def moved(cents, day, reference, **more):
    booked = FIRST + dt.timedelta(days=day)
    return Mouvement(cents, reference, booked, end_to_end=END, **more)


def left(fonds):
    every = balances(fonds.guichet.records.transfers([0, 1, 2]))
    assert sum(every["balance_cents"].to_pylist()) == 0
    waits = [(money.cents, money.why) for money in waiting_money(fonds.guichet)]
    return fonds.position(1), fonds.position(2), waits, fonds.fund()


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param([came(5_000), goes(5_000)], id="repaid, then taken back"),
        pytest.param([came(9_000), goes(9_000)], id="too much, then taken back"),
        pytest.param([came(5_000, dossier=2), goes(5_000)], id="nothing owed, then taken back"),
        pytest.param([came(5_000), goes(4_000)], id="another amount"),
        pytest.param([came(7_000), goes(7_000), came(7_000, 3, "REF-C")], id="paid again"),
        pytest.param(
            [came(7_000), goes(7_000), came(7_000, 3, "REF-C"), goes(7_000, 4, "REF-D")],
            id="paid and taken back twice",
        ),
        pytest.param(
            [came(2_000), came(2_000, 1, "REF-C"), goes(2_000)], id="two of one identifier"
        ),
    ],
)
def test_one_file_does_what_the_same_lines_do_in_as_many_files(moves):
    once, apart = fund(), fund()
    together = read(once, *moves)
    one_by_one = [sort for move in moves for sort in sorts(read(apart, move))]
    assert sorts(together) == one_by_one
    assert left(once) == left(apart)


def test_the_order_is_that_of_the_days_then_of_the_file():
    later = fund()
    assert sorts(read(later, goes(5_000, 2), came(5_000, 0))) == ["repris", "rembourse"]
    assert left(later)[0]["indu"] == 7_000
    before = fund()
    assert sorts(read(before, goes(5_000, 0), came(5_000, 2))) == ["debit", "rembourse"]
    same_day = fund()
    assert sorts(read(same_day, came(5_000, 0), goes(5_000, 0))) == ["rembourse", "repris"]


def test_on_one_day_a_return_written_above_its_payment_comes_after_it():
    above, below = fund(), fund()
    assert sorts(read(above, goes(5_000, 0), came(5_000, 0))) == ["repris", "rembourse"]
    read(below, came(5_000, 0), goes(5_000, 0))
    assert left(above)[0] == left(below)[0]
    assert left(above)[0]["indu"] == 7_000


def test_a_payment_presented_again_the_day_it_was_returned_is_not_returned_twice():
    fonds = fund()
    read(fonds, came(7_000, 0))
    again = read(fonds, goes(7_000, 2), came(7_000, 2, "REF-C"))
    assert sorts(again) == ["repris", "rembourse"]
    assert left(fonds)[0].get("indu", 0) == 0
    once = fund()
    moves = [came(7_000, 2), goes(7_000, 2), came(7_000, 2, "REF-C")]
    assert sorts(read(once, *moves)) == ["rembourse", "repris", "rembourse"]


def test_it_is_said_once_and_what_happened_can_be_read_back():
    fonds = fund()
    found = read(fonds, came(5_000), goes(5_000))
    assert taken_back_from(found) == [1]
    events = fonds.guichet.records.events([1])["tag"].to_pylist()
    assert events.count("paiement.rejete") == 1
    [claim] = creances(fonds.guichet.records.transfers([1]))[1]
    assert (claim.total(), claim.total("repaid")) == (7_000, 0)


@pytest.mark.parametrize("day", [0, 12])  # days before it is read, and the very day
def test_what_one_file_brings_and_takes_back_shows_as_two_movements(day):
    fonds = fund()
    read(fonds, came(5_000, day), goes(5_000, day))
    records = fonds.guichet.records
    steps = fil(records.events([1]), records.transfers([1]), creances=[1])
    told = {one.quoi: said(one.resultat) for one in steps if one.tag == "registre"}
    assert list(told)[1:] == ["Remboursé", "Remboursement défait"]
    assert told["Remboursé"].endswith("reste dû 20,00 €")
    assert told["Remboursement défait"].endswith("reste dû 70,00 €")


def test_a_line_of_nothing_is_told_and_moves_nothing():
    fonds = fund()
    before = left(fonds)
    found = read(fonds, came(0), came(5_000, 1, "REF-C"))
    assert sorts(found) == ["nul", "rembourse"]
    assert left(fonds)[0]["indu"] == before[0]["indu"] - 5_000
    assert sorts(read(fonds, came(0))) == ["deja_lu"]


def test_reading_the_lines_again_in_another_file_moves_nothing():
    fonds = fund()
    read(fonds, came(5_000), goes(5_000))
    before = left(fonds)
    assert sorts(read(fonds, came(5_000), goes(5_000))) == ["deja_lu", "deja_lu"]
    assert left(fonds) == before
