"""The Django application of the journals."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The journals, as Django sees them: tables `dossier`, `compte`, and the three journals."""

    name = "justedroit.records.database"
    label = "records"
    verbose_name = "Journaux"
