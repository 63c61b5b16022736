"""WITNESS. Every opening of a dossier leaves a trace: who, when, which screen, what for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa

from justedroit.core.consultations import CONSULTATIONS, kept_since
from justedroit.core.registre import FUND
from justedroit.records.interface import EVENTS, Journal, Openings, Records

PURGED = "consultations.purgees"


@dataclass(frozen=True, slots=True)
class Opening:
    """Someone opens a dossier.

    Attributes:
        dossier: its number.
        author: name of the account.
        screen: what is opened, in French.
        purpose: what for, in French.
    """

    dossier: int
    author: str
    screen: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge of the traces has done.

    Attributes:
        before: what was older is erased.
        erased: how many traces.
    """

    before: dt.datetime
    erased: int


def witness(openings: Openings, opening: Opening, now: dt.datetime) -> None:
    """Write the trace of an opening; when it fails, nothing is to be shown."""
    witness_all(openings, [opening], now)


def witness_all(openings: Openings, some: Sequence[Opening], now: dt.datetime) -> None:
    """Write the traces of dossiers shown together, all or none; when it fails, none is to be shown."""
    rows = [{"at": now} | asdict(opening) for opening in some]
    openings.keep(pa.Table.from_pylist(rows, CONSULTATIONS))


def openings_of(
    openings: Openings, dossier: int | None, now: dt.datetime, most: int
) -> list[dict[str, object]]:
    """Return the traces of a dossier that are still to be kept, the last first.

    Args:
        openings: where traces are.
        dossier: its number; None: of all.
        now: the instant of the question.
        most: number of traces, the last ones.

    Returns:
        The columns of CONSULTATIONS.
    """
    since = kept_since(now)
    found = (
        openings.latest(since, most)
        if dossier is None
        else openings.of_dossier(dossier, since, most)
    )
    rows: list[dict[str, object]] = found.to_pylist()
    return rows


def last_opened(openings: Openings, author: str, most: int) -> list[int]:
    """Return the dossiers that someone last opened, each once, the last first."""
    # A dossier is opened on several screens in a row: more traces are read than dossiers shown.
    traces = openings.of_author(author, most * 20)
    return list(dict.fromkeys(traces["dossier"].to_pylist()))[:most]


def purge(records: Records, openings: Openings, now: dt.datetime, author: str) -> Purge:
    """Erase the traces that are no longer to be kept; the journal of the fund says that it was done.

    Args:
        records: the journals, of the same base.
        openings: where traces are.
        now: instant of the act, UTC.
        author: who purges.

    Returns:
        From when traces are kept, and how many were erased; none: nothing is written.

    Raises:
        StaleSequence: the journal of the fund was written to in between; nothing was erased.
    """
    before = kept_since(now)
    with openings.together():
        seen = records.sequences([FUND])
        erased = openings.purge(before, now, author)
        if erased:
            payload = json.dumps({"avant": before.isoformat(), "nombre": erased})
            row = {"dossier": FUND, "sequence": 0, "tag": PURGED, "at": now}
            row |= {"author": author, "payload": payload}
            records.append(Journal(events=pa.Table.from_pylist([row], EVENTS)), seen)
    return Purge(before, erased)
