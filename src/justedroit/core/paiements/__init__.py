"""Payments: on which day, how much, to whom; each right paid once, and what the bank sends back.

    calendrier.py      the 5th of the next month, moved to a working day; the ARS in August
    ordre.py           the order of a month, its transfers, its totals
    virements.py       who of an order can be paid, one credit transfer each; fingerprints
    identifiant.py     the end-to-end identifier, with a check, that leads back to the ledger
    versements.py      what the orders have paid, from the ledger
    retours.py         payments that come back: owed again
    effets.py          what a file of the bank does to the ledger, all at once
    reference.py       what a household copies on its transfer: the dossier, the créance
    remboursements.py  money received; what it repays is decided by core.creances
    attente.py         what nothing explains waits, until a person decides of it
    banque/            the file for the bank, read back by another parser, and the files it sends
    vie.py             where each order stands, from the events of dossier 0

An order is prepared by a person and released by another (decision 0015).

Law: arrêté of 29 June 1994; CCH art. R823-8; CSS art. L543-1 (ARS), L553-2 (repayment).
"""

from justedroit.core.paiements.attente import (
    MOUVEMENTS_DE_CAISSE,
    WAITING_LABELS,
    fund_reversal,
    refund_identifier,
    refunds_due,
    remainder_cents,
    waiting_balances,
    waiting_reference,
    writings,
)
from justedroit.core.paiements.banque.caisse import CAISSE_DEMO, Caisse, check_caisse
from justedroit.core.paiements.banque.camt import Ligne, Releve, read_camt
from justedroit.core.paiements.banque.controle import Lecture, differences, read_pain001
from justedroit.core.paiements.banque.lettres import sepa_letters, sepa_text
from justedroit.core.paiements.banque.messages import Refus, open_message
from justedroit.core.paiements.banque.pain001 import (
    Entete,
    check_pain001,
    file_name,
    message_id,
    write_pain001,
)
from justedroit.core.paiements.banque.pain002 import REJECTED, STATUS_LABELS, Reponse, read_pain002
from justedroit.core.paiements.calendrier import (
    ars_month,
    execution_day,
    landlord_day,
    payment_day,
    working_day,
)
from justedroit.core.paiements.effets import (
    Effets,
    Recette,
    enter_answer,
    joined,
    named_dossiers,
    rejected_payees,
    statement_effects,
    unread_answer,
)
from justedroit.core.paiements.identifiant import (
    PAYEE_LABELS,
    end_to_end,
    parse_end_to_end,
    parse_identifier,
)
from justedroit.core.paiements.ordre import (
    KINDS,
    PAYEES,
    order_references,
    order_totals,
    payment_order,
    transfers_of_order,
)
from justedroit.core.paiements.passes import Passe, passes
from justedroit.core.paiements.reference import (
    Reference,
    read_reference,
    repayment_reference,
    why_unread,
)
from justedroit.core.paiements.remboursements import (
    Credit,
    unrepaid,
)
from justedroit.core.paiements.repris import Repris, Venu, named_back, taken_back
from justedroit.core.paiements.retours import (
    PARKED_LABELS,
    Motif,
    Retour,
    motif,
    payments_of,
    resolved,
    returned_payments,
    transfers_of_returns,
    unreturned,
)
from justedroit.core.paiements.schema import (
    HELD,
    ORDER,
    PAYABLE,
    PAYMENTS,
    RETURNS,
    VERSEMENTS,
    VIREMENTS,
)
from justedroit.core.paiements.versements import rows_of_order, rows_of_payment, versements
from justedroit.core.paiements.vie import (
    CANCELLED,
    DECISION_LABELS,
    PREPARED,
    RELEASED,
    SORT_LABELS,
    STATE_LABELS,
    WRITTEN,
    Caissier,
    Decision,
    Ordre,
    Recu,
    read_events,
)
from justedroit.core.paiements.virements import (
    HELD_LABELS,
    fingerprint_of_accounts,
    fingerprint_of_rows,
    held_label,
    named_payments,
    payable,
    payments,
    virements,
)

__all__ = [
    "CAISSE_DEMO",
    "CANCELLED",
    "DECISION_LABELS",
    "HELD",
    "HELD_LABELS",
    "KINDS",
    "MOUVEMENTS_DE_CAISSE",
    "ORDER",
    "PARKED_LABELS",
    "PAYABLE",
    "PAYEES",
    "PAYEE_LABELS",
    "PAYMENTS",
    "PREPARED",
    "REJECTED",
    "RELEASED",
    "RETURNS",
    "SORT_LABELS",
    "STATE_LABELS",
    "STATUS_LABELS",
    "VERSEMENTS",
    "VIREMENTS",
    "WAITING_LABELS",
    "WRITTEN",
    "Caisse",
    "Caissier",
    "Credit",
    "Decision",
    "Effets",
    "Entete",
    "Lecture",
    "Ligne",
    "Motif",
    "Ordre",
    "Passe",
    "Recette",
    "Recu",
    "Reference",
    "Refus",
    "Releve",
    "Reponse",
    "Repris",
    "Retour",
    "Venu",
    "ars_month",
    "check_caisse",
    "check_pain001",
    "differences",
    "end_to_end",
    "enter_answer",
    "execution_day",
    "file_name",
    "fingerprint_of_accounts",
    "fingerprint_of_rows",
    "fund_reversal",
    "held_label",
    "joined",
    "landlord_day",
    "message_id",
    "motif",
    "named_back",
    "named_dossiers",
    "named_payments",
    "open_message",
    "order_references",
    "order_totals",
    "parse_end_to_end",
    "parse_identifier",
    "passes",
    "payable",
    "payment_day",
    "payment_order",
    "payments",
    "payments_of",
    "read_camt",
    "read_events",
    "read_pain001",
    "read_pain002",
    "read_reference",
    "refund_identifier",
    "refunds_due",
    "rejected_payees",
    "remainder_cents",
    "repayment_reference",
    "resolved",
    "returned_payments",
    "rows_of_order",
    "rows_of_payment",
    "sepa_letters",
    "sepa_text",
    "statement_effects",
    "taken_back",
    "transfers_of_order",
    "transfers_of_returns",
    "unread_answer",
    "unrepaid",
    "unreturned",
    "versements",
    "virements",
    "waiting_balances",
    "waiting_reference",
    "why_unread",
    "working_day",
    "write_pain001",
    "writings",
]
