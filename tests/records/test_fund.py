"""Dossier 0 is the fund itself: read by its number, among no dossiers, with accounts of its own."""

from __future__ import annotations

import contextlib

import pytest
from django.db import IntegrityError, connections
from django.db.migrations.executor import MigrationExecutor

from justedroit.records.database import open_database
from justedroit.records.database.adresse import database_settings
from justedroit.records.database.connection import _registered
from justedroit.records.interface import BadRow, StaleSequence

CASH = {"debit": "caisse:encaisse", "credit": "caisse:attente", "motive": "encaissement"}


def filled(records, rows):
    records.append(rows(facts=[{}], transfers=[{}]), {1: 0})
    journal = rows(events=[{"dossier": 0}], transfers=[CASH | {"dossier": 0}])
    records.append(journal, {0: 0})
    return records


def test_the_fund_is_read_by_its_number(records, rows):
    filled(records, rows)
    assert records.sequences([0, 1]) == {0: 2, 1: 2}
    assert records.written() == 4
    assert records.events([0])["dossier"].to_pylist() == [0]
    assert records.transfers([0, 1])["dossier"].to_pylist() == [0, 1]
    assert records.last_events("droits.revises", [0])["dossier"].to_pylist() == [0]


def test_the_fund_is_among_no_dossiers(records, rows):
    filled(records, rows)
    assert records.dossiers() == [1]
    assert records.sequences() == {1: 2}
    assert records.events().num_rows == 0
    assert records.transfers()["dossier"].to_pylist() == [1]
    assert records.transfers()["debit"].to_pylist() == ["rsa:charge"]
    assert records.totals((190001, 999912), [], None)["benefit"].to_pylist() == ["rsa"]


def test_a_fund_alone_has_no_first_month(records, rows):
    records.append(rows(transfers=[CASH | {"dossier": 0, "month": 202001}]), {0: 0})
    assert records.first_month() is None
    assert records.dossiers() == []
    records.append(rows(transfers=[{"month": 202601}]), {1: 0})
    assert records.first_month() == 202601


def test_the_fund_and_dossiers_are_written_together_or_not_at_all(records, rows):
    filled(records, rows)
    both = rows(events=[{"dossier": 0}, {"dossier": 2}], transfers=[{"dossier": 2}])
    for seen in ({0: 1, 2: 0}, {0: 2, 2: 1}):
        with pytest.raises(StaleSequence):
            records.append(both, seen)
    records.append(both, {0: 2, 2: 0})
    assert records.sequences([0, 2]) == {0: 3, 2: 2}


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        ({"facts": [{"dossier": 0}]}, "la caisse n'a pas de faits"),
        ({"transfers": [{"dossier": 0}]}, "comptes de la caisse"),
        ({"transfers": [CASH | {"dossier": 1}]}, "comptes de la caisse"),
        ({"transfers": [CASH | {"dossier": 0, "motive": "droit"}]}, "ne va pas"),
        ({"transfers": [CASH | {"dossier": 0, "motive": "decaissement"}]}, "ne va pas"),
        ({"transfers": [{"credit": "caisse:attente"}]}, "ne va pas"),
        ({"events": [{"dossier": -1}]}, "entier positif"),
    ],
)
def test_what_is_not_the_fund_s_is_refused(records, rows, journal, said):
    new = rows(**journal)
    owners = {d for t in (new.facts, new.events, new.transfers) for d in t["dossier"].to_pylist()}
    with pytest.raises(BadRow, match=said):
        records.append(new, dict.fromkeys(owners, 0))
    assert records.sequences([0, 1]) == {0: 0, 1: 0}


# --- what the databases refuse by themselves -------------------------------------------------


def inserted(database, dossier, debit, credit):
    """Write a row behind the back of the journals."""
    after = database.sequences([dossier])[dossier] + 1
    with connections[database.alias].cursor() as cursor:
        cursor.execute(
            "INSERT INTO transfert (dossier, sequence, debit, credit, amount_cents, month, value_on,"
            " entered_at, motive) VALUES (%s, %s, %s, %s, 1, 202601, '2026-01-01',"
            " '2026-01-01 00:00:00', 'essai')",
            [dossier, after, debit, credit],
        )


def test_the_database_keeps_the_accounts_of_the_fund_in_the_fund(database, rows):
    filled(database, rows)
    for dossier, debit, credit in (
        (1, CASH["debit"], CASH["credit"]),
        (0, "rsa:charge", "rsa:droit"),
        (0, "caisse:encaisse", "rsa:droit"),
        (1, "rsa:charge", "caisse:attente"),
    ):
        with pytest.raises(IntegrityError):
            inserted(database, dossier, debit, credit)
    inserted(database, 0, CASH["debit"], CASH["credit"])
    assert database.sequences([0]) == {0: 3}


def test_a_base_from_before_the_fund_keeps_its_rows_and_gains_the_fund(
    tmp_path, rows, request, new_postgresql_database
):
    for url in (f"sqlite:///{tmp_path}/avant.sqlite3", new_postgresql_database()):
        alias = _registered(database_settings(url, create=True))
        executor = MigrationExecutor(connections[alias])
        executor.migrate([("records", "0002_lots")])
        with connections[alias].cursor() as cursor:
            cursor.execute("INSERT INTO dossier (numero, sequence) VALUES (7, 0)")
            with pytest.raises(IntegrityError):
                cursor.execute("INSERT INTO dossier (numero, sequence) VALUES (0, 0)")
        with contextlib.closing(open_database(url)) as records:
            filled(records, rows)
            records.append(rows(facts=[{"dossier": 7}]), {7: 0})
            assert records.sequences([0, 1, 7]) == {0: 2, 1: 2, 7: 1}
            with connections[alias].cursor() as cursor, pytest.raises(IntegrityError):
                cursor.execute("INSERT INTO dossier (numero, sequence) VALUES (-1, 0)")
