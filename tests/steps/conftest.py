"""The real law, and a fund that has just opened."""

from __future__ import annotations

import pytest
from tests.chaine import Chaine

from justedroit.core.droits.openfisca import OpenFiscaLaw


@pytest.fixture(scope="session")
def law():
    """Return OpenFisca-France, the real one."""
    return OpenFiscaLaw()


@pytest.fixture
def chaine(law) -> Chaine:
    """Return a fund that has just opened."""
    return Chaine(law)
