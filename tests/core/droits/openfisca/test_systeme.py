"""The law is loaded once, tells its versions, and keeps quiet."""

from __future__ import annotations

import warnings
from importlib.metadata import version

import numpy as np
import pytest

from justedroit.core.droits.openfisca.systeme import law_system, quiet, versions


def test_the_law_is_loaded_once():
    assert law_system() is law_system()


def test_the_versions_are_those_installed_and_france_is_the_one_loaded():
    assert versions()["openfisca-core"] == version("openfisca-core")
    loaded = law_system().get_package_metadata()["version"]
    assert versions()["openfisca-france"] == loaded


def test_quiet_silences_numpy_then_gives_it_its_voice_back():
    before = np.geterr()
    with quiet():
        assert np.isnan(np.zeros(1) / np.zeros(1)).all()
    assert np.geterr() == before


def test_quiet_does_not_silence_our_own_warnings():
    with quiet(), pytest.warns(UserWarning, match="nous"):
        warnings.warn("nous", UserWarning, stacklevel=1)
