"""The columns of a payment order."""

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
