"""The columns of rights as evaluated, one row per dossier, benefit and month."""

from __future__ import annotations

import pyarrow as pa

RIGHTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("benefit", pa.string(), nullable=False),  # as OpenFisca spells it
        pa.field("month", pa.int32(), nullable=False),  # 202601
        pa.field("computed_cents", pa.int64(), nullable=False),  # the right, were it claimed
        pa.field("due_cents", pa.int64(), nullable=False),  # the right that is due
        pa.field("motive", pa.string()),  # why due differs from computed; null when equal
    ]
)
