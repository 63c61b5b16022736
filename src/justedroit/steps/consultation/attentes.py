"""What each dossier waits for, whatever the day: folded for many dossiers at once.

A fund has millions of events, nearly all of acts that are over. The storage gives the first
characters of those that may matter; a few columns say which dossiers have something open; only these
are read, and folded. An event that does not begin as expected is no difficulty: its dossier is read.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE
from justedroit.core.courriers import COURRIERS, NoticePreparee, notices_of
from justedroit.core.creances import (
    EVENEMENTS,
    QUALIFIED,
    Creance,
    Reperes,
    Suivi,
    creances,
    prescription_lines,
    reperes,
    suivis,
)
from justedroit.core.paiements import payment_day
from justedroit.core.recours import EVENEMENTS as RECOURS
from justedroit.core.recours import (
    INSTANCES,
    MEDIATIONS,
    Instance,
    Mediation,
    Reclamation,
    Recours,
    instances_of,
    mediations_of,
    reclamations_of,
    recours_of,
)
from justedroit.core.recouvrement import EN_COURS, ROMPU, PlanLu, echeanciers, read_plan
from justedroit.records.interface import Records

# Where a case in court waits for the fund: for its hearing, for its judgment to be notified.
AT_COURT: Final = ("audience", "jugee")
IN_PROGRESS: Final = ("vote", "decide", "transmis", "suspendu", "executoire")  # after the vote
_COMPLAINTS: Final = ("recue", "accusee", "repondue", "escaladee", "requalifiee")
_LETTERS: Final = tuple(tag for tag in COURRIERS if tag != "courrier.recu")
# All that says what a dossier waits for, its letters aside, which may be long.
_TAGS: Final = (
    *EVENEMENTS,
    QUALIFIED,
    *RECOURS,
    *(f"reclamation.{one}" for one in _COMPLAINTS),
    *INSTANCES,
    *MEDIATIONS,
)
# Kind of act → the tags after which nothing of it is open, while it is the last. `remise.fermee`
# names créances, and silence rejects at any stage: their dossiers are read.
_CLOSING: Final[Mapping[str, tuple[str, ...]]] = {
    "notice": ("notice.recue",),
    "rectification": ("rectification.repondue",),
    "recours": ("recours.notifie", "recours.irrecevable", "recours.desiste"),
    "reclamation": ("reclamation.repondue", "reclamation.requalifiee"),
    "courrier": tuple(tag for tag in _LETTERS if tag != "courrier.prepare"),
    "echeancier": ("echeancier.termine",),
    "instance": ("instance.notifiee",),
    "mediation": ("mediation.close",),
}
# What forced recovery, or the département, may wait for; what was passed on is only read where
# something happened to it since.
_FORCED: Final = ("mise_en_demeure.recue", "contrainte.emise")
_PASSED, _HELD = "creance.transferee", "creance.suspendue"
_MOVED: Final = ("creance.transfert_annule", "departement.informe")
_OPENED: Final = (
    *(tag for tag in (*_TAGS, *_LETTERS) if tag.split(".")[0] in _CLOSING),
    *(tag for tag in RECOURS if tag.startswith("remise.")),
    *_FORCED,
    *_MOVED,
    _PASSED,
    _HELD,
)
# Motives of the transfers that no claim is born of, nor recovered by: most of the ledger.
DUE: Final = ("droit", "rappel", "droit_reduit", "paiement")
_HEAD: Final = 100  # characters: the number of the act, its model or its day
_MANY: Final = 5_000  # dossiers: beyond, the whole fund is asked for
_RECEIVED: Final = r'^\{"notice": ?\d+, ?"le": ?"(?P<le>\d{4}-\d\d-\d\d)"'
_LETTER: Final = r'^\{"courrier": ?(?P<numero>\d+), ?"modele": ?"(?P<modele>[a-z_]+)"'


@dataclass(slots=True)
class Attente:
    """What a dossier waits for, whatever the day.

    Attributes:
        notices: all of them.
        prepared: notice → day of its preparation.
        told_on: the last day on which the household was told what third parties said.
        prescribed: notice not received → last day on which all that it claims may be claimed.
        letters: (number, model, day) of those that have not left.
        asked: rectification that waits → day on which it was asked.
        recours: appeals whose decision, or its execution, waits.
        reclamations: complaints that wait.
        plan: the last, where it runs or was broken.
        mediations: that run.
        instances: cases in court that wait for the fund, see AT_COURT.
        pursued: the créances, where forced recovery or the département may wait for something.
    """

    notices: list[NoticePreparee] = field(default_factory=list)
    prepared: dict[int, dt.date] = field(default_factory=dict)
    told_on: dt.date | None = None
    prescribed: dict[int, dt.date] = field(default_factory=dict)
    letters: list[tuple[int, str, dt.date]] = field(default_factory=list)
    asked: dict[int, dt.date] = field(default_factory=dict)
    recours: list[Recours] = field(default_factory=list)
    reclamations: list[Reclamation] = field(default_factory=list)
    plan: PlanLu | None = None
    mediations: list[Mediation] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    pursued: list[tuple[Creance, Suivi]] = field(default_factory=list)

    @property
    def unclaimed(self) -> list[NoticePreparee]:
        """The notices whose reception is not proven: time runs against what they claim."""
        return [notice for notice in self.notices if notice.recue_le is None]


@dataclass(slots=True)
class Lues:
    """What was read of some dossiers.

    Attributes:
        attentes: dossier → what it waits for; one that waits for nothing may not be there.
        received: dossier → days on which a notice was received, open or over.
        delayed: dossiers where something may have put off what the reception of a notice allows.
    """

    attentes: dict[int, Attente]
    received: dict[int, list[dt.date]]
    delayed: set[int]


def read_waiting(records: Records, dossiers: Sequence[int] | None = None) -> Lues:
    """Return what some dossiers wait for; None: all those of the fund.

    Args:
        records: the journals; each is asked a few times for all the dossiers.
        dossiers: numbers.
    """
    some = None if dossiers is None or len(dossiers) > _MANY else dossiers
    heads = records.events_tagged(_OPENED, some, most=_HEAD)
    heads = heads.filter(pc.greater(heads["dossier"], 0)).combine_chunks()
    days, unread = _receptions(heads)
    pursued = _pursued(heads)
    wanted = sorted(_open_dossiers(heads) | unread | pursued)
    received: dict[int, list[dt.date]] = defaultdict(list)
    for dossier, le in days:
        received[dossier].append(le)
    events = records.events_tagged(_TAGS, wanted).combine_chunks()
    found: dict[int, Attente] = defaultdict(Attente)
    _take_events(found, events)
    _take_letters(found, heads, records, wanted)
    _take_claims(found, events, records, pursued)
    for dossier, attente in found.items():
        told = [notice.recue_le for notice in attente.notices if notice.recue_le is not None]
        received[dossier] = told
    some_days = {dossier: told for dossier, told in received.items() if told}
    return Lues(dict(found), some_days, _delayed(heads))


# --- which dossiers have something open --------------------------------------------------------


def _open_dossiers(heads: pa.Table) -> set[int]:
    """Return the dossiers that may have something open: where the last event of an act ends it not."""
    found = set(pc.unique(_named(heads, "remise.")["dossier"]).to_pylist())
    for kind, closing in _CLOSING.items():
        mine = _named(heads, f"{kind}.")
        number = _extracted(mine, rf'^\{{"{kind}": ?(?P<n>\d+)[^\d]', "n")
        owner, act = mine["dossier"].to_numpy(), _ints(number)
        order = np.lexsort((act, owner))  # stable: in the order of the journals within an act
        owner, act = owner[order], act[order]
        moves = (owner[1:] != owner[:-1]) | (act[1:] != act[:-1])
        last = np.r_[moves, True][: owner.size]
        ended = pc.is_in(mine["tag"], pa.array(closing)).to_numpy()[order]
        found.update(owner[(last & ~ended) | (act < 0)].tolist())
    return found


def _pursued(heads: pa.Table) -> set[int]:
    """Return the dossiers where forced recovery, or the département, may wait for something."""
    found = _with(heads, (*_FORCED, *_MOVED))
    return found | (_with(heads, (_PASSED,)) & _with(heads, (_HELD,)))


def _with(heads: pa.Table, tags: Sequence[str]) -> set[int]:
    """Return the dossiers that have an event of some tags."""
    mine = heads.filter(pc.is_in(heads["tag"], pa.array(tags)))
    return set(pc.unique(mine["dossier"]).to_pylist())


def _ints(column: pa.ChunkedArray) -> Any:
    """Return numbers written as texts, -1 where there is none."""
    return pc.fill_null(column.cast(pa.int64()), -1).to_numpy()


def _receptions(heads: pa.Table) -> tuple[list[tuple[int, dt.date]], set[int]]:
    """Return the (dossier, day) of the receptions of notices, and the dossiers not read so."""
    mine = heads.filter(pc.equal(heads["tag"], "notice.recue"))
    days = _extracted(mine, _RECEIVED, "le")
    unread = set(mine.filter(days.is_null())["dossier"].to_pylist())
    pairs = zip(mine["dossier"].to_pylist(), days.cast(pa.date32()).to_pylist(), strict=True)
    return [(dossier, day) for dossier, day in pairs if day is not None], unread


def _delayed(heads: pa.Table) -> set[int]:
    """Return the dossiers where a rectification was asked, or recovery suspended until a day."""
    asked = pc.starts_with(heads["tag"], "rectification.")
    endless = pc.match_substring_regex(heads["payload"], r'"jusqu_au": ?null')
    held = pc.and_not(pc.equal(heads["tag"], "creance.suspendue"), endless)
    return set(pc.unique(heads.filter(pc.or_(asked, held))["dossier"]).to_pylist())


def _extracted(events: pa.Table, pattern: str, name: str) -> pa.ChunkedArray:
    """Return a group of a pattern in each payload, null where it does not match."""
    found = pc.extract_regex(events["payload"], pattern)
    return pc.if_else(pc.is_valid(found), pc.struct_field(found, name), None)


def _named(events: pa.Table, prefix: str) -> pa.Table:
    return events.filter(pc.starts_with(events["tag"], prefix)).combine_chunks()


# --- the fold of those that have ----------------------------------------------------------------


def _take_events(found: dict[int, Attente], events: pa.Table) -> None:
    for dossier, notices in notices_of(_named(events, "notice.")).items():
        found[dossier].notices = list(notices.values())
    prepared = events.filter(pc.equal(events["tag"], "notice.preparee"))
    instants = prepared["at"].to_pylist()
    for at, (dossier, _, told) in zip(instants, _payloads(prepared), strict=True):
        found[dossier].prepared[told["notice"]] = at.astimezone(FRANCE).date()
    for dossier, _, told in _payloads(_named(events, "tiers.")):
        known, le = found[dossier].told_on, dt.date.fromisoformat(told["le"])
        found[dossier].told_on = le if known is None else max(known, le)
    for dossier, tag, told in _payloads(_named(events, "rectification.")):
        found[dossier].asked.pop(told["rectification"], None)
        if tag == "rectification.demandee":
            found[dossier].asked[told["rectification"]] = dt.date.fromisoformat(told["le"])
    for dossier, some in recours_of(events).items():
        found[dossier].recours = [o for o in some if o.is_pending or o.stage in IN_PROGRESS]
    for dossier, complaints in reclamations_of(events).items():
        found[dossier].reclamations = [one for one in complaints if one.is_open]
    for dossier, asked in mediations_of(events).items():
        found[dossier].mediations = [one for one in asked if one.closed_on is None]
    for dossier, cases in instances_of(events).items():
        found[dossier].instances = [one for one in cases if one.stage in AT_COURT]


def _payloads(events: pa.Table) -> Iterator[tuple[int, str, dict[str, Any]]]:
    columns = (events[name].to_pylist() for name in ("dossier", "tag", "payload"))
    for dossier, tag, payload in zip(*columns, strict=True):
        yield dossier, tag, json.loads(payload)


def _take_letters(
    found: dict[int, Attente], heads: pa.Table, records: Records, wanted: Sequence[int]
) -> None:
    """Read the letters that have not left, but those of notices; what they say is not parsed."""
    letters = heads.filter(pc.is_in(heads["tag"], pa.array(_LETTERS)))
    letters = letters.filter(pc.is_in(letters["dossier"], pa.array(wanted, pa.int64())))
    is_read = pc.match_substring_regex(letters["payload"], _LETTER)
    odd = pc.unique(letters.filter(pc.invert(is_read))["dossier"])
    if len(odd):
        _take_unsent(found, _whole_letters(records.events_tagged(_LETTERS, odd.to_pylist())))
        letters = letters.filter(pc.invert(pc.is_in(letters["dossier"], odd)))
    _take_unsent(found, _letter_heads(letters))


_Lettre = tuple[int, str, int, str, dt.datetime]  # dossier, tag, number, model, instant


def _whole_letters(events: pa.Table) -> Iterator[_Lettre]:
    instants = events["at"].to_pylist()
    for (dossier, tag, told), at in zip(_payloads(events), instants, strict=True):
        yield dossier, tag, told["courrier"], told["modele"], at


def _letter_heads(events: pa.Table) -> Iterator[_Lettre]:
    numbers = _extracted(events, _LETTER, "numero").cast(pa.int64())
    models = _extracted(events, _LETTER, "modele")
    named = (events[name].to_pylist() for name in ("dossier", "tag"))
    yield from zip(
        *named, numbers.to_pylist(), models.to_pylist(), events["at"].to_pylist(), strict=True
    )


def _take_unsent(found: dict[int, Attente], letters: Iterable[_Lettre]) -> None:
    unsent: dict[int, dict[int, tuple[int, str, dt.date]]] = defaultdict(dict)
    for dossier, tag, number, model, at in letters:
        unsent[dossier].pop(number, None)
        if tag == "courrier.prepare":
            unsent[dossier][number] = (number, model, at.astimezone(FRANCE).date())
    for dossier, some in unsent.items():
        if some:
            mine = {notice.courrier for notice in found[dossier].notices}
            found[dossier].letters = [one for one in some.values() if one[0] not in mine]


# --- what the ledger says of them ---------------------------------------------------------------


def _take_claims(
    found: dict[int, Attente], events: pa.Table, records: Records, pursued: set[int]
) -> None:
    """Read the plans that run or were broken, what is pursued, until when a notice may claim."""
    last = {dossier: plans[-1] for dossier, plans in echeanciers(events).items()}
    plans = {dossier: plan for dossier, plan in last.items() if plan.state in (EN_COURS, ROMPU)}
    claiming = {dossier for dossier, attente in found.items() if attente.unclaimed}
    some = sorted(plans.keys() | claiming | pursued)
    if not some:
        return
    transfers = records.transfers_but(DUE, some).combine_chunks()
    claims = [claim for mine in creances(transfers).values() for claim in mine]
    pairs: dict[int, list[tuple[Creance, Suivi]]] = defaultdict(list)
    for claim, told in zip(claims, suivis(claims, events), strict=True):
        pairs[claim.dossier].append((claim, told))
    for dossier in pursued:
        found[dossier].pursued = pairs[dossier]
    rows = by_dossier(_recovering(transfers))
    for dossier, plan in plans.items():
        mine = rows.get(dossier, transfers.slice(0, 0))
        found[dossier].plan = read_plan(plan, pairs[dossier], mine)
    claimed = [pair for dossier in sorted(claiming) for pair in pairs[dossier]]
    months = [(one.dossier, line.month) for one, _ in claimed for line in one.lignes if line.open]
    if months:
        payments = records.transfers_at(*zip(*sorted(set(months)), strict=True))
        _take_terms(found, claimed, reperes([one for one, _ in claimed], transfers, payments))


def _recovering(transfers: pa.Table) -> pa.Table:
    """Return the transfers that count for a plan: what is repaid, and what undoes it."""
    kept = ("remboursement", "retenue_defaite", "remboursement_defait", "rejet")
    return transfers.filter(pc.is_in(transfers["motive"], pa.array(kept))).combine_chunks()


def _take_terms(
    found: Mapping[int, Attente], pairs: Sequence[tuple[Creance, Suivi]], days: Sequence[Reperes]
) -> None:
    terms = {
        (claim.dossier, claim.number): last
        for (claim, told), known in zip(pairs, days, strict=True)
        if (last := _prescribed_on(claim, told, known)) is not None
    }
    for dossier in {claim.dossier for claim, _ in pairs}:
        for notice in found[dossier].unclaimed:
            own = [terms[key] for n in notice.creances if (key := (dossier, n)) in terms]
            if own:
                found[dossier].prescribed[notice.numero] = min(own)


def _prescribed_on(claim: Creance, told: Suivi, known: Reperes) -> dt.date | None:
    """Return the last day on which all that a créance still claims may be claimed."""
    owed = {line.month for line in claim.lignes if line.open > 0}
    if not owed:
        return None
    lines = prescription_lines(claim, told, known.paid_on, payment_day, known.recovered)
    return min((line.recoverable_until for line in lines if line.month in owed), default=None)


def by_dossier(table: pa.Table) -> dict[int, pa.Table]:
    """Return the rows of each dossier of a journal, which is sorted by dossier."""
    owner = table["dossier"].to_numpy()
    if not owner.size:
        return {}
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    ends = [*starts[1:], owner.size]
    return {int(owner[a]): table.slice(a, b - a) for a, b in zip(starts, ends, strict=True)}
