"""Seek: the rights of a fund that are computed and that nobody has claimed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.droits import RIGHTS, Law, evaluate
from justedroit.core.faits import as_known
from justedroit.records.interface import Records
from justedroit.steps.revise import refuse_future

UNCLAIMED = "non_demande"
AT_ONCE = 4_000  # dossiers evaluated together: bounds the memory

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def seek(
    records: Records,
    dossiers: Sequence[int] | None,
    now: dt.datetime,
    law: Law,
    month: int,
    progress: Progress = _silent,
) -> pa.Table:
    """Return the rights of a month that would be due, had they been claimed. Nothing is written.

    Args:
        records: the journals.
        dossiers: numbers; None: all.
        now: what is known then, UTC.
        law: the law.
        month: 202506.
        progress: told how many dossiers are done, out of how many.

    Returns:
        Schema RIGHTS: `computed_cents` is what each would be, `due_cents` is 0.

    Raises:
        Refused: the month has not begun.
    """
    refuse_future(month, now)
    numbers = records.dossiers() if dossiers is None else sorted(dossiers)
    found = [RIGHTS.empty_table()]
    for start in range(0, len(numbers), AT_ONCE):
        progress(start, len(numbers))
        known = as_known(records.facts(numbers[start : start + AT_ONCE]), at=now)
        rights = evaluate(known, [month], law)
        found.append(rights.filter(pc.equal(rights["motive"], UNCLAIMED)))
    progress(len(numbers), len(numbers))
    return pa.concat_tables(found)
