"""Time `as_known` on a made-up fund: one million dossiers, six million facts by default.

python benchmarks/faits.py [--dossiers N] [--graine S]
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import resource
import sys
import time

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from justedroit.core.faits import FACTS, as_known

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FACTS_BY_DOSSIER = 6
_DAY_US = 86_400_000_000
_EPOCH = dt.date(1970, 1, 1)
_MONTHS = np.array([(dt.date(2025, m, 1) - _EPOCH).days for m in range(1, 5)])
_VALUES = ["true", *(f"{cents}.{cents % 100:02d}" for cents in range(3000))]


def make_facts(dossiers: int, seed: int) -> pa.Table:
    """Return six facts for each of `dossiers` dossiers, in any order: schema FACTS.

    A claim, a rent, three months of wages, and a sixth fact that contradicts or replaces one of
    the wages: employer data for half, a correction for the others.
    """
    rng = np.random.default_rng(seed)
    place = rng.permutation(dossiers * FACTS_BY_DOSSIER)  # the order of the journal must not matter
    dossier, rank = place // FACTS_BY_DOSSIER + 1, place % FACTS_BY_DOSSIER
    late = rank == 5
    corrects = late & (rng.random(rank.size) < 0.5)
    month = np.where(late, rng.integers(0, 3, rank.size), np.clip(rank - 2, 0, 2))
    wage = rank >= 2
    since = np.where(wage, _MONTHS[month], _MONTHS[0] + rng.integers(0, 28, rank.size))
    told = _MONTHS[0] + np.where(late, rng.integers(120, 360, rank.size), 100)
    return pa.table(
        [
            dossier,
            rank + 1,
            wage.astype(np.int16),
            _named(np.clip(rank, 0, 2), ["demande_rsa", "loyer", "salaire_net"]),
            _named(np.where(rank == 0, 0, rng.integers(1, 3001, rank.size)), _VALUES),
            pa.array(since.astype(np.int32)).cast(pa.date32()),
            pa.array(_MONTHS[month + 1], pa.int32(), mask=~wage).cast(pa.date32()),
            pa.array(told * _DAY_US).cast(pa.timestamp("us", "UTC")),
            _named((late & ~corrects).astype(np.int64), ["allocataire", "dsn_drm"]),
            pa.repeat("banc", rank.size),
            pa.nulls(rank.size, pa.string()),
            pa.array(month + 3, mask=~corrects),
        ],
        schema=FACTS,
    )


def _named(code: npt.NDArray[np.int64], names: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(code.astype(np.int16), names).cast(pa.string())


def main() -> None:
    """Make the facts, time `as_known`, print the figures and what they were taken on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--graine", type=int, default=2026)
    asked = parser.parse_args()
    facts = make_facts(asked.dossiers, asked.graine)
    began = time.perf_counter()
    known = as_known(facts, at=NOW)
    seconds = time.perf_counter() - began
    # Linux counts in kibibytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
    print(
        f"as_known : {asked.dossiers} dossiers, {facts.num_rows} faits -> {known.num_rows} lignes, "
        f"{seconds:.1f} s, pic {peak_gb:.2f} Go"
    )
    print(
        f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, "
        f"pyarrow {pa.__version__}, graine {asked.graine}"
    )


if __name__ == "__main__":
    main()
