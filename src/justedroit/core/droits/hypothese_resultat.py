"""The result of a simulation: rights by month and benefit, before and after what is supposed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from justedroit.core.droits import hypothese_recit


@dataclass(frozen=True, slots=True)
class LigneSimulee:
    """One benefit in one month, in cents.

    Attributes:
        benefit: a code of `prestations`.
        month: 202507.
        before_cents: due as things are.
        after_cents: due with what is supposed.
        claimed_before_cents: as `before_cents`, had all that can be claimed been claimed.
        claimed_cents: as `after_cents`, had all that can be claimed been claimed.
    """

    benefit: str
    month: int
    before_cents: int
    after_cents: int
    claimed_before_cents: int
    claimed_cents: int

    @property
    def difference_cents(self) -> int:
        """Return what changes if nothing is claimed."""
        return self.after_cents - self.before_cents

    @property
    def claimed_difference_cents(self) -> int:
        """Return what changes where all that can be claimed is."""
        return self.claimed_cents - self.claimed_before_cents


@dataclass(frozen=True, slots=True)
class Effet:
    """A month in which what is supposed begins to change a benefit, or changes it otherwise.

    Attributes:
        benefit: a code of `prestations`.
        month: from which the amounts are these.
        before_cents, after_cents: that month, in cents, all that can be claimed being claimed.
        reason: why this month, a French sentence; empty where there is no more to say.
    """

    benefit: str
    month: int
    before_cents: int
    after_cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class ADemander:
    """A right that is computed but not due: it must be claimed.

    Attributes:
        benefit: a code of `prestations`.
        depuis: first month in which claiming it gives something.
        already: it can be claimed as things are.
        before_cents, after_cents: what it would be over the months, once claimed, without and
            with what is supposed.
    """

    benefit: str
    depuis: int
    already: bool
    before_cents: int
    after_cents: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """The rights of one dossier over the coming months, before and after what is supposed.

    Attributes:
        dossier: number.
        months: ascending.
        hypotheses: what is supposed, in French, to follow « Avec ».
        lines: by benefit and month; a benefit that is never due nor claimable is left out.
        incomes_before_cents, incomes_after_cents: incomes of the household in each month.
        effects: when and why each benefit changes, by month.
        to_claim: what can be claimed once it is supposed.
        assumptions: what is taken for granted, in French sentences.
    """

    dossier: int
    months: tuple[int, ...]
    hypotheses: tuple[str, ...]
    lines: tuple[LigneSimulee, ...]
    incomes_before_cents: tuple[int, ...]
    incomes_after_cents: tuple[int, ...]
    effects: tuple[Effet, ...]
    to_claim: tuple[ADemander, ...]
    assumptions: tuple[str, ...]

    @property
    def benefits(self) -> tuple[str, ...]:
        """Return the benefits of the lines, in their order."""
        return tuple(benefit for benefit, _ in groupby(self.lines, attrgetter("benefit")))

    def of(self, benefit: str) -> tuple[LigneSimulee, ...]:
        """Return the lines of a benefit, one a month.

        Law:
            None: a way of reading.
        """
        return tuple(line for line in self.lines if line.benefit == benefit)

    def by_month(self, field: str) -> tuple[int, ...]:
        """Return the sum of a field of the lines in each month, in cents.

        Law:
            None: a way of counting.
        """
        sums = dict.fromkeys(self.months, 0)
        for line in self.lines:
            sums[line.month] += getattr(line, field)
        return tuple(sums.values())

    def total(self, field: str) -> int:
        """Return the sum of a field of the lines, in cents.

        Law:
            None: a way of counting.
        """
        return sum(self.by_month(field))

    @property
    def difference_cents(self) -> int:
        """Return what changes over all the months if nothing is claimed."""
        return self.total("after_cents") - self.total("before_cents")

    @property
    def claimed_difference_cents(self) -> int:
        """Return what changes if what the hypothesis opens is claimed."""
        return self.total("claimed_cents") - self.total("claimed_before_cents")

    @property
    def opened(self) -> tuple[str, ...]:
        """Return the benefits due, once claimed, that never are as things are."""
        return tuple(
            benefit
            for benefit in self.benefits
            if self._ever(benefit, "claimed_cents")
            and not self._ever(benefit, "claimed_before_cents")
        )

    @property
    def closed(self) -> tuple[str, ...]:
        """Return the benefits due in the last month as things are, and no more as supposed."""
        last = [line for line in self.lines if line.month == self.months[-1]]
        return tuple(
            line.benefit for line in last if line.claimed_before_cents and not line.claimed_cents
        )

    def _ever(self, benefit: str, field: str) -> bool:
        return any(getattr(line, field) for line in self.of(benefit))

    def headline(self) -> list[str]:
        """Return the first sentences, see `hypothese_recit.headline`.

        Law:
            See `headline`.
        """
        return hypothese_recit.headline(self)

    def reasons(self) -> list[str]:
        """Return when each benefit changes, and why then, see `hypothese_recit.reasons`.

        Law:
            See `reasons`.
        """
        return hypothese_recit.reasons(self)

    def sentences(self) -> list[str]:
        """Return what is found, in French sentences, see `hypothese_recit.sentences`.

        Law:
            See `sentences`.
        """
        return hypothese_recit.sentences(self)

    def to_french(self) -> str:
        """Return the simulation as a text, see `hypothese_recit.to_french`.

        Law:
            See `to_french`.
        """
        return hypothese_recit.to_french(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the simulation as data, see `hypothese_recit.to_dict`.

        Law:
            See `to_dict`.
        """
        return hypothese_recit.to_dict(self)

    def to_json(self) -> str:
        """Return the simulation as JSON, see `hypothese_recit.to_json`.

        Law:
            See `to_json`.
        """
        return hypothese_recit.to_json(self)
