"""The dossier 0 of the fund, and the accounts that are its own, from the SQL of each database."""

from __future__ import annotations

from importlib import import_module, resources
from typing import Any

from django.db import migrations

initial = import_module("justedroit.records.database.migrations.0001_initial")

_OLD, _NEW = "CHECK (numero > 0)", "CHECK (numero >= 0)"


def _allow_zero(cursor: Any) -> None:
    """Change a CHECK as SQLite documents it: what is on the disk does not change with it.

    The statements that follow tell the other connections that the schema has changed.
    """
    cursor.execute("PRAGMA writable_schema = ON")
    cursor.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, %s, %s) WHERE name = 'dossier'", [_OLD, _NEW]
    )
    cursor.execute("PRAGMA writable_schema = RESET")


def allow_fund(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    folder = resources.files("justedroit.records.database") / "sql"
    script = (folder / f"caisse_{vendor}.sql").read_text("utf-8")
    with schema_editor.connection.cursor() as cursor:
        if vendor == "sqlite":
            _allow_zero(cursor)
        for statement in initial.statements(script) if vendor == "sqlite" else [script]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_consultations")]

    operations = [migrations.RunPython(allow_fund)]
