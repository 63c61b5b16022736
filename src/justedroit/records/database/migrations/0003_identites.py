"""The erasable table of identities and what finds them, from the SQL of each database."""

from __future__ import annotations

from importlib import import_module, resources
from typing import Any

from django.db import migrations, models

initial = import_module("justedroit.records.database.migrations.0001_initial")


def create_tables(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    folder = resources.files("justedroit.records.database") / "sql"
    script = (folder / f"identites_{vendor}.sql").read_text("utf-8")
    with schema_editor.connection.cursor() as cursor:
        for statement in initial.statements(script) if vendor == "sqlite" else [script]:
            cursor.execute(statement)


def _key(*names: str) -> Any:
    return models.CompositePrimaryKey(
        *names, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0002_lots")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create_tables)],
            state_operations=[
                migrations.CreateModel(
                    name="Identite",
                    fields=[
                        ("pk", _key("dossier", "person")),
                        ("dossier", models.BigIntegerField()),
                        ("person", models.SmallIntegerField()),
                        ("cle", models.TextField()),
                        ("nom", models.BinaryField()),
                        ("prenoms", models.BinaryField()),
                        ("nom_usage", models.BinaryField(null=True)),
                        ("nir", models.BinaryField(null=True)),
                        ("adresse", models.BinaryField(null=True)),
                        ("compte", models.BinaryField(null=True)),
                        ("bailleur", models.BinaryField(null=True)),
                        ("nir_hache", models.BinaryField(null=True)),
                    ],
                    options={"db_table": "identite"},
                ),
                migrations.CreateModel(
                    name="IdentiteMot",
                    fields=[
                        ("pk", _key("mot", "dossier", "person")),
                        ("mot", models.BigIntegerField()),
                        ("dossier", models.BigIntegerField()),
                        ("person", models.SmallIntegerField()),
                    ],
                    options={"db_table": "identite_mot"},
                ),
                migrations.CreateModel(
                    name="IdentiteCle",
                    fields=[
                        ("cle", models.TextField(primary_key=True, serialize=False)),
                        ("secret", models.BinaryField()),
                    ],
                    options={"db_table": "identite_cle"},
                ),
            ],
        ),
    ]
