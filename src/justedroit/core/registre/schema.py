"""The columns of the journal of transfers, and of what is read back from it."""

from __future__ import annotations

import pyarrow as pa

from justedroit.core.registre.comptes import NATURES

INSTANT = pa.timestamp("us", tz="UTC")

# A transfer is one row: it cannot be unbalanced. An account is `benefit:nature` in a dossier.
TRANSFERS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
        pa.field("debit", pa.string(), nullable=False),  # "rsa:charge"
        pa.field("credit", pa.string(), nullable=False),  # "rsa:droit"
        pa.field("amount_cents", pa.int64(), nullable=False),  # > 0
        pa.field("month", pa.int32(), nullable=False),  # month of the right concerned
        pa.field("value_on", pa.date32(), nullable=False),  # date de valeur
        pa.field("entered_at", INSTANT, nullable=False),  # date of entry
        pa.field("motive", pa.string(), nullable=False),  # closed list, see comptes.py
        pa.field("reference", pa.string()),  # the revision, order or decision it comes from
    ]
)

# What the ledger has posted as the right of a month; no row where it is zero.
POSTED = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("benefit", pa.string(), nullable=False),
        pa.field("month", pa.int32(), nullable=False),
        pa.field("posted_cents", pa.int64(), nullable=False),
    ]
)

_KEY = [
    pa.field("dossier", pa.int64(), nullable=False),
    pa.field("benefit", pa.string(), nullable=False),
    pa.field("month", pa.int32(), nullable=False),
]

# What the fund owes of the right of a month and has not paid.
UNPAID = pa.schema([*_KEY, pa.field("unpaid_cents", pa.int64(), nullable=False)])

# What was paid of the right of a month: to the allocataire, to a third party, or withheld.
PAID = pa.schema([*_KEY, pa.field("paid_cents", pa.int64(), nullable=False)])

# Debits, credits, and debits less credits of each account of each dossier.
BALANCES = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("debit_cents", pa.int64(), nullable=False),
        pa.field("credit_cents", pa.int64(), nullable=False),
        pa.field("balance_cents", pa.int64(), nullable=False),
    ]
)

# Where the right of a month stands: the balance of each nature, debit less credit.
POSITIONS = pa.schema(
    _KEY + [pa.field(f"{nature}_cents", pa.int64(), nullable=False) for nature in NATURES]
)
