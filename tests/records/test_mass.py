"""What mass runs read and write, on the four storages: the same answers as whole journals give."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from django.db import Error, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.registre import BENEFITS, MOVEMENTS, posted_rights
from justedroit.records.interface import LOTS, TOTALS, AlreadyDone, BadRow, Journal, StaleSequence
from justedroit.records.rows import numbered

AT = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)
BASES = itertools.count(1_000, 10)
WINDOW = (202511, 202602)
MOVES = sorted(
    (f"{benefit}:{debit}", f"{benefit}:{credit}", motive)
    for benefit in ("af", "paje_base", "rsa")
    for motive, pairs in MOVEMENTS.items()
    for debit, credit in pairs
    # What extinguishes a debt is checked against it: tests/records/test_recouvrement.py.
    if motive in ("droit", "rappel", "indu", "droit_reduit", "paiement")
)
TRANSFERS = st.fixed_dictionaries(
    {
        "dossier": st.integers(0, 3),
        "move": st.sampled_from(MOVES),
        "amount_cents": st.integers(1, 10**11) | st.just(100),
        "month": st.sampled_from([202510, 202511, 202512, 202601, 202602, 202603]),
        "reference": st.sampled_from([None, "revision:1", "revision:2"]),
    }
)
EVENTS = st.fixed_dictionaries(
    {"dossier": st.integers(0, 3), "tag": st.sampled_from(["droits.revises", "indu.qualifie"])}
)


def lot(part="lot:1", run="revision:1", payload="{}", at=AT):
    row = {"run": run, "part": part, "at": at, "payload": payload}
    return pa.Table.from_pylist([row], schema=LOTS)


def test_no_movement_goes_from_a_charge_to_a_charge():
    assert not [pair for pairs in MOVEMENTS.values() for pair in pairs if pair == ("charge",) * 2]


# --- reading ---------------------------------------------------------------------------------


@given(transfers=st.lists(TRANSFERS, max_size=12), events=st.lists(EVENTS, max_size=6))
def test_the_storages_answer_as_the_whole_journals_do(four, rows, transfers, events):
    base = next(BASES)
    wanted = [base, base + 1, base + 2]
    moved = [
        {"dossier": base + row["dossier"], "debit": d, "credit": c, "motive": m}
        | {name: row[name] for name in ("amount_cents", "month", "reference")}
        for row in transfers
        for d, c, m in [row["move"]]
    ]
    told = [row | {"dossier": base + row["dossier"]} for row in events]
    for records in four.values():
        records.append(rows(events=told, transfers=moved), dict.fromkeys(range(base, base + 4), 0))
        some = records.transfers(wanted)
        within = some.filter((pc.field("month") >= WINDOW[0]) & (pc.field("month") <= WINDOW[1]))
        assert records.posted(wanted, WINDOW).equals(posted_rights(within))
        check_totals(records, wanted, within)
        check_pairs(records, base, some)
        for tag in ("droits.revises", "indu.qualifie"):
            last = {r["dossier"]: r for r in records.events(wanted).to_pylist() if r["tag"] == tag}
            assert records.last_events(tag, wanted).to_pylist() == [last[d] for d in sorted(last)]
            named = records.events_tagged([tag])
            mine = [row for row in named.to_pylist() if row["dossier"] in wanted]
            every = [row for row in records.events(wanted).to_pylist() if row["tag"] == tag]
            assert mine == every == records.events_tagged([tag], wanted).to_pylist()
            kept = [r for r in records.transfers(wanted).to_pylist() if r["motive"] != "droit"]
            assert records.transfers_but(["droit"], wanted).to_pylist() == kept
            cut = [row | {"payload": row["payload"][:5]} for row in every]
            assert records.events_tagged([tag], wanted, most=5).to_pylist() == cut


def check_totals(records, wanted, within):
    totals = records.totals(WINDOW, ["revision:1"], wanted)
    assert totals.schema == TOTALS
    own = within.filter(pc.field("reference") == "revision:1")
    for column, table in (("posted_cents", within), ("moved_cents", own)):
        expected = dict.fromkeys(BENEFITS, 0)
        for row in posted_rights(table).to_pylist():
            expected[row["benefit"]] += row["posted_cents"]
        found = {r["benefit"]: r[column] for r in totals.to_pylist() if r[column]}
        assert found == {benefit: cents for benefit, cents in expected.items() if cents}


def check_pairs(records, base, some):
    pairs = {(base, 202511), (base, 202512), (base + 1, 202601)}
    found = records.transfers_at(*zip(*sorted(pairs), strict=True))
    key = ("dossier", "sequence")
    rows = [r for r in some.to_pylist() if (r["dossier"], r["month"]) in pairs]
    assert sorted(found.to_pylist(), key=lambda r: [r[k] for k in key]) == rows


def test_an_empty_storage_has_no_month_no_total_and_no_lot(records):
    assert records.first_month() is None
    assert records.totals(WINDOW, [], None).equals(TOTALS.empty_table())
    assert records.lots().equals(LOTS.empty_table())
    assert records.posted([1], WINDOW).num_rows == 0
    assert records.last_events("droits.revises", []).num_rows == 0
    assert records.events_tagged([]).num_rows == 0
    assert records.events_tagged(["droits.revises"]).num_rows == 0
    assert records.events_tagged(["droits.revises"], [], most=3).num_rows == 0
    assert records.written() == 0
    assert records.transfers_at([], []).num_rows == 0


def test_the_first_month_is_that_of_the_oldest_right(records, rows):
    records.append(rows(transfers=[{"month": 202601}, {"month": 202507}]), {1: 0})
    assert records.first_month() == 202507


def test_totals_of_all_dossiers_are_those_of_each(records, rows):
    records.append(rows(transfers=[{"dossier": 1}, {"dossier": 2}]), {1: 0, 2: 0})
    assert records.totals(WINDOW, [], None).to_pylist() == [
        {"benefit": "rsa", "posted_cents": 24_690, "moved_cents": 0}
    ]


# --- lots ------------------------------------------------------------------------------------


def test_a_part_is_written_with_its_rows_and_read_back(records, rows):
    journal = rows(facts=[{}])
    payload = json.dumps({"écarts": ["né"]}, ensure_ascii=False)
    records.append(Journal(facts=journal.facts, lots=lot(payload=payload)), {1: 0})
    records.append(Journal(lots=lot("lot:2", at=AT + dt.timedelta(seconds=1))), {})
    records.append(Journal(lots=lot("plan", "revision:0", at=AT - dt.timedelta(seconds=1))), {})
    assert records.sequences() == {1: 1}
    assert records.lots("revision:1").to_pylist() == [
        {"run": "revision:1", "part": "lot:1", "at": AT, "payload": payload},
        {
            "run": "revision:1",
            "part": "lot:2",
            "at": AT + dt.timedelta(seconds=1),
            "payload": "{}",
        },
    ]
    assert records.lots()["run"].to_pylist() == ["revision:0", "revision:1", "revision:1"]


def test_a_part_that_is_there_is_refused_with_its_rows(records, rows):
    records.append(Journal(lots=lot()), {})
    with pytest.raises(AlreadyDone):
        records.append(Journal(facts=rows(facts=[{}]).facts, lots=lot()), {1: 0})
    assert records.sequences() == {}
    assert records.lots().num_rows == 1


def test_a_part_whose_rows_are_refused_is_not_there(records, rows):
    records.append(rows(facts=[{}]), {1: 0})
    with pytest.raises(StaleSequence):
        records.append(Journal(facts=rows(facts=[{}]).facts, lots=lot()), {1: 0})
    assert records.lots().num_rows == 0
    records.append(Journal(facts=rows(facts=[{}]).facts, lots=lot()), {1: 1})
    assert records.lots().num_rows == 1


@pytest.mark.parametrize("payload", ["", "[]", "{", '"x"'])
def test_a_part_that_is_not_an_object_is_refused(payload):
    with pytest.raises(BadRow):
        numbered(Journal(lots=lot(payload=payload)), {})


def test_a_part_given_twice_or_without_its_columns_is_refused():
    with pytest.raises(BadRow):
        numbered(Journal(lots=pa.concat_tables([lot(), lot()])), {})
    with pytest.raises(BadRow):
        numbered(Journal(lots=lot().drop_columns("at")), {})


@pytest.mark.parametrize("sql", ["UPDATE lot SET part = 'x'", "DELETE FROM lot"])
def test_the_database_keeps_what_is_done_from_being_changed(database, sql):
    database.append(Journal(lots=lot()), {})
    with (
        pytest.raises(Error, match="Journal des lots"),
        transaction.atomic(database.alias),
        connections[database.alias].cursor() as cursor,
    ):
        cursor.execute(sql)
    assert database.lots().num_rows == 1
