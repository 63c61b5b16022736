"""Nothing is withheld before its day: 20 days after reception, longer where it is disputed."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.core.creances.conduite import (
    answered,
    asked,
    creance,
    day,
    noticed,
    paused,
    planned,
    qualified,
    resumed,
    suivi,
)

from justedroit.core.base import Refusal
from justedroit.core.creances import last_day_to_rectify, rejection_of, suspended, waits
from justedroit.core.creances import withholdable_from as first_day

ONE_DAY = dt.timedelta(days=1)
NOW = day("2025-04-02")


def test_delai_04_withholding_is_possible_after_twenty_days_from_reception():
    """Case delai-04: received 10 March 2025, possible after 30 March (R133-9-2 I 2° b)."""
    found = first_day(creance(), suivi(creance(), *noticed("2025-03-10")), NOW)
    assert found == day("2025-03-30") + ONE_DAY
    assert last_day_to_rectify(day("2025-03-10")) == day("2025-03-30")


def test_delai_05_a_rectification_unanswered_is_rejected_then_two_months_pass():
    """Case delai-05: asked 15 March 2025, rejected 15 April, possible after 15 June (R847-1-1)."""
    claim = creance("ppa")
    thread = suivi(claim, *noticed("2025-03-10"), asked("2025-03-15"))
    assert thread.rectification is not None
    assert rejection_of(thread.rectification, "ppa") == day("2025-04-15")
    assert first_day(claim, thread, NOW) == day("2025-06-15") + ONE_DAY


def test_a_rectification_of_another_benefit_has_the_same_delays_a_verifier():
    thread = suivi(creance(), *noticed("2025-03-10"), asked("2025-03-15"))
    assert first_day(creance(), thread, NOW) == day("2025-06-16")


def test_a_rectification_suspends_until_its_answer_or_its_term():
    thread = suivi(creance(), *noticed("2025-03-10"), asked("2025-03-15"))
    assert suspended(thread, day("2025-03-14")) is None
    running = suspended(thread, day("2025-04-14"))
    assert running is not None
    assert running.cause == "rectification:1"
    assert suspended(thread, day("2025-04-15")) is None
    told = suivi(
        creance(), *noticed("2025-03-10"), asked("2025-03-15"), answered("rejetee", "2025-03-20")
    )
    assert suspended(told, day("2025-03-20")) is None
    assert first_day(creance(), told, NOW) == day("2025-05-21")


def test_a_rectification_that_is_accepted_needs_a_new_notice():
    told = [*noticed("2025-03-10"), asked("2025-03-15"), answered("acceptee", "2025-03-20")]
    found = first_day(creance(), suivi(creance(), *told), NOW)
    assert isinstance(found, Refusal)
    assert "acceptée" in found.what
    again = suivi(creance(), *told, *noticed("2025-04-01", number=2))
    assert first_day(creance(), again, NOW) == day("2025-05-21")


@pytest.mark.parametrize("le", [None, "never prepared"])
def test_without_a_proven_reception_no_delay_runs(le):
    told = noticed(None) if le is None else []
    found = first_day(creance(), suivi(creance(), *told), NOW)
    assert isinstance(found, Refusal)
    assert "réception prouvée" in found.what


def test_a_contestation_without_end_forbids_to_withhold_then_ends():
    told = [*noticed("2025-03-10"), paused("recours:1", "2025-04-01")]
    found = first_day(creance(), suivi(creance(), *told), NOW)
    assert isinstance(found, Refusal)
    assert "recours" in found.what
    ended = suivi(creance(), *told, resumed("recours:1", "2025-05-01"))
    assert first_day(creance(), ended, day("2025-05-01")) == day("2025-03-31")
    # As it stood while it ran.
    assert isinstance(first_day(creance(), ended, NOW), Refusal)


def test_a_suspension_with_an_end_postpones_to_the_day_after():
    told = [*noticed("2025-03-10"), paused("agent", "2025-04-01", "2025-04-20")]
    assert first_day(creance(), suivi(creance(), *told), NOW) == day("2025-04-21")
    assert first_day(creance(), suivi(creance(), *told), day("2025-04-21")) == day("2025-03-31")


def test_of_two_suspensions_the_one_without_end_is_told():
    told = [paused("agent", "2025-04-01", "2025-09-01"), paused("instance:1", "2025-04-02")]
    running = suspended(suivi(creance(), *told), NOW)
    assert running is not None
    assert running.cause == "instance:1"


def test_a_fraud_that_is_qualified_lifts_no_suspension():
    told = [*noticed("2025-03-10"), paused("recours:1", "2025-04-01"), qualified("fraude")]
    assert isinstance(first_day(creance(), suivi(creance(), *told), NOW), Refusal)


def test_an_admissible_over_indebtedness_suspends_by_itself():
    told = {"surendettement": 1, "creances": [1], "le": "2025-04-01"}
    thread = suivi(creance(), *noticed("2025-03-10"), ("surendettement.recevable", told))
    assert isinstance(first_day(creance(), thread, NOW), Refusal)


def test_a_plan_that_is_kept_forbids_to_withhold():
    thread = suivi(creance(), *noticed("2025-03-10"), planned("2025-03-20"))
    found = first_day(creance(), thread, NOW)
    assert isinstance(found, Refusal)
    assert "échéancier" in found.what


def test_nothing_is_withheld_where_nothing_is_owed():
    claim = creance()
    claim.lignes[0].repaid = claim.lignes[0].claimed
    assert isinstance(first_day(claim, suivi(claim, *noticed("2025-03-10")), NOW), Refusal)


def test_a_rectification_waits_from_its_day_to_the_one_before_its_rejection():
    asked_for = suivi(creance(), asked("2025-01-31")).rectification
    assert asked_for is not None
    waiting = [waits(asked_for, "apl", day(text)) for text in ("2025-01-30", "2025-01-31")]
    assert waiting == [False, True]
    assert not waits(asked_for, "apl", day("2025-02-28"))
