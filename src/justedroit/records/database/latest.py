"""The last instant that the journals of a SQLite file tell: where a demonstration has come to."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

_INSTANTS: Final = (("fait", "known_at"), ("evenement", "at"), ("transfert", "entered_at"))


def latest(path: Path) -> dt.datetime | None:
    """Return the instant of the last row of the journals, UTC; None when they are empty.

    Read only, and without Django. The journals are read again only when they have grown: their
    dossiers count what is written in them.

    Args:
        path: of a base that bears our tables.
    """
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as base:
        written = base.execute("SELECT count(*), sum(sequence) FROM dossier").fetchone()
    return _latest(address, path.stat().st_ino, written)


@lru_cache(maxsize=8)
def _latest(address: str, inode: int, written: tuple[int, int]) -> dt.datetime | None:
    """Return the same, kept while the file and what its dossiers count are the same."""
    del inode, written
    with closing(sqlite3.connect(address, uri=True)) as base:
        ends = [base.execute(f"SELECT max({c}) FROM {t}").fetchone()[0] for t, c in _INSTANTS]  # noqa: S608
    told = [end for end in ends if end is not None]
    return dt.datetime.fromisoformat(max(told)).replace(tzinfo=dt.UTC) if told else None
