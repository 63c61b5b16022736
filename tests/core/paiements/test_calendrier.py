"""On which day a month is paid."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import add_months, month_of, parametre
from justedroit.core.paiements import ars_month, landlord_day, payment_day, working_day

MONTHS = st.builds(lambda y, m: y * 100 + m, st.integers(2015, 2035), st.integers(1, 12))


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (202406, "2024-07-05"),  # a Friday
        (202409, "2024-10-04"),  # 5 October is a Saturday
        (202412, "2025-01-06"),  # 5 January is a Sunday
        (202603, "2026-04-07"),  # Easter Sunday, then Easter Monday
        (202612, "2027-01-05"),
    ],
)
def test_a_month_is_paid_on_the_fifth_of_the_next_or_on_a_working_day(month, day):
    assert payment_day(month, "rsa") == dt.date.fromisoformat(day)


def test_the_rule_gives_the_published_calendar():
    for month, day in parametre("paiements/calendrier.publie").at(202601).items():
        fifth = day.replace(day=5)
        assert working_day(fifth) == day == payment_day(month)


def test_a_holiday_is_moved_to_the_next_working_day():
    assert working_day(dt.date(2025, 5, 1)) == dt.date(2025, 5, 2)


def test_a_saturday_after_a_holiday_is_moved_forward():
    # Friday 1 May 2026 is a holiday: Saturday cannot be paid before it without being a day early.
    assert working_day(dt.date(2026, 5, 2)) == dt.date(2026, 5, 4)


@given(MONTHS, st.sampled_from(["rsa", "af", "apl"]))
def test_payment_falls_in_the_next_month_on_a_working_day_near_the_fifth(month, benefit):
    day = payment_day(month, benefit)
    assert month_of(day) == add_months(month, 1)
    assert working_day(day) == day
    assert abs(day.day - 5) <= 3


@given(MONTHS)
def test_the_landlord_is_paid_after_the_household(month):
    assert payment_day(month) < landlord_day(month)


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (202508, "2025-08-19"),
        (202608, "2026-08-18"),
        (202008, "2020-08-14"),
        (202808, "2028-08-16"),
    ],
)
def test_the_ars_is_paid_in_august_on_its_own_day(month, day):
    # 15 August 2028, third Tuesday, is a holiday, and not published yet.
    assert payment_day(month, "ars") == dt.date.fromisoformat(day)


def test_the_month_of_the_ars_is_august():
    assert ars_month(2026) == 202608
