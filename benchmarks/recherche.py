"""Identities of a whole fund on PostgreSQL: written, read for a bank file, searched."""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa

from benchmarks.grappe import grappe
from justedroit.core.base import Refusal
from justedroit.core.identites import Identite
from justedroit.records.cles import keyring
from justedroit.records.database import DatabaseIdentities, open_database, open_identities
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.search import Trouves, search
from justedroit.twin.identites import identity

DOSSIERS = 95_000
GRAINE = 2022
SEARCHES = 200
AT = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what:<58} {time.perf_counter() - start:8.2f} s", flush=True)


def fund(dossiers: int) -> list[Identite]:
    """Return two persons for each dossier, one dossier in three with a landlord."""
    born, child = dt.date(1990, 1, 1), dt.date(2019, 1, 1)
    numbers = range(1, dossiers + 1)
    first = [identity(GRAINE, n, 1, born, landlord=n % 3 == 0) for n in numbers]
    return first + [identity(GRAINE, n, 3, child) for n in numbers]


def open_dossiers(records: Records, dossiers: int) -> None:
    """Give each dossier a first row: a search by number looks in the journals."""
    columns = {
        "dossier": np.arange(1, dossiers + 1),
        "sequence": np.zeros(dossiers, np.int64),
        "tag": ["mesure.ouverte"] * dossiers,
        "at": [AT] * dossiers,
        "author": ["mesure"] * dossiers,
        "payload": ["{}"] * dossiers,
    }
    events = pa.table(columns, schema=EVENTS)
    records.append(Journal(events=events), dict.fromkeys(range(1, dossiers + 1), 0))


def texts(people: list[Identite]) -> dict[str, Callable[[int], str]]:
    """Return what is typed, by kind of search, for the person of a rank."""
    return {
        "numéro de dossier": lambda n: str(people[n].dossier),
        "NIR, 15 caractères": lambda n: people[n].nir,
        "NIR, 13 caractères": lambda n: people[n].nir[:13],
        "nom et prénom": lambda n: f"{people[n].nom} {people[n].prenoms}",
        "nom seul": lambda n: people[n].nom,
        "trois lettres du nom": lambda n: people[n].nom[:3],
        "trois lettres du nom et du prénom": lambda n: (
            f"{people[n].nom[:3]} {people[n].prenoms[:3]}"
        ),
        "nom que personne ne porte": lambda n: f"Aucunement{chr(97 + n % 26)}",
    }


def measure_searches(
    records: Records, identities: DatabaseIdentities, people: list[Identite]
) -> None:
    """Print the median and the worst time of each kind of search, as a page asks for it."""
    picked = np.random.default_rng(GRAINE).integers(0, len(people), SEARCHES).tolist()
    for kind, typed in texts(people).items():
        times, found = [], 0
        for n in picked:
            start = time.perf_counter()
            answer = search(records, identities, typed(n))
            times.append(1000 * (time.perf_counter() - start))
            assert isinstance(answer, Trouves), answer
            found += len(answer.dossiers)
        median, worst = statistics.median(times), max(times)
        mean = found / SEARCHES
        print(f"{kind:<36} médiane {median:7.2f} ms   pire {worst:7.2f} ms   {mean:5.1f} trouvés")
    assert isinstance(search(records, identities, people[0].nir[:13] + "00"), Refusal)


def main() -> None:
    """Measure on a PostgreSQL of its own."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--dossiers", type=int, default=DOSSIERS)
    dossiers = parser.parse_args().dossiers
    with grappe() as (url, _):
        records = open_database(url)
        open_dossiers(records, dossiers)
        with timed(f"{2 * dossiers} identités inventées"):
            people = fund(dossiers)
        old, new = secrets.token_bytes(32), secrets.token_bytes(32)
        identities = open_identities(records, keyring([old]))
        with timed("écrites, chiffrées, indexées"):
            identities.put(people)
        with timed("comptes déchiffrés pour un fichier bancaire"):
            accounts = identities.accounts()
        print(f"{accounts.num_rows} comptes")
        measure_searches(records, identities, people)
        with timed("changement de clé, tout chiffré de nouveau"):
            open_identities(records, keyring([new, old])).rotate()
        identities.close()


if __name__ == "__main__":
    main()
