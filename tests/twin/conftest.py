"""One small fund, drawn once."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest

from justedroit.twin.caf import fund
from justedroit.twin.declaration import initial
from justedroit.twin.population import draw
from justedroit.twin.vie import live

DOSSIERS, GRAINE, DEBUT, MOIS = 300, 7, 202501, 12


def heard(dossiers=DOSSIERS, graine=GRAINE, mois=MOIS):
    """What becomes known before the first month, then in each month."""
    caf = fund()
    households = draw(dossiers, graine, DEBUT, MOIS, caf)
    life = live(households, initial(households, DEBUT, caf), graine, DEBUT, caf)
    return list(itertools.islice(life, mois + 1))


@pytest.fixture(scope="session")
def months():
    return heard()


@pytest.fixture(scope="session")
def everything(months):
    return pa.concat_tables([said for _, said in months])
