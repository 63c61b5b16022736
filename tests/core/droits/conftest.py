"""The law, loaded once for all the tests of the rights."""

from __future__ import annotations

import pytest

from justedroit.core.droits.openfisca import OpenFiscaLaw


@pytest.fixture(scope="session")
def law():
    """Return OpenFisca-France, the real one."""
    return OpenFiscaLaw()
