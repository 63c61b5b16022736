"""Budget: what a household lives on, read one way by the telephone line, the commission and the plans."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, add_months, month_of
from justedroit.core.faits import as_known
from justedroit.core.recouvrement import quotients
from justedroit.core.registre import posted_rights


def budget_of(
    facts: pa.Table, transfers: pa.Table, dossier: int, now: dt.datetime
) -> dict[str, Any]:
    """Return the budget of a household, resources and benefits of one and the same month.

    That month is the one before, as for the withholding of the scale; at the beginning of a month,
    while the rights of the month before are not posted yet, it is the one before them.

    Args:
        facts: schema FACTS, of the dossier.
        transfers: schema TRANSFERS, of the dossier.
        dossier: number.
        now: instant, UTC.

    Returns:
        A row of QUOTIENTS (`core.recouvrement`), and `month`: that month, 202606.
    """
    last = add_months(month_of(now.astimezone(FRANCE).date()), -1)
    before = add_months(last, -1)
    rights = posted_rights(transfers)
    posted = set(pc.unique(rights["month"]).to_pylist())
    month = before if last not in posted and before in posted else last
    mine = rights.filter(pc.equal(rights["month"], pa.scalar(month, rights["month"].type)))
    known = as_known(facts, at=now)
    [row] = quotients(known, mine, [dossier], month).to_pylist()
    return {**row, "month": month}
