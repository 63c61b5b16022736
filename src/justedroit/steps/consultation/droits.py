"""Rights by month as the ledger holds them: posted, paid, still to be paid."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from justedroit.core.base import add_months, month_range
from justedroit.core.droits import prestations
from justedroit.core.registre import (
    BENEFIT_LABELS,
    BENEFITS,
    paid,
    posted_rights,
    unpaid,
)
from justedroit.steps.consultation.foyer import Fait
from justedroit.steps.consultation.instant import Instant

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Droit:
    """The right to one benefit for one month, as the ledger holds it, in cents.

    Attributes:
        benefit: as OpenFisca spells it.
        label: its French name.
        month: 202601.
        posted_cents: the right.
        paid_cents: what was paid of it, to the household or to a third party.
        unpaid_cents: what the fund still owes of it.
        before_cents: the right of the month before.
        claimed_since: since when it is claimed; None: no claim is known, or none is needed.
        article: what founds the benefit.
    """

    benefit: str
    label: str
    month: int
    posted_cents: int
    paid_cents: int
    unpaid_cents: int
    before_cents: int
    claimed_since: dt.date | None
    article: str

    @property
    def change_cents(self) -> int:
        """What it adds to the right of the month before."""
        return self.posted_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class DroitsDuMois:
    """All the rights of one month.

    Attributes:
        month: 202601.
        rights: one a benefit, the largest first.
        lost: benefits with a right in the month before, and none in this one.
    """

    month: int
    rights: tuple[Droit, ...]
    lost: tuple[Droit, ...]

    @property
    def total_cents(self) -> int:
        """The rights of the month, added up."""
        return sum(right.posted_cents for right in self.rights)

    @property
    def before_cents(self) -> int:
        """The rights of the month before, added up."""
        return sum(right.before_cents for right in (*self.rights, *self.lost))

    @property
    def change_cents(self) -> int:
        """What the month adds to the one before."""
        return self.total_cents - self.before_cents

    @property
    def unpaid_cents(self) -> int:
        """What the fund still owes of the month."""
        return sum(right.unpaid_cents for right in self.rights)

    @property
    def paid_cents(self) -> int:
        """What was paid of the month."""
        return sum(right.paid_cents for right in self.rights)


@dataclass(frozen=True, slots=True)
class LigneMois:
    """A row of the table of rights: one month.

    Attributes:
        month: 202601.
        cells: of each benefit of the table, what is posted, in cents; None: no right.
        total_cents: posted, all benefits.
        paid_cents: paid of the month, whenever it was.
        unpaid_cents: what the fund still owes of it.
    """

    month: int
    cells: tuple[tuple[str, int | None], ...]
    total_cents: int
    paid_cents: int
    unpaid_cents: int

    @property
    def over_cents(self) -> int:
        """What was paid beyond the right, as it is now known."""
        return max(0, self.paid_cents - self.total_cents)


@dataclass(frozen=True, slots=True)
class Tableau:
    """The rights of a dossier, months in rows, benefits in columns.

    Attributes:
        benefits: codes of the columns.
        labels: their French names.
        rows: the last month first.
        totals_cents: posted by column.
        total_cents: posted, in all.
        paid_cents: paid, in all.
    """

    benefits: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[LigneMois, ...]
    totals_cents: tuple[int, ...]
    total_cents: int
    paid_cents: int

    @property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """The French name of each column, and what was posted in it."""
        return tuple(zip(self.labels, self.totals_cents, strict=True))


@dataclass(frozen=True, slots=True)
class _Sommes:
    """What the ledger says of each benefit and month, in cents."""

    posted: dict[Key, int]
    paid: dict[Key, int]
    unpaid: dict[Key, int]


def rights_of_month(instant: Instant, month: int, claims: tuple[Fait, ...]) -> DroitsDuMois:
    """Return the rights of one month, as the ledger held them at an instant.

    Args:
        instant: the journals.
        month: 202601.
        claims: open claims, as `household` gives them.
    """
    sums = _sums(instant.transfers)
    before = add_months(month, -1)
    since = {claim.kind: claim.valid_from for claim in claims}
    now = [b for b in BENEFITS if sums.posted.get((b, month))]
    gone = [b for b in BENEFITS if b not in now and sums.posted.get((b, before))]
    made = {b: _right(sums, (b, month), since) for b in (*now, *gone)}
    return DroitsDuMois(
        month=month,
        rights=tuple(sorted((made[b] for b in now), key=lambda r: -r.posted_cents)),
        lost=tuple(made[b] for b in gone),
    )


def rights_table(instant: Instant) -> Tableau:
    """Return every right that the ledger held at an instant, by month and benefit."""
    sums = _sums(instant.transfers)
    held = {month for _, month in (*sums.posted, *sums.paid, *sums.unpaid)}
    if held and instant.revised_month:
        held.add(max(instant.revised_month, min(held)))  # closed without a right: a row of zeros
    # A month without a right is shown too: it is a gap that one must see.
    months = reversed(month_range(min(held), max(held))) if held else ()
    benefits = tuple(b for b in BENEFITS if any(b == known for known, _ in sums.posted))
    paid_of, owed_of = _by_month(sums.paid), _by_month(sums.unpaid)
    rows = []
    for month in months:
        cells = tuple((b, sums.posted.get((b, month))) for b in benefits)
        total = sum(cents or 0 for _, cents in cells)
        rows.append(LigneMois(month, cells, total, paid_of[month], owed_of[month]))
    totals = tuple(sum(row.cells[i][1] or 0 for row in rows) for i in range(len(benefits)))
    labels = tuple(BENEFIT_LABELS[b] for b in benefits)
    whole = sum(sums.paid.values())
    return Tableau(benefits, labels, tuple(rows), totals, sum(totals), whole)


def _right(sums: _Sommes, key: Key, since: dict[str, dt.date]) -> Droit:
    benefit, month = key
    spec = prestations()[benefit]
    return Droit(
        benefit=benefit,
        label=BENEFIT_LABELS[benefit],
        month=month,
        posted_cents=sums.posted.get(key, 0),
        paid_cents=sums.paid.get(key, 0),
        unpaid_cents=sums.unpaid.get(key, 0),
        before_cents=sums.posted.get((benefit, add_months(month, -1)), 0),
        claimed_since=since.get(spec.demande),
        article=spec.article,
    )


def _sums(transfers: pa.Table) -> _Sommes:
    return _Sommes(
        posted=_cells(posted_rights(transfers), "posted_cents"),
        paid=_cells(paid(transfers), "paid_cents"),
        unpaid=_cells(unpaid(transfers), "unpaid_cents"),
    )


def _cells(table: pa.Table, column: str) -> dict[Key, Any]:
    return {(row["benefit"], row["month"]): row[column] for row in table.to_pylist()}


def _by_month(cells: dict[Key, int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for (_, month), cents in cells.items():
        found[month] += cents
    return found
