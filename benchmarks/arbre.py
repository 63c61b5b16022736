"""Why a right: the household, the tree of its formulas, ten lines; warm, then by OpenFisca's tracer.

python -m benchmarks.arbre [--fois 15] [--foyers 6]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import pyarrow as pa

from benchmarks.hypotheses import NOW, household
from justedroit.core.droits import explain_right
from justedroit.core.droits.openfisca import OpenFiscaLaw, fold, to_dict, tree_of_right
from justedroit.core.faits import as_known
from justedroit.engine import make
from justedroit.kernels import Kernels, compiled_law, kernel_folder

MONTH = 202506
BENEFITS = ("rsa", "apl", "als", "ppa", "af")
AIM_MS = 100.0


def explanation(known: pa.Table, benefit: str, law: Any) -> dict[str, Any] | None:
    """Return a right explained, as a page has it."""
    right = explain_right(known, benefit, MONTH, law)
    whole = tree_of_right(known, right, law)
    return None if whole is None else to_dict(fold(whole))


def tree(known: pa.Table, benefit: str, law: Any) -> Any:
    """Return how to ask for the tree alone, its household being known."""
    right = explain_right(known, benefit, MONTH, law)
    return partial(tree_of_right, known, right, law)


def ready(year: int) -> None:
    """Build what explains a year, where it is not there yet."""
    kernel = Kernels(kernel_folder(), build=False).kernel(year)
    make(kernel.recipe, kernel.place.folder, kernel.profiles, explains=True)


def timed(work: Callable[[], object], times: int) -> float:
    """Return the median of some runs, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return median(found)


def main() -> int:
    """Print the measures; return 1 above the aim."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fois", type=int, default=15, help="runs of each measure")
    options.add_argument("--foyers", type=int, default=6, help="households")
    asked = options.parse_args()
    ready(MONTH // 100)
    law = compiled_law()
    everyone = [as_known(household(number), at=NOW) for number in range(asked.foyers)]
    start = time.perf_counter()
    explanation(everyone[0], "rsa", law)
    print(f"first of the process        {(time.perf_counter() - start) * 1000:8.0f} ms")
    print("foyer prestation   droit + arbre + dix lignes   arbre seul")
    worst = 0.0
    for number, known in enumerate(everyone):
        for benefit in BENEFITS:
            work = partial(explanation, known, benefit, law)
            work()  # a household of this shape is then known
            whole, alone = timed(work, asked.fois), timed(tree(known, benefit, law), asked.fois)
            print(f"{number:5} {benefit:10} {whole:20.1f} ms {alone:14.1f} ms")
            worst = max(worst, whole)
    plain = timed(tree(everyone[0], "rsa", OpenFiscaLaw()), 1)
    print(f"worst {worst:.1f} ms, aim {AIM_MS:.0f} ms; tree by OpenFisca's tracer {plain:.0f} ms")
    return int(worst > AIM_MS)


if __name__ == "__main__":
    raise SystemExit(main())
