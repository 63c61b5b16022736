"""The differences between what was posted and what is due: rappels, indus, and why.

    difference.py     what is due less what the ledger has posted
    ecritures.py      the transfers that bring the ledger to what is due
    prescription.py   what time has taken, month by month
    changements.py    which facts changed between two revisions
    origine.py        where an error comes from: proposed here, qualified by a person
    notice.py         months netted within a benefit, never across benefits
    explication.py    for one dossier, the months, the facts, the origin; JSON
    recit.py          the same as plain French text

Law: CSS art. L553-1, L553-2, R133-9-2; CASF art. L262-45, L262-46.
"""

from justedroit.core.ecarts.changements import Changement, changed_facts
from justedroit.core.ecarts.difference import difference
from justedroit.core.ecarts.ecritures import Revision, transfers_of
from justedroit.core.ecarts.explication import (
    REVISED,
    Difference,
    Explication,
    MoisExplique,
    explain,
)
from justedroit.core.ecarts.notice import (
    Groupe,
    LigneMois,
    Notice,
    compensation_immediate_on,
    lines_of_notice,
)
from justedroit.core.ecarts.origine import ORIGINES, Origine, propose_origine
from justedroit.core.ecarts.prescription import (
    QUALIFICATION_LABELS,
    prescribed,
    revived,
    starts_of_delay,
)
from justedroit.core.ecarts.schema import CORRECTIONS, QUALIFICATIONS

__all__ = [
    "CORRECTIONS",
    "ORIGINES",
    "QUALIFICATIONS",
    "QUALIFICATION_LABELS",
    "REVISED",
    "Changement",
    "Difference",
    "Explication",
    "Groupe",
    "LigneMois",
    "MoisExplique",
    "Notice",
    "Origine",
    "Revision",
    "changed_facts",
    "compensation_immediate_on",
    "difference",
    "explain",
    "lines_of_notice",
    "prescribed",
    "propose_origine",
    "revived",
    "starts_of_delay",
    "transfers_of",
]
