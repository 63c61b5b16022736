"""`retenues`, `echeancier`, `encaisser`: what is owed is withheld, spread over time, or paid."""

from __future__ import annotations

import contextlib

import pytest
from tests.endettes import Endettes

from justedroit.records.database import open_database


@pytest.fixture
def base(tmp_path):
    """Return the address of a fund in which dossier 1, on RSA, owes 300 €, and dossier 2 nothing."""
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with contextlib.closing(open_database(url)) as records:
        fund = Endettes(records)
        fund.lives(1)
        fund.due(1, "rsa", 202506, 60_000)
        fund.owes(1, "rsa", {202411: 10_000, 202412: 20_000}, when="2025-02-01")
        fund.due(2, "rsa", 202506, 60_000)
    return url


def test_a_trial_shows_what_the_month_would_withhold_then_it_is_done_once(run):
    # Q = 400 €: 55 + 25 % of (400 − 301), in 2025.
    said = run("retenues", "2025-06", "--essai")
    assert "79,75" in said
    assert "rien n'est écrit" in said
    assert "79,75" in run("retenues", "2025-06")
    said = run("retenues", "2025-06")
    assert "0,00" in said
    assert "déjà faite" in said


def test_one_dossier_is_shown_with_its_calculation_and_what_is_to_be_verified(run):
    said = run("retenues", "2025-06", "--dossier", "1", "--essai")
    for words in ("R = 600,00", "N = 1,5", "À VÉRIFIER", "Q = 400,00", "D553-1", "novembre 2024"):
        assert words in said, words
    assert "ne doit rien" in run("retenues", "2025-06", "--dossier", "2", code=1)


def test_a_person_fixes_the_amount_with_a_reason_and_may_go_back_to_the_scale(run):
    fixing = ("retenues", "2025-06", "--dossier", "1", "--mensualite", "20,00")
    assert "motif" in run(*fixing, code=1)
    assert "20,00" in run(*fixing, "--motif", "Le loyer a doublé.")
    assert "20,00" in run("retenues", "2025-06", "--essai")
    assert "fixée" in run(
        "retenues", "2025-06", "--dossier", "1", "--bareme", "--motif", "La situation est revenue."
    )


def test_a_plan_is_simulated_accepted_followed_and_cancelled(run):
    lives = ("--ressources", "900", "--charges", "300")
    said = run("echeancier", "simuler", "1", "--mois", "3", *lives)
    assert "100,00" in said
    assert "il reste 150,00" in said
    assert "aucun échéancier" in run("echeancier", "suivre", "1")
    run("echeancier", "accepter", "1", "--mois", "3", *lives, "--agent", "agent:7")
    assert "À jour" in run("echeancier", "suivre", "1")
    assert "rompus : 0" in run("echeancier", "suivre", "--constater", "--agent", "agent:7")
    said = run("retenues", "2025-06", "--essai")
    assert "échéancier est en cours" in said
    act = ("1", "--motif", "Le foyer le demande.", "--agent", "agent:7")
    assert "annulé" in run("echeancier", "annuler", *act)
    assert "repris" in run("echeancier", "reprendre", *act, "--mois", "5", *lives)


def test_a_plan_that_leaves_less_than_nothing_is_confirmed_with_its_reason(run):
    poor = ("1", "--mois", "3", "--ressources", "300", "--charges", "250", "--agent", "agent:7")
    said = run("echeancier", "accepter", *poor, code=1)
    for words in ("-50,00", "300,00", "250,00", "100,00", "--confirme"):
        assert words in said, words
    assert "aucun échéancier" in run("echeancier", "suivre", "1")
    assert "--raison" in run("echeancier", "accepter", *poor, "--confirme", code=2)
    run("echeancier", "accepter", *poor, "--confirme", "--raison", "Un ami prête la somme.")
    assert "Un ami prête la somme." in run("echeancier", "suivre", "1")
    why = ("--motif", "Le foyer le demande.")
    run("echeancier", "annuler", "1", "--agent", "agent:7", *why)
    assert "--confirme" in run("echeancier", "reprendre", *poor, *why, code=1)
    assert "repris" in run("echeancier", "reprendre", *poor, *why, "--confirme")


def test_a_plan_below_its_minimum_is_refused_with_a_way_forward(run):
    said = run("echeancier", "simuler", "1", "--mensualite", "1", code=1)
    assert "minimum" in said
    assert "remise de dette" in said


def test_a_payment_lowers_the_debt_and_what_is_too_much_waits(run):
    payer = ("encaisser", "payer", "1", "--agent", "agent:7")
    card = (*payer, "--moyen", "carte", "--reference", "cb-1", "--montant", "50")
    assert "refusé" in run(*card, "--mandat", "jeton-solde", code=1)
    assert "250,00" in run(*card, "--mandat", "jeton-1")
    cheque = (*payer, "--moyen", "cheque", "--reference", "chq-1", "--montant", "260")
    said = run(*cheque)
    assert "10,00" in said
    assert "attente:1:1" in said
    assert "déjà encaissé" in run(*cheque, code=1)


def test_a_payment_sent_back_makes_the_debt_live_again(run):
    payer = ("encaisser", "payer", "1", "--agent", "agent:7", "--moyen", "prelevement")
    run(*payer, "--reference", "prlv-1", "--montant", "50")
    said = run(
        *("encaisser", "rejeter", "1", "--reference", "prlv-1"),
        *("--motif", "Provision insuffisante.", "--agent", "agent:7"),
    )
    assert "50,00" in said


def test_a_number_of_someone_is_no_agent(run):
    said = run("echeancier", "annuler", "1", "--motif", "x", "--agent", "185017511612345", code=2)
    assert "identifiant" in said
    assert "185017511612345" not in said


@pytest.mark.parametrize("amount", ["nan", "inf", "-5", "1e3", "10,005"])
def test_what_is_no_amount_in_euros_is_refused(run, amount):
    paying = ("encaisser", "payer", "1", "--agent", "agent:7", "--moyen", "carte")
    said = run(*paying, "--reference", "cb-1", f"--montant={amount}", code=2)
    assert "montant" in said
    fixing = ("retenues", "2025-06", "--dossier", "1", "--motif", "Vu.")
    assert "montant" in run(*fixing, f"--mensualite={amount}", code=2)


def test_more_than_the_scale_needs_the_household_to_have_asked_for_it(run):
    fixing = ("retenues", "2025-06", "--dossier", "1", "--motif", "Le foyer l'a écrit.")
    assert "--accord" in run(*fixing, "--mensualite", "100000", code=1)


def test_a_cheque_that_was_wholly_too_much_is_undone_and_is_not_given_back(run):
    payer = ("encaisser", "payer", "1", "--agent", "agent:7", "--moyen", "cheque")
    run(*payer, "--reference", "chq-1", "--montant", "300")
    run(*payer, "--reference", "chq-2", "--montant", "40")
    back = ("encaisser", "rejeter", "1", "--motif", "Sans provision.", "--agent", "agent:7")
    assert "40,00" in run(*back, "--reference", "chq-2")
    assert "300,00" in run(*back, "--reference", "chq-1")
    assert "déjà défait" in run(*back, "--reference", "chq-2", code=1)


def test_the_end_of_a_fraud_says_what_it_annuls_and_gives_back(run):
    qualifying = ("qualifier", "1", "--agent", "agent:7", "--motif", "Les faits.")
    assert "est fermée" in run(*qualifying, "fraude")
    act = ("--agent", "agent:7", "--motif", "Fraude établie.")
    assert "30,00" in run("creance", "indemnite", "1", "--numero", "1", *act)
    paying = ("encaisser", "payer", "1", "--agent", "agent:7", "--moyen", "cheque")
    run(*paying, "--reference", "chq-1", "--montant", "310")
    said = run(*qualifying, "bonne_foi")
    for words in ("ouverte de nouveau", "20,00 € ne sont plus dus", "10,00 € sont rendus"):
        assert words in said.replace("\xa0", " "), said


def test_a_benefit_that_was_qualified_apart_stays_so_and_it_is_said(run):
    qualifying = ("qualifier", "1", "--agent", "agent:7", "--motif", "Les faits.")
    run(*qualifying, "fraude", "--prestation", "rsa")
    assert "--prestation rsa" in run(*qualifying, "bonne_foi")
