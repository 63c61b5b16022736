"""PostgreSQL: dossiers locked row by row, journals in and out through COPY and Arrow's CSV."""

from __future__ import annotations

import datetime as dt
import io

import pyarrow as pa
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from pyarrow import csv

from justedroit.core.registre import FUND
from justedroit.records.database.dialect import TABLES, Cursor, Part, instants
from justedroit.records.rows import IntArray, Numbered

_BLOCK = 1 << 20


class Postgresql:
    """How PostgreSQL locks dossiers, and moves tables in and out."""

    def hold(self, cursor: Cursor, rows: Numbered) -> None:
        """Create the dossiers that are new, and lock all those of the journal.

        Always in ascending order, so that two writers wait for each other but never in a circle.
        """
        new = rows.dossiers[rows.seen == 0]
        cursor.execute(
            "INSERT INTO dossier (numero) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING",
            [new.tolist()],
        )
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE numero = ANY(%s::bigint[])"
            " ORDER BY numero FOR UPDATE) AS tenus",
            [rows.dossiers.tolist()],
        )

    def sequences(self, cursor: Cursor, dossiers: IntArray | None) -> dict[int, int]:
        """Return the last sequence of some dossiers, or all, of those that have a row."""
        query = Part("SELECT numero, sequence FROM dossier WHERE sequence > 0 AND ")
        query += self.among("numero", dossiers) + " ORDER BY numero"
        cursor.execute(query.sql, query.parameters)
        return dict(cursor.fetchall())

    def insert(self, cursor: Cursor, name: str, table: pa.Table) -> None:
        """Insert the rows of a journal: null is nothing between commas, "" is an empty text."""
        text = io.BytesIO()
        csv.write_csv(table, text, csv.WriteOptions(include_header=False))
        columns = ", ".join(table.column_names)
        with cursor.copy(f"COPY {TABLES[name]} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getbuffer())

    def select(self, cursor: Cursor, schema: pa.Schema, query: Part) -> pa.Table:
        """Return the columns of a schema; the query goes from FROM to its end."""
        columns = ", ".join(_as_text(field) for field in schema)
        copy = f"COPY (SELECT {columns} {query.sql}) TO STDOUT (FORMAT csv)"
        text, longest = _copied(cursor, copy, query.parameters)
        return _parsed(text, longest, schema) if text else schema.empty_table()

    def among(self, column: str, dossiers: IntArray | None) -> Part:
        """Return the condition that a column is one of some dossiers; None: any but the fund."""
        if dossiers is None:
            return Part(f"{column} > {FUND}")
        return Part(f"{column} = ANY(%s::bigint[])", (dossiers.tolist(),))

    def last_events(self, tag: str, dossiers: IntArray) -> Part:
        """Return from where to read the last event of a tag of some dossiers, by dossier.

        LATERAL: one look at the end of an index by dossier, whatever the planner thinks of the tag.
        """
        return Part(
            "FROM unnest(%s::bigint[]) AS n CROSS JOIN LATERAL (SELECT * FROM evenement"
            " WHERE dossier = n AND tag = %s ORDER BY sequence DESC LIMIT 1) AS derniers"
            " ORDER BY dossier",
            (dossiers.tolist(), tag),
        )

    def at_pairs(self, dossiers: IntArray, months: IntArray) -> Part:
        """Return the condition that (dossier, month) is one of some pairs."""
        pairs = (dossiers.tolist(), months.tolist())
        return Part("(dossier, month) IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))", pairs)

    def ends_with(self, column: str, tail: str) -> str:
        """Return the condition that a text ends with another."""
        return f"right({column}, {len(tail)}) = '{tail}'"

    def instant(self, at: dt.datetime) -> str:
        """Return an instant as the database stores it."""
        return at.isoformat()


def _copied(cursor: Cursor, query: str, parameters: tuple[object, ...]) -> tuple[bytearray, int]:
    """Return what a COPY sends, and the length of its longest line.

    By libpq's own call: psycopg's iteration costs four times as much for each row.
    """
    connection = cursor.connection.pgconn
    begun = connection.exec_(cursor.mogrify(query, parameters).encode())
    if begun.status != ExecStatus.COPY_OUT:
        raise error_from_result(begun)
    text, longest, receive = bytearray(), 0, connection.get_copy_data
    while (received := receive(0))[0] > 0:
        text += received[1]
        longest = max(longest, received[0])
    while (ended := connection.get_result()) is not None:
        if ended.status != ExecStatus.COMMAND_OK:
            raise error_from_result(ended)
    return text, longest


def _as_text(field: pa.Field) -> str:
    # Whatever the time zone of the session, an instant leaves in UTC.
    is_instant = pa.types.is_timestamp(field.type)
    return f"{field.name} AT TIME ZONE 'UTC'" if is_instant else str(field.name)


def _parsed(text: bytearray, longest: int, schema: pa.Schema) -> pa.Table:
    types = {
        f.name: pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type for f in schema
    }
    table = csv.read_csv(
        pa.BufferReader(text),
        # A line must hold in a block. One thread: mass runs have a process for each core.
        csv.ReadOptions(
            column_names=schema.names, block_size=max(_BLOCK, 2 * longest), use_threads=False
        ),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    columns = [
        instants(table[f.name]) if pa.types.is_timestamp(f.type) else table[f.name] for f in schema
    ]
    return pa.table(columns, schema=schema)
