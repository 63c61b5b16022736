"""The queries of mass runs: what the ledger has posted, sums of it, events by their tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from justedroit.core.registre import TRANSFERS
from justedroit.records.database.dialect import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from justedroit.records.database.dialect import Dialect

# The columns of TRANSFERS that `posted_rights` looks at.
CHARGES = pa.schema(
    [TRANSFERS.field(n) for n in ("dossier", "debit", "credit", "amount_cents", "month")]
)
_CHARGE = ":charge"


def charges(dialect: Dialect, among: Part, window: tuple[int, int]) -> Part:
    """Return from where to read the transfers that move a charge, for the months of a window."""
    sides = " OR ".join(dialect.ends_with(side, _CHARGE) for side in ("debit", "credit"))
    months = Part(f" AND ({sides}) AND month BETWEEN %s AND %s", window)
    return Part("FROM transfert WHERE ") + among + months


def sums(read: Part, references: list[str]) -> Part:
    """Return from where to read TOTALS: the transfers of `charges`, added up by benefit.

    No movement goes from a charge to a charge: each row adds to one benefit.
    """
    listed = ", ".join(["%s"] * len(references)) or "NULL"
    on_debit = f"substr(debit, length(debit) - {len(_CHARGE) - 1}) = '{_CHARGE}'"
    account = f"CASE WHEN {on_debit} THEN debit ELSE credit END"
    signed = f"CASE WHEN {on_debit} THEN amount_cents ELSE -amount_cents END"
    moved = f"CASE WHEN reference IN ({listed}) THEN {signed} ELSE 0 END"
    head = f"FROM (SELECT replace({account}, '{_CHARGE}', '') AS benefit,"
    columns = f" sum({signed}) AS posted_cents, sum({moved}) AS moved_cents "
    return Part(head) + Part(columns, tuple(references)) + read + " GROUP BY 1) AS sommes"


def tagged(tags: Sequence[str], most: int | None) -> Part:
    """Return the query of the events of some tags, of whose payloads some characters are kept."""
    marks = ", ".join(["%s"] * len(tags)) or "NULL"
    payload = "payload" if most is None else f"substr(payload, 1, {int(most)}) AS payload"
    head = f"SELECT dossier, sequence, tag, at, author, {payload} FROM evenement"  # noqa: S608
    return Part(f"{head} WHERE tag IN ({marks})", tuple(tags))
