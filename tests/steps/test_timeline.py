"""True since, known since: what was believed of each subject at each instant, and what became of it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from tests.chaine import instant, statements
from tests.foyers import Caisse, Foyer
from tests.strategies import facts, instants
from tests.web import fonds
from tests.web.fonds import CLOCK, INDU

from justedroit.core.faits import as_known
from justedroit.records.interface import Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare
from justedroit.steps.consult import TooEarly, UnknownDossier, end_of
from justedroit.steps.timeline import timeline

NOW = instant("2025-12-01")


@pytest.fixture(scope="module")
def kept():
    """Return the journals of the small fund."""
    records = MemoryRecords()
    fonds.append_kept(records)
    return records


class Drawn(MemoryRecords):
    """Journals of facts as hypothesis draws them: some would be refused by real ones."""

    def __init__(self, drawn):
        super().__init__()
        self.drawn = drawn

    def facts(self, dossiers=None):
        return self.drawn.filter([d in dossiers for d in self.drawn["dossier"].to_pylist()])


def opened(**told):
    """Return journals where one household told a rent, and what else it says of it later."""
    fund = Caisse()
    fund.foyer().seul().says("loyer", "600.00", "2025-01-01")
    records = MemoryRecords()
    assert declare(records, statements(fund), instant("2025-01-05")) == []
    for on, (value, since, until, source) in told.items():
        more = Caisse()
        Foyer(1, more.rows).says("loyer", value, since, until, source=source)
        day = f"2025-{on[1:3]}-{on[3:]}"
        assert declare(records, statements(more), instant(day)) == []
    return records


def of_kind(found, kind):
    return next(subject for subject in found.subjects if subject.kind == kind)


def rents(found):
    return [one for one in found.statements if one.fact.kind == "loyer"]


def test_a_fact_told_in_time_is_believed_and_opens_no_new_state():
    found = timeline(opened(m0610=("650.00", "2025-06-01", None, "agent")), 1, NOW, NOW)
    before, after = rents(found)
    assert (before.sort, after.sort) == ("en_partie", "cru")
    assert [(c.valid_from, c.last_day) for c in before.standing] == [
        (dt.date(2025, 1, 1), dt.date(2025, 5, 31))
    ]
    assert before.until == instant("2025-06-10")
    assert before.by == (after.fact.sequence,)
    rent = of_kind(found, "loyer")
    assert not rent.is_contested
    assert [bar.fact.value for bar in rent.states[0].bars] == ["600.00", "650.00"]


def test_what_is_learned_late_opens_a_state_where_the_past_is_seen_otherwise():
    found = timeline(opened(m0910=("650.00", "2025-03-01", None, "agent")), 1, NOW, NOW)
    rent = of_kind(found, "loyer")
    assert rent.is_contested
    first, then = rent.states
    assert [bar.fact.value for bar in first.bars] == ["600.00"]
    assert [(bar.fact.value, bar.is_new) for bar in then.bars] == [
        ("600.00", False),
        ("650.00", True),
    ]
    assert then.since == instant("2025-09-10")
    assert rents(found)[1].late_days == 193


def test_a_wage_told_after_its_month_is_no_change_of_mind():
    fund = Caisse()
    fund.foyer().seul().salaire(1_000, since="2024-01-01")
    records = MemoryRecords()
    assert declare(records, statements(fund), instant("2025-01-05")) == []
    month = Caisse()
    Foyer(1, month.rows).says(
        "salaire_net", "1100.00", "2025-01-01", "2025-02-01", person=1, source="dsn_drm"
    )
    assert declare(records, statements(month), instant("2025-02-12")) == []
    assert not of_kind(timeline(records, 1, NOW, NOW), "salaire_net").is_contested


def test_a_statement_of_a_less_sure_source_is_set_aside_as_it_comes():
    told = opened(m0201=("700.00", "2025-01-01", None, "bailleur"))
    more = Caisse()
    Foyer(1, more.rows).says("loyer", "500.00", "2025-01-01", source="allocataire")
    assert declare(told, statements(more), instant("2025-03-01")) == []
    _, owner, tenant = rents(timeline(told, 1, NOW, NOW))
    assert tenant.sort == "ecarte"
    assert tenant.believed == ()
    assert (tenant.until, tenant.by) == (instant("2025-03-01"), (owner.fact.sequence,))


def test_a_statement_that_is_replaced_or_withdrawn_says_when_and_by_which(kept):
    journal = opened()
    [first] = rents(timeline(journal, 1, NOW, NOW))
    rows = journal.facts([1])
    last = rows["sequence"].to_pylist()[-1]
    row = rows.filter([s == first.fact.sequence for s in rows["sequence"].to_pylist()])
    told = row.to_pylist()[0] | {
        "value": None,
        "known_at": instant("2025-04-01"),
        "replaces": first.fact.sequence,
    }
    journal.append(Journal(facts=rows.from_pylist([told], rows.schema)), {1: last})
    gone, withdrawal = rents(timeline(journal, 1, NOW, NOW))
    assert (gone.sort, gone.until, gone.by) == (
        "retire",
        instant("2025-04-01"),
        (withdrawal.fact.sequence,),
    )
    assert withdrawal.sort == "retrait"
    assert gone.believed[0].until == instant("2025-04-01")


def test_going_back_tells_apart_what_was_not_known_yet(kept):
    found = timeline(kept, INDU, end_of(dt.date(2025, 3, 31)), CLOCK)
    assert [one.fact.kind for one in found.later] == ["enfant", "loyer"]
    assert found.unheard == found.later  # both were true on that day already
    assert all(one.sort == "a_venir" for one in found.later)
    rent_then = rents(found)[0]
    assert (rent_then.sort, rent_then.ceases_later) == ("cru", True)
    assert rents(timeline(kept, INDU, CLOCK, CLOCK))[0].sort == "en_partie"
    rent = of_kind(found, "loyer")
    assert [state.is_later for state in rent.states] == [False, True]
    assert [bar.is_later for bar in rent.states[1].bars] == [False, True]
    assert timeline(kept, INDU, CLOCK, CLOCK).later == ()


def test_the_household_comes_first_then_each_person_in_the_order_of_the_catalogue(kept):
    persons = [subject.person for subject in timeline(kept, INDU, CLOCK, CLOCK).subjects]
    assert persons == sorted(persons)


def test_what_was_told_late_is_seen_even_where_nothing_was_believed_before(kept):
    found = timeline(kept, fonds.RAPPEL, CLOCK, CLOCK)
    child = next(s for s in found.subjects if (s.kind, s.person) == ("enfant", 3))
    assert not child.is_contested
    assert child.is_late(found.first_day)
    others = [s for s in found.subjects if s.person == 1]
    assert not any(s.is_late(found.first_day) for s in others)


def test_a_day_before_any_knowledge_and_a_dossier_that_is_not_are_refused(kept):
    with pytest.raises(TooEarly):
        timeline(kept, INDU, end_of(dt.date(2020, 1, 1)), CLOCK)
    with pytest.raises(UnknownDossier):
        timeline(kept, 99, CLOCK, CLOCK)


@given(facts(), instants())
def test_what_it_says_was_believed_at_an_instant_is_what_was_known_then(drawn, at):
    records = Drawn(drawn)
    for dossier in set(drawn["dossier"].to_pylist()):
        found = timeline(records, dossier, NOW, NOW)
        known = as_known(records.facts([dossier]), at=at).to_pylist()
        believed = {
            (one.fact.sequence, held.valid_from, held.valid_until)
            for one in found.statements
            for held in one.believed
            if held.since <= at and (held.until is None or at < held.until)
        }
        assert believed == {(r["sequence"], r["valid_from"], r["valid_until"]) for r in known}
