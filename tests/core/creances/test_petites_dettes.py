"""Below a threshold a debt is given up; it is judged on all the debts of the same rule together."""

from __future__ import annotations

import pytest
from tests.core.creances.conduite import (
    creance,
    day,
    journal,
    noticed,
    paused,
    planned,
    qualified,
)

from justedroit.core.creances import Creance, small_debts
from justedroit.core.creances.petites_dettes import threshold_cents

TODAY = day("2025-06-01")


def given_up(*claims: Creance, told=()) -> list[int]:
    from justedroit.core.creances import suivis

    found = small_debts(claims, suivis(claims, journal(*told)), TODAY)
    return [one.creance.number for one in found]


@pytest.mark.parametrize(
    ("benefit", "on", "euros"),
    [
        ("rsa", "2025-06-01", 77),
        ("aah", "2025-06-01", 27),
        ("apl", "2026-01-01", 28),
        ("af", "2022-12-31", 24),
    ],
)
def test_thresholds_a_verifier(benefit, on, euros):
    """Domaine 3.6: 77 €, and 0.68 % of the monthly ceiling rounded up; a_verifier."""
    assert threshold_cents(benefit, day(on)) == euros * 100


def test_a_debt_is_given_up_strictly_below_its_threshold():
    assert given_up(creance("rsa", 7_699)) == [1]
    assert given_up(creance("rsa", 7_700)) == []
    assert given_up(creance("apl", 2_699)) == [1]
    assert given_up(creance("apl", 2_700)) == []


def test_debts_of_one_rule_are_judged_together_and_the_rsa_apart():
    assert given_up(creance("apl", 1_500, 1), creance("aah", 1_500, 2)) == []
    assert given_up(creance("apl", 1_500, 1), creance("rsa", 6_000, 2)) == [1, 2]


def test_the_end_of_a_large_debt_is_not_a_small_one():
    claim = creance("rsa", 50_000)
    claim.lignes[0].withheld = 49_000
    assert given_up(claim) == []


def test_what_is_claimed_no_longer_does_not_count():
    claim = creance("rsa", 50_000)
    claim.lignes[0].undone = 49_000
    assert given_up(claim) == [1]


def test_a_debt_already_closed_is_not_counted_with_the_others():
    closed = creance("apl", 50_000, 1)
    closed.lignes[0].repaid = 50_000
    assert given_up(closed, creance("apl", 1_000, 2)) == [2]


@pytest.mark.parametrize(
    "told",
    [
        [paused("recours:1", "2025-05-01")],
        [*noticed("2025-03-10"), planned("2025-03-20")],
        [qualified("fraude")],
    ],
)
def test_nothing_of_the_group_is_given_up_while_one_is_suspended_planned_or_of_fraud(told):
    both = (creance("apl", 1_000, 1), creance("aah", 1_000, 2))
    assert given_up(*both, told=told) == []
    assert given_up(*both) == [1, 2]
