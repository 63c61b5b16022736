"""The work list of the fund: what waits for someone, since when, before when. No dossier is opened.

A slate keeps what each dossier waits for, and reads again only those written to since: the first
look costs one question to the journals, the next ones the dossiers that have moved.
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

from justedroit.core.base import FRANCE, day_text, days_after, euros, parametre
from justedroit.core.courriers import (
    COURRIERS,
    MODELES,
    NoticePreparee,
    calls_needed,
    notice_from,
    notices,
)
from justedroit.core.creances import (
    EVENEMENTS,
    Creance,
    Suivi,
    creances,
    paid_before,
    prescription_lines,
    recovered_on,
    suivis,
    withholdable_from,
)
from justedroit.core.paiements import payment_day
from justedroit.core.recours import (
    BEFORE_DECISION,
    REMISE,
    SEANCES,
    Reclamation,
    Recours,
    executory_from,
    reclamations_of,
    recours_of,
    rectification,
    rectification_silence,
    seances_of,
)
from justedroit.core.recours import ETATS as ETATS_RECOURS
from justedroit.core.recours import EVENEMENTS as RECOURS
from justedroit.core.recouvrement import (
    A_ROMPRE,
    EN_COURS,
    EN_RETARD,
    ROMPU,
    PlanLu,
    echeanciers,
    read_plan,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import Records
from justedroit.steps.act import Opened
from justedroit.steps.guichet import Guichet
from justedroit.steps.pending import Ouverte, read_notice
from justedroit.steps.place import waiting_money

# Kind of work → what a person reads. Closed.
GENRES: Final[Mapping[str, str]] = {
    "completer": "Notifications à compléter",
    "envoyer": "Notifications à envoyer",
    "reception": "Réceptions à consigner",
    "rectification": "Rectifications à répondre",
    "retenue": "Retenues qui vont commencer",
    "echeancier": "Échéanciers en retard ou rompus",
    "contestation": "Contestations à décider",
    "remise": "Remises à instruire",
    "decision": "Décisions à exécuter ou à notifier",
    "seance": "Séances à venir",
    "reclamation": "Réclamations à répondre",
    "courrier": "Lettres à envoyer",
    "argent": "Argent à placer",
}
AHEAD: Final = 15  # days before which a withholding that begins is shown
_COMPLAINTS: Final = ("recue", "accusee", "repondue", "escaladee", "requalifiee")
_AFTER: Final = ("vote", "decide", "transmis", "suspendu", "executoire")
_TAGS: Final = (
    *(tag for tag in EVENEMENTS if tag.split(".")[0] in ("notice", "echeancier", "tiers")),
    *(tag for tag in EVENEMENTS if tag.startswith("rectification.")),
    *("creance.suspendue", "creance.reprise", "surendettement.recevable", "surendettement.clos"),
    *(tag for tag in COURRIERS if tag != "courrier.recu"),
    *RECOURS,
    *(f"reclamation.{one}" for one in _COMPLAINTS),
    *SEANCES,
)


@dataclass(frozen=True, slots=True)
class Tache:
    """Something that waits for someone.

    Attributes:
        genre: of GENRES.
        dossier: number; 0: the fund.
        quoi: in French, nothing that names someone.
        since: day.
        before: last day on which it may be done; None where nothing runs out.
        number: of the notice, of the letter; 0 where the page is that of the dossier.
        after: first day on which it may be done, where that day has not come; else None.
    """

    genre: str
    dossier: int
    quoi: str
    since: dt.date
    before: dt.date | None = None
    number: int = 0
    after: dt.date | None = None


@dataclass(slots=True)
class _Etat:
    """What a dossier waits for, whatever the day."""

    notices: list[NoticePreparee] = field(default_factory=list)
    prepared: dict[int, dt.date] = field(default_factory=dict)  # notice → day of its preparation
    told_on: dt.date | None = None
    prescribed: dict[int, dt.date] = field(default_factory=dict)  # notice → last day to claim all
    letters: list[tuple[int, str, dt.date]] = field(default_factory=list)  # not sent
    asked: dict[int, dt.date] = field(default_factory=dict)  # rectifications that wait
    recours: list[Recours] = field(default_factory=list)
    reclamations: list[Reclamation] = field(default_factory=list)
    plan: PlanLu | None = None  # the last, where it runs or was broken

    @property
    def awaited(self) -> list[NoticePreparee]:
        """The notices sent whose reception is not proven."""
        return [n for n in self.notices if n.envoyee_le is not None and n.recue_le is None]

    @property
    def received(self) -> list[dt.date]:
        """The days on which a notice was received."""
        return [n.recue_le for n in self.notices if n.recue_le is not None]


class Ardoise:
    """What waits in a fund, kept up to date from one look to the next; for one thread at a time.

    Args:
        records: the journals.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self.is_ready = False  # whether the first look, which reads the whole fund, is done
        self._seen: dict[int, int] = {}
        self._etats: dict[int, _Etat] = {}
        self._told_for: dt.date | None = None
        self._told: dict[int, list[Tache]] = {}  # of each dossier, on that day

    def taches(self, now: dt.datetime) -> list[Tache]:
        """Return what waits, the most urgent first: what runs out soonest, then the oldest.

        What may not be done yet comes after all that may, the soonest first.

        Args:
            now: instant, UTC.
        """
        day = now.astimezone(FRANCE).date()
        moved = self._read()
        if day != self._told_for:
            self._told_for, self._told, moved = day, {}, list(self._etats)
        self._tell(moved, day)
        self.is_ready = True
        found = [tache for told in self._told.values() for tache in told]
        found += _sessions(self._records.events([FUND]), day)
        return sorted(found, key=urgency)

    def _read(self) -> list[int]:
        """Read again the dossiers that were written to since the last look, and return them."""
        now = self._records.sequences()
        moved = [d for d, sequence in now.items() if self._seen.get(d) != sequence]
        if moved:
            first = not self._seen
            read = self._records.events_tagged(_TAGS) if first else self._records.events(moved)
            kept = pc.and_(pc.is_in(read["tag"], pa.array(_TAGS)), pc.greater(read["dossier"], 0))
            for dossier in moved:
                self._etats.pop(dossier, None)
            self._etats |= _etats(read.filter(kept).combine_chunks(), self._records)
            self._seen = now
        return moved

    def _tell(self, moved: Sequence[int], day: dt.date) -> None:
        """Tell again what some dossiers wait for."""
        for dossier in moved:
            etat = self._etats.get(dossier)
            self._told[dossier] = [] if etat is None else list(_of(dossier, etat, day))
        for tache in self._withholdings(moved, day):
            self._told[tache.dossier].append(tache)

    def _withholdings(self, some: Sequence[int], day: dt.date) -> Iterator[Tache]:
        """Yield the withholdings that begin in the coming days, read from the ledger."""
        last = days_after(day, AHEAD)
        near = [
            dossier
            for dossier in some
            if (etat := self._etats.get(dossier)) is not None
            and any(day <= rectification(on).ends_on <= last for on in etat.received)
        ]
        if not near:
            return
        every = creances(self._records.transfers(near))
        claims = [claim for dossier in near for claim in every.get(dossier, ())]
        threads = suivis(claims, self._records.events(near))
        for claim, thread in zip(claims, threads, strict=True):
            first = withholdable_from(claim, thread, day)
            received = thread.received_on
            if isinstance(first, dt.date) and day <= first <= last and received is not None:
                what = f"{euros(claim.total())} : peut être retenu à partir du {day_text(first)}"
                yield Tache("retenue", claim.dossier, what, received, first, claim.number)


def urgency(one: Tache) -> tuple[dt.date, dt.date, dt.date, int, int]:
    """Return by what the list is sorted, see `Ardoise.taches`."""
    may_be_done = one.after or dt.date.min
    return may_be_done, one.before or dt.date.max, one.since, one.dossier, one.number


# --- what each dossier waits for, read at once for all of them ---------------------------------


def _etats(events: pa.Table, records: Records) -> dict[int, _Etat]:
    """Return what some dossiers wait for, each subject read once for all of them."""
    found: dict[int, _Etat] = defaultdict(_Etat)
    _take_notices(found, _named(events, "notice."))
    for dossier, _, told in _payloads(_named(events, "tiers.")):
        known, le = found[dossier].told_on, dt.date.fromisoformat(told["le"])
        found[dossier].told_on = le if known is None else max(known, le)
    for dossier, tag, told in _payloads(_named(events, "rectification.")):
        found[dossier].asked.pop(told["rectification"], None)
        if tag == "rectification.demandee":
            found[dossier].asked[told["rectification"]] = dt.date.fromisoformat(told["le"])
    for dossier, some in recours_of(events).items():
        found[dossier].recours = [one for one in some if one.is_pending or one.stage in _AFTER]
    for dossier, complaints in reclamations_of(events).items():
        found[dossier].reclamations = [one for one in complaints if one.is_open]
    for dossier, letters in _unsent(_named(events, "courrier.")).items():
        mine = {notice.courrier for notice in found[dossier].notices}
        found[dossier].letters = [one for one in letters if one[0] not in mine]
    _take_plans(found, events, records)
    _take_terms(found, events, records)
    return dict(found)


def _named(events: pa.Table, prefix: str) -> pa.Table:
    return events.filter(pc.starts_with(events["tag"], prefix)).combine_chunks()


def _payloads(events: pa.Table) -> Iterator[tuple[int, str, dict[str, Any]]]:
    columns = (events[name].to_pylist() for name in ("dossier", "tag", "payload"))
    for dossier, tag, payload in zip(*columns, strict=True):
        yield dossier, tag, json.loads(payload)


def _take_notices(found: Mapping[int, _Etat], events: pa.Table) -> None:
    for dossier, mine in _split(events):
        found[dossier].notices = list(notices(mine).values())
    prepared = events.filter(pc.equal(events["tag"], "notice.preparee"))
    instants = prepared["at"].to_pylist()
    for at, (dossier, _, told) in zip(instants, _payloads(prepared), strict=True):
        found[dossier].prepared[told["notice"]] = at.astimezone(FRANCE).date()


def _unsent(events: pa.Table) -> dict[int, list[tuple[int, str, dt.date]]]:
    """Return the letters that have not left: number, model, day; what they say is not parsed."""
    pattern = r'"courrier": ?(?P<courrier>\d+), ?"modele": ?"(?P<modele>[a-z_]+)"'
    named = pc.extract_regex(events["payload"], pattern).to_pylist()
    columns = [events[name].to_pylist() for name in ("dossier", "tag", "at")]
    found: dict[int, dict[int, tuple[int, str, dt.date]]] = defaultdict(dict)
    for dossier, tag, at, name in zip(*columns, named, strict=True):
        number = int(name["courrier"])
        found[dossier].pop(number, None)
        if tag == "courrier.prepare":
            found[dossier][number] = (number, name["modele"], at.astimezone(FRANCE).date())
    return {dossier: list(letters.values()) for dossier, letters in found.items() if letters}


def _take_plans(found: Mapping[int, _Etat], events: pa.Table, records: Records) -> None:
    """Read what was paid of the plans that run, and what the broken ones still owe."""
    last = {dossier: plans[-1] for dossier, plans in echeanciers(events).items()}
    some = {dossier: plan for dossier, plan in last.items() if plan.state in (EN_COURS, ROMPU)}
    if not some:
        return
    transfers = records.transfers(sorted(some)).combine_chunks()
    claims = [claim for mine in creances(transfers).values() for claim in mine]
    pairs: dict[int, list[tuple[Creance, Suivi]]] = defaultdict(list)
    for claim, told in zip(claims, suivis(claims, events), strict=True):
        pairs[claim.dossier].append((claim, told))
    for dossier, mine in _split(transfers):
        found[dossier].plan = read_plan(some[dossier], pairs[dossier], mine)


def _take_terms(found: Mapping[int, _Etat], events: pa.Table, records: Records) -> None:
    """Read until when what a notice claims is not prescribed, where its reception is awaited."""
    some = sorted(dossier for dossier, etat in found.items() if etat.awaited)
    if not some:
        return
    transfers = dict(_split(records.transfers(some).combine_chunks()))
    mine = events.filter(pc.is_in(events["dossier"], pa.array(some, events["dossier"].type)))
    every = creances(pa.concat_tables(transfers.values())) if transfers else {}
    claims = [claim for claims in every.values() for claim in claims]
    terms = {}
    for claim, told in zip(claims, suivis(claims, mine), strict=True):
        if (last := _prescribed_on(claim, told, transfers[claim.dossier])) is not None:
            terms[claim.dossier, claim.number] = last
    for dossier in some:
        for notice in found[dossier].awaited:
            days = [terms[key] for n in notice.creances if (key := (dossier, n)) in terms]
            if days:
                found[dossier].prescribed[notice.numero] = min(days)


def _prescribed_on(claim: Creance, told: Suivi, transfers: pa.Table) -> dt.date | None:
    """Return the last day on which all that a créance still claims may be claimed."""
    owed = {line.month for line in claim.lignes if line.open > 0}
    known = paid_before(claim, transfers), payment_day, recovered_on(claim, transfers)
    lines = prescription_lines(claim, told, *known)
    return min((line.recoverable_until for line in lines if line.month in owed), default=None)


def _split(table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    """Yield the rows of each dossier; the table is sorted by dossier."""
    owner = table["dossier"].to_numpy()
    if not owner.size:
        return
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]][: owner.size])
    for start, end in zip(starts, [*starts[1:], owner.size], strict=True):
        yield int(owner[start]), table.slice(start, end - start)


# --- what waits on a day -----------------------------------------------------------------------


def _of(dossier: int, etat: _Etat, day: dt.date) -> Iterator[Tache]:
    for notice in etat.notices:
        yield from _of_notice(dossier, etat, notice, day)
    for number, model, since in etat.letters:
        yield Tache("courrier", dossier, MODELES[model].libelle, since, None, number)
    for asked in etat.asked.values():
        until = rectification_silence(asked).ends_on
        if day <= until:
            yield Tache("rectification", dossier, "Rectification demandée", asked, until)
    for one in etat.recours:
        yield from _of_appeal(one, day)
    for told in etat.reclamations:
        yield Tache("reclamation", dossier, "Réclamation", told.received_on, told.due_on)
    yield from _of_plan(dossier, etat, day)


def _of_notice(dossier: int, etat: _Etat, notice: NoticePreparee, day: dt.date) -> Iterator[Tache]:
    cents, since = euros(notice.total_cents), etat.prepared[notice.numero]
    if notice.envoyee_le is not None:
        if notice.recue_le is None:
            sent = notice.envoyee_le
            until = etat.prescribed.get(notice.numero)
            yield Tache("reception", dossier, f"Indu de {cents}", sent, until, notice.numero)
        return
    lacks = ["à expliquer"] if notice.enrichie and not notice.texte else []
    if notice.enrichie and len(notice.appels) < calls_needed(day):
        lacks.append("un appel à tenter")
    if lacks:
        what = f"Indu de {cents} : {', '.join(lacks)}"
        yield Tache("completer", dossier, what, since, None, notice.numero)
        return
    first = notice_from(etat.told_on) if etat.told_on else None
    first = first if first is not None and first > day else None
    later = f" : à partir du {day_text(first)}" if first else ""
    yield Tache("envoyer", dossier, f"Indu de {cents}{later}", since, None, notice.numero, first)


def _of_appeal(one: Recours, day: dt.date) -> Iterator[Tache]:
    state = one.etat_at(day)
    label = ETATS_RECOURS.get(state, state)
    what = f"Recours {one.number} : {label}"
    if state in BEFORE_DECISION:
        silence = one.silence()
        until = silence.ends_on if silence is not None else None
        genre = "remise" if one.nature == REMISE else "contestation"
        yield Tache(genre, one.dossier, what, one.received_on, until, one.number)
    elif state in _AFTER:
        since = one.decision.le if one.decision else one.received_on
        first = executory_from(one)
        first = first if first is not None and first > day else None
        later = f", exécutable à partir du {day_text(first)}" if first else ""
        yield Tache("decision", one.dossier, what + later, since, None, one.number, first)


def _of_plan(dossier: int, etat: _Etat, day: dt.date) -> Iterator[Tache]:
    if etat.plan is None:
        return
    plan, owed = etat.plan.plan, etat.plan.owed
    where = etat.plan.on(day)
    if where.state == ROMPU and owed > 0:
        what = f"Échéancier {plan.number} rompu, {euros(owed)} restent dus"
        yield Tache("echeancier", dossier, what, plan.accepted_on)
    elif where.state in (EN_RETARD, A_ROMPRE) and where.late_since is not None:
        told = "au-delà du délai" if where.state == A_ROMPRE else "dans le délai laissé"
        what = f"Échéancier {plan.number} : {euros(where.late)} en retard, {told}"
        grace = parametre("recouvrement/echeancier.retard").at(day)
        yield Tache(
            "echeancier", dossier, what, where.late_since, days_after(where.late_since, grace)
        )


def _sessions(events: pa.Table, day: dt.date) -> Iterator[Tache]:
    for seance in seances_of(events).values():
        if not seance.is_held:
            what = f"Séance du {day_text(seance.day)}, {seance.present} membres"
            yield Tache("seance", FUND, what, min(seance.day, day), seance.day)


def untold_first(records: Records, some: Iterable[Tache]) -> frozenset[tuple[int, int]]:
    """Return which notices to send wait for what third parties told to be told to the household.

    Args:
        records: the journals; each is asked once for all of them.
        some: those of a page: why each is claimed is read, which the whole list could not afford.

    Returns:
        (dossier, notice) of each.
    """
    mine = [(one.dossier, one.number) for one in some if one.genre == "envoyer"]
    dossiers = sorted({dossier for dossier, _ in mine})
    if not dossiers:
        return frozenset()
    read = [records.facts(dossiers), records.transfers(dossiers), records.events(dossiers)]
    facts, transfers, events = (dict(_split(table.combine_chunks())) for table in read)
    found = set()
    for dossier, number in mine:
        tables = zip((facts, transfers, events), read, strict=True)
        known, *rest = (of.get(dossier, table.slice(0, 0)) for of, table in tables)
        told = read_notice(Opened(dossier, 0, *rest), known, number, waiting=True)
        if isinstance(told, Ouverte) and told.untold:
            found.add((dossier, number))
    return frozenset(found)


def money(guichet: Guichet) -> list[Tache]:
    """Return the money that waits in the account of the fund for someone to place it.

    Args:
        guichet: with what bank files are read.
    """
    return [
        Tache("argent", FUND, f"{euros(abs(one.cents))} {_way(one.cents)}", one.received_on)
        for one in waiting_money(guichet)
    ]


def _way(cents: int) -> str:
    return "débités par la banque" if cents < 0 else "reçus par la banque"
