"""The difference between posted and due: antisymmetric, additive, within its window."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import CORRECTIONS, difference
from justedroit.core.registre import POSTED

KEYS = st.tuples(
    st.integers(1, 3), st.sampled_from(["af", "apl", "rsa"]), st.sampled_from([202411, 202412])
)
AMOUNTS = st.dictionaries(KEYS, st.integers(0, 90_000), max_size=12)
EVERY = [1, 2, 3]


def posted(amounts):
    rows = [(*key, cents) for key, cents in amounts.items()]
    return pa.Table.from_pylist(
        [dict(zip(POSTED.names, row, strict=True)) for row in rows], schema=POSTED
    )


def rights(amounts):
    rows = [(*key, cents, cents, None) for key, cents in amounts.items()]
    return pa.Table.from_pylist(
        [dict(zip(RIGHTS.names, row, strict=True)) for row in rows], schema=RIGHTS
    )


def deltas(before, after, **options):
    rows = difference(posted(before), rights(after), dossiers=EVERY, **options).to_pylist()
    return {(r["dossier"], r["benefit"], r["month"]): r["delta_cents"] for r in rows}


@given(AMOUNTS)
def test_nothing_changes_from_a_state_to_itself(a):
    assert difference(posted(a), rights(a), dossiers=EVERY).num_rows == 0


@given(AMOUNTS, AMOUNTS)
def test_the_way_back_is_minus_the_way(a, b):
    assert deltas(a, b) == {key: -delta for key, delta in deltas(b, a).items()}


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_successive_corrections_add_up_to_the_direct_one(a, b, c):
    first, second = deltas(a, b), deltas(b, c)
    summed = {k: first.get(k, 0) + second.get(k, 0) for k in first | second}
    assert {k: v for k, v in summed.items() if v} == deltas(a, c)


@given(AMOUNTS, AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter_and_the_result_is_sorted(a, b, random):
    mixed = list(b.items())
    random.shuffle(mixed)
    found = difference(posted(a), rights(dict(mixed)), dossiers=EVERY)
    assert found == difference(posted(a), rights(b), dossiers=EVERY)
    keys = [(r["dossier"], r["benefit"], r["month"]) for r in found.to_pylist()]
    assert keys == sorted(keys)
    assert found.schema == CORRECTIONS


@given(AMOUNTS, AMOUNTS)
def test_a_batch_equals_its_dossiers_one_by_one(a, b):
    alone = [
        row for d in EVERY for row in difference(posted(a), rights(b), dossiers=[d]).to_pylist()
    ]
    assert alone == difference(posted(a), rights(b), dossiers=EVERY).to_pylist()


def test_a_right_that_falls_to_zero_without_a_row_is_an_indu():
    assert deltas({(1, "rsa", 202412): 500}, {}) == {(1, "rsa", 202412): -500}


def test_a_month_out_of_the_window_is_left_as_it_is():
    before = {(1, "rsa", 202411): 500, (1, "rsa", 202412): 500}
    assert deltas(before, {(1, "rsa", 202412): 600}, window=(202412, 202412)) == {
        (1, "rsa", 202412): 100
    }


def test_a_dossier_that_was_not_evaluated_is_left_as_it_is():
    before = posted({(1, "rsa", 202412): 500, (2, "rsa", 202412): 500})
    found = difference(before, rights({(1, "rsa", 202412): 400}))
    assert found.to_pylist() == [
        {
            "dossier": 1,
            "benefit": "rsa",
            "month": 202412,
            "posted_cents": 500,
            "due_cents": 400,
            "delta_cents": -100,
        }
    ]


@pytest.mark.parametrize("side", ["posted", "rights"])
def test_the_same_right_twice_is_refused(side):
    a, b = posted({(1, "rsa", 202412): 5}), rights({(1, "rsa", 202412): 9})
    tables = {"posted": a, "rights": b}
    tables[side] = pa.concat_tables([tables[side]] * 2)
    with pytest.raises(ValueError, match="Dossier 1, rsa, 202412 : deux lignes"):
        difference(**tables)


def test_an_unknown_benefit_is_refused():
    with pytest.raises(ValueError, match="rmi"):
        difference(posted({}), rights({(1, "rmi", 202412): 5}))
