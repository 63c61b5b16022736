"""Family benefits are paid net of CRDS."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.droits.crds import crds_cents, net_of_crds

PUBLISHED = [
    (15180, 15105),  # AF, two children
    (34629, 34456),  # AF, three children
    (42560, 42348),  # ARS, 6 to 10 years
    (19758, 19660),  # PAJE, allocation de base
    (29639, 29491),  # complément familial majoré
    (108987, 108443),  # prime à la naissance
]


@pytest.mark.parametrize(("gross", "net"), PUBLISHED)
def test_the_net_amounts_published_in_2025_are_found(gross, net):
    assert net_of_crds([gross], 202504).tolist() == [net]


def test_the_prepare_published_in_2023_is_found():
    assert net_of_crds([43086], 202304).tolist() == [42871]


def test_the_shape_is_kept():
    assert net_of_crds(np.zeros((2, 3), dtype=int), 202504).shape == (2, 3)


def test_a_negative_right_is_refused():
    with pytest.raises(ValueError, match="négatif"):
        net_of_crds([-1], 202504)


def test_there_is_no_crds_before_it_was_created():
    with pytest.raises(LookupError):
        net_of_crds([100], 199601)


@given(st.lists(st.integers(0, 6_000_000)))
def test_the_crds_is_never_more_than_its_rate_nor_a_cent_less(gross):
    taken = crds_cents(gross, 202504)
    for amount, cents in zip(gross, taken.tolist(), strict=True):
        assert 0 <= amount * 5 - cents * 1000 < 1000
