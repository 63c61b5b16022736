"""The journals in a database, SQLite or PostgreSQL, through Django.

`open_database(url)` gives the records. The tables, what the database refuses by itself, and the
triggers that keep the journals from being changed are in `sql/`, one readable file per database.
"""

from justedroit.records.database.connection import open_database
from justedroit.records.database.journals import DatabaseRecords

__all__ = ["DatabaseRecords", "open_database"]
