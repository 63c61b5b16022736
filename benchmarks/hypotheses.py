"""What-if over twelve months: a job supposed of a few households, warm, then plain OpenFisca.

python -m benchmarks.hypotheses [--fois 15] [--foyers 6]
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import pyarrow as pa

from justedroit.core.base import month_of
from justedroit.core.droits import (
    Hypothese,
    Question,
    Simulation,
    coming_months,
    hypotheses,
    simulate,
)
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.core.faits import FACTS
from justedroit.engine import make
from justedroit.kernels import Kernels, compiled_law, kernel_folder

TODAY = dt.date(2025, 7, 10)  # twelve months that cross a civil year: two blocks
NOW = dt.datetime(2025, 7, 10, 8, tzinfo=dt.UTC)
MONTHS = coming_months(TODAY, 12)
JOB = hypotheses.Emploi(120_000, 202508)
ROOM = hypotheses.NouveauLoyer(52_000, 202508)
AIM_MS = 50.0


def household(number: int) -> pa.Table:
    """Return the facts of a household: an adult, some children, a rent, claims."""
    told = [
        (1, "date_naissance", "1988-01-01", "1988-01-01"),
        (1, "allocataire", "true", "2015-01-01"),
        (0, "statut_occupation_logement", "locataire_vide", "2019-01-01"),
        (0, "depcom", "86194", "2019-01-01"),
        (0, "loyer", f"{420 + 30 * number}.00", "2019-01-01"),
        *((0, f"demande_{name}", "true", "2024-03-10") for name in ("rsa", "aide_logement")),
    ]
    for child in range(number % 4):
        born = f"{2014 + 3 * child}-05-05"
        told += [(3 + child, "date_naissance", born, born), (3 + child, "enfant", "true", born)]
    if number % 2:
        told += [(1, kind, f"{200 * number}.00", "2022-01-01") for kind in hypotheses.WAGES]
    rows = [
        {
            "dossier": 1,
            "sequence": place,
            "person": person,
            "kind": kind,
            "value": value,
            "valid_from": dt.date.fromisoformat(since),
            "valid_until": None,
            "known_at": NOW,
            "source": "agent",
            "author": "banc",
            "proof": None,
            "replaces": None,
        }
        for place, (person, kind, value, since) in enumerate(told, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=FACTS)


def milliseconds(act: Callable[[], object]) -> tuple[float, float]:
    """Return how long an act takes, on the wall and of the processor: a busy machine shows in one."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def main() -> None:
    """Time a simulation with something to claim, the likely claims being guessed, and one without."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fois", type=int, default=15)
    parser.add_argument("--foyers", type=int, default=6)
    asked = parser.parse_args()
    funds = [household(number) for number in range(asked.foyers)]
    law, question = compiled_law(), Question(1, NOW, TODAY, MONTHS)
    _prepare()

    def simulated(facts: pa.Table, supposed: Hypothese, by: OpenFiscaLaw) -> Simulation:
        found = simulate(facts, [supposed], question, by)
        assert isinstance(found, Simulation), found
        return found

    print(f"{asked.foyers} households, {MONTHS[0]} to {MONTHS[-1]}, each {asked.fois} times, warm")
    for name, supposed in (("a job, a right to claim", JOB), ("a rent, nothing to claim", ROOM)):
        some = [f for f in funds if bool(simulated(f, supposed, law).to_claim) == (supposed is JOB)]
        spans = [
            milliseconds(partial(simulated, facts, supposed, law))
            for facts in some
            for _ in range(asked.fois)
        ]
        wall, worked = (sorted(told) for told in zip(*spans, strict=True))
        print(
            f"{name:26} median {median(wall):6.1f} ms, nine in ten under "
            f"{wall[len(wall) * 9 // 10]:6.1f} ms, best {wall[0]:6.1f} ms (aim {AIM_MS:.0f}); "
            f"processor: median {median(worked):6.1f} ms, best {worked[0]:6.1f} ms",
            flush=True,
        )
    plain, facts = OpenFiscaLaw(), funds[0]
    simulated(facts, ROOM, plain)  # what OpenFisca loads is not what is timed
    span, _ = milliseconds(partial(simulated, facts, ROOM, plain))
    same = simulated(facts, ROOM, plain) == simulated(facts, ROOM, law)
    print(
        f"plain OpenFisca, a rent    once   {span:6.0f} ms; same rights: {'yes' if same else 'NO'}"
    )


def _prepare() -> None:
    """Make the kernels of the months, where they are not there: their making is not what is timed."""
    kernels = Kernels(kernel_folder(), build=False)
    for year in sorted({month_of(TODAY) // 100, MONTHS[-1] // 100}):
        kernel = kernels.kernel(year)
        logging.disable(logging.CRITICAL)  # OpenFisca comments on the sample
        make(kernel.recipe, kernel.place.folder, kernel.profiles)
        logging.disable(logging.NOTSET)


if __name__ == "__main__":
    main()
