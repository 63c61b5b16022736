"""What had been withheld of a sum that is contested is owed again, to the cent, once."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.core.creances.test_garde import LEDGER, NOTICE, table, told
from tests.endettes import at, transfer

from justedroit.core.creances import breaches, creances
from justedroit.core.recouvrement import transfers_of_withholdings, undone_withholdings
from justedroit.core.recouvrement.retenue import Prise, Retenue
from justedroit.core.registre import balances, check_transfers, paid, unpaid

ON, NOW = dt.date(2026, 8, 5), at("2026-08-08")
FINE = transfer(
    1,
    "rsa",
    202606,
    7_00,
    ("indemnite", "produit", "indemnite"),
    when="2026-06-01",
    reference="creance:1:indemnite",
)


def withheld(*some):
    """Return the rows of one withholding of créance 1: (nature, month of the debt, cents), on af."""
    prises = [Prise(1, 1, "rsa", month, nature, "af", 202607, c) for nature, month, c in some]
    return transfers_of_withholdings([Retenue(1, tuple(prises), {})], 202607, ON, at("2026-08-05"))


def undone(transfers, since=ON):
    [claim] = [c for c in creances(transfers)[1] if c.number == 1]
    return undone_withholdings(claim, transfers, since, NOW)


def sums(transfers):
    return {r["account"]: r["balance_cents"] for r in balances(transfers).to_pylist()}


def keyed(found):
    return sorted(tuple(row.values()) for row in found.to_pylist())


@given(st.integers(1, 40_00), st.integers(0, 13_00), st.integers(0, 7_00), st.integers(-3, 3))
def test_all_is_as_before_the_withholding_and_the_second_time_finds_nothing(a, b, fine, days):
    before = table(*LEDGER, FINE)
    lines = [("indu", 202601, a), ("indu", 202602, b), ("indemnite", 202606, fine)]
    rows = withheld(*((nature, month, cents) for nature, month, cents in lines if cents))
    after = pa.concat_tables([before, rows])
    back = undone(after, ON + dt.timedelta(days=days))
    if days > 0:
        assert back.num_rows == 0
        return
    assert check_transfers(back) == []
    assert set(back["reference"].to_pylist()) == {"creance:1:retenue_defaite:202607"}
    whole = pa.concat_tables([after, back])
    left = {name: cents for name, cents in sums(whole).items() if not name.endswith(":retenu")}
    assert left == sums(before)
    assert {n: c for n, c in sums(whole).items() if n.endswith(":retenu") and c} == {}
    assert sum(sums(whole).values()) == 0
    assert keyed(paid(whole)) == keyed(paid(before))
    assert keyed(unpaid(whole)) == keyed(unpaid(before))
    assert [c.total() for c in creances(whole)[1]] == [c.total() for c in creances(before)[1]]
    assert [c.total("withheld") for c in creances(whole)[1]] == [0, 0]
    assert undone(whole).num_rows == 0
    assert breaches((after, told(*NOTICE)), (back, told())) == []


def test_what_a_decision_has_given_back_already_is_not_given_twice():
    given_back = transfer(
        1,
        "rsa",
        202601,
        4_00,
        ("annule", "droit", "restitution"),
        when="2026-08-06",
        reference="creance:1:restitution:R1",
    )
    after = pa.concat_tables([table(*LEDGER), withheld(("indu", 202601, 10_00)), table(given_back)])
    cents = undone(after)["amount_cents"].to_pylist()
    assert cents == [6_00, 6_00]


def test_more_than_was_withheld_is_refused():
    after = pa.concat_tables([table(*LEDGER), withheld(("indu", 202601, 10_00))])
    move = ("indu", "retenu", "retenue_defaite")
    more = transfer(1, "rsa", 202601, 10_01, move, reference="creance:1:retenue_defaite:202607")
    [refusal] = breaches((after, told(*NOTICE)), (table(more), told()))
    assert "dépasse de 1 centimes" in str(refusal)


def test_a_debt_does_not_live_again_under_another_benefit():
    row = transfer(1, "rsa", 202601, 1, ("indu", "retenu", "retenue_defaite"))
    [refusal] = check_transfers(table(row | {"credit": "af:retenu"}))
    assert "ne passe pas" in str(refusal)
    right = row | {"debit": "rsa:retenu", "credit": "af:droit"}
    assert check_transfers(table(right)) == []
