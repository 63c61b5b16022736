"""Who did something, and when: what every act of a person, or of a task, is signed with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acte:
    """Who acts, and when.

    Attributes:
        author: identifier of a person, never a name, or of a task.
        at: instant, UTC.
    """

    author: str
    at: dt.datetime
