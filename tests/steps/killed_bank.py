"""Releasing, writing and hearing the bank are killed at each line, then begun again.

    python killed_bank.py parquet|sqlite FOLDER EACH

At one line out of EACH, all of them for 1. Whatever the line, the end is the same rows, and the same
bytes in one file. Prints how many lines there are.
"""

from __future__ import annotations

import itertools
import pickle
import shutil
import sys
from pathlib import Path

from tests.coupure import KILLED, forked, kill_at_line
from tests.guichet import ANNE, BRUNO, JUNE, NOW, Fonds

from justedroit.core.base import Refusal
from justedroit.core.paiements import CAISSE_DEMO
from justedroit.records.fichiers import FolderFiles
from justedroit.records.parquet import ParquetRecords
from justedroit.steps.bank import receive
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import prepare, release
from justedroit.steps.write import write

_STEPS = ("order.py", "write.py", "bank.py", "guichet.py", "fichiers.py")
WRITERS = dict.fromkeys((*_STEPS, "parquet.py", "journals.py", "sqlite.py"), 1)


def guichet(storage: str, folder: Path, identities: object) -> Guichet:
    if storage == "parquet":
        records = ParquetRecords(folder / "journaux")
    else:
        from justedroit.records.database import open_database

        records = open_database(f"sqlite:///{folder / 'base.sqlite3'}")
    return Guichet(records, identities, FolderFiles(folder / "banque"), CAISSE_DEMO)


def begin(storage: str, folder: Path, identities: object) -> None:
    """Make a fund that owes, and has prepared its order."""
    folder.mkdir()
    fonds = Fonds(guichet(storage, folder, identities))
    fonds.households(60_000, 25_000, 100)
    prepare(fonds.guichet, JUNE, "mensuel", ANNE, NOW)


def finish(storage: str, folder: Path, identities: object, camt: bytes) -> None:
    """Do what is left to do: release, write, hear the bank."""
    desk = guichet(storage, folder, identities)
    for act in (
        lambda: release(desk, 1, BRUNO, NOW),
        lambda: write(desk, 1, BRUNO, NOW),
        lambda: receive(desk, camt, BRUNO, NOW),
    ):
        found = act()
        if isinstance(found, Refusal):
            assert any(w in str(found) for w in ("déjà", "a été écrit")), str(found)


def left(storage: str, folder: Path, identities: object) -> object:
    """Return all that is in the journals and in the published file."""
    desk = guichet(storage, folder, identities)
    tables = [
        read([0, *desk.records.dossiers()]).to_pylist()
        for read in (desk.records.facts, desk.records.events, desk.records.transfers)
    ]
    published = sorted(p.name for p in (folder / "banque").glob("[!.]*"))
    assert published == ["CAF999-ORDRE-1.xml"]
    return tables, desk.files.read(published[0])


def main(storage: str, folder: Path, each: int) -> int:
    if storage == "sqlite":
        from justedroit.records.database.connection import _set_up

        _set_up()
    fonds = Fonds()
    fonds.households(60_000, 25_000, 100)
    identities = fonds.guichet.identities
    # What the bank will answer: the file is the same wherever it is made.
    _, content = fonds.written()
    names = [line.split(b"</EndToEndId>")[0] for line in content.split(b"<EndToEndId>")[1:]]
    _, camt = fonds.banque.undergo(content, {names[0].decode(): ("retour", "AC04")}, NOW)
    start, whole = folder / "debut", folder / "entier"
    assert forked(lambda: begin(storage, start, identities)) == 0
    shutil.copytree(start, whole)
    assert forked(lambda: finish(storage, whole, identities, camt)) == 0
    expected = folder / "attendu"

    def keep() -> None:  # in a process of its own: a connection does not survive a fork
        expected.write_bytes(pickle.dumps(left(storage, whole, identities)))

    assert forked(keep) == 0

    def killed(run: Path, line: int) -> None:
        kill_at_line(line, WRITERS)
        finish(storage, run, identities, camt)

    def check(run: Path) -> None:
        finish(storage, run, identities, camt)
        assert left(storage, run, identities) == pickle.loads(expected.read_bytes())

    for line in itertools.count(1, each):
        run = folder / f"ligne-{line}"
        shutil.copytree(start, run)
        ended = forked(lambda run=run, line=line: killed(run, line))
        assert ended in (0, KILLED), f"line {line}: {ended}"
        assert forked(lambda run=run: check(run)) == 0, f"killed at line {line}"
        shutil.rmtree(run)
        if ended == 0:
            return line
    raise AssertionError


if __name__ == "__main__":
    sys.stdout.write(str(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
