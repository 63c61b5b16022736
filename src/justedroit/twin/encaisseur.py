"""Who debits cards and accounts in the demonstration: a simulation, which moves no money."""

from __future__ import annotations

from justedroit.steps.collect import Debit, Reponse

# The endings of a token by which a demonstration chooses what is answered.
REFUSALS = {
    "-refuse": "la banque du porteur refuse.",
    "-solde": "la provision est insuffisante.",
    "-expire": "la carte ou le mandat n'est plus valable.",
}


class EncaisseurSimule:
    """A simulated provider of payment: it accepts, unless the token ends as one of REFUSALS.

    Attributes:
        debits: reference → what was debited, once each.
    """

    def __init__(self) -> None:
        self.debits: dict[str, Debit] = {}

    def debit(self, asked: Debit) -> Reponse:
        """Debit once what is asked; the same reference gets the same answer again."""
        for ending, why in REFUSALS.items():
            if asked.mandat.endswith(ending):
                return Reponse(accepted=False, why=why)
        self.debits.setdefault(asked.reference, asked)
        return Reponse(accepted=True)
