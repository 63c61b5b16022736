"""The traces of openings: kept in order, changed by no one, on both databases."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from justedroit.core.consultations import kept_since
from justedroit.core.registre import FUND
from justedroit.records.database import DatabaseOpenings
from justedroit.records.interface import StaleSequence
from justedroit.steps.witness import (
    Opening,
    last_opened,
    openings_of,
    purge,
    witness,
    witness_all,
)

NOW = dt.datetime(2026, 1, 5, 10, 30, 0, 250_000, tzinfo=dt.UTC)
AFTER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def openings(database, rows):
    """Return the traces of a fund with three dossiers."""
    facts = [{"dossier": number} for number in (1, 2, 3)]
    database.append(rows(facts=facts), dict.fromkeys((1, 2, 3), 0))
    return DatabaseOpenings(database.alias)


def opened(dossier, author="marie", screen="registre"):
    return Opening(dossier, author, screen, "contrôle")


def test_a_trace_says_who_when_which_screen_and_what_for(openings):
    witness(openings, opened(1), NOW)
    assert openings_of(openings, 1, AFTER, 10) == [
        {
            "at": NOW,
            "author": "marie",
            "dossier": 1,
            "screen": "registre",
            "purpose": "contrôle",
        }
    ]
    assert openings_of(openings, 2, AFTER, 10) == []


def test_the_last_traces_come_first_and_no_more_than_asked(openings):
    for screen in ("droits", "registre", "chronologie"):
        witness(openings, opened(1, screen=screen), NOW)
    found = openings_of(openings, 1, AFTER, 2)
    assert [row["screen"] for row in found] == ["chronologie", "registre"]


def test_a_trace_older_than_what_is_kept_is_not_shown(openings):
    witness(openings, opened(1), NOW - dt.timedelta(days=367))
    witness(openings, opened(1), NOW - dt.timedelta(days=364))
    assert len(openings_of(openings, 1, NOW, 10)) == 1


def test_traces_written_together_are_all_there_or_none(openings):
    witness_all(openings, [opened(1), opened(3)], NOW)
    assert [row["dossier"] for row in openings_of(openings, None, AFTER, 10)] == [3, 1]
    with pytest.raises(IntegrityError), transaction.atomic(openings.alias):
        witness_all(openings, [opened(2), opened(99)], NOW)
    assert openings_of(openings, 2, AFTER, 10) == []


PURGE = "INSERT INTO consultation_purge (at, author, avant, nombre)"
OLD, DUE = NOW - dt.timedelta(days=400), kept_since(NOW)


def erased(openings):
    """Return what the base says of the purges: by whom, and how many."""
    with connections[openings.alias].cursor() as cursor:
        cursor.execute("SELECT author, nombre FROM consultation_purge ORDER BY id")
        return cursor.fetchall()


def test_a_purge_erases_what_is_too_old_and_says_so_twice(openings, database):
    for at in (OLD, DUE - dt.timedelta(microseconds=1), DUE, NOW):
        witness(openings, opened(1), at)
    done = purge(database, openings, NOW, "marie")
    assert (done.before, done.erased) == (DUE, 2)
    assert openings.of_dossier(1, OLD, 10)["at"].to_pylist() == [NOW, DUE]
    assert erased(openings) == [("marie", 2)]
    (event,) = database.events([FUND]).to_pylist()
    assert (event["tag"], event["author"], event["at"]) == ("consultations.purgees", "marie", NOW)
    assert json.loads(event["payload"]) == {"avant": DUE.isoformat(), "nombre": 2}


def test_a_purge_of_nothing_leaves_nothing(openings, database):
    witness(openings, opened(1), NOW)
    assert purge(database, openings, NOW, "marie").erased == 0
    assert erased(openings) == []
    assert database.events([FUND]).num_rows == 0


def test_a_purge_that_the_journal_of_the_fund_refuses_erases_nothing(
    openings, database, monkeypatch
):
    witness(openings, opened(1), OLD)
    monkeypatch.setattr(database, "sequences", lambda dossiers: dict.fromkeys(dossiers, 5))
    with pytest.raises(StaleSequence):
        purge(database, openings, NOW, "marie")
    assert openings.of_dossier(1, OLD, 10).num_rows == 1
    assert erased(openings) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("DELETE FROM consultation WHERE author = 'jean'", "Journal des consultations"),
        ("UPDATE consultation_purge SET nombre = nombre", "Journal des purges"),
        ("DELETE FROM consultation_purge", "Journal des purges"),
        (f"{PURGE} SELECT at, author, avant, 2 FROM consultation_purge", "Purge des consultations"),
        (f"{PURGE} SELECT avant, author, at, 1 FROM consultation_purge", None),
    ],
)
def test_only_a_purge_that_counts_right_erases_and_it_stays(openings, database, change, why):
    witness(openings, opened(1), OLD)
    purge(database, openings, NOW, "marie")
    witness(openings, opened(1, author="jean"), NOW)
    witness(openings, opened(1, author="jean"), OLD)
    before = openings.of_dossier(1, OLD, 10)
    with (
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(openings.alias),
        connections[openings.alias].cursor() as cursor,
    ):
        cursor.execute(change)
    assert openings.of_dossier(1, OLD, 10) == before
    assert erased(openings) == [("marie", 1)]


def test_the_dossiers_that_someone_last_opened_are_told_once_each(openings):
    for dossier in (1, 2, 2, 1, 3):
        witness(openings, opened(dossier), NOW)
    witness(openings, opened(2, author="jean"), NOW)
    assert last_opened(openings, "marie", 2) == [3, 1]
    assert last_opened(openings, "jean", 5) == [2]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consultation SET author = 'jean'",
        "UPDATE consultation SET at = at",
        "DELETE FROM consultation",
    ],
)
def test_a_trace_is_neither_changed_nor_erased(openings, change):
    witness(openings, opened(1), NOW)
    connection = connections[openings.alias]
    with (
        pytest.raises(DatabaseError, match="Journal des consultations"),
        transaction.atomic(openings.alias),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert openings_of(openings, 1, AFTER, 10)[0]["author"] == "marie"


def test_a_dossier_that_does_not_exist_leaves_no_trace(openings):
    with pytest.raises(IntegrityError), transaction.atomic(openings.alias):
        witness(openings, opened(99), NOW)
    assert openings_of(openings, 99, AFTER, 10) == []


def test_a_trace_has_an_author(openings):
    with pytest.raises(IntegrityError), transaction.atomic(openings.alias):
        witness(openings, opened(1, author=""), NOW)
