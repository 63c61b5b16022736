"""The switch of the AAH is made once, when the conjugal calculation stops serving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from justedroit.core.base import month_range
from justedroit.core.droits.deconjugalisation import replay

CASES = [
    case
    for case in yaml.safe_load((Path(__file__).parent / "cas.yaml").read_text("utf-8"))
    if case["theme"] == "deconjugalisation"
]
MONTHS = month_range(202310, 202403)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case_is_found(case):
    told, expected = case["entrees"], case["attendu"]
    single, couple = round(told["montant_deconj"] * 100), round(told["montant_max_conj"] * 100)
    played = replay([202506], [[single]], [[couple]], [told["droit_ouvert_2023_09"]])
    assert played.paid_cents.tolist() == [[round(expected["paye"] * 100)]]
    switched = played.switch_month.tolist() == [202506]
    assert switched == (expected["etat_suivant"] == "DECONJUGALISE")


def test_all_the_worked_cases_are_there():
    assert len(CASES) == 2


def test_the_choice_lasts_while_it_serves_then_never_comes_back():
    single = [[500, 500, 900, 500, 500, 500]]
    couple = [[800, 800, 800, 800, 800, 800]]
    played = replay(MONTHS, single, couple, [True])
    assert played.paid_cents.tolist() == [[800, 800, 900, 500, 500, 500]]
    assert played.conjugal.tolist() == [[True, True, False, False, False, False]]
    assert played.switch_month.tolist() == [202312]


def test_a_right_opened_later_has_no_choice():
    played = replay(MONTHS, [[500] * 6], [[800] * 6], [False])
    assert played.paid_cents.tolist() == [[500] * 6]
    assert played.switch_month.tolist() == [0]


def test_a_choice_that_always_serves_is_still_open_at_the_end():
    played = replay(MONTHS, [[500] * 6], [[800] * 6], [True])
    assert played.switch_month.tolist() == [0]


def test_a_right_that_closes_opens_again_as_a_new_one():
    played = replay(MONTHS, [[500, 0, 500, 500, 500, 500]], [[800, 0, 800, 800, 800, 800]], [True])
    assert played.paid_cents.tolist() == [[800, 0, 500, 500, 500, 500]]


def test_a_switch_notified_in_the_past_holds_from_its_month():
    played = replay(MONTHS, [[500] * 6], [[800] * 6], [True], notified_switch=[202401])
    assert played.paid_cents.tolist() == [[800, 800, 800, 500, 500, 500]]
    assert played.switch_month.tolist() == [202401]


def test_a_switch_notified_before_the_window_leaves_no_choice():
    played = replay(MONTHS[3:], [[500] * 3], [[800] * 3], [True], notified_switch=[202312])
    assert played.paid_cents.tolist() == [[500] * 3]


def test_the_arguments_are_left_as_they_were():
    choice = np.array([True])
    replay(MONTHS, [[900] * 6], [[800] * 6], choice)
    assert choice.tolist() == [True]


@pytest.mark.parametrize("months", [[202309], [202311, 202310], [202310, 202310]])
def test_months_before_october_2023_or_out_of_order_are_refused(months):
    amounts = np.zeros((1, len(months)), dtype=int)
    with pytest.raises(ValueError, match="octobre 2023"):
        replay(months, amounts, amounts, [True])


amounts = hnp.arrays(np.int64, (4, 6), elements=st.integers(0, 3))


@given(amounts, amounts, hnp.arrays(bool, 4))
def test_one_pays_the_larger_until_the_switch_and_the_single_amount_after(single, couple, choice):
    played = replay(MONTHS, single, couple, choice)
    columns = np.array(MONTHS)[None, :]
    switch = played.switch_month[:, None]
    before = choice[:, None] & ((switch == 0) | (columns < switch))
    assert (played.paid_cents == np.where(before, couple, single)).all()
    assert (couple > single)[before].all()
    at_switch = columns == switch
    assert (couple <= single)[at_switch].all()


@given(amounts, amounts, hnp.arrays(bool, 4))
def test_many_rights_are_as_many_times_one(single, couple, choice):
    whole = replay(MONTHS, single, couple, choice)
    for row in range(4):
        alone = replay(MONTHS, single[[row]], couple[[row]], choice[[row]])
        assert (alone.paid_cents[0] == whole.paid_cents[row]).all()
        assert alone.switch_month[0] == whole.switch_month[row]
