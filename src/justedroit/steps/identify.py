"""Identify: who a dossier is about is recorded, or erased. The journals keep that it was, not what."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial

import pyarrow as pa

from justedroit.core.base import Refusal
from justedroit.core.identites import Identite, Saisie, verified
from justedroit.records.interface import EVENTS, Identities, Journal, Records, StaleSequence

RECORDED, ERASED = "identite.enregistree", "identite.effacee"
_NUMBERS = frozenset({"dossier", "person"})
_AT_ONCE = 500  # persons entered in one transaction: a file cut short is taken up where it was
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of identities that were entered.

    Attributes:
        changed: persons of whom something new is kept.
        same: persons of whom all was already kept.
        refusals: all that is wrong with the others, by line where they come from a file.
    """

    changed: int
    same: int
    refusals: tuple[Refusal, ...]


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
    seen = records.sequences(sorted({identite.dossier for identite in identites}))
    kept, refusals = [], []
    for identite in identites:
        found = _checked(identite, seen)
        if isinstance(found, Identite):
            kept.append(found)
        else:
            refusals += found
    _keep(records, identities, kept, seen, (now, author))
    return refusals


def enter(
    records: Records,
    identities: Identities,
    saisies: Sequence[Saisie],
    now: dt.datetime,
    author: str,
    told: Callable[[int], None] = lambda _: None,
) -> Entered:
    """Enter what someone says of who persons are; what they do not say stays as it is kept.

    Some hundreds at a time, each time all or none: cut short anywhere, the same file given again
    does what was left to do, and tells the journals nothing twice.

    Args:
        records: the journals.
        identities: where they are kept.
        saisies: of any number of dossiers, a person once.
        now: instant of the act, UTC.
        author: who enters them.
        told: how many are done.

    Raises:
        StaleSequence: dossiers are written to again and again; those before them were entered.
    """
    changed, left_out, refusals = 0, 0, list[Refusal]()
    for start in range(0, len(saisies), _AT_ONCE):
        some = saisies[start : start + _AT_ONCE]
        new, wrong = _again(partial(_entered, records, identities, some, now, author))
        changed, left_out = changed + new, left_out + len(wrong)
        refusals += [refused for each in wrong for refused in each]
        told(start + len(some))
    return Entered(changed, len(saisies) - changed - left_out, tuple(refusals))


def _again(act: Callable[[], tuple[int, list[list[Refusal]]]]) -> tuple[int, list[list[Refusal]]]:
    """Act once more where someone else has written in between; not for ever."""
    for _ in range(_TRIES - 1):
        with suppress(StaleSequence):
            return act()
    return act()


def _entered(
    records: Records,
    identities: Identities,
    saisies: Sequence[Saisie],
    now: dt.datetime,
    author: str,
) -> tuple[int, list[list[Refusal]]]:
    """Enter some together; return how many persons change, and why each of the others is refused."""
    numbers = sorted({saisie.dossier for saisie in saisies})
    seen, before = records.sequences(numbers), _held(identities, numbers)
    kept, refusals = [], []
    for saisie in saisies:
        found = _checked(saisie.completed(before.get((saisie.dossier, saisie.person))), seen)
        if isinstance(found, Identite):
            kept.append(found)
        else:
            line = f"ligne {saisie.line}, " if saisie.line else ""
            refusals.append([replace(refused, where=line + refused.where) for refused in found])
    return _keep(records, identities, kept, seen, (now, author)), refusals


def _checked(identite: Identite, seen: Mapping[int, int]) -> Identite | list[Refusal]:
    return verified(identite) if seen[identite.dossier] else [_unknown(identite.dossier)]


def _keep(
    records: Records,
    identities: Identities,
    kept: Sequence[Identite],
    seen: Mapping[int, int],
    act: tuple[dt.datetime, str],
) -> int:
    """Keep what changes, and tell the journals which fields do; return how many persons change."""
    before = _held(identities, [identite.dossier for identite in kept])
    told: dict[int, dict[str, list[str]]] = {}
    new = []
    for identite in kept:
        if changed := _changes(identite, before.get((identite.dossier, identite.person))):
            told.setdefault(identite.dossier, {})[str(identite.person)] = changed
            new.append(identite)
    if new:
        events = _events(RECORDED, {d: {"personnes": t} for d, t in told.items()}, *act)
        with identities.together():
            records.append(Journal(events=events), seen)
            identities.put(new)
    return len(new)


def _held(identities: Identities, numbers: Sequence[int]) -> dict[tuple[int, int], Identite]:
    return {
        (identite.dossier, identite.person): identite
        for held in identities.get(numbers).values()
        for identite in held
    }


def _changes(identite: Identite, old: Identite | None) -> list[str]:
    """Return the names of the fields of a person that change."""
    return [
        field.name
        for field in fields(identite)
        if field.name not in _NUMBERS
        and getattr(identite, field.name) != (getattr(old, field.name) if old else field.default)
    ]


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


def _events(tag: str, told: Mapping[int, object], now: dt.datetime, author: str) -> pa.Table:
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
