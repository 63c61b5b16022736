"""The real law, and a fund that has just opened."""

from __future__ import annotations

import pytest
from tests.chaine import Chaine
from tests.loi import LoiRetenue


@pytest.fixture(scope="session")
def law():
    """Return OpenFisca-France, the real one, that answers the same question once."""
    return LoiRetenue()


@pytest.fixture
def chaine(law) -> Chaine:
    """Return a fund that has just opened."""
    return Chaine(law)
