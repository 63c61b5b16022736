"""The cents of one benefit, with the claims as they are and as if all had been made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from justedroit.core.droits.periodes import Ints


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents of one benefit for each dossier and month of a block, both of shape `(d, m)`.

    Attributes:
        due: with the claims as they were made.
        claimed: as if everything had been claimed; the same array where that changes nothing.
    """

    due: Ints
    claimed: Ints

    def changed(self, rule: Callable[[Ints], Ints]) -> Amounts:
        """Return the amounts under a rule, that is applied once where both are the same.

        Law:
            None: an economy.
        """
        due = rule(self.due)
        return Amounts(due, due if self.claimed is self.due else rule(self.claimed))
