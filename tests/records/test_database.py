"""What the databases refuse by themselves, whoever speaks to them."""

from __future__ import annotations

import sqlite3

import pytest
from django.core.management import call_command
from django.db import Error, connections, transaction

from justedroit.core.registre import ACCOUNTS
from justedroit.records.database import DatabaseRecords, open_database
from justedroit.records.interface import StaleSequence

FACT = "dossier, sequence, person, kind, value, valid_from, valid_until, known_at, source, author, replaces"
TRANSFER = "dossier, sequence, debit, credit, amount_cents, month, value_on, entered_at, motive"
ANY_JOURNAL = pytest.mark.parametrize("table", ["fait", "evenement", "transfert"])


def fact(dossier=1, sequence=4, value="'x'", until="NULL", replaces="NULL"):
    return (
        f"INSERT INTO fait ({FACT}) VALUES ({dossier}, {sequence}, 1, 'loyer', {value},"
        f" '2026-01-01', {until}, '2026-01-05 10:00:00', 'bailleur', 'lot', {replaces})"
    )


def event(dossier=1, sequence=4):
    return (
        "INSERT INTO evenement (dossier, sequence, tag, at, author, payload)"
        f" VALUES ({dossier}, {sequence}, 'a.b', '2026-01-05 10:00:00.123456', 'lot', '{{}}')"
    )


def transfer(sequence=4, debit="rsa:charge", credit="rsa:droit", amount="100", month=202601):
    return (
        f"INSERT INTO transfert ({TRANSFER}) VALUES (1, {sequence}, '{debit}', '{credit}',"
        f" {amount}, {month}, '2026-02-05', '2026-01-05 10:00:00', 'droit')"
    )


@pytest.fixture
def filled(database, rows):
    """One dossier of three rows, one of each journal, and one of a single row."""
    database.append(rows(facts=[{}, {"dossier": 2}], events=[{}], transfers=[{}]), {1: 0, 2: 0})
    return database


def everything(records):
    tables = [records.facts(), records.events(), records.transfers()]
    return [t.to_pylist() for t in tables], records.sequences()


def run(records, sql):
    with transaction.atomic(records.alias), connections[records.alias].cursor() as cursor:
        cursor.execute(sql)


def check_refused(records, sql, why=None):
    before = everything(records)
    with pytest.raises(Error, match=why):
        run(records, sql)
    assert everything(records) == before


# --- rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [fact(), fact(replaces=1, value="NULL"), event(), transfer()])
def test_a_good_row_is_accepted_and_the_counter_follows(filled, sql):
    run(filled, sql)
    assert filled.sequences() == {1: 4, 2: 1}


@pytest.mark.parametrize("amount", ["0", "-1", "-9223372036854775807", "NULL"])
def test_an_amount_that_is_not_positive_is_refused(filled, amount):
    check_refused(filled, transfer(amount=amount), "amount_cents|transfert_montant")


@pytest.mark.parametrize("amount", ["'beaucoup'", "1e30"])
def test_an_amount_that_is_not_a_number_of_cents_is_refused(filled, amount):
    check_refused(filled, transfer(amount=amount))


def test_a_transfer_from_an_account_to_itself_is_refused(filled):
    check_refused(filled, transfer(debit="rsa:droit"), "transfert_comptes")


@pytest.mark.parametrize("month", [0, 26, 202600, 202613, -202601, 20260101])
def test_a_month_that_is_not_one_is_refused(filled, month):
    check_refused(filled, transfer(month=month), "transfert_mois")


def test_an_account_out_of_the_chart_is_refused(filled):
    check_refused(filled, transfer(debit="rmi:charge"), "plan de comptes|debit_fkey")
    check_refused(filled, transfer(credit=""), "plan de comptes|credit_fkey")


def test_a_fact_that_ends_before_it_starts_is_refused(filled):
    check_refused(filled, fact(until="'2026-01-01'"), "fait_dates")


def test_a_fact_that_withdraws_nothing_is_refused(filled):
    check_refused(filled, fact(value="NULL"), "fait_retrait")


@pytest.mark.parametrize("replaces", [2, 3, 4, 5, 0, -1])  # 2 and 3: not facts; 4: itself
def test_a_fact_that_replaces_no_other_fact_is_refused(filled, replaces):
    check_refused(filled, fact(replaces=replaces), "remplacer|replaces_fkey|fait_remplace")


def test_what_is_not_a_day_is_refused(filled):
    check_refused(filled, fact(until="'2026-02-30'"))
    check_refused(filled, fact(until="'demain'"))
    check_refused(filled, event().replace("2026-01-05 10", "2026-13-05 10"))
    check_refused(filled, event().replace("10:00:00.123456", "10:00:00 le matin"))


# --- sequences -------------------------------------------------------------------------------


@pytest.mark.parametrize("sequence", [-1, 0, 1, 3, 5, 2**40])
@pytest.mark.parametrize("insert", [fact, event, transfer])
def test_a_sequence_that_does_not_follow_is_refused_in_each_journal(filled, insert, sequence):
    check_refused(filled, insert(sequence=sequence), "séquence|duplicate key")


def test_rows_of_one_statement_must_follow_too(filled):
    values = [f"(1, {s}, 'a', '2026-01-05 10:00:00', 'lot', '{{}}')" for s in (4, 6)]
    start = "INSERT INTO evenement (dossier, sequence, tag, at, author, payload) VALUES "
    check_refused(filled, start + ", ".join(values), "séquence")
    run(filled, start + ", ".join([values[0], values[0].replace("(1, 4", "(1, 5")]))
    assert filled.sequences([1]) == {1: 5}


def test_a_row_of_a_dossier_that_does_not_exist_is_refused(filled):
    check_refused(filled, fact(dossier=3, sequence=1), "séquence|dossier")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE dossier SET sequence = sequence + 1",
        "UPDATE dossier SET sequence = 1 WHERE numero = 1",
        "UPDATE dossier SET numero = 7 WHERE numero = 1",
        "DELETE FROM dossier WHERE numero = 1",
        "INSERT INTO dossier (numero, sequence) VALUES (3, 5)",
        "INSERT INTO dossier (numero, sequence) VALUES (1, 0)",
        "INSERT INTO dossier (numero, sequence) VALUES (-1, 0)",
    ],
)
def test_the_counter_of_a_dossier_only_follows_its_journals(filled, sql):
    check_refused(filled, sql)


# --- nothing is changed, nothing is removed ----------------------------------------------------


@ANY_JOURNAL
def test_a_journal_refuses_updates_in_french(filled, table):
    column = "amount_cents" if table == "transfert" else "author"
    check_refused(filled, f"UPDATE {table} SET {column} = {column}", "inchangé .* ne se modifie")
    check_refused(filled, f"UPDATE {table} SET sequence = sequence + 100", "inchangé")


@ANY_JOURNAL
def test_a_journal_refuses_deletions_in_french(filled, table):
    check_refused(filled, f"DELETE FROM {table}", "inchangé .* supprime")
    check_refused(filled, f"DELETE FROM {table} WHERE sequence > 0", "inchangé .* supprime")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["fait", "evenement", "transfert", "dossier", "compte"])
def test_a_table_refuses_to_be_truncated(filled, table):
    check_refused(filled, f"TRUNCATE {table} CASCADE", "inchangé")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", ["OR REPLACE", "OR IGNORE"])
def test_no_conflict_clause_of_sqlite_goes_around(filled, how):
    bad = [fact(sequence=1), transfer(sequence=3, amount="7"), "INSERT INTO dossier VALUES (1, 0)"]
    for sql in bad:
        check_refused(filled, sql.replace("INSERT", f"INSERT {how}"))
    before = everything(filled)
    # A row that breaks a CHECK is passed over in silence by OR IGNORE: not written either.
    if how == "OR IGNORE":
        run(filled, transfer(amount="0").replace("INSERT", "INSERT OR IGNORE"))
    assert everything(filled) == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_conflict_clause_of_postgresql_goes_around(filled):
    change = " ON CONFLICT (dossier, sequence) DO UPDATE SET amount_cents = 7"
    check_refused(filled, transfer(sequence=3) + change)


def test_the_chart_of_accounts_only_grows(filled):
    check_refused(filled, "DELETE FROM compte WHERE code = 'af:droit'", "compte")
    check_refused(filled, "UPDATE compte SET code = 'x' WHERE code = 'af:droit'", "compte")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "sql",
    [
        transfer(debit="rmi:charge"),
        transfer(amount="0"),
        transfer(amount="'beaucoup'"),
        transfer(amount="1.5"),
        transfer(sequence=9),
        fact(dossier=3, sequence=1),
        fact(replaces=3),
        "DELETE FROM transfert",
        "REPLACE INTO dossier VALUES (1, 0)",
        "DELETE FROM compte",
    ],
)
def test_a_connection_that_checks_no_foreign_key_is_refused_all_the_same(filled, sql):
    other = sqlite3.connect(connections[filled.alias].settings_dict["NAME"])
    try:
        assert other.execute("PRAGMA foreign_keys").fetchone() == (0,)
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(sql)
    finally:
        other.close()


# --- Django ----------------------------------------------------------------------------------


def test_the_models_read_what_was_appended_and_may_not_change_it(filled):
    from justedroit.records.database.models import Fait, Transfert

    found = Transfert.objects.using(filled.alias).get()
    assert (found.debit_id, found.amount_cents, found.pk) == ("rsa:charge", 12345, (1, 3))
    assert Fait.objects.using(filled.alias).get(dossier=2).known_at == (
        filled.facts([2])["known_at"][0].as_py()
    )
    with pytest.raises(Error, match="inchangé"):
        Transfert.objects.using(filled.alias).update(amount_cents=1)
    with pytest.raises(Error, match="inchangé"):
        Transfert.objects.using(filled.alias).all().delete()


# The base of the project itself is not there: it is opened by the tests of the pages only.
@pytest.mark.filterwarnings("ignore:Got an error checking a consistent migration history")
def test_the_models_say_what_the_migrations_say(database, capsys):
    call_command("makemigrations", "records", check_changes=True, dry_run=True)
    assert "No changes" in capsys.readouterr().out


def test_rows_saved_by_a_model_are_read_by_the_records(filled):
    from justedroit.records.database.models import Transfert

    given = filled.transfers().to_pylist()[0]
    row = {k: given[k] for k in given if k not in ("dossier", "sequence", "debit", "credit")}
    Transfert(dossier_id=1, sequence=4, debit_id="af:charge", credit_id="af:droit", **row).save(
        using=filled.alias, force_insert=True
    )
    assert filled.transfers().to_pylist()[1] == given | {
        "sequence": 4,
        "debit": "af:charge",
        "credit": "af:droit",
    }


def test_an_append_within_a_transaction_that_fails_is_undone(filled, rows):
    def append_then_fail():
        with transaction.atomic(filled.alias):
            filled.append(rows(facts=[{}]), {1: 3})
            assert filled.sequences([1]) == {1: 4}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_then_fail()
    assert filled.sequences([1]) == {1: 3}


# --- opening ---------------------------------------------------------------------------------


def settings_of(records):
    return connections[records.alias].settings_dict


def test_the_chart_of_accounts_is_filled(database):
    with connections[database.alias].cursor() as cursor:
        cursor.execute("SELECT code FROM compte")
        assert {code for (code,) in cursor.fetchall()} == ACCOUNTS


def test_opening_again_finds_the_rows_and_adds_the_accounts_that_are_new(
    tmp_path, rows, monkeypatch
):
    url = f"sqlite:///{tmp_path}/a/b/journaux.sqlite3"
    records = open_database(url)
    records.append(rows(facts=[{}]), {1: 0})
    records.close()
    monkeypatch.setattr(
        "justedroit.records.database.connection.ACCOUNTS", ACCOUNTS | {"nouvelle:droit"}
    )
    again = open_database(url)
    assert isinstance(again, DatabaseRecords)
    assert again.sequences() == {1: 1}
    with pytest.raises(StaleSequence):
        again.append(rows(facts=[{}]), {1: 0})
    with connections[again.alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM compte")
        assert cursor.fetchone() == (len(ACCOUNTS) + 1,)
    again.close()


def test_sqlite_is_durable_and_patient(tmp_path):
    records = open_database(f"sqlite:///{tmp_path}/journaux.sqlite3")
    with connections[records.alias].cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    records.close()
    assert found == ["wal", 2, 1, 30_000]


@pytest.mark.parametrize("url", ["", "journaux.sqlite3", "sqlite://", "mysql://x/y", "sqlite:///"])
def test_an_address_that_is_not_understood_is_refused_with_an_example(url):
    with pytest.raises(ValueError, match="sqlite:///fichier"):
        open_database(url)


def test_a_postgresql_address_that_is_not_understood_is_refused_without_its_password():
    with pytest.raises(ValueError, match="PostgreSQL") as refusal:
        open_database("postgresql://marie:secret@h/base?inconnu=1")
    assert "secret" not in str(refusal.value)


def test_an_alias_shows_no_password():
    from justedroit.records.database.adresse import database_settings
    from justedroit.records.database.connection import _registered, _set_up

    _set_up()

    database = database_settings("postgresql://marie:secret@serveur:5433/caf?connect_timeout=3")
    assert database["USER"] == "marie"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("serveur", "5433", "caf")
    assert database["OPTIONS"] == {"connect_timeout": "3"}
    assert "secret" not in _registered(database)
