"""Why an indu: six changed facts over 24 months, their shares to the cent, compiled law, warm.

python -m benchmarks.explication [--fois 15] [--faits 6] [--exactes 8]

All sets of facts are evaluated in one call. Read, explained, evaluated, shared: all is timed, but
the first calls, which load the kernels (or have them built: then run it again). With more facts
than are shared exactly, the standard error told is that of the orders drawn.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.core.base import month_range
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.core.ecarts import attribution
from justedroit.core.faits import Statement
from justedroit.kernels import compiled_law, is_building
from justedroit.steps import attribute, declare

WINDOW = (202401, 202512)
AIM_MS = 100
WARM = 3
# (known on, person, kind, value, from, until, source)
LATE = [
    ("2026-01-02", 1, "salaire_net", "800", "2024-01-01", "2024-12-01", "dsn_drm"),
    ("2026-01-03", 2, "date_naissance", "1990-02-02", "1990-02-02", None, "allocataire"),
    ("2026-01-03", 2, "conjoint", "true", "2024-05-15", None, "allocataire"),
    ("2026-01-03", 0, "statut_couple", "concubin", "2024-05-15", None, "allocataire"),
    ("2026-01-04", 2, "salaire_net", "700", "2022-01-01", None, "dsn_drm"),
    ("2026-01-05", 0, "loyer", "450", "2024-07-01", None, "bailleur"),
    ("2026-01-06", 4, "date_naissance", "2025-03-01", "2025-03-01", None, "allocataire"),
    ("2026-01-06", 4, "enfant", "true", "2025-03-01", None, "allocataire"),
    ("2026-01-07", 1, "pensions_alimentaires_percues", "200", "2023-10-01", None, "allocataire"),
]
# One fact more each, beyond the six.
MORE = [
    ("2026-01-08", 1, "pensions_invalidite", "150", "2024-02-01", None, "allocataire"),
    ("2026-01-08", 2, "revenus_locatifs", "90", "2024-03-01", None, "allocataire"),
    ("2026-01-08", 1, "livret_a", "9000", "2023-10-01", None, "allocataire"),
    ("2026-01-08", 2, "indemnites_journalieres_maladie", "60", "2025-01-01", None, "allocataire"),
]
SIX = 6


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def lived(law: OpenFiscaLaw, count: int = SIX) -> Chaine:
    """Return a fund where one household is revised over 24 months for facts that came late."""
    fund = Caisse()
    foyer = fund.foyer().seul().enfant(3, "2018-05-05").locataire(600)
    foyer.demande("rsa", "ppa", "aide_logement", "af", "asf", "ars", since="2023-03-10")
    chaine = Chaine(law)
    chaine.hear(fund, on="2023-12-01")
    for month in month_range(*WINDOW):
        chaine.revise(WINDOW[0], month)
    for on, person, kind, value, since, until, source in [*LATE, *MORE[: count - SIX]]:
        dates = {"valid_from": day(since), "valid_until": day(until) if until else None}
        said = Statement(
            dossier=1, person=person, kind=kind, value=value, source=source, author="banc", **dates
        )
        assert declare(chaine.records, [said], instant(on)) == []
    chaine.revise(*WINDOW, on="2026-01-10")
    return chaine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fois", type=int, default=15)
    parser.add_argument("--faits", type=int, choices=range(SIX, SIX + len(MORE) + 1), default=SIX)
    parser.add_argument("--exactes", type=int, help="instead of the parameter of this name")
    parser.add_argument("--profil", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        if asked.exactes is not None:
            stack.enter_context(exact_up_to(asked.exactes))
        measure(asked)


@contextmanager
def exact_up_to(count: int) -> Iterator[None]:
    """Share exactly up to a number of facts, whatever the parameter says."""
    planned = attribution.planned
    attribution.planned = lambda causes, **how: planned(causes, **how | {"exact_up_to": count})
    try:
        yield
    finally:
        attribution.planned = planned


def measure(asked: argparse.Namespace) -> None:
    """Print how long an explanation takes, and how sure its shares are."""
    law = compiled_law()
    chaine = lived(law, asked.faits)
    for _ in range(WARM):
        told = attribute(chaine.records, 1, None, law)
    parts = told.parts
    months = {month.month for difference in told.differences for month in difference.months}
    assert sum(p.cents for p in parts.parts) == parts.delta_cents
    assert not parts.restes
    runs, cpu = [], []
    for _ in range(asked.fois):
        began, worked = time.perf_counter(), time.process_time()
        attribute(chaine.records, 1, None, law)
        runs.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.process_time() - worked) * 1e3)
    print(
        f"indu of {-parts.delta_cents / 100:.2f} €, {len(parts.parts)} facts, {len(months)} months, "
        f"{len(parts.benefits)} benefits, {parts.evaluations} sets; {law.version}"
    )
    worst = max((error for part in parts.parts for _, error in part.errors), default=0)
    print("shares exact" if parts.exact else f"worst standard error {worst / 100:.2f} €")
    print(
        f"explained and shared     median {median(runs):6.1f} ms of {asked.fois} "
        f"(from {min(runs):.1f} to {max(runs):.1f}), aim {AIM_MS} ms; "
        f"of processor, {median(cpu):.1f} ms"
    )
    if is_building(law):
        print("kernels are being built in the background: this was plain OpenFisca; run it again")
    if asked.profil:
        with cProfile.Profile() as profile:
            attribute(chaine.records, 1, None, law)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(40)


if __name__ == "__main__":
    main()
