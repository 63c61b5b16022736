"""Searching a dossier: what an agent types, what they see, and what they are told."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from justedroit.core.base import Refusal
from justedroit.core.identites import Adresse, Identite, nir_key
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps.search import Trouve, Trouves, search

NUMBER = "2995099901001"
NIR = f"{NUMBER}{nir_key(NUMBER):02d}"
ADRESSE = Adresse("1", "rue de l'Exemple", "99010", "Simulac-sur-Test")


@pytest.fixture
def fund():
    """Dossiers 1 to 4 have a row; 1, 2 and 3 an identity."""
    records, identities = MemoryRecords(), MemoryIdentities()
    event = {"sequence": 0, "tag": "a.b", "author": "lot", "payload": "{}"}
    at = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    rows = [event | {"dossier": number, "at": at} for number in (1, 2, 3, 4)]
    records.append(
        Journal(events=pa.Table.from_pylist(rows, EVENTS)), dict.fromkeys(range(1, 5), 0)
    )
    identities.put(
        [
            Identite(1, 1, "Fictier", "Zoé Anne", nir=NIR, adresse=ADRESSE),
            Identite(1, 3, "Fictier", "Lou"),
            Identite(2, 1, "Fictieraud", "Max", adresse=ADRESSE),
            Identite(3, 1, "Simulot", "Zoé", nom_usage="Fictier"),
        ]
    )
    return records, identities


def found(fund, text, **how):
    answer = search(*fund, text, **how)
    assert isinstance(answer, Trouves), answer
    return answer


def test_a_name_shows_the_dossiers_whole_names_first(fund):
    assert found(fund, "fictier").dossiers == (
        Trouve(1, "Zoé Fictier", "Simulac-sur-Test"),
        Trouve(3, "Zoé Fictier"),
        Trouve(2, "Max Fictieraud", "Simulac-sur-Test"),
    )


def test_a_child_leads_to_the_dossier_and_is_named(fund):
    [one] = found(fund, "Lou Fictier").dossiers
    assert (one.dossier, one.nom, one.par) == (1, "Zoé Fictier", "Lou Fictier")


@pytest.mark.parametrize("text", [NIR, NUMBER, f"{NIR[0]} {NIR[1:3]} {NIR[3:]}"])
def test_a_nir_leads_to_its_dossier(fund, text):
    assert [one.dossier for one in found(fund, text).dossiers] == [1]


def test_a_nir_whose_key_is_wrong_is_told_kindly_and_not_quoted(fund):
    wrong = NUMBER + f"{nir_key(NUMBER) - 1:02d}"
    said = search(*fund, wrong)
    assert isinstance(said, Refusal)
    assert "la clé ne correspond pas" in said.what
    assert "relisez-le" in said.mend
    assert NUMBER not in str(said)


@pytest.mark.parametrize(
    ("text", "dossiers"),
    [("2", (Trouve(2, "Max Fictieraud", "Simulac-sur-Test"),)), ("4", (Trouve(4),)), ("5", ())],
)
def test_a_number_leads_to_a_dossier_that_exists_with_or_without_identity(fund, text, dossiers):
    assert found(fund, text) == Trouves(dossiers)


def test_what_is_beyond_the_limit_is_said_to_be_there(fund):
    answer = found(fund, "fic", limit=2)
    assert [one.dossier for one in answer.dossiers] == [1, 2]
    assert answer.encore
    assert not found(fund, "fic", limit=3).encore


def test_a_name_that_nobody_bears_finds_nothing(fund):
    assert found(fund, "Personne") == Trouves(())


def test_a_search_writes_nothing_and_shows_nothing_by_accident(fund):
    before = fund[0].sequences()
    shown = repr(found(fund, "fictier"))
    assert "Fictier" not in shown
    assert "Simulac" not in shown
    assert fund[0].sequences() == before
