"""Whatever is appended, the four storages hold the same; and money neither appears nor vanishes."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.registre import ACCOUNTS, MOVEMENTS, balances
from justedroit.records.interface import BadRow, StaleSequence

# Examples share the storages: each takes dossiers of its own.
BASES = itertools.count(10, 10)
DOSSIERS = st.integers(1, 4)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
INSTANTS = st.datetimes(timezones=st.just(dt.UTC))
MOVES = sorted(
    {
        ("rsa:" + debit, "rsa:" + credit, motive)
        for motive, pairs in MOVEMENTS.items()
        for debit, credit in pairs
    }
)


@st.composite
def facts(draw):
    start = draw(DAYS)
    return {
        "dossier": draw(DOSSIERS),
        "person": draw(st.integers(0, 32767)),
        "kind": draw(TEXTS),
        "value": draw(TEXTS),
        "valid_from": start,
        "valid_until": draw(st.none() | st.integers(1, 900).map(lambda n: start + dt.timedelta(n))),
        "known_at": draw(INSTANTS),
        "proof": draw(st.none() | TEXTS),
        "replaces": draw(st.none() | st.none() | st.none() | st.integers(1, 5)),
    }


def events():
    return st.fixed_dictionaries({"dossier": DOSSIERS, "tag": TEXTS, "at": INSTANTS})


@st.composite
def transfers(draw):
    debit, credit, motive = draw(st.sampled_from(MOVES))
    amounts = st.integers(1, 10**12) | st.integers(1, 10**12) | st.integers(-1, 0)
    return {
        "dossier": draw(DOSSIERS),
        "debit": debit,
        "credit": credit,
        "motive": motive,
        "amount_cents": draw(amounts),
        "month": draw(st.sampled_from([202512, 202601, 202612])),
        "value_on": draw(DAYS),
        "entered_at": draw(INSTANTS),
        "reference": draw(st.none() | TEXTS),
    }


APPENDS = st.tuples(
    st.lists(facts(), max_size=4),
    st.lists(events(), max_size=3),
    st.lists(transfers(), max_size=4),
    st.integers(0, 5).map(lambda n: n == 0),  # now and then, on a stale sequence
)


def placed(rows_of, base):
    return [row | {"dossier": base + row["dossier"]} for row in rows_of]


def tried(records, journal, dossiers, *, stale):
    """Append; return what came of it."""
    seen = {d: last - stale for d, last in records.sequences(dossiers).items()}
    try:
        records.append(journal, seen)
    except (BadRow, StaleSequence) as refusal:
        return type(refusal)
    return None


def content(records, dossiers):
    tables = (records.facts(dossiers), records.events(dossiers), records.transfers(dossiers))
    return [*tables, records.sequences(dossiers)]


@given(appends=st.lists(APPENDS, max_size=6))
def test_any_appends_give_the_same_content_in_every_storage(four, rows, appends):
    base = next(BASES)
    dossiers = list(range(base + 1, base + 5))
    for *journals, stale in appends:
        journal = rows(*(placed(rows_of, base) for rows_of in journals))
        outcomes = {n: tried(r, journal, dossiers, stale=stale) for n, r in four.items()}
        assert len(set(outcomes.values())) == 1, outcomes
    found = {name: content(records, dossiers) for name, records in four.items()}
    for name, tables in found.items():
        assert tables == found["memory"], name


@given(appends=st.lists(st.lists(transfers(), max_size=4), max_size=6))
def test_money_neither_appears_nor_vanishes(four, rows, appends):
    base = next(BASES)
    dossiers = list(range(base + 1, base + 5))
    expected = Counter()
    for moves in appends:
        journal = rows(transfers=placed(moves, base))
        (outcome,) = {tried(r, journal, dossiers, stale=False) for r in four.values()}
        if outcome is None:
            for move in moves:
                expected[base + move["dossier"], move["debit"]] += move["amount_cents"]
                expected[base + move["dossier"], move["credit"]] -= move["amount_cents"]
    for records in four.values():
        found = balances(records.transfers(dossiers)).to_pylist()
        assert sum(row["balance_cents"] for row in found) == 0
        kept = {(r["dossier"], r["account"]): r["balance_cents"] for r in found}
        assert Counter(kept) == Counter(expected)


def test_the_properties_know_every_account_they_use():
    assert {side for debit, credit, _ in MOVES for side in (debit, credit)} <= ACCOUNTS


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
def test_memory_reads_the_same_however_often_it_was_read_between_appends(rows, count):
    from justedroit.records.memory import MemoryRecords

    read_often, read_once = MemoryRecords(), MemoryRecords()
    for number in range(count):
        journal = rows(facts=[{"dossier": 1 + number % 3, "value": str(number)}, {"dossier": 9}])
        for records in (read_often, read_once):
            records.append(journal, records.sequences([1, 2, 3, 9]))
        assert read_often.facts([9]).num_rows == number + 1
        if number % 5 == 0:
            assert read_often.facts().num_rows == 2 * (number + 1)
    assert read_often.facts().equals(read_once.facts())
    assert isinstance(read_once.facts(), pa.Table)


def test_parquet_ignores_what_a_killed_append_left_and_clears_it(rows, tmp_path):
    from justedroit.records.parquet import ParquetRecords

    records = ParquetRecords(tmp_path / "x=1")
    left = tmp_path / "x=1" / "ecritures" / ".en-cours"
    left.mkdir()
    (left / "facts.parquet").write_bytes(b"half")
    assert records.facts().num_rows == 0
    records.append(rows(facts=[{}]), {1: 0})
    assert not left.exists()
    assert ParquetRecords(tmp_path / "x=1").facts().column_names == rows().facts.column_names
