"""The demonstration: from nothing (a fresh clone, no environment), then again.

python -m benchmarks.demo [--dossiers 1000] [--mois 12] [--fois 3] [--sans-clone]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent


def seconds(command: list[str], folder: Path) -> float:
    """Run a command; return its wall seconds. It must succeed."""
    began = time.perf_counter()
    subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def main() -> None:
    """Time `make demo` in a fresh clone, then the command several times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--mois", type=int, default=12)
    parser.add_argument("--fois", type=int, default=3)
    parser.add_argument("--sans-clone", action="store_true")
    asked = parser.parse_args()
    arguments = ["--dossiers", str(asked.dossiers), "--mois", str(asked.mois)]
    print(f"{asked.dossiers} dossiers, {asked.mois} months, seed 2022")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not asked.sans_clone:
            subprocess.run(
                ["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True
            )
            first = seconds(["make", "demo", f"ARGS={' '.join(arguments)}"], folder / "clone")
            print(f"first run, from a fresh clone   {first:6.1f} s", flush=True)
        program = [str(Path(sys.executable).parent / "justedroit"), "demo", *arguments]
        runs = [seconds([*program, "--sortie", "demo"], folder) for _ in range(asked.fois)]
        shown = ", ".join(f"{run:.1f}" for run in runs)
        print(f"later runs, median of {asked.fois}         {median(runs):6.1f} s  ({shown})")


if __name__ == "__main__":
    main()
