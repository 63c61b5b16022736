"""The housing aid looks at last July's rent, and lapses after nine empty months."""

from __future__ import annotations

import numpy as np

from justedroit.core.droits.logement import lapsed, reference_rent_month

NO_CLAIM = np.zeros((1, 12), dtype=bool)


def test_the_rent_is_the_one_of_july_of_the_year_before():
    found = reference_rent_month([202501, 202512, 202601], [202001] * 3)
    assert found.tolist() == [202407, 202407, 202507]


def test_a_new_dwelling_has_its_first_rent():
    assert reference_rent_month([202504], [202410]).tolist() == [202410]


def test_the_right_is_lost_from_the_tenth_empty_month():
    due = np.zeros((1, 12), dtype=int)
    assert lapsed(due, NO_CLAIM, 202501)[0].tolist() == [False] * 9 + [True] * 3


def test_a_month_that_pays_starts_the_count_again():
    due = np.zeros((1, 12), dtype=int)
    due[0, 5] = 5000
    assert not lapsed(due, NO_CLAIM, 202501).any()


def test_an_amount_that_comes_back_after_the_loss_needs_a_claim():
    due = np.zeros((1, 12), dtype=int)
    due[0, 10:] = 5000
    claimed = NO_CLAIM.copy()
    assert lapsed(due, claimed, 202501)[0, 9:].tolist() == [True, True, True]
    claimed[0, 11] = True
    assert lapsed(due, claimed, 202501)[0, 9:].tolist() == [True, True, False]
