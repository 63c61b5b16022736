"""The columns of the accounts to which a fund pays."""

from __future__ import annotations

import pyarrow as pa

# One row per dossier and payee that has an account. Whether an account is blocked is no column: it
# is derived from the journals, which name it by its fingerprint.
ACCOUNTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("payee", pa.string(), nullable=False),  # `allocataire`, `bailleur`, as in ORDER
        pa.field("holder", pa.string(), nullable=False),
        pa.field("iban", pa.string(), nullable=False),  # without spaces
        pa.field("fingerprint", pa.string(), nullable=False),  # 16 characters, the same for an IBAN
    ]
)
