"""Unwithhold: what was withheld of a sum before its suspension was recorded is owed again."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte
from justedroit.core.creances import creance_of_reference
from justedroit.core.recouvrement import undone_withholdings
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, event

# The events that suspend recovery from a day, `creances` and `le` of their payload; for what cause.
_SUSPEND: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "creance.suspendue": lambda told: str(told["cause"]),
    "rectification.demandee": lambda told: f"rectification:{told['rectification']}",
    "surendettement.recevable": lambda told: f"surendettement:{told['surendettement']}",
}
DEFAITE: Final = "retenue.defaite"
Row = dict[str, Any]
_OPENED: Final = "remise.rouverte"
_CLOSED: Final = "remise.fermee"


def unwithheld(found: Opened, rows: Iterable[Row], acte: Acte) -> tuple[list[Row], pa.Table]:
    """Return some events with what they undo: of what was withheld since the suspensions they begin.

    A remise that opens again suspends from the day on which it was closed: that was a mistake. The
    household is told by a letter, the same day: `restore_paid.tell_undone`.

    Args:
        found: the dossier, as it stands before.
        rows: the events that are about to be appended.
        acte: who acts, and when.

    Returns:
        The events, with one more for each suspension that undoes something, and the transfers:
        schema TRANSFERS, empty where nothing was withheld since.
    """
    # ASSUMPTION: a request of rectification recorded after its own end undoes what was withheld
    # since too: never against the household, the debt lives again and is withheld in its time.
    told, claims = list(rows), {claim.number: claim for claim in found.creances()}
    tables, by_cause = [TRANSFERS.empty_table()], defaultdict(list)
    for number, (since, cause) in sorted(_since(found, told).items()):
        if number in claims:
            moved = undone_withholdings(claims[number], found.transfers, since, acte.at)
            if moved.num_rows:
                tables.append(moved)
                by_cause[cause, since].append(moved)
    said = [_said(found, key, some, acte) for key, some in by_cause.items()]
    return [*told, *said], pa.concat_tables(tables)


def _said(
    found: Opened, key: tuple[str, dt.date], some: Iterable[pa.Table], acte: Acte
) -> dict[str, Any]:
    """Return the event that says what is owed again to the household, on which payments, and why."""
    cause, since = key
    given: list[dict[str, Any]] = []
    for row in pa.concat_tables(list(some)).to_pylist():
        number = creance_of_reference(row["reference"])
        if row["credit"].endswith(":droit"):
            benefit = row["credit"].partition(":")[0]
            part = {"creance": number, "prestation": benefit, "mois": row["month"]}
            given.append(part | {"cents": row["amount_cents"]})
    told: dict[str, Any] = {"creances": sorted({part["creance"] for part in given})}
    told |= {"cents": sum(part["cents"] for part in given), "rendu": given, "cause": cause}
    told |= {"depuis": since.isoformat(), "le": acte.at.astimezone(FRANCE).date().isoformat()}
    return event(found.dossier, DEFAITE, acte, told | {"entree": acte.at.isoformat()})


def owed_again(records: Records, dossier: int, acte: Acte) -> int:
    """Return what an act has undone of the withholdings of a dossier, in cents, once appended."""
    cents: int = sum(
        row["amount_cents"]
        for row in records.transfers([dossier]).to_pylist()
        if (row["motive"], row["entered_at"]) == ("retenue_defaite", acte.at)
        and row["credit"].endswith(":droit")
    )
    return cents


def _since(found: Opened, rows: list[Row]) -> dict[int, tuple[dt.date, str]]:
    """Return créance → first day from which some events suspend it, and the cause of it."""
    days: dict[int, tuple[dt.date, str]] = {}
    opened = {number for row in rows if row["tag"] == _OPENED for number in _told(row)["creances"]}
    closed = _closed(found) if opened else {}
    for row in rows:
        if row["tag"] not in _SUSPEND:
            continue
        told = _told(row)
        le, cause = dt.date.fromisoformat(told["le"]), _SUSPEND[row["tag"]](told)
        for number in told["creances"]:
            since = min(le, closed.get(number, le)) if number in opened else le
            days[number] = min((since, cause), days.get(number, (since, cause)))
    return days


def _closed(found: Opened) -> dict[int, dt.date]:
    """Return créance → the last day on which its remise was closed."""
    days: dict[int, dt.date] = {}
    for row in found.events.to_pylist():
        if row["tag"] == _CLOSED:
            told = _told(row)
            days |= dict.fromkeys(told["creances"], dt.date.fromisoformat(told["le"]))
    return days


def _told(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row["payload"])
    return told
