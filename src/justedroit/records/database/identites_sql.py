"""The tables of identities, as each database is spoken to: bytes and numbers, nothing in clear."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyarrow as pa
from pyarrow import csv

from justedroit.records.database.dialect import Cursor, Part
from justedroit.records.database.postgresql import Postgresql
from justedroit.records.database.sqlite import Sqlite

if TYPE_CHECKING:
    from justedroit.records.database.dialect import Dialect
    from justedroit.records.rows import IntArray

Row = tuple[Any, ...]

# The encrypted columns, and all those of a row.
SEALED: Final = ("nom", "prenoms", "nom_usage", "nir", "adresse", "compte", "bailleur")
COLUMNS: Final = ("dossier", "person", "cle", *SEALED, "nir_hache")
_READ: Final = ", ".join(COLUMNS[:-1])


class TablesIdentites(Protocol):
    """What is asked of the three tables, whatever the database."""

    def identities(self, cursor: Cursor, dossiers: IntArray) -> list[Row]:
        """Return the rows of some dossiers, by person: dossier, person, cle, then SEALED."""
        ...

    def accounts(self, cursor: Cursor, dossiers: IntArray | None) -> list[Row]:
        """Return dossier, person, cle, compte, bailleur of those who have one, by dossier."""
        ...

    def under_other_keys(self, cursor: Cursor, name: str, limit: int) -> list[Row]:
        """Return some rows encrypted with another key than this one, kept for us alone."""
        ...

    def by_nir(self, cursor: Cursor, hashes: Sequence[bytes], limit: int) -> list[int]:
        """Return the dossiers of a NIR, by its hash under each key."""
        ...

    def by_words(self, cursor: Cursor, words: Sequence[list[int]], limit: int) -> list[int]:
        """Return the dossiers of a person who has all the words, by number.

        Args:
            cursor: to ask with.
            words: for each, its hashes under each key.
            limit: how many at most.
        """
        ...

    def insert(self, cursor: Cursor, rows: list[Row], words: IntArray) -> None:
        """Insert identities, and what their names are found by."""
        ...

    def remove(self, cursor: Cursor, pairs: IntArray) -> None:
        """Remove some persons; pairs of shape `(n, 2)`, dossier and person."""
        ...

    def erase(self, cursor: Cursor, dossiers: IntArray) -> int:
        """Remove all the persons of some dossiers; return how many there were."""
        ...

    def wipe(self, cursor: Cursor) -> None:
        """Write over what was removed, where the database can be asked to."""
        ...

    def wrapped(self, cursor: Cursor) -> dict[str, bytes]:
        """Return the wrapped secret by name of key, in the order in which keys came."""
        ...

    def lock_keys(self, cursor: Cursor) -> None:
        """Wait for whoever adds a key, and keep others from it."""
        ...

    def add_key(self, cursor: Cursor, name: str, secret: bytes) -> None:
        """Add what a key has wrapped."""
        ...

    def forget_keys(self, cursor: Cursor, but: str) -> None:
        """Remove the keys with which nothing is encrypted any longer, one excepted."""
        ...


def tables_of(vendor: str) -> TablesIdentites:
    """Return how to speak to a database, `sqlite` or `postgresql`."""
    return _InSqlite() if vendor == "sqlite" else _InPostgresql()


class _Tables:
    """What both databases are asked in the same words."""

    _dialect: Dialect

    def identities(self, cursor: Cursor, dossiers: IntArray) -> list[Row]:
        query = Part(f"SELECT {_READ} FROM identite WHERE ")  # noqa: S608
        query += self._dialect.among("dossier", dossiers) + " ORDER BY dossier, person"
        return _rows(cursor, query)

    def accounts(self, cursor: Cursor, dossiers: IntArray | None) -> list[Row]:
        query = Part(
            "SELECT dossier, person, cle, compte, bailleur FROM identite"
            " WHERE (compte IS NOT NULL OR bailleur IS NOT NULL)"
        )
        if dossiers is not None:
            query += Part(" AND ") + self._dialect.among("dossier", dossiers)
        return _rows(cursor, query + " ORDER BY dossier, person")

    def by_nir(self, cursor: Cursor, hashes: Sequence[bytes], limit: int) -> list[int]:
        query = Part(
            f"SELECT DISTINCT dossier FROM identite WHERE nir_hache IN ({_marks(hashes)})"  # noqa: S608
            " ORDER BY dossier LIMIT %s",
            (*hashes, limit),
        )
        return [dossier for (dossier,) in _rows(cursor, query)]

    def by_words(self, cursor: Cursor, words: Sequence[list[int]], limit: int) -> list[int]:
        # The index gives each word's persons in the order asked for: the database stops at the
        # limit, however many have a beginning in common.
        query = Part("SELECT DISTINCT dossier FROM identite_mot AS mot_0")
        for number in range(1, len(words)):
            query += f" JOIN identite_mot AS mot_{number} USING (dossier, person)"
        for number, word in enumerate(words):
            joint = "AND" if number else "WHERE"
            query += Part(f" {joint} mot_{number}.mot IN ({_marks(word)})", tuple(word))
        query += Part(" ORDER BY dossier LIMIT %s", (limit,))
        return [dossier for (dossier,) in _rows(cursor, query)]

    def erase(self, cursor: Cursor, dossiers: IntArray) -> int:
        among = self._dialect.among("dossier", dossiers)
        cursor.execute(f"DELETE FROM identite_mot WHERE {among.sql}", among.parameters)  # noqa: S608
        cursor.execute(f"DELETE FROM identite WHERE {among.sql}", among.parameters)  # noqa: S608
        erased: int = cursor.rowcount
        return erased

    def wrapped(self, cursor: Cursor) -> dict[str, bytes]:
        cursor.execute("SELECT cle, secret FROM identite_cle ORDER BY cle")
        return {name: bytes(secret) for name, secret in cursor.fetchall()}

    def add_key(self, cursor: Cursor, name: str, secret: bytes) -> None:
        cursor.execute("INSERT INTO identite_cle (cle, secret) VALUES (%s, %s)", [name, secret])

    def forget_keys(self, cursor: Cursor, but: str) -> None:
        cursor.execute(
            "DELETE FROM identite_cle WHERE cle <> %s AND cle NOT IN (SELECT cle FROM identite)",
            [but],
        )


class _InSqlite(_Tables):
    """The tables on SQLite."""

    _dialect = Sqlite()

    def under_other_keys(self, cursor: Cursor, name: str, limit: int) -> list[Row]:
        query = f"SELECT {_READ} FROM identite WHERE cle <> %s LIMIT %s"  # noqa: S608
        return _rows(cursor, Part(query, (name, limit)))

    def insert(self, cursor: Cursor, rows: list[Row], words: IntArray) -> None:
        query = f"INSERT INTO identite ({', '.join(COLUMNS)}) VALUES ({_marks(COLUMNS)})"  # noqa: S608
        cursor.executemany(query, rows)
        query = "INSERT INTO identite_mot (mot, dossier, person) VALUES (%s, %s, %s)"
        cursor.executemany(query, words.tolist())

    def remove(self, cursor: Cursor, pairs: IntArray) -> None:
        listed = json.dumps(pairs.tolist())
        for table in ("identite_mot", "identite"):
            cursor.execute(
                f"DELETE FROM {table} WHERE (dossier, person) IN (SELECT json_extract(value, '$[0]'),"  # noqa: S608
                " json_extract(value, '$[1]') FROM json_each(%s))",
                [listed],
            )

    def wipe(self, cursor: Cursor) -> None:
        # The pages are written over as they are freed (PRAGMA secure_delete); those of before are
        # still in the log of writes, until it is emptied.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()

    def lock_keys(self, cursor: Cursor) -> None:
        """BEGIN IMMEDIATE already keeps the whole file."""


class _InPostgresql(_Tables):
    """The tables on PostgreSQL."""

    _dialect = Postgresql()

    def under_other_keys(self, cursor: Cursor, name: str, limit: int) -> list[Row]:
        query = f"SELECT {_READ} FROM identite WHERE cle <> %s LIMIT %s FOR UPDATE"  # noqa: S608
        return _rows(cursor, Part(query, (name, limit)))

    def insert(self, cursor: Cursor, rows: list[Row], words: IntArray) -> None:
        with cursor.copy(f"COPY identite ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        text = io.BytesIO()
        table = pa.table([pa.array(column) for column in words.T], ["mot", "dossier", "person"])
        csv.write_csv(table, text, csv.WriteOptions(include_header=False))
        query = "COPY identite_mot (mot, dossier, person) FROM STDIN (FORMAT csv)"
        with cursor.copy(query) as copy:
            copy.write(text.getbuffer())

    def remove(self, cursor: Cursor, pairs: IntArray) -> None:
        dossiers, persons = pairs[:, 0].tolist(), pairs[:, 1].tolist()
        for table in ("identite_mot", "identite"):
            cursor.execute(
                f"DELETE FROM {table} WHERE (dossier, person) IN"  # noqa: S608
                " (SELECT * FROM unnest(%s::bigint[], %s::int[]))",
                [dossiers, persons],
            )

    def wipe(self, cursor: Cursor) -> None:
        """Left to VACUUM, which the server runs by itself."""

    def lock_keys(self, cursor: Cursor) -> None:
        cursor.execute("LOCK TABLE identite_cle IN SHARE ROW EXCLUSIVE MODE")


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)


def _rows(cursor: Cursor, query: Part) -> list[Row]:
    cursor.execute(query.sql, query.parameters)
    found: list[Row] = cursor.fetchall()
    return found
