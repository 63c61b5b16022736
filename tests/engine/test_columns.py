"""Inputs are checked at the door: folding assumes numbers."""

import numpy as np
import pytest

from justedroit.engine.columns import BadInput, Table, by_key, refuse_not_finite


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e15])
def test_what_is_no_number_is_refused_by_name(wrong):
    values = np.array([[1.0, 2.0], [3.0, wrong]])
    with pytest.raises(BadInput, match=r"wage, 2025-02, owner 1"):
        refuse_not_finite(Table("wage", ("2025-01", "2025-02"), values))


def test_a_date_that_is_none_is_refused():
    with pytest.raises(BadInput, match="birth"):
        refuse_not_finite(Table("birth", ("ETERNITY",), np.array([["NaT"]], "datetime64[D]")))


def test_an_input_given_twice_is_refused():
    table = Table("wage", ("2025-01",), np.zeros((1, 1)))
    with pytest.raises(BadInput, match="wage is given twice for 2025-01"):
        by_key([table, table])


def test_a_column_reads_its_owner_or_the_default():
    table = Table(
        "wage",
        ("2025-01", "2025-02"),
        np.array([[10.0, 11.0], [20.0, 21.0]]),
        index=np.array([1, -1, 0]),
        known=np.array([[True, True], [True, False]]),
        default=7.0,
    )
    assert table.column(0).tolist() == [20.0, 7.0, 10.0]
    assert table.column(1).tolist() == [7.0, 7.0, 11.0]


def test_a_period_may_read_the_column_of_another():
    table = Table(
        "wage", ("2025-11", "2025-12"), np.array([[5.0, 6.0]]), columns=(0, 0), default=0.0
    )
    assert table.column(1).tolist() == [5.0]
