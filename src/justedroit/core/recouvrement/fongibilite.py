"""On which benefits a debt is withheld, and in which order: what is due, to whom, and what is left of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from justedroit.core.base import parametre
from justedroit.core.registre import each

_TIERS: Final = "bailleur"
_HUNDRED: Final = 100


@dataclass(slots=True)
class Place:
    """What is to be paid of the right of a month, and what a withholding leaves of it.

    Attributes:
        benefit: as OpenFisca spells it.
        month: of the right.
        payee: `allocataire` or `bailleur`.
        cents: still to be paid.
    """

    benefit: str
    month: int
    payee: str
    cents: int


def places(order: pa.Table, month: int) -> dict[int, list[Place]]:
    """Return what may be withheld on in a month, by dossier.

    Args:
        order: schema ORDER of `core.paiements`: what would be paid if nothing was withheld.
        month: of the order.

    Returns:
        Dossier → its places; those of the months before only where a parameter allows it.

    Law:
        CSS art. L553-2: withheld on the payments to come; parameter `retenue.rappels`.
    """
    before = parametre("recouvrement/retenue.rappels").at(month)
    found: dict[int, list[Place]] = {}
    names = ("dossier", "benefit", "month", "payee", "amount_cents")
    for dossier, benefit, of, payee, cents in each(order, *names):
        if of == month or before:
            found.setdefault(dossier, []).append(Place(benefit, of, payee, cents))
    return found


def ranked(debt: str, some: Sequence[Place], day: dt.date) -> list[Place]:
    """Return the places on which the debt of a benefit may be withheld, in order.

    Args:
        debt: benefit that was overpaid.
        some: what is to be paid to the household.
        day: of the withholding.

    Law:
        CSS art. L553-2, D553-4: the benefit overpaid, then the others that the table allows, those
        paid to the debtor before those paid to a third party; parameters `fongibilite.*`.
    """
    table = parametre("recouvrement/fongibilite.retenables").at(day)
    allowed: list[str] = table.get(debt, table["defaut"])
    criteria: list[str] = parametre("recouvrement/fongibilite.ordre").at(day)

    def rank(place: Place) -> tuple[int, ...]:
        said = {
            "meme_prestation": int(place.benefit != debt),
            "versement_direct": int(place.payee == _TIERS),
        }
        return (*(said[name] for name in criteria), allowed.index(place.benefit), place.month)

    return sorted((p for p in some if p.benefit in allowed and p.cents > 0), key=rank)


def withholdable_cents(some: Iterable[Place], day: dt.date) -> int:
    """Return how much of what is to be paid may be withheld in all.

    Law:
        CSS art. L553-2: never more than what is due; parameter `retenue.part`, a_verifier.
    """
    share: int = parametre("recouvrement/retenue.part").at(day)
    return sum(place.cents for place in some) * share // _HUNDRED
