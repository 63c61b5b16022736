"""What can be done next of a créance, as a line of a terminal: by whom, what, and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from justedroit.steps.claims import Reclamation


def next_acts(one: Reclamation, day: dt.date) -> Iterator[tuple[str, str]]:
    """Yield who may do what now, each with its command."""
    from justedroit.steps.consultation.suites import next_acts as suites

    for act in suites(one, day):
        yield act.who, f"{act.what} — {act.command}"
