"""The order of a fund goes to the bank: a file written, validated and reconciled; then its returns.

python -m benchmarks.sepa [--paiements 95000] [--registre] [--json]

The measure is the file alone: from the rows of the order, and the accounts, to bytes that are valid
against the XSD and equal to the ledger. `--registre` measures also the steps over journals in
memory: prepare, release, write, then 500 payments that come back.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.identites import ACCOUNTS
from justedroit.core.paiements import (
    CAISSE_DEMO,
    PAYABLE,
    Entete,
    Ordre,
    check_pain001,
    differences,
    fingerprint_of_rows,
    virements,
    write_pain001,
)
from justedroit.core.registre import TRANSFERS
from justedroit.records.fichiers import MemoryFiles
from justedroit.records.interface import Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps.bank import receive
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import prepare, release
from justedroit.steps.write import write
from justedroit.twin.banque import Banque

MONTH = 202506
NOW = dt.datetime(2025, 7, 1, 8, tzinfo=dt.UTC)
BENEFITS = ("af", "apl", "rsa")
RETURNED = 500


@dataclass
class Mesures:
    """Seconds of each stage, in order."""

    seconds: dict[str, float] = field(default_factory=dict)

    def time(self, name: str, act: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        found = act()
        self.seconds[name] = round(time.perf_counter() - began, 3)
        return found


def rows(payments: int) -> pa.Table:
    """Return the rows of an order: three benefits for each household."""
    dossiers = np.repeat(np.arange(1, payments + 1), len(BENEFITS))
    count = dossiers.size
    columns = [
        dossiers,
        pa.array(BENEFITS * payments),
        pa.array(np.full(count, MONTH, np.int32)),
        pa.repeat(pa.scalar("allocataire"), count),
        np.random.default_rng(2026).integers(1_000, 60_000, count),
        pa.array(np.char.zfill(dossiers.astype(str), 16)),
    ]
    return pa.table(columns, schema=PAYABLE)


def ibans(count: int) -> pa.Array:
    """Return accounts of a bank that does not exist; only the key of the IBAN is not computed."""
    numbers = pa.array(np.char.zfill(np.arange(1, count + 1).astype(str), 11))
    return pc.binary_join_element_wise("FR769999900001", numbers, "00", "")


def accounts(payments: int) -> pa.Table:
    """Return an account for each household."""
    dossiers = np.arange(1, payments + 1)
    columns = [
        dossiers,
        pa.repeat(pa.scalar("allocataire"), payments),
        pa.repeat(pa.scalar("Prénom d’Essai-Éprouvé"), payments),
        ibans(payments),
        pa.array(np.char.zfill(dossiers.astype(str), 16)),
    ]
    return pa.table(columns, schema=ACCOUNTS)


class Comptes:
    """Accounts in memory, with nothing to decrypt."""

    def __init__(self, payments: int) -> None:
        self.table = accounts(payments)

    def accounts(self, dossiers: list[int]) -> pa.Table:
        return self.table.take(pa.array(np.asarray(dossiers) - 1))


def file_alone(payments: int, measures: Mesures) -> int:
    """Measure the file: written, validated, reconciled; return its size."""
    order, known = rows(payments), accounts(payments)
    entete = Entete(1, MONTH, NOW, {"allocataire": dt.date(2025, 7, 4)})
    chosen = measures.time("virements", lambda: virements(order, known, 1))
    measures.time("empreinte", lambda: fingerprint_of_rows(order))
    content = measures.time("écriture", lambda: write_pain001(chosen, entete, CAISSE_DEMO))
    assert measures.time("XSD", lambda: check_pain001(content)) == ""
    assert measures.time("relecture", lambda: differences(content, chosen)) == []
    return len(content)


def owing(payments: int) -> MemoryRecords:
    """Return journals that owe the rows of an order."""
    order = rows(payments)
    count = order.num_rows
    columns = {
        "dossier": order["dossier"],
        "sequence": pa.array(np.zeros(count, np.int64)),
        "debit": pc.binary_join_element_wise(order["benefit"], "charge", ":"),
        "credit": pc.binary_join_element_wise(order["benefit"], "droit", ":"),
        "amount_cents": order["amount_cents"],
        "month": order["month"],
        "value_on": pa.repeat(pa.scalar(NOW.date()), count),
        "entered_at": pa.repeat(pa.scalar(NOW, TRANSFERS.field("entered_at").type), count),
        "motive": pa.repeat(pa.scalar("droit"), count),
        "reference": pa.nulls(count, pa.string()),
    }
    records = MemoryRecords()
    transfers = pa.table(columns, schema=TRANSFERS)
    records.append(Journal(transfers=transfers), dict.fromkeys(range(1, payments + 1), 0))
    return records


def chain(payments: int, measures: Mesures) -> None:
    """Measure the steps over journals in memory."""
    desk = Guichet(owing(payments), Comptes(payments), MemoryFiles(), CAISSE_DEMO)  # type: ignore[arg-type]
    order = measures.time("préparer", lambda: prepare(desk, MONTH, "mensuel", "a", NOW))
    assert isinstance(order, Ordre), order
    order = measures.time("libérer", lambda: release(desk, 1, "b", NOW))
    assert isinstance(order, Ordre), order
    order = measures.time("écrire", lambda: write(desk, 1, "b", NOW))
    assert isinstance(order, Ordre), order
    content = desk.files.read(order.release["fichier"])
    assert content is not None
    share = RETURNED / payments
    _, camt = Banque(rejected=0.0, returned=share).execute(content, NOW + dt.timedelta(days=5))
    told = measures.time("lire les retours", lambda: receive(desk, camt, "a", NOW))
    assert isinstance(told, dict), told
    print(f"retours lus : {len(told['lignes'])}")


def main() -> None:
    """Measure, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paiements", type=int, default=95_000)
    parser.add_argument("--registre", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    measures = Mesures()
    size = file_alone(asked.paiements, measures)
    told: dict[str, Any] = {
        "paiements": asked.paiements,
        "octets": size,
        "fichier_secondes": round(sum(measures.seconds.values()), 3),
    }
    if asked.registre:
        chain(asked.paiements, measures)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told |= {"etapes": measures.seconds, "memoire_mio": peak}
    if asked.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    print(f"{asked.paiements} virements, {size / 2**20:.1f} Mio, mémoire {peak} Mio")
    for name, seconds in measures.seconds.items():
        print(f"  {name:<18}{seconds:8.2f} s")
    print(f"Fichier écrit, validé, rapproché : {told['fichier_secondes']:.2f} s (visé : 30 s)")


if __name__ == "__main__":
    main()
