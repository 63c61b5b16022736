"""SQLite: one writer at a time, rows through `executemany`, lists of dossiers as one JSON text."""

from __future__ import annotations

import json

import pyarrow as pa

from justedroit.records.database.dialect import TABLES, Cursor, instants
from justedroit.records.rows import SCHEMAS, IntArray, Numbered

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
        where, parameters = _among("numero", dossiers)
        query = f"SELECT numero, sequence FROM dossier WHERE sequence > 0{where} ORDER BY numero"  # noqa: S608
        cursor.execute(query, parameters)
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

    def select(self, cursor: Cursor, name: str, dossiers: IntArray | None) -> pa.Table:
        """Return the rows of some dossiers, or all, by dossier and sequence."""
        schema = SCHEMAS[name]
        where, parameters = _among("dossier", dossiers)
        query = (
            f"SELECT {', '.join(schema.names)} FROM {TABLES[name]} WHERE 1{where}"  # noqa: S608
            " ORDER BY dossier, sequence"
        )
        cursor.execute(query, parameters)
        parts = [schema.empty_table()]
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            arrays = [_as_read(c, f.type) for c, f in zip(columns, schema, strict=True)]
            parts.append(pa.table(arrays, schema=schema))
        return pa.concat_tables(parts)


def _among(column: str, dossiers: IntArray | None) -> tuple[str, list[str]]:
    if dossiers is None:
        return "", []
    among = f" AND {column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
    return among, [json.dumps(dossiers.tolist())]


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
