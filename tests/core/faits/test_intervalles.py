"""Intervals that overlap, against the slow and obvious answer, day by day."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.faits.intervalles import FIRST, OPEN, clusters, retained, set_aside

SPAN = st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 30))


@st.composite
def contests(draw):
    rows = sorted(draw(st.lists(SPAN, min_size=1, max_size=25)))
    group, start, length = (np.array(c, dtype=np.int64) for c in zip(*rows, strict=True))
    precedence = np.array(draw(st.permutations(range(len(rows)))), dtype=np.int64)
    return np.unique(group, return_inverse=True)[1], start, start + length, precedence


@given(contests())
def test_each_day_goes_to_the_row_of_least_precedence(contest):
    group, start, end, precedence = contest
    cluster = clusters(group, start, end)
    won = retained(cluster, start, end, precedence)
    for day in range(61):
        for one in np.unique(group):
            rivals = np.flatnonzero((group == one) & (start <= day) & (day < end))
            best = [rivals[np.argmin(precedence[rivals])]] if rivals.size else []
            holds = (group[won.row] == one) & (won.start <= day) & (day < won.end)
            assert list(won.row[holds]) == best


@given(contests())
def test_what_is_set_aside_is_all_that_is_not_retained(contest):
    group, start, end, precedence = contest
    cluster = clusters(group, start, end)
    won = retained(cluster, start, end, precedence)
    winner, loser, since, until = set_aside(cluster, start, end, precedence)
    assert (since < until).all()
    assert (precedence[winner] < precedence[loser]).all()
    kept, lost = np.zeros(start.size, np.int64), np.zeros(start.size, np.int64)
    np.add.at(kept, won.row, won.end - won.start)
    np.add.at(lost, loser, until - since)
    assert list(kept + lost) == list(end - start)


@given(contests())
def test_two_rows_share_a_cluster_when_overlaps_link_them(contest):
    group, start, end, _ = contest
    cluster = clusters(group, start, end)
    for i in range(1, start.size):
        reach = [end[j] for j in range(i) if group[j] == group[i]]
        linked = bool(reach) and start[i] < max(reach)
        assert (cluster[i] == cluster[i - 1]) == linked


def test_groups_whose_intervals_never_end_do_not_meet():
    group = np.array([0, 1], dtype=np.int64)
    start, end = np.array([FIRST, FIRST]), np.array([OPEN, OPEN])
    assert list(clusters(group, start, end)) == [0, 1]
    won = retained(group, start, end, np.array([1, 0]))
    assert (list(won.start), list(won.end)) == ([FIRST, FIRST], [OPEN, OPEN])
