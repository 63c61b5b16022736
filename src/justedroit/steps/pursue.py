"""Pursue: the opening of every act of forced recovery. Read the dossier, refuse, find what is acted on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from justedroit.core.base import Acte, Refusal
from justedroit.core.creances import INDU, Creance, MiseEnDemeure, Suivi, suivis
from justedroit.core.recouvrement import Ordre, demands_of, orders_of
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, event, opened, refuse_text
from justedroit.steps.letter import day_of

LAW: Final = "CSS art. L161-1-5 et R133-3"
_Claims = Mapping[int, tuple[Creance, Suivi]]


@dataclass(frozen=True, slots=True)
class Poursuite:
    """A dossier that was read, with its créances and what happened to each."""

    found: Opened
    claims: _Claims
    acte: Acte

    @property
    def day(self) -> dt.date:
        """The day of the act, in France."""
        return day_of(self.acte.at)

    def event(self, tag: str, **told: Any) -> dict[str, Any]:
        """Return an event of this dossier."""
        return event(self.found.dossier, tag, self.acte, told)

    def orders(self) -> dict[int, Ordre]:
        """Return its contraintes, by number."""
        return orders_of(thread for _, thread in self.claims.values())


def pursued(records: Records, dossier: int, acte: Acte) -> Poursuite | Refusal:
    """Return a dossier that was read to pursue a debt of it, or why it cannot be acted on."""
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    if refusal := refuse_text(acte.author, f"dossier {dossier}", "la personne qui agit"):
        return refusal
    claims = found.creances()
    pairs = zip(claims, suivis(claims, found.events), strict=True)
    return Poursuite(found, {claim.number: (claim, thread) for claim, thread in pairs}, acte)


def on_order(
    records: Records, key: tuple[int, int], acte: Acte
) -> tuple[Poursuite, Ordre] | Refusal:
    """Return a dossier that was read to act on a contrainte of it, and the contrainte.

    Args:
        records: the journals.
        key: dossier and number of the contrainte.
        acte: who acts, and when.
    """
    on = pursued(records, key[0], acte)
    if isinstance(on, Refusal):
        return on
    order = _order_of(on, key[1])
    return order if isinstance(order, Refusal) else (on, order)


def on_demand(
    records: Records, key: tuple[int, int], acte: Acte
) -> tuple[Poursuite, MiseEnDemeure, tuple[int, ...]] | Refusal:
    """Return a dossier that was read to act on a mise en demeure, the demand, and its créances.

    Args:
        records: the journals.
        key: dossier and number of the mise en demeure.
        acte: who acts, and when.
    """
    on = pursued(records, key[0], acte)
    if isinstance(on, Refusal):
        return on
    found = _demand_of(on, key[1])
    return found if isinstance(found, Refusal) else (on, *found)


def _order_of(on: Poursuite, number: int) -> Ordre | Refusal:
    """Return a contrainte of the dossier, or the refusal of a number that is of none."""
    known = on.orders()
    if number in known:
        return known[number]
    some = ", ".join(map(str, known)) or "aucune"
    what = f"la contrainte {number} n'existe pas."
    return Refusal(what, f"dossier {on.found.dossier}", f"Contraintes : {some}.", LAW)


def _demand_of(on: Poursuite, number: int) -> tuple[MiseEnDemeure, tuple[int, ...]] | Refusal:
    known = demands_of(thread for _, thread in on.claims.values())
    if number in known:
        return known[number]
    some = ", ".join(map(str, known)) or "aucune"
    what = f"la mise en demeure {number} n'existe pas."
    return Refusal(what, f"dossier {on.found.dossier}", f"Mises en demeure : {some}.", LAW)


def open_cents(on: Poursuite, some: Sequence[int]) -> int:
    """Return what is owed of some créances, the indemnité apart, in cents."""
    return sum(line.open for n in some for line in on.claims[n][0].lignes if line.nature == INDU)
