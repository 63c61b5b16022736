"""What a notice nets: nothing across benefits, unless the fund has chosen so."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import parametre


def compensation_immediate_on(day: dt.date) -> bool:
    """Return whether a rappel may pay an indu of another benefit within one notice, on a day.

    Law:
        CSS art. L553-2: contested; parameter `notice.compensation_immediate`, a_verifier.
    """
    return bool(parametre("ecarts/notice.compensation_immediate").at(day))
