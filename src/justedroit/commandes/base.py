"""Which journals a command works on: `--base`, or DATABASE_URL, or the demonstration's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import rich_click as click

from justedroit.commandes.affichage import month_text
from justedroit.commandes.horloge import clock as clock  # noqa: PLC0414  (asked of here)
from justedroit.commandes.langue import month_of_text
from justedroit.core.base import FIRST_MONTH, FRANCE, Refused, month_of
from justedroit.core.faits import read_date
from justedroit.records.interface import Identities, Records

DEMO = "sqlite:///demo/justedroit.sqlite3"


class Numero(click.IntRange):
    """The number of a dossier. What is refused is not repeated: it may be a NIR."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail("un numéro de dossier est un entier, de 1 à 11 chiffres.", param, ctx)


NUMERO = Numero(1, 10**11 - 1)


def base_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--base` to a command."""
    return click.option(
        "--base",
        metavar="ADRESSE",
        envvar="DATABASE_URL",
        default=DEMO,
        show_default=True,
        is_eager=True,  # read before the months: those of a demonstration end on its own day
        help="Base où lire et écrire : sqlite:///fichier, ou postgresql://… (ou DATABASE_URL).",
    )(command)


def opened(address: str, *, reading: bool = False) -> Records:
    """Open journals that exist; a command that only reads changes nothing of their base.

    Raises:
        click.ClickException: the address is not one, or there is nothing of ours there.
    """
    # Django is slow to load: only the commands that open a base wait for it.
    from justedroit.records.database.existing import open_existing

    try:
        return open_existing(address, reading=reading)
    except Refused as refused:
        raise click.ClickException(
            f"{refused} Vérifiez --base (ou DATABASE_URL) ; « justedroit demo » en crée une."
        ) from refused


def created(address: str) -> Records:
    """Open journals, creating their tables where there are none.

    Raises:
        click.ClickException: the address is not one, or nothing can be written there.
    """
    from justedroit.records.database.existing import open_new

    try:
        return open_new(address)
    except Refused as refused:
        raise click.ClickException(f"{refused} Choisissez un autre endroit.") from refused


def identities_beside(records: Records, address: str) -> Identities:
    """Open the identities of the dossiers of some journals, with the keys of their base.

    Args:
        records: what `opened` or `created` gave.
        address: of their base.

    Raises:
        click.ClickException: no key, or another than theirs.
    """
    from justedroit.records.cles import keyring_for
    from justedroit.records.database import DatabaseRecords, open_identities

    assert isinstance(records, DatabaseRecords)
    try:
        return open_identities(records, keyring_for(address))
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


class Mois(click.ParamType[int]):
    """A month written AAAA-MM, that the law of the software covers.

    Attributes:
        avenir: whether a month that has not begun is accepted.
    """

    name = "AAAA-MM"

    def __init__(self, *, avenir: bool = False) -> None:
        """Keep whether the future is accepted."""
        self.avenir = avenir

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the month as 202506."""
        if isinstance(value, int):
            return value
        try:
            month = month_of_text(str(value))
        except click.BadParameter as error:
            self.fail(error.message, param, ctx)
        if month < FIRST_MONTH:
            known = month_text(FIRST_MONTH)
            self.fail(
                f"« {value} » est trop ancien : la loi que le logiciel applique commence en {known}.",
                param,
                ctx,
            )
        today = month_of(clock().astimezone(FRANCE).date())
        if month > today and not self.avenir:
            self.fail(f"« {value} » n'a pas commencé : rien ne peut encore y être dû.", param, ctx)
        return month


class Jour(click.ParamType[dt.date]):
    """A day written AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.date:
        """Return the day."""
        day = value if isinstance(value, dt.date) else read_date(str(value))
        if day is None:
            self.fail(
                f"« {value} » n'est pas un jour. Écrivez AAAA-MM-JJ, par exemple 2025-06-30.",
                param,
                ctx,
            )
        return day
