"""Identify: who a dossier is about is recorded, or erased. The journals keep that it was, not what."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import fields

import pyarrow as pa

from justedroit.core.base import Refusal
from justedroit.core.identites import Identite, verified
from justedroit.records.interface import EVENTS, Identities, Journal, Records

RECORDED, ERASED = "identite.enregistree", "identite.effacee"
_NUMBERS = frozenset({"dossier", "person"})


def identify(
    records: Records,
    identities: Identities,
    identites: Sequence[Identite],
    now: dt.datetime,
    author: str,
) -> list[Refusal]:
    """Keep the identities that are right, in place of those of the same persons.

    The journal of each dossier is told which fields of which persons changed, by whom and when,
    and nothing of what they hold. An identity that changes nothing is not told.

    Args:
        records: the journals.
        identities: where they are kept.
        identites: of any number of dossiers.
        now: instant at which they are known, UTC.
        author: who records them, "agent:12".

    Returns:
        All that is wrong with those left out; an identity is kept whole or not at all.

    Raises:
        StaleSequence: a dossier was written to in between; nothing was kept.
    """
    numbers = sorted({identite.dossier for identite in identites})
    seen = records.sequences(numbers)
    kept, refusals = [], []
    for identite in identites:
        found = [_unknown(identite.dossier)] if not seen[identite.dossier] else verified(identite)
        if isinstance(found, Identite):
            kept.append(found)
        else:
            refusals += found
    told = _changes(identities, kept)
    if told:
        with identities.together():
            records.append(Journal(events=_events(RECORDED, told, now, author)), seen)
            identities.put(kept)
    return refusals


def erase_identity(
    records: Records, identities: Identities, dossier: int, now: dt.datetime, author: str
) -> int | Refusal:
    """Erase all that is kept of who a dossier is about; its journals stay, and say that it was done.

    Args:
        records: the journals.
        identities: where the identities are kept.
        dossier: its number.
        now: instant of the act, UTC.
        author: who erases, "agent:12".

    Returns:
        The number of persons erased, or why there is nothing to erase.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was erased.
    """
    seen = records.sequences([dossier])
    if not seen[dossier]:
        return _unknown(dossier)
    with identities.together():
        # Not read: what can no longer be deciphered can be erased all the same.
        erased = identities.erase([dossier])
        if not erased:
            what = "aucune identité n'y est conservée."
            return Refusal(what, f"dossier {dossier}", "Il n'y a rien à effacer.")
        told: dict[int, object] = {dossier: {"nombre": erased}}
        records.append(Journal(events=_events(ERASED, told, now, author)), seen)
    return erased


def _unknown(dossier: int) -> Refusal:
    what = "ce dossier n'existe pas : il n'a ni fait, ni droit."
    return Refusal(what, f"dossier {dossier}", "Vérifiez son numéro.")


def _changes(identities: Identities, kept: Sequence[Identite]) -> dict[int, object]:
    """Return what to tell of each dossier: the names of the fields that change, by person."""
    before = {
        (identite.dossier, identite.person): identite
        for held in identities.get([identite.dossier for identite in kept]).values()
        for identite in held
    }
    told: dict[int, dict[str, list[str]]] = {}
    for identite in kept:
        old = before.get((identite.dossier, identite.person))
        changed = [
            field.name
            for field in fields(identite)
            if field.name not in _NUMBERS
            and getattr(identite, field.name)
            != (getattr(old, field.name) if old else field.default)
        ]
        if changed:
            told.setdefault(identite.dossier, {})[str(identite.person)] = changed
    return {dossier: {"personnes": changes} for dossier, changes in told.items()}


def _events(tag: str, told: dict[int, object], now: dt.datetime, author: str) -> pa.Table:
    rows = [
        {
            "dossier": dossier,
            "sequence": 0,
            "tag": tag,
            "at": now,
            "author": author,
            "payload": json.dumps(what, ensure_ascii=False, sort_keys=True),
        }
        for dossier, what in told.items()
    ]
    return pa.Table.from_pylist(rows, schema=EVENTS)
