"""What was known at an instant: laws that hold for any journal, then cases one can read."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import facts, instants

from justedroit.core.base import parametre
from justedroit.core.faits import CONFLICTS, FACTS, KNOWN, as_known, catalogue, conflicts

UTC = dt.UTC
LATE = dt.datetime(2030, 1, 1, tzinfo=UTC)
KEY = ("dossier", "person", "kind")


def day(text):
    return dt.date.fromisoformat(text) if text else None


def fact(sequence, value, since, until=None, *, source="allocataire", told="2025-06-01", **more):
    row = {
        "dossier": 1,
        "sequence": sequence,
        "person": 0,
        "kind": "loyer",
        "value": value,
        "valid_from": day(since),
        "valid_until": day(until),
        "known_at": dt.datetime.combine(day(told), dt.time(), UTC),
        "source": source,
        "author": "test",
    }
    return row | more


def journal(*rows):
    return pa.Table.from_pylist(list(rows), schema=FACTS)


def told(rows, at=LATE):
    return [
        (row["value"], str(row["valid_from"]), row["valid_until"] and str(row["valid_until"]))
        for row in as_known(journal(*rows), at).to_pylist()
    ]


def standing_rows(table, at):
    """The facts that stand, found the slow and obvious way."""
    known = [row for row in table.to_pylist() if row["known_at"] <= at]
    gone = {(row["dossier"], row["replaces"]) for row in known}
    return [
        row
        for row in known
        if (row["dossier"], row["sequence"]) not in gone and row["value"] is not None
    ]


def truth(row, at):
    ranks = parametre("faits/ordre_verite").at(at.date())
    rank = ranks[row["source"]]
    if row["proof"] is not None and row["source"] == "agent":
        rank = min(rank, ranks["piece_validee"])
    return rank, -row["known_at"].timestamp(), -row["sequence"]


def holds(row, on):
    return row["valid_from"] <= on and (row["valid_until"] is None or on < row["valid_until"])


@given(facts(), instants(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(table, at, random):
    order = list(range(table.num_rows))
    random.shuffle(order)
    shuffled = table.take(pa.array(order, pa.int64()))
    assert as_known(shuffled, at).equals(as_known(table, at))
    assert conflicts(shuffled, at).equals(conflicts(table, at))


@given(facts(), instants())
def test_later_statements_do_not_change_what_was_known(table, at):
    before = table.filter(pa.array([t <= at for t in table["known_at"].to_pylist()], pa.bool_()))
    assert as_known(table, at).equals(as_known(before, at))
    assert conflicts(table, at).equals(conflicts(before, at))


@given(facts(), instants())
def test_a_batch_equals_its_dossiers_one_by_one(table, at):
    ones = [
        table.filter(pa.array([d == n for d in table["dossier"].to_pylist()], pa.bool_()))
        for n in (1, 2, 3)
    ]
    for link in (as_known, conflicts):
        assert link(table, at).to_pylist() == [r for one in ones for r in link(one, at).to_pylist()]


@given(facts(), instants())
def test_blocks_of_dossiers_give_the_same(table, at):
    whole, contradicted = as_known(table, at), conflicts(table, at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("justedroit.core.faits.connaissance._BLOCK", 3)
        assert as_known(table, at).equals(whole)
        assert conflicts(table, at).equals(contradicted)


@given(facts(), instants())
def test_intervals_are_sorted_and_never_overlap(table, at):
    known = as_known(table, at)
    assert known.schema.equals(KNOWN)
    for left, right in pairwise(known.to_pylist()):
        here, there = [tuple(row[c] for c in KEY) for row in (left, right)]
        assert here <= there
        if here == there:
            assert left["valid_until"] is not None
            assert left["valid_until"] <= right["valid_from"]
            merged = left["valid_until"] == right["valid_from"]
            assert not (merged and left["sequence"] == right["sequence"])


@given(facts(), instants())
def test_each_day_the_first_in_the_order_of_truth_is_retained(table, at):
    known = as_known(table, at).to_pylist()
    stands = standing_rows(table, at)
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(-1, 45)]
    for key in {tuple(row[c] for c in KEY) for row in stands}:
        if catalogue()[key[2]].duree == "eternite":
            continue
        rivals = [row for row in stands if tuple(row[c] for c in KEY) == key]
        retained = [row for row in known if tuple(row[c] for c in KEY) == key]
        for on in days:
            best = min(
                (r for r in rivals if holds(r, on)), key=lambda r: truth(r, at), default=None
            )
            found = [row for row in retained if holds(row, on)]
            assert [r["sequence"] for r in found] == ([best["sequence"]] if best else [])


@given(facts(), instants())
def test_every_contradiction_between_sources_is_shown_once(table, at):
    shown = conflicts(table, at)
    assert shown.schema.equals(CONFLICTS)
    known, stands = as_known(table, at).to_pylist(), standing_rows(table, at)
    expected = set()
    for kept in known:
        if catalogue()[kept["kind"]].duree == "eternite":
            continue
        for other in stands:
            same = all(other[c] == kept[c] for c in KEY)
            since = max(other["valid_from"], kept["valid_from"])
            ends = [r["valid_until"] for r in (other, kept) if r["valid_until"] is not None]
            until = min(ends, default=None)
            apart = other["source"] != kept["source"] and other["value"] != kept["value"]
            if same and apart and (until is None or since < until):
                pair = (kept["sequence"], other["sequence"])
                expected.add((*(kept[c] for c in KEY), since, until, *pair))
    found = [
        (
            *(r[c] for c in KEY),
            r["valid_from"],
            r["valid_until"],
            r["retained_sequence"],
            r["aside_sequence"],
        )
        for r in shown.to_pylist()
        if catalogue()[r["kind"]].duree != "eternite"
    ]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_a_fact_counts_from_the_instant_it_is_known():
    rent = fact(1, "500.00", "2025-01-01", told="2025-03-01")
    assert told([rent], dt.datetime(2025, 2, 28, 23, 59, tzinfo=UTC)) == []
    assert told([rent], dt.datetime(2025, 3, 1, tzinfo=UTC)) == [("500.00", "2025-01-01", None)]


def test_a_replaced_fact_drops_wholly_even_where_its_heir_says_nothing():
    rows = [
        fact(1, "500.00", "2025-01-01"),
        fact(2, "600.00", "2025-03-01", told="2025-06-02", replaces=1),
    ]
    assert told(rows) == [("600.00", "2025-03-01", None)]


def test_a_fact_replaces_only_in_its_own_dossier():
    rows = [
        fact(1, "500.00", "2025-01-01"),
        fact(1, "700.00", "2025-01-01", dossier=2),
        fact(2, "600.00", "2025-01-01", told="2025-06-02", dossier=2, replaces=1),
    ]
    assert [value for value, _, _ in told(rows)] == ["500.00", "600.00"]


def test_a_fact_without_value_withdraws_what_it_replaces_and_says_nothing_else():
    rows = [
        fact(1, "500.00", "2025-01-01"),
        fact(2, None, "2025-01-01", told="2025-07-01", replaces=1),
    ]
    assert told(rows) == []
    assert told(rows, dt.datetime(2025, 6, 15, tzinfo=UTC)) == [("500.00", "2025-01-01", None)]


def test_a_new_rent_follows_the_former_without_replacing_it():
    rows = [
        fact(1, "500.00", "2025-01-01"),
        fact(2, "600.00", "2025-03-01", told="2025-06-02"),
    ]
    assert told(rows) == [
        ("500.00", "2025-01-01", "2025-03-01"),
        ("600.00", "2025-03-01", None),
    ]


def test_a_higher_source_hides_a_stretch_of_a_longer_fact():
    rows = [
        fact(1, "500.00", "2025-01-01"),
        fact(2, "450.00", "2025-02-01", "2025-03-01", source="controle_sur_place"),
    ]
    assert told(rows) == [
        ("500.00", "2025-01-01", "2025-02-01"),
        ("450.00", "2025-02-01", "2025-03-01"),
        ("500.00", "2025-03-01", None),
    ]


ORDER = [
    {"source": "controle_sur_place"},
    {"source": "agent", "proof": "piece-1"},
    {"source": "bailleur"},
    {"source": "agent"},
    {"source": "estimation"},
]


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(ORDER)))
def test_the_order_of_truth_holds_whatever_came_last(stronger, weaker):
    rows = [
        fact(1, "500.00", "2025-01-01", told="2025-01-01", **stronger),
        fact(2, "600.00", "2025-01-01", told="2025-09-01", **weaker),
    ]
    assert told(rows) == [("500.00", "2025-01-01", None)]


@pytest.mark.parametrize("source", ["allocataire", "estimation"])
def test_a_piece_that_no_agent_has_validated_gives_its_source_no_better_rank(source):
    rows = [
        fact(1, "500.00", "2025-01-01", source="bailleur"),
        fact(2, "600.00", "2025-01-01", told="2025-09-01", source=source, proof="piece-1"),
    ]
    assert told(rows) == [("500.00", "2025-01-01", None)]


def test_facts_of_the_chain_itself_rank_as_data_of_third_parties():
    ranks = parametre("faits/ordre_verite").at(dt.date(2026, 1, 1))
    assert ranks["systeme"] == ranks["dsn_drm"]


def test_at_equal_rank_and_instant_the_highest_sequence_wins():
    rows = [fact(2, "600.00", "2025-01-01"), fact(1, "500.00", "2025-01-01")]
    assert told(rows) == [("600.00", "2025-01-01", None)]


def test_a_birth_is_known_once_for_all():
    birth = {"kind": "date_naissance", "person": 1}
    rows = [
        fact(1, "1990-05-01", "1990-05-01", **birth),
        fact(2, "1991-05-01", "1991-05-01", source="cpam", **birth),
    ]
    assert told(rows) == [("1991-05-01", "1991-05-01", None)]
    (conflict,) = conflicts(journal(*rows), LATE).to_pylist()
    assert (conflict["retained_sequence"], conflict["aside_sequence"]) == (2, 1)
    assert (conflict["valid_from"], conflict["valid_until"]) == (day("1991-05-01"), None)


def test_a_conflict_says_who_is_retained_who_is_set_aside_and_when():
    rows = [
        fact(1, "500.00", "2025-01-01", "2025-07-01"),
        fact(2, "450.00", "2025-03-01", source="bailleur"),
    ]
    assert conflicts(journal(*rows), LATE).to_pylist() == [
        {
            "dossier": 1,
            "person": 0,
            "kind": "loyer",
            "valid_from": day("2025-03-01"),
            "valid_until": day("2025-07-01"),
            "retained_value": "450.00",
            "retained_source": "bailleur",
            "retained_sequence": 2,
            "aside_value": "500.00",
            "aside_source": "allocataire",
            "aside_sequence": 1,
        }
    ]


def test_two_sources_that_agree_and_one_source_that_changes_are_no_conflict():
    agree = [
        fact(1, "500.00", "2025-01-01"),
        fact(2, "500.00", "2025-01-01", source="bailleur"),
    ]
    changes = [fact(1, "500.00", "2025-01-01"), fact(2, "600.00", "2025-01-01")]
    assert conflicts(journal(*agree), LATE).num_rows == 0
    assert conflicts(journal(*changes), LATE).num_rows == 0


def test_an_interval_that_ends_before_it_begins_says_nothing():
    assert told([fact(1, "500.00", "2025-03-01", "2025-03-01")]) == []


def test_dossiers_of_any_number_are_told_apart():
    rows = [
        fact(1, "500.00", "2025-01-01", dossier=-(2**62)),
        fact(2, "510.00", "2025-02-01", dossier=-(2**62), told="2025-07-01"),
        fact(1, "600.00", "2025-01-01", dossier=2**62),
        fact(2**62, None, "2025-01-01", dossier=2**62, replaces=1),
    ]
    assert told(rows) == [
        ("500.00", "2025-01-01", "2025-02-01"),
        ("510.00", "2025-02-01", None),
    ]


def test_a_thousand_open_facts_of_one_key_are_sorted_out():
    rows = [
        fact(n, f"{n}.00", str(dt.date(2020, 1, 1) + dt.timedelta(days=n)), None)
        for n in range(1, 1001)
    ]
    known = as_known(journal(*rows), LATE)
    assert known.num_rows == 1000
    assert known["sequence"].to_pylist() == list(range(1, 1001))


def test_an_empty_journal_is_an_empty_knowledge():
    assert as_known(journal(), LATE).equals(KNOWN.empty_table())
    assert conflicts(journal(), LATE).equals(CONFLICTS.empty_table())


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="fuseau horaire"):
        as_known(journal(), dt.datetime(2025, 1, 1))


def test_a_contested_source_outside_the_order_of_truth_is_an_error():
    rows = [
        fact(1, "500.00", "2025-01-01", source="rumeur"),
        fact(2, "600.00", "2025-01-01"),
    ]
    with pytest.raises(ValueError, match="rumeur"):
        as_known(journal(*rows), LATE)
