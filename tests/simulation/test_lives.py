"""Random lives of debts: whatever is done, in any order, no invariant is broken and no cent is lost."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.simulation.monde import ACTS, Monde
from tests.simulation.workload import live

SEEDS = st.integers(0, 2**16)
OTHERS = ("notified", "is_judged", "closes_procedure", "is_constrained", "is_fined", "revoked")


class Vie(RuleBasedStateMachine):
    """One household and its debts; each act draws from a seed of its own."""

    @initialize(seed=SEEDS)
    def begins(self, seed):
        self.world = Monde(1, random.Random(seed))
        self.world.act("notified", 1)
        self.world.wrongs = 1

    @rule(name=st.sampled_from([*ACTS, *OTHERS]), seed=SEEDS, days=st.sampled_from([0, 0, 1, 5]))
    def lives(self, name, seed, days):
        world = self.world
        world.draw = random.Random(seed)
        if world.day.day + days < 28:
            world.day = world.day.replace(day=world.day.day + days)
        world.act(name, 1)

    @rule(seed=SEEDS)
    def is_wronged(self, seed):
        self.world.draw = random.Random(seed)
        self.world.act("is_wronged", 1)

    @precondition(lambda self: self.world.month < 202701)
    @rule(seed=SEEDS)
    def ends_a_month(self, seed):
        self.world.draw = random.Random(seed)
        self.world.close_month()

    @invariant()
    def no_invariant_is_broken_and_no_cent_lost(self):
        if hasattr(self, "world"):
            self.world.audit.read(self.world.records.transfers([1]).to_pylist())
            assert self.world.audit.faults == []

    def teardown(self):
        """Close the books, once all is done."""
        if hasattr(self, "world"):
            self.world.close_month()
            assert self.world.audit.faults == []


TestVie = Vie.TestCase
TestVie.settings = settings(settings.get_profile("house"), max_examples=15, stateful_step_count=25)


def test_three_hundred_lives_break_no_invariant_and_lose_no_cent():
    done = Counter()
    for seed in (7, 8, 9):  # a hundred in the same journals: the time goes with their square
        some, faults = live(seed, 100, months=5)
        assert faults == []
        done += some
    # And much has happened.
    assert done["retenues"] > 200
    assert done["rendu"] > 0
    for name in (
        "contests",
        "pays",
        "plans",
        "sues",
        "over_indebted",
        "is_fined",
        "lies",
        "is_mediated",
    ):
        assert done[name, "fait"] > 3, name


def test_payments_sent_back_after_what_they_paid_was_given_back_lose_no_cent():
    world = Monde(8, random.Random(5))
    for _ in range(3):
        for number in world.numbers:
            for name in ("notified", "pays", "sues", "is_judged"):
                world.act(name, number)
            if world.draw.random() < 0.3:  # before what was given back is paid
                world.act("bounces", number)
        world.close_month()
        for number in world.numbers:
            world.act("bounces", number)
    world.close_month()
    assert world.audit.faults == []
    assert world.done["bounces", "fait"] > 8
    assert world.done["centimes repris"] > 0
    assert world.done["centimes réclamés de nouveau"] > 0


def test_what_is_written_by_hand_is_refused_or_right():
    """The guard and the auditor agree: what the one lets through, the other finds no fault in."""
    world = Monde(24, random.Random(3))
    world.wrongs = 2
    for _ in range(4):
        for number in world.numbers:
            world.act("notified", number)
            world.act(world.draw.choice(("contests", "rectifies", "pays", "is_wronged")), number)
            world.day = world.day.replace(day=6 + number % 20)
        world.close_month()
    assert world.audit.faults == []
    assert world.done["is_wronged", "fait"] > 10
    assert world.done["is_wronged", "refusé"] > 100
