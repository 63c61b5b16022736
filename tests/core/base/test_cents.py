"""Money leaves OpenFisca's float32 at one place, to the nearest cent, or not at all."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.base import euros, to_cents

LARGEST = 6_553_599  # cents: the last amount under 65 536 €


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (151.05, 15105),
        (344.56, 34456),
        (1084.43, 108443),
        (646.52, 64652),
        (1033.32, 103332),
        (65_535.99, LARGEST),
        (0.0, 0),
        (-151.05, -15105),
    ],
)
def test_an_amount_written_in_cents_is_recovered_from_float32(written, cents):
    assert to_cents(np.array([written], np.float32)).tolist() == [cents]


@given(st.integers(-LARGEST, LARGEST))
def test_every_amount_in_cents_is_recovered_from_float32(cents):
    assert to_cents(np.array([cents / 100], np.float32)).tolist() == [cents]


@pytest.mark.parametrize(
    ("half", "cents"), [(0.005, 1), (1.005, 101), (2.675, 268), (1000.125, 100013), (-1.005, -101)]
)
def test_a_half_of_a_cent_goes_away_from_zero(half, cents):
    assert to_cents([half]).tolist() == [cents]
    assert to_cents(np.array([half], np.float32)).tolist() == [cents]


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        (559.4248, 55942),  # the RSA of one person of early 2025, less 12 % of it for the dwelling
        (425.6047, 42560),  # the ARS of a child of six in 2025, 89.72 % of the BMAF
        (800.9946, 80099),
        (0.0046, 0),
        (-0.0146, -1),
    ],
)
def test_an_amount_just_under_a_half_goes_to_the_nearest_cent(amount, cents):
    assert to_cents([amount]).tolist() == [cents]
    assert to_cents(np.array([amount], np.float32)).tolist() == [cents]


@given(st.decimals(min_value=-60_000, max_value=60_000, places=4))
def test_the_nearest_cent_is_the_one_that_decimals_find(amount):
    nearest = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert to_cents([float(amount)]).tolist() == [int(nearest * 100)]


@pytest.mark.parametrize("amount", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_finite_number_is_refused(amount):
    with pytest.raises(ValueError, match="nombre fini"):
        to_cents([12.0, amount])


@pytest.mark.parametrize("amount", [65_536.0, -65_536.0, 1e9])
def test_an_amount_too_large_to_be_exact_is_refused(amount):
    with pytest.raises(ValueError, match="exact au centime"):
        to_cents([12.0, amount])


def test_the_shape_is_kept_and_cents_are_whole():
    cents = to_cents(np.array([[1.0, 2.0], [3.0, 4.5]], np.float32))
    assert cents.dtype == np.int64
    assert cents.tolist() == [[100, 200], [300, 450]]


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0,00 €"), (5, "0,05 €"), (-5, "-0,05 €"), (123456789, "1 234 567,89 €"), (100, "1,00 €")],
)
def test_cents_are_written_as_the_french_write_euros(cents, text):
    assert euros(cents).replace("\u202f", " ").replace("\u00a0", " ") == text
