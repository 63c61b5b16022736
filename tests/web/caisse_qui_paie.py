"""A fund that owes four households the rights of June 2025: dossier 4 has no account."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.guichet import NOW, Fonds
from tests.web import conftest

from justedroit.records.cles import create_demo_key
from justedroit.web import comptes, wiring

CLOCK = dt.datetime(2025, 7, 3, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 7, 8, 9, tzinfo=dt.UTC)
MONTH = "/paiements/2025-06/"


@contextmanager
def paying(folder: Path) -> Iterator[conftest.Site]:
    """Make this fund the one of the pages, in this process, in place of the usual one."""
    address = f"sqlite:///{folder / 'site.sqlite3'}"
    before = conftest.fonds.CLOCK
    conftest.fonds.CLOCK = CLOCK
    try:
        with conftest._pointed_at(address):
            wiring.migrate()
            comptes.create_roles()
            comptes.create_demo_accounts()
            create_demo_key(address)
            fonds = Fonds(wiring.guichet(), now=NOW)
            for dossier, cents in enumerate((63_571, 41_210, 18_936, 55_000), 1):
                fonds.owe(dossier, cents)
                fonds.owe(dossier, 15_126, "af")
                fonds.owe(dossier, 20_000 + dossier, "apl")
            for dossier in (1, 2, 3):
                fonds.account(dossier)
            yield conftest.Site(address)
    finally:
        conftest.fonds.CLOCK = before


@contextmanager
def served(site: conftest.Site) -> Iterator[str]:
    """Serve this fund in a process of its own, on the day when the bank answers; give its address."""
    told = {"DATABASE_URL": site.address, "JUSTEDROIT_HORLOGE": LATER.isoformat()}
    command = [sys.executable, "-c", conftest._SERVE]
    with conftest.serving(command, told, lambda line: line.startswith("http")) as line:
        yield line.strip()
