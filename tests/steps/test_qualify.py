"""What caused an indu is said by a person, with reasons; a machine never says it."""

from __future__ import annotations

import dataclasses
import json

import pytest
from tests.chaine import instant
from tests.endettes import Endettes
from tests.foyers import Caisse

from justedroit.core.base import Acte, Refusal
from justedroit.records.interface import StaleSequence
from justedroit.steps import Qualification, qualify
from justedroit.steps.claims import Choix, decide_origin
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


@pytest.fixture
def fund():
    """Return a household that owes RSA and APL."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000})
    fund.owes(1, "apl", {202511: 5_000})
    return fund


def says(fund, origine, number=1):
    choice = Choix(1, number, "Le dossier a été relu.")
    acte = Acte("agent-007", instant("2026-03-01"))
    assert decide_origin(fund.records, choice, origine, acte) is None


@pytest.mark.parametrize("origine", ["caisse_retard", "systeme_parametre"])
@pytest.mark.parametrize("qualification", ["fraude", "fausse_declaration"])
def test_an_error_of_the_fund_is_never_blamed_on_the_household(fund, origine, qualification):
    says(fund, origine)
    decided = dataclasses.replace(FRAUD, qualification=qualification)
    refusal = qualify(fund.records, decided, instant("2026-03-02"))
    assert isinstance(refusal, Refusal)
    assert "créance 1" in refusal.where
    assert "décidez d'abord une autre origine" in refusal.mend
    assert told(fund.records) == {}
    says(fund, "allocataire_inexact")
    assert qualify(fund.records, decided, instant("2026-03-03")) is None


def test_an_error_of_the_fund_on_one_benefit_leaves_the_others_and_good_faith_free(fund):
    says(fund, "caisse_saisie")
    apl = dataclasses.replace(FRAUD, benefit="apl")
    every = dataclasses.replace(FRAUD, benefit=None)
    good = dataclasses.replace(FRAUD, qualification="bonne_foi")
    assert isinstance(qualify(fund.records, every, instant("2026-03-02")), Refusal)
    assert qualify(fund.records, apl, instant("2026-03-02")) is None
    assert qualify(fund.records, good, instant("2026-03-02")) is None
