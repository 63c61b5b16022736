"""Declare: what someone states about a dossier enters the journal of facts, or is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from justedroit.core.base import Refusal
from justedroit.core.faits import Statement, receive
from justedroit.records.interface import Journal, Records


def declare(
    records: Records,
    statements: Sequence[Statement],
    now: dt.datetime,
    lines: Sequence[int] | None = None,
) -> list[Refusal]:
    """Append the statements that are receivable; return the refusals of the others.

    Args:
        records: the journals.
        statements: of any number of dossiers.
        now: instant at which they are known, UTC.
        lines: line of each statement in the file it comes from, to say where a refusal is.

    Returns:
        One refusal for each statement left out, in their order.

    Raises:
        StaleSequence: a dossier was written to in between; nothing was appended.
    """
    dossiers = sorted({s.dossier for s in statements})
    seen = records.sequences(dossiers)
    reception = receive(statements, records.facts(dossiers), now, lines)
    if reception.accepted.num_rows:
        records.append(Journal(facts=reception.accepted), seen)
    return reception.refusals
