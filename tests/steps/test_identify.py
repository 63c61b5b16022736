"""Recording and erasing who a dossier is about: refused with reasons, told to the journal."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pyarrow as pa
import pytest

from justedroit.core.base import Refusal
from justedroit.core.identites import Compte, Identite, Saisie
from justedroit.records.interface import EVENTS, Journal, StaleSequence
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps import enter, erase_identity, identify

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
ZOE = Identite(1, 1, "Fictier", "Zoé")


@pytest.fixture
def fund():
    records = MemoryRecords()
    row = {"dossier": 1, "sequence": 0, "tag": "a.b", "at": NOW, "author": "lot", "payload": "{}"}
    records.append(Journal(events=pa.Table.from_pylist([row], EVENTS)), {1: 0})
    return records, MemoryIdentities()


def told(records):
    return [
        (e["tag"], e["author"], json.loads(e["payload"])) for e in records.events().to_pylist()
    ][1:]


def test_an_identity_is_kept_and_the_journal_is_told_by_whom(fund):
    records, identities = fund
    assert identify(records, identities, [ZOE], NOW, "agent:12") == []
    assert identities.get([1]) == {1: (ZOE,)}
    fields = {"personnes": {"1": ["nom", "prenoms"]}}
    assert told(records) == [("identite.enregistree", "agent:12", fields)]


def test_good_identities_are_kept_and_the_others_refused_whole(fund):
    records, identities = fund
    wrong = replace(ZOE, person=2, nom="", nir="1")
    elsewhere = replace(ZOE, dossier=9)
    refusals = identify(records, identities, [ZOE, wrong, elsewhere], NOW, "agent:12")
    assert [refusal.where for refusal in refusals] == [
        "dossier 1, personne 2",
        "dossier 1, personne 2, NIR",
        "dossier 9",
    ]
    assert identities.get([1, 9]) == {1: (ZOE,)}


def test_an_identity_that_is_all_wrong_tells_the_journal_nothing(fund):
    records, identities = fund
    assert len(identify(records, identities, [replace(ZOE, prenoms="")], NOW, "agent:12")) == 1
    assert told(records) == []


def test_a_change_of_account_is_told_without_the_account(fund):
    records, identities = fund
    identify(records, identities, [ZOE], NOW, "agent:12")
    paid = replace(ZOE, compte=Compte("Zoé Fictier", "FR7699999999990000000000153"))
    identify(records, identities, [paid], NOW, "agent:13")
    assert told(records)[1:] == [
        ("identite.enregistree", "agent:13", {"personnes": {"1": ["compte"]}})
    ]


def test_erasing_tells_how_many_and_who_did_it(fund):
    records, identities = fund
    identify(records, identities, [ZOE, replace(ZOE, person=2)], NOW, "agent:12")
    assert erase_identity(records, identities, 1, NOW, "agent:13") == 2
    assert identities.get([1]) == {}
    assert told(records)[-1] == ("identite.effacee", "agent:13", {"nombre": 2})


@pytest.mark.parametrize(("dossier", "why"), [(1, "aucune identité"), (9, "n'existe pas")])
def test_there_is_nothing_to_erase_and_it_is_said(fund, dossier, why):
    said = erase_identity(*fund, dossier, NOW, "agent:12")
    assert isinstance(said, Refusal)
    assert why in said.what
    assert told(fund[0]) == []


def test_a_dossier_written_to_in_between_keeps_its_identity(fund, monkeypatch):
    records, identities = fund
    identify(records, identities, [ZOE], NOW, "agent:12")
    monkeypatch.setattr(records, "sequences", lambda dossiers: dict.fromkeys(dossiers, 1))
    with pytest.raises(StaleSequence):
        erase_identity(records, identities, 1, NOW, "agent:12")
    with pytest.raises(StaleSequence):
        identify(records, identities, [replace(ZOE, nom="Simulot")], NOW, "agent:12")
    assert identities.get([1]) == {1: (ZOE,)}


def said(dossier, person=1, line=0, **fields):
    return Saisie(dossier, person, {"nom": "Fictier", "prenoms": "Zoé"} | fields, line)


def test_what_a_file_says_is_kept_and_what_is_wrong_waits_by_its_line(fund):
    records, identities = fund
    some = [said(1, line=2), said(1, 2, 3, nir="1", prenoms=""), said(9, line=4)]
    done = enter(records, identities, some, NOW, "agent:12")
    assert (done.changed, done.same) == (1, 0)
    assert [refusal.where for refusal in done.refusals] == [
        "ligne 3, dossier 1, personne 2",
        "ligne 3, dossier 1, personne 2, NIR",
        "ligne 4, dossier 9",
    ]
    assert identities.get([1]) == {1: (ZOE,)}


def test_the_same_file_again_changes_nothing_and_tells_nothing(fund):
    records, identities = fund
    enter(records, identities, [said(1)], NOW, "agent:12")
    done = enter(records, identities, [said(1), said(1, 2)], NOW, "agent:12")
    assert (done.changed, done.same) == (1, 1)
    fields = [sorted(payload["personnes"]) for _, _, payload in told(records)]
    assert fields == [["1"], ["2"]]


def test_what_is_not_said_of_someone_stays(fund):
    records, identities = fund
    enter(records, identities, [said(1)], NOW, "agent:12")
    enter(records, identities, [Saisie(1, 1, {"nom_usage": "Simulot"})], NOW, "agent:12")
    assert identities.get([1]) == {1: (replace(ZOE, nom_usage="Simulot"),)}


def test_cut_short_a_file_is_taken_up_where_it_was(fund):
    records, identities = fund
    some = [said(1, person) for person in range(1, 1201)]

    def cut(done):
        if done == 1000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enter(records, identities, some, NOW, "agent:12", cut)
    done = enter(records, identities, some, NOW, "agent:12")
    assert (done.changed, done.same) == (200, 1000)
    assert len(identities.get([1])[1]) == 1200
    assert sum(len(payload["personnes"]) for _, _, payload in told(records)) == 1200


def test_someone_else_writing_in_between_is_waited_for_not_for_ever(fund, monkeypatch):
    records, identities = fund
    right, answers = records.sequences, [dict.fromkeys([1], 7)]
    monkeypatch.setattr(records, "sequences", lambda d: answers.pop() if answers else right(d))
    assert enter(records, identities, [said(1)], NOW, "agent:12").changed == 1
    monkeypatch.setattr(records, "sequences", lambda d: dict.fromkeys(d, 7))
    with pytest.raises(StaleSequence):
        enter(records, identities, [said(1, nom="Simulot")], NOW, "agent:12")
    assert identities.get([1]) == {1: (ZOE,)}
