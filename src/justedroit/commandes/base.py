"""Which journals a command works on: `--base`, or DATABASE_URL, or the demonstration's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rich_click as click

from justedroit.commandes.langue import month_of_text
from justedroit.records.interface import Records

DEMO = "sqlite:///demo/justedroit.sqlite3"


def base_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--base` to a command."""
    return click.option(
        "--base",
        metavar="ADRESSE",
        envvar="DATABASE_URL",
        default=DEMO,
        show_default=DEMO,
        help="Base où lire et écrire : sqlite:///fichier, ou postgresql://… (ou DATABASE_URL).",
    )(command)


def opened(address: str) -> Records:
    """Open journals that exist.

    Raises:
        click.ClickException: the address is not one, or nothing is there.
    """
    path = sqlite_path(address)
    if path is not None and not path.exists():
        raise click.ClickException(
            f"Il n'y a pas de base à {path}. Lancez d'abord « justedroit demo », ou donnez --base."
        )
    return created(address)


def created(address: str) -> Records:
    """Open journals, creating their tables where there are none.

    Raises:
        click.ClickException: the address is not one, or the server does not answer.
    """
    # Django is slow to load: only the commands that open a base wait for it.
    from justedroit.records.database.connection import open_database

    try:
        return open_database(address)
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise click.ClickException(
            f"La base ne s'ouvre pas : {reason} Vérifiez --base (ou DATABASE_URL)."
        ) from error


def sqlite_path(address: str) -> Path | None:
    """Return the file of a SQLite address, None for another base."""
    return Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite:///") else None


class Mois(click.ParamType[int]):
    """A month written AAAA-MM."""

    name = "AAAA-MM"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the month as 202506."""
        if isinstance(value, int):
            return value
        try:
            return month_of_text(str(value))
        except click.BadParameter as error:
            self.fail(error.message, param, ctx)


def clock() -> dt.datetime:
    """Return the instant of the command: the one place where the clock is read."""
    return dt.datetime.now(tz=dt.UTC)  # noqa: TID251  (a command is an act, at its own instant)
