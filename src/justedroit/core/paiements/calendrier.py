"""On which day the rights of a month are paid."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from justedroit.core.base import add_months, first_day, is_worked, parametre

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    """Return the days on which TARGET, through which the banks settle, is closed."""
    return frozenset(holidays.financial_holidays("XECB", years=year))


def working_day(day: dt.date) -> dt.date:
    """Return the day on which a payment due on a given day is made.

    A Saturday is paid on the Friday before, a Sunday or a public holiday on the next working day.

    Law:
        Arrêté of 29 June 1994; the rule is the note of parameter `calendrier.jour`, a_verifier.

    >>> working_day(dt.date(2026, 4, 5))
    datetime.date(2026, 4, 7)
    """
    if day.weekday() == _SATURDAY and is_worked(day - _ONE_DAY):
        return day - _ONE_DAY
    while not is_worked(day):
        day += _ONE_DAY
    return day


def _day_of_next_month(month: int, parameter: str) -> dt.date:
    paid_in = first_day(add_months(month, 1))
    return working_day(paid_in.replace(day=parametre(parameter).at(paid_in)))


def _ars_day(year: int) -> dt.date:
    """Return the published day of the ARS of a year, else its usual Tuesday."""
    start = first_day(ars_month(year))
    published: dt.date | None = parametre("paiements/calendrier.ars").at(start).get(year)
    rank: int = parametre("paiements/calendrier.ars_mardi").at(start)
    first_tuesday = (1 - start.weekday()) % 7
    return published or working_day(start + dt.timedelta(days=first_tuesday + 7 * (rank - 1)))


def payment_day(month: int, benefit: str = "") -> dt.date:
    """Return the day on which the right of a month is paid to the allocataire.

    Args:
        month: month of the right, 202601.
        benefit: as OpenFisca spells it; `ars` has its own day in August, all others share one.

    Returns:
        The published day where there is one, else the day of the rule.

    Law:
        Arrêté of 29 June 1994, CCH art. R823-8: monthly, at term, on the 5th of the next month.
    """
    if benefit == "ars":
        return _ars_day(month // 100)
    published = parametre("paiements/calendrier.publie").at(month).get(month)
    return published or _day_of_next_month(month, "paiements/calendrier.jour")


def landlord_day(month: int) -> dt.date:
    """Return the day on which the aide au logement of a month is paid to the landlord.

    Args:
        month: month of the right, 202601.

    Law:
        CCH art. R823-8; parameter `calendrier.bailleur_jour`, a_verifier.
    """
    return _day_of_next_month(month, "paiements/calendrier.bailleur_jour")


def execution_day(day: dt.date, released_on: dt.date) -> dt.date:
    """Return the day on which a bank makes a payment, asked for a day and released on another.

    Args:
        day: when it should be made.
        released_on: day of the release, in the fund's own time zone.

    Returns:
        The first day, from the later of the two, that is worked in France and open for TARGET.

    Law:
        None: the banks settle through TARGET, which has a calendar of its own.

    >>> execution_day(dt.date(2025, 12, 26), dt.date(2025, 12, 20))
    datetime.date(2025, 12, 29)
    """
    day = max(day, released_on)
    while not is_worked(day) or day in _bank_holidays(day.year):
        day += _ONE_DAY
    return day


def ars_month(year: int) -> int:
    """Return the month of the right to the ARS of a year, which is also the month of its payment.

    Args:
        year: 2026.

    Law:
        CSS art. L543-1; parameter `calendrier.ars_mois`, a_verifier.
    """
    return year * 100 + int(parametre("paiements/calendrier.ars_mois").at(dt.date(year, 1, 1)))
