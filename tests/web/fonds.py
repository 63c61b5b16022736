"""A small fund that lived from January to June 2025, for the tests of the pages.

Dossier 1: a couple and three children; in June the fund learns that the eldest left in March, and
that the rent is lower: indus. Dossier 2: a lone parent; a child born in February is told in June:
rappels. Dossier 3: a worker alone, nothing late. Dossier 4: claims nothing, is due nothing.

Its life takes half a minute of the law: its journals are kept in `tests/donnees/fonds.json`, and a
test says that the law still gives them. `python -m tests.web.fonds` lives it again.
"""

from __future__ import annotations

import datetime as dt
import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
from tests.chaine import Chaine
from tests.foyers import Caisse, Foyer

from justedroit.core.base import month_range
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.records.memory import MemoryRecords

KEPT = Path(__file__).parents[1] / "donnees" / "fonds.json"
SCHEMAS = {"facts": FACTS, "events": EVENTS, "transfers": TRANSFERS}
FIRST, LAST = 202501, 202506
INDU, RAPPEL, SIMPLE, VIDE = 1, 2, 3, 4  # numbers of the dossiers
CLOCK = dt.datetime(2025, 7, 10, 16, tzinfo=dt.UTC)
LEARNED = "2025-06-12"  # the day when what was late is told


def live() -> MemoryRecords:
    """Let the fund live, month after month, with the real law."""
    chaine = Chaine(OpenFiscaLaw())
    chaine.hear(_told_at_first())
    for month in month_range(FIRST, LAST):
        if month == LAST:
            chaine.hear(_told_late(), LEARNED)
        chaine.revise(FIRST if month == LAST else month, month)
        chaine.pay(month)
    return chaine.records


def keep(records: MemoryRecords) -> None:
    """Write the journals of the fund."""
    journals = {name: getattr(records, name)().to_pylist() for name in SCHEMAS}
    KEPT.write_text(json.dumps(journals, default=str, ensure_ascii=False, indent=0), "utf-8")


def append_kept(records: Records) -> None:
    """Append the journals that are kept to empty ones, dossier by dossier as they were numbered."""
    rows = json.loads(KEPT.read_text("utf-8"))
    every = [(r["dossier"], r["sequence"], name, r) for name in SCHEMAS for r in rows[name]]
    for (dossier, name), group in groupby(
        sorted(every, key=lambda r: r[:2]), lambda r: (r[0], r[2])
    ):
        told = [_row(row, SCHEMAS[name]) for *_, row in group]
        table = pa.Table.from_pylist(told, SCHEMAS[name])
        records.append(Journal(**{name: table}), {dossier: told[0]["sequence"] - 1})


def _row(row: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    """Return a row read from JSON with its days and instants."""
    return row | {
        field.name: dt.date.fromisoformat(row[field.name])
        if pa.types.is_date(field.type)
        else dt.datetime.fromisoformat(row[field.name])
        for field in schema
        if pa.types.is_temporal(field.type) and row[field.name] is not None
    }


def _told_at_first() -> Caisse:
    fund = Caisse()
    couple = fund.foyer().seul().conjoint().enfants("2012-04-02", "2014-09-20", "2019-01-15")
    couple.locataire(640).salaire(1_750).salaire(750, person=2)
    couple.demande("af", "cf", "ppa", "aide_logement")
    alone = fund.foyer().seul(born="1994-05-05").enfant(2, "2018-05-05").locataire(420)
    alone.salaire(450).demande("rsa", "ppa", "aide_logement")
    fund.foyer().seul(born="1999-03-03").locataire(380).salaire(1_150).demande("ppa")
    fund.foyer().seul().salaire(3_900)
    return fund


def _told_late() -> Caisse:
    fund = Caisse()
    couple, alone = Foyer(INDU, fund.rows), Foyer(RAPPEL, fund.rows)
    couple.says("enfant", "false", "2025-03-01", person=3)
    couple.says("loyer", "540.00", "2025-03-01")
    alone.enfant(3, "2025-02-10")
    return fund


if __name__ == "__main__":
    keep(live())
