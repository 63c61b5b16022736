"""The auditor finds what is planted: an auditor who finds nothing proves nothing."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from tests.core.creances.test_garde import DROIT, INDU, LEDGER, PAIEMENT, repaid, withheld
from tests.endettes import transfer
from tests.simulation.auditor import Auditeur, later
from tests.simulation.monde import Monde

RECEIVED = dt.date(2026, 6, 10)


def audited(*rows, told=True):
    """Return an auditor who has read the books of a household that owes, and some rows more."""
    audit = Auditeur()
    numbered = [row | {"sequence": i} for i, row in enumerate((*LEDGER, *rows), 1)]
    audit.read(numbered[: len(LEDGER)])
    dues = {
        ("rsa", 202601): 60_00,
        ("rsa", 202602): 30_00,
        ("af", 202601): 0,
        ("af", 202607): 60_00,
    }
    for (benefit, month), cents in dues.items():
        audit.due(1, benefit, month, cents)
    if told:
        audit.notified(1, [1, 2], RECEIVED)
    return audit, numbered


def faults(*rows, told=True, before=None):
    audit, numbered = audited(*rows, told=told)
    if before is not None:
        before(audit)
    audit.read(numbered)
    audit.close()
    return " ; ".join(audit.faults)


def test_nothing_is_wrong_where_nothing_is():
    assert faults() == ""
    assert faults(*withheld(40_00)) == ""
    assert faults(*repaid(40_00), before=lambda a: a.repays(1, 40_00)) == ""


def test_its_figures_are_what_it_has_read():
    audit, numbered = audited(*withheld(10_00))
    audit.read(numbered)
    audit.read(numbered)  # read once
    told = audit.figures()[1, 1]
    assert (told["claimed"], told["open"], told["withheld"]) == (60_00, 50_00, 10_00)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (withheld(40_01), "plus que ce qui est dû"),
        (withheld(10_00, when="2026-06-30"), "avant sa date"),
        ((*withheld(10_00), *withheld(5_00, when="2026-08-06")), "deuxième fois"),
        (withheld(10_00)[1:], "ce qui est retenu"),
        (withheld(40_00, 202601) + withheld(30_00, 202602), "plus que ce qui"),
        ((transfer(1, "rsa", 202601, 1, ("annule", "droit", "restitution")),), "de plus"),
        ((transfer(1, "rsa", 202601, 1, ("indu", "remise", "remise_retiree")),), "de plus"),
    ],
)
def test_what_is_planted_is_found(rows, what):
    assert what in faults(*rows)


def test_a_withholding_of_what_no_notice_tells_is_found():
    assert "avant sa date" in faults(*withheld(10_00), told=False)


def test_a_withholding_of_what_is_contested_is_found():
    def contested(audit):
        audit.contests(1, [1], "recours:1", dt.date(2026, 7, 1))

    def until(day):
        def tell(audit):
            contested(audit)
            audit.settled(1, "recours:1", day)

        return tell

    assert "contestée" in faults(*withheld(10_00), before=contested)
    assert "contestée" in faults(*withheld(10_00), before=until(dt.date(2026, 8, 6)))
    assert faults(*withheld(10_00), before=until(dt.date(2026, 8, 5))) == ""


def test_a_withholding_after_a_rectification_is_found():
    def asked(audit):
        audit.asks(1, [1], dt.date(2026, 6, 15))

    assert "rectification" in faults(*withheld(10_00), before=asked)


def test_a_month_later_is_the_same_day_or_the_last():
    assert later(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert later(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("move", "reference"),
    [
        (DROIT, None),
        (PAIEMENT, None),
        (INDU, "revision:2"),
        (("rembourse", "indu", "remboursement"), "creance:1:paiement:1"),
    ],
)
def test_a_cent_that_has_no_place_is_found(move, reference):
    """A right that no law gives, a payment that no right founds, a repayment that nobody made."""
    found = faults(transfer(1, "rsa", 202601, 1, move, reference=reference))
    assert "au lieu de" in found or "dits" in found or "reste à payer" in found


def test_what_is_given_up_has_its_place():
    row = transfer(
        1, "rsa", 202601, 1, ("remise", "indu", "remise"), reference="creance:1:remise:1"
    )
    assert faults(row) == ""


FINED = transfer(
    1, "rsa", 202606, 5_00, ("indemnite", "produit", "indemnite"), reference="creance:1:indemnite"
)
TAKEN = transfer(
    1, "rsa", 202606, 5_00, ("rembourse", "indemnite", "remboursement"), reference="creance:1:paye"
)


def unfined(cents):
    """An indemnité given back in a later month than its own."""
    how = ("produit", "droit", "restitution")
    return transfer(1, "rsa", 202607, cents, how, reference="creance:1:indemnite:annulee")


def test_an_indemnite_given_back_is_no_more_than_was_recovered():
    def lived(audit):
        audit.fined(1, 5_00)
        audit.repays(1, 5_00)

    assert faults(FINED, TAKEN, unfined(5_00), before=lived) == ""
    assert "d'indemnité de plus" in faults(FINED, TAKEN, unfined(5_01), before=lived)
    assert "d'indemnité de plus" in faults(FINED, unfined(5_00))


def test_a_life_where_the_ledger_is_tampered_with_is_found():
    """A withholding is written on a ledger that no guard looks at."""
    world = Monde(4, random.Random(1))
    world.close_month()
    assert world.audit.faults == []
    row = transfer(1, "rsa", 202601, 1_00, ("droit", "paye", "paiement"), when="2026-02-06")
    world.audit.read([row | {"sequence": 10_000}])
    world.audit.close()
    assert world.audit.faults
