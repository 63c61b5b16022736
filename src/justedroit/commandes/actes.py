"""What the commands that act share: who acts and when, on what, and a refusal told in French."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import rich_click as click

from justedroit.commandes.base import NUMERO, base_option, clock
from justedroit.commandes.traces import agent_option
from justedroit.core.base import FRANCE, Refusal

if TYPE_CHECKING:
    from justedroit.core.base import Acte

RANK = click.IntRange(1, 10_000)  # the number of something in its dossier
motif_option = click.option("--motif", required=True, help="Les raisons, en français.")

_Command = Callable[..., Any]


def acted(what: str) -> Callable[[_Command], _Command]:
    """Add what an act on one thing of a dossier needs: the dossier, its number, who, and the base.

    Args:
        what: the thing, in French, for the help.
    """
    numero = click.option("--numero", "rang", type=RANK, required=True, help=what)

    def added(command: _Command) -> _Command:
        for option in (base_option, agent_option, numero):
            command = option(command)
        return click.argument("dossier", type=NUMERO)(command)

    return added


def signed(agent: str) -> Acte:
    """Return who acts, and when: now."""
    from justedroit.core.base import Acte

    return Acte(agent, clock())


def today() -> dt.date:
    """Return the day of the command, in France."""
    return clock().astimezone(FRANCE).date()


def accepted(found: Any) -> Any:
    """Return what was done; a refusal ends the command, in French.

    Raises:
        click.ClickException: it is a refusal.
    """
    if isinstance(found, Refusal):
        raise click.ClickException(str(found))
    return found
