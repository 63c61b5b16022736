"""What is remembered of the calendar of OpenFisca is what it counts, whoever asked before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from openfisca_core.periods import DateUnit, Instant, Period

from justedroit.core.droits.openfisca.calendrier import remember_calendar

remember_calendar()

DAYS = st.dates().map(lambda day: Instant((day.year, day.month, day.day)))
UNITS = st.sampled_from([DateUnit.DAY, DateUnit.WEEK, DateUnit.MONTH, DateUnit.YEAR])


@given(
    st.builds(lambda *of: Period(of), UNITS, DAYS, st.integers(1, 3)),
    st.integers(-30, 30),
    UNITS,
)
def test_what_is_remembered_is_what_is_counted(period, offset, unit):
    counted = Period.offset.__wrapped__, Period.stop.fget.__wrapped__, Instant.offset.__wrapped__
    try:
        wanted = (
            counted[0](period, offset, unit),
            counted[1](period),
            counted[2](period.start, offset, unit),
        )
    except (OverflowError, ValueError):  # out of the calendar
        return
    for _ in range(2):  # counted, then remembered
        found = period.offset(offset, unit), period.stop, period.start.offset(offset, unit)
        assert found == wanted
        assert [type(one) for one in found] == [Period, Instant, Instant]


def test_the_months_of_a_year_are_given_anew_to_each_who_asks():
    year = Period((DateUnit.YEAR, Instant((2025, 1, 1)), 1))
    year.get_subperiods(DateUnit.MONTH).clear()
    months = year.get_subperiods(DateUnit.MONTH)
    assert [str(month) for month in months] == [f"2025-{number:02d}" for number in range(1, 13)]
