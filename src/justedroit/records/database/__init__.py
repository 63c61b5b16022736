"""The journals in a database, SQLite or PostgreSQL, through Django.

`open_database(url)` gives the records, `open_identities(records, keys)` who they are about. The
tables, what the database refuses by itself, and the triggers that keep the journals from being
changed are in `sql/`, one readable file per database.
"""

from justedroit.records.database.connection import open_database
from justedroit.records.database.consultations import DatabaseOpenings
from justedroit.records.database.identities import DatabaseIdentities, open_identities
from justedroit.records.database.journals import DatabaseRecords

__all__ = [
    "DatabaseIdentities",
    "DatabaseOpenings",
    "DatabaseRecords",
    "open_database",
    "open_identities",
]
