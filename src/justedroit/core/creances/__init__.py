"""What is owed: the créance read back from the ledger, its life, its state, what the law lets be withheld.

Law: CSS art. L553-2, R133-9-2; CASF art. L262-46; decision 0021.
"""

from justedroit.core.creances.actes import (
    Contrainte,
    MiseEnDemeure,
    NoticeSuivie,
    Rectification,
    RetenueFixee,
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
from justedroit.core.creances.etat import Etat, Lecture, Situation, state_of
from justedroit.core.creances.evenements import EVENEMENTS, QUALIFIED, read_events
from justedroit.core.creances.exigibilite import (
    cause_text,
    last_day_to_rectify,
    plan_on,
    rejection_of,
    suspended,
    suspensions,
    waits,
    withholdable_from,
)
from justedroit.core.creances.extinction import Extinction, creance_row, extinguished, oldest_first
from justedroit.core.creances.garde import breaches, guarded
from justedroit.core.creances.imputation import creances
from justedroit.core.creances.jours import too_far, wrong_day
from justedroit.core.creances.petites_dettes import small_debts
from justedroit.core.creances.prescription_lignes import (
    LignePrescrite,
    may_be_lost,
    paid_before,
    prescription_lines,
    recovered_on,
    taken_by_time,
)
from justedroit.core.creances.remboursement import (
    CONTESTE,
    HALTING,
    NON_NOTIFIE,
    NOTIFYING,
    TROP,
    Dettes,
    Imputation,
    Remboursement,
    birth_day,
    halted,
    imputed,
    in_order,
    less_bounced,
    repaid_by,
    repaid_transfers,
    unnotified,
)
from justedroit.core.creances.reperes import Reperes, reperes
from justedroit.core.creances.suivi import Suivi, suivis

__all__ = [
    "CONTESTE",
    "EVENEMENTS",
    "HALTING",
    "INDEMNITE",
    "INDU",
    "ISSUES",
    "NON_NOTIFIE",
    "NOTIFYING",
    "QUALIFIED",
    "TROP",
    "Contrainte",
    "Creance",
    "Dettes",
    "Etat",
    "Extinction",
    "Imputation",
    "Lecture",
    "Ligne",
    "LignePrescrite",
    "MiseEnDemeure",
    "NoticeSuivie",
    "Rectification",
    "Remboursement",
    "Reperes",
    "RetenueFixee",
    "Situation",
    "Suivi",
    "Surendettement",
    "Suspension",
    "birth_day",
    "breaches",
    "cause_text",
    "creance_of_reference",
    "creance_reference",
    "creance_row",
    "creances",
    "extinguished",
    "guarded",
    "halted",
    "imputed",
    "in_order",
    "last_day_to_rectify",
    "less_bounced",
    "may_be_lost",
    "oldest_first",
    "paid_before",
    "plan_on",
    "prescription_lines",
    "read_events",
    "recovered_on",
    "rejection_of",
    "repaid_by",
    "repaid_transfers",
    "reperes",
    "small_debts",
    "state_of",
    "suivis",
    "suspended",
    "suspensions",
    "taken_by_time",
    "too_far",
    "unnotified",
    "waits",
    "withholdable_from",
    "wrong_day",
]
