"""Whatever the orders, the returns and the repayments, the ledger says what the bank says."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.guichet import ANNE, BRUNO, JUNE, Fonds

from justedroit.core.base import Refusal
from justedroit.core.paiements import end_to_end, read_pain001, repayment_reference
from justedroit.core.registre import balances, positions, unpaid
from justedroit.steps.bank import receive
from justedroit.steps.order import prepare, release
from justedroit.steps.place import fund_of, place, waiting_money
from justedroit.steps.settle import give_back, undo, write_off
from justedroit.steps.write import write

PAYEE = pa.chunked_array([["allocataire"]])
DOSSIERS = st.integers(1, 3)
BENEFITS = st.sampled_from(["rsa", "af"])
MONTHS = st.sampled_from([202505, JUNE])
CENTS = st.integers(1, 90_000)
FATES = st.sampled_from([None, None, ("rejet", "MS03"), ("retour", "MS03"), ("retour", "AC04")])
ACTS = st.one_of(
    st.tuples(st.just("owe"), DOSSIERS, BENEFITS, MONTHS, CENTS),
    st.tuples(st.just("owe"), DOSSIERS, BENEFITS, MONTHS, CENTS),
    st.tuples(st.just("claim"), DOSSIERS, BENEFITS, MONTHS, CENTS),
    st.tuples(st.just("repay"), DOSSIERS, CENTS, st.booleans()),
    st.tuples(st.just("order"), st.lists(FATES, min_size=3, max_size=3), st.booleans()),
    st.tuples(st.just("order"), st.lists(FATES, min_size=3, max_size=3), st.booleans()),
    st.tuples(st.just("account"), DOSSIERS),
    st.tuples(st.just("place"), DOSSIERS),
    st.tuples(st.just("debit"), CENTS),
    st.tuples(st.just("settle"), st.sampled_from([give_back, write_off])),
    st.tuples(st.just("refund")),
    st.tuples(st.just("recognise"), st.integers(1, 3), DOSSIERS, CENTS),
    st.tuples(st.just("undo"), st.integers(1, 4)),
    st.tuples(st.just("statement")),
)


class Life:
    """A fund, its bank, and what each household has in hand."""

    def __init__(self):
        self.fonds = Fonds()
        self.received = Counter()
        self.accounts = 100
        for dossier in (1, 2, 3):
            self.fonds.account(dossier)

    def owe(self, dossier, benefit, month, cents):
        self.fonds.owe(dossier, cents, benefit, month)

    def claim(self, dossier, benefit, month, cents):
        """Lower a right: what is not paid first, then what was, as the difference does."""
        place = self.fonds.position(dossier, benefit, month)
        open_cents = -place.get("droit", 0)
        fall = min(cents, place.get("charge", 0))
        lowered = min(fall, open_cents)
        moves = []
        if lowered:
            sides = (f"{benefit}:droit", f"{benefit}:charge")
            moves.append((*sides, lowered, "droit_reduit", month))
        if fall > lowered:
            sides = (f"{benefit}:indu", f"{benefit}:charge")
            moves.append((*sides, fall - lowered, "indu", month))
        if moves:
            self.fonds.post(dossier, *moves)

    def repay(self, dossier, cents, named):
        self.fonds.banque.receive(cents, rf=repayment_reference(dossier) if named else "")

    def order(self, fates, statement_first):
        desk = self.fonds.guichet
        order = prepare(desk, JUNE, "mensuel", ANNE, self.fonds.tick())
        if isinstance(order, Refusal):
            return
        for act in (release, write):
            order = act(desk, order.number, BRUNO, self.fonds.tick())
        content = desk.files.read(order.release["fichier"])
        rows = read_pain001(content).virements.to_pylist()
        befallen = {row["end_to_end"]: fate for row, fate in zip(rows, fates, strict=False) if fate}
        answers = list(self.fonds.banque.undergo(content, befallen, self.now()))
        for row in rows:
            if row["end_to_end"] not in befallen:
                self.received[int(row["end_to_end"].split("-")[1][1:])] += row["amount_cents"]
        if statement_first:
            answers.insert(0, self.fonds.banque.statement(self.now()))
        for answer in answers:
            self.hear(answer)

    def now(self):
        return self.fonds.tick() + dt.timedelta(days=5)

    def account(self, dossier):
        self.accounts += 1
        self.fonds.account(dossier, number=self.accounts)

    def place(self, dossier):
        for money in waiting_money(self.fonds.guichet)[:1]:
            place(self.fonds.guichet, money.reference, dossier, BRUNO, self.fonds.tick())

    def debit(self, cents):
        """Let the bank take money, for a reason that it keeps for itself."""
        self.fonds.banque._move(-cents)

    def settle(self, step):
        for money in waiting_money(self.fonds.guichet)[-1:]:
            step(self.fonds.guichet, money.reference, "essai", BRUNO, self.fonds.tick())

    def refund(self):
        """Let what is to be given back leave."""
        for one in fund_of(self.fonds.guichet).refunds():
            self.fonds.banque._move(-one.cents, end_to_end=one.identifier)
        self.statement()

    def recognise(self, order, dossier, cents):
        """Place what waits as a payment that came back, or a debit on an order."""
        for money in waiting_money(self.fonds.guichet)[:1]:
            names = end_to_end(np.array([order]), np.array([dossier]), PAYEE)
            target = f"ordre:{order}" if money.cents < 0 else names[0].as_py()
            before = self.fonds.paid()
            act = (BRUNO, self.fonds.tick(), "essai")
            place(self.fonds.guichet, money.reference, target, *act)
            self.owned(before, self.fonds.paid())

    def undo(self, number):
        before = self.fonds.paid()
        undo(self.fonds.guichet, number, "essai", BRUNO, self.fonds.tick())
        self.owned(before, self.fonds.paid())

    def owned(self, before, after):
        """Follow what a person has decided: the ledger says whose money it was."""
        for key in before.keys() | after.keys():
            self.received[key[0]] += after.get(key, 0) - before.get(key, 0)

    def statement(self):
        self.hear(self.fonds.banque.statement(self.now()))

    def hear(self, content):
        told = receive(self.fonds.guichet, content, ANNE, self.now())
        assert not isinstance(told, Refusal), str(told)
        again = receive(self.fonds.guichet, content, ANNE, self.now())
        assert isinstance(again, Refusal)


@given(st.lists(ACTS, max_size=14))
def test_the_ledger_says_what_the_bank_and_the_households_say(acts):
    life = Life()
    for name, *arguments in acts:
        getattr(life, name)(*arguments)
    life.statement()
    records = life.fonds.guichet.records
    every = balances(records.transfers([0, *records.dossiers()])).to_pylist()
    assert sum(row["balance_cents"] for row in every) == 0
    of_nature = Counter()
    for row in every:
        of_nature[row["account"].split(":")[1]] += row["balance_cents"]
    # The account of the fund: what left, what came back, what came in.
    moved = sum(of_nature[n] for n in ("paye", "paye_tiers", "retourne", "rembourse", "encaisse"))
    assert life.fonds.banque.cents == moved
    assert -of_nature["encaisse"] == sum(of_nature[n] for n in ("attente", "a_rendre", "reliquat"))
    waits = sum(m.cents for m in waiting_money(life.fonds.guichet))
    assert (waits, of_nature["a_rendre"] <= 0) == (-of_nature["attente"], True)
    # Each household has in hand what the ledger says paid, and nobody else's.
    in_hand = Counter()
    for (dossier, _, _), cents in life.fonds.paid().items():
        in_hand[dossier] += cents
    assert +in_hand == +life.received
    for row in positions(records.transfers()).to_pylist():
        natures = {n.removesuffix("_cents"): v for n, v in row.items() if "_cents" in n}
        assert natures["indu"] >= 0
        # Charge = paid + owed - claimed - repaid: each euro is in one place.
        assert natures["charge"] == -sum(v for n, v in natures.items() if n != "charge")
        assert natures["droit"] <= 0


@given(st.lists(st.lists(FATES, min_size=3, max_size=3), max_size=4), st.lists(CENTS, min_size=3))
def test_each_right_is_paid_once_whatever_comes_back(fates, cents):
    life = Life()
    for dossier, amount in enumerate(cents[:3], 1):
        life.owe(dossier, "rsa", JUNE, amount)
    for some in fates:
        life.order(some, statement_first=False)
        for dossier in (1, 2, 3):
            life.account(dossier)
    life.order([None] * 3, statement_first=True)
    assert dict(life.received) == dict(enumerate(cents[:3], 1))
    assert unpaid(life.fonds.guichet.records.transfers()).num_rows == 0
