"""PostgreSQL: dossiers locked row by row, journals in and out through COPY and Arrow's CSV."""

from __future__ import annotations

import io

import pyarrow as pa
from pyarrow import csv

from justedroit.records.database.dialect import TABLES, Cursor, instants
from justedroit.records.rows import SCHEMAS, IntArray, Numbered

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
        where, parameters = _among("numero", dossiers)
        query = f"SELECT numero, sequence FROM dossier WHERE sequence > 0{where} ORDER BY numero"  # noqa: S608
        cursor.execute(query, parameters)
        return dict(cursor.fetchall())

    def insert(self, cursor: Cursor, name: str, table: pa.Table) -> None:
        """Insert the rows of a journal: null is nothing between commas, "" is an empty text."""
        text = io.BytesIO()
        csv.write_csv(table, text, csv.WriteOptions(include_header=False))
        columns = ", ".join(table.column_names)
        with cursor.copy(f"COPY {TABLES[name]} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getbuffer())

    def select(self, cursor: Cursor, name: str, dossiers: IntArray | None) -> pa.Table:
        """Return the rows of some dossiers, or all, by dossier and sequence."""
        schema = SCHEMAS[name]
        where, parameters = _among("dossier", dossiers)
        query = (
            f"COPY (SELECT {', '.join(_as_text(field) for field in schema)} FROM {TABLES[name]}"  # noqa: S608
            f" WHERE true{where} ORDER BY dossier, sequence) TO STDOUT (FORMAT csv)"
        )
        with cursor.copy(query, parameters) as copy:
            lines = [bytes(line) for line in copy]
        return _parsed(lines, schema) if lines else schema.empty_table()


def _among(column: str, dossiers: IntArray | None) -> tuple[str, list[list[int]]]:
    if dossiers is None:
        return "", []
    return f" AND {column} = ANY(%s::bigint[])", [dossiers.tolist()]


def _as_text(field: pa.Field) -> str:
    # Whatever the time zone of the session, an instant leaves in UTC.
    is_instant = pa.types.is_timestamp(field.type)
    return f"{field.name} AT TIME ZONE 'UTC'" if is_instant else str(field.name)


def _parsed(lines: list[bytes], schema: pa.Schema) -> pa.Table:
    types = {
        f.name: pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type for f in schema
    }
    block = max(_BLOCK, 2 * max(map(len, lines)))  # a line must hold in a block
    table = csv.read_csv(
        io.BytesIO(b"".join(lines)),
        csv.ReadOptions(column_names=schema.names, block_size=block),
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
