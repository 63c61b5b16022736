"""SQLite: one writer at a time, rows through `executemany`, lists of dossiers as one JSON text."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pyarrow as pa

from justedroit.core.registre import FUND
from justedroit.records.database.dialect import TABLES, Cursor, Part, instants
from justedroit.records.rows import IntArray, Numbered

_ROWS_AT_ONCE = 50_000  # a batch of Python rows, about 50 MB, becomes columns before the next


class Sqlite:
    """How SQLite locks dossiers, and moves tables in and out."""

    def hold(self, cursor: Cursor, rows: Numbered) -> None:
        """Create the dossiers that are new; BEGIN IMMEDIATE already keeps the whole file."""
        new = rows.dossiers[rows.seen == 0]
        cursor.execute(
            "INSERT INTO dossier (numero, sequence) SELECT value, 0 FROM json_each(%s)"
            " WHERE value NOT IN (SELECT numero FROM dossier)",
            [json.dumps(new.tolist())],
        )

    def sequences(self, cursor: Cursor, dossiers: IntArray | None) -> dict[int, int]:
        """Return the last sequence of some dossiers, or all, of those that have a row."""
        query = Part("SELECT numero, sequence FROM dossier WHERE sequence > 0 AND ")
        query += self.among("numero", dossiers) + " ORDER BY numero"
        cursor.execute(query.sql, query.parameters)
        return dict(cursor.fetchall())

    def insert(self, cursor: Cursor, name: str, table: pa.Table) -> None:
        """Insert the rows of a journal."""
        names = table.column_names
        marks = ", ".join(["%s"] * len(names))
        query = f"INSERT INTO {TABLES[name]} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        for start in range(0, table.num_rows, _ROWS_AT_ONCE):
            part = table.slice(start, _ROWS_AT_ONCE)
            columns = [_as_stored(column).to_pylist() for column in part.columns]
            cursor.executemany(query, list(zip(*columns, strict=True)))

    def select(self, cursor: Cursor, schema: pa.Schema, query: Part) -> pa.Table:
        """Return the columns of a schema; the query goes from FROM to its end."""
        cursor.execute(f"SELECT {', '.join(schema.names)} {query.sql}", query.parameters)
        parts = [schema.empty_table()]
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            arrays = [_as_read(c, f.type) for c, f in zip(columns, schema, strict=True)]
            parts.append(pa.table(arrays, schema=schema))
        return pa.concat_tables(parts)

    def among(self, column: str, dossiers: IntArray | None) -> Part:
        """Return the condition that a column is one of some dossiers; None: any but the fund."""
        if dossiers is None:
            return Part(f"{column} > {FUND}")
        listed = json.dumps(dossiers.tolist())
        return Part(f"{column} IN (SELECT value FROM json_each(%s))", (listed,))  # noqa: S608

    def last_events(self, tag: str, dossiers: IntArray) -> Part:
        """Return from where to read the last event of a tag of some dossiers, by dossier."""
        newest = "(SELECT max(sequence) FROM evenement WHERE dossier = value AND tag = %s)"
        return Part(
            "FROM json_each(%s) CROSS JOIN evenement"
            f" WHERE dossier = value AND sequence = {newest} ORDER BY dossier",
            (json.dumps(dossiers.tolist()), tag),
        )

    def at_pairs(self, dossiers: IntArray, months: IntArray) -> Part:
        """Return the condition that (dossier, month) is one of some pairs."""
        pairs = json.dumps(np.stack([dossiers, months], axis=1).tolist())
        return Part(
            "(dossier, month) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')"
            " FROM json_each(%s))",
            (pairs,),
        )

    def ends_with(self, column: str, tail: str) -> str:
        """Return the condition that a text ends with another."""
        return f"substr({column}, -{len(tail)}) = '{tail}'"

    def instant(self, at: dt.datetime) -> str:
        """Return an instant as the database stores it."""
        return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _as_stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return days and instants as text, by Arrow rather than value by value."""
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us")).cast(pa.string())
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


def _as_read(values: tuple[object, ...], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return instants(pa.array(values, pa.string()))
    if pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)
