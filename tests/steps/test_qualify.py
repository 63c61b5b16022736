"""What caused an indu is said by a person, with reasons; a machine never says it."""

from __future__ import annotations

import dataclasses
import json

import pytest
from tests.chaine import instant
from tests.foyers import Caisse

from justedroit.core.base import Refusal
from justedroit.records.interface import StaleSequence
from justedroit.steps import Qualification, qualify
from justedroit.steps.qualify import qualifications

NOW = instant("2025-03-10")
FRAUD = Qualification(1, "rsa", "fraude", "Faux bulletins de salaire produits.", "agent-007")


@pytest.fixture
def records(chaine):
    fund = Caisse()
    fund.foyer().seul()
    fund.foyer().seul()
    chaine.hear(fund)
    return chaine.records


def told(records):
    return {
        (q["dossier"], q["benefit"]): q["qualification"]
        for q in qualifications(records.events()).to_pylist()
    }


def test_a_qualification_is_written_with_its_reasons_and_its_author(records):
    assert qualify(records, FRAUD, NOW) is None
    (event,) = records.events().to_pylist()
    assert (event["dossier"], event["author"], event["at"]) == (1, "agent-007", NOW)
    assert json.loads(event["payload"])["motif"] == FRAUD.reasons
    assert told(records) == {(1, "rsa"): "fraude"}


@pytest.mark.parametrize(
    "change",
    [
        {"dossier": 99},
        {"qualification": "suspect"},
        {"benefit": "rmi"},
        {"reasons": "  "},
        {"author": ""},
    ],
    ids="-".join,
)
def test_a_qualification_that_cannot_be_is_refused_and_not_written(records, change):
    refusal = qualify(records, dataclasses.replace(FRAUD, **change), NOW)
    assert isinstance(refusal, Refusal)
    assert refusal.mend
    assert records.events().num_rows == 0


def test_the_last_word_prevails_for_the_same_benefit(records):
    qualify(records, FRAUD, NOW)
    after = dataclasses.replace(FRAUD, qualification="bonne_foi", reasons="Erreur de la banque.")
    qualify(records, after, instant("2025-04-10"))
    assert told(records) == {(1, "rsa"): "bonne_foi"}


def test_a_word_on_one_benefit_does_not_speak_of_another_nor_of_another_dossier(records):
    qualify(records, FRAUD, NOW)
    qualify(records, dataclasses.replace(FRAUD, benefit="af", qualification="bonne_foi"), NOW)
    assert told(records) == {(1, "rsa"): "fraude", (1, "af"): "bonne_foi"}


def test_a_word_may_be_about_all_benefits(records):
    qualify(records, dataclasses.replace(FRAUD, benefit=None), NOW)
    assert told(records) == {(1, None): "fraude"}


def test_two_agents_at_once_do_not_both_decide(records):
    read = records.sequences

    def overtaken(dossiers=None):
        found = read(dossiers)
        records.sequences = read
        qualify(records, dataclasses.replace(FRAUD, qualification="bonne_foi"), NOW)
        return found

    records.sequences = overtaken
    with pytest.raises(StaleSequence):
        qualify(records, FRAUD, NOW)
    assert told(records) == {(1, "rsa"): "bonne_foi"}


@pytest.mark.parametrize("field", ["reasons", "author"])
def test_a_nir_in_the_reasons_is_refused_and_not_repeated(records, field):
    nir = "185059900608409"
    refused = qualify(records, dataclasses.replace(FRAUD, **{field: f"Selon {nir}, faux."}), NOW)
    assert isinstance(refused, Refusal)
    assert nir not in str(refused)
    assert told(records) == {}
