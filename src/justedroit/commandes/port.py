"""`--port`: where a command serves, on this machine only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rich_click as click


def port_option(default: int, *, least: int = 1) -> Callable[[Callable[..., Any]], Any]:
    """Return what adds `--port` to a command.

    Args:
        default: the port where nothing is said.
        least: 0 where any free port will do.
    """
    any_free = " ; 0 : n'importe lequel qui soit libre" if least == 0 else ""
    return click.option(
        "--port",
        type=click.IntRange(least, 65_535),
        default=default,
        show_default=True,
        help=f"Port où servir, sur cette machine seulement{any_free}.",
    )


def refuse_taken(port: int) -> None:
    """Refuse a port on which something listens; 0 is free.

    Raises:
        click.ClickException: it is taken.
    """
    from justedroit.web.serveur import is_free

    if port and not is_free(port):
        raise click.ClickException(f"Le port {port} est pris. Choisissez-en un autre avec --port.")
