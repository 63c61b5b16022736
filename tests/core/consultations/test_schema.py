"""How long the trace of an opening is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import FRANCE
from justedroit.core.consultations import kept_since


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2025-07-10T16:00", "2024-07-10"),
        ("2025-01-31T23:30", "2024-02-01"),  # already February in France
        ("2024-02-29T12:00", "2023-02-28"),
    ],
)
def test_a_trace_is_kept_a_year_to_the_day(now, since):
    found = kept_since(dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC))
    assert found.astimezone(FRANCE).isoformat()[:16] == f"{since}T00:00"


@given(st.datetimes(dt.datetime(2022, 11, 1), dt.datetime(2090, 1, 1)))
def test_what_is_kept_now_was_kept_before(now):
    at = now.replace(tzinfo=dt.UTC)
    assert kept_since(at) <= kept_since(at + dt.timedelta(days=1))
    assert dt.timedelta(days=364) < at - kept_since(at) < dt.timedelta(days=368)
