"""A mass run over Parquet by workers of Dask: is it linear, and does a killed worker change a byte.

python -m benchmarks.masse [--dossiers 1000000] [--fenetre 2024-01:2025-12] [--graine 2026]
    [--fois 1] [--processus 2] [--loi banc|openfisca] [--dossier FOLDER] [--json]

One snapshot is written; its first quarter, its half and the whole are revised by the same warm
workers, each to its own folder, reconciliation included. Then an eighth twice: undisturbed, and
with one worker killed by SIGKILL on the way; the files must be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from distributed import Client

from benchmarks.__main__ import machine
from benchmarks.loi import LoiDeBanc
from benchmarks.peuplement import Peuplement, journals
from benchmarks.releve import Memoire
from justedroit.batch import LOT, Plan
from justedroit.batch.instantane import Instantane, taken
from justedroit.batch.masse import decided
from justedroit.batch.ouvriers import workers
from justedroit.batch.partition import Mission, laws, mission_of
from justedroit.core.droits import Law
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.kernels import Kernels, compiled_law, is_building, kernel_folder
from justedroit.records.memory import MemoryRecords

WARM_UP = 6  # partitions
ATTEMPTS = 5  # to find all the kernels built


class Repete(MemoryRecords):
    """A fund whose dossiers are a few distinct ones, again and again under other numbers.

    Args:
        found: the journals of the distinct dossiers, numbered from 1.
        dossiers: how many there are in all.
    """

    def __init__(self, found: dict[str, pa.Table], dossiers: int) -> None:
        super().__init__()
        self._found, self._count = found, dossiers
        self._distinct = int(found["facts"]["dossier"].to_numpy().max())
        self._last_of = np.zeros(self._distinct + 1, np.int64)
        for table in found.values():
            owner, sequence = (table[n].to_numpy() for n in ("dossier", "sequence"))
            np.maximum.at(self._last_of, owner, sequence)

    def dossiers(self) -> list[int]:
        return list(range(1, self._count + 1))

    def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]:
        numbers = np.asarray(dossiers)
        last = self._last_of[(numbers - 1) % self._distinct + 1]
        return dict(zip(numbers.tolist(), last.tolist(), strict=True))

    def facts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        return self._shifted("facts", dossiers)

    def events(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        return self._shifted("events", dossiers)

    def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        return self._shifted("transfers", dossiers)

    def _shifted(self, name: str, dossiers: Sequence[int] | None) -> pa.Table:
        """Return the rows of some dossiers that follow one another."""
        numbers = np.asarray(dossiers)
        first, last = int(numbers[0]), int(numbers[-1])
        table, parts = self._found[name], []
        owner = table["dossier"].to_numpy()
        for shift in range((first - 1) // self._distinct * self._distinct, last, self._distinct):
            start, stop = np.searchsorted(owner, [first - shift, last - shift + 1])
            part = table.slice(start, stop - start)
            moved = pa.array(owner[start:stop] + shift)
            parts.append(part.set_column(0, table.schema.field(0), moved))
        return pa.concat_tables(parts)


def law_maker(name: str) -> Callable[[], Law]:
    """Return what makes the law in each worker."""
    return LoiDeBanc if name == "banc" else partial(compiled_law, 1)


def prepared(window: tuple[int, int]) -> float:
    """Build the kernels that are not there; return the seconds it took."""
    from justedroit.engine import make  # noqa: PLC0415

    began = time.perf_counter()
    kernels = Kernels(kernel_folder(), build=False)
    for year in range(window[0] // 100, window[1] // 100 + 1):
        kernel = kernels.kernel(year)
        if kernel.state() != "native":
            make(kernel.recipe, kernel.place.folder, kernel.profiles)
    return time.perf_counter() - began


def building() -> bool:
    """Return whether a law of this process has kernels that are being made."""
    return any(isinstance(law, OpenFiscaLaw) and is_building(law) for law in laws())


class Banc:
    """Warm workers and a snapshot, parts of which are revised.

    Args:
        client: of Dask.
        instantane: the whole snapshot.
        plan: the run on it.
        law: makes the law.
    """

    def __init__(
        self, client: Client, instantane: Instantane, plan: Plan, law: Callable[[], Law]
    ) -> None:
        self.client, self.instantane, self.plan, self.law = client, instantane, plan, law

    def run(
        self, partitions: int, name: str, progress: Callable[[int, int], None] = lambda *_: None
    ) -> dict[str, Any]:
        """Revise the first partitions to a new folder; return what it cost."""
        dossiers = self.instantane.dossiers[: partitions * self.instantane.size]
        part = replace(
            self.instantane, dossiers=dossiers, partitions=self.instantane.partitions[:partitions]
        )
        plan = replace(self.plan, dossiers=dossiers)
        mission: Mission = mission_of(part, plan, self.law, self.results(name))
        with Memoire(os.getpid()) as memory:
            began = time.perf_counter()
            found = decided(self.client, part, plan, mission, progress)
            seconds = time.perf_counter() - began
        return {
            "dossiers": dossiers.size,
            "secondes": seconds,
            "us_par_dossier": seconds / dossiers.size * 1e6,
            "memoire_mo": memory.peak_mb["python"],
            "corriges": found.bilan.corriges,
            "ecarts": list(found.bilan.rapprochement.faults),
        }

    def warm_up(self, partitions: int) -> None:
        """Have each worker load its law, and wait until no kernel is being built any more."""
        for _ in range(ATTEMPTS):
            self.run(partitions, "essai")
            shutil.rmtree(self.results("essai"))
            if not any(self.client.run(building).values()):
                return
            while any(self.client.run(building).values()):
                time.sleep(2)
        print("Some kernels are not built: plain OpenFisca answers in part.", file=sys.stderr)

    def results(self, name: str) -> Path:
        return self.instantane.folder / "mesures" / name

    def files(self, name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.results(name).iterdir())}

    def killed(self, partitions: int) -> dict[str, Any]:
        """Revise the same partitions undisturbed, then with one worker killed half way."""
        self.run(partitions, "calme")
        victims: list[int] = []

        def kill(done: int, total: int) -> None:
            if done * 2 >= total and done < total and not victims:
                working = next(w for w, keys in self.client.processing().items() if keys)
                [pid] = self.client.run(os.getpid, workers=[working]).values()
                os.kill(pid, signal.SIGKILL)
                victims.append(pid)

        told = self.run(partitions, "tue", kill)
        calm, disturbed = self.files("calme"), self.files("tue")
        same = bool(victims) and calm == disturbed
        told |= {"ouvriers_tues": len(victims), "fichiers": len(calm), "memes_octets": same}
        for name in ("calme", "tue"):
            shutil.rmtree(self.results(name))
        return told


def measured(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Build the snapshot, measure, and return all there is to tell."""
    first, last = (int(month.replace("-", "")) for month in asked.fenetre.split(":"))
    law = law_maker(asked.loi)
    prepare_s = prepared((first, last)) if asked.loi == "openfisca" else 0.0
    wanted = Peuplement(asked.dossiers, (first, last), asked.graine)
    records = Repete(journals(wanted, law()), asked.dossiers)
    began = time.perf_counter()
    instantane = taken(records, folder / "instantane", wanted.revised_at, asked.taille)
    snapshot_s = time.perf_counter() - began
    parts = len(instantane.partitions)
    with workers("local", asked.processus) as client:
        banc = Banc(client, instantane, instantane.plan((first, last), law().version), law)
        banc.warm_up(min(WARM_UP, parts))
        sizes = {"quart": parts // 4 or 1, "moitie": parts // 2 or 1, "tout": parts}
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in sizes}
        for _ in range(asked.fois):
            for name, count in sizes.items():
                runs[name].append(banc.run(count, name))
                shutil.rmtree(banc.results(name))
        # At least three partitions for each worker: one is killed with others to do.
        killed = banc.killed(min(parts, max(parts // 8, asked.processus * 3)))
    paces = {
        name: statistics.median(run["us_par_dossier"] for run in told)
        for name, told in runs.items()
    }
    return {
        "machine": machine(),
        "systeme": platform.platform(),
        "versions": versions(),
        "graine": asked.graine,
        "dossiers": asked.dossiers,
        "fenetre": asked.fenetre,
        "loi": law().version,
        "processus": asked.processus,
        "partitions": parts,
        "noyaux_s": prepare_s,
        "instantane_s": snapshot_s,
        "instantane_mo": sum(p.stat().st_size for p in folder.rglob("*.parquet")) / 1e6,
        "us_par_dossier": paces,
        "ecart_lineaire": max(abs(pace / paces["quart"] - 1) for pace in paces.values()),
        "passages": runs,
        "ouvrier_tue": killed,
    }


def versions() -> dict[str, str]:
    """Return the versions of what is measured."""
    names = ("numpy", "pyarrow", "dask", "distributed", "openfisca-core", "openfisca-france")
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def show(told: dict[str, Any]) -> None:
    """Print each size, its pace, and what became of the worker that was killed."""
    print(
        f"{told['dossiers']:,} dossiers, {told['fenetre']}, {told['loi']}, {told['processus']} "
        f"workers, {told['partitions']} partitions, seed {told['graine']}"
    )
    print(f"snapshot {told['instantane_s']:.1f} s, {told['instantane_mo']:,.0f} MB")
    for name, runs in told["passages"].items():
        for run in runs:
            print(
                f"  {name:<8}{run['dossiers']:>10,} dossiers {run['secondes']:8.1f} s "
                f"{run['us_par_dossier']:8.1f} µs by dossier, {run['memoire_mo']:,.0f} MB, "
                f"{run['corriges']:,} corrected"
            )
            for fault in run["ecarts"]:
                print(f"    NOT RECONCILED: {fault}")
    print(f"linear within {told['ecart_lineaire']:.1%}")
    one = told["ouvrier_tue"]
    print(
        f"{one['ouvriers_tues']} worker killed on the way of {one['dossiers']:,} dossiers: "
        f"{one['fichiers']} files, {'the same' if one['memes_octets'] else 'NOT THE SAME'} bytes"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--fenetre", default="2024-01:2025-12")
    parser.add_argument("--graine", type=int, default=2026)
    parser.add_argument("--fois", type=int, default=1)
    parser.add_argument("--processus", type=int, default=2)
    parser.add_argument("--taille", type=int, default=LOT)
    parser.add_argument("--loi", choices=["banc", "openfisca"], default="openfisca")
    parser.add_argument("--dossier", type=Path, help="where the snapshot goes; kept by nobody")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.dossier) as folder:
        told = measured(asked, Path(folder))
    print(json.dumps(told, indent=1)) if asked.json else show(told)


if __name__ == "__main__":
    main()
