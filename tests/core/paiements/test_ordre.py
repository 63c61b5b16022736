"""The order of a month pays what is owed, to whom it is owed, once."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.paiements import ORDER, order_totals, payment_order, transfers_of_order
from justedroit.core.registre import TRANSFERS, check_transfers, paid, unpaid

NOW = dt.datetime(2026, 2, 5, tzinfo=dt.UTC)


def transfer(dossier, benefit, month, cents, move=("charge", "droit", "droit")):
    debit, credit, motive = move
    return {
        "dossier": dossier,
        "sequence": 0,
        "debit": f"{benefit}:{debit}",
        "credit": f"{benefit}:{credit}",
        "amount_cents": cents,
        "month": month,
        "value_on": NOW.date(),
        "entered_at": NOW,
        "motive": motive,
        "reference": None,
    }


def journal(*rows):
    return pa.Table.from_pylist(list(rows), schema=TRANSFERS)


def cells(order):
    return [tuple(row.values()) for row in order.to_pylist()]


OWED = st.builds(
    transfer,
    st.integers(1, 4),
    st.sampled_from(["af", "apl", "ars", "rsa"]),
    st.sampled_from([202511, 202512, 202601]),
    st.integers(1, 90_000),
)
JOURNALS = st.lists(OWED, max_size=15).map(lambda rows: journal(*rows))


def pay(rows, month, **options):
    order = payment_order(rows, month, **options)
    moved = transfers_of_order(order, f"ordre:{month}", NOW.date(), NOW)
    assert check_transfers(moved) == []
    assert moved.schema == TRANSFERS
    return order, pa.concat_tables([rows, moved])


@given(JOURNALS, st.sampled_from(["mensuel", "ars"]), st.sets(st.integers(1, 4)))
def test_the_same_month_twice_pays_once(rows, kind, landlord):
    _, after = pay(rows, 202512, kind=kind, landlord=landlord)
    again, _ = pay(after, 202512, kind=kind, landlord=landlord)
    assert again == ORDER.empty_table()


@given(JOURNALS, st.sets(st.integers(1, 4)))
def test_monthly_and_ars_orders_together_pay_all_that_is_owed_and_no_more(rows, landlord):
    owed = pc.sum(unpaid(rows)["unpaid_cents"]).as_py() or 0
    _, after = pay(rows, 202601, kind="ars", landlord=landlord)
    _, after = pay(after, 202601, landlord=landlord)
    assert unpaid(after).num_rows == 0
    assert (pc.sum(paid(after)["paid_cents"]).as_py() or 0) == owed


@given(JOURNALS, st.sets(st.integers(1, 4)))
def test_the_totals_reconcile_with_the_order(rows, landlord):
    order = payment_order(rows, 202601, landlord=landlord)
    totals = order_totals(order)
    assert (pc.sum(totals["amount_cents"]).as_py() or 0) == (
        pc.sum(order["amount_cents"]).as_py() or 0
    )
    assert (pc.sum(totals["payments"]).as_py() or 0) == order.num_rows


def test_rappels_are_paid_with_the_month_and_later_months_wait():
    rows = journal(
        transfer(1, "rsa", 202511, 30, ("charge", "droit", "rappel")),
        transfer(1, "rsa", 202512, 100),
        transfer(1, "rsa", 202601, 100),
    )
    assert cells(payment_order(rows, 202512)) == [
        (1, "rsa", 202511, "allocataire", 30),
        (1, "rsa", 202512, "allocataire", 100),
    ]


def test_only_the_aide_au_logement_goes_to_the_landlord():
    rows = journal(
        transfer(1, "af", 202512, 10),
        transfer(1, "apl", 202512, 20),
        transfer(2, "als", 202512, 30),
    )
    order, after = pay(rows, 202512, landlord={1})
    assert cells(order) == [
        (1, "af", 202512, "allocataire", 10),
        (1, "apl", 202512, "bailleur", 20),
        (2, "als", 202512, "allocataire", 30),
    ]
    assert set(after["credit"].to_pylist()[3:]) == {"af:paye", "apl:paye_tiers", "als:paye"}
    assert order_totals(order).to_pylist()[2] == {
        "benefit": "apl",
        "payee": "bailleur",
        "payments": 1,
        "amount_cents": 20,
    }


def test_the_ars_has_its_own_order_and_a_late_claim_does_not_wait_a_year():
    rows = journal(transfer(1, "ars", 202508, 42_348), transfer(1, "rsa", 202508, 100))
    assert cells(payment_order(rows, 202508, kind="ars")) == [
        (1, "ars", 202508, "allocataire", 42_348)
    ]
    assert [r[1] for r in cells(payment_order(rows, 202508))] == ["rsa"]
    assert [r[1] for r in cells(payment_order(rows, 202509))] == ["ars", "rsa"]


def test_a_payment_sent_back_by_the_bank_is_owed_again_and_paid_again():
    rows = journal(
        transfer(1, "rsa", 202512, 100),
        transfer(1, "rsa", 202512, 100, ("droit", "paye", "paiement")),
    )
    assert payment_order(rows, 202512).num_rows == 0
    back = transfer(1, "rsa", 202512, 100, ("retourne", "droit", "retour"))
    assert cells(payment_order(pa.concat_tables([rows, journal(back)]), 202512)) == [
        (1, "rsa", 202512, "allocataire", 100)
    ]


def test_an_unknown_order_is_refused():
    with pytest.raises(ValueError, match="« hebdomadaire » est inconnu"):
        payment_order(journal(), 202512, kind="hebdomadaire")


def test_a_ledger_that_has_paid_too_much_stops_the_order():
    rows = journal(transfer(1, "rsa", 202512, 100, ("droit", "paye", "paiement")))
    with pytest.raises(ValueError, match="Dossier 1, rsa, 202512"):
        payment_order(rows, 202512)
