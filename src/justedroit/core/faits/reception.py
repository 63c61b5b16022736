"""The intake of statements: what enters the journal of facts, what is refused and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, looks_personal, parametre, printable
from justedroit.core.faits.catalogue import catalogue
from justedroit.core.faits.connaissance import standing
from justedroit.core.faits.declaration import Statement
from justedroit.core.faits.forme import bornes, well_formed
from justedroit.core.faits.foyer import MEMBERSHIP, household_faults
from justedroit.core.faits.redite import Said, changes
from justedroit.core.faits.schema import FACTS
from justedroit.core.faits.verite import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Identity = tuple[Any, ...]  # what makes two facts the same statement
Key = tuple[int, int, str]  # dossier, person, kind
_IDENTITY = ("dossier", "person", "kind", "value", "valid_from", "valid_until", "source")


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of a batch of statements.

    Attributes:
        accepted: schema FACTS, in the order of the statements; `sequence` is a place holder, 0.
        refusals: one for each statement refused, in order.
        refused: position in the batch of each refusal, ascending.
    """

    accepted: pa.Table
    refusals: list[Refusal]
    refused: tuple[int, ...]


def receive(
    statements: Sequence[Statement],
    existing_facts: pa.Table,
    now: dt.datetime,
    lines: Sequence[int] | None = None,
) -> Reception:
    """Accept the good statements of a batch and refuse the others, each with its reason.

    Args:
        statements: any number, of any dossiers.
        existing_facts: schema FACTS, the journal of at least their dossiers.
        now: instant of reception, with its time zone; it becomes `known_at`.
        lines: line of each statement in the file it comes from, to say where a refusal is.

    Returns:
        Facts to append, and refusals.

    Raises:
        ValueError: `now` has no time zone.

    Law:
        CASF art. R262-37 and CSS art. L583-3 (what must be declared); what is accepted: none, the
        catalogue and the parameters `faits/reception.*`.
    """
    days = bornes(now)
    formed = [well_formed(said, days) for said in statements]
    journal = _Journal.of([s for s in formed if isinstance(s, Statement)], existing_facts, now)
    good: dict[int, Statement] = {}
    bad: dict[int, Refusal] = {}
    for position, said in enumerate(formed):
        outcome = (journal.fault(said) or said) if isinstance(said, Statement) else said
        if isinstance(outcome, Refusal):
            bad[position] = outcome
        else:
            good[position] = outcome
    gap_years = parametre("faits/reception.age_minimum_parent").at(days.today)
    bad |= household_faults(good, journal.membership(good), gap_years)
    refused = tuple(sorted(bad))
    refusals = [replace(bad[i], where=_where(i, statements[i], lines)) for i in refused]
    accepted = [said for position, said in good.items() if position not in bad]
    return Reception(_facts(accepted, now), refusals, refused)


@dataclass(slots=True)
class _Journal:
    """What the journal holds of the dossiers concerned, and what the batch adds to it.

    Attributes:
        standing: (dossier, sequence) of the facts that stand, with what they say.
        said: identity of each fact that stands or was just received, with its sequence, or 0.
        told: the sequences of the facts that stand, by key, from the first said to the last.
        received: the statements of the batch accepted so far, by key.
        awaiting: those that are not judged yet, by key.
        replaced: facts that a statement of the batch already replaces.
        day: of reception, whose order of truth holds.
    """

    standing: dict[tuple[int, int], Mapping[str, Any]]
    said: dict[Identity, int]
    told: defaultdict[Key, list[int]]
    received: defaultdict[Key, list[Statement]]
    awaiting: defaultdict[Key, deque[Statement]]
    replaced: set[tuple[int, int]]
    day: dt.date

    @classmethod
    def of(cls, statements: Sequence[Statement], facts: pa.Table, now: dt.datetime) -> _Journal:
        stands = facts.filter(pa.array(standing(facts, now)))
        whom = pa.array(sorted({s.dossier for s in statements}), pa.int64())
        some = stands.filter(pc.is_in(stands["dossier"], whom))
        some = some.sort_by([("known_at", "ascending"), ("sequence", "ascending")])
        rows = some.select([*_IDENTITY, "proof", "sequence"]).to_pylist()
        by_sequence = {(row["dossier"], row["sequence"]): row for row in rows}
        identities = {tuple(row[name] for name in _IDENTITY): row["sequence"] for row in rows}
        told: defaultdict[Key, list[int]] = defaultdict(list)
        for row in rows:
            told[row["dossier"], row["person"], row["kind"]].append(row["sequence"])
        awaiting: defaultdict[Key, deque[Statement]] = defaultdict(deque)
        for said in statements:
            awaiting[_key(said)].append(said)
        day = now.astimezone(dt.UTC).date()
        return cls(by_sequence, identities, told, defaultdict(list), awaiting, set(), day)

    def fault(self, said: Statement) -> Refusal | None:
        """Return why the journal refuses a statement; remember it when it does not."""
        identity = tuple(getattr(said, name) for name in _IDENTITY)
        self.awaiting[_key(said)].popleft()
        fault = self._replacement(said) or self._duplicate(said, identity)
        if fault is None:
            self.said[identity] = 0
            self.received[_key(said)].append(said)
            if said.replaces is not None:
                self.replaced.add((said.dossier, said.replaces))
        return fault

    def _replacement(self, said: Statement) -> Refusal | None:
        if said.replaces is None:
            return None
        target = self.standing.get((said.dossier, said.replaces))
        if target is None or (said.dossier, said.replaces) in self.replaced:
            what = (
                f"Le fait n° {said.replaces} à remplacer n'existe pas dans le dossier "
                f"{said.dossier}, ou il est déjà remplacé."
            )
            return Refusal(
                what, "", "Relisez le dossier et indiquez le numéro d'un fait en vigueur."
            )
        if (target["kind"], target["person"]) != (said.kind, said.person):
            what = (
                f"Le fait n° {said.replaces} à remplacer est « {target['kind']} » de la personne "
                f"{target['person']}, pas « {said.kind} » de la personne {said.person}."
            )
            return Refusal(what, "", "Retirez ce fait, puis déclarez l'autre à part.")
        return None

    def _duplicate(self, said: Statement, identity: Identity) -> Refusal | None:
        """Refuse what was said in the same words, if saying it again changes nothing.

        It does where something else is retained today: the last said wins, at equal rank. What
        is said next in the batch counts: the same file imported twice changes nothing at its end.
        """
        earlier = self.said.get(identity)
        if said.value is None or said.replaces is not None or earlier is None:
            return None
        before, after = self._around(said)
        (judged,) = self._read([said])
        if changes(judged, before, after):
            return None
        if earlier:
            mend = f"Rien à faire ; pour y joindre une pièce, remplacez le fait n° {earlier}."
            return Refusal(f"Ce fait est déjà connu (n° {earlier}).", "", mend)
        return Refusal("Ce fait est déjà dans le même envoi.", "", "Supprimez la répétition.")

    def _around(self, said: Statement) -> tuple[list[Said], list[Said]]:
        """Return what stands of the key of a statement, and what the batch says of it next."""
        key, after = _key(said), self.awaiting[_key(said)]
        soon = {s.replaces for s in after}
        places = [(said.dossier, n) for n in self.told[key] if n not in soon]
        kept = [place for place in places if place not in self.replaced]
        facts = [Statement(**_stated(self.standing[place])) for place in kept]
        return self._read([*facts, *self.received[key]]), self._read(after)

    def _read(self, statements: Iterable[Statement]) -> list[Said]:
        """Return statements as they bear on what is retained; those that only withdraw do not."""
        read = []
        for said in statements:
            eternal = catalogue()[said.kind].duree == "eternite"
            start = dt.date.min if eternal else said.valid_from
            end = dt.date.max if eternal or said.valid_until is None else said.valid_until
            place = rank(said.source, self.day, proven=said.proof is not None)
            if said.value is not None:
                read.append(Said(said.value, start, end, place))
        return read

    def membership(
        self, good: Mapping[int, Statement]
    ) -> Iterator[tuple[tuple[int, int], str, str | None]]:
        """Yield the facts that tell who is in the dossiers, but those being replaced."""
        gone = {(s.dossier, s.replaces) for s in good.values() if s.replaces is not None}
        for key, row in self.standing.items():
            if row["kind"] in MEMBERSHIP and key not in gone:
                yield (row["dossier"], row["person"]), row["kind"], row["value"]


def _key(said: Statement) -> Key:
    return said.dossier, said.person, said.kind


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (*_IDENTITY, "proof")} | {"author": ""}


def _where(position: int, said: Statement, lines: Sequence[int] | None) -> str:
    place = f"déclaration {position + 1}" if lines is None else f"ligne {lines[position]}"
    kind = "nature illisible" if looks_personal(said.kind) else printable(said.kind[:60])
    if looks_personal(str(said.dossier)):  # a NIR in the wrong column
        return f"{place}, personne {said.person}, {kind}"
    return f"{place}, dossier {said.dossier}, personne {said.person}, {kind}"


def _facts(accepted: Sequence[Statement], now: dt.datetime) -> pa.Table:
    given: dict[str, list[Any]] = {
        "sequence": [0] * len(accepted),
        "known_at": [now] * len(accepted),
    }
    return pa.table(
        [given.get(f.name) or [getattr(s, f.name) for s in accepted] for f in FACTS], schema=FACTS
    )
