"""An act posted by a page, where somebody else writes at the same time."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.endettes import Endettes, at

from justedroit.core.base import Acte
from justedroit.core.registre import FUND
from justedroit.records.interface import EVENTS, Journal
from justedroit.steps.act import event
from justedroit.web import wiring
from justedroit.web.actes import Depasse, Fait, acted_at

ACTE = Acte("agent:7", at("2026-03-20"))
PAID = Fait("echeancier.rompu", {"motif": "Il préfère la retenue."})
DONE = "fait"


def wrote(records, dossiers, seen=None, tag=PAID.tag, who=ACTE, **told):
    rows = [event(number, tag, who, dict(PAID.told) | told) for number in dossiers]
    journal = Journal(events=pa.Table.from_pylist(rows, schema=EVENTS))
    records.append(journal, seen or records.sequences(dossiers))


@pytest.fixture
def records(monkeypatch):
    fund = Endettes()
    for dossier in (1, 2):
        fund.owes(dossier, "rsa", {202511: 20_000})
    monkeypatch.setattr(wiring, "records", lambda: fund.records)
    return fund.records


def crossed(records, rivals, times):
    """Return a step on dossier 1 that tells the fund too, beaten by a rival some times."""
    left = [rivals] * times

    def act(journals, who):
        seen = journals.sequences([1, FUND])
        if left:
            wrote(records, left.pop())
        wrote(journals, [1, FUND], seen, who=who)
        return DONE

    return act


def told(records, dossier):
    return records.events([dossier])["tag"].to_pylist().count(PAID.tag)


def shown(records):
    return 1, records.sequences([1])[1]


@pytest.mark.parametrize("times", [1, 2])
def test_a_payment_on_another_dossier_does_not_make_an_act_fail(records, times):
    act = crossed(records, [2, FUND], times)
    assert acted_at(shown(records), ACTE, act, PAID) == DONE
    assert (told(records, 1), told(records, FUND)) == (1, times + 1)


def test_a_journal_of_the_fund_that_never_rests_is_said_and_nothing_is_written(records):
    found = acted_at(shown(records), ACTE, crossed(records, [FUND], 9), PAID)
    assert isinstance(found, Depasse)
    assert found.done == ""
    assert "journal de la caisse" in found.told
    assert told(records, 1) == 0


def test_the_dossier_itself_moved_meanwhile_is_a_conflict_at_once(records):
    here, colleague = shown(records), Acte("agent:8", ACTE.at)
    wrote(records, [1], tag="echeancier.accepte", who=colleague)
    found = acted_at(here, ACTE, crossed(records, [FUND], 0), PAID)
    assert isinstance(found, Depasse)
    assert (found.done, "par agent:8" in found.told) == ("", True)


def test_a_form_sent_twice_says_only_what_it_wrote(records):
    here = shown(records)
    assert acted_at(here, ACTE, crossed(records, [FUND], 0), PAID) == DONE
    wrote(records, [1], tag="echeancier.accepte")
    again = acted_at(here, ACTE, crossed(records, [FUND], 0), PAID)
    assert isinstance(again, Depasse)
    assert again.told == f"C’était déjà enregistré : {again.done}."
    assert "accept" not in again.done


@pytest.mark.parametrize("other", [{"motif": "Autre chose."}, {}])
def test_what_another_form_or_a_colleague_wrote_is_a_conflict(records, other):
    here, who = shown(records), ACTE if other else Acte("agent:8", ACTE.at)
    wrote(records, [1], who=who, **other)
    again = acted_at(here, ACTE, crossed(records, [FUND], 0), PAID)
    assert isinstance(again, Depasse)
    assert again.done == ""
