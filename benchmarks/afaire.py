"""The work list of a fund: 95,000 dossiers, of which 12,000 owe, and what waits in them.

python -m benchmarks.afaire [--dossiers 95000] [--endettes 12000] [--base postgresql|sqlite|memoire]

Each dossier has two years of rights revised, posted and paid; those that owe have notices, letters
of four thousand characters, plans, appeals, complaints, of which about six in ten wait for someone.
Measured: the first look of a process, which reads what is open in the fund; the next one; the one
that follows an act; that of the next morning. By the clock, and in seconds of this process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.grappe import grappe
from benchmarks.peuplement import load
from benchmarks.recouvrement import facts, ledger
from justedroit.records.database import open_database
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.records.memory import MemoryRecords
from justedroit.steps.consultation.afaire import Ardoise

NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
AIMS = {"première vue": 4.0, "vue suivante": 0.3, "après une écriture": 0.3}
REVISIONS = 12  # of each dossier: what the list never looks at is most of the journal
LETTER = {"texte": "Ce que la lettre dit. " * 180}
Act = tuple[str, str, dict[str, Any]]  # tag, day, payload


def letter(number: int, model: str, day: str, *, sent: str = "") -> list[Act]:
    """Return a letter prepared, and sent where a day is given."""
    told = {"courrier": number, "modele": model, "contenu": LETTER, "le": day}
    if not sent:
        return [("courrier.prepare", day, told)]
    left = told | {"le": sent, "empreinte": "0" * 64}
    return [("courrier.prepare", day, told), ("courrier.envoye", sent, left)]


def notice(step: int, sent: str, received: str) -> list[Act]:
    """Return a notice and its letter: prepared; sent from step 2; received from step 4."""
    day = "2026-01-10"
    told = {"notice": 1, "courrier": 1, "creances": [1, 2], "total_cents": 18_000}
    acts = letter(1, "notice_indu", day, sent=sent if step > 1 else "")
    acts.append(("notice.preparee", day, told | {"enrichie": step == 1}))
    if step > 1:
        acts.append(("notice.envoyee", sent, {"notice": 1, "le": sent}))
    if step > 3:
        proof = {"notice": 1, "le": received, "preuve": "accuse_reception"}
        acts.append(("notice.recue", received, proof))
    return acts


def plan(*, kept: bool, broken: bool = False) -> list[Act]:
    """Return a plan of repayment: by withholding where it is kept, else late or broken."""
    due = [{"le": f"2026-{month:02d}-05", "cents": 2_000} for month in range(3, 10)]
    told = {"echeancier": 1, "creances": [1, 2], "mensualites": due, "phase": "recouvrement"}
    acts = [
        ("echeancier.accepte", "2026-02-20", told | {"moyen": "retenue" if kept else "virement"})
    ]
    if broken:
        why = {"echeancier": 1, "le": "2026-03-18", "motif": "Impayé."}
        acts.append(("echeancier.rompu", "2026-03-18", why))
    return acts


def appeal(nature: str, *, ended: bool) -> list[Act]:
    """Return an appeal received, decided and notified where it is ended."""
    told = {"recours": 1, "nature": nature, "objet": "indu", "regime": "pf", "canal": "courrier"}
    told |= {"prestations": ["af"], "creances": [1], "le": "2026-02-10", "motif": "Le foyer écrit."}
    acts: list[Act] = [("recours.recu", "2026-02-11", told)]
    if ended:
        told = {"recours": 1, "le": "2026-02-20"}
        acts += [(f"recours.{step}", "2026-02-20", told) for step in ("recevable", "desiste")]
    return acts


def complaint(*, ended: bool) -> list[Act]:
    """Return a complaint, answered where it is ended."""
    told = {"reclamation": 1, "le": "2026-03-15", "categorie": "delai", "canal": "courrier"}
    acts: list[Act] = [("reclamation.recue", "2026-03-15", told | {"motif": "Trop long."})]
    if ended:
        answer = {"reclamation": 1, "le": "2026-03-17", "motif": "Répondu."}
        acts.append(("reclamation.repondue", "2026-03-17", answer))
    return acts


def life(rank: int) -> list[Act]:
    """Return what has happened in a dossier that owes: twenty lives, in turn."""
    kind = rank % 20
    received = "2026-03-06" if kind == 12 else "2026-01-15"
    acts = notice(kind, "2026-01-12", received)
    more: dict[int, list[Act]] = {
        4: plan(kept=False),
        5: plan(kept=True),
        6: plan(kept=False, broken=True),
        7: appeal("contestation", ended=False),
        8: appeal("remise", ended=False),
        9: appeal("remise", ended=True),
        10: complaint(ended=rank % 40 == 10),
        11: letter(2, "mise_en_demeure", "2026-03-10"),
    }
    if kind == 13:
        told = {
            "rectification": 1,
            "creances": [1],
            "le": "2026-03-05",
            "motif": "Ce n’est pas moi.",
        }
        acts.append(("rectification.demandee", "2026-03-05", told))
    if kind >= 14:
        acts += letter(2, "rappel", "2026-02-02", sent="2026-02-03")
    return acts + more.get(kind, [])


def events(owners: list[int], owing: list[int]) -> pa.Table:
    """Return the revisions of all, the lives of those that owe, a letter of one dossier in ten."""
    found = [revisions(owners)]
    lives = {dossier: life(rank) for rank, dossier in enumerate(owing)}
    told = {d: letter(1, "rappel", "2026-02-02", sent="2026-02-03") for d in owners[::10]}
    rows = []
    for dossier, acts in (told | lives).items():
        for tag, day, payload in acts:
            at = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00")
            text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
            rows.append((dossier, 0, tag, at, "banc", text))
    columns = [
        pa.array(column, f.type) for column, f in zip(zip(*rows, strict=True), EVENTS, strict=True)
    ]
    return pa.concat_tables([*found, pa.table(columns, schema=EVENTS)])


def revisions(owners: list[int]) -> pa.Table:
    """Return the revisions of all the dossiers."""
    count = len(owners) * REVISIONS
    told = json.dumps({"jusqu_a": "2026-01-31T00:00:00+00:00", "mois": [202401, 202601]})
    fixed = {"sequence": 0, "tag": "droits.revises", "author": "banc", "payload": told}
    fixed["at"] = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
    columns = [
        pa.array(np.tile(owners, REVISIONS))
        if f.name == "dossier"
        else pa.repeat(pa.scalar(fixed[f.name], f.type), count)
        for f in EVENTS
    ]
    return pa.table(columns, schema=EVENTS)


def fund(dossiers: int, indebted: int) -> MemoryRecords:
    """Return the journals of a fund."""
    rng = np.random.default_rng(2026)
    owners = np.arange(1, dossiers + 1)
    owing = np.sort(rng.choice(owners, indebted, replace=False))
    told = events(owners.tolist(), owing.tolist())
    records = MemoryRecords()
    journal = Journal(facts(owners), told, ledger(owners, owing, rng))
    records.append(journal, dict.fromkeys(owners.tolist(), 0))
    return records


@contextmanager
def stored(records: MemoryRecords, where: str, dossiers: int) -> Iterator[Records]:
    """Give the same journals in a storage."""
    if where == "memoire":
        yield records
        return
    tables = {n: getattr(records, n)() for n in ("facts", "events", "transfers")}
    if where == "postgresql":
        with grappe() as (url, _):
            load(url, tables, dossiers)
            yield open_database(url)
        return
    with tempfile.TemporaryDirectory() as folder:
        opened = open_database(f"sqlite:///{Path(folder) / 'afaire.sqlite3'}")
        opened.append(Journal(**tables), dict.fromkeys(records.dossiers(), 0))
        yield opened


def timed(what: str, do: Callable[[], Any]) -> Any:
    """Print how long something takes, and whether it holds its aim; return what it gives."""
    began, worked = time.perf_counter(), time.process_time()
    found = do()
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    aim = AIMS.get(what)
    held = "" if aim is None else f"   visé : {aim} s{'' if seconds <= aim else ', au-dessus'}"
    print(f"  {what:<24}{seconds:7.3f} s, processeur {busy:6.3f} s{held}", flush=True)
    return found


def write(records: Records, dossier: int) -> None:
    """Receive a complaint."""
    told = complaint(ended=False)[0][2] | {"reclamation": 9}
    row = {"dossier": dossier, "sequence": 0, "tag": "reclamation.recue", "at": NOW}
    row |= {"author": "banc", "payload": json.dumps(told)}
    table = pa.Table.from_pylist([row], schema=EVENTS)
    records.append(Journal(events=table), records.sequences([dossier]))


def main() -> None:
    """Measure, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=95_000)
    parser.add_argument("--endettes", type=int, default=12_000)
    parser.add_argument("--base", choices=("postgresql", "sqlite", "memoire"), default="postgresql")
    asked = parser.parse_args()
    records = fund(asked.dossiers, asked.endettes)
    with stored(records, asked.base, asked.dossiers) as opened:
        del records
        slate = Ardoise(opened)
        found = timed("première vue", lambda: slate.taches(NOW))
        assert timed("vue suivante", lambda: slate.taches(NOW)) == found
        write(opened, asked.dossiers // 2)
        after = timed("après une écriture", lambda: slate.taches(NOW))
        assert len(after) == len(found) + 1
        timed("le lendemain", lambda: slate.taches(NOW + dt.timedelta(days=1)))
    print(f"  {asked.dossiers} dossiers, {asked.endettes} endettés, {len(found)} lignes")
    print("  " + ", ".join(f"{n} {genre}" for genre, n in Counter(t.genre for t in found).items()))


if __name__ == "__main__":
    main()
