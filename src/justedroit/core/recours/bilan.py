"""What a year of the commission comes to, as the reports of activity count it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from justedroit.core.recours.dossier_recours import CONTESTATION, REMISE, Decision, Recours

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Bilan:
    """The activity of a year.

    Attributes:
        year: of the decisions.
        remises: requests of remise decided.
        contestations: contestations decided.
        accordees: remises granted, in whole or in part.
        asked_cents: owed of the remises decided, when they were instructed.
        granted_cents: remitted by these decisions.
        upheld: contestations upheld, in whole or in part.
        silences: appeals of any nature that silence rejected that year.
    """

    year: int
    remises: int
    contestations: int
    accordees: int
    asked_cents: int
    granted_cents: int
    upheld: int
    silences: int

    @property
    def examines(self) -> int:
        """How many appeals were decided."""
        return self.remises + self.contestations

    @property
    def mean_cents(self) -> int | None:
        """The mean remise; None where none was granted."""
        return round(self.granted_cents / self.accordees) if self.accordees else None

    @property
    def rate_percent(self) -> int | None:
        """Remises granted among those decided; None where none was."""
        return round(_PERCENT * self.accordees / self.remises) if self.remises else None

    @property
    def amount_percent(self) -> int | None:
        """What was remitted of what was owed; None where nothing was."""
        return round(_PERCENT * self.granted_cents / self.asked_cents) if self.asked_cents else None


def bilan(recours: Iterable[Recours], year: int) -> Bilan:
    """Return what a year of the commission comes to.

    The last decision counts, at its own day: an adjournment is none, and a decision that the
    control of legality has annulled is no longer one.

    Args:
        recours: appeals of any number of dossiers.
        year: civil.

    Law:
        None: the reports count files examined, remises granted, their sum and their mean. They do
        not say whether their global rate is of files or of amounts: both are given.
    """
    some = list(recours)
    told = [(one, one.decision) for one in some if one.decision is not None]
    decided = [(one, decision) for one, decision in told if decision.le.year == year]
    remises = [(one, decision) for one, decision in decided if one.nature == REMISE]
    contested = [decision for one, decision in decided if one.nature == CONTESTATION]
    return Bilan(
        year=year,
        remises=len(remises),
        contestations=len(contested),
        accordees=sum(decision.grants for _, decision in remises),
        asked_cents=sum(one.fiche.get("dette_cents", 0) for one, _ in remises),
        granted_cents=sum(_cents(decision) for _, decision in remises),
        upheld=sum(decision.grants for decision in contested),
        silences=sum(one.rejected_on is not None and one.rejected_on.year == year for one in some),
    )


def _cents(decision: Decision) -> int:
    return sum(decision.amounts.values())
