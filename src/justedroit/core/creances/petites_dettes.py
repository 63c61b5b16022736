"""Small debts: below a threshold, the fund gives up what it claims, and sends no letter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import parametre
from justedroit.core.creances.creance import Creance
from justedroit.core.creances.exigibilite import plan_on, suspended
from justedroit.core.creances.suivi import Suivi

# A rule is a parameter; all the benefits that are not named share one.
_RULES: Final = {"rsa": "rsa"}
_COMMON: Final = "autres"


@dataclass(frozen=True, slots=True)
class PetiteDette:
    """A créance that is too small to be claimed.

    Attributes:
        creance: the créance.
        threshold_cents: of its rule, on the day.
    """

    creance: Creance
    threshold_cents: int


def threshold_cents(benefit: str, day: dt.date) -> int:
    """Return the amount from which an indu of a benefit is claimed, in cents.

    Law:
        CASF art. R262-92 (RSA); CSS art. D821-7 (AAH), D133-2 (others): parameters, a_verifier.

    >>> threshold_cents("rsa", dt.date(2025, 6, 1)), threshold_cents("aah", dt.date(2025, 6, 1))
    (7700, 2700)
    """
    euros: int = parametre(f"creances/petites_dettes.{_rule(benefit)}").at(day)
    return euros * 100


def small_debts(
    creances: Iterable[Creance], suivis: Iterable[Suivi], day: dt.date
) -> list[PetiteDette]:
    """Return the créances of one dossier that are too small to be claimed.

    The threshold is judged on all the open créances of the dossier under the same rule, together:
    a debt is not small because a revision has cut it into several. What counts is what was
    claimed and still stands, whether recovered or not: the end of a large debt is not a small one.
    The RSA has its rule, all the other benefits share one.

    Nothing of a group is given up while one of its créances is suspended, repaid by a plan,
    or qualified as fraud.

    Args:
        creances: of one dossier, all of them.
        suivis: theirs, in the same order.
        day: of the decision.

    Returns:
        By number; nothing where the group reaches its threshold.

    Law:
        CASF art. R262-92 and L262-46; CSS art. D821-7, D133-2; CCH art. D823-25.
    """
    groups: dict[str, list[tuple[Creance, Suivi]]] = defaultdict(list)
    for creance, suivi in zip(creances, suivis, strict=True):
        if creance.total() > 0:
            groups[_rule(creance.benefit)].append((creance, suivi))
    found = []
    for group in groups.values():
        worth = sum(_standing(creance) for creance, _ in group)
        limit = threshold_cents(group[0][0].benefit, day)
        if worth < limit and not any(_kept(suivi, day) for _, suivi in group):
            found += [PetiteDette(creance, limit) for creance, _ in group]
    return sorted(found, key=lambda one: one.creance.number)


def _rule(benefit: str) -> str:
    return _RULES.get(benefit, _COMMON)


def _standing(creance: Creance) -> int:
    """Return what was claimed and was neither undone, annulled nor lost to time."""
    lost = ("undone", "returned", "annulled", "prescribed")
    return creance.total("claimed") - sum(creance.total(field) for field in lost)


def _kept(suivi: Suivi, day: dt.date) -> bool:
    """Return whether something forbids to give up a créance."""
    # ASSUMPTION: a fraud is never given up by a machine; the texts read do not tell.
    fraud = suivi.qualification is not None and suivi.qualification.is_fraud
    return fraud or suspended(suivi, day) is not None or plan_on(suivi, day) is not None
