"""The letters of a month are prepared and sent for a whole fund; a dossier is done whole or not at all.

Dossier 1 owes 1 300 €, told by the household; 2 owes 1 950 €, told by its employer; 3 owes 62 €.
"""

from __future__ import annotations

import json

import pytest
from tests.notifie import TEXT, Fonds, at, on, together

from justedroit.core.courriers import courriers, informed, notices
from justedroit.core.creances import suivis
from justedroit.records.memory import MemoryRecords
from justedroit.steps import notify
from justedroit.steps.act import appended, event, opened
from justedroit.steps.dispatch import NO_ADDRESS, Presse, inform_households, send_letters
from justedroit.steps.mail import prepare_notices, prepare_rappels
from justedroit.steps.round import Portee

DECEMBER = Portee(202512)
ALL = {"l'explication", "un appel", "l'information sur les tiers"}


def households() -> dict[int, Fonds]:
    return {
        1: Fonds(source="allocataire"),
        2: Fonds(3),
        3: Fonds(source="allocataire", wage="25"),
    }


@pytest.fixture(scope="module")
def journals():
    return households()


@pytest.fixture
def records(journals):
    return together(journals)


def presse(seen=None, unreachable=()) -> Presse:
    kept = [] if seen is None else seen

    def typeset(contents):
        kept.extend(contents)
        return [content.titre.encode() for content in contents]

    return Presse(typeset, lambda _: frozenset(unreachable))


def prepare(records, portee=DECEMBER, selection=""):
    return prepare_notices(
        records, portee, at("2025-12-02"), Fonds.atelier_alone(), selection=selection
    )


def test_every_notice_of_a_month_is_prepared_and_what_waits_says_why(records):
    told = prepare(records)
    assert (told.done, told.cents) == ([(1, 1), (2, 1)], 130_000 + 195_000)
    assert (told.small, told.small_cents) == ([(3, 1)], 6_200)
    [waiting] = told.waiting
    assert (waiting.dossier, waiting.notice, set(waiting.manque)) == (2, 1, ALL)
    assert told.refused == told.stale == []


def test_a_notice_in_mass_is_the_notice_of_one(records, journals):
    prepare(records)
    alone = together(journals)
    notify.prepare(alone, 1, None, at("2025-12-02"), Fonds.atelier_alone())
    one, other = (courriers(r.events([1]))[0].contenu for r in (records, alone))
    assert one == other


def test_run_again_it_prepares_nothing_more(records):
    prepare(records)
    assert prepare(records).done == []
    assert len(courriers(records.events())) == 2


def test_another_month_or_another_dossier_is_left(records):
    assert prepare(records, Portee(202511)).done == []
    assert prepare(records, Portee(202512, [1])).done == [(1, 1)]


def test_why_a_dossier_was_checked_is_recorded_and_said(records):
    prepare(records, selection="score")
    told = json.loads(
        next(r for r in records.events([1]).to_pylist() if r["tag"] == "notice.preparee")["payload"]
    )
    assert told["selection"] == "score"
    assert notices(records.events([1]))[1].selection == "score"
    text = courriers(records.events([1]))[0].contenu.section("algorithme").blocs[1].texte
    assert "estimation" in text


def test_an_unknown_reason_is_refused(records):
    told = prepare(records, selection="humeur")
    assert told.done == []
    assert "score" in told.refused[0].mend


def test_what_is_ready_leaves_and_what_waits_stays(records):
    prepare(records)
    seen = []
    told = send_letters(records, DECEMBER, at("2025-12-03"), presse(seen))
    assert told.done == [(1, 1)]
    assert [one.dossier for one in told.waiting] == [2]
    assert seen[0].le == on("2025-12-03")
    found = opened(records, 1)
    [thread] = suivis(found.creances(), found.events)
    assert thread.notice.sent_on == on("2025-12-03")
    assert send_letters(records, DECEMBER, at("2025-12-03"), presse()).done == []


def test_what_waited_leaves_once_it_is_told_explained_and_called(records):
    prepare(records)
    informed_now = inform_households(
        records, DECEMBER, at("2025-12-03"), Fonds.atelier_alone().organisme, presse()
    )
    assert informed_now.done == [(2, 2)]
    assert informed(records.events([2]))
    assert notify.explain_notice(records, 2, 1, TEXT, at("2025-12-03")) == []
    assert notify.call(records, 2, 1, (on("2025-12-03"), "joint"), at("2025-12-03")) is None
    early = send_letters(records, DECEMBER, at("2025-12-04"), presse())
    assert early.done == [(1, 1)]
    [lack] = [one.manque for one in early.waiting if one.dossier == 2]
    assert [" ".join(text.split()) for text in lack] == [
        "le 13 décembre 2025 (le foyer peut répondre)"
    ]
    seen = []
    told = send_letters(records, DECEMBER, at("2025-12-13"), presse(seen))
    assert told.done == [(2, 1)]
    assert any("Refaites" in b.texte for b in seen[0].section("explication").blocs[:1])


def test_a_household_without_address_is_listed_and_gets_nothing(records):
    prepare(records)
    told = send_letters(records, DECEMBER, at("2025-12-03"), presse(unreachable=[1]))
    assert told.done == []
    assert (told.waiting[-1].dossier, told.waiting[-1].manque) == (1, (NO_ADDRESS,))


class Disturbed(MemoryRecords):
    """Journals where someone writes to dossier 1 just before the first append."""

    disturbed = False

    def append(self, journal, seen):
        if not self.disturbed:
            self.disturbed = True
            found = opened(self, 1)
            row = event(
                1,
                "creance.origine_decidee",
                at("2025-12-02"),
                {"creance": 1, "origine": "caisse_retard", "motif": "y"},
            )
            appended(self, found, [row])
        super().append(journal, seen)


def test_a_dossier_that_moves_is_left_and_stops_no_other(records):
    records.__class__ = Disturbed
    told = prepare(records)
    assert (told.stale, told.done, told.cents) == ([1], [(2, 1)], 195_000)
    assert prepare(records).done == [(1, 1)]


def test_the_rappels_of_a_month_have_each_one_letter():
    fonds = Fonds(source="allocataire", wage="0")
    told = prepare_rappels(fonds.records, DECEMBER, at("2025-12-02"), fonds.atelier)
    assert told.done == [(1, 1)]
    assert prepare_rappels(fonds.records, DECEMBER, at("2025-12-02"), fonds.atelier).done == []
    sent = send_letters(fonds.records, DECEMBER, at("2025-12-02"), presse())
    assert sent.done == [(1, 1)]


def test_letters_of_some_kinds_only_may_be_sent(records):
    prepare(records)
    rappels = Portee(202512, modeles=frozenset({"rappel"}))
    assert send_letters(records, rappels, at("2025-12-03"), presse()).done == []
