"""The créance: what one decision claims of one benefit, and what has become of each euro of it.

It is read back from the ledger: nothing says twice what is owed. Its number is its rank in the
dossier, by the first transfer of its decision; it never changes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

# What extinguishes a claim → what a person reads. Each is a field of `Ligne`, in cents.
ISSUES: Final = {
    "undone": "Droit rétabli",
    "returned": "Paiement renvoyé par la banque",
    "annulled": "Annulé par une décision",
    "remitted": "Remis",
    "withheld": "Retenu sur les prestations",
    "repaid": "Remboursé",
    "prescribed": "Prescrit",
    "abandoned": "Abandonné",
    "erased": "Effacé (surendettement)",
    "transferred": "Transmis au département",
}
# Read in mass: every debt of the fund, each month.
_EXTINCT: Final = attrgetter(*ISSUES)
INDU, INDEMNITE = "indu", "indemnite"  # the natures of the ledger that a household owes


@dataclass(slots=True)
class Ligne:
    """What is claimed of the right of a month, and what has become of it, in cents.

    Attributes:
        month: of the right, 202601; of the decision, for an indemnité.
        nature: `indu` or `indemnite`.
        claimed: what the decision claims.
        undone: claimed no longer, since the right came back.
        returned: never received by the household: the bank sent the payment back.
        annulled: annulled by a decision, a judgment for instance.
        remitted: given up by a remise.
        withheld: recovered on the benefits, less what was given back.
        repaid: repaid by the household, less what was given back.
        prescribed: taken by time.
        abandoned: no longer claimed: small debt, or irrecoverable.
        erased: by the procedure of over-indebtedness.
        transferred: to the département.
        restituted: given back to the household after it was recovered; for the record, it is in
            `annulled` too.
    """

    month: int
    nature: str
    claimed: int = 0
    undone: int = 0
    returned: int = 0
    annulled: int = 0
    remitted: int = 0
    withheld: int = 0
    repaid: int = 0
    prescribed: int = 0
    abandoned: int = 0
    erased: int = 0
    transferred: int = 0
    restituted: int = 0

    @property
    def open(self) -> int:
        """Return what is still owed, in cents."""
        extinct: int = sum(_EXTINCT(self))
        return self.claimed - extinct

    @property
    def recovered(self) -> int:
        """Return what was withheld or repaid and not given back, in cents."""
        return self.withheld + self.repaid


@dataclass(slots=True)
class Creance:
    """What one decision claims of one benefit.

    Attributes:
        dossier: number.
        number: rank in the dossier, from 1.
        benefit: as OpenFisca spells it.
        reference: of the decision, that of the transfers it was born of.
        born_at: instant of the decision, UTC.
        lignes: by month, the indemnité last.
        last: key of ISSUES, the last that took something of it; empty where nothing did.
    """

    dossier: int
    number: int
    benefit: str
    reference: str
    born_at: dt.datetime
    lignes: list[Ligne] = field(default_factory=list)
    last: str = ""

    def ligne(self, month: int, nature: str = INDU) -> Ligne:
        """Return the line of a month, made empty where there is none.

        Law:
            None: a way of counting.
        """
        for ligne in self.lignes:
            if (ligne.month, ligne.nature) == (month, nature):
                return ligne
        made = Ligne(month, nature)
        self.lignes.append(made)
        self.lignes.sort(key=lambda line: (line.nature != INDU, line.month))
        return made

    def total(self, issue: str = "open") -> int:
        """Return the sum over the lines of a field or property of `Ligne`, in cents.

        Law:
            None: a way of counting.
        """
        return sum(getattr(line, issue) for line in self.lignes)


def creance_reference(number: int, act: str) -> str:
    """Return the reference of a transfer that concerns one créance only.

    Args:
        number: of the créance.
        act: what moves it, `retenue:202607`, `remise:R2`.

    Law:
        None: decision 0021.

    >>> creance_reference(3, "retenue:202607")
    'creance:3:retenue:202607'
    """
    return f"creance:{number}:{act}"


def creance_of_reference(reference: str | None) -> int | None:
    """Return the créance that the reference of a transfer names, None where it names none.

    Law:
        None: decision 0021.

    >>> creance_of_reference("creance:3:retenue:202607")
    3
    """
    if reference is None or not reference.startswith("creance:"):
        return None
    number = reference.split(":", 2)[1]
    return int(number) if number.isdecimal() else None
