"""What each revision changed in rights already posted, and why, in one sentence."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from justedroit.core.base import day_text, euros
from justedroit.core.creances import INDU, creances, less_bounced
from justedroit.core.ecarts import Changement, Difference, Origine, explain, movements, sides
from justedroit.core.faits import catalogue, source_text, value_text
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.consultation.francais import span_text
from justedroit.steps.consultation.instant import Instant, day_of

_NOBODY: Final[Mapping[int, str]] = MappingProxyType({})
# Of several facts that changed, these tell most of the story.
_TELLING: Final = ("conjoint", "statut_couple", "allocataire", "deces", "enfant")


@dataclass(frozen=True, slots=True)
class PartEcart:
    """What a revision lowered, or raised, in one benefit.

    Attributes:
        benefit: as OpenFisca spells it.
        label: its French name.
        cents: > 0 due to the household, < 0 claimed back, or no longer due.
        first_month: first month changed.
        last_month: last month changed.
    """

    benefit: str
    label: str
    cents: int
    first_month: int
    last_month: int

    @property
    def span(self) -> str:
        """The months changed, in French."""
        return span_text(self.first_month, self.last_month)


@dataclass(frozen=True, slots=True)
class Ecart:
    """What one revision changed in rights that had been posted, or in months already closed.

    Attributes:
        reference: of the revision.
        revised_at: its instant.
        parts: by benefit, what falls then what rises.
        changes: facts that changed since the revision before.
        origine: proposed; a person qualifies it.
        moved: what the ledger has done, by motive, in cents: what is claimed is never netted
            against what is due, be it of one benefit.
        repaid_cents: what the household has paid back of what is claimed, less what the fund has
            given back to it since.
        repaid_on: the last day on which it did; None: nothing is left of what it paid back.
    """

    reference: str
    revised_at: dt.datetime
    parts: tuple[PartEcart, ...]
    changes: tuple[Changement, ...]
    origine: Origine
    moved: Mapping[str, int]
    repaid_cents: int
    repaid_on: dt.date | None

    @property
    def due_cents(self) -> int:
        """What is due to the household besides, over the months that rise."""
        return sum(part.cents for part in self.parts if part.cents > 0)

    @property
    def claimed_cents(self) -> int:
        """What it should not have had, over the months that fall; positive."""
        return -sum(part.cents for part in self.parts if part.cents < 0)

    @property
    def cause(self) -> str:
        """Which fact changed first of all, in one French sentence."""
        return cause_of(self.changes)

    @property
    def open_cents(self) -> int:
        """What of it stays to be paid back."""
        return max(0, self.moved.get("indu", 0) - self.repaid_cents)

    @property
    def repaid(self) -> str:
        """When it was paid back, in French; empty: nothing of it was."""
        if self.repaid_on is None:
            return ""
        if not self.open_cents:
            return f"rendu le {day_text(self.repaid_on)}"
        return f"dont {euros(self.repaid_cents)} rendus, les derniers le {day_text(self.repaid_on)}"

    def cause_with(self, names: Mapping[int, str]) -> str:
        """Return the same with the names of the persons, those that are known."""
        return cause_of(self.changes, names)


def differences(instant: Instant) -> tuple[Ecart, ...]:
    """Return what each revision changed, as known at an instant; the last first."""
    told = explain(instant.transfers, instant.told, instant.events).differences
    same = groupby(told, key=lambda d: (d.reference, d.revised_at))
    repaid = _Remboursements(instant)
    found = [_ecart(list(each), repaid) for _, each in same]
    return tuple(reversed(found))


def cause_of(changes: Sequence[Changement], names: Mapping[int, str] = _NOBODY) -> str:
    """Return which change tells most, in one French sentence, and how many others there are."""
    if not changes:
        return "Aucun fait n'a changé : les mêmes faits donnent un autre droit."
    first = min(changes, key=_rank)
    others = len(changes) - 1
    more = f", et {others} autre{'s' if others > 1 else ''} fait{'s' if others > 1 else ''}"
    return f"{_change(first, names)}{more if others else ''}."


def _rank(change: Changement) -> tuple[int, dt.date, int]:
    order = _TELLING.index(change.kind) if change.kind in _TELLING else len(_TELLING)
    return order, change.valid_from, change.sequence


def _change(change: Changement, names: Mapping[int, str]) -> str:
    who = f" ({names.get(change.person) or f'personne {change.person}'})" if change.person else ""
    new = value_text(change.kind, change.new_value)
    said = f" : {new}"
    if change.old_value:
        said = f" : {value_text(change.kind, change.old_value)} → {new}"
    if change.new_value is None:
        said = f" : {value_text(change.kind, change.old_value)}, retiré"
    if change.new_value == "true":
        said = ""  # the label says it: « La personne vit en couple avec l'allocataire »
    return (
        f"{catalogue()[change.kind].libelle}{who}{said}, vrai depuis le "
        f"{day_text(change.valid_from)}, connu le {day_text(day_of(change.known_at))} par "
        f"{source_text(change.new_source)}"
    )


class _Remboursements:
    """What was paid back of each right, given to the revisions that claimed it, the first first.

    What was given back to the household since is taken off, revision by revision.
    """

    def __init__(self, instant: Instant) -> None:
        self._left: dict[tuple[str, int], list[tuple[dt.date, int]]] = defaultdict(list)
        for row in less_bounced(instant.transfers).to_pylist():
            if row["motive"] == "remboursement":
                key = row["credit"].split(":")[0], row["month"]
                self._left[key].append((row["value_on"], row["amount_cents"]))
        # A judgment, a commission or a new fact may have given back what was repaid.
        self._kept = {
            (claim.reference, claim.benefit): sum(
                line.repaid for line in claim.lignes if line.nature == INDU
            )
            for claim in creances(instant.transfers).get(instant.dossier, [])
        }

    def taken(self, told: Sequence[Difference]) -> tuple[int, dt.date | None]:
        """Return what was paid back of what a revision claims, in cents, and the last day."""
        cents, days = 0, []
        for difference in told:
            for month in difference.months:
                wanted = dict(month.motives).get("indu", 0)
                left = self._left[difference.benefit, month.month]
                while wanted and left:
                    on, some = left.pop(0)
                    used = min(wanted, some)
                    if some > used:
                        left.insert(0, (on, some - used))
                    wanted, cents = wanted - used, cents + used
                    days.append(on)
        kept = sum(self._kept.get((one.reference, one.benefit), 0) for one in told)
        cents = min(cents, kept)
        return cents, max(days, default=None) if cents else None


def _moved(told: Sequence[Difference]) -> dict[str, int]:
    """Return what the ledger has done, by motive: the sums that the page of the revision shows."""
    found: dict[str, int] = defaultdict(int)
    for difference in told:
        for one in movements(difference):
            found[one.motive] += one.cents
    return dict(found)


def _ecart(told: list[Difference], repaid: _Remboursements) -> Ecart:
    parts = tuple(
        PartEcart(d.benefit, BENEFIT_LABELS[d.benefit], cents, months[0], months[-1])
        for d in told
        for cents, months in sides(d)
    )
    whole = max(told, key=lambda d: len(d.changes))
    facts = whole.changes, whole.origine
    return Ecart(
        told[0].reference, told[0].revised_at, parts, *facts, _moved(told), *repaid.taken(told)
    )
