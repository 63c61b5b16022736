"""The purge of the traces whose time is over, from the SQL of each database."""

from __future__ import annotations

from importlib import import_module, resources
from typing import Any

from django.db import migrations

initial = import_module("justedroit.records.database.migrations.0001_initial")


def allow_purge(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    folder = resources.files("justedroit.records.database") / "sql"
    script = (folder / f"purge_{vendor}.sql").read_text("utf-8")
    with schema_editor.connection.cursor() as cursor:
        for statement in initial.statements(script) if vendor == "sqlite" else [script]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0005_caisse")]

    operations = [migrations.RunPython(allow_purge)]
