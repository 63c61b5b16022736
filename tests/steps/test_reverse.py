"""A payment that came by the bank and that it takes back is found by its reference, and undone."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest
from tests.guichet import ANNE, BRUNO, NOW, Fonds

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import ORGANISME_DEMO, courriers
from justedroit.core.paiements import repayment_reference
from justedroit.core.registre import TRANSFERS, balances
from justedroit.records.interface import Journal
from justedroit.steps.bank import receive
from justedroit.steps.place import place, waiting_money
from justedroit.steps.restore_paid import tell_given_back
from justedroit.steps.settle import undo
from justedroit.twin.banque import Mouvement

DAY = dt.timedelta(days=1)
END = "VIREMENT-DU-FOYER"


@pytest.fixture
def fonds():
    """Return a fund to which dossier 1 owes 70 €, and dossier 2 nothing."""
    fonds = Fonds()
    fonds.households(60_000, 20_000)
    fonds.written()
    fonds.claim(1, 7_000)
    fonds.now = NOW + 10 * DAY
    return fonds


def told(fonds, *moves):
    """Read the statement of a day on which some money moved; return what became of each line."""
    fonds.now += DAY
    fonds.banque.today = list(moves)
    found = receive(fonds.guichet, fonds.banque.statement(fonds.now), ANNE, fonds.tick())
    assert not isinstance(found, Refusal), str(found)
    return [line["sort"] for line in found["lignes"]]


def came(cents, reference="REF-A", end=END, dossier=1):
    return Mouvement(cents, reference, end_to_end=end, rf=repayment_reference(dossier))


def goes(cents, reference="REF-B", end=END, reason="AM04"):
    return Mouvement(-cents, reference, end_to_end=end, reason=reason)


def sums_to_zero(fonds):
    every = balances(fonds.guichet.records.transfers([0, 1, 2]))
    return sum(every["balance_cents"].to_pylist()) == 0


def rejected(fonds):
    events = fonds.guichet.records.events([1])
    pairs = zip(events["tag"].to_pylist(), events["payload"].to_pylist(), strict=True)
    return [json.loads(payload) for tag, payload in pairs if tag == "paiement.rejete"]


@pytest.mark.parametrize("back", [goes(5_000), goes(5_000, "REF-A", "")])
def test_a_debt_lives_again_when_the_bank_takes_its_repayment_back(fonds, back):
    assert told(fonds, came(5_000)) == ["rembourse"]
    assert told(fonds, back) == ["repris"]
    assert fonds.position(1) == {"charge": 53_000, "paye": -60_000, "indu": 7_000}
    assert (waiting_money(fonds.guichet), fonds.fund()) == ([], {})
    [one] = rejected(fonds)
    assert (one["cents"], one["creances"], one["paye"]["cents"]) == (5_000, [1], 5_000)
    assert "AM04" in one["motif"]
    assert sums_to_zero(fonds)


def test_a_letter_that_gave_it_back_and_has_not_left_is_withdrawn(fonds):
    told(fonds, came(5_000))
    records, now = fonds.guichet.records, fonds.tick()
    [paid] = [row for row in records.transfers([1]).to_pylist() if row["motive"] == "remboursement"]
    benefit = paid["debit"].split(":")[0]
    back = {"debit": f"{benefit}:annule", "credit": f"{benefit}:droit", "motive": "restitution"}
    back |= {"reference": "creance:1:restitution:R1", "entered_at": now, "sequence": 0}
    table = pa.Table.from_pylist([paid | back], schema=TRANSFERS)
    records.append(Journal(transfers=table), records.sequences([1]))
    [given] = tell_given_back(records, [1], ORGANISME_DEMO, Acte(ANNE, now))
    assert given.cents == 5_000
    assert told(fonds, goes(5_000)) == ["repris"]
    [letter] = courriers(records.events([1]))
    assert letter.retire_le is not None
    assert tell_given_back(records, [1], ORGANISME_DEMO, Acte(ANNE, fonds.tick())) == []


def test_what_waited_of_it_leaves_the_account_of_the_fund(fonds):
    assert told(fonds, came(9_000)) == ["rembourse", "attente"]
    assert told(fonds, goes(9_000)) == ["repris"]
    assert (waiting_money(fonds.guichet), fonds.fund()) == ([], {})
    assert told(fonds, goes(9_000, "REF-C")) == ["debit"]  # once only
    assert sums_to_zero(fonds)


def test_what_lives_again_is_repaid_by_the_rest_of_the_same_statement(fonds):
    told(fonds, came(7_000))
    assert told(fonds, goes(7_000), came(7_000, "REF-C", "AUTRE")) == ["repris", "rembourse"]
    assert fonds.position(1)["rembourse"] == 7_000


@pytest.mark.parametrize(
    "back",
    [goes(4_999), goes(5_000, end="AUTRE"), goes(5_000, end="NOTPROVIDED"), goes(5_000, end="")],
)
def test_a_debit_that_nothing_links_to_one_payment_waits_in_sight(fonds, back):
    told(fonds, came(5_000))
    assert told(fonds, back) == ["debit"]
    assert [money.why for money in waiting_money(fonds.guichet)] == ["debit"]


def test_of_two_payments_of_one_identifier_none_is_chosen(fonds):
    told(fonds, came(2_000), came(2_000, "REF-C"))
    assert told(fonds, goes(2_000)) == ["debit"]
    assert told(fonds, goes(2_000, "REF-C", "")) == ["repris"]  # the bank's own reference tells


def test_what_was_placed_by_a_person_is_to_be_undone_first(fonds):
    told(fonds, came(5_000, dossier=2))
    [money] = waiting_money(fonds.guichet)
    assert place(fonds.guichet, money.reference, 1, BRUNO, fonds.tick()) == 5_000
    assert told(fonds, goes(5_000)) == ["debit"]
    debit = waiting_money(fonds.guichet)[-1]
    undo(fonds.guichet, 1, "La banque a repris ce virement.", BRUNO, fonds.tick())
    assert place(fonds.guichet, debit.reference, money.reference, BRUNO, fonds.tick()) == 5_000
    assert (waiting_money(fonds.guichet), fonds.fund()) == ([], {})
    assert fonds.position(1)["indu"] == 7_000
