"""After an indu: the créance, its notice, what is withheld, repaid, given up, and by what right.

Law: CSS art. L553-2, R133-9-2, D553-1 to D553-5; CASF art. L262-46; decision 0021.
"""

from justedroit.core.recouvrement.creance import (
    INDEMNITE,
    INDU,
    ISSUES,
    Creance,
    Ligne,
    creance_of_reference,
    creance_reference,
)
from justedroit.core.recouvrement.imputation import creances

__all__ = [
    "INDEMNITE",
    "INDU",
    "ISSUES",
    "Creance",
    "Ligne",
    "creance_of_reference",
    "creance_reference",
    "creances",
]
