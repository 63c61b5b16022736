"""Why an indu: six changed facts over 24 months, their shares to the cent, compiled law, warm.

python -m benchmarks.explication [--fois 15]

The 64 sets of facts are evaluated in one call. Read, explained, evaluated, shared: all is timed,
but the first calls, which load the kernels (or have them built: then run it again).
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import time
from statistics import median

from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.core.base import month_range
from justedroit.core.droits.openfisca import OpenFiscaLaw
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


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def lived(law: OpenFiscaLaw) -> Chaine:
    """Return a fund where one household is revised over 24 months for facts that came late."""
    fund = Caisse()
    foyer = fund.foyer().seul().enfant(3, "2018-05-05").locataire(600)
    foyer.demande("rsa", "ppa", "aide_logement", "af", "asf", "ars", since="2023-03-10")
    chaine = Chaine(law)
    chaine.hear(fund, on="2023-12-01")
    for month in month_range(*WINDOW):
        chaine.revise(WINDOW[0], month)
    for on, person, kind, value, since, until, source in LATE:
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
    parser.add_argument("--profil", action="store_true")
    asked = parser.parse_args()
    law = compiled_law()
    chaine = lived(law)
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
