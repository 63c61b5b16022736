"""What every storage does: the one suite of the four of them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, BadRow, Journal, StaleSequence

JOURNALS = ("facts", "events", "transfers")
SCHEMAS = {"facts": FACTS, "events": EVENTS, "transfers": TRANSFERS}


def content(records, dossiers=None):
    return {name: getattr(records, name)(dossiers).to_pylist() for name in JOURNALS}


def keys(table):
    return list(zip(table["dossier"].to_pylist(), table["sequence"].to_pylist(), strict=True))


# --- reading ---------------------------------------------------------------------------------


def test_an_empty_storage_has_no_dossier_and_tables_of_the_schemas(records):
    assert records.dossiers() == []
    assert records.sequences() == {}
    for name, schema in SCHEMAS.items():
        for asked in (None, [], [3]):
            assert getattr(records, name)(asked).equals(schema.empty_table())


def test_what_is_appended_is_read_back_with_its_schema(records, rows):
    journal = rows(
        facts=[{"proof": "piece:7", "valid_until": None}, {"value": ""}],
        events=[{"payload": '{"clé": "é€\\n"}'}],
        transfers=[{"reference": "revision:3"}, {"amount_cents": 2**53 + 1}],
    )
    records.append(journal, {1: 0})
    for name, schema in SCHEMAS.items():
        read, given = getattr(records, name)(), getattr(journal, name)
        assert read.schema.equals(schema)
        assert read.drop(["sequence"]).to_pylist() == given.drop(["sequence"]).to_pylist()


@pytest.mark.parametrize(
    "text", ["", " ", "NULL", "\\N", "a\n\\.\nb", 'a"b,c', "\r\n", "tab\t", "é€😀", "x" * 3_000_000]
)
def test_any_text_comes_back_as_it_was(records, rows, text):
    records.append(rows(facts=[{"value": text, "author": text}]), {1: 0})
    assert records.facts()["value"].to_pylist() == [text]
    assert records.facts()["author"].to_pylist() == [text]


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(1899, 12, 31), dt.date(9999, 12, 31)])
def test_any_day_and_any_instant_come_back_to_the_microsecond(records, rows, day):
    instant = dt.datetime.combine(day, dt.time(23, 59, 59, 999999), dt.UTC)
    records.append(
        rows(
            facts=[{"valid_from": day, "valid_until": None, "known_at": instant}],
            transfers=[{"value_on": day, "entered_at": instant}],
        ),
        {1: 0},
    )
    fact, transfer = records.facts().to_pylist()[0], records.transfers().to_pylist()[0]
    assert (fact["valid_from"], fact["known_at"]) == (day, instant)
    assert (transfer["value_on"], transfer["entered_at"]) == (day, instant)


def test_an_instant_of_another_time_zone_is_kept_in_utc(records, rows):
    journal = rows(events=[{}])
    paris = journal.events["at"].cast(pa.timestamp("us", tz="Europe/Paris"))
    records.append(Journal(events=journal.events.set_column(3, "at", paris)), {1: 0})
    assert records.events()["at"].to_pylist() == journal.events["at"].to_pylist()


def test_only_the_dossiers_asked_for_are_read(records, rows):
    records.append(
        rows(
            facts=[{"dossier": d} for d in (5, 3, 9)],
            transfers=[{"dossier": d} for d in (9, 3)],
        ),
        {3: 0, 5: 0, 9: 0},
    )
    assert records.dossiers() == [3, 5, 9]
    assert keys(records.facts([9, 3, 3, 77])) == [(3, 1), (9, 1)]
    assert keys(records.transfers([5])) == []
    assert keys(records.transfers([9])) == [(9, 2)]
    assert records.sequences([9, 77, 5]) == {9: 2, 77: 0, 5: 1}
    assert records.sequences() == {3: 2, 5: 1, 9: 2}


def test_numbers_of_numpy_are_numbers(records, rows):
    records.append(rows(facts=[{"dossier": 4}]), {np.int64(4): np.int64(0)})
    assert records.sequences(np.array([4])) == {4: 1}
    assert keys(records.facts(np.array([4], dtype=np.int32))) == [(4, 1)]


# --- numbering -------------------------------------------------------------------------------


def test_sequences_follow_by_dossier_facts_then_events_then_transfers(records, rows):
    journal = rows(
        facts=[
            {"dossier": 2, "kind": "a"},
            {"dossier": 1, "kind": "b"},
            {"dossier": 2, "kind": "c"},
        ],
        events=[{"dossier": 2}],
        transfers=[{"dossier": 1}, {"dossier": 2}],
    )
    records.append(journal, {1: 0, 2: 0, 99: 12})
    assert keys(records.facts()) == [(1, 1), (2, 1), (2, 2)]
    assert records.facts()["kind"].to_pylist() == ["b", "a", "c"]
    assert keys(records.events()) == [(2, 3)]
    assert keys(records.transfers()) == [(1, 2), (2, 4)]
    assert records.sequences() == {1: 2, 2: 4}


def test_the_next_append_goes_on_from_the_last_sequence(records, rows):
    records.append(rows(facts=[{}, {}], transfers=[{}]), {1: 0})
    records.append(rows(events=[{}], transfers=[{}]), {1: 3})
    records.append(rows(facts=[{"dossier": 2}, {}]), {1: 5, 2: 0})
    assert keys(records.facts()) == [(1, 1), (1, 2), (1, 6), (2, 1)]
    assert keys(records.events()) == [(1, 4)]
    assert keys(records.transfers()) == [(1, 3), (1, 5)]


def test_the_sequence_given_is_a_place_holder(records, rows):
    records.append(rows(facts=[{"sequence": 7}, {"sequence": -1}]), {1: 0})
    assert keys(records.facts()) == [(1, 1), (1, 2)]


def test_columns_in_another_order_or_type_are_put_right(records, rows):
    table = rows(transfers=[{}]).transfers
    given = table.select(table.column_names[::-1])
    given = with_column(given, "motive", given["motive"].dictionary_encode())
    given = given.drop(["month"]).append_column("month", pa.array([202601]))
    records.append(Journal(transfers=given), {1: 0})
    assert records.transfers()["month"].to_pylist() == [202601]


def test_an_empty_journal_changes_nothing(records, rows):
    records.append(Journal(), {})
    records.append(Journal(), {1: 4})
    assert records.dossiers() == []


def test_a_fact_may_replace_or_withdraw_one_already_there(records, rows):
    records.append(rows(facts=[{}, {}]), {1: 0})
    records.append(rows(facts=[{"replaces": 1}, {"replaces": 2, "value": None}]), {1: 2})
    assert records.facts()["replaces"].to_pylist() == [None, None, 1, 2]
    assert records.facts()["value"].to_pylist()[3] is None


# --- refusals --------------------------------------------------------------------------------


def test_a_stale_sequence_is_refused_and_nothing_is_written(records, rows):
    records.append(rows(facts=[{"dossier": 1}, {"dossier": 2}, {"dossier": 3}]), {1: 0, 2: 0, 3: 0})
    before = content(records)
    journal = rows(
        facts=[{"dossier": d} for d in (1, 2, 3, 4)], transfers=[{"dossier": 1}, {"dossier": 4}]
    )
    for seen in ({1: 1, 2: 0, 3: 5, 4: 0}, {1: 1, 2: 0, 3: 2, 4: 0}):
        with pytest.raises(StaleSequence, match="une autre écriture") as refusal:
            records.append(journal, seen)
        assert refusal.value.dossiers == (2, 3)
        assert content(records) == before
        assert records.dossiers() == [1, 2, 3]
    records.append(journal, {1: 1, 2: 1, 3: 1, 4: 0})
    assert records.sequences() == {1: 3, 2: 2, 3: 2, 4: 2}


def test_a_dossier_seen_with_rows_that_it_does_not_have_is_stale(records, rows):
    for seen in (3, -1):
        with pytest.raises(StaleSequence):
            records.append(rows(facts=[{}]), {1: seen})
    assert records.dossiers() == []


def test_a_dossier_that_is_only_looked_at_may_have_changed(records, rows):
    records.append(rows(facts=[{"dossier": 1}, {"dossier": 2}]), {1: 0, 2: 0})
    records.append(rows(facts=[{"dossier": 2}]), {1: 0, 2: 1})
    assert records.sequences() == {1: 1, 2: 2}


BAD = [
    ("transfers", {"amount_cents": 0}, "montant"),
    ("transfers", {"amount_cents": -5}, "montant"),
    ("transfers", {"credit": "rsa:charge"}, "à la fois débité et crédité"),
    ("transfers", {"debit": "rmi:charge"}, "« rmi:charge »"),
    ("transfers", {"credit": ""}, "plan de comptes"),
    ("transfers", {"motive": "cadeau"}, "« cadeau »"),
    ("transfers", {"motive": "paiement"}, "ne va pas du compte"),
    ("transfers", {"month": 202613}, "mois"),
    ("transfers", {"month": 202600}, "mois"),
    ("transfers", {"month": 26}, "mois"),
    ("transfers", {"reference": "a\0b"}, "caractère nul"),
    ("transfers", {"dossier": 0}, "dossier"),
    ("transfers", {"dossier": -7}, "dossier"),
    ("facts", {"person": -1}, "personne"),
    ("facts", {"valid_until": dt.date(2026, 1, 1)}, "2026-01-01"),
    ("facts", {"value": None}, "retire"),
    ("facts", {"replaces": 0}, "séquence 0"),
    ("facts", {"replaces": 2}, "séquence 2"),
    ("facts", {"replaces": 99}, "séquence 99"),
    ("facts", {"value": "\0"}, "caractère nul"),
    ("events", {"payload": ""}, "objet JSON"),
    ("events", {"payload": "[1]"}, "objet JSON"),
    ("events", {"payload": '{"x": NaN}'}, "objet JSON"),
    ("events", {"payload": "{" * 5000}, "objet JSON"),
]


@pytest.mark.parametrize(("name", "row", "what"), BAD, ids=[f"{n}-{r}"[:40] for n, r, _ in BAD])
def test_a_bad_row_is_refused_and_nothing_is_written(records, rows, name, row, what):
    records.append(rows(facts=[{}]), {1: 0})
    before = content(records)
    good = {"facts": [{}], "events": [{}], "transfers": [{}]}
    with pytest.raises(BadRow, match=what):
        records.append(rows(**(good | {name: [{}, row, {}]})), {1: 1, 0: 0, -7: 0})
    assert content(records) == before
    records.append(rows(**good), {1: 1})
    assert records.sequences() == {1: 4}


def test_the_refusal_names_the_row(records, rows):
    journal = rows(facts=[{"dossier": 8}, {"dossier": 9, "person": -3}])
    with pytest.raises(BadRow, match=r"ligne 2 \(dossier 9\) : le rang -3"):
        records.append(journal, {8: 0, 9: 0})


def test_what_is_replaced_must_be_a_fact_and_of_the_same_dossier(records, rows):
    records.append(rows(facts=[{}, {"dossier": 2}], events=[{}]), {1: 0, 2: 0})
    with pytest.raises(BadRow):
        records.append(rows(facts=[{"replaces": 2}]), {1: 2})  # an event
    with pytest.raises(BadRow):
        records.append(rows(facts=[{}, {}, {"dossier": 2, "replaces": 2}]), {1: 2, 2: 1})
    assert records.sequences() == {1: 2, 2: 1}


def test_a_dossier_whose_sequence_was_not_read_is_refused(records, rows):
    with pytest.raises(BadRow, match="Dossier 2"):
        records.append(rows(facts=[{"dossier": 1}, {"dossier": 2}]), {1: 0})
    assert records.dossiers() == []


def with_column(table, name, values):
    return table.set_column(table.schema.get_field_index(name), name, values)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda t: t.drop(["motive"]), "motive"),
        (lambda t: t.append_column("iban", pa.array(["FR76"])), "iban"),
        (lambda t: with_column(t, "amount_cents", pa.array([1.5])), "amount_cents"),
        (lambda t: with_column(t, "amount_cents", pa.array(["beaucoup"])), "amount_cents"),
        (lambda t: with_column(t, "amount_cents", pa.array([None], pa.int64())), "amount_cents"),
        (lambda t: with_column(t, "motive", pa.array([None], pa.string())), "motive"),
        (lambda t: with_column(t, "entered_at", pa.array([dt.datetime(2026, 1, 1)])), "fuseau"),
        (lambda t: with_column(t, "value_on", pa.array([2**30], pa.date32())), "années 1 à 9999"),
    ],
)
def test_a_table_that_is_not_of_the_schema_is_refused(records, rows, change, what):
    with pytest.raises(BadRow, match=what):
        records.append(Journal(transfers=change(rows(transfers=[{}]).transfers)), {1: 0})
    assert records.dossiers() == []


def test_text_that_is_not_utf8_is_refused(records, rows):
    wrong = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(np.array([0, 1], np.int32)), pa.py_buffer(b"\xe9")]
    )
    with pytest.raises(BadRow, match="author"):
        records.append(
            Journal(events=with_column(rows(events=[{}]).events, "author", wrong)), {1: 0}
        )


# --- size ------------------------------------------------------------------------------------


def test_a_thousand_dossiers_in_a_few_appends_are_read_whole_or_by_one(records, rows):
    dossiers = list(range(1, 1001))
    for month in (202601, 202602, 202603):
        journal = rows(transfers=[{"dossier": d, "month": month} for d in reversed(dossiers)])
        records.append(journal, records.sequences(dossiers))
    everything = records.transfers()
    assert keys(everything) == [(d, s) for d in dossiers for s in (1, 2, 3)]
    assert records.transfers(dossiers).equals(everything)
    assert keys(records.transfers([500])) == [(500, 1), (500, 2), (500, 3)]
