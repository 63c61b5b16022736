"""Whatever the path, the ledger ends at what is due, and each euro has one place."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import Revision, difference, transfers_of
from justedroit.core.registre import (
    TRANSFERS,
    balances,
    check_transfers,
    paid,
    positions,
    posted_rights,
    unpaid,
)

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
BENEFITS, MONTHS = ("af", "rsa"), (202411, 202412, 202501)
CELLS = [(1, b, m) for b in BENEFITS for m in MONTHS]


def rights_of(due):
    rows = [(*cell, cents, cents, None) for cell, cents in due.items()]
    return pa.Table.from_pylist(
        [dict(zip(RIGHTS.names, row, strict=True)) for row in rows], schema=RIGHTS
    )


class Ledger:
    """The journal of one dossier, to which acts append."""

    def __init__(self):
        self.rows = TRANSFERS.empty_table()
        self.acts = 0

    def append(self, rows):
        assert check_transfers(rows) == []
        self.rows = pa.concat_tables([self.rows, rows])

    def revise(self, due, *, lost=False, closing=202501):
        self.acts += 1
        corrections = difference(posted_rights(self.rows), rights_of(due), dossiers=[1])
        now = START + dt.timedelta(days=self.acts)
        act = Revision(now, now.date(), closing, f"revision:{self.acts}")
        flags = np.full(corrections.num_rows, lost)
        self.append(transfers_of(corrections, positions(self.rows), act, flags))

    def move(self, benefit, month, debit, credit, cents, motive):
        self.acts += 1
        row = {
            "dossier": 1,
            "sequence": 0,
            "debit": f"{benefit}:{debit}",
            "credit": f"{benefit}:{credit}",
            "amount_cents": cents,
            "month": month,
            "value_on": START.date(),
            "entered_at": START + dt.timedelta(days=self.acts),
            "motive": motive,
            "reference": None,
        }
        self.append(pa.Table.from_pylist([row], schema=TRANSFERS))

    def pay(self):
        for row in unpaid(self.rows).to_pylist():
            self.move(
                row["benefit"], row["month"], "droit", "paye", row["unpaid_cents"], "paiement"
            )

    def reduce_indus(self, nature, motive, share):
        """Bring part of every open indu to another nature: repaid, given up, prescribed."""
        for row in positions(self.rows).to_pylist():
            cents = row["indu_cents"] * share // 100
            if cents:
                self.move(row["benefit"], row["month"], nature, "indu", cents, motive)

    def at(self, benefit="rsa", month=202412):
        rows = positions(self.rows).to_pylist()
        return next(
            {k.removesuffix("_cents"): v for k, v in r.items() if k.endswith("_cents") and v}
            for r in rows
            if (r["benefit"], r["month"]) == (benefit, month)
        )

    def motives(self, reference):
        rows = self.rows.filter(pc.equal(self.rows["reference"], reference)).to_pylist()
        return [(r["motive"], r["amount_cents"]) for r in rows]


DUE = st.dictionaries(st.sampled_from(CELLS), st.integers(0, 90_000), max_size=len(CELLS))
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("revise"), DUE, st.booleans()),
        st.just(("pay",)),
        st.tuples(st.just("repaid"), st.integers(1, 100)),
        st.tuples(st.just("remise"), st.integers(1, 100)),
        st.tuples(st.just("annule"), st.integers(1, 100)),
        st.tuples(st.just("prescrit"), st.integers(1, 100)),
    ),
    max_size=10,
)
MOTIVES = {
    "repaid": ("rembourse", "remboursement"),
    "remise": ("remise", "remise"),
    "annule": ("annule", "annulation"),
    "prescrit": ("prescrit", "prescription"),
}


def play(ledger, act):
    if act[0] == "revise":
        ledger.revise(act[1], lost=act[2])
    elif act[0] == "pay":
        ledger.pay()
    else:
        ledger.reduce_indus(*MOTIVES[act[0]], act[1])


def posted(ledger):
    rows = posted_rights(ledger.rows).to_pylist()
    return {(r["dossier"], r["benefit"], r["month"]): r["posted_cents"] for r in rows}


@given(ACTS, DUE, st.booleans())
def test_whatever_the_path_what_is_posted_is_what_is_due(acts, due, lost):
    ledger = Ledger()
    for act in acts:
        play(ledger, act)
    ledger.revise(due, lost=lost)
    assert posted(ledger) == {cell: cents for cell, cents in due.items() if cents}


@given(ACTS, DUE, st.booleans())
def test_revising_twice_moves_nothing(acts, due, lost):
    ledger = Ledger()
    for act in acts:
        play(ledger, act)
    ledger.revise(due, lost=lost)
    before = ledger.rows.num_rows
    ledger.revise(due, lost=not lost)
    assert ledger.rows.num_rows == before


@given(ACTS)
def test_each_euro_has_one_place(acts):
    ledger = Ledger()
    for act in acts:
        play(ledger, act)
        for row in positions(ledger.rows).to_pylist():
            has_paid = -row["paye_cents"]
            assert row["droit_cents"] <= 0, "the household cannot owe through `droit`"
            assert 0 <= row["indu_cents"] <= has_paid, "no indu above what was paid"
            assert not (row["droit_cents"] and row["indu_cents"]), "owed both ways"
            assert row["remise_cents"] >= 0
            assert row["annule_cents"] >= 0
            in_hand = has_paid - row["rembourse_cents"]
            given_up = max(row["prescrit_cents"], 0) + row["remise_cents"] + row["annule_cents"]
            assert in_hand <= row["charge_cents"] + row["indu_cents"] + given_up


@given(ACTS)
def test_balances_sum_to_zero_along_any_path(acts):
    ledger = Ledger()
    for act in acts:
        play(ledger, act)
    assert (pc.sum(balances(ledger.rows)["balance_cents"]).as_py() or 0) == 0


@given(ACTS)
def test_once_all_is_paid_the_household_has_what_is_due_what_it_owes_and_what_was_given_up(acts):
    ledger = Ledger()
    for act in acts:
        play(ledger, act)
    ledger.pay()
    told = {(r["benefit"], r["month"]): r["paid_cents"] for r in paid(ledger.rows).to_pylist()}
    for row in positions(ledger.rows).to_pylist():
        in_hand = told.get((row["benefit"], row["month"]), 0) - row["rembourse_cents"]
        kept = row["indu_cents"] + row["remise_cents"] + row["annule_cents"]
        assert in_hand == row["charge_cents"] + kept + row["prescrit_cents"]


RSA = (1, "rsa", 202412)


def test_the_first_right_of_the_closing_month_is_no_rappel():
    ledger = Ledger()
    ledger.revise({(1, "rsa", 202501): 100, RSA: 70})
    assert ledger.motives("revision:1") == [("rappel", 70), ("droit", 100)]


def test_a_closing_month_already_posted_and_gone_to_zero_comes_back_as_a_rappel():
    ledger = Ledger()
    for cents in (100, 0, 60):
        ledger.revise({(1, "rsa", 202501): cents})
    assert [ledger.motives(f"revision:{i}") for i in (1, 2, 3)] == [
        [("droit", 100)],
        [("droit_reduit", 100)],
        [("rappel", 60)],
    ]


def test_the_right_of_the_closing_month_has_the_value_of_its_last_day_the_rest_of_the_decision():
    ledger = Ledger()
    ledger.revise({(1, "rsa", 202501): 100, RSA: 70})
    assert ledger.rows["value_on"].to_pylist() == [dt.date(2025, 1, 2), dt.date(2025, 1, 31)]


def test_a_right_that_falls_before_it_is_paid_is_no_indu():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    ledger.revise({RSA: 60})
    assert ledger.motives("revision:2") == [("droit_reduit", 40)]


def test_a_right_half_paid_that_falls_is_lowered_then_claimed():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    ledger.pay()
    ledger.revise({RSA: 130})
    ledger.revise({RSA: 60})
    assert ledger.motives("revision:4") == [("droit_reduit", 30), ("indu", 40)]


def test_a_right_that_comes_back_undoes_its_open_indu_before_anything_is_paid():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    ledger.pay()
    ledger.revise({RSA: 40})
    ledger.revise({RSA: 120})
    assert ledger.motives("revision:4") == [("annulation", 60), ("rappel", 20)]


def test_an_indu_repaid_then_undone_is_paid_back():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    ledger.pay()
    ledger.revise({RSA: 40})
    ledger.reduce_indus("rembourse", "remboursement", 100)
    ledger.revise({RSA: 100})
    assert ledger.motives("revision:5") == [("rappel", 60)]


def test_a_debt_given_up_then_undone_is_not_paid_a_second_time():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    ledger.pay()
    ledger.revise({RSA: 40})
    ledger.reduce_indus("remise", "remise", 100)
    ledger.revise({RSA: 100})
    assert ledger.motives("revision:5") == [("annulation", 60)]
    assert ledger.at() == {"charge": 100, "paye": -100}


def test_a_prescribed_rappel_is_posted_and_lost_and_stays_in_sight():
    ledger = Ledger()
    ledger.revise({RSA: 100}, lost=True)
    assert ledger.motives("revision:1") == [("rappel", 100), ("prescription", 100)]
    assert ledger.at() == {"charge": 100, "prescrit": -100}


def test_a_prescribed_indu_is_posted_and_cannot_be_recovered():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    ledger.pay()
    ledger.revise({RSA: 30}, lost=True)
    assert ledger.motives("revision:3") == [("indu", 70), ("prescription", 70)]
    assert ledger.at() == {"charge": 30, "paye": -100, "prescrit": 70}


def test_a_lost_rappel_that_is_no_longer_due_makes_no_indu():
    ledger = Ledger()
    ledger.revise({RSA: 100}, lost=True)
    ledger.revise({})
    assert ledger.motives("revision:2") == [("droit_reduit", 100)]
    assert posted(ledger) == {}


def test_corrections_that_do_not_start_from_the_ledger_are_refused():
    ledger = Ledger()
    ledger.revise({RSA: 100})
    empty = posted_rights(TRANSFERS.empty_table())
    stale = difference(empty, rights_of({RSA: 50}), dossiers=[1])
    act = Revision(START, START.date(), 202501, "x")
    with pytest.raises(ValueError, match="ne partent pas"):
        transfers_of(stale, positions(ledger.rows), act)
