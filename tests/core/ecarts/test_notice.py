"""The notice nets months within a benefit, and never across benefits unless the fund says so."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.ecarts import CORRECTIONS, compensation_immediate_on, lines_of_notice

CELLS = st.tuples(st.integers(1, 3), st.sampled_from(["af", "rsa"]), st.integers(202401, 202406))
DELTAS = st.dictionaries(CELLS, st.integers(-900, 900).filter(bool), max_size=15)


def corrections(deltas):
    rows = [
        {
            "dossier": d,
            "benefit": b,
            "month": m,
            "posted_cents": 1000,
            "due_cents": 1000 + delta,
            "delta_cents": delta,
        }
        for (d, b, m), delta in deltas.items()
    ]
    return pa.Table.from_pylist(rows, schema=CORRECTIONS)


def test_rappel_and_indu_of_one_benefit_are_netted_and_the_months_kept():
    (notice,) = lines_of_notice(corrections({(1, "rsa", 202402): -300, (1, "rsa", 202401): 100}))
    (group,) = notice.groups
    assert (group.kind, group.net_cents) == ("indu", -200)
    assert [(line.month, line.delta_cents) for line in group.lines] == [
        (202401, 100),
        (202402, -300),
    ]
    assert (notice.rappel_cents, notice.indu_cents) == (0, 200)


def test_months_that_cancel_each_other_are_shown_and_claim_nothing():
    (notice,) = lines_of_notice(corrections({(1, "af", 202401): 5, (1, "af", 202402): -5}))
    assert notice.groups[0].kind == "nul"
    assert (notice.rappel_cents, notice.indu_cents) == (0, 0)


def test_a_rappel_never_pays_the_indu_of_another_benefit_by_default():
    rows = corrections({(1, "af", 202401): 500, (1, "rsa", 202401): -300})
    (notice,) = lines_of_notice(rows)
    assert (notice.rappel_cents, notice.indu_cents) == (500, 300)
    (notice,) = lines_of_notice(rows, compensation_immediate=True)
    assert (notice.rappel_cents, notice.indu_cents) == (200, 0)


def test_the_fund_has_not_chosen_immediate_netting():
    assert compensation_immediate_on(dt.date(2026, 1, 1)) is False


@given(DELTAS, st.booleans())
def test_no_cent_is_lost_between_corrections_and_notices(deltas, across):
    notices = lines_of_notice(corrections(deltas), compensation_immediate=across)
    assert [n.dossier for n in notices] == sorted({d for d, _, _ in deltas})
    for notice in notices:
        net = sum(delta for (d, _, _), delta in deltas.items() if d == notice.dossier)
        assert notice.rappel_cents - notice.indu_cents == net
        assert sum(len(g.lines) for g in notice.groups) == sum(
            d == notice.dossier for d, _, _ in deltas
        )
