"""While a mass fold goes on, nobody looks for cycles; after it, as before."""

from __future__ import annotations

import gc

import pytest

from justedroit.steps.masse import uncollected


def test_the_collector_is_away_within_and_back_after():
    assert gc.isenabled()
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()  # an inner fold does not bring it back
    assert gc.isenabled()


def test_the_collector_is_back_after_an_error():
    def fails():
        with uncollected():
            raise ValueError("oui")

    with pytest.raises(ValueError, match="oui"):
        fails()
    assert gc.isenabled()
