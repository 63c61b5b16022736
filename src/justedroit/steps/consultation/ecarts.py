"""What each revision changed in rights already posted, and why, in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from justedroit.core.base import day_text
from justedroit.core.ecarts import Changement, Difference, Origine, explain
from justedroit.core.faits import catalogue, source_text, value_text
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.consultation.francais import span_text
from justedroit.steps.consultation.instant import Instant, day_of

# Of several facts that changed, these tell most of the story.
_TELLING: Final = ("conjoint", "statut_couple", "allocataire", "deces", "enfant")


@dataclass(frozen=True, slots=True)
class PartEcart:
    """What a revision changed in one benefit.

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
        parts: by benefit.
        changes: facts that changed since the revision before.
        origine: proposed; a person qualifies it.
    """

    reference: str
    revised_at: dt.datetime
    parts: tuple[PartEcart, ...]
    changes: tuple[Changement, ...]
    origine: Origine

    @property
    def due_cents(self) -> int:
        """What is due to the household besides, over the benefits that rise."""
        return sum(part.cents for part in self.parts if part.cents > 0)

    @property
    def claimed_cents(self) -> int:
        """What it should not have had, over the benefits that fall; positive."""
        return -sum(part.cents for part in self.parts if part.cents < 0)

    @property
    def cause(self) -> str:
        """Which fact changed first of all, in one French sentence."""
        return cause_of(self.changes)


def differences(instant: Instant) -> tuple[Ecart, ...]:
    """Return what each revision changed, as known at an instant; the last first."""
    told = explain(instant.transfers, instant.told, instant.events).differences
    same = groupby(told, key=lambda d: (d.reference, d.revised_at))
    found = [_ecart(list(each)) for _, each in same]
    return tuple(reversed(found))


def cause_of(changes: Sequence[Changement]) -> str:
    """Return which change tells most, in one French sentence, and how many others there are."""
    if not changes:
        return "Aucun fait n'a changé : les mêmes faits donnent un autre droit."
    first = min(changes, key=_rank)
    others = len(changes) - 1
    more = f", et {others} autre{'s' if others > 1 else ''} fait{'s' if others > 1 else ''}"
    return f"{_change(first)}{more if others else ''}."


def _rank(change: Changement) -> tuple[int, dt.date, int]:
    order = _TELLING.index(change.kind) if change.kind in _TELLING else len(_TELLING)
    return order, change.valid_from, change.sequence


def _change(change: Changement) -> str:
    who = f" (personne {change.person})" if change.person else ""
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


def _ecart(told: list[Difference]) -> Ecart:
    parts = tuple(
        PartEcart(
            d.benefit,
            BENEFIT_LABELS[d.benefit],
            d.delta_cents,
            d.months[0].month,
            d.months[-1].month,
        )
        for d in told
    )
    whole = max(told, key=lambda d: len(d.changes))
    return Ecart(told[0].reference, told[0].revised_at, parts, whole.changes, whole.origine)
