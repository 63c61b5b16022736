"""What is owed: the créance read back from the ledger, its life, its state, what the law lets be withheld.

Law: CSS art. L553-2, R133-9-2; CASF art. L262-46; decision 0021.
"""

from justedroit.core.creances.actes import (
    Contrainte,
    EcheancierSuivi,
    MiseEnDemeure,
    NoticeSuivie,
    OrigineDecidee,
    QualificationDecidee,
    Rectification,
    RetenueFixee,
    Sortie,
    Surendettement,
    Suspension,
)
from justedroit.core.creances.creance import (
    INDEMNITE,
    INDU,
    ISSUES,
    Creance,
    Ligne,
    creance_of_reference,
    creance_reference,
)
from justedroit.core.creances.etat import ETAT_LABELS, Etat, Lecture, Situation, state_of
from justedroit.core.creances.evenements import EVENEMENTS, QUALIFIED, read_events
from justedroit.core.creances.exigibilite import (
    cause_text,
    last_day_to_rectify,
    plan_on,
    rejection_of,
    suspended,
    waits,
    withholdable_from,
)
from justedroit.core.creances.extinction import Extinction, extinguished, oldest_first
from justedroit.core.creances.garde import breaches, guarded
from justedroit.core.creances.imputation import creances
from justedroit.core.creances.petites_dettes import PetiteDette, small_debts, threshold_cents
from justedroit.core.creances.prescription_lignes import (
    Interruption,
    LignePrescrite,
    interruptions,
    paid_before,
    prescription_lines,
)
from justedroit.core.creances.suivi import Suivi, suivis

__all__ = [
    "ETAT_LABELS",
    "EVENEMENTS",
    "INDEMNITE",
    "INDU",
    "ISSUES",
    "QUALIFIED",
    "Contrainte",
    "Creance",
    "EcheancierSuivi",
    "Etat",
    "Extinction",
    "Interruption",
    "Lecture",
    "Ligne",
    "LignePrescrite",
    "MiseEnDemeure",
    "NoticeSuivie",
    "OrigineDecidee",
    "PetiteDette",
    "QualificationDecidee",
    "Rectification",
    "RetenueFixee",
    "Situation",
    "Sortie",
    "Suivi",
    "Surendettement",
    "Suspension",
    "breaches",
    "cause_text",
    "creance_of_reference",
    "creance_reference",
    "creances",
    "extinguished",
    "guarded",
    "interruptions",
    "last_day_to_rectify",
    "oldest_first",
    "paid_before",
    "plan_on",
    "prescription_lines",
    "read_events",
    "rejection_of",
    "small_debts",
    "state_of",
    "suivis",
    "suspended",
    "threshold_cents",
    "waits",
    "withholdable_from",
]
