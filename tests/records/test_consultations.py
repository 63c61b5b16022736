"""The traces of openings: kept in order, changed by no one, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from justedroit.records.database import DatabaseOpenings
from justedroit.steps.witness import Opening, last_opened, openings_of, witness

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
