"""A whole fund revised from PostgreSQL to PostgreSQL, and the pure input and output beside it.

python -m benchmarks.lot [--dossiers 94757] [--fenetre 2024-01:2025-12] [--graine 2026]
    [--fois 5] [--processus 2] [--loi moteur|banc] [--json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from pyarrow import csv

from benchmarks.__main__ import machine
from benchmarks.grappe import grappe
from benchmarks.loi import LoiDeBanc
from benchmarks.peuplement import Peuplement, journals, load
from benchmarks.releve import Chronometre, Memoire, cpu_seconds, stages
from justedroit.batch import LOT, Bilan, Caisse, begin, passage
from justedroit.core.droits import Law
from justedroit.core.faits import FACTS
from justedroit.records.database import DatabaseRecords, open_database
from justedroit.records.database.dialect import Part
from justedroit.records.database.requetes import charges
from justedroit.records.interface import EVENTS

LOADED, WORK = "chargee", "passage"


def law_of(name: str) -> Law:
    """Return the law of a name, in any process."""
    if name == "banc":
        return LoiDeBanc()
    from justedroit.kernels import compiled_law  # noqa: PLC0415  (slow, and only here)

    return compiled_law(threads=1)


def proof_of(name: str) -> Law | None:
    """Return the law that proves the sample of a run, None where nothing is compiled."""
    if name == "banc":
        return None
    from justedroit.kernels import proved_law  # noqa: PLC0415

    return proved_law()


def timed_law(name: str, folder: str) -> Law:
    """Return the law, and time what this process does from now on."""
    Chronometre(folder).install()
    return law_of(name)


def now_of(instant: dt.datetime) -> dt.datetime:
    """Return an instant: the clock of the measure."""
    return instant


class Banc:
    """A loaded cluster, from which each measure takes a fresh copy.

    Args:
        address: of the cluster, with `postgres` as the name of the base.
        server: process number of the server's master.
        wanted: what is measured.
        asked: options of the command.
    """

    def __init__(
        self, address: str, server: int, wanted: Peuplement, asked: argparse.Namespace
    ) -> None:
        self.address, self.server, self.wanted, self.asked = address, server, wanted, asked

    def url(self, base: str) -> str:
        """Return the address of a base of the cluster."""
        return self.address.replace("/postgres?", f"/{base}?")

    def command(self, *queries: str) -> None:
        """Run commands outside of any transaction."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            for query in queries:
                connection.execute(query)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Yield the address of a copy of the loaded base."""
        copy = f"CREATE DATABASE {WORK} TEMPLATE {LOADED} STRATEGY file_copy"
        self.command(f"DROP DATABASE IF EXISTS {WORK} WITH (FORCE)", copy, "CHECKPOINT")
        yield self.url(WORK)

    def measured(self) -> tuple[dict[str, Any], Bilan]:
        """Return what one revision costs, and its report."""
        with self.fresh() as url, tempfile.TemporaryDirectory() as folder:
            caisse = Caisse(
                partial(open_database, url),
                partial(timed_law, self.asked.loi, folder),
                partial(now_of, self.wanted.revised_at),
                partial(proof_of, self.asked.loi),
            )
            before = cpu_seconds(os.getpid()), cpu_seconds(self.server)
            began = time.perf_counter()
            with Memoire(self.server) as memory:
                records = caisse.records()
                law = law_of(self.asked.loi).version
                plan = begin(
                    records, self.wanted.revised_at, law, self.wanted.window, self.asked.taille
                )
                bilan = passage(caisse, plan, self.asked.processus)
                python = cpu_seconds(os.getpid()) - before[0]
            seconds = time.perf_counter() - began
            assert isinstance(records, DatabaseRecords)
            records.close()
            told = {
                "secondes": seconds,
                "processeur_python_s": python,
                "processeur_postgresql_s": cpu_seconds(self.server) - before[1],
                "memoire_mo": memory.peak_mb,
                "etapes_s": stages(folder),
            }
            return told, bilan

    def floor(self, run: str) -> dict[str, float]:
        """Return the seconds to read the same rows by COPY, and to write the same, no more."""
        numbers = np.arange(1, self.wanted.dossiers + 1)
        lots = [
            numbers[i : i + self.asked.taille] for i in range(0, numbers.size, self.asked.taille)
        ]
        with ProcessPoolExecutor(self.asked.processus) as pool:
            list(pool.map(abs, range(self.asked.processus)))  # processes started
            began = time.perf_counter()
            list(pool.map(partial(read_only, self.url(WORK), self.wanted.window), lots))
            read = time.perf_counter() - began
            written = [written_rows(self.url(WORK), run, lot) for lot in lots]
            with self.fresh() as url:
                began = time.perf_counter()
                list(pool.map(partial(write_only, url), written))
                write = time.perf_counter() - began
        return {"lire_s": read, "ecrire_s": write, "secondes": read + write}


def read_only(url: str, window: tuple[int, int], lot: np.ndarray) -> int:
    """Receive the rows that the revision of a lot reads for all its dossiers, and parse nothing."""
    records = open_database(url)
    dialect = records._dialect  # noqa: SLF001
    records.close()
    among = dialect.among("dossier", lot)
    facts = Part("SELECT " + ", ".join(FACTS.names) + " FROM fait WHERE ") + among
    posted = Part("SELECT dossier, debit, credit, amount_cents, month ")
    posted += charges(dialect, among, window)
    last = Part("SELECT " + ", ".join(EVENTS.names) + " ")
    last += dialect.last_events("droits.revises", lot)
    size = 0
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        cursor = connection.cursor()
        for query in (facts + " ORDER BY dossier, sequence", posted, last):
            text = cursor.mogrify(f"COPY ({query.sql}) TO STDOUT (FORMAT csv)", query.parameters)
            connection.pgconn.exec_(text.encode())
            while (received := connection.pgconn.get_copy_data(0))[0] > 0:
                size += received[0]
            while connection.pgconn.get_result() is not None:
                pass
    return size


def written_rows(url: str, run: str, lot: np.ndarray) -> dict[str, pa.Table]:
    """Return the rows that a run wrote for a lot, of the two journals it writes to."""
    records = open_database(url)
    events, transfers = records.events(lot), records.transfers(lot)
    records.close()
    mine = [run in payload for payload in events["payload"].to_pylist()]
    own = pa.array([reference == run for reference in transfers["reference"].to_pylist()])
    return {"evenement": events.filter(pa.array(mine)), "transfert": transfers.filter(own)}


def write_only(url: str, tables: dict[str, pa.Table]) -> None:
    """Write rows as they are, in one transaction; the triggers of the journals do their part."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for name, table in tables.items():
            columns = ", ".join(table.column_names)
            text = io.BytesIO()
            csv.write_csv(table, text, csv.WriteOptions(include_header=False))
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT csv)") as copy:
                copy.write(text.getbuffer())


def measured_fund(asked: argparse.Namespace) -> dict[str, Any]:
    """Build the fund, measure, and return all there is to tell."""
    first, last = (int(month.replace("-", "")) for month in asked.fenetre.split(":"))
    wanted = Peuplement(asked.dossiers, (first, last), asked.graine)
    found = journals(wanted, law_of(asked.loi))
    with grappe() as (address, data):
        server = int((data / "postmaster.pid").read_text().split()[0])
        banc = Banc(address, server, wanted, asked)
        banc.command(f"CREATE DATABASE {LOADED}")
        rows = load(banc.url(LOADED), found, asked.dossiers)
        runs, floors = [], []
        for _ in range(asked.fois):
            told, bilan = banc.measured()
            runs.append(told)
            floors.append(banc.floor(bilan.plan.run))
    return {
        "machine": machine(),
        "systeme": platform.platform(),
        "versions": versions(),
        "graine": asked.graine,
        "dossiers": asked.dossiers,
        "fenetre": asked.fenetre,
        "loi": asked.loi,
        "processus": asked.processus,
        "lignes": rows,
        "corriges": bilan.corriges,
        "ecarts": list(bilan.rapprochement.faults),
        "mediane": medians(runs),
        "plancher": medians(floors),
        "part_du_plancher": statistics.median(
            f["secondes"] / r["secondes"] for f, r in zip(floors, runs, strict=True)
        ),
        "passages": runs,
        "planchers": floors,
    }


def medians(told: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the median of each figure."""
    return {
        name: medians([one[name] for one in told])
        if isinstance(value, dict)
        else statistics.median(one[name] for one in told)
        for name, value in told[0].items()
    }


def versions() -> dict[str, str]:
    """Return the versions of what is measured."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pyarrow": pa.__version__,
        "psycopg": psycopg.__version__,
    }


def show(told: dict[str, Any]) -> None:
    """Print the medians, where the time goes, and the floor."""
    middle, floor, count = told["mediane"], told["plancher"], told["dossiers"]
    print(
        f"{count:,} dossiers, {told['fenetre']}, law {told['loi']}, {told['processus']} processes, "
        f"seed {told['graine']}; rows {told['lignes']}; {told['corriges']:,} dossiers corrected"
    )
    print(f"{len(told['passages'])} runs, medians:")
    each = 1e6 / count
    for stage, seconds in sorted(middle["etapes_s"].items(), key=lambda item: -item[1]):
        print(f"  {stage:<24}{seconds:8.2f} s  {seconds * each:8.1f} µs by dossier, waits included")
    python, server = middle["processeur_python_s"], middle["processeur_postgresql_s"]
    print(f"  processor: Python {python:.1f} s, PostgreSQL {server:.1f} s")
    memory = ", ".join(f"{name} {mb:,.0f}" for name, mb in middle["memoire_mo"].items())
    print(f"  peak memory, MB: {memory}")
    print(f"together {middle['secondes']:.1f} s")
    print(
        f"floor    {floor['secondes']:.1f} s (read {floor['lire_s']:.1f}, "
        f"write {floor['ecrire_s']:.1f}): {told['part_du_plancher']:.0%} of it"
    )
    if told["ecarts"]:
        print("NOT RECONCILED: " + " ".join(told["ecarts"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=94_757)
    parser.add_argument("--fenetre", default="2024-01:2025-12")
    parser.add_argument("--graine", type=int, default=2026)
    parser.add_argument("--fois", type=int, default=5)
    parser.add_argument("--processus", type=int, default=os.cpu_count())
    parser.add_argument("--taille", type=int, default=LOT)
    parser.add_argument("--loi", choices=["banc", "moteur"], default="moteur")
    parser.add_argument("--json", action="store_true")
    told = measured_fund(asked := parser.parse_args())
    print(json.dumps(told, indent=1)) if asked.json else show(told)


if __name__ == "__main__":
    main()
