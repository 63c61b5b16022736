"""Random lives of debts, from a seed, played through the real steps and audited to the cent.

python -m tests.simulation.workload --vies 50000 --graine 1 [--processus 2]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.monde import ACTS, Monde

from justedroit.core.base import first_day

AT_ONCE = 200  # lives in the same journals
MONTHS = 6  # lived after the six that were paid
RATE = 0.55  # acts of a household in a month


def live(seed: int, lives: int, months: int = MONTHS) -> tuple[Counter, list[str]]:
    """Return what some lives went through, and what the auditor found wrong."""
    draw = random.Random(seed)
    world = Monde(lives, draw)
    names, weights = list(ACTS), list(ACTS.values())
    for _ in range(months):
        acts = [
            (draw.randrange(6, 28), number, draw.choices(names, weights)[0])
            for number in world.numbers
            for _ in range(1 + (draw.random() < 0.2))
            if draw.random() < RATE
        ]
        acts += [
            (draw.randrange(6, 28), number, "notified")
            for number in sorted(world.unheard)
            if draw.random() < 0.8
        ]
        for day, number, name in sorted(acts):
            world.day = first_day(world.month).replace(day=day)
            world.act(name, number)
        world.close_month()
    world.done["centimes retenus"] = world.audit.withheld["cents"]
    return world.done, world.audit.faults


def _chunk(task: tuple[int, int]) -> tuple[Counter, list[str]]:
    return live(*task)


def main() -> int:
    """Play, and say; return 1 when an invariant or a cent is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vies", type=int, default=50_000)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--processus", type=int, default=2)
    parser.add_argument("--secondes", type=float, default=3600)
    asked = parser.parse_args()
    began, done, faults, lives = time.perf_counter(), Counter(), [], 0
    sizes = [AT_ONCE] * (asked.vies // AT_ONCE) + [asked.vies % AT_ONCE]
    tasks = [(asked.graine * 1_000_003 + rank, size) for rank, size in enumerate(sizes) if size]
    with ProcessPoolExecutor(asked.processus) as pool:
        step = asked.processus * 4
        for start in range(0, len(tasks), step):
            if time.perf_counter() - began > asked.secondes:
                break
            part = tasks[start : start + step]
            for (seed, size), (some, wrong) in zip(part, pool.map(_chunk, part), strict=True):
                done += some
                faults += [f"graine {seed} : {what}" for what in wrong]
                lives += size
            say = f"\r{lives} vies, {time.perf_counter() - began:.0f} s, {len(faults)} fautes"
            sys.stderr.write(say)
    _say(done, faults)
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{lives} vies de dettes en {seconds:.0f} s : {len(faults)} fautes\n")
    return int(bool(faults))


def _say(done: Counter, faults: list[str]) -> None:
    lines = [
        f"  {name if isinstance(name, str) else ', '.join(name):<34}{count:>14}"
        for name, count in sorted(done.items(), key=str)
    ]
    sys.stderr.write("\n")
    sys.stdout.write("\n".join([*lines, *(f"  {what}" for what in faults[:20]), ""]))


if __name__ == "__main__":
    sys.exit(main())
