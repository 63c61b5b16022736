"""What a command that opens a dossier leaves: who opened it, as a page does, or nothing is shown."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterable
from typing import Any

import rich_click as click

from justedroit.commandes.horloge import real_clock
from justedroit.core.base import Refused, looks_personal
from justedroit.records.interface import Records

PURPOSE = "ligne de commande"
_LONGEST = 100


class Auteur(click.ParamType[str]):
    """Who acts: an identifier, short, that is nobody's number."""

    name = "QUI"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the identifier."""
        text = str(value).strip()
        if not text or len(text) > _LONGEST or not text.isprintable() or looks_personal(text):
            self.fail(
                f"un identifiant est attendu (agent:12), d'une ligne et de {_LONGEST} caractères "
                "au plus, qui ne soit pas un NIR.",
                param,
                ctx,
            )
        return text


def agent_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--agent` to a command that decides something: who signs it must be said."""
    return click.option(
        "--agent",
        type=Auteur(),
        envvar="JUSTEDROIT_AGENT",
        required=True,
        help="Qui agit : un identifiant, jamais un nom (ou JUSTEDROIT_AGENT).",
    )(command)


def auteur_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--agent` to a command that only looks, or imports: whom the journals name."""
    return click.option(
        "--agent",
        "auteur",
        type=Auteur(),
        envvar="JUSTEDROIT_AGENT",
        default=_of_system,
        show_default="l'utilisateur du système",
        help="Qui agit, pour les journaux (ou JUSTEDROIT_AGENT).",
    )(command)


def leave_trace(records: Records, dossiers: Iterable[int], screen: str, author: str) -> None:
    """Write that someone opens dossiers, before they are shown; those that do not exist leave none.

    Args:
        records: the journals, in a database.
        dossiers: their numbers.
        screen: what is opened, in French, as the auditor will read it.
        author: who opens.

    Raises:
        click.ClickException: the trace cannot be written: nothing is to be shown.
    """
    # Django is slow to load: whoever opens a base has loaded it.
    from justedroit.records.database import DatabaseOpenings, DatabaseRecords
    from justedroit.records.database.existing import told
    from justedroit.steps.witness import Opening, witness_all

    assert isinstance(records, DatabaseRecords)
    numbers = [number for number, last in records.sequences(list(dossiers)).items() if last]
    some = [Opening(number, author, screen, PURPOSE) for number in numbers]
    if not some:
        return
    try:
        with told():
            witness_all(DatabaseOpenings(records.alias), some, real_clock())
    except Refused as refused:
        raise click.ClickException(
            f"La trace de cette consultation ne s'écrit pas, donc rien n'est montré. {refused}"
        ) from refused


def _of_system() -> str:
    """Return the user who runs the command, as the system knows them, whatever the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid:{os.getuid()}"
