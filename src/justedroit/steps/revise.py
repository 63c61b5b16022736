"""Revise: bring the rights of some dossiers, one or a million, up to date with what is known now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refused, month_of, month_range
from justedroit.core.droits import Evaluation, Law, evaluation
from justedroit.core.ecarts import (
    REVISED,
    REVISED_PARTLY,
    Revision,
    difference,
    prescribed,
    revived,
    starts_of_delay,
    transfers_of,
)
from justedroit.core.faits import FACTS, as_known
from justedroit.core.paiements import payment_day
from justedroit.core.registre import TRANSFERS, Ints, last_paid_on, less_indemnites, positions
from justedroit.records.interface import EVENTS, Journal, Records, StaleSequence
from justedroit.steps.qualify import QUALIFIED, qualifications

FRANCE = ZoneInfo("Europe/Paris")
AUTHOR = "revision"
INT = pa.int64()
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Revised:
    """What a revision found and posted.

    Attributes:
        reference: by which its transfers are found.
        rights: schema RIGHTS, for the months of the window.
        corrections: schema CORRECTIONS, what was posted.
        posted: schema POSTED, what the ledger held before, for the same months.
    """

    reference: str
    rights: pa.Table
    corrections: pa.Table
    posted: pa.Table


@dataclass(frozen=True, slots=True)
class Decided:
    """A revision that has been decided, and not yet appended.

    Attributes:
        journal: what it appends.
        seen: last sequence seen of each dossier revised.
        revised: what it found.
    """

    journal: Journal
    seen: dict[int, int]
    revised: Revised


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
        StaleSequence: a dossier was written to in between, or revised later than `now`; nothing
            was appended.
        ValueError: the window ends after the month of `now`.
    """
    decided = decide(records, dossiers, now, law, window, benefits)
    records.append(decided.journal, decided.seen)
    return decided.revised


def decide(
    records: Records,
    dossiers: Sequence[int] | None,
    now: dt.datetime,
    law: Law,
    window: tuple[int, int],
    benefits: frozenset[str] | None = None,
) -> Decided:
    """Decide a revision and append nothing: a mass run appends it with what it has done.

    Of the ledger, only what is posted is read for every dossier; the transfers themselves, for
    the months that change. See `revise` for the arguments and what is raised.
    """
    refuse_future(window[1], now)
    numbers = records.dossiers() if dossiers is None else sorted(dossiers)
    seen = records.sequences(numbers)
    facts, revisions = records.facts(numbers), records.last_events(REVISED, numbers)
    for before in (revisions, records.last_events(REVISED_PARTLY, numbers)):
        _refuse_revised_since(before, now)
    known = as_known(facts, at=now)
    settled = revisions["dossier"].to_pylist()
    found = evaluation(known, month_range(*window), law, settled)
    posted = _only(records.posted(numbers, window), benefits)
    rights = _only(found.rights, benefits)
    corrections = difference(posted, rights, window=window, dossiers=numbers)
    revision = _revision(now, window)
    fresh = _fresh(facts, revisions, now)
    moved = _moved(records, numbers, corrections, revision, fresh)
    journal = Journal(
        facts=_switches(found, known, now),
        events=_revised(corrections, fresh, revisions, (revision, law.version), benefits),
        transfers=moved,
    )
    return Decided(journal, seen, Revised(revision.reference, rights, corrections, posted))


def _moved(
    records: Records,
    numbers: Sequence[int],
    corrections: pa.Table,
    revision: Revision,
    fresh: tuple[Ints, Ints],
) -> pa.Table:
    """Return the transfers of a revision, from those of the rights that it corrects.

    A dossier that a person has qualified is read whole: its prescription may be lifted.
    """
    named = records.last_events(QUALIFIED, numbers)["dossier"].to_pylist()
    qualified = qualifications(records.events(named) if named else EVENTS.empty_table())
    others = corrections.filter(pc.invert(pc.is_in(corrections["dossier"], pa.array(named, INT))))
    read = [records.transfers(named)] if named else [TRANSFERS.empty_table()]
    if others.num_rows:
        pairs = others.group_by(["dossier", "month"], use_threads=False).aggregate([])
        read.append(records.transfers_at(*(pairs[n].to_numpy() for n in ("dossier", "month"))))
    transfers = pa.concat_tables(read)
    last_paid = last_paid_on(transfers)
    lost = prescribed(
        corrections,
        starts_of_delay(corrections, last_paid, payment_day),
        revision.decided_on,
        qualified,
        _asked_on(corrections, fresh, revision),
    )
    posted_now = transfers_of(corrections, positions(less_indemnites(transfers)), revision, lost)
    standing = positions(pa.concat_tables([transfers, posted_now]))
    lifted = revived(standing, (last_paid, payment_day), revision, qualified)
    return pa.concat_tables([posted_now, lifted])


def _refuse_revised_since(revisions: pa.Table, now: dt.datetime) -> None:
    """Refuse to revise as of an instant what was revised later: it would undo what is known."""
    later = pc.greater(revisions["at"], pa.scalar(now, EVENTS.field("at").type))
    if stale := revisions.filter(later)["dossier"].to_pylist():
        raise StaleSequence(stale)


def refuse_future(month: int, now: dt.datetime) -> None:
    """Refuse a month that has not begun: nothing can be due for it yet.

    Raises:
        Refused: what and how to mend.
    """
    current = month_of(now.astimezone(FRANCE).date())
    if month > current:
        raise Refused(
            f"Le mois {month % 100:02d}/{month // 100} n'a pas commencé (nous sommes en "
            f"{current % 100:02d}/{current // 100}) : rien n'est passé. Vérifiez le mois demandé."
        )


def _only(table: pa.Table, benefits: frozenset[str] | None) -> pa.Table:
    if benefits is None:
        return table
    return table.filter(pc.is_in(table["benefit"], value_set=pa.array(sorted(benefits))))


def _revision(now: dt.datetime, window: tuple[int, int]) -> Revision:
    day = now.astimezone(FRANCE).date()
    return Revision(now, day, window[1], reference_of(now, window[1]))


def reference_of(now: dt.datetime, closing: int) -> str:
    """Return by what the transfers of a revision are found: its month, and its instant."""
    fraction = f".{now:%f}" if now.microsecond else ""
    return f"revision:{closing}:{now:%Y%m%dT%H%M%S}{fraction}"


def _revised(
    corrections: pa.Table,
    fresh: tuple[Ints, Ints],
    revisions: pa.Table,
    act: tuple[Revision, str],
    benefits: frozenset[str] | None,
) -> pa.Table:
    """Return one event for each dossier that has corrections, or facts not yet revised.

    Of some benefits only, a revision leaves the facts unheard by the others.
    """
    revision, law = act
    concerned = np.unique(corrections["dossier"].to_numpy())
    tag, named = REVISED_PARTLY, {"prestations": sorted(benefits or ())}
    if benefits is None:
        concerned, tag, named = np.union1d(concerned, fresh[0]), REVISED, {}
    before = revisions.filter(pc.is_in(revisions["dossier"], pa.array(concerned)))
    pairs = zip(before["dossier"].to_pylist(), before["payload"].to_pylist(), strict=True)
    laws = {dossier: json.loads(payload).get("loi", law) for dossier, payload in pairs}
    told = {"reference": revision.reference, "loi": law} | named
    payloads = [_payload(told, laws.get(d, law)) for d in concerned.tolist()]
    return _rows(EVENTS, concerned, tag=tag, at=revision.now, author=AUTHOR, payload=payloads)


def _asked_on(corrections: pa.Table, fresh: tuple[Ints, Ints], revision: Revision) -> np.ndarray:
    """Return the day on which each correction was asked for: when its facts became known.

    What a household told in time is not lost because the fund was late.
    """
    dossiers, instants = fresh
    today = np.datetime64(revision.decided_on)
    days = [_epoch(us).astimezone(FRANCE).date() for us in instants.tolist()]
    asked = dict(zip(dossiers.tolist(), days, strict=True))
    found = [asked.get(d, today) for d in corrections["dossier"].to_pylist()]
    return np.array(found, dtype="datetime64[D]")


def _payload(told: dict[str, Any], before: str) -> str:
    changed = {} if before == told["loi"] else {"changement_loi": "corrige"}
    return json.dumps(told | changed)


def _fresh(facts: pa.Table, revisions: pa.Table, now: dt.datetime) -> tuple[Ints, Ints]:
    """Return the dossiers with facts not yet revised, ascending, and when the first was known.

    Both of shape `(n,)`; instants in microseconds since 1970.
    """
    owner, known_at = facts["dossier"].to_numpy(), _microseconds(facts["known_at"])
    revised, at = revisions["dossier"].to_numpy(), _microseconds(revisions["at"])
    place = np.minimum(np.searchsorted(revised, owner), max(revised.size - 1, 0))
    since = np.full(owner.size, np.iinfo(np.int64).min)
    if revised.size:
        since = np.where(revised[place] == owner, at[place], since)
    unheard = (known_at <= round((now - _epoch(0)) / _MICROSECOND)) & (known_at > since)
    dossiers, starts = np.unique(owner[unheard], return_index=True)
    first = np.minimum.reduceat(known_at[unheard], starts) if starts.size else known_at[:0]
    return dossiers, first


def _microseconds(column: pa.ChunkedArray) -> Ints:
    found: Ints = column.cast(pa.int64()).to_numpy()
    return found


def _epoch(microseconds: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + microseconds * _MICROSECOND


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
