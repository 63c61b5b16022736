"""WITNESS. Every opening of a dossier leaves a trace: who, when, which screen, what for."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import pyarrow as pa

from justedroit.core.consultations import CONSULTATIONS, kept_since
from justedroit.records.interface import Openings


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


def witness(openings: Openings, opening: Opening, now: dt.datetime) -> None:
    """Write the trace of an opening; when it fails, nothing is to be shown."""
    row = {"at": now} | asdict(opening)
    openings.keep(pa.Table.from_pylist([row], CONSULTATIONS))


def openings_of(
    openings: Openings, dossier: int, now: dt.datetime, most: int
) -> list[dict[str, object]]:
    """Return the traces of a dossier that are still to be kept, the last first.

    Args:
        openings: where traces are.
        dossier: its number.
        now: the instant of the question.
        most: number of traces, the last ones.

    Returns:
        The columns of CONSULTATIONS.
    """
    rows: list[dict[str, object]] = openings.of_dossier(dossier, kept_since(now), most).to_pylist()
    return rows


def last_opened(openings: Openings, author: str, most: int) -> list[int]:
    """Return the dossiers that someone last opened, each once, the last first."""
    # A dossier is opened on several screens in a row: more traces are read than dossiers shown.
    traces = openings.of_author(author, most * 20)
    return list(dict.fromkeys(traces["dossier"].to_pylist()))[:most]
