"""What orders and bank files are made with: the journals, the accounts, the files, the fund."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import pyarrow as pa

from justedroit.core.base import Refusal
from justedroit.core.paiements import Caisse, Caissier, read_events
from justedroit.core.registre import FUND
from justedroit.records.interface import (
    EVENTS,
    BadRow,
    BankFiles,
    Identities,
    Records,
    StaleSequence,
)

Done = TypeVar("Done")

AT_ONCE: Final = 4_000  # dossiers read together: what a large fund takes in memory
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Guichet:
    """What orders and bank files are made with.

    Attributes:
        records: the journals.
        identities: where the accounts of the payees are.
        files: where bank files are written.
        caisse: the fund, as its bank knows it.
    """

    records: Records
    identities: Identities
    files: BankFiles
    caisse: Caisse

    def told(self) -> tuple[Caissier, int]:
        """Return what the events of the fund tell, and the last sequence of dossier 0 before it."""
        seen = self.records.sequences([FUND])[FUND]
        return read_events(self.records.events([FUND])), seen


def event(tag: str, author: str, now: dt.datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Return an event of the fund, a row of EVENTS."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    row = {"dossier": FUND, "sequence": 0, "tag": tag, "at": now}
    return row | {"author": author, "payload": text}


def events_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return events as a table, schema EVENTS."""
    return pa.Table.from_pylist(rows, schema=EVENTS)


def refused(what: str, where: str, mend: str) -> Refusal:
    """Return a refusal of the fund's cash desk."""
    return Refusal(what, where, mend)


def retried(act: Callable[[], Done]) -> Done | Refusal:
    """Return what an act gives, begun again when someone wrote to one of its dossiers meanwhile.

    What the journals do not accept is a refusal: a person reads why, and nothing was appended.

    Raises:
        StaleSequence: someone wrote at each try; nothing was appended.
    """
    for _ in range(_TRIES - 1):
        try:
            return _accepted(act)
        except StaleSequence:
            continue
    return _accepted(act)


def _accepted(act: Callable[[], Done]) -> Done | Refusal:
    try:
        return act()
    except BadRow as wrong:
        return refused(str(wrong), "registre", "Rien n'est enregistré.")
