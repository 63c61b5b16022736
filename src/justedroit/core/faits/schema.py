"""The columns of the journal of facts, and of what is known at an instant."""

from __future__ import annotations

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")

# One row per statement. Nothing is ever changed in it.
FACTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),  # order in the dossier, all journals
        pa.field("person", pa.int16(), nullable=False),  # number in the dossier; 0: the household
        pa.field("kind", pa.string(), nullable=False),  # a kind of the catalogue
        pa.field("value", pa.string()),  # canonical text; null: the replaced fact is withdrawn
        pa.field("valid_from", pa.date32(), nullable=False),
        pa.field("valid_until", pa.date32()),  # first day when it is no longer true; null: open
        pa.field("known_at", INSTANT, nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("author", pa.string(), nullable=False),
        pa.field("proof", pa.string()),  # reference of a piece, never its content
        pa.field("replaces", pa.int64()),  # sequence of the fact it replaces in the dossier
    ]
)

# What is known: for each (dossier, person, kind) the validity intervals do not overlap.
# One row per interval, with the fact that won it.
KNOWN = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("person", pa.int16(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("valid_from", pa.date32(), nullable=False),
        pa.field("valid_until", pa.date32()),
        pa.field("known_at", INSTANT, nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
    ]
)

# Two sources that say different things of the same time: the one retained, the one set aside.
CONFLICTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("person", pa.int16(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("valid_from", pa.date32(), nullable=False),
        pa.field("valid_until", pa.date32()),
        pa.field("retained_value", pa.string(), nullable=False),
        pa.field("retained_source", pa.string(), nullable=False),
        pa.field("retained_sequence", pa.int64(), nullable=False),
        pa.field("aside_value", pa.string(), nullable=False),
        pa.field("aside_source", pa.string(), nullable=False),
        pa.field("aside_sequence", pa.int64(), nullable=False),
    ]
)
