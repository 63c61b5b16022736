"""The trace of an opening, and how long it is kept."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from justedroit.core.base import FRANCE, add_months, first_day, month_of, parametre
from justedroit.core.faits import INSTANT

CONSULTATIONS = pa.schema(
    [
        pa.field("at", INSTANT, nullable=False),
        pa.field("author", pa.string(), nullable=False),  # name of the account
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("screen", pa.string(), nullable=False),  # in French: "registre"
        pa.field("purpose", pa.string(), nullable=False),  # in French: "contrôle"
    ]
)


def kept_since(now: dt.datetime) -> dt.datetime:
    """Return the instant before which traces are no longer shown, and are to be erased.

    Args:
        now: an instant, UTC.

    Returns:
        The same day of the month (or its last), the delay before, UTC.

    Law:
        Délibération CNIL 2021-122: six months to a year.
    """
    today = now.astimezone(FRANCE).date()
    months = parametre("consultations/journal.conservation").at(today)
    first = first_day(add_months(month_of(today), -months))
    after = first_day(add_months(month_of(first), 1))
    day = min(first + dt.timedelta(days=today.day - 1), after - dt.timedelta(days=1))
    return dt.datetime.combine(day, dt.time(), tzinfo=FRANCE).astimezone(dt.UTC)
