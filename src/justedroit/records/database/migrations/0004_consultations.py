"""The table of the openings of dossiers, from the SQL of each database."""

from __future__ import annotations

from importlib import import_module, resources
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

initial = import_module("justedroit.records.database.migrations.0001_initial")


def create_table(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    folder = resources.files("justedroit.records.database") / "sql"
    script = (folder / f"consultations_{vendor}.sql").read_text("utf-8")
    with schema_editor.connection.cursor() as cursor:
        for statement in initial.statements(script) if vendor == "sqlite" else [script]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_identites")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create_table)],
            state_operations=[
                migrations.CreateModel(
                    name="Consultation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("author", models.TextField()),
                        ("screen", models.TextField()),
                        ("purpose", models.TextField()),
                        (
                            "dossier",
                            models.ForeignKey(
                                db_column="dossier",
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="records.dossier",
                            ),
                        ),
                    ],
                    options={"db_table": "consultation"},
                ),
            ],
        ),
    ]
