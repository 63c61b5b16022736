"""What the ledger refuses to write, and says why."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from justedroit.core.registre import TRANSFERS, check_transfers

NOW = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
GOOD = {
    "dossier": 7,
    "sequence": 0,
    "debit": "rsa:charge",
    "credit": "rsa:droit",
    "amount_cents": 60_775,
    "month": 202512,
    "value_on": dt.date(2025, 12, 31),
    "entered_at": NOW,
    "motive": "droit",
    "reference": None,
}


def table(*rows):
    return pa.Table.from_pylist([GOOD | row for row in rows], schema=TRANSFERS)


def test_a_good_transfer_is_not_refused():
    assert check_transfers(table({})) == []


def test_no_transfer_at_all_is_not_refused():
    assert check_transfers(TRANSFERS.empty_table()) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"amount_cents": 0}, "strictement positif"),
        ({"amount_cents": -5}, "strictement positif"),
        ({"month": 202513}, "n'est pas un mois"),
        ({"month": 0}, "n'est pas un mois"),
        ({"debit": "rsa:droit"}, "à la fois débité et crédité"),
        ({"debit": "rmi:charge"}, "plan de comptes"),
        ({"credit": "droit"}, "plan de comptes"),
        ({"motive": "cadeau"}, "n'est pas de la liste"),
        ({"motive": "indu"}, "ne va pas du compte"),
        ({"credit": "rsa:paye"}, "ne va pas du compte"),
        ({"credit": "af:droit"}, "ne passe pas de"),
    ],
)
def test_a_bad_transfer_is_refused_with_its_row_and_its_reason(change, why):
    (refusal,) = check_transfers(table({}, change, {}))
    assert why in refusal.what
    assert refusal.where == "transfert n° 2, dossier 7"


def test_a_withholding_may_pay_the_indu_of_another_benefit():
    row = {"debit": "af:droit", "credit": "rsa:retenu", "motive": "retenue"}
    assert check_transfers(table(row)) == []


def test_every_fault_of_every_row_is_told_in_order():
    found = check_transfers(table({"motive": "cadeau", "amount_cents": -1}, {"month": 1}))
    assert [r.where[:15] for r in found] == ["transfert n° 1,"] * 2 + ["transfert n° 2,"]


def test_a_missing_or_foreign_column_is_refused():
    bad = table({}).drop_columns(["motive"]).append_column("note", pa.array(["x"]))
    assert [r.what for r in check_transfers(bad)] == [
        "La colonne « motive » manque.",
        "La colonne « note » est de trop.",
    ]


def test_an_amount_in_floating_point_is_refused():
    bad = table({}).set_column(4, "amount_cents", pa.array([12.5]))
    (refusal,) = check_transfers(bad)
    assert "est de type double" in refusal.what


def test_a_missing_value_is_refused():
    bad = table({}).set_column(8, "motive", pa.array([None], pa.string()))
    (refusal,) = check_transfers(bad)
    assert "valeurs absentes" in refusal.what
