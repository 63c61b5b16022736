"""A session of the commission is killed at each line, then begun again.

    python killed_session.py FOLDER EACH

At one line out of EACH. Whatever the line, the end is the same events and the same transfers, up to
what the second run could not do again. Prints how many lines there are.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
import sys
from pathlib import Path

from tests.coupure import KILLED, forked, kill_at_line
from tests.endettes import Endettes, at

from justedroit.core.base import Acte
from justedroit.core.creances import creances
from justedroit.records.database import open_database
from justedroit.steps.appeal import admit, appeals, complete, instruct
from justedroit.steps.grant import execute_due
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.sit import (
    Arret,
    Voix,
    adjourn,
    agenda,
    ballot,
    convene,
    inscribe,
    rule,
    transmit,
)

SESSION = dt.date(2026, 3, 20)
MEMBERS = {"assures": 2, "employeurs": 2, "autres": 1}
WRITERS = dict.fromkeys(
    ("sit.py", "grant.py", "appeal.py", "act.py", "journals.py", "sqlite.py"), 1
)
DOSSIERS = (1, 2, 3)


def acte(day: str = "2026-03-20") -> Acte:
    return Acte("agent:7", at(day))


def base(folder: Path) -> Endettes:
    return Endettes(open_database(f"sqlite:///{folder / 'base.sqlite3'}"))


def begin(folder: Path) -> None:
    """Make a fund where three households ask for a remise; all is instructed."""
    folder.mkdir()
    fund = base(folder)
    for dossier in DOSSIERS:
        fund.lives(dossier)
        fund.owes(dossier, "af", {202511: 5_000, 202512: 15_000})
        sent = Depot(dossier, "remise", (1,), "courrier", dt.date(2026, 3, 1), "Sans emploi.")
        assert lodge(fund.records, sent, acte("2026-03-02")) == [1]
        admit(fund.records, (dossier, 1), "", acte("2026-03-03"))
        complete(fund.records, (dossier, 1), dt.date(2026, 3, 1), acte("2026-03-03"))
        instruct(fund.records, (dossier, 1), ("favorable", "Sans emploi."), acte("2026-03-10"))


def finish(folder: Path) -> None:
    """Hold the session from where it stands: what is done already is refused, and left alone."""
    records = base(folder).records
    convene(records, SESSION, MEMBERS, acte())
    for one in agenda(records, SESSION).prets:
        inscribe(records, SESSION, (one.dossier, one.number), acte())
    for dossier in DOSSIERS:
        key = (dossier, 1)
        [one] = appeals(records, dossier)
        if one.stage == "inscrit":
            assert ballot(records, SESSION, key, Voix("accord", 5, 0, 0), acte()) is None
        rule(records, key, Arret("accord", "precarite", "Sans emploi."), acte())
    adjourn(records, SESSION, acte())
    transmit(records, SESSION, acte("2026-03-22"))
    execute_due(records, dt.date(2026, 4, 12), acte("2026-04-12"))


def left(folder: Path) -> object:
    """Return what the journals tell, a session opened twice counting once."""
    records = base(folder).records
    events = records.events([0, *DOSSIERS]).to_pylist()
    told = [(row["dossier"], row["tag"], json.loads(row["payload"])) for row in events]
    once = [row for row, _ in itertools.groupby(told)]
    open_cents = {d: [c.total() for c in some] for d, some in creances(records.transfers()).items()}
    moved = [tuple(row.values())[2:] for row in records.transfers().to_pylist()]
    return once, open_cents, moved


def _kill(folder: Path, line: int) -> None:
    kill_at_line(line, WRITERS)
    finish(folder)


def main(folder: Path, each: int) -> int:
    begin(folder / "debut")
    shutil.copytree(folder / "debut", folder / "entier")
    finish(folder / "entier")
    wanted = left(folder / "entier")
    assert wanted[1] == {dossier: [0] for dossier in DOSSIERS}, wanted[1]
    for line in itertools.count(1, each):
        cut = folder / f"coupe-{line}"
        shutil.copytree(folder / "debut", cut)
        ended = forked(lambda cut=cut, line=line: _kill(cut, line))
        assert ended in (0, KILLED), ended
        if ended == 0:
            return line
        finish(cut)
        assert left(cut) == wanted, line
        shutil.rmtree(cut)
    return 0


if __name__ == "__main__":
    sys.stdout.write(str(main(Path(sys.argv[1]), int(sys.argv[2]))))
