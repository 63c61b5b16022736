"""Who opened which dossier, in the database of the journals."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connections, transaction

from justedroit.core.consultations import CONSULTATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

_COLUMNS = ", ".join(CONSULTATIONS.names)


class DatabaseOpenings:
    """The traces of the openings, which the database lets no one change, nor erase before their time.

    Args:
        alias: of a migrated database, in Django's DATABASES.
    """

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias

    def keep(self, openings: pa.Table) -> None:
        """Write traces; an error of the database goes through, and nothing was written."""
        query = f"INSERT INTO consultation ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
        rows = [[self._at(row.pop("at")), *row.values()] for row in openings.to_pylist()]
        # Alone, a row needs no transaction: a page asks the database as little as it can.
        whole = self.together() if len(rows) > 1 else nullcontext()
        with whole, connections[self.alias].cursor() as cursor:
            cursor.executemany(query, rows)

    def of_dossier(self, dossier: int, since: dt.datetime, most: int) -> pa.Table:
        """Return the last traces of a dossier since an instant, the last first."""
        return self._read("WHERE dossier = %s AND at >= %s", [dossier, self._at(since), most])

    def latest(self, since: dt.datetime, most: int) -> pa.Table:
        """Return the last traces of all the dossiers since an instant, the last first."""
        return self._read("WHERE at >= %s", [self._at(since), most])

    def of_author(self, author: str, most: int) -> pa.Table:
        """Return the last traces of someone, the last first."""
        return self._read("WHERE author = %s", [author, most])

    def purge(self, before: dt.datetime, now: dt.datetime, author: str) -> int:
        """Erase the traces older than an instant, for good; the database counts them with us.

        Args:
            before: what is older goes.
            now: instant of the purge.
            author: who purges.

        Returns:
            How many were erased; of a purge of none, nothing is written.
        """
        told = [self._at(now), author, self._at(before)]
        with self.together(), connections[self.alias].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM consultation WHERE at < %s", told[-1:])
            found: int = cursor.fetchone()[0]
            if found:
                cursor.execute(
                    "INSERT INTO consultation_purge (at, author, avant, nombre)"
                    " VALUES (%s, %s, %s, %s)",
                    [*told, found],
                )
        return found

    def together(self) -> AbstractContextManager[None]:
        """Keep what is done within, here and in the journals of the same base, all or none."""
        together: AbstractContextManager[None] = transaction.atomic(self.alias)
        return together

    def _at(self, at: dt.datetime) -> Any:
        return connections[self.alias].ops.adapt_datetimefield_value(at)

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
