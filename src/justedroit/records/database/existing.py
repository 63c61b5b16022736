"""Opening a base that is there already: one that is not ours is refused, never filled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import Error, InterfaceError, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from justedroit.core.base import Refused
from justedroit.records.database.adresse import database_settings
from justedroit.records.database.connection import _registered, _set_up, open_database
from justedroit.records.database.journals import DatabaseRecords

_SQLITE = "sqlite:///"
_APP = "records"  # of the tables, in Django's list of what was created


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite address, None for another base."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def open_existing(url: str, *, reading: bool = False) -> DatabaseRecords:
    """Open the journals of a base that is there.

    Args:
        url: as `open_database`.
        reading: nothing is created, completed or migrated, be it in a base of ours.

    Raises:
        Refused: no such base, or it is not ours, or it does not answer; in French.
    """
    with told():
        path = sqlite_file(url)
        if path is not None:
            _check_file(path, reading=reading)
        database = _address(url)
        return _as_it_is(database) if reading else open_database(url)


def open_new(url: str) -> DatabaseRecords:
    """Open journals, creating their base and tables where there are none.

    Raises:
        Refused: the address is not one, or nothing can be written there; in French.
    """
    with told():
        _address(url)
        return open_database(url)


def stamp(path: Path, number: int) -> None:
    """Create a SQLite file that bears a number in its header, whatever is written in it later.

    Args:
        path: of a file that does not exist.
        number: below 2**31.
    """
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"PRAGMA user_version = {number:d}")


def unanswered(error: Exception) -> bool:
    """Return whether an exception says that a database did not answer, rather than a defect."""
    return isinstance(error, OperationalError | InterfaceError)


@contextmanager
def told() -> Iterator[None]:
    """Tell in French what a base or its address refuses.

    Raises:
        Refused: in place of what the driver raises.
    """
    try:
        yield
    except (Error, sqlite3.Error, OSError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Refused(f"La base ne s'ouvre pas ou ne répond plus : {reason}") from error


def _check_file(path: Path, *, reading: bool) -> None:
    if not path.exists():
        raise Refused(f"Il n'y a pas de base à {path}.")
    if not path.is_file():
        raise Refused(f"{path} n'est pas un fichier.")
    # Read only, and without Django, whose first words to SQLite already change the file.
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
            ours = "django_migrations" in tables and base.execute(
                "SELECT count(*) FROM django_migrations WHERE app = ?", [_APP]
            ).fetchone() != (0,)
    except sqlite3.DatabaseError as error:
        raise Refused(f"{path} n'est pas une base SQLite qui se lise ({error}).") from error
    if not ours and (tables or reading):
        raise Refused(f"{path} n'est pas une base de Juste Droit : rien n'y est lu ni écrit.")


def _as_it_is(database: dict[str, Any]) -> DatabaseRecords:
    _set_up()
    alias = _registered(database)
    executor = MigrationExecutor(connections[alias])
    if (_APP, "0001_initial") not in executor.loader.applied_migrations:
        raise Refused("Cette base ne contient pas les journaux de Juste Droit : rien n'y est lu.")
    if executor.migration_plan(executor.loader.graph.leaf_nodes(_APP)):
        raise Refused(
            "Cette base a été écrite par une version antérieure du logiciel, et lire ne la change "
            "pas. La prochaine commande qui y écrit la mettra à jour."
        )
    return DatabaseRecords(alias)


def _address(url: str) -> dict[str, Any]:
    try:
        return database_settings(url)
    except ValueError as error:
        raise Refused(str(error)) from error
