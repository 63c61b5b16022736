"""A PostgreSQL cluster of its own, the four storages, and rows to put in them."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pyarrow as pa
import pytest

from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.database import DatabaseRecords, open_database
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.records.memory import MemoryRecords
from justedroit.records.parquet import ParquetRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = dt.datetime(2026, 1, 5, 9, 30, 0, 123456, tzinfo=dt.UTC)
# Scripts that the tests run in processes of their own.
collect_ignore = ["agent.py", "killed.py"]

WITHOUT_POSTGRESQL = "JUSTEDROIT_SANS_POSTGRESQL"

# --- PostgreSQL ------------------------------------------------------------------------------


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[4])
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    message = (
        "Le serveur PostgreSQL n'est pas installé (apt-get install postgresql). "
        f"Pour s'en passer : {WITHOUT_POSTGRESQL}=1."
    )
    if os.environ.get(WITHOUT_POSTGRESQL) == "1":
        pytest.skip(f"{message} C'est le cas : PostgreSQL n'est pas éprouvé.")
    pytest.fail(message, pytrace=False)


def _unprivileged() -> dict[str, object]:
    """Return how to run as someone else when root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a cluster in a temporary folder, reached by its Unix socket only; end it at the end."""
    programs, someone = _programs(), _unprivileged()
    # Not tmp_path: its folders are closed to others, and too long a name for a socket.
    with tempfile.TemporaryDirectory(prefix="jd-pg-") as name:
        folder = Path(name)
        if someone:
            os.chown(folder, someone["user"], someone["group"])

        def run(*command: str) -> None:
            with (folder / "sortie").open("ab") as said:
                done = subprocess.run(
                    [programs / command[0], *command[1:]],
                    **someone,
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    check=False,
                )
            if done.returncode:
                pytest.fail((folder / "sortie").read_text("utf-8"), pytrace=False)

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "jd", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # -F: what these tests lose in a power cut does not matter.
        options = f"-F -c listen_addresses='' -c unix_socket_directories='{folder}'"
        run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "journal"), "-o", options)
        try:
            yield f"host={folder} user=jd"
        finally:
            run("pg_ctl", "stop", "-w", "-D", data, "-m", "immediate")


@pytest.fixture(scope="session")
def new_postgresql_database(postgresql_server: str) -> Callable[[], str]:
    """Return what makes an empty database of the cluster, and gives its address."""
    numbers = itertools.count(1)
    host = postgresql_server.split(maxsplit=1)[0].removeprefix("host=")

    def new() -> str:
        name = f"base_{next(numbers)}"
        with psycopg.connect(f"{postgresql_server} dbname=postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return f"postgresql://jd@/{name}?host={host}"

    return new


@pytest.fixture
def postgresql_url(new_postgresql_database: Callable[[], str]) -> str:
    """Return the address of an empty database."""
    return new_postgresql_database()


# --- the four storages -----------------------------------------------------------------------

STORAGES = ("memory", "parquet", "sqlite", "postgresql")


@pytest.fixture(params=STORAGES)
def storage(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def address(storage: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return where the storage is, as a text that another process can open (memory excepted)."""
    if storage == "postgresql":
        return request.getfixturevalue("postgresql_url")
    return {
        "memory": "memory",
        "parquet": f"parquet:{tmp_path / 'journaux'}",
        "sqlite": f"sqlite:///{tmp_path / 'journaux.sqlite3'}",
    }[storage]


def opened(address: str) -> Records:
    if address == "memory":
        return MemoryRecords()
    if address.startswith("parquet:"):
        return ParquetRecords(address.removeprefix("parquet:"))
    return open_database(address)


def closed(records: Records) -> None:
    if isinstance(records, DatabaseRecords):
        records.close()


@pytest.fixture
def records(address: str) -> Iterator[Records]:
    """Return one of the four storages, empty."""
    records = opened(address)
    yield records
    closed(records)


@pytest.fixture(scope="module")
def four(
    tmp_path_factory: pytest.TempPathFactory, new_postgresql_database: Callable[[], str]
) -> Iterator[dict[str, Records]]:
    """Return the four storages at once, shared by the examples of a property."""
    folder = tmp_path_factory.mktemp("quatre")
    addresses = ("memory", f"parquet:{folder}", f"sqlite:///{folder}/j.sqlite3")
    found = {a.partition(":")[0]: opened(a) for a in (*addresses, new_postgresql_database())}
    yield found
    for records in found.values():
        closed(records)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseRecords]:
    """Return the storages that are databases, empty."""
    if request.param == "sqlite":
        records = open_database(f"sqlite:///{tmp_path / 'journaux.sqlite3'}")
    else:
        records = open_database(request.getfixturevalue("postgresql_url"))
    with contextlib.closing(records):
        yield records


# --- rows ------------------------------------------------------------------------------------

FACT = {
    "dossier": 1,
    "sequence": 0,
    "person": 1,
    "kind": "salaire_net",
    "value": "1200.5",
    "valid_from": dt.date(2026, 1, 1),
    "valid_until": dt.date(2026, 2, 1),
    "known_at": NOW,
    "source": "allocataire",
    "author": "agent:12",
    "proof": None,
    "replaces": None,
}
EVENT = {
    "dossier": 1,
    "sequence": 0,
    "tag": "droits.revises",
    "at": NOW,
    "author": "agent:12",
    "payload": '{"mois": 202601}',
}
TRANSFER = {
    "dossier": 1,
    "sequence": 0,
    "debit": "rsa:charge",
    "credit": "rsa:droit",
    "amount_cents": 12345,
    "month": 202601,
    "value_on": dt.date(2026, 2, 5),
    "entered_at": NOW,
    "motive": "droit",
    "reference": None,
}


@pytest.fixture(scope="session")
def rows() -> Callable[..., Journal]:
    """Return what makes a journal from the columns that matter, the others being ordinary."""

    def make(facts=(), events=(), transfers=()) -> Journal:
        return Journal(
            facts=pa.Table.from_pylist([FACT | r for r in facts], schema=FACTS),
            events=pa.Table.from_pylist([EVENT | r for r in events], schema=EVENTS),
            transfers=pa.Table.from_pylist([TRANSFER | r for r in transfers], schema=TRANSFERS),
        )

    return make
