"""The tables of the journals, from the SQL of each database, and the chart of accounts."""

from __future__ import annotations

import sqlite3
from importlib import resources
from typing import TYPE_CHECKING, Any

import django.db.models.deletion
from django.db import migrations, models

from justedroit.core.registre import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; `complete_statement` knows that a trigger has several."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def create_tables(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    folder = resources.files("justedroit.records.database") / "sql"
    script = (folder / f"{vendor}.sql").read_text("utf-8")
    with schema_editor.connection.cursor() as cursor:
        for statement in statements(script) if vendor == "sqlite" else [script]:
            cursor.execute(statement)


def fill_chart(apps: Any, schema_editor: Any) -> None:
    compte = apps.get_model("records", "Compte")
    rows = [compte(code=code) for code in sorted(ACCOUNTS)]
    compte.objects.using(schema_editor.connection.alias).bulk_create(rows)


def _dossier() -> Any:
    return models.ForeignKey(
        db_column="dossier",
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        to="records.dossier",
    )


def _compte(column: str, related: str) -> Any:
    return models.ForeignKey(
        db_column=column,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related,
        to="records.compte",
    )


def _key() -> Any:
    return models.CompositePrimaryKey(
        "dossier_id", "sequence", blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(create_tables)],
            state_operations=[
                migrations.CreateModel(
                    name="Dossier",
                    fields=[
                        ("numero", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("sequence", models.BigIntegerField(default=0)),
                    ],
                    options={"db_table": "dossier"},
                ),
                migrations.CreateModel(
                    name="Compte",
                    fields=[("code", models.TextField(primary_key=True, serialize=False))],
                    options={"db_table": "compte"},
                ),
                migrations.CreateModel(
                    name="Fait",
                    fields=[
                        ("pk", _key()),
                        ("sequence", models.BigIntegerField()),
                        ("person", models.SmallIntegerField()),
                        ("kind", models.TextField()),
                        ("value", models.TextField(null=True)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("known_at", models.DateTimeField()),
                        ("source", models.TextField()),
                        ("author", models.TextField()),
                        ("proof", models.TextField(null=True)),
                        ("replaces", models.BigIntegerField(null=True)),
                        ("dossier", _dossier()),
                    ],
                    options={"db_table": "fait"},
                ),
                migrations.CreateModel(
                    name="Evenement",
                    fields=[
                        ("pk", _key()),
                        ("sequence", models.BigIntegerField()),
                        ("tag", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("author", models.TextField()),
                        ("payload", models.TextField()),
                        ("dossier", _dossier()),
                    ],
                    options={"db_table": "evenement"},
                ),
                migrations.CreateModel(
                    name="Transfert",
                    fields=[
                        ("pk", _key()),
                        ("sequence", models.BigIntegerField()),
                        ("amount_cents", models.BigIntegerField()),
                        ("month", models.IntegerField()),
                        ("value_on", models.DateField()),
                        ("entered_at", models.DateTimeField()),
                        ("motive", models.TextField()),
                        ("reference", models.TextField(null=True)),
                        ("dossier", _dossier()),
                        ("debit", _compte("debit", "debits")),
                        ("credit", _compte("credit", "credits")),
                    ],
                    options={"db_table": "transfert"},
                ),
            ],
        ),
        migrations.RunPython(fill_chart),
    ]
