"""Revise: bring the rights of some dossiers, one or a million, up to date with what is known now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_of, month_range
from justedroit.core.droits import Evaluation, Law, evaluation
from justedroit.core.ecarts import (
    REVISED,
    Revision,
    difference,
    prescribed,
    revived,
    starts_of_delay,
    transfers_of,
)
from justedroit.core.faits import FACTS, as_known
from justedroit.core.paiements import payment_day
from justedroit.core.registre import last_paid_on, positions, posted_rights
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.qualify import qualifications

FRANCE = ZoneInfo("Europe/Paris")
AUTHOR = "revision"


@dataclass(frozen=True, slots=True)
class Revised:
    """What a revision found and posted.

    Attributes:
        reference: by which its transfers are found.
        rights: schema RIGHTS, for the months of the window.
        corrections: schema CORRECTIONS, what was posted.
    """

    reference: str
    rights: pa.Table
    corrections: pa.Table


def revise(
    records: Records,
    dossiers: Sequence[int] | None,
    now: dt.datetime,
    law: Law,
    window: tuple[int, int],
    benefits: frozenset[str] | None = None,
) -> Revised:
    """Post the differences between what the ledger holds and what is due now.

    Args:
        records: the journals.
        dossiers: numbers; None: all.
        now: instant of the revision, UTC: what is known then.
        law: the law.
        window: first and last months revised, 202501; the last is the month being closed.
        benefits: only these are posted; all by default (the ARS is revised before its month ends).

    Returns:
        What was found. Revising again moves nothing.

    Raises:
        StaleSequence: a dossier was written to in between; nothing was appended.
        ValueError: the window ends after the month of `now`.
    """
    refuse_future(window[1], now)
    numbers = records.dossiers() if dossiers is None else sorted(dossiers)
    seen = records.sequences(numbers)
    facts, transfers = records.facts(numbers), records.transfers(numbers)
    events = records.events(numbers)
    known = as_known(facts, at=now)
    found = evaluation(known, month_range(*window), law, _last_revisions(events).keys())
    posted, rights = _only(posted_rights(transfers), benefits), _only(found.rights, benefits)
    corrections = difference(posted, rights, window=window, dossiers=numbers)
    revision = _revision(now, window)
    last_paid, qualified = last_paid_on(transfers), qualifications(events)
    lost = prescribed(
        corrections,
        starts_of_delay(corrections, last_paid, payment_day),
        revision.decided_on,
        qualified,
        _asked_on(corrections, facts, events, revision),
    )
    posted_now = transfers_of(corrections, positions(transfers), revision, lost)
    standing = positions(pa.concat_tables([transfers, posted_now]))
    journal = Journal(
        facts=_switches(found, known, now),
        events=_revised(corrections, facts, events, (revision, law.version)),
        transfers=pa.concat_tables(
            [posted_now, revived(standing, (last_paid, payment_day), revision, qualified)]
        ),
    )
    records.append(journal, seen)
    return Revised(revision.reference, rights, corrections)


def refuse_future(month: int, now: dt.datetime) -> None:
    """Refuse a month that has not begun: nothing can be due for it yet.

    Raises:
        ValueError: in French, what and how to mend.
    """
    current = month_of(now.astimezone(FRANCE).date())
    if month > current:
        raise ValueError(
            f"Le mois {month % 100:02d}/{month // 100} n'a pas commencé (nous sommes en "
            f"{current % 100:02d}/{current // 100}) : rien n'est passé. Vérifiez le mois demandé."
        )


def _only(table: pa.Table, benefits: frozenset[str] | None) -> pa.Table:
    if benefits is None:
        return table
    return table.filter(pc.is_in(table["benefit"], value_set=pa.array(sorted(benefits))))


def _revision(now: dt.datetime, window: tuple[int, int]) -> Revision:
    reference = f"revision:{window[1]}:{now:%Y%m%dT%H%M%S}"
    return Revision(now, now.astimezone(FRANCE).date(), window[1], reference)


def _revised(
    corrections: pa.Table, facts: pa.Table, events: pa.Table, act: tuple[Revision, str]
) -> pa.Table:
    """Return one event for each dossier that has corrections, or facts not yet revised."""
    revision, law = act
    last = _last_revisions(events)
    fresh = _with_fresh_facts(facts, last, revision.now)
    concerned = np.union1d(corrections["dossier"].to_numpy(), fresh)
    payloads = [_payload(revision.reference, law, last.get(int(d))) for d in concerned]
    return _rows(EVENTS, concerned, tag=REVISED, at=revision.now, author=AUTHOR, payload=payloads)


def _asked_on(
    corrections: pa.Table, facts: pa.Table, events: pa.Table, revision: Revision
) -> np.ndarray:
    """Return the day on which each correction was asked for: when its facts became known.

    What a household told in time is not lost because the fund was late.
    """
    last = _last_revisions(events)
    known = zip(facts["dossier"].to_pylist(), facts["known_at"].to_pylist(), strict=True)
    asked: dict[int, dt.datetime] = {}
    for dossier, at in known:
        if at <= revision.now and (dossier not in last or at > last[dossier][0]):
            asked[dossier] = min(at, asked.get(dossier, at))
    days = {d: np.datetime64(at.astimezone(FRANCE).date()) for d, at in asked.items()}
    today = np.datetime64(revision.decided_on)
    found = [days.get(d, today) for d in corrections["dossier"].to_pylist()]
    return np.array(found, dtype="datetime64[D]")


def _payload(reference: str, law: str, last: tuple[dt.datetime, dict[str, str]] | None) -> str:
    told = {"reference": reference, "loi": law}
    if last is not None and last[1].get("loi", law) != law:
        told["changement_loi"] = "corrige"
    return json.dumps(told)


def _last_revisions(events: pa.Table) -> dict[int, tuple[dt.datetime, dict[str, str]]]:
    revised = events.filter(pc.equal(events["tag"], REVISED))
    rows = zip(*(revised[name].to_pylist() for name in ("dossier", "at", "payload")), strict=True)
    return {dossier: (at, json.loads(payload)) for dossier, at, payload in rows}


def _with_fresh_facts(
    facts: pa.Table, last: dict[int, tuple[dt.datetime, dict[str, str]]], now: dt.datetime
) -> np.ndarray:
    newest = facts.filter(
        pc.less_equal(facts["known_at"], pa.scalar(now, FACTS.field("known_at").type))
    )
    by_dossier = newest.group_by("dossier").aggregate([("known_at", "max")])
    rows = zip(
        by_dossier["dossier"].to_pylist(), by_dossier["known_at_max"].to_pylist(), strict=True
    )
    return np.array([d for d, at in rows if d not in last or at > last[d][0]], dtype=np.int64)


def _switches(found: Evaluation, known: pa.Table, now: dt.datetime) -> pa.Table:
    """Return the facts that record each definitive switch of AAH: it is notified by this act."""
    if not found.switches:
        return FACTS.empty_table()
    recorded = _persons(known, "aah_bascule_deconjugalisation")
    open_2023 = _persons(known, "aah_droit_ouvert_septembre_2023")
    rows = [
        {
            "dossier": dossier,
            "sequence": 0,
            "person": person,
            "kind": "aah_bascule_deconjugalisation",
            "value": f"{month // 100}-{month % 100:02d}-01",
            "valid_from": dt.date(month // 100, month % 100, 1),
            "valid_until": None,
            "known_at": now,
            "source": "systeme",
            "author": AUTHOR,
            "proof": None,
            "replaces": None,
        }
        for dossier, month in found.switches
        if dossier not in recorded
        for person in open_2023.get(dossier, [])
    ]
    return pa.Table.from_pylist(rows, schema=FACTS)


def _persons(known: pa.Table, kind: str) -> dict[int, list[int]]:
    held = known.filter(pc.equal(known["kind"], kind))
    out: dict[int, list[int]] = {}
    for dossier, person in zip(
        held["dossier"].to_pylist(), held["person"].to_pylist(), strict=True
    ):
        out.setdefault(dossier, []).append(person)
    return out


def _rows(schema: pa.Schema, dossiers: np.ndarray, **columns: object) -> pa.Table:
    size = len(dossiers)
    filled = {
        name: pa.array(value, schema.field(name).type)
        if isinstance(value, list)
        else pa.repeat(pa.scalar(value, schema.field(name).type), size)
        for name, value in columns.items()
    }
    return pa.table(
        {"dossier": dossiers, "sequence": np.zeros(size, np.int64)} | filled, schema=schema
    )
