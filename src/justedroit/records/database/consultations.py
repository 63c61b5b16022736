"""Who opened which dossier, in the database of the journals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connections

from justedroit.core.consultations import CONSULTATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = ", ".join(CONSULTATIONS.names)


class DatabaseOpenings:
    """The traces of the openings, which the database lets no one change.

    Args:
        alias: of a migrated database, in Django's DATABASES.
    """

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias

    def keep(self, openings: pa.Table) -> None:
        """Write traces; an error of the database goes through, and nothing was written."""
        query = f"INSERT INTO consultation ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            for row in openings.to_pylist():
                at = connection.ops.adapt_datetimefield_value(row.pop("at"))
                cursor.execute(query, [at, *row.values()])

    def of_dossier(self, dossier: int, since: dt.datetime, most: int) -> pa.Table:
        """Return the last traces of a dossier since an instant, the last first."""
        at = connections[self.alias].ops.adapt_datetimefield_value(since)
        return self._read("WHERE dossier = %s AND at >= %s", [dossier, at, most])

    def of_author(self, author: str, most: int) -> pa.Table:
        """Return the last traces of someone, the last first."""
        return self._read("WHERE author = %s", [author, most])

    def _read(self, where: str, values: Sequence[Any]) -> pa.Table:
        query = f"SELECT {_COLUMNS} FROM consultation {where} ORDER BY id DESC LIMIT %s"  # noqa: S608
        with connections[self.alias].cursor() as cursor:
            cursor.execute(query, values)
            rows = [dict(zip(CONSULTATIONS.names, row, strict=True)) for row in cursor.fetchall()]
        return pa.Table.from_pylist([row | {"at": _utc(row["at"])} for row in rows], CONSULTATIONS)


def _utc(at: dt.datetime | str) -> dt.datetime:
    """Return an instant as it is; SQLite gives the text that Django wrote, in UTC."""
    if isinstance(at, str):
        return dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    return at
