"""The table of the parts of mass runs, from the SQL of each database."""

from __future__ import annotations

from importlib import import_module, resources
from typing import Any

from django.db import migrations, models

initial = import_module("justedroit.records.database.migrations.0001_initial")


def create_table(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    folder = resources.files("justedroit.records.database") / "sql"
    script = (folder / f"lots_{vendor}.sql").read_text("utf-8")
    with schema_editor.connection.cursor() as cursor:
        for statement in initial.statements(script) if vendor == "sqlite" else [script]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create_table)],
            state_operations=[
                migrations.CreateModel(
                    name="Lot",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "run",
                                "part",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("run", models.TextField()),
                        ("part", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("payload", models.TextField()),
                    ],
                    options={"db_table": "lot"},
                ),
            ],
        ),
    ]
