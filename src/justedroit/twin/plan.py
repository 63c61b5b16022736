"""What to play: how many households, from which seed, for how long, like which fund."""

from __future__ import annotations

from dataclasses import dataclass

from justedroit.core.base import add_months


@dataclass(frozen=True, slots=True)
class Plan:
    """What to play.

    Attributes:
        dossiers: number of households.
        graine: seed; the same gives the same bytes.
        debut: first month, 202501.
        mois: number of months.
        caf: fund whose published figures are approached.
    """

    dossiers: int
    graine: int
    debut: int
    mois: int
    caf: str = "vienne"

    @property
    def fin(self) -> int:
        """Last month."""
        return add_months(self.debut, self.mois - 1)
