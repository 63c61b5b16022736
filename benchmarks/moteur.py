"""The engine against plain OpenFisca, side by side in one run, differences counted.

python -m benchmarks.moteur [--dossiers N] [--fenetre AAAA-MM:AAAA-MM] [--graine S] [--fois K]
                            [--json] [--sans NAME …]

Each measure alternates plain OpenFisca and the kernel on households of their own, draws of one
seed; the ratio of each pair is kept, and their median. Seconds are of processor, on one core.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from tests.engine.france import months, people, question

from benchmarks.__main__ import machine
from benchmarks.loi import LoiDeBanc
from benchmarks.peuplement import DISTINCT, Peuplement
from benchmarks.peuplement import people as people_of_a_fund
from justedroit.core.droits import Situation, evaluate
from justedroit.core.droits.openfisca import (
    CompiledLaw,
    OpenFiscaLaw,
    law_system,
    quiet,
    versions,
)
from justedroit.core.faits import as_known
from justedroit.engine import Question, Table, make, plain
from justedroit.engine.door import Door
from justedroit.engine.kernel import doors_of
from justedroit.engine.native import Native, build
from justedroit.engine.proof import differs
from justedroit.engine.tracing import trace
from justedroit.kernels import Kernels
from justedroit.records.memory import MemoryRecords

PLAIN_AT_ONCE = 10_000  # households of one plain simulation: larger ones are no faster
WINDOW_AT_ONCE = 5_000  # over a window: beyond, its memory grows and its speed does not


@dataclass(frozen=True)
class Built:
    """A kernel, and what it took to build it."""

    question: Question
    native: Native
    trace_s: float
    compile_s: float
    nodes: int
    inputs: int

    def coded(self, tables: list[Table]) -> tuple[list[Table], dict[Any, Any]]:
        """Return tables as the kernel reads them, and the values of its texts."""
        door = Door(self.question, doors_of(self.native.program))
        return door.coded(tables), door.values()


def built(asked: list[str], folder: Path) -> Built:
    """Trace and compile the nine benefits of some months."""
    system = law_system()
    wanted = question(system, asked)
    began = time.perf_counter()
    program = trace(wanted)
    traced = time.perf_counter()
    library = build(program, folder)
    done = time.perf_counter()
    native = Native(library, program)
    counts = len(program.live()), len(program.inputs())
    return Built(wanted, native, traced - began, done - traced, *counts)


def cpu(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor seconds of an act, and what it returns."""
    began = time.process_time()
    found = act()
    return time.process_time() - began, found


def pair(kernel: Built, households: int, seed: int) -> dict[str, float]:
    """Measure plain OpenFisca, then the kernel, on the same households."""
    drawn = people(kernel.question, households, seed)
    coded, doors = kernel.coded(drawn.tables)
    slow, expected = cpu(lambda: plain(kernel.question, drawn.population, drawn.tables))
    kernel.native.run(drawn.population, coded, doors)  # its layout is kept, as in a fund
    fast, found = cpu(lambda: kernel.native.run(drawn.population, coded, doors))
    wrong = sum(int(differs(found[ask], expected[ask]).sum()) for ask in expected)
    return {"plain_s": slow, "kernel_s": fast, "ratio": slow / fast, "differences": wrong}


def compared(kernel: Built, households: int, seeds: range, plain_at_once: int) -> dict[str, Any]:
    """Measure pairs; the kernel also on all the households at once."""
    with quiet():
        pairs = [pair(kernel, plain_at_once, seed) for seed in seeds]
        whole = alone(kernel, households, seeds[0], len(seeds))
    months_asked = len({ask.period for ask in kernel.question.asks if len(ask.period) == 7})
    per = plain_at_once * months_asked
    slow = median(one["plain_s"] for one in pairs) / per * 1e6
    fast = median(whole) / households / months_asked * 1e6
    return {
        "households_of_a_pair": plain_at_once,
        "households": households,
        "months": months_asked,
        "plain_us_household_month": slow,
        "kernel_us_household_month": fast,
        "ratio_all_at_once": slow / fast,
        "ratio_median_of_pairs": median(one["ratio"] for one in pairs),
        "ratios": [round(one["ratio"], 1) for one in pairs],
        "differences": sum(one["differences"] for one in pairs),
        "trace_s": kernel.trace_s,
        "compile_s": kernel.compile_s,
        "operations": kernel.nodes,
        "inputs": kernel.inputs,
    }


def alone(kernel: Built, households: int, seed: int, times: int) -> list[float]:
    """Return the processor seconds of the kernel on many households."""
    drawn = people(kernel.question, households, seed)
    coded, doors = kernel.coded(drawn.tables)
    kernel.native.run(drawn.population, coded, doors)
    return [cpu(lambda: kernel.native.run(drawn.population, coded, doors))[0] for _ in range(times)]


def one_household(kernel: Built, seed: int, times: int) -> dict[str, Any]:
    """Measure one household, warm."""
    drawn = people(kernel.question, 1, seed)
    coded, doors = kernel.coded(drawn.tables)

    def once() -> Any:
        return kernel.native.run(drawn.population, coded, doors)

    for _ in range(5):
        once()
    fast = [cpu(once)[0] * 1e3 for _ in range(times * 20)]
    with quiet():
        plain(kernel.question, drawn.population, drawn.tables)
        slow = [
            cpu(lambda: plain(kernel.question, drawn.population, drawn.tables))[0] * 1e3
            for _ in range(times)
        ]
    return {"kernel_ms": median(fast), "plain_ms": median(slow)}


def measures(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each measure with its name."""
    seeds = range(asked.graine, asked.graine + asked.fois)
    window = asked.fenetre or "2023-01:2024-12"
    first, last = window.split(":")
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    if "mois" not in asked.sans:
        with quiet():
            kernel = built(months(first if asked.fenetre else "2024-06", 1), folder)
        yield "one month, nine benefits", compared(kernel, asked.dossiers, seeds, PLAIN_AT_ONCE)
        yield "one household, one month", one_household(kernel, asked.graine, asked.fois)
    if "fenetre" not in asked.sans and count > 1:
        with quiet():
            kernel = built(months(first, count), folder)
        yield f"{count} months together", compared(kernel, asked.dossiers, seeds, WINDOW_AT_ONCE)
    if "droits" not in asked.sans:
        yield "a year of all the rights of a fund", of_a_fund(folder, asked.graine, asked.fois)


class Heard(LoiDeBanc):
    """A law that keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Situation, Sequence[int]]] = []

    def calculate(self, situation: Situation, months: Sequence[int]) -> Any:
        """Keep the question, and answer at once."""
        self.asked.append((situation, months))
        return super().calculate(situation, months)


def of_a_fund(folder: Path, seed: int, times: int) -> dict[str, Any]:
    """Measure the law of `core.droits`, with its corrections, on the households of the twin."""
    kernels = Kernels(folder, build=False)
    compiled, openfisca = CompiledLaw(kernels), OpenFiscaLaw()
    records, window = MemoryRecords(), (202501, 202512)
    people_of_a_fund(records, Peuplement(DISTINCT, window, seed), LoiDeBanc())
    known = as_known(records.facts(), at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    heard = Heard()
    evaluate(known, [window[1]], heard)
    situation, block = heard.asked[-1]
    kernel = kernels.kernel(2025)
    began = time.perf_counter()
    with quiet():
        make(kernel.recipe, folder, kernel.profiles)
    built_s = time.perf_counter() - began
    fast = compiled.calculate(situation, block)
    slow_s, slow = cpu(lambda: openfisca.calculate(situation, block))
    runs = [cpu(lambda: compiled.calculate(situation, block))[0] for _ in range(times)]
    return {
        "dossiers": DISTINCT,
        "rows": situation.rows,
        "months": len(block),
        "plain_us_row_month": slow_s / situation.rows / len(block) * 1e6,
        "kernel_us_row_month": median(runs) / situation.rows / len(block) * 1e6,
        "ratios": [round(slow_s / one, 1) for one in runs],
        "ratio": slow_s / median(runs),
        "differences": sum(int(differs(fast[name], slow[name]).sum()) for name in slow),
        "trace_compile_and_proof_s": built_s,
    }


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--fenetre", default="")
    parser.add_argument("--graine", type=int, default=2022)
    parser.add_argument("--fois", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sans", nargs="*", default=(), choices=("mois", "fenetre", "droits"))
    asked = parser.parse_args()
    told: dict[str, Any] = {
        "machine": machine(),
        "platform": platform.platform(),
        "versions": {"python": platform.python_version(), "numpy": np.__version__, **versions()},
        "seed": asked.graine,
        "runs": asked.fois,
    }
    with tempfile.TemporaryDirectory() as name:
        for title, found in measures(asked, Path(name)):
            told[title] = found
            if not asked.json:
                print(f"\n{title}")
                for key, value in found.items():
                    shown = f"{value:.3f}" if isinstance(value, float) else value
                    print(f"  {key:28} {shown}", flush=True)
    if asked.json:
        json.dump(told, sys.stdout, indent=2)
        print()


if __name__ == "__main__":
    main()
