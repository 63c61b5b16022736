"""What is receivable enters the journal, the rest comes back with its reason; never half of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.chaine import instant, statements
from tests.foyers import Caisse

from justedroit.core.faits import Statement
from justedroit.records.interface import StaleSequence
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare

NOW = instant("2025-01-10")


@pytest.fixture
def said() -> list[Statement]:
    fund = Caisse()
    fund.foyer().seul().locataire(400)
    return statements(fund)


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


def test_good_statements_are_in_the_journal_as_they_were_said(records, said):
    assert declare(records, said, NOW) == []
    facts = records.facts().to_pylist()
    assert [(f["kind"], f["value"]) for f in facts] == [(s.kind, s.value) for s in said]
    assert {f["known_at"] for f in facts} == {NOW}
    assert [f["sequence"] for f in facts] == list(range(1, len(said) + 1))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "loyers"},
        {"value": "-400.00"},
        {"value": "nan"},
        {"value": "quatre cents"},
        {"source": "voisin"},
        {"person": 1},
        {"valid_until": dt.date(2018, 1, 1)},
        {"valid_from": dt.date(2045, 1, 1)},
        {"dossier": -1},
        {"replaces": 99},
    ],
    ids="-".join,
)
def test_a_bad_statement_is_refused_in_french_and_the_good_ones_go_through(records, said, change):
    bad = dataclasses.replace(said[-1], **change)
    refusals = declare(records, [*said[:-1], bad], NOW)
    assert len(refusals) == 1
    assert refusals[0].what
    assert refusals[0].mend
    assert records.facts().num_rows == len(said) - 1


def test_a_refusal_tells_the_line_of_the_file(records, said):
    bad = dataclasses.replace(said[-1], value="-1")
    (refusal,) = declare(records, [*said[:-1], bad], NOW, lines=range(2, 2 + len(said)))
    assert f"ligne {1 + len(said)}" in refusal.where


def test_when_all_is_refused_nothing_is_written(records, said):
    declare(records, [dataclasses.replace(said[-1], kind="inconnu")], NOW)
    assert records.dossiers() == []


def test_the_same_file_imported_twice_is_written_once(records, said):
    declare(records, said, NOW)
    refusals = declare(records, said, instant("2025-01-11"))
    assert len(refusals) == len(said)
    assert records.facts().num_rows == len(said)


def test_a_correction_replaces_the_fact_and_both_stay_in_the_journal(records, said):
    declare(records, said, NOW)
    rent = next(f for f in records.facts().to_pylist() if f["kind"] == "loyer")
    corrected = dataclasses.replace(said[-1], value="380.00", replaces=rent["sequence"])
    assert declare(records, [corrected], instant("2025-01-11")) == []
    told = [f["value"] for f in records.facts().to_pylist() if f["kind"] == "loyer"]
    assert sorted(told) == ["380.00", "400.00"]


def test_nothing_said_is_nothing_written(records):
    assert declare(records, [], NOW) == []
    assert records.dossiers() == []


class Interrupted(MemoryRecords):
    """Journals to which someone else writes just after they are read."""

    def __init__(self, other: list[Statement]) -> None:
        super().__init__()
        self.other = other

    def facts(self, dossiers=None):
        found = super().facts(dossiers)
        if self.other:
            other, self.other = self.other, []
            declare(self, other, NOW)
        return found


def test_two_agents_at_once_lose_nothing(said):
    records = Interrupted(said[:2])
    with pytest.raises(StaleSequence, match="rien n'a été enregistré"):
        declare(records, said[2:], NOW)
    assert records.facts().num_rows == 2
    declare(records, said[2:], NOW)
    assert records.facts().num_rows == len(said)


def test_two_agents_on_two_dossiers_do_not_meet(said):
    records = Interrupted([dataclasses.replace(s, dossier=2) for s in said])
    declare(records, said, NOW)
    assert records.dossiers() == [1, 2]
