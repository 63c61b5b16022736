"""The one withholding of a month: never too much, in the order of the law, on what it allows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.creances import Creance, Ligne, RetenueFixee, in_order
from justedroit.core.recouvrement import (
    Debiteur,
    Ecart,
    Place,
    is_current,
    majorations,
    transfers_of_withholdings,
    withheld,
)
from justedroit.core.recouvrement.fongibilite import ranked
from justedroit.core.registre import check_transfers

DAY = dt.date(2026, 7, 1)
NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
BENEFITS = ("rsa", "ppa", "aah", "af", "apl", "ars", "aeeh", "paje_cmg")
ALLOWED = {"rsa", "ppa", "aah", "af", "apl"}


def creance(number, born, cents, benefit="rsa"):
    at = dt.datetime.fromisoformat(f"{born}T10:00:00+00:00")
    lines = [Ligne(202512, "indu", claimed=cents)] if isinstance(cents, int) else cents
    return Creance(1, number, benefit, "revision:x", at, lines)


def test_the_order_is_that_of_the_decree():
    # cas.yaml ordre-01 (haute): D553-4.
    a = creance(1, "2024-05-01", 30_000)
    b = creance(2, "2024-03-01", 90_000)
    c = creance(3, "2024-05-01", 12_000)
    assert [claim.number for claim in in_order([a, b, c])] == [2, 3, 1]


def test_two_decisions_of_the_same_day_in_france_are_of_the_same_day():
    late, early = creance(1, "2024-05-01", 500), creance(2, "2024-05-01", 100)
    late.born_at = dt.datetime(2024, 4, 30, 22, 30, tzinfo=dt.UTC)  # 0 h 30 on 1 May
    assert [claim.number for claim in in_order([late, early])] == [2, 1]


def test_the_benefit_overpaid_then_what_is_paid_to_the_debtor_then_to_a_third_party():
    places = [
        Place("apl", 202606, "bailleur", 1),
        Place("ppa", 202606, "allocataire", 1),
        Place("af", 202606, "allocataire", 1),
        Place("ars", 202606, "allocataire", 1),
        Place("rsa", 202606, "allocataire", 1),
    ]
    assert [p.benefit for p in ranked("rsa", places, DAY)] == ["rsa", "af", "ppa", "apl"]
    assert [p.benefit for p in ranked("ars", places, DAY)] == ["af", "rsa", "ppa", "apl"]
    assert ranked("apl", places, DAY)[0].benefit == "apl"


def test_the_share_of_fraud_is_raised_and_the_rest_of_the_month_is_not():
    old, fraud = creance(1, "2026-01-01", 4_000), creance(2, "2026-02-01", 90_000)
    places = [Place("rsa", 202606, "allocataire", 60_000)]
    found = withheld(Debiteur(1, [old, fraud], places, 10_000, majorations={2: 50}), DAY)
    assert [(p.creance, p.cents) for p in found.prises] == [(1, 4_000), (2, 9_000)]


def test_repetition_is_a_fraud_qualified_before_this_one_was_found():
    claim = creance(1, "2026-03-01", 1)
    assert majorations([claim], {1: [dt.date(2026, 4, 1)]}, DAY) == {1: 50}
    assert majorations([claim], {1: [dt.date(2022, 4, 1), dt.date(2026, 4, 1)]}, DAY) == {1: 100}
    assert majorations([claim], {1: [dt.date(2020, 4, 1), dt.date(2026, 4, 1)]}, DAY) == {1: 50}
    assert majorations([claim], {}, DAY) == {}


@pytest.mark.parametrize(
    ("statut", "month", "quarterly", "changed", "expected"),
    [
        ("calculee", 202604, True, False, True),
        ("calculee", 202605, True, False, False),
        ("calculee", 202612, False, False, True),
        ("calculee", 202701, False, False, False),
        ("calculee", 202603, False, True, False),
        ("decidee", 202803, True, True, True),
    ],
)
def test_what_was_fixed_holds_for_its_time(statut, month, quarterly, changed, expected):
    last = RetenueFixee(5_000, 202602, statut, "agent:1", NOW)
    assert is_current(last, month, quarterly=quarterly, changed=changed) is expected
    assert not is_current(None, month, quarterly=quarterly, changed=changed)


lines = st.lists(
    st.tuples(st.sampled_from((202510, 202511, 202512)), st.integers(0, 50_000)),
    min_size=1,
    max_size=3,
    unique_by=lambda line: line[0],
).map(lambda rows: [Ligne(month, "indu", claimed=cents) for month, cents in sorted(rows)])
claims = st.lists(st.tuples(lines, st.integers(1, 28), st.sampled_from(BENEFITS)), max_size=5).map(
    lambda rows: [
        creance(number, f"2026-01-{day:02d}", some, benefit)
        for number, (some, day, benefit) in enumerate(rows, 1)
    ]
)
spots = st.lists(
    st.tuples(
        st.sampled_from(BENEFITS),
        st.sampled_from(("allocataire", "bailleur")),
        st.integers(1, 80_000),
    ),
    max_size=6,
    unique_by=lambda row: row[0],
)


@given(
    claims=claims,
    spots=spots,
    cents=st.integers(0, 60_000),
    aside=st.sets(st.integers(1, 5)),
    raised=st.dictionaries(st.integers(1, 5), st.sampled_from((50, 100))),
)
def test_never_too_much_whatever_is_owed_and_due(claims, spots, cents, aside, raised):
    due = {benefit: amount for benefit, _, amount in spots}
    places = [Place(benefit, 202606, payee, amount) for benefit, payee, amount in spots]
    owed = {claim.number: claim.total() for claim in claims}
    why = {number: Ecart("suspendue") for number in aside & set(owed)}
    found = withheld(Debiteur(1, claims, places, cents, why, raised), DAY)
    assert found.cents <= cents * (100 + max(raised.values(), default=0)) // 100
    assert found.cents == sum(due.values()) - sum(place.cents for place in places)
    for number, total in owed.items():
        taken = sum(p.cents for p in found.prises if p.creance == number)
        assert taken <= total
        assert not (taken and number in aside)
        assert taken or number in found.skipped or not total
    assert {p.benefit for p in found.prises} <= ALLOWED
    assert all(p.cents > 0 for p in found.prises)
    rows = transfers_of_withholdings([found], 202606, DAY, NOW)
    assert check_transfers(rows) == []
    moved = {
        motive: sum(r["amount_cents"] for r in rows.to_pylist() if r["motive"] == motive)
        for motive in ("retenue", "remboursement")
    }
    assert moved == {"retenue": found.cents, "remboursement": found.cents}
    if not raised and not aside and found.prises:
        reachable = sum(amount for benefit, amount in due.items() if benefit in ALLOWED)
        assert found.cents == min(cents, sum(owed.values()), reachable)
