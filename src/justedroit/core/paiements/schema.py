"""The columns of a payment order, of its credit transfers, and of what the bank sends back."""

from __future__ import annotations

import pyarrow as pa

# What is paid of each right, and to whom. The order of a month pays what is owed until that month.
ORDER = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("benefit", pa.string(), nullable=False),
        pa.field("month", pa.int32(), nullable=False),  # month of the right
        pa.field("payee", pa.string(), nullable=False),  # closed list, see ordre.py
        pa.field("amount_cents", pa.int64(), nullable=False),  # > 0
    ]
)

# The rows of an order that can be paid, each with the account that it goes to, by its keyed
# fingerprint: what a journal may hold of an account.
PAYABLE = pa.schema([*ORDER, pa.field("fingerprint", pa.string(), nullable=False)])

# The rows that wait, because there is nowhere to pay them. Nothing is lost: they stay owed.
HELD = pa.schema(
    [
        *ORDER,
        pa.field("why", pa.string(), nullable=False),  # closed list, see virements.py
        pa.field("code", pa.string(), nullable=False),  # what the bank said, "" where it is not it
    ]
)

# One credit transfer for each dossier and payee of an order. It has a name and an IBAN: it goes to
# the bank, and nowhere else.
VIREMENTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("payee", pa.string(), nullable=False),
        pa.field("amount_cents", pa.int64(), nullable=False),
        pa.field("end_to_end", pa.string(), nullable=False),  # at most 35 characters, unique
        pa.field("holder", pa.string(), nullable=False),  # in the letters that banks accept
        pa.field("iban", pa.string(), nullable=False),
    ]
)

# A payment of an order, as an end-to-end identifier names it.
PAYMENTS = pa.schema(
    [
        pa.field("order", pa.int64(), nullable=False),
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("payee", pa.string(), nullable=False),
    ]
)

# What the orders that went to the bank have paid, read back from the ledger.
VERSEMENTS = pa.schema([pa.field("order", pa.int64(), nullable=False), *PAYABLE])

# What the bank says came back, or never left, payment by payment.
RETURNS = pa.schema(
    [
        pa.field("line", pa.int32(), nullable=False),  # in the file, from 1
        pa.field("end_to_end", pa.string()),
        pa.field("amount_cents", pa.int64()),  # null where the bank does not repeat it
        pa.field("reason", pa.string(), nullable=False),  # code ISO, "" where there is none
    ]
)
