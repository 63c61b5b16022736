"""Opening a database by its address, with or without a Django project around."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django import conf
from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from justedroit.core.registre import ACCOUNTS
from justedroit.records.database.adresse import database_settings
from justedroit.records.database.journals import DatabaseRecords

if TYPE_CHECKING:
    from collections.abc import Iterator

_APP = "justedroit.records.database"
_OPENING_LOCK = 4_861_377  # any number, the same for all who open


def open_database(url: str) -> DatabaseRecords:
    """Open the journals of a database, creating or migrating its tables.

    Args:
        url: `sqlite:///folder/file.sqlite3` (`sqlite:////…` for an absolute path) or
            `postgresql://user@host:port/name`, with the parameters of libpq.

    Raises:
        ValueError: the address is neither.
    """
    database = database_settings(url, create=True)
    _set_up()
    alias = _registered(database)
    with _one_opening_at_a_time(alias):
        _migrate(alias)
        _complete_chart(alias)
    return DatabaseRecords(alias)


def _set_up() -> None:
    """Give Django the least settings when no project has."""
    if not conf.settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        conf.settings.configure(
            INSTALLED_APPS=[_APP], USE_TZ=True, TIME_ZONE="UTC", LOGGING_CONFIG=None
        )
    if not apps.ready:
        django.setup()
    if not apps.is_installed(_APP):
        raise ValueError(f"Ajoutez « {_APP} » à INSTALLED_APPS pour ouvrir les journaux.")


def _registered(database: dict[str, Any]) -> str:
    """Tell Django of a database; the same address gives the same alias, which shows no password.

    Where it is the base of the project, its alias is `default`: one connection serves both.
    """
    project = connections.databases.get("default", {})
    if all(project.get(name) == value for name, value in database.items()):
        return "default"
    digest = hashlib.sha256(repr(sorted(database.items(), key=str)).encode()).hexdigest()
    alias = f"journaux_{digest[:16]}"
    if alias not in connections.databases:
        complete = connections.configure_settings({"default": {}, alias: database})
        connections.databases[alias] = complete[alias]
    return alias


@contextmanager
def _one_opening_at_a_time(alias: str) -> Iterator[None]:
    """Keep two processes that open the same new database from creating its tables together."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        # The folder, not the file: SQLite loses its own locks when anyone closes the file.
        folder = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_OPENING_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_OPENING_LOCK])


def _migrate(alias: str) -> None:
    executor = MigrationExecutor(connections[alias])
    targets = executor.loader.graph.leaf_nodes("records")
    plan = executor.migration_plan(targets)
    if plan:
        executor.migrate(targets, plan)


def _complete_chart(alias: str) -> None:
    """Add the accounts that the code knows and the database does not yet."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT code FROM compte")
        missing = sorted(ACCOUNTS - {code for (code,) in cursor.fetchall()})
        if missing:
            query = "INSERT INTO compte (code) VALUES (%s) ON CONFLICT DO NOTHING"
            cursor.executemany(query, [[code] for code in missing])
