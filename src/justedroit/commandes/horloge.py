"""The instant of a command: the clock's, or on a demonstration the day it has come to.

A demonstration ends some months before or after today. Its pages live on the day of the last row of
its journals, and so do the commands: one journal has one clock. JUSTEDROIT_JOUR=AAAA-MM-JJ moves that
day forward, for a delay to pass; an act written then leaves the demonstration there.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from functools import partial
from typing import Final

import rich_click as click

from justedroit.core.base import FRANCE, day_text
from justedroit.core.faits import read_date

DAY: Final = "JUSTEDROIT_JOUR"
_KEPT: Final = "justedroit.horloge"  # in the context of the command
_TICK: Final = dt.timedelta(seconds=1)


def real_clock() -> dt.datetime:
    """Return the instant of the machine, UTC: the one place where the commands read its clock."""
    return dt.datetime.now(tz=dt.UTC)  # noqa: TID251  (a command is an act, at its own instant)


def clock() -> dt.datetime:
    """Return the instant of the command, UTC; on a demonstration, on its own day.

    Raises:
        click.ClickException: JUSTEDROIT_JOUR is no day, goes back, or is not of a demonstration.
    """
    return _moved(_shift())


def ticking() -> Callable[[], dt.datetime]:
    """Return what tells the same time in other processes, which know nothing of the command.

    Raises:
        click.ClickException: see `clock`.
    """
    return partial(_moved, _shift())


def _moved(shift: dt.timedelta) -> dt.datetime:
    return real_clock() + shift


def _shift() -> dt.timedelta:
    """Return what separates the command from the machine; found, and told, once a command."""
    context = click.get_current_context(silent=True)
    base = context.params.get("base") if context else None
    if context is None or not isinstance(base, str):
        return dt.timedelta()
    if _KEPT not in context.meta:
        context.meta[_KEPT] = _shift_of(base)
    found: dt.timedelta = context.meta[_KEPT]
    return found


def _shift_of(base: str) -> dt.timedelta:
    now = real_clock()
    at = demo_instant(base, now)
    if at is None:
        return dt.timedelta()
    today = day_text(at.astimezone(FRANCE).date())
    click.echo(f"Caisse de démonstration : nous sommes le {today}.", err=True)
    return at - now


def demo_instant(base: str, now: dt.datetime) -> dt.datetime | None:
    """Return where a demonstration has come to, UTC; None: the base is none, or holds nothing.

    Its day at the hour of the machine, after all that its journals tell.

    Args:
        base: its address.
        now: the instant of the machine.

    Raises:
        click.ClickException: see `clock`.
    """
    wanted, last = os.environ.get(DAY, ""), _last(base)
    if last is None:
        if wanted:
            raise click.ClickException(
                f"{DAY} n'avance que le jour d'une caisse de démonstration, et cette base n'en "
                f"est pas une. Retirez {DAY}."
            )
        return None
    day = _day(wanted, last.astimezone(FRANCE).date())
    at = dt.datetime.combine(day, now.astimezone(FRANCE).time(), tzinfo=FRANCE)
    return max(at.astimezone(dt.UTC), last + _TICK)


def _last(base: str) -> dt.datetime | None:
    """Return the last instant that a demonstration tells."""
    # Django is slow to load: only a demonstration waits for it.
    from justedroit.commandes.depot import is_demonstration

    if not is_demonstration(base):
        return None
    from justedroit.records.database.existing import sqlite_file
    from justedroit.records.database.latest import latest

    path = sqlite_file(base)
    return None if path is None else latest(path)


def demo_day(base: str) -> dt.date | None:
    """Return the day a demonstration has come to; None: the base is none, or holds nothing.

    Raises:
        click.ClickException: see `clock`.
    """
    at = demo_instant(base, real_clock())
    return None if at is None else at.astimezone(FRANCE).date()


def _day(wanted: str, last: dt.date) -> dt.date:
    """Return the day asked, or the last one of a demonstration.

    Raises:
        click.ClickException: it is no day, or has passed.
    """
    if not wanted:
        return last
    day = read_date(wanted)
    if day is None:
        raise click.ClickException(f"{DAY}={wanted} n'est pas un jour : écrivez AAAA-MM-JJ.")
    if day < last:
        raise click.ClickException(
            f"{DAY}={wanted} est passé : la démonstration en est au {last.isoformat()}, et son jour "
            "ne fait qu'avancer."
        )
    return day
