"""The work list of the fund: what waits for someone, since when, before when. No dossier is opened.

A slate keeps what each dossier waits for, and reads again only those written to since: the first
look reads what is open in the fund, the next ones ask whether anything was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final, TypeVar

from justedroit.core.base import FRANCE, days_after, euros
from justedroit.core.creances import EVENEMENTS, QUALIFIED, Creance, Suivi, creances, suivis
from justedroit.core.recours import EVENEMENTS as RECOURS
from justedroit.core.recours import SEANCES
from justedroit.core.registre import FUND
from justedroit.records.interface import EVENTS, Records
from justedroit.steps.act import Opened
from justedroit.steps.consultation.attentes import DUE, Attente, by_dossier, read_waiting
from justedroit.steps.consultation.taches import (
    AHEAD,
    CAISSE,
    GENRES,
    PLACEMENT,
    TERMES,
    Tache,
    first_withholding,
    sessions,
    tasks_of,
    urgency,
    withholdings,
    within,
)
from justedroit.steps.guichet import Guichet
from justedroit.steps.masse import uncollected
from justedroit.steps.pending import Ouverte, read_notice
from justedroit.steps.place import waiting_money

__all__ = ["GENRES", "TERMES", "Ardoise", "Tache", "money", "untold_first", "urgency"]
# What a thread of a créance is folded from.
_THREADS: Final = (*EVENEMENTS, QUALIFIED, *RECOURS, "instance.saisie")
_T = TypeVar("_T")


class Ardoise:
    """What waits in a fund, kept up to date from one look to the next; for one thread at a time.

    Args:
        records: the journals.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self.is_ready = False  # whether the first look, which reads the whole fund, is done
        self._written = 0  # rows of the journals, at the last look
        self._seen: dict[int, int] = {}
        self._attentes: dict[int, Attente] = {}
        self._received: dict[int, list[dt.date]] = {}
        self._delayed: set[int] = set()  # where a withholding may have been put off
        self._claims: dict[int, list[tuple[Creance, Suivi]]] = {}  # of those about to be withheld
        self._seances = EVENTS.empty_table()
        self._told_for: dt.date | None = None
        self._untold: set[int] = set()  # dossiers read, of which nothing is told yet
        self._told: dict[int, list[Tache]] = {}  # of each dossier, on that day
        self._sorted: list[Tache] = []

    def taches(self, now: dt.datetime) -> list[Tache]:
        """Return what waits, the most urgent first: what runs out soonest, then the oldest.

        What may not be done yet comes after all that may, the soonest first.

        Args:
            now: instant, UTC.
        """
        day = now.astimezone(FRANCE).date()
        written = self._records.written()
        with uncollected():
            if not self.is_ready or written != self._written:
                self._read()
                self._written = written
            if self._untold or day != self._told_for:
                self._tell(day)
        self.is_ready = True
        return list(self._sorted)

    def _read(self) -> None:
        """Read again the dossiers that were written to since the last look."""
        now, seen = self._records.sequences(), self._seen
        moved = {dossier for dossier, last in now.items() if seen.get(dossier) != last}
        if moved:
            read = read_waiting(self._records, sorted(moved) if seen else None)
            _forget(self._attentes, moved)
            _forget(self._received, moved)
            _forget(self._claims, moved)
            self._attentes |= read.attentes
            self._received |= read.received
            self._delayed = (self._delayed - moved) | read.delayed
        self._seances = self._records.events_tagged(tuple(SEANCES), [FUND])
        self._untold |= {FUND, *moved}
        self._seen = now

    def _tell(self, day: dt.date) -> None:
        """Tell again what the dossiers read wait for; all of them on another day."""
        if day != self._told_for:
            self._told, self._told_for = {}, None
            self._untold |= self._attentes.keys() | self._received.keys()
        _forget(self._told, self._untold)
        for dossier in self._untold & self._attentes.keys():
            self._told[dossier] = list(tasks_of(dossier, self._attentes[dossier], day))
        for tache in self._withholdings(self._untold & self._received.keys(), day):
            self._told.setdefault(tache.dossier, []).append(tache)
        self._told[FUND] = sessions(self._seances, day)
        self._sorted = sorted(chain.from_iterable(self._told.values()), key=urgency)
        self._told_for, self._untold = day, set()

    def _withholdings(self, some: Iterable[int], day: dt.date) -> Iterator[Tache]:
        """Yield the withholdings that begin in the coming days, read from the ledger."""
        is_near = _nearness(day)
        near = sorted(d for d in some if d in self._delayed or any(map(is_near, self._received[d])))
        if unread := [dossier for dossier in near if dossier not in self._claims]:
            self._claims |= _threads(self._records, unread)
        for dossier in near:
            yield from withholdings(self._claims[dossier], day)


def _forget(kept: dict[int, _T], some: Iterable[int]) -> None:
    for dossier in kept.keys() & some:
        del kept[dossier]


def _nearness(day: dt.date) -> Callable[[dt.date], bool]:
    """Return whether a notice received on a day lets withhold soon, unless something puts it off."""
    last = days_after(day, AHEAD)
    return cache(lambda received: day <= first_withholding(received) <= last)


def _threads(
    records: Records, dossiers: Sequence[int]
) -> Mapping[int, list[tuple[Creance, Suivi]]]:
    """Return the créances of some dossiers, each with what happened to it."""
    found: dict[int, list[tuple[Creance, Suivi]]] = {dossier: [] for dossier in dossiers}
    claims = [
        one for mine in creances(records.transfers_but(DUE, dossiers)).values() for one in mine
    ]
    told = suivis(claims, records.events_tagged(_THREADS, dossiers))
    for claim, thread in zip(claims, told, strict=True):
        found[claim.dossier].append((claim, thread))
    return found


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
    facts, transfers, events = (by_dossier(table.combine_chunks()) for table in read)
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
        Tache(
            "argent",
            FUND,
            f"{euros(abs(one.cents))} {_way(one.cents)}",
            one.received_on,
            within(PLACEMENT, one.received_on),
            CAISSE,
        )
        for one in waiting_money(guichet)
    ]


def _way(cents: int) -> str:
    return "débités par la banque" if cents < 0 else "reçus par la banque"
