"""What a person would call "a fact" among what became known between two revisions.

The journal holds statements: a move is six of them, the wages of a quarter three. A share by
statement would say that the town explains 12 € and the rent 40 €, which helps nobody. Statements
are gathered in two passes.

1. Those of one person and kind that speak of the same days, or replace each other, are one
   `Dit`: only the outcome counts, whatever was said on the way. What two `Dit` say never meets, so
   that what is known with some of them is what each says, side by side.
2. The `Dit` that make one event of life are one `Joueur` (`_bonds`): who comes in, with what only
   describes them; a couple and its tie; a home and what is said of it the same day; an income, its
   taxable twin and the activity it pays, month after month, as one act tells them; a dossier
   that opens.

What repeats what was known, or is set aside by a source believed first, changes nothing and is of
no `Joueur`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE
from justedroit.core.ecarts.changements import Changement, changed_facts
from justedroit.core.faits import as_known, catalogue

Row = dict[str, Any]
Said = tuple[dt.datetime, str]  # when, by whom: statements of one act share it

_BEGINNING = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_FIRST, _OPEN = dt.date.min, dt.date.max
_ROLES: Final = ("allocataire", "conjoint", "enfant")
_COUPLE: Final = ("conjoint", "statut_couple", "isolement_date")
# An income as the tax office counts it, and the kind that says the same one, net.
TWINS: Final = {
    "salaire_imposable": "salaire_net",
    "chomage_imposable": "chomage_net",
    "retraite_imposable": "retraite_nette",
}
_EARNED: Final = {"salaire_net", "chomage_net", "retraite_nette", "rpns_imposables"}
# Said again by the same source, with the same value, it is another dwelling: see core.droits.
_RESTATED: Final = "statut_occupation_logement"
# Of several changes, the one that names the whole.
_LEADS: Final = (
    *("allocataire", "conjoint", "enfant", "deces", "statut_couple", "loyer", "depcom"),
    *("salaire_net", "chomage_net", "retraite_nette", "rpns_imposables"),
)


@dataclass(slots=True)
class Dit:
    """What was said lately of one person and kind, about days that hold together.

    Attributes:
        kind: kind of fact of the catalogue.
        person: number in the dossier; 0: the household.
        spans: days spoken of, from the first to the day after the last.
        rows: the statements, schema FACTS.
        changes: what they change in what is known.
    """

    kind: str
    person: int
    spans: list[tuple[dt.date, dt.date]]
    rows: list[Row]
    changes: list[Changement] = field(default_factory=list)

    @property
    def said(self) -> set[Said]:
        """When it was said, and by whom."""
        return {(row["known_at"], row["source"]) for row in self.rows}

    @property
    def start(self) -> dt.date:
        """First day on which what is known has changed."""
        return min(change.valid_from for change in self.changes)

    @property
    def end(self) -> dt.date:
        """First day after the last on which what is known has changed."""
        return max(change.valid_until or _OPEN for change in self.changes)


@dataclass(frozen=True, slots=True)
class Joueur:
    """One fact, as a person would say it: the statements that tell one thing.

    Attributes:
        sequences: the statements, in the journal of the dossier, ascending.
        changes: what they change in what is known, the most telling first.
        role: of the person it is about: `allocataire`, `conjoint`, `enfant`; empty: the household.
        opening: the dossier opens with it.
        entered: first day on which the person is in the household; None: always, or no person.
    """

    sequences: tuple[int, ...]
    changes: tuple[Changement, ...]
    role: str = ""
    opening: bool = False
    entered: dt.date | None = None

    @property
    def lead(self) -> Changement:
        """The change that names the fact."""
        return self.changes[0]

    @property
    def leads(self) -> tuple[Changement, ...]:
        """The stretches of the change that names the fact, by day."""
        same = (self.lead.kind, self.lead.person)
        return tuple(c for c in self.changes if (c.kind, c.person) == same)

    @property
    def valid_from(self) -> dt.date:
        """First day on which the fact is true."""
        return min(change.valid_from for change in self.leads)

    @property
    def valid_until(self) -> dt.date | None:
        """First day on which it is no longer true; None: open."""
        last = max(change.valid_until or _OPEN for change in self.leads)
        return None if last == _OPEN else last

    @property
    def known_at(self) -> dt.datetime:
        """When the fund knew all of it: the last of its statements."""
        return max(change.known_at for change in self.leads)

    @property
    def first_known_at(self) -> dt.datetime:
        """When the fund first heard of it."""
        return min(change.known_at for change in self.leads)

    @property
    def tellings(self) -> tuple[tuple[Changement, ...], ...]:
        """The stretches that were told together, by one source on one day; the first told first."""
        told: dict[tuple[dt.date, str], list[Changement]] = defaultdict(list)
        for change in sorted(self.leads, key=lambda c: (c.known_at, c.new_source)):
            told[change.known_at.astimezone(FRANCE).date(), change.new_source].append(change)
        return tuple(tuple(sorted(some, key=lambda c: c.valid_from)) for some in told.values())


def players(facts: pa.Table, since: dt.datetime | None, until: dt.datetime) -> tuple[Joueur, ...]:
    """Return the facts that changed what is known between two instants.

    Args:
        facts: schema FACTS, of one dossier, rows in any order.
        since: the instant before; None: nothing was known.
        until: the instant after. What the revision of that instant has itself recorded is not a
            fact that it heard: it is left out.

    Returns:
        By day of validity; what is known at `until` differs from what was known at `since` by
        their statements only.

    Law:
        None: domaine 2.1 and 3.2, an event is told with its date and when the fund learnt it.
    """
    rows = facts.filter(pc.less_equal(facts["known_at"], until)).to_pylist()
    late = [row for row in rows if row["known_at"] > (since or _BEGINNING)]
    late = [r for r in late if r["source"] != "systeme" or r["known_at"] < until]
    before = as_known(facts, at=since or _BEGINNING).to_pylist()
    told = [dit for dits in _dits(rows, late).values() for dit in dits]
    changes = changed_facts(facts, since, until)
    _give([*changes, *_restated(facts, late, until)], told)
    active = [dit for dit in told if dit.changes]
    groups = _gathered(active, list(_bonds(active, before)))
    opens = not any(row["kind"] == "allocataire" for row in before)
    roles = _roles([*before, *late])
    entered = _entered(as_known(facts, at=until).to_pylist())
    found = [
        replace(one, entered=entered.get(one.lead.person))
        for one in (_joueur(group, roles, opens=opens) for group in groups)
    ]
    return tuple(sorted(found, key=_order))


def _order(joueur: Joueur) -> tuple[object, ...]:
    lead = joueur.lead
    return (joueur.valid_from, lead.kind, lead.person, lead.known_at, lead.new_value or "")


def _roles(rows: Sequence[Row]) -> dict[int, str]:
    """Return the role that each person has, or has had."""
    return {r["person"]: r["kind"] for r in rows if r["kind"] in _ROLES and r["value"] == "true"}


def _entered(rows: Sequence[Row]) -> dict[int, dt.date]:
    """Return the first day on which each conjoint and child is in the household, as known."""
    found: dict[int, dt.date] = {}
    for row in rows:
        if row["kind"] in _ROLES[1:] and row["value"] == "true":
            found[row["person"]] = min(found.get(row["person"], _OPEN), row["valid_from"])
    return found


def _joueur(group: Sequence[Dit], roles: Mapping[int, str], *, opens: bool) -> Joueur:
    rank = {kind: place for place, kind in enumerate(_LEADS)}
    changes = sorted(
        (change for dit in group for change in dit.changes),
        key=lambda c: (
            rank.get(c.kind, len(rank)),
            c.kind in TWINS,
            c.kind,
            c.person,
            c.valid_from,
        ),
    )
    sequences = sorted(row["sequence"] for dit in group for row in dit.rows)
    opening = opens and any(dit.kind == "allocataire" for dit in group)
    role = roles.get(changes[0].person, "")
    return Joueur(tuple(sequences), tuple(changes), role, opening)


def _dits(rows: Sequence[Row], late: Sequence[Row]) -> dict[tuple[int, str], list[Dit]]:
    """Gather the late statements of each person and kind whose days meet."""
    by_sequence = {row["sequence"]: row for row in rows}
    spans: dict[tuple[int, str], list[tuple[dt.date, dt.date, Row]]] = defaultdict(list)
    for row in late:
        replaced = by_sequence.get(row["replaces"])
        for told in (row, replaced):
            if told is not None:
                spans[row["person"], row["kind"]].append((*_span(told), row))
    return {key: _clusters(key, found) for key, found in spans.items()}


def _span(row: Row) -> tuple[dt.date, dt.date]:
    """Return the days that a statement speaks of; all of them for a fact of all time."""
    if catalogue()[row["kind"]].duree == "eternite":
        return _FIRST, _OPEN
    return row["valid_from"], row["valid_until"] or _OPEN


def _clusters(key: tuple[int, str], spans: list[tuple[dt.date, dt.date, Row]]) -> list[Dit]:
    """Cut the days of one person and kind where no statement crosses.

    The two spans of a statement that replaces another may lie apart: they hold together.
    """
    links = _Links(range(len(spans)))
    order = sorted(range(len(spans)), key=lambda i: spans[i][:2])
    opens, reach = order[0], spans[order[0]][1]
    for at in order[1:]:
        if spans[at][0] < reach:
            links.join(opens, at)
        else:
            opens = at
        reach = max(reach, spans[at][1])
    first: dict[int, int] = {}
    for at, (_, _, row) in enumerate(spans):
        links.join(first.setdefault(row["sequence"], at), at)
    found = []
    for group in links.groups():
        held = {spans[at][2]["sequence"]: spans[at][2] for at in group}
        found.append(Dit(key[1], key[0], [spans[at][:2] for at in group], [*held.values()]))
    return found


def _restated(facts: pa.Table, late: Sequence[Row], until: dt.datetime) -> Iterator[Changement]:
    """Yield the occupancies that are stated again as they were: another dwelling, same status."""
    fresh = {row["sequence"] for row in late if row["kind"] == _RESTATED}
    if not fresh:
        return
    for row in as_known(facts, at=until).to_pylist():
        if row["sequence"] in fresh:
            told = (row["value"], row["source"])
            dates = (row["valid_from"], row["valid_until"])
            old = (*told, row["valid_from"])
            yield Changement(
                row["kind"], row["person"], *dates, *old, *told, row["known_at"], row["sequence"]
            )


def _give(changes: Iterable[Changement], told: Sequence[Dit]) -> None:
    """Give each change to what was said of its days, once for each stretch."""
    by_kind: dict[tuple[str, int], list[Dit]] = defaultdict(list)
    for dit in told:
        by_kind[dit.kind, dit.person].append(dit)
    for change in changes:
        start, end = change.valid_from, change.valid_until or _OPEN
        for dit in by_kind.get((change.kind, change.person), ()):
            meets = any(low < end and start < high for low, high in dit.spans)
            known = any(c.valid_from == start for c in dit.changes)
            if meets and not known:
                dit.changes.append(change)
                break


class _Links:
    """Things joined two by two, and the groups that they make."""

    def __init__(self, things: Iterable[int]) -> None:
        self._root = {thing: thing for thing in things}

    def _find(self, thing: int) -> int:
        while self._root[thing] != thing:
            thing = self._root[thing]
        return thing

    def join(self, one: int, other: int) -> None:
        """Put two things, and those joined to them, in one group."""
        roots = sorted((self._find(one), self._find(other)))
        self._root[roots[1]] = roots[0]

    def groups(self) -> list[list[int]]:
        """Return the groups."""
        found: dict[int, list[int]] = defaultdict(list)
        for thing in self._root:
            found[self._find(thing)].append(thing)
        return [*found.values()]


def _gathered(dits: Sequence[Dit], bonds: Iterable[tuple[Hashable, int]]) -> list[list[Dit]]:
    """Return the groups of what was said that share a bond."""
    links = _Links(range(len(dits)))
    first: dict[Hashable, int] = {}
    for bond, at in bonds:
        links.join(first.setdefault(bond, at), at)
    return [[dits[at] for at in group] for group in links.groups()]


def _bonds(dits: Sequence[Dit], before: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    """Yield what ties what was said (by position) to the rest of one event of life."""
    for rule in (_opening, _entries, _acts, _homes, _jobs):
        yield from rule(dits, before)
    yield from _incomes(dits)


def _opening(dits: Sequence[Dit], before: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    """Tie what was said the day when the dossier opened."""
    if any(row["kind"] == "allocataire" for row in before):
        return
    days = {at.date() for d in dits if d.kind == "allocataire" for at, _ in d.said}
    if days:
        first = min(days)
        for place, dit in enumerate(dits):
            if any(at.date() == first for at, _ in dit.said):
                yield "ouverture", place


def _entries(dits: Sequence[Dit], before: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    """Tie to a person who comes in what only describes them: true from before, and no amount."""
    there = {row["person"] for row in before if row["kind"] in _ROLES and row["value"] == "true"}
    entry: dict[int, dt.date] = {}
    for dit in dits:
        if dit.kind in _ROLES and dit.person not in there:
            entry[dit.person] = min(entry.get(dit.person, _OPEN), dit.start)
    for place, dit in enumerate(dits):
        describes = catalogue()[dit.kind].nature != "montant"
        if dit.person in entry and describes and dit.start <= entry[dit.person]:
            yield ("personne", dit.person), place


def _acts(dits: Sequence[Dit], before: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    """Tie what one act says of a couple, and of one person who leaves or dies."""
    del before
    for place, dit in enumerate(dits):
        for said in dit.said:
            if dit.kind in _COUPLE:
                yield ("couple", said), place
            if dit.kind in {*_ROLES, "deces"}:
                yield ("role", dit.person, said), place


def _homes(dits: Sequence[Dit], before: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    """Tie what one act says of a home from the same day."""
    del before
    for place, dit in enumerate(dits):
        if catalogue()[dit.kind].donnee == "logement":
            for said in dit.said:
                yield ("logement", said, dit.start), place


def _jobs(dits: Sequence[Dit], before: Sequence[Row]) -> Iterator[tuple[Hashable, int]]:
    """Tie to an activity the income that the same act tells from the same day."""
    del before
    for place, dit in enumerate(dits):
        if dit.kind == "activite" or dit.kind in _EARNED:
            for said in dit.said:
                yield ("travail", dit.person, said, dit.start), place


def _incomes(dits: Sequence[Dit]) -> Iterator[tuple[Hashable, int]]:
    """Tie the months, one after the other, of an income that one act tells, and its twin.

    The amounts may differ from month to month: it is one declaration, and one thing to read.
    """
    told: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for place, dit in enumerate(dits):
        if catalogue()[dit.kind].donnee == "ressources":
            for said in dit.said:
                told[TWINS.get(dit.kind, dit.kind), dit.person, said].append(place)
    for key, places in told.items():
        places.sort(key=lambda place: dits[place].start)
        first, reach = places[0], dits[places[0]].end
        for place in places:
            if dits[place].start > reach:
                first = place
            reach = max(reach, dits[place].end)
            yield (*key, first), place
