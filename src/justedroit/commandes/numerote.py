"""A group of commands in which the number of a dossier alone means the command that shows it."""

from __future__ import annotations

from typing import Any

import rich_click as click

_HELP = ("--help", "-h")


class Numbered(click.RichGroup):
    """A group: `identite 12` is `identite montrer 12`.

    Args:
        shows: name of the command that a number means.
        alone: whether it is meant, too, where no command and no number is given.
    """

    def __init__(self, *args: Any, shows: str, alone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shows, self._alone = shows, alone

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the arguments, the command first."""
        first = args[0] if args else ""
        bare = self._alone and first not in _HELP and (not first or first.startswith("-"))
        if first.isdecimal() or bare:
            args = [self._shows, *args]
        return super().parse_args(ctx, args)
