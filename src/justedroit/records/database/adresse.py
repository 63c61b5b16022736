"""The address of a database, read into what Django asks of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_BUSY_SECONDS = 30
# WAL: readers do not wait for the writer. FULL: with NORMAL, a power cut may take back the last
# appends although they were said to be done; a payment said to be done must stay. SECURE_DELETE:
# an identity that is erased is written over in the file.
_PRAGMAS: Final = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"


def database_settings(url: str, *, create: bool = False) -> dict[str, Any]:
    """Return the settings of a database, for Django's DATABASES.

    Args:
        url: as `open_database`.
        create: make the folder of a SQLite file.

    Raises:
        ValueError: the address is not one.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        path = Path(rest[1:]).resolve()
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        return _sqlite(path)
    if scheme in ("postgresql", "postgres"):
        return _postgresql(url)
    raise ValueError(
        "L'adresse de la base de données n'est pas comprise. Écrivez sqlite:///fichier.sqlite3 "
        "ou postgresql://utilisateur@serveur/base."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    options = {
        "timeout": _BUSY_SECONDS,
        "transaction_mode": "IMMEDIATE",  # a transaction is a writer from its first line
        "init_command": _PRAGMAS,
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


def _postgresql(url: str) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        # What libpq says of it shows the whole address, and so the password.
        raise ValueError(
            "L'adresse PostgreSQL n'est pas comprise. "
            "Écrivez postgresql://utilisateur@serveur/base."
        ) from None
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    found = {key: str(parts.pop(name, "")) for key, name in (names | {"PORT": "port"}).items()}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": parts, **found}
