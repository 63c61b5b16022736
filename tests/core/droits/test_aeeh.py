"""AEEH follows the legal categories, where OpenFisca shifts them."""

from __future__ import annotations

import numpy as np
import pytest

from justedroit.core.base import to_cents
from justedroit.core.droits.aeeh import BaremeAeeh, aeeh_amount, aeeh_entitled

APRIL_2025 = BaremeAeeh(
    bmaf_eur=474.37,
    base=0.32,
    complements=(0.24, 0.65, 0.92, 1.4257, 1.8221),
    complement_6_eur=1288.13,
    majorations=(0.13, 0.18, 0.57, 0.73, 1.07),
)


def test_each_category_has_its_own_complement():
    amounts = to_cents(aeeh_amount(APRIL_2025, range(7), np.zeros(7, bool)))
    assert amounts.tolist() == [15180, 26565, 46014, 58822, 82811, 101615, 143993]


def test_a_single_parent_has_more_from_the_second_category():
    together = aeeh_amount(APRIL_2025, range(7), np.zeros(7, bool))
    alone = aeeh_amount(APRIL_2025, range(7), np.ones(7, bool))
    assert to_cents(alone - together).tolist() == [0, 0, 6167, 8539, 27039, 34629, 50758]


@pytest.mark.parametrize("category", [-1, 7])
def test_a_category_that_does_not_exist_is_refused(category):
    with pytest.raises(ValueError, match="catégorie"):
        aeeh_amount(APRIL_2025, [category], [False])


def test_it_is_due_for_a_disabled_child_under_the_age_limit():
    entitled = aeeh_entitled([True, True, True, False], [0, 19, 20, 5], 20)
    assert entitled.tolist() == [True, True, False, False]


def test_it_is_not_due_for_an_unborn_child():
    assert aeeh_entitled([True], [-1], 20).tolist() == [False]
