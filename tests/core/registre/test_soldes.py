"""Balances: money can neither appear nor vanish, and the past does not change."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.registre import (
    MOVEMENTS,
    TRANSFERS,
    balances,
    check_transfers,
    last_paid_on,
    less_undone,
    paid,
    positions,
    posted_rights,
    unpaid,
)

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
PAIRS = sorted((m, d, c) for m, pairs in MOVEMENTS.items() for d, c in pairs)


@st.composite
def transfers(draw, max_size=25):
    """Any journal that the ledger accepts, in the order of entry."""
    rows = []
    for i in range(draw(st.integers(0, max_size))):
        motive, debit, credit = draw(st.sampled_from(PAIRS))
        benefit = draw(st.sampled_from(["af", "apl", "rsa"]))
        other = draw(st.sampled_from(["af", "rsa"])) if motive == "retenue" else benefit
        rows.append(
            {
                "dossier": draw(st.integers(1, 3)),
                "sequence": i,
                "debit": f"{benefit}:{debit}",
                "credit": f"{other}:{credit}",
                "amount_cents": draw(st.integers(1, 200_000)),
                "month": draw(st.sampled_from([202411, 202412, 202501])),
                "value_on": START.date() + dt.timedelta(days=draw(st.integers(-40, 40))),
                "entered_at": START + dt.timedelta(days=i),
                "motive": motive,
                "reference": None,
            }
        )
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def transfer(debit, credit, cents, motive, day=1, month=202501):
    return {
        "dossier": 1,
        "sequence": day,
        "debit": debit,
        "credit": credit,
        "amount_cents": cents,
        "month": month,
        "value_on": dt.date(2025, 2, day),
        "entered_at": dt.datetime(2025, 2, day, tzinfo=dt.UTC),
        "motive": motive,
        "reference": None,
    }


def journal(*rows):
    return pa.Table.from_pylist(list(rows), schema=TRANSFERS)


LIFE = journal(
    transfer("rsa:charge", "rsa:droit", 60_000, "droit", 1),
    transfer("rsa:droit", "rsa:paye", 60_000, "paiement", 5),
    transfer("rsa:indu", "rsa:charge", 25_000, "indu", 10),
    transfer("af:charge", "af:droit", 15_000, "droit", 11),
    transfer("af:droit", "rsa:retenu", 5_000, "retenue", 12),
    transfer("rsa:retenu", "rsa:indu", 5_000, "remboursement", 12),
    transfer("af:droit", "af:paye", 10_000, "paiement", 13),
    transfer("af:retourne", "af:droit", 10_000, "retour", 14),
)
days = st.integers(-45, 45)


@given(transfers(), days, days)
def test_balances_sum_to_zero_at_any_two_dates(rows, value, entry):
    found = balances(
        rows,
        value_until=START.date() + dt.timedelta(days=value),
        entered_until=START + dt.timedelta(days=entry),
    )
    assert (pc.sum(found["balance_cents"]).as_py() or 0) == 0
    assert pc.sum(found["debit_cents"]) == pc.sum(found["credit_cents"])


@given(transfers(), st.integers(0, 25))
def test_appending_never_changes_a_balance_at_an_earlier_entry_date(rows, count):
    then = START + dt.timedelta(days=count)
    assert balances(rows.slice(0, count + 1), entered_until=then) == balances(
        rows, entered_until=then
    )


@given(transfers(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, random):
    order = list(range(rows.num_rows))
    random.shuffle(order)
    mixed = rows.take(pa.array(order, pa.int64()))
    for read in (balances, positions, posted_rights, unpaid, paid, last_paid_on):
        assert read(mixed).combine_chunks() == read(rows).combine_chunks()


@given(transfers())
def test_the_strategy_gives_only_what_the_ledger_accepts(rows):
    assert check_transfers(rows) == []


@given(transfers())
def test_positions_and_balances_tell_the_same_money(rows):
    by_account: dict[tuple[int, str], int] = {}
    for row in positions(rows).to_pylist():
        for name, cents in row.items():
            if name.endswith("_cents") and cents:
                key = (row["dossier"], f"{row['benefit']}:{name.removesuffix('_cents')}")
                by_account[key] = by_account.get(key, 0) + cents
    told = {
        (r["dossier"], r["account"]): r["balance_cents"]
        for r in balances(rows).to_pylist()
        if r["balance_cents"]
    }
    assert {k: v for k, v in by_account.items() if v} == told


@given(transfers())
def test_a_dossier_alone_has_the_same_rights_as_among_others(rows):
    alone = rows.filter(pc.equal(rows["dossier"], 1))
    for read in (posted_rights, unpaid, paid):
        every = read(rows)
        assert read(alone).to_pylist() == every.filter(pc.equal(every["dossier"], 1)).to_pylist()


def test_the_ledger_tells_what_was_posted_owed_and_paid():
    assert posted_rights(LIFE).to_pylist() == [
        {"dossier": 1, "benefit": "af", "month": 202501, "posted_cents": 15_000},
        {"dossier": 1, "benefit": "rsa", "month": 202501, "posted_cents": 35_000},
    ]
    assert [(r["benefit"], r["unpaid_cents"]) for r in unpaid(LIFE).to_pylist()] == [("af", 10_000)]
    # The five thousand withheld on af are a payment of af, though they pay back the indu of rsa.
    assert [(r["benefit"], r["paid_cents"]) for r in paid(LIFE).to_pylist()] == [
        ("af", 5_000),
        ("rsa", 60_000),
    ]


def test_an_indu_is_read_at_a_date_of_entry():
    def indu(until):
        rows = balances(LIFE, entered_until=dt.datetime(2025, 2, until, 12, tzinfo=dt.UTC))
        return {r["account"]: r["balance_cents"] for r in rows.to_pylist()}.get("rsa:indu", 0)

    assert [indu(d) for d in (9, 10, 12)] == [0, 25_000, 20_000]


def test_a_right_gone_back_to_zero_is_no_longer_posted_but_keeps_its_position():
    rows = journal(
        transfer("rsa:charge", "rsa:droit", 100, "droit"),
        transfer("rsa:droit", "rsa:charge", 100, "droit_reduit"),
    )
    assert posted_rights(rows).num_rows == 0
    assert positions(rows).to_pylist()[0]["charge_cents"] == 0


def test_the_last_payment_of_a_month_is_dated():
    rows = journal(
        transfer("rsa:droit", "rsa:paye", 1, "paiement", 5),
        transfer("rsa:droit", "rsa:paye", 1, "paiement", 20),
        transfer("rsa:droit", "rsa:paye", 1, "paiement", 7),
    )
    assert last_paid_on(rows).to_pylist() == [
        {"dossier": 1, "benefit": "rsa", "month": 202501, "paid_on": dt.date(2025, 2, 20)}
    ]


def test_what_was_withheld_and_undone_paid_nothing():
    taken = transfer("rsa:droit", "rsa:retenu", 3, "retenue", 20)
    taken |= {"reference": "creance:1:retenue:202501"}
    paid_on = transfer("rsa:droit", "rsa:paye", 1, "paiement", 5)
    back = taken | {"debit": "rsa:retenu", "credit": "rsa:droit", "motive": "retenue_defaite"}
    back |= {"reference": "creance:1:retenue_defaite:202501"}

    def last(*rows):
        return [row["paid_on"].day for row in last_paid_on(journal(*rows)).to_pylist()]

    assert last(paid_on, taken) == [20]
    assert last(paid_on, taken, back) == [5]
    assert last(taken, back) == []
    assert last(paid_on, taken, back | {"amount_cents": 2}) == [20]  # a part of it stands
    assert less_undone(journal(paid_on, taken)).num_rows == 2


def test_an_account_out_of_the_chart_stops_the_reading():
    with pytest.raises(ValueError, match="rmi:droit"):
        posted_rights(
            journal(transfer("rmi:charge", "rmi:droit", 1, "droit")).set_column(
                2, "debit", pa.array(["rmi:droit"])
            )
        )


@pytest.mark.parametrize("dossier", [-1, 1 << 50])
def test_a_dossier_out_of_range_stops_the_reading(dossier):
    row = transfer("rsa:charge", "rsa:droit", 1, "droit") | {"dossier": dossier}
    with pytest.raises(ValueError, match="numéro de dossier"):
        posted_rights(journal(row))
