"""A créance and its events, for the tests of what happens to it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pyarrow as pa

from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.records.interface import EVENTS

BORN = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)


def day(text: str) -> dt.date:
    """Return a day written AAAA-MM-JJ."""
    return dt.date.fromisoformat(text)


def creance(benefit: str = "apl", cents: int = 50_000, number: int = 1) -> Creance:
    """Return a créance of one month."""
    claim = Creance(7, number, benefit, "revision:1", BORN)
    claim.ligne(202401).claimed = cents
    return claim


def journal(*told: tuple[str, dict[str, Any]]) -> pa.Table:
    """Return some events of dossier 7, in the order given; schema EVENTS."""
    rows = [
        {
            "dossier": 7,
            "sequence": place,
            "tag": tag,
            "at": BORN + dt.timedelta(minutes=place),
            "author": "agent:1",
            "payload": json.dumps(payload),
        }
        for place, (tag, payload) in enumerate(told, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=EVENTS)


def suivi(claim: Creance, *told: tuple[str, dict[str, Any]]) -> Suivi:
    """Return what happened to a créance."""
    [found] = suivis([claim], journal(*told))
    return found


def noticed(le: str | None, number: int = 1) -> list[tuple[str, dict[str, Any]]]:
    """Return the events of a notice of créance 1, received on a day, or only sent."""
    prepared = {"notice": number, "creances": [1], "total_cents": 50_000, "enrichie": False}
    told = [
        ("notice.preparee", prepared),
        ("notice.envoyee", {"notice": number, "le": "2025-03-05", "courrier": 1}),
    ]
    if le is not None:
        told.append(("notice.recue", {"notice": number, "le": le, "preuve": "accuse_reception"}))
    return told


def asked(le: str) -> tuple[str, dict[str, Any]]:
    """Return the event of a rectification asked of créance 1."""
    told = {"rectification": 1, "creances": [1], "le": le, "motif": "Le loyer est faux."}
    return ("rectification.demandee", told)


def answered(sens: str, le: str) -> tuple[str, dict[str, Any]]:
    """Return the event of its answer."""
    return ("rectification.repondue", {"rectification": 1, "sens": sens, "le": le, "motif": "Vu."})


def paused(cause: str, le: str, until: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return the event of a suspension of créance 1."""
    told = {"creances": [1], "cause": cause, "le": le, "jusqu_au": until}
    return ("creance.suspendue", told)


def resumed(cause: str, le: str) -> tuple[str, dict[str, Any]]:
    """Return the event of its end."""
    return ("creance.reprise", {"creances": [1], "cause": cause, "le": le, "motif": "Fini."})


def qualified(how: str, benefit: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return the event of a qualification."""
    return ("indu.qualifie", {"benefit": benefit, "qualification": how, "motif": "Les faits."})


def planned(le: str) -> tuple[str, dict[str, Any]]:
    """Return the event of a plan of two payments."""
    dues = [{"le": "2025-05-05", "cents": 25_000}, {"le": "2025-06-05", "cents": 25_000}]
    told = {"echeancier": 1, "creances": [1], "mensualites": dues, "phase": "notification"}
    return ("echeancier.accepte", told | {"le": le})
