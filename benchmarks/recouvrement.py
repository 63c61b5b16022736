"""The monthly recovery order of a fund: 95,000 dossiers, of which 12,000 owe.

python -m benchmarks.recouvrement [--dossiers 95000] [--endettes 12000] [--json]

Journals in memory. Each dossier has two years of rights posted and paid and a month to be paid; those
that owe have two indus notified, wages, a rent, children; one in ten has a plan, one in ten contests.
Then the payment order of the month is made, to show that it is lower.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps.pay import pay
from justedroit.steps.recover import recover

MONTH = 202606
NOW = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
BEFORE = dt.datetime(2026, 1, 10, 8, tzinfo=dt.UTC)
BENEFITS = ("af", "rsa")
PAST = 12  # months paid before
AIM = 10.0
Ints = npt.NDArray[np.int64]


def transfers(owners: Ints, rows: dict[str, Any]) -> pa.Table:
    """Return the same transfer for each dossier."""
    count = owners.size
    fixed = {
        "sequence": 0,
        "value_on": BEFORE.date(),
        "entered_at": BEFORE,
        "reference": None,
    } | rows
    columns = [
        pa.array(owners)
        if f.name == "dossier"
        else pa.array(fixed[f.name], f.type)
        if isinstance(fixed[f.name], np.ndarray)
        else pa.repeat(pa.scalar(fixed[f.name], f.type), count)
        for f in TRANSFERS
    ]
    return pa.table(columns, schema=TRANSFERS)


def move(owners: Ints, benefit: str, month: int, cents: Ints, how: str) -> pa.Table:
    """Return a movement of each dossier: `charge>droit:droit`, debit, credit and motive."""
    sides, motive = how.split(":")
    debit, credit = (f"{benefit}:{nature}" for nature in sides.split(">"))
    row = {"debit": debit, "credit": credit, "motive": motive, "month": month}
    reference = f"revision:{benefit}" if motive == "indu" else None
    return transfers(owners, row | {"amount_cents": cents, "reference": reference})


def ledger(owners: Ints, owing: Ints, rng: np.random.Generator) -> pa.Table:
    """Return what was due and paid, what is due, and what is claimed."""
    parts = []
    for benefit in BENEFITS:
        cents = rng.integers(5_000, 60_000, owners.size)
        for month in (add_months(MONTH, -i) for i in range(PAST, 0, -1)):
            parts.append(move(owners, benefit, month, cents, "charge>droit:droit"))
            parts.append(move(owners, benefit, month, cents, "droit>paye:paiement"))
        parts.append(move(owners, benefit, MONTH, cents, "charge>droit:droit"))
        amounts = rng.integers(1_000, 5_000, owing.size)
        parts += [
            move(owing, benefit, month, amounts, "indu>charge:indu")
            for month in (202510, 202511, 202512)
        ]
    return pa.concat_tables(parts)


def events(owing: Ints) -> pa.Table:
    """Return a notice received for each dossier that owes, some plans and some appeals."""
    rows = []
    for n in owing.tolist():
        told = {"notice": 1, "creances": [1, 2], "total_cents": 1, "enrichie": False}
        acts: list[tuple[str, dict[str, Any]]] = [("notice.preparee", told)]
        acts.append(("notice.envoyee", {"notice": 1, "le": "2026-01-12"}))
        proof = {"notice": 1, "le": "2026-01-15", "preuve": "accuse_reception"}
        acts.append(("notice.recue", proof))
        if n % 10 == 0:
            due = [{"le": f"2026-{m:02d}-05", "cents": 2_000} for m in range(3, 10)]
            plan = {"echeancier": 1, "creances": [1, 2], "mensualites": due}
            acts.append(
                ("echeancier.accepte", plan | {"phase": "recouvrement", "moyen": "retenue"})
            )
        if n % 10 == 1:
            stop = {"creances": [1], "cause": "recours:1", "le": "2026-02-01", "jusqu_au": None}
            acts.append(("creance.suspendue", stop))
        for tag, payload in acts:
            row = {"dossier": n, "sequence": 0, "tag": tag, "at": BEFORE, "author": "banc"}
            rows.append(row | {"payload": json.dumps(payload)})
    return pa.Table.from_pylist(rows, schema=EVENTS)


def facts(owners: Ints) -> pa.Table:
    """Return an adult, a child, wages and a rent of each dossier."""
    said = (
        ("allocataire", 1, "true"),
        ("date_naissance", 1, "1985-01-01"),
        ("enfant", 2, "true"),
        ("date_naissance", 2, "2016-01-01"),
        ("salaire_imposable", 1, "800"),
        ("salaire_net", 1, "780"),
        ("loyer", 0, "450"),
        ("depcom", 0, "63113"),
    )
    count = owners.size
    parts = []
    for kind, person, value in said:
        fixed = {"sequence": 0, "person": person, "kind": kind, "value": value, "replaces": None}
        fixed |= {"valid_from": dt.date(2020, 1, 1), "valid_until": None, "known_at": BEFORE}
        fixed |= {"source": "agent", "author": "banc", "proof": None}
        columns = [
            pa.array(owners)
            if f.name == "dossier"
            else pa.repeat(pa.scalar(fixed[f.name], f.type), count)
            for f in FACTS
        ]
        parts.append(pa.table(columns, schema=FACTS))
    return pa.concat_tables(parts)


def fund(dossiers: int, indebted: int) -> MemoryRecords:
    """Return the journals of a fund."""
    rng = np.random.default_rng(2026)
    owners = np.arange(1, dossiers + 1)
    owing = np.sort(rng.choice(owners, indebted, replace=False))
    journal = Journal(facts(owners), events(owing), ledger(owners, owing, rng))
    records = MemoryRecords()
    records.append(journal, dict.fromkeys(owners.tolist(), 0))
    return records


def main() -> None:
    """Measure, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=95_000)
    parser.add_argument("--endettes", type=int, default=12_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    records = fund(asked.dossiers, asked.endettes)
    records.transfers([1])  # journals in memory are sorted by their first reading
    began, worked = time.perf_counter(), time.process_time()
    found = recover(records, MONTH, NOW)
    seconds = round(time.perf_counter() - began, 2)
    busy = round(time.process_time() - worked, 2)
    again = recover(records, MONTH, NOW)
    assert again.cents == 0
    order = pay(records, MONTH, NOW)
    told = {
        "dossiers": asked.dossiers,
        "endettes": len(found.retenues),
        "retenus": found.withheld,
        "retenu_centimes": found.cents,
        "ecartees": dict(found.reasons()),
        "secondes": seconds,
        "secondes_processeur": busy,
        "ordre_centimes": pc.sum(order["amount_cents"]).as_py(),
        "memoire_mio": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if asked.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for name, value in told.items():
        print(f"  {name:<18}{value}")
    print(f"Ordre de recouvrement mensuel : {seconds:.2f} s (visé : {AIM:.0f} s)")


if __name__ == "__main__":
    main()
