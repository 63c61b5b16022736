"""A simulation as the page shows it: its months as bars, its benefits as a table."""

from __future__ import annotations

from dataclasses import dataclass

from justedroit.core.droits import Simulation

_FULL = 100.0  # per cent of the width of a bar


@dataclass(frozen=True, slots=True)
class Mois:
    """A month of the simulation.

    Attributes:
        month: 202507.
        before, after, claimed: all the rights, cents: as things are, as supposed, and as supposed
            once all that can be claimed is.
        before_width, after_width, claimed_width: of the bars, per cent, as SVG writes them.
    """

    month: int
    before: int
    after: int
    claimed: int
    before_width: str
    after_width: str
    claimed_width: str

    @property
    def difference(self) -> int:
        """Return what changes, if nothing is claimed."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Colonne:
    """A benefit that changes.

    Attributes:
        benefit: code.
        cells: cents before and after, one pair a month, all that can be claimed being claimed.
    """

    benefit: str
    cells: tuple[tuple[int, int], ...]


def months_of(found: Simulation) -> list[Mois]:
    """Return the months of a simulation, their bars on one scale."""
    columns = (found.by_month(f"{name}_cents") for name in ("before", "after", "claimed"))
    rows = [*zip(found.months, *columns, strict=True)]
    highest = max((max(row[1:]) for row in rows), default=0) or 1
    return [
        Mois(month, *cents, *(f"{_FULL * amount / highest:.2f}%" for amount in cents))
        for month, *cents in rows
    ]


def columns_of(found: Simulation) -> list[Colonne]:
    """Return the benefits that change, in their order."""
    moving = {effect.benefit for effect in found.effects}
    return [
        Colonne(
            benefit,
            tuple((line.claimed_before_cents, line.claimed_cents) for line in found.of(benefit)),
        )
        for benefit in found.benefits
        if benefit in moving
    ]


def rows_of(found: Simulation) -> list[tuple[int, list[tuple[int, int]]]]:
    """Return each month with the pair of cents of each benefit that changes."""
    columns = columns_of(found)
    return [
        (month, [column.cells[place] for column in columns])
        for place, month in enumerate(found.months)
    ]
