"""The intake of statements: what enters the journal of facts, what is refused and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, parametre
from justedroit.core.faits.connaissance import standing
from justedroit.core.faits.declaration import Statement
from justedroit.core.faits.forme import bornes, well_formed
from justedroit.core.faits.foyer import MEMBERSHIP, household_faults
from justedroit.core.faits.schema import FACTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

Identity = tuple[Any, ...]  # what makes two facts the same statement
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
    journal = _Journal.of(statements, existing_facts, now)
    days = bornes(now)
    good: dict[int, Statement] = {}
    bad: dict[int, Refusal] = {}
    for position, said in enumerate(statements):
        outcome = well_formed(said, days)
        if isinstance(outcome, Statement):
            outcome = journal.fault(outcome) or outcome
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
        replaced: facts that a statement of the batch already replaces.
    """

    standing: dict[tuple[int, int], Mapping[str, Any]]
    said: dict[Identity, int]
    replaced: set[tuple[int, int]]

    @classmethod
    def of(cls, statements: Sequence[Statement], facts: pa.Table, now: dt.datetime) -> _Journal:
        stands = facts.filter(pa.array(standing(facts, now)))
        concerned = {s.dossier for s in statements if isinstance(s.dossier, int)}
        whom = pa.array([d for d in concerned if 0 <= d < 2**63], pa.int64())
        some = stands.filter(pc.is_in(stands["dossier"], whom))
        rows = some.select([*_IDENTITY, "sequence"]).to_pylist()
        by_sequence = {(row["dossier"], row["sequence"]): row for row in rows}
        identities = {tuple(row[name] for name in _IDENTITY): row["sequence"] for row in rows}
        return cls(by_sequence, identities, set())

    def fault(self, said: Statement) -> Refusal | None:
        """Return why the journal refuses a statement; remember it when it does not."""
        identity = tuple(getattr(said, name) for name in _IDENTITY)
        fault = self._replacement(said) or self._duplicate(said, identity)
        if fault is None:
            self.said[identity] = 0
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
        earlier = self.said.get(identity)
        if said.value is None or earlier is None or (earlier and earlier == said.replaces):
            return None
        if earlier:
            mend = f"Rien à faire ; pour y joindre une pièce, remplacez le fait n° {earlier}."
            return Refusal(f"Ce fait est déjà connu (n° {earlier}).", "", mend)
        return Refusal("Ce fait est déjà dans le même envoi.", "", "Supprimez la répétition.")

    def membership(
        self, good: Mapping[int, Statement]
    ) -> Iterator[tuple[tuple[int, int], str, str | None]]:
        """Yield the facts that tell who is in the dossiers, but those being replaced."""
        gone = {(s.dossier, s.replaces) for s in good.values() if s.replaces is not None}
        for key, row in self.standing.items():
            if row["kind"] in MEMBERSHIP and key not in gone:
                yield (row["dossier"], row["person"]), row["kind"], row["value"]


def _where(position: int, said: Statement, lines: Sequence[int] | None) -> str:
    place = f"déclaration {position + 1}" if lines is None else f"ligne {lines[position]}"
    return f"{place}, dossier {said.dossier}, personne {said.person}, {said.kind[:60]}"


def _facts(accepted: Sequence[Statement], now: dt.datetime) -> pa.Table:
    given: dict[str, list[Any]] = {
        "sequence": [0] * len(accepted),
        "known_at": [now] * len(accepted),
    }
    return pa.table(
        [given.get(f.name) or [getattr(s, f.name) for s in accepted] for f in FACTS], schema=FACTS
    )
