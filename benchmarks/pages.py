# ruff: noqa: PLC0415  (what is imported from Django wants it set up)
"""The pages of a dossier at the server, on a demonstration fund, signed in, the opening logged.

python -m benchmarks.pages [--dossiers 300] [--fois 30] [--base sqlite:///…]

Each page is asked for as many times, each time of another dossier; the explanation, of the largest
right of the last month. The law is the compiled one, and the first pages, that load it, are not
counted. Without `--base` a fund is made for the measure.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

AIM_MS = 100
BACK = dt.date(2025, 3, 31)
PAGES = {
    "le dossier": "",
    "le dossier, revenu en mars": f"?au={BACK}",
    "les droits": "droits/",
    "la chronologie": "chronologie/",
    "le registre": "registre/",
}


@contextmanager
def fund(base: str | None, dossiers: int) -> Iterator[str]:
    """Give the address of a demonstration fund."""
    if base:
        yield base
        return
    from justedroit.kernels import compiled_law
    from justedroit.records.cles import create_demo_key
    from justedroit.records.database import open_database
    from justedroit.twin import Plan, play

    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'pages.sqlite3'}"
        prepare(address)
        play(open_database(address), compiled_law(), Plan(dossiers, 2022, 202501, 12))
        create_demo_key(address)
        yield address


def prepare(address: str) -> None:
    """Point Django at a base, once and for all."""
    told = {
        "DJANGO_SETTINGS_MODULE": "justedroit.web.settings",
        "DATABASE_URL": address,
        "JUSTEDROIT_DEMONSTRATION": "oui",
        "JUSTEDROIT_HORLOGE": "2026-01-07T10:00:00+01:00",
        "JUSTEDROIT_CLE_SECRETE": secrets.token_urlsafe(50),
    }
    os.environ.update(told)
    import django

    django.setup()


def measured(name: str, ask: Callable[[int], object], dossiers: list[int], aim: int) -> bool:
    """Print the median and the worst of a page; return whether the median holds the aim."""
    ask(dossiers[0])
    times = []
    for dossier in dossiers:
        began = time.perf_counter()
        ask(dossier)
        times.append((time.perf_counter() - began) * 1000)
    held = median(times) <= aim
    print(f"{name:<38}{median(times):7.1f} ms{max(times):9.1f} ms   {'' if held else 'au-dessus'}")
    return held


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=300)
    parser.add_argument("--fois", type=int, default=30)
    parser.add_argument("--base")
    asked = parser.parse_args()
    if asked.base:
        prepare(asked.base)
    with fund(asked.base, asked.dossiers):
        return measure(asked.fois)


def measure(times: int) -> int:
    from django.contrib.auth.models import User
    from django.test import Client

    from justedroit.steps.consult import consult
    from justedroit.steps.consultation.instant import day_of
    from justedroit.web import comptes, wiring

    wiring.migrate()
    comptes.create_demo_accounts()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        User.objects.get(username="gestionnaire"), "django.contrib.auth.backends.ModelBackend"
    )
    now = wiring.clock()
    largest = {}
    for dossier in wiring.records().dossiers():
        found = consult(wiring.records(), dossier, now, now)
        # Known on the day to which one goes back, and with a right to explain.
        if found.rights and found.rights.rights and day_of(found.instant.first_known_at) <= BACK:
            largest[dossier] = found.rights.rights[0]
        if len(largest) == times:
            break
    print(f"{len(largest)} dossiers, une page chacun{'':<12}médiane      la pire")

    def page(end: str) -> Callable[[int], object]:
        def ask(dossier: int) -> object:
            answer = client.get(f"/dossiers/{dossier}/{end}")
            assert answer.status_code == 200, answer.status_code
            return answer

        return ask

    def explanation(dossier: int) -> object:
        right = largest[dossier]
        month = f"{right.month // 100}-{right.month % 100:02d}"
        return page(f"droits/{right.benefit}/{month}/")(dossier)

    held = [measured(name, page(end), list(largest), AIM_MS) for name, end in PAGES.items()]
    held.append(measured("l'explication d'un droit", explanation, list(largest), AIM_MS))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
