"""Shares of several causes: they add up, they are fair, and what is drawn is near what is exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.ecarts.shapley import planned

CENTS = st.integers(-100_000, 100_000)


def plan(causes, *, exact=6, orders=32, seed=(1,)):
    return planned(causes, exact_up_to=exact, orders=orders, seed=seed)


@st.composite
def games(draw, most=4, cells=3):
    """Draw a value for each set of causes and cell, nothing for none of them."""
    causes = draw(st.integers(1, most))
    flat = draw(st.lists(CENTS, min_size=2**causes * cells, max_size=2**causes * cells))
    values = np.array(flat, np.int64).reshape(2**causes, cells)
    return causes, values - values[0]


def of_set(values, held):
    return values[sum(1 << cause for cause in held)]


def rounded(shares, groups=None):
    cells = shares.numerators.shape[1]
    return shares.cents(np.zeros(cells, np.int64) if groups is None else groups)


@given(games())
def test_shares_add_up_exactly_in_each_cell(game):
    causes, values = game
    cents = rounded(plan(causes).shares(values))
    assert (cents.sum(axis=0) == values[-1]).all()


@given(games())
def test_a_share_is_what_a_cause_adds_averaged_over_all_the_orders(game):
    causes, values = game
    shares = plan(causes).shares(values)
    orders = list(permutations(range(causes)))
    for cause in range(causes):
        for cell in range(values.shape[1]):
            added = sum(
                int(of_set(values, [*order[:at], cause])[cell] - of_set(values, order[:at])[cell])
                for order in orders
                for at in [order.index(cause)]
            )
            found = Fraction(int(shares.numerators[cause, cell]), shares.denominator)
            assert found == Fraction(added, len(orders))


@given(games(), st.booleans())
def test_a_cause_without_effect_gets_nothing(game, drawn):
    causes, values = game
    with_idle = np.concatenate([values, values])  # the last cause changes nothing
    chosen = plan(causes + 1, exact=0 if drawn else 6)
    if drawn:
        place = (chosen.sets * (1 << np.arange(causes + 1))).sum(axis=1)
        with_idle = with_idle[place]
    assert not rounded(chosen.shares(with_idle))[-1].any()


@given(games())
def test_two_causes_of_the_same_effect_get_the_same_to_a_cent(game):
    causes, values = game
    sets = np.arange(2 ** (causes + 1))
    first, last = sets & 1, sets >> causes & 1
    # The value only depends on how many of the first and last causes are there.
    rest = sets & (2**causes - 2)
    twin = values[rest | (first & last)] + (first + last)[:, None] * 7 // 2 * 3
    cents = rounded(plan(causes + 1).shares(twin - twin[0]))
    assert (abs(cents[0] - cents[-1]) <= 1).all()
    assert abs(cents[0].sum() - cents[-1].sum()) <= 1


@given(games(), st.randoms(use_true_random=False))
def test_the_order_in_which_causes_are_told_changes_no_fraction(game, random):
    causes, values = game
    order = list(range(causes))
    random.shuffle(order)
    sets = plan(causes).sets
    moved = values[[sum(1 << order[c] for c in np.flatnonzero(held)) for held in sets]]
    straight, turned = plan(causes).shares(values), plan(causes).shares(moved)
    assert (turned.numerators == straight.numerators[order]).all()


@given(games(cells=8))
def test_no_share_is_a_cent_away_from_its_fraction_nor_their_sum_from_the_sum(game):
    causes, values = game
    shares = plan(causes).shares(values)
    off = rounded(shares) * shares.denominator - shares.numerators
    assert (abs(off) < shares.denominator).all()
    assert (abs(off.sum(axis=1)) < causes * shares.denominator).all()


def sampled_game(causes, seed):
    """Return what each set is worth: effects that meet, floors, as rights have."""
    random = np.random.default_rng(seed)
    effects = random.integers(-40_000, 20_000, (causes, 5))
    together = random.integers(-8_000, 8_000, (causes, causes, 5))

    def value(sets):
        held = sets.astype(np.int64)
        met = np.einsum("si,sj,ijc->sc", held, held, together)
        return np.maximum(60_000 + held @ effects + met, 0) - 60_000

    return value


@pytest.mark.parametrize("seed", range(6))
def test_what_is_drawn_adds_up_exactly_and_is_as_near_as_it_says(seed):
    causes, value = 9, sampled_game(9, seed)
    exact = plan(causes, exact=9)
    true = exact.shares(value(exact.sets)).numerators.sum(axis=1) / np.prod(np.arange(1, 10))
    drawn = plan(causes, seed=(seed,))
    shares = drawn.shares(value(drawn.sets))
    cents, error = rounded(shares), shares.error_cents(np.ones(5, bool))
    assert (cents.sum(axis=0) == value(np.ones((1, causes), bool))[0]).all()
    away = abs(cents.sum(axis=1) - true) / error
    assert (away < 4).all()
    assert np.median(away) < 1.5
    assert error.max() > 0


def test_more_orders_are_nearer():
    value, every = sampled_game(9, 0), np.ones(5, bool)
    few, many = (plan(9, orders=n) for n in (16, 1024))
    errors = [one.shares(value(one.sets)).error_cents(every).sum() for one in (few, many)]
    assert errors[1] < errors[0] / 4


def test_the_same_seed_draws_the_same_orders():
    assert (plan(9, seed=(3, 4)).orders == plan(9, seed=(3, 4)).orders).all()
    assert (plan(9, seed=(3, 4)).orders != plan(9, seed=(3, 5)).orders).any()


def test_what_is_drawn_is_exact_where_causes_do_not_meet():
    chosen = plan(10, exact=0, orders=8)
    shares = chosen.shares(chosen.sets @ np.arange(10)[:, None])
    assert rounded(shares)[:, 0].tolist() == list(range(10))
    assert not shares.error_cents(np.ones(1, bool)).any()
    assert not chosen.sets[0].any()
    assert chosen.sets[-1].all()


def test_nothing_changed_has_no_share():
    shares = plan(0).shares(np.zeros((1, 4), np.int64))
    assert rounded(shares).shape == (0, 4)
