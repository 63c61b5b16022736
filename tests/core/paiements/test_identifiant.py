"""An end-to-end identifier leads back to its payment, and one misread leads nowhere."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.paiements import end_to_end, parse_end_to_end

ORDERS, DOSSIERS = st.integers(1, 10**8 - 1), st.integers(1, 10**12 - 1)
PAYEES = st.sampled_from(["allocataire", "bailleur"])


def written(*payments):
    orders, dossiers, payees = zip(*payments, strict=True)
    names = pa.chunked_array([list(payees)], pa.string())
    return end_to_end(np.array(orders), np.array(dossiers), names).to_pylist()


def read(*identifiers):
    table = parse_end_to_end(pa.chunked_array([list(identifiers)], pa.string()))
    return [tuple(row.values()) for row in table.to_pylist()]


NOTHING = (None, None, None)


@given(st.lists(st.tuples(ORDERS, DOSSIERS, PAYEES), min_size=1, unique=True))
def test_each_payment_has_one_identifier_that_leads_back_to_it(payments):
    names = written(*payments)
    assert len(set(names)) == len(payments)
    assert all(len(name) <= 35 for name in names)
    assert read(*names) == payments


@given(ORDERS, DOSSIERS, PAYEES, st.data())
def test_a_digit_misread_or_two_swapped_lead_nowhere(order, dossier, payee, data):
    [name] = written((order, dossier, payee))
    digits = [i for i, letter in enumerate(name) if letter.isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != name[at]]))
    assert read(name[:at] + other + name[at + 1 :]) == [NOTHING]


def test_a_number_swapped_between_order_and_dossier_leads_nowhere():
    [name] = written((12, 34, "allocataire"))
    assert read(name.replace("O12-D34", "O34-D12"), name.replace("-A-", "-B-")) == [NOTHING] * 2


@pytest.mark.parametrize("text", ["", "NOTPROVIDED", "O1-D1-A", "o1-d1-a-21", "O1-D1-C-21", None])
def test_what_is_not_ours_is_nothing(text):
    assert read(text) == [NOTHING]


def test_a_number_too_large_is_refused_rather_than_cut():
    with pytest.raises(ValueError, match="trop grand"):
        written((10**8, 1, "allocataire"))
