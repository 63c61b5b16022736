"""The columns of corrections: what is due now less what the ledger has posted."""

from __future__ import annotations

import pyarrow as pa

CORRECTIONS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("benefit", pa.string(), nullable=False),
        pa.field("month", pa.int32(), nullable=False),
        pa.field("posted_cents", pa.int64(), nullable=False),
        pa.field("due_cents", pa.int64(), nullable=False),
        pa.field("delta_cents", pa.int64(), nullable=False),  # > 0 rappel, < 0 indu; never 0
    ]
)

# What a person has qualified, of a whole dossier (benefit null) or of one benefit of it.
QUALIFICATIONS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("benefit", pa.string()),
        pa.field("qualification", pa.string(), nullable=False),  # closed list, see prescription.py
    ]
)
