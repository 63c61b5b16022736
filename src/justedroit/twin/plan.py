"""What to play: how many households, from which seed, for how long, like which fund."""

from __future__ import annotations

from dataclasses import dataclass

from justedroit.core.base import add_months
from justedroit.twin.moment import rates


@dataclass(frozen=True, slots=True)
class Plan:
    """What to play.

    Attributes:
        dossiers: number of households.
        graine: seed; the same gives the same bytes.
        debut: first month, 202501.
        mois: number of months.
        caf: fund whose published figures are approached.
        suites: whether what comes after the indus is played too.
    """

    dossiers: int
    graine: int
    debut: int
    mois: int
    caf: str = "vienne"
    suites: bool = True

    @property
    def fin(self) -> int:
        """Last month."""
        return add_months(self.debut, self.mois - 1)

    @property
    def avant(self) -> int:
        """Number of months lived before the first, heard of but not paid."""
        return int(rates()["mois_avant"])

    @property
    def ouverture(self) -> int:
        """First month lived."""
        return add_months(self.debut, -self.avant)
