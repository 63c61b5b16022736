"""How far a mass run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from time import perf_counter
from types import TracebackType
from typing import Self

import rich_click as click
from rich.console import Console
from rich.progress import BarColumn, Progress, Task, TextColumn
from rich.text import Text

SECONDS = 5.0  # between two lines


class Avancement:
    """Told how many dossiers are done, out of how many.

    Args:
        label: what is being done, in French.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._first: int | None = None  # done when the run begins: it may be resumed
        self._began = self._told = perf_counter()

    def __enter__(self) -> Self:
        """Show the bar, where there is a terminal."""
        if self._console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), _Pace())
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show where the run is."""
        if self._first is None:
            self._first, self._began = done, perf_counter()
            if self._bar is not None:
                self._bar.add_task(self._label, total=total, completed=done, first=done)
            return
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done)
        elif perf_counter() - self._told >= SECONDS:
            self._told = perf_counter()
            seconds = self._told - self._began
            click.echo(
                f"{self._label} : {pace(done - self._first, done, total, seconds)}", err=True
            )


class _Pace(TextColumn):
    """Dossiers done, dossiers a second, and what is left of time."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """Return the text of a task."""
        done, total = int(task.completed), int(task.total or 0)
        return Text(pace(done - task.fields["first"], done, total, task.elapsed or 0.0))


def pace(since: int, done: int, total: int, seconds: float) -> str:
    """Return how far and how fast: `8 000 sur 94 757 dossiers, 3 150 par seconde, reste 28 s`.

    Args:
        since: done since the command began.
        done: done in all.
        total: to do in all.
        seconds: since the command began.
    """
    told = f"{number(done)} sur {number(total)} dossiers"
    if not since or not seconds:
        return told
    speed = since / seconds
    return f"{told}, {number(round(speed))} par seconde, reste {round((total - done) / speed)} s"


def number(value: int) -> str:
    """Return a whole number as French writes it: `94 757`."""
    return f"{value:,}".replace(",", "\u202f")
