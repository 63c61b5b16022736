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
_DIGITS = 7  # of the euros of an amount, at most
_TOO_LARGE = "ce montant est trop grand : 9 999 999,99 € au plus. Comptez ses chiffres."


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


class Montant(click.ParamType[int]):
    """An amount in euros, as a person writes it; cents."""

    name = "EUROS"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the amount in cents."""
        cents = value if isinstance(value, int) else cents_of_text(str(value))
        if cents is None and _is_too_large(str(value)):
            self.fail(_TOO_LARGE, param, ctx)
        if cents is None:
            self.fail(
                f"« {value} » n'est pas un montant. Écrivez des euros : 1200, ou 1 200,50.",
                param,
                ctx,
            )
        return cents


class MontantDeCreance(click.ParamType[tuple[int, int]]):
    """An amount of one créance, CREANCE=EUROS: its number, and cents."""

    name = "CREANCE=EUROS"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        """Return the number of the créance and the cents."""
        if isinstance(value, tuple):
            return value
        number, _, amount = str(value).partition("=")
        cents = cents_of_text(amount)
        if cents is None and _is_too_large(amount):
            self.fail(_TOO_LARGE, param, ctx)
        if cents is None or not (number.isascii() and number.isdecimal() and len(number) < 6):
            self.fail(
                f"« {value} » n'est pas un montant. Écrivez CREANCE=EUROS, par exemple 1=250,00.",
                param,
                ctx,
            )
        return int(number), cents


def cents_of_text(text: str) -> int | None:
    """Return the cents of euros as a person writes them, comma or point; None where they are none.

    >>> cents_of_text("1 823,92 €"), cents_of_text("1823.9"), cents_of_text("-3")
    (182392, 182390, None)
    """
    parts = _euros_and_cents(text)
    if parts is None or len(parts[0]) > _DIGITS:
        return None
    return int(parts[0]) * 100 + int(parts[1].ljust(2, "0"))


def _euros_and_cents(text: str) -> tuple[str, str] | None:
    """Return the digits of the euros, however many, and those of the cents."""
    digits = "".join(text.replace("€", "").split()).replace(",", ".")
    units, point, cents = digits.partition(".")
    parts = (units, cents) if point else (units,)
    if not all(part.isascii() and part.isdecimal() for part in parts) or len(cents) > 2:
        return None
    return units, cents


def _is_too_large(text: str) -> bool:
    parts = _euros_and_cents(text)
    return parts is not None and len(parts[0]) > _DIGITS


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
