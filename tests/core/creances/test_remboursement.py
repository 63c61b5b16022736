"""What a household repays: one rule, whatever the channel, that loses no cent and pays no contested debt."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.creances import (
    CONTESTE,
    INDEMNITE,
    INDU,
    NON_NOTIFIE,
    TROP,
    Creance,
    Dettes,
    Ligne,
    Remboursement,
    Suspension,
    creances,
    halted,
    imputed,
    repaid_by,
    repaid_transfers,
)
from justedroit.core.creances.remboursement import SANS_DETTE
from justedroit.core.registre import TRANSFERS, check_transfers

NOW = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
DAY = NOW.date()
STOP = Suspension("recours:1", dt.date(2026, 3, 1))


def claim(number, months, *, born=1, benefit="rsa", fined=0):
    lines = [Ligne(month, INDU, cents) for month, cents in months.items()]
    lines += [Ligne(202602, INDEMNITE, fined)] if fined else []
    at = dt.datetime(2026, 2, born, tzinfo=dt.UTC)
    return Creance(7, number, benefit, f"revision:{number}", at, lines)


def owed(*, halted=(), plan=()):
    """Return 600 € and, younger, 200 €, and 100 € younger still."""
    claims = [
        claim(1, {202511: 40_000, 202512: 20_000}),
        claim(2, {202511: 20_000}, born=2, benefit="af"),
        claim(3, {202512: 10_000}, born=3, benefit="apl"),
    ]
    return Dettes(claims, dict.fromkeys(halted, STOP), plan)


def sent(cents, *named, act="paiement:1"):
    return Remboursement(cents, DAY, act, named)


def repaid(dettes, cents, *named):
    [found] = imputed(dettes, [sent(cents, *named)])
    return found.repaid, found.rest, found.why


@pytest.mark.parametrize(
    ("cents", "named", "told"),
    [
        (70_000, (), ({1: 60_000, 2: 10_000}, 0, "")),
        (5_000, (3,), ({3: 5_000}, 0, "")),
        (15_000, (3,), ({3: 10_000, 1: 5_000}, 0, "")),
        (25_000, (3, 2), ({3: 10_000, 2: 15_000}, 0, "")),
        (91_000, (), ({1: 60_000, 2: 20_000, 3: 10_000}, 1_000, TROP)),
        (5_000, (9,), ({1: 5_000}, 0, "")),
    ],
)
def test_what_names_a_creance_goes_to_it_and_the_rest_to_the_oldest(cents, named, told):
    assert repaid(owed(), cents, *named) == told


def test_the_plan_that_the_household_pays_comes_before_the_oldest_and_after_what_it_names():
    assert repaid(owed(plan={3}), 15_000) == ({3: 10_000, 1: 5_000}, 0, "")
    assert repaid(owed(plan={3}), 25_000, 2) == ({2: 20_000, 3: 5_000}, 0, "")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ((), ({2: 20_000, 3: 10_000}, 70_000, CONTESTE)),
        ((3,), ({3: 10_000, 2: 20_000}, 70_000, CONTESTE)),
        ((1,), ({1: 60_000, 2: 20_000, 3: 10_000}, 10_000, TROP)),
        # Of those named, what is contested comes last.
        ((1, 3), ({3: 10_000, 1: 60_000, 2: 20_000}, 10_000, TROP)),
    ],
)
def test_what_is_contested_is_repaid_only_when_it_is_named_else_the_money_waits(named, told):
    assert repaid(owed(halted={1}), 100_000, *named) == told


def test_a_contested_plan_is_not_paid_by_money_that_does_not_name_it():
    assert repaid(owed(halted={2}, plan={2}), 5_000) == ({1: 5_000}, 0, "")


def test_money_of_who_owes_nothing_waits_whole():
    assert repaid(Dettes(), 500) == ({}, 500, SANS_DETTE)
    assert repaid(owed(halted={1, 2, 3}), 500) == ({}, 500, CONTESTE)


def test_of_one_day_the_smallest_debt_is_repaid_first():
    pair = Dettes([claim(1, {202511: 900}), claim(2, {202511: 300}, benefit="af")])
    assert repaid(pair, 400) == ({2: 300, 1: 100}, 0, "")


def test_an_indemnite_is_repaid_after_the_months_of_its_creance():
    fined = Dettes([claim(1, {202511: 900}, fined=90)])
    [found] = imputed(fined, [sent(950)])
    assert [(line.nature, cents) for _, line, cents in found.parts] == [
        (INDU, 900),
        (INDEMNITE, 50),
    ]


def test_payable_is_what_a_payment_may_repay_at_most():
    assert owed().payable() == 90_000
    assert owed(halted={1}).payable() == 30_000
    assert owed(halted={1}).payable((1,)) == 90_000


def test_the_transfers_name_the_creance_and_the_act_and_are_told_month_by_month():
    [found] = imputed(owed(), [sent(70_000, act="banque:5:12")])
    table = repaid_transfers([found], NOW)
    assert check_transfers(table) == []
    rows = [(r["reference"], r["credit"], r["month"], r["amount_cents"]) for r in table.to_pylist()]
    assert rows == [
        ("creance:1:banque:5:12", "rsa:indu", 202511, 40_000),
        ("creance:1:banque:5:12", "rsa:indu", 202512, 20_000),
        ("creance:2:banque:5:12", "af:indu", 202511, 10_000),
    ]
    told = repaid_by(table, owed().creances, "banque:5:12")
    assert [(one.creance.number, one.cents) for one in told] == [(1, 60_000), (2, 10_000)]
    assert told[0].months == {(202511, INDU): 40_000, (202512, INDU): 20_000}
    assert repaid_by(table, owed().creances, "banque:5:1") == []


def event(tag, day="2026-03-01", **told):
    at = dt.datetime.fromisoformat(f"{day}T08:00:00+00:00")
    payload = json.dumps({"le": day} | told)
    return {"dossier": 7, "tag": tag, "at": at, "author": "a", "payload": payload}


@pytest.mark.parametrize(
    ("events", "stopped"),
    [
        ([], set()),
        ([event("creance.suspendue", creances=[2], cause="instance:1", jusqu_au=None)], {2}),
        ([event("rectification.demandee", "2026-06-10", creances=[1], rectification=1)], {1}),
        ([event("surendettement.recevable", creances=[1, 3], surendettement=1)], {1, 3}),
        (
            [
                event("creance.suspendue", creances=[2], cause="recours:1", jusqu_au=None),
                event("creance.reprise", "2026-05-01", creances=[2], cause="recours:1", motif="x"),
            ],
            set(),
        ),
    ],
)
def test_what_is_contested_or_suspended_on_the_day_is_known_from_the_events(events, stopped):
    schema = {"dossier": [], "tag": [], "at": [], "author": [], "payload": []}
    table = pa.Table.from_pylist(events) if events else pa.table(schema)
    if not events:
        table = table.set_column(1, "tag", pa.array([], pa.string()))
    assert set(halted(owed().creances, table, DAY).get(7, {})) == stopped


@st.composite
def lives(draw):
    """Draw what a dossier owes, what is halted of it, and the money that comes."""
    claims = [
        claim(
            number,
            draw(
                st.dictionaries(st.sampled_from([202511, 202512]), st.integers(1, 500), min_size=1)
            ),
            born=draw(st.integers(1, 3)),
            benefit=draw(st.sampled_from(["rsa", "af"])),
            fined=draw(st.integers(0, 50)),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    numbers = st.integers(1, 5)
    stopped = draw(st.sets(st.sampled_from([c.number for c in claims])))
    dettes = Dettes(claims, dict.fromkeys(stopped, STOP), draw(st.sets(numbers)))
    money = [
        sent(cents, *named, act=f"paiement:{rank}")
        for rank, (cents, named) in enumerate(
            draw(
                st.lists(st.tuples(st.integers(1, 900), st.lists(numbers, max_size=2)), max_size=4)
            )
        )
    ]
    return dettes, money


@given(lives())
def test_no_cent_is_lost_or_paid_twice_and_nothing_contested_is_paid_unless_named(life):
    dettes, money = life
    found = imputed(dettes, money)
    left = {id(line): line.open for c in dettes.creances for line in c.lignes}
    for one, received in zip(found, money, strict=True):
        assert sum(one.repaid.values()) + one.rest == received.cents
        assert bool(one.rest) == bool(one.why)
        assert all(n not in dettes.halted or n in received.creances for n in one.repaid)
        for _, line, cents in one.parts:
            assert cents > 0
            left[id(line)] -= cents
        if one.rest:  # nothing that it may repay is left
            payable = [
                left[id(line)]
                for c in dettes.creances
                if c.number not in dettes.halted or c.number in received.creances
                for line in c.lignes
            ]
            assert not any(payable)
    assert min(left.values()) >= 0


@given(lives())
def test_the_ledger_takes_what_is_imputed_and_tells_the_same(life):
    dettes, money = life
    rows = [
        {
            "dossier": 7,
            "sequence": 0,
            "debit": f"{c.benefit}:{line.nature}",
            "credit": f"{c.benefit}:{'charge' if line.nature == INDU else 'produit'}",
            "amount_cents": line.claimed,
            "month": line.month,
            "value_on": DAY,
            "entered_at": c.born_at,
            "motive": line.nature,
            "reference": c.reference if line.nature == INDU else f"creance:{c.number}:indemnite",
        }
        for c in dettes.creances
        for line in c.lignes
        if line.claimed
    ]
    found = imputed(dettes, money)
    moved = repaid_transfers(found, NOW)
    after = creances(pa.concat_tables([pa.Table.from_pylist(rows, schema=TRANSFERS), moved]))[7]
    paid = {c.number: 0 for c in dettes.creances}
    for one in found:
        for number, cents in one.repaid.items():
            paid[number] += cents
    assert {c.number: c.total("repaid") for c in after} == paid


def test_money_that_names_nothing_never_repays_a_debt_that_was_not_notified():
    every = owed().creances
    unknown = Dettes(every, unnotified={1, 3})
    assert repaid(unknown, 30_000) == ({2: 20_000}, 10_000, NON_NOTIFIE)
    assert unknown.payable() == 20_000
    assert repaid(unknown, 5_000, 3) == ({3: 5_000}, 0, "")
    # Who accepted a plan knows what it repays; what is contested is said before what is not notified.
    assert repaid(Dettes(every, plan={3}, unnotified={1, 3}), 5_000) == ({3: 5_000}, 0, "")
    assert repaid(Dettes(every, {2: STOP}, unnotified={1, 3}), 5_000) == ({}, 5_000, CONTESTE)
