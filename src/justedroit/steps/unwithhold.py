"""Unwithhold: what was withheld of a sum before its suspension was recorded is owed again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from justedroit.core.recouvrement import undone_withholdings
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import Records
from justedroit.steps.act import Acte, Opened

# The events that suspend recovery from a day: `creances` and `le` of their payload.
_SUSPEND: Final = ("creance.suspendue", "rectification.demandee", "surendettement.recevable")
_OPENED: Final = "remise.rouverte"
_CLOSED: Final = "remise.fermee"


def unwithheld(found: Opened, rows: Iterable[Mapping[str, Any]], acte: Acte) -> pa.Table:
    """Return the transfers that undo what was withheld since the suspensions that some events begin.

    A remise that opens again suspends from the day on which it was closed: that was a mistake.

    Args:
        found: the dossier, as it stands before.
        rows: the events that are about to be appended.
        acte: who acts, and when.

    Returns:
        Schema TRANSFERS, to be appended with the events; empty where nothing was withheld since.
    """
    # ASSUMPTION: a request of rectification recorded after its own end undoes what was withheld
    # since too: never against the household, the debt lives again and is withheld in its time.
    claims = {claim.number: claim for claim in found.creances()}
    tables = [
        undone_withholdings(claims[number], found.transfers, since, acte.at)
        for number, since in sorted(_since(found, list(rows)).items())
        if number in claims
    ]
    return pa.concat_tables([TRANSFERS.empty_table(), *tables])


def owed_again(records: Records, dossier: int, acte: Acte) -> int:
    """Return what an act has undone of the withholdings of a dossier, in cents, once appended."""
    cents: int = sum(
        row["amount_cents"]
        for row in records.transfers([dossier]).to_pylist()
        if (row["motive"], row["entered_at"]) == ("retenue_defaite", acte.at)
        and row["credit"].endswith(":droit")
    )
    return cents


def _since(found: Opened, rows: list[Mapping[str, Any]]) -> dict[int, dt.date]:
    """Return créance → first day from which some events suspend it."""
    days: dict[int, dt.date] = {}
    opened = {number for row in rows if row["tag"] == _OPENED for number in _told(row)["creances"]}
    closed = _closed(found) if opened else {}
    for row in rows:
        if row["tag"] not in _SUSPEND:
            continue
        told = _told(row)
        le = dt.date.fromisoformat(told["le"])
        for number in told["creances"]:
            since = min(le, closed.get(number, le)) if number in opened else le
            days[number] = min(since, days.get(number, since))
    return days


def _closed(found: Opened) -> dict[int, dt.date]:
    """Return créance → the last day on which its remise was closed."""
    days: dict[int, dt.date] = {}
    for row in found.events.to_pylist():
        if row["tag"] == _CLOSED:
            told = _told(row)
            days |= dict.fromkeys(told["creances"], dt.date.fromisoformat(told["le"]))
    return days


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row["payload"])
    return told
