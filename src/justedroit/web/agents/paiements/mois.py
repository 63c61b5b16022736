"""A month in an address: `2025-06`."""

from __future__ import annotations

from justedroit.core.base import FRANCE, add_months, month_of
from justedroit.web import wiring

OFFERED = 3  # months that the form of preparation offers


class MoisDansAdresse:
    """Reads and writes a month in an address."""

    # The months of which a right may be paid: neither of the last century nor out of the calendar.
    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> int:
        """Return `2025-06` as 202506."""
        return int(value.replace("-", ""))

    def to_url(self, value: int) -> str:
        """Return 202506 as `2025-06`."""
        return f"{value // 100}-{value % 100:02d}"


def offered_months() -> list[int]:
    """Return the months whose order can be prepared: those over, and the one that runs, last first."""
    today = month_of(wiring.clock().astimezone(FRANCE).date())
    return [add_months(today, -back) for back in range(OFFERED)]
