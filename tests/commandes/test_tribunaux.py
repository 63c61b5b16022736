"""`forcer`, `tribunal`, `reclamation`, `mediation`, and the thread: each act is reached in French."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from tests.endettes import Endettes

from justedroit.commandes import horloge
from justedroit.core.courriers import ORGANISME_DEMO
from justedroit.records.database import open_database

TODAY = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
AGENT = ("--agent", "agent:7")
MOTIF = ("--motif", "Le foyer ne comprend pas cette somme.")


@pytest.fixture
def base(tmp_path, monkeypatch):
    """Return the address of a fund in which dossier 1 owes 300 € of RSA and 100 € of AF."""
    monkeypatch.setattr(horloge, "real_clock", lambda: TODAY)
    monkeypatch.setattr("justedroit.commandes.lettres.organisme_of", lambda _base: ORGANISME_DEMO)
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with contextlib.closing(open_database(url)) as records:
        fund = Endettes(records)
        fund.lives(1)
        fund.owes(1, "rsa", {202511: 10_000, 202512: 20_000})
        fund.owes(1, "af", {202511: 10_000})
    return url


def test_a_complaint_is_received_answered_and_goes_to_the_mediateur(run):
    assert "aucune réclamation" in run("reclamation", "1")
    said = run(
        *("reclamation", "recevoir", "1", "indu", "--canal", "courriel", "--creance", "1"),
        *("--le", "2026-04-20", *MOTIF, *AGENT),
    )
    for words in (
        "Réclamation 1 du 20 avril 2026",
        "jusqu'au 30 avril 2026 : dépassé",
        "requalifier",
    ):
        assert words in said, words
    act = ("1", "--numero", "1", *AGENT)
    run("reclamation", "accuser", *act)
    run("reclamation", "escalader", *act, "responsable", *MOTIF)
    assert "Lettre 1 préparée" in run("reclamation", "repondre", *act, "--texte", "Voici.")
    asking = ("mediation", "saisir", "1", "--canal", "courriel", "--origine", "elu")
    said = run(*asking, "--sujet", "indu_incompris", "--creance", "1", *MOTIF, *AGENT)
    assert "saisie par un élu" in said
    assert "suspendu" in said
    said = run("mediation", "clore", "1", "revisee", "--numero", "1", *MOTIF, *AGENT)
    assert "décision révisée" in said
    assert "Close le 4 mai 2026" in run("mediation", "1")
    said = run("creance", "1", "--numero", "1", "--fil")
    assert said.index("Réclamation reçue") < said.index("Médiateur saisi")
    assert "rien n'a encore été" not in said
    assert "Réclamation" not in run("creance", "1", "--numero", "2", "--fil")


def test_a_mediation_without_complaint_is_refused_with_the_way_forward(run):
    asking = ("mediation", "saisir", "1", "--canal", "courriel", "--origine", "allocataire")
    said = run(*asking, "--sujet", "desaccord", "--creance", "1", *MOTIF, *AGENT, code=1)
    assert "Recevez d'abord une" in said


def test_a_complaint_becomes_an_appeal_with_its_date_kept(run):
    run(
        *("reclamation", "recevoir", "1", "decision", "--canal", "courrier", "--creance", "1"),
        *("--le", "2026-03-30", *MOTIF, *AGENT),
    )
    said = run("reclamation", "requalifier", "1", "--numero", "1", *MOTIF, *AGENT)
    assert "Recours 1" in said
    assert "30/03/2026" in run("recours", "1")
    said = run("recours", "1", "--fil")
    assert "Réclamation requalifiée en recours (réclamation 1)" in said


def test_two_courts_are_seized_judge_and_what_was_repaid_is_given_back(run):
    payer = ("encaisser", "payer", "1", *AGENT, "--moyen", "cheque", "--reference", "chq-1")
    run(*payer, "--montant", "50,00", "--creance", "1")
    said = run(
        *("tribunal", "saisir", "1", "--creance", "1", "--creance", "2", "--le", "2026-04-02"),
        *(*MOTIF, *AGENT),
    )
    assert "Instance 1 : tribunal administratif" in said
    assert "Instance 2 : tribunal judiciaire (pôle social)" in said
    assert "sans recours préalable" in said
    act = ("1", "--numero", "1", *AGENT)
    assert "Audience le 20 avril 2026" in run("tribunal", "audience", *act, "--le", "2026-04-20")
    wrong = run("tribunal", "juger", *act, "partiel", "--montant", "1=beaucoup", *MOTIF, code=2)
    assert "n'est pas un montant" in wrong
    said = run("tribunal", "juger", *act, "partiel", "--montant", "1=280,00", *MOTIF)
    for words in ("30,00", "rendus", "annulée en partie", "280,00"):
        assert words in said, words
    assert "Devant le Conseil d'État" in run("tribunal", "notifier", *act, "--le", "2026-05-04")
    assert "Conseil d'État" in run("tribunal", "appeler", *act, "caisse", *MOTIF)
    assert "1 jugement, 0 favorable, 1 partiel" in run("tribunal", "bilan", "2026")
    assert "Aucune restitution" in run("tribunal", "rendre", *AGENT)
    assert "inconnue" in run(
        "tribunal", "juger", "1", "--numero", "9", *AGENT, "annule", *MOTIF, code=1
    )
    assert '"sens": "partiel"' in run("tribunal", "1", "--json")


def test_over_indebtedness_is_recorded_and_erases(run):
    act = ("forcer", "surendettement", "1")
    said = run(*act, "recevable", "--le", "2026-04-01", *AGENT)
    assert "créances 1 et 2" in said
    assert "400,00" in run(*act, "effacement", "--le", "2026-05-01", *AGENT)
    assert "ni mise en demeure" in run("forcer", "1")


def test_an_act_without_address_does_not_leave_and_an_unknown_one_is_refused(run, monkeypatch):
    from justedroit.steps.letter import Atelier

    run("forcer", "demeure", "1", *AGENT, code=1)  # no identities beside this base
    atelier = Atelier(ORGANISME_DEMO, lambda _contenu: b"%PDF")
    monkeypatch.setattr("justedroit.commandes.forcer._atelier", lambda *_told: atelier)
    said = run("forcer", "demeure", "1", *AGENT)
    assert "Mise en demeure 1 partie, créance 1" in said
    assert "Mise en demeure 2 partie, créance 2" in said
    act = ("1", "--numero", "1", *AGENT)
    assert "4 juin 2026" in run("forcer", "recue", *act, "--le", "2026-05-04")
    assert "jusqu'au 4 juin 2026" in run("forcer", "contrainte", *act, code=1)
    for name in ("signifier", "confier", "opposition", "clore"):
        more = {
            "signifier": ("--le", "2026-05-04", "--par", "lrar"),
            "opposition": ("--le", "2026-05-04", *MOTIF),
            "clore": ("carence",),
        }.get(name, ())
        assert "n'existe pas" in run("forcer", name, *act, *more, code=1)
    assert "à payer jusqu'au 4 juin 2026" in run("forcer", "1")
