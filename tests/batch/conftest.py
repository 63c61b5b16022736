"""A small fund that has lived, was posted, and has just been told late facts; a law that is quick."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from benchmarks.grappe import grappe
from benchmarks.loi import LoiDeBanc
from benchmarks.peuplement import Peuplement, people

from justedroit.batch import Caisse
from justedroit.records.database import open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FUND = Peuplement(60, (202501, 202506), 7)
WINDOW = FUND.window
NOW = FUND.revised_at
VERSION = LoiDeBanc().version

# Scripts that the tests run in processes of their own.
collect_ignore = ["revision.py", "ouvrage.py"]


class Slow(LoiDeBanc):
    """A law that takes its time, so that a worker is killed while it computes."""

    def calculate(self, situation, months):
        time.sleep(0.15)
        return super().calculate(situation, months)


def at(instant: dt.datetime) -> dt.datetime:
    """Return an instant: a clock that has stopped."""
    return instant


def caisse(address: str, law: Callable = LoiDeBanc, now: dt.datetime = NOW) -> Caisse:
    """Return a fund at an address, its clock stopped."""
    return Caisse(partial(open_database, address), law, partial(at, now))


def content(records) -> list[list[dict]]:
    """Return all the rows of the journals."""
    return [t.to_pylist() for t in (records.facts(), records.events(), records.transfers())]


def lived(folder: Path) -> Path:
    """Make the fund in a SQLite file of a folder; return the file."""
    path = folder / "caisse.sqlite3"
    records = open_database(f"sqlite:///{path}")
    people(records, FUND, LoiDeBanc())
    records.close()
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Path:
    """Return a SQLite file that holds the fund."""
    return lived(tmp_path_factory.mktemp("caisse"))


@pytest.fixture
def new_sqlite(filled, tmp_path) -> Callable[[], str]:
    """Return what copies the fund, and gives the address of the copy."""

    def new() -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.sqlite3"
        shutil.copy(filled, path)
        return f"sqlite:///{path}"

    return new


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the address of a cluster that holds the fund in the base `caisse`."""
    with grappe() as (address, _):
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE caisse")
        records = open_database(address.replace("/postgres?", "/caisse?"))
        people(records, FUND, LoiDeBanc())
        records.close()
        yield address


@pytest.fixture
def new_postgresql(postgresql) -> Callable[[], str]:
    """Return what copies the fund, and gives the address of the copy."""

    def new() -> str:
        with psycopg.connect(postgresql, autocommit=True) as server:
            [[count]] = server.execute("SELECT count(*) FROM pg_database").fetchall()
            server.execute(f"CREATE DATABASE copie_{count} TEMPLATE caisse")
        return postgresql.replace("/postgres?", f"/copie_{count}?")

    return new


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request) -> Callable[[], str]:
    """Return what copies the fund in each database."""
    return request.getfixturevalue(f"new_{request.param}")


@pytest.fixture
def address(new_address) -> str:
    """Return a copy of the fund."""
    return new_address()


@pytest.fixture
def records(address):
    """Return the journals of a copy of the fund."""
    records = open_database(address)
    yield records
    records.close()
