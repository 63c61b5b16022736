"""A day in an address: `2025-06-19`."""

from __future__ import annotations

import datetime as dt


class JourDansAdresse:
    """Reads and writes a day in an address."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"

    def to_python(self, value: str) -> dt.date:
        """Return `2025-06-19` as a day; Django answers 404 to 30 February."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """Return a day as `2025-06-19`."""
        return value.isoformat()
