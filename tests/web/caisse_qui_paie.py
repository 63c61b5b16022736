"""A fund that owes four households the rights of June 2025: dossier 4 has no account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.guichet import NOW, Fonds
from tests.web.conftest import Site, an_empty_fund

from justedroit.web import wiring

CLOCK = dt.datetime(2025, 7, 3, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 7, 8, 9, tzinfo=dt.UTC)
MONTH = "/paiements/2025-06/"


@contextmanager
def paying(folder: Path) -> Iterator[Site]:
    """Make this fund the one of the pages, in this process, in place of the usual one."""
    with an_empty_fund(folder, CLOCK) as site:
        fonds = Fonds(wiring.guichet(), now=NOW)
        for dossier, cents in enumerate((63_571, 41_210, 18_936, 55_000), 1):
            fonds.owe(dossier, cents)
            fonds.owe(dossier, 15_126, "af")
            fonds.owe(dossier, 20_000 + dossier, "apl")
        for dossier in (1, 2, 3):
            fonds.account(dossier)
        yield site
