"""Payments: on which day, how much, to whom; each right paid once.

    calendrier.py   the 5th of the next month, moved to a working day; the ARS in August
    ordre.py        the order of a month, its transfers, its totals

Bank files and returns come later: a return is a transfer of motive `retour`, after which the right
is owed again, and the next order pays it.

Law: arrêté of 29 June 1994; CCH art. R823-8; CSS art. L543-1 (ARS).
"""

from justedroit.core.paiements.calendrier import (
    ars_month,
    landlord_day,
    payment_day,
    working_day,
)
from justedroit.core.paiements.ordre import (
    PAYEES,
    order_totals,
    payment_order,
    transfers_of_order,
)
from justedroit.core.paiements.schema import ORDER

__all__ = [
    "ORDER",
    "PAYEES",
    "ars_month",
    "landlord_day",
    "order_totals",
    "payment_day",
    "payment_order",
    "transfers_of_order",
    "working_day",
]
