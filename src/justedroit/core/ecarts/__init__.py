"""The differences between what was posted and what is due: rappels, indus, and why.

    difference.py     what is due less what the ledger has posted
    ecritures.py      the transfers that bring the ledger to what is due
    prescription.py   what time has taken, month by month
    changements.py    which facts changed between two revisions
    origine.py        where an error comes from: proposed here, qualified by a person
    notice.py         what a notice nets: nothing across benefits
    explication.py    for one dossier, the months, the facts, the origin; JSON
    recit.py          the same as plain French text
    joueurs.py        what a person would call a fact, among the statements that came
    shapley.py        the shares of several causes, fair, and to the cent
    attribution.py    how many cents each changed fact explains
    parts.py          the shares, and what no fact explains
    noms.py           how a changed fact is named, to an agent and to the allocataire
    periodes.py       days and months as a letter says them
    lettre.py         the shares as a letter says them; JSON

Law: CSS art. L553-1, L553-2, R133-9-2; CASF art. L262-45, L262-46.
"""

from justedroit.core.ecarts.attribution import attribute
from justedroit.core.ecarts.changements import Changement, changed_facts
from justedroit.core.ecarts.difference import difference
from justedroit.core.ecarts.ecritures import Revision, transfers_of
from justedroit.core.ecarts.explication import (
    REVISED,
    REVISED_PARTLY,
    Difference,
    Explication,
    MoisExplique,
    explain,
    movements,
    sides,
)
from justedroit.core.ecarts.joueurs import Joueur, players
from justedroit.core.ecarts.lettre import (
    fact_sentence,
    headlines,
    moved_text,
    tellings_text,
    values_of,
)
from justedroit.core.ecarts.noms import fact_label, fact_labels, fact_period, says_itself
from justedroit.core.ecarts.notice import compensation_immediate_on
from justedroit.core.ecarts.origine import ORIGINES, Origine, is_of_the_fund, propose_origine
from justedroit.core.ecarts.parts import RESTES, Case, Mouvement, Part, PartMois, Parts, Reste
from justedroit.core.ecarts.periodes import months_text, period_text
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
    "RESTES",
    "REVISED",
    "REVISED_PARTLY",
    "Case",
    "Changement",
    "Difference",
    "Explication",
    "Joueur",
    "MoisExplique",
    "Mouvement",
    "Origine",
    "Part",
    "PartMois",
    "Parts",
    "Reste",
    "Revision",
    "attribute",
    "changed_facts",
    "compensation_immediate_on",
    "difference",
    "explain",
    "fact_label",
    "fact_labels",
    "fact_period",
    "fact_sentence",
    "headlines",
    "is_of_the_fund",
    "months_text",
    "moved_text",
    "movements",
    "period_text",
    "players",
    "prescribed",
    "propose_origine",
    "revived",
    "says_itself",
    "sides",
    "starts_of_delay",
    "tellings_text",
    "transfers_of",
    "values_of",
]
