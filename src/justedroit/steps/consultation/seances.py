"""The sessions of the commission, arranged to be read: when it meets, on which files, what waits."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from justedroit.core.base import counted, parametre
from justedroit.core.recours import (
    COLLEGES,
    ETATS,
    EVENEMENTS,
    SEANCES,
    SENS,
    Recours,
    Seance,
    controlled,
    recours_of,
    seances_of,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import Records
from justedroit.steps import sit
from justedroit.steps.appeal import concerned
from justedroit.steps.consultation.instant import day_of
from justedroit.steps.consultation.phrases_recours import benefits_text, opinion_text

Key = tuple[int, int]  # dossier and number of an appeal
SOON: Final = 14  # days: a file that silence rejects within them presses
# Where a file of an agenda stands → how much it presses, of the classes of the pages.
_TONES: Final[Mapping[str, str]] = {
    "a_voter": "attente",
    "a_signer": "attente",
    "partage": "indu",
    "repoussee": "attente",
    "decide": "du",
    "ajourne": "info",
    "a_inscrire": "info",
}
_STANDINGS: Final[Mapping[str, str]] = {
    "a_voter": "À voter",
    "a_signer": "Voté, à signer",
    "partage": "Voix partagées",
    "repoussee": "Proposition repoussée",
    "ajourne": "Ajourné",
    "a_inscrire": "À inscrire",
}
# How many stand where → in words; those that agree in number are adjectives.
_COUNTS: Final[Mapping[str, str]] = {
    "a_voter": "à voter",
    "repoussee": "à voter de nouveau",
    "a_signer": "à signer",
    "partage": "partagé",
    "decide": "décidé",
    "ajourne": "ajourné",
    "a_inscrire": "à inscrire de nouveau",
}
_AGREE: Final = ("partage", "decide", "ajourne")
_TO_DO: Final = ("a_voter", "repoussee", "a_signer")


@dataclass(frozen=True, slots=True)
class Affaire:
    """A file of an agenda, or one that waits for a session, as a line: it names nobody.

    Attributes:
        recours: as its events tell it, its sheet at what is owed now.
        day: of the reading.
        seen: last sequence of its dossier.
    """

    recours: Recours
    day: dt.date
    seen: int

    @property
    def key(self) -> Key:
        """Its dossier and its number."""
        return self.recours.dossier, self.recours.number

    @property
    def benefits(self) -> str:
        """Its benefits, in French."""
        return benefits_text(self.recours)

    @property
    def cents(self) -> int | None:
        """What is still owed of what it is about; None where it claims no sum."""
        return self.recours.fiche.get("dette_cents") if self.recours.creances else None

    @property
    def opinion(self) -> str:
        """The opinion of who instructed it, in a word."""
        return opinion_text(self.recours.avis).partition(" : ")[0]

    @property
    def silent_on(self) -> dt.date | None:
        """The day on which silence rejects it, or has; None where it does not run, or is over."""
        silence = self.recours.silence()
        return self.recours.rejected_on or (silence.ends_on if silence is not None else None)

    @property
    def left(self) -> int | None:
        """How many days are left before that; less than zero: it is past."""
        return None if self.silent_on is None else (self.silent_on - self.day).days

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided: its silence counts."""
        return self.recours.decision is None

    @property
    def is_pressing(self) -> bool:
        """Whether silence rejects it soon, or has."""
        return self.waits and self.left is not None and self.left <= SOON

    @property
    def silent_first(self) -> bool:
        """Whether silence rejects it before the session where it is inscribed."""
        seance, silent_on = self.recours.seance, self.silent_on
        return self.waits and seance is not None and silent_on is not None and silent_on < seance

    @property
    def code(self) -> str:
        """Where it stands in its session, a key of the standings."""
        one = self.recours
        if one.decision is not None:
            return "decide"
        if one.stage == "inscrit":
            return "a_voter"
        if one.vote is not None:
            return {"partage": "partage", "repoussee": "repoussee"}.get(one.vote.issue, "a_signer")
        postponed = bool(one.decisions) and one.decisions[-1].sens == "ajourne"
        return "ajourne" if postponed else "a_inscrire"

    @property
    def standing(self) -> str:
        """The same, in French: of a decision, its direction."""
        if self.recours.decision is not None:
            sens = SENS[self.recours.decision.sens]
            return sens[:1].upper() + sens[1:]
        return _STANDINGS[self.code]

    @property
    def tone(self) -> str:
        """How much it presses: the end of the class of its mark."""
        return _TONES[self.code]

    @property
    def etat(self) -> str:
        """Where the appeal stands, in French."""
        return ETATS[self.recours.etat_at(self.day)]

    @property
    def granted_cents(self) -> int:
        """What its decision gives up; zero before it."""
        decision = self.recours.decision
        return sum(decision.amounts.values()) if decision is not None else 0


@dataclass(frozen=True, slots=True)
class SeanceVue:
    """A session, as a line of the calendar.

    Attributes:
        seance: as its events tell it.
        files: on its agenda, wherever they stand.
    """

    seance: Seance
    files: tuple[Affaire, ...]

    @property
    def decided(self) -> int:
        """How many have their decision."""
        return sum(not one.waits for one in self.files)

    @property
    def granted_cents(self) -> int:
        """What its decisions give up, all in all."""
        return sum(one.granted_cents for one in self.files)


@dataclass(frozen=True, slots=True)
class Calendrier:
    """The sessions of the commission, and what waits for one.

    Attributes:
        day: of the reading.
        open: those that are not closed, by day.
        held: those that are, the last first.
        ready: the appeals instructed that no session has, what silence rejects first.
        years: in which something was decided, or rejected by silence, the last first.
        silent: the appeals that silence has rejected, and of which nobody has recorded it.
    """

    day: dt.date
    open: tuple[SeanceVue, ...]
    held: tuple[SeanceVue, ...]
    ready: tuple[Affaire, ...]
    years: tuple[int, ...]
    silent: tuple[Affaire, ...]

    @property
    def next(self) -> Seance | None:
        """The session where what waits may be inscribed: the first that is open."""
        return self.open[0].seance if self.open else None


@dataclass(frozen=True, slots=True)
class OrdreDuJour:
    """The agenda of a session.

    Attributes:
        seance: as its events tell it.
        seen: last sequence of its own events, in the journal of the fund.
        day: of the reading.
        files: inscribed, by dossier.
        ready: the appeals instructed that no session has, what silence rejects first.
        elsewhere: those that were inscribed here, and are now of another session.
        closed: the remises inscribed here that a qualification has closed.
    """

    seance: Seance
    seen: int
    day: dt.date
    files: tuple[Affaire, ...]
    ready: tuple[Affaire, ...]
    elsewhere: tuple[Recours, ...]
    closed: tuple[Recours, ...]

    @property
    def is_early(self) -> bool:
        """Whether its day has not come: nothing is voted, and it is not closed."""
        return self.day < self.seance.day

    @property
    def colleges(self) -> list[tuple[str, int]]:
        """Each college in French, and how many of its members are present."""
        return [(COLLEGES.get(code, code), n) for code, n in self.seance.membres.items()]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """How many files stand where, in words, with the class of their mark."""
        codes = [one.code for one in self.files]
        some = [
            (code, codes.count(code), words) for code, words in _COUNTS.items() if code in codes
        ]
        return [
            (counted(n, words) if code in _AGREE else f"{n} {words}", _TONES[code])
            for code, n, words in some
        ]

    @property
    def first(self) -> Affaire | None:
        """The first file of which something is still to be done; None: all are done."""
        return next((file for file in self.files if file.code in _TO_DO), None)

    @property
    def to_transmit(self) -> int:
        """How many decisions the control of legality waits for."""
        every = ((f.recours.stage, f.recours.decision) for f in self.files)
        return sum(
            stage == "decide" and told is not None and controlled(told.par, self.seance.day)
            for stage, told in every
        )

    @property
    def transmitted(self) -> int:
        """How many were transmitted to it."""
        return sum(f.recours.transmitted_on is not None for f in self.files)

    def around(self, key: Key) -> tuple[Key | None, Key | None]:
        """Return the files before and after one, in the order of the agenda."""
        keys = [one.key for one in self.files]
        if key not in keys:
            return None, None
        place = keys.index(key)
        return (
            keys[place - 1] if place else None,
            keys[place + 1] if place + 1 < len(keys) else None,
        )


def sessions(records: Records, now: dt.datetime) -> Calendrier:
    """Return the sessions of the commission, and what waits for one.

    Args:
        records: the journals.
        now: instant, UTC.
    """
    day = day_of(now)
    some = _every(records)
    of: dict[dt.date | None, list[Affaire]] = defaultdict(list)
    for one in some:
        if one.etat != "ferme":
            of[one.seance].append(Affaire(one, day, 0))
    told = sorted(seances_of(records.events_tagged(sorted(SEANCES), [FUND])).items())
    seen = [SeanceVue(seance, tuple(of[on])) for on, seance in told]
    years = {one.decision.le.year for one in some if one.decision is not None}
    years |= {one.rejected_on.year for one in some if one.rejected_on is not None}
    return Calendrier(
        day,
        tuple(one for one in seen if not one.seance.is_held),
        tuple(one for one in reversed(seen) if one.seance.is_held),
        _pressing_first(Affaire(one, day, 0) for one in sit.agenda(records, day).prets),
        tuple(sorted(years, reverse=True)),
        _pressing_first(Affaire(one, day, 0) for one in some if one.silent_on(day) is not None),
    )


def order_of_the_day(records: Records, day: dt.date, now: dt.datetime) -> OrdreDuJour | None:
    """Return the agenda of a session; None where none was opened that day.

    Args:
        records: the journals.
        day: of the session.
        now: instant, UTC.
    """
    # Read ahead of what it says: what is written in between makes the page stale, never the act.
    seen = last_of_session(records, day)
    sequences = records.sequences(concerned(records))
    role, today = sit.agenda(records, day), day_of(now)
    if role.seance is None:
        return None
    past = [one for one in _every(records) if was_in(one, day)]

    def file(one: Recours) -> Affaire:
        return Affaire(one, today, sequences.get(one.dossier, 0))

    return OrdreDuJour(
        role.seance,
        seen,
        today,
        tuple(map(file, role.inscrits)),
        _pressing_first(file(one) for one in role.prets if one.seance != day),
        tuple(one for one in past if one.seance != day),
        tuple(one for one in past if one.seance == day and one.etat == "ferme"),
    )


def last_of_session(records: Records, day: dt.date) -> int:
    """Return the last sequence of the events of a session, in the journal of the fund; 0: none."""
    return max((row["sequence"] for row in session_events(records, day)), default=0)


def session_events(records: Records, day: dt.date) -> list[dict[str, Any]]:
    """Return the events of a session in their order, rows of EVENTS, their `payload` parsed.

    Args:
        records: the journals; the fund writes much else in its own.
        day: of the session.
    """
    told = records.events_tagged(sorted(SEANCES), [FUND]).to_pylist()
    rows = [row | {"payload": json.loads(row["payload"])} for row in told]
    return [row for row in rows if row["payload"]["seance"] == day.isoformat()]


def seats(day: dt.date) -> tuple[Mapping[str, int], int]:
    """Return how many members each college has on a day, and how many must be present.

    None has any on a day that no parameter knows.
    """
    if not parametre("recours/seance.quorum").in_force(day):
        return {}, 0
    members: Mapping[str, int] = parametre("recours/seance.composition").at(day)
    needed: int = parametre("recours/seance.quorum").at(day)
    return members, needed


def was_in(one: Recours, day: dt.date) -> bool:
    """Return whether an appeal was ever inscribed in the session of a day."""
    return any(e.tag == "recours.inscrit" and e.day("seance") == day for e in one.history)


def _every(records: Records) -> list[Recours]:
    found = recours_of(records.events_tagged(sorted(EVENEMENTS)))
    return [one for some in found.values() for one in some]


def _pressing_first(some: Iterable[Affaire]) -> tuple[Affaire, ...]:
    return tuple(sorted(some, key=lambda one: (one.silent_on or dt.date.max, one.key)))
