"""The ledger: chart of accounts, movements allowed, balances, rights posted, owed and paid.

A transfer is one row: an account debited, an account credited, positive whole cents. An account
is a benefit and a nature (`rsa:droit`) in a dossier. The journal of transfers is the only memory
of what was posted: every balance is read back from it, at a date of value and at a date of entry.

Dossier 0 is the fund itself: what the bank received and nobody has placed waits in its accounts.

For any benefit: charge = paid + owed - claimed - repaid - given up, so that each euro of a
household is in one place, and one only.

Law: none; decision 0003, the ledger as only memory.
"""

from justedroit.core.registre.cles import (
    Ints,
    benefit_codes,
    benefit_names,
    each,
    ints,
    join_accounts,
    key_columns,
    keys_of,
    unpack,
)
from justedroit.core.registre.comptes import (
    ACCOUNTS,
    AIDES_AU_LOGEMENT,
    BENEFIT_LABELS,
    BENEFITS,
    FUND,
    FUND_ACCOUNTS,
    FUND_MOTIVES,
    MOTIVES,
    NATURES,
    Nature,
    account,
)
from justedroit.core.registre.mouvements import FUND_MOVEMENTS, MOVEMENTS, check_transfers
from justedroit.core.registre.schema import (
    BALANCES,
    PAID,
    POSITIONS,
    POSTED,
    TRANSFERS,
    UNPAID,
)
from justedroit.core.registre.soldes import (
    balances,
    last_paid_on,
    less_indemnites,
    less_undone,
    paid,
    positions,
    posted_rights,
    unpaid,
)

__all__ = [
    "ACCOUNTS",
    "AIDES_AU_LOGEMENT",
    "BALANCES",
    "BENEFITS",
    "BENEFIT_LABELS",
    "FUND",
    "FUND_ACCOUNTS",
    "FUND_MOTIVES",
    "FUND_MOVEMENTS",
    "MOTIVES",
    "MOVEMENTS",
    "NATURES",
    "PAID",
    "POSITIONS",
    "POSTED",
    "TRANSFERS",
    "UNPAID",
    "Ints",
    "Nature",
    "account",
    "balances",
    "benefit_codes",
    "benefit_names",
    "check_transfers",
    "each",
    "ints",
    "join_accounts",
    "key_columns",
    "keys_of",
    "last_paid_on",
    "less_indemnites",
    "less_undone",
    "paid",
    "positions",
    "posted_rights",
    "unpack",
    "unpaid",
]
