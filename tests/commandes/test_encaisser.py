"""`encaisser payer`, `banque lire`, `banque placer`: what was paid is said, créance and months, and what waits."""

from __future__ import annotations

import contextlib

import pytest
from tests.endettes import Endettes, at

from justedroit.core.paiements import repayment_reference
from justedroit.records.cles import create_demo_key
from justedroit.records.database import open_database
from justedroit.twin.banque import Banque

PAYER = ("encaisser", "payer", "1", "--agent", "agent:7", "--moyen", "cheque")


@pytest.fixture
def base(tmp_path):
    """Return the address of a fund whose dossier 1 owes 300 € of RSA, and 60 € of AF, contested."""
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with contextlib.closing(open_database(url)) as records:
        create_demo_key(url)
        fund = Endettes(records)
        fund.owes(1, "rsa", {202411: 10_000, 202412: 20_000}, when="2025-02-01")
        fund.owes(1, "af", {202412: 6_000}, when="2025-02-02")
        told = {"creances": [2], "cause": "recours:1", "le": "2025-03-01", "jusqu_au": None}
        fund.happens(1, "creance.suspendue", told, "2025-03-01")
    return url


def test_a_payment_says_which_creance_which_months_what_is_left_and_what_waits(run):
    said = run(*PAYER, "--reference", "chq-1", "--montant", "150")
    assert said == (
        "Créance 1 (revenu de solidarité active) : 150,00 € remboursés (novembre 2024 : 100,00 €, "
        "décembre 2024 : 50,00 €) ; 150,00 € encore dus."
    )
    said = run(*PAYER, "--reference", "chq-2", "--montant", "170")
    assert "elle est soldée" in said
    assert "20,00 € attendent (attente:1:1)" in said
    assert "contesté ou suspendu" in said
    assert "créance 2 : un recours" in said
    assert "--dossier 1 --creance N°" in said


def test_a_household_may_pay_what_it_contests_by_naming_it(run):
    said = run(*PAYER, "--reference", "chq-1", "--montant", "60", "--creance", "2")
    assert said.startswith("Créance 2")
    assert "soldée" in said


def test_a_transfer_is_read_by_its_reference_placed_and_told(run, tmp_path):
    bank = Banque()
    bank.receive(2_000, rf=repayment_reference(1, 1))
    bank.receive(33_000, label="bonjour")
    path = tmp_path / "releve.xml"
    path.write_bytes(bank.statement(at("2025-07-09")))
    read = run("banque", "lire", str(path), "--agent", "agent:7")
    assert "Ligne 1, dossier 1 : 20,00 € sur la créance 1" in read
    placing = ("banque", "placer", "attente:1:2", "--dossier", "1", "--agent", "agent:7")
    said = run(*placing)
    assert "280,00 € placés" in said
    assert "novembre 2024 : 80,00 €, décembre 2024 : 200,00 €" in said
    assert "50,00 € attendent (attente:1:2) : ce que doit encore le dossier" in said
    assert "contesté ou suspendu" in run(*placing, code=1)
    named = (*placing, "--creance", "2")
    assert "le foyer l'a demandé" in run(*named, code=1)
    said = run(*named, "--motif", "Le foyer veut la payer : appel du 10 juillet.")
    assert "Créance 2 (allocations familiales) : 50,00 € remboursés" in said
    assert "10,00 € encore dus" in said
    assert "attendent" not in said


def test_a_creance_is_named_with_its_dossier_only(run):
    placing = ("banque", "placer", "attente:1:1", "--ordre", "1", "--creance", "2")
    assert "--dossier" in run(*placing, "--agent", "agent:7", code=2)


def test_of_many_months_the_first_and_the_last_are_told(run, base):
    with contextlib.closing(open_database(base)) as records:
        months = {202401 + n: 1_000 for n in range(6)}
        Endettes(records).owes(1, "apl", months, when="2025-02-03")
    said = run(*PAYER, "--reference", "chq-1", "--montant", "60", "--creance", "3")
    assert "6 mois, de janvier 2024 à juin 2024 : 60,00 €" in said


def test_an_amount_too_large_is_said_to_be_so(run):
    said = run(*PAYER, "--reference", "chq-1", "--montant", "99999999999", code=2)
    assert "trop grand" in said
    assert "n'est pas un montant" not in said
    assert "n'est pas un montant" in run(
        *PAYER, "--reference", "chq-1", "--montant", "douze", code=2
    )


def test_files_that_are_not_there_or_are_refused_say_what_to_do_once_and_the_others_are_read(
    run, tmp_path
):
    bank = Banque()
    bank.receive(2_000, rf=repayment_reference(1, 9))
    good, cut = tmp_path / "releve.xml", tmp_path / "coupe.xml"
    content = bank.statement(at("2025-07-09"))
    good.write_bytes(content)
    cut.write_bytes(content[:200])
    files = (str(tmp_path / "absent.xml"), str(tmp_path), str(cut), str(good))
    said = run("banque", "lire", *files, "--agent", "agent:7", code=1)
    assert "absent.xml : ce fichier n'existe pas" in said
    assert "téléchargez-le de nouveau" in said
    assert "c'est un dossier" in said
    assert said.count("rien n'en est enregistré") == 1
    assert "20,00 € sur la créance 1 (la créance 9 n'existe pas dans ce dossier" in said


def test_money_placed_on_a_dossier_that_does_not_exist_is_refused_for_that(run, tmp_path):
    bank = Banque()
    bank.receive(2_000, rf=repayment_reference(99_999))
    path = tmp_path / "releve.xml"
    path.write_bytes(bank.statement(at("2025-07-09")))
    run("banque", "lire", str(path), "--agent", "agent:7")
    assert "n'existe pas" in run("banque", "attente")
    placing = ("banque", "placer", "attente:1:1", "--dossier", "999999", "--agent", "agent:7")
    assert "Ce dossier n'existe pas" in run(*placing, code=1)


def test_a_payment_said_to_be_of_before_the_debt_is_refused(run):
    said = run(*PAYER, "--reference", "chq-1", "--montant", "20", "--le", "2024-02-01", code=1)
    assert "antérieur à la dette" in said
