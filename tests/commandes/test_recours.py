"""`justedroit recours` and `justedroit seance-cra`: a remise from the letter to the ledger, and refusals."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.endettes import Endettes, at

from justedroit.cli import cli
from justedroit.commandes import horloge
from justedroit.records.cles import create_demo_key
from justedroit.records.database import open_database

AGENT = ("--agent", "agent:7")
SESSION = "2026-03-20"


@pytest.fixture
def fund(tmp_path, monkeypatch):
    """Return a fund whose household 1 owes 200 € of AF, and the clock of its commands."""
    address = f"sqlite:///{tmp_path / 'base.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("JUSTEDROIT_AGENT", "agent:7")
    monkeypatch.delenv("JUSTEDROIT_COURRIERS", raising=False)
    create_demo_key(address)
    fund = Endettes(open_database(address))
    fund.lives(1)
    fund.owes(1, "af", {202511: 5_000, 202512: 15_000})
    fund.goes = lambda day: monkeypatch.setattr(horloge, "real_clock", lambda: at(day))
    fund.goes("2026-03-02")
    return fund


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("│", " ").split())


def lodged(*more, nature="remise", code=0):
    sent = ("--canal", "courrier", "--motif", "Sans emploi.")
    return run("recours", "deposer", 1, nature, *sent, *AGENT, *more, code=code)


def on(act, *more, code=0):
    return run("recours", act, 1, "--numero", 1, *AGENT, *more, code=code)


def sits(act, *more, code=0):
    return run("seance-cra", act, SESSION, "--dossier", 1, "--numero", 1, *AGENT, *more, code=code)


def test_a_remise_goes_from_the_letter_to_the_ledger(fund):
    assert "recours 1 reçu" in lodged("--creance", 1)
    assert "accusé de réception" in on("lettre").lower()
    on("accuser")
    on("recevable")
    on("pieces", "--piece", "Trois bulletins")
    on("complet")
    assert "200,00" in on("fiche")
    on("instruire", "--avis", "favorable", "--motif", "Sans emploi.")
    fund.goes(SESSION)
    run("seance-cra", "ouvrir", SESSION, "--assures", 2, "--employeurs", 2, *AGENT)
    sits("inscrire")
    sits("voter", "accord_partiel", "--pour", 4, "--montant", "1=120,50")
    shown = run("seance-cra", SESSION)
    assert "4 pour, 0 contre" in shown
    assert "120,50" in shown
    sits("decider", "accord_partiel", "--code", "precarite", "--motif", "Sans emploi.")
    assert "close" in run("seance-cra", "clore", SESSION, *AGENT)
    assert "1 décision" in run("seance-cra", "transmettre", SESSION, *AGENT)
    assert "exécutoire que le 10 avril 2026" in on("executer", code=1)
    fund.goes("2026-04-10")
    assert "1 décision exécutée, 0 recours rejeté" in run("recours", "echeances", *AGENT)
    on("notifier", "--le", "2026-04-10")
    assert fund.open(1) == {1: 7_950}
    shown = run("recours", 1)
    assert "notifié" in shown
    assert "jusqu'au 10 juin 2026" in shown
    [told] = json.loads(CliRunner().invoke(cli, ["recours", "1", "--json"]).output)["recours"]
    assert (told["etat"], told["executed"]) == ("notifie", {"1": 12_050})
    year = run("seance-cra", "bilan", 2026)
    assert "1 remise accordée, 120,50" in year
    assert "60 %" in year


def test_what_cannot_be_asked_is_refused_in_french_and_nothing_is_written(fund):
    before = fund.records.events([1]).num_rows
    assert "la créance 9 n'existe pas" in lodged("--creance", 9, code=1)
    assert "vise une créance" in lodged(code=1)
    asked = ("--prestation", "aah", "--objet", "handicap")
    assert "personnes handicapées" in lodged(*asked, nature="contestation", code=1)
    run("qualifier", 1, "fraude", "--motif", "Faux bulletins.", *AGENT)
    refused = lodged("--creance", 1, code=1)
    assert "la remise est fermée" in refused
    assert "échéancier" in refused
    assert fund.records.events([1]).num_rows == before + 2  # the qualification, and what it closes


def test_an_appeal_out_of_time_waits_for_a_reason(fund):
    fund.goes("2026-06-01")
    assert "hors délai" in lodged("--creance", 1, nature="contestation")
    assert "force_majeure" in on("recevable", code=1)
    assert "irrecevable" in on("irrecevable", "--code", "hors_delai", "--motif", "Trop tard.")
    assert "tribunal judiciaire" in run("recours", 1, "--numero", 1)


def test_more_remitted_than_owed_and_badly_written_amounts_are_refused(fund):
    lodged("--creance", 1)
    for act in ("recevable", "complet"):
        on(act)
    on("instruire", "--avis", "favorable", "--motif", "Sans emploi.")
    run("seance-cra", "ouvrir", SESSION, "--assures", 2, "--employeurs", 2, *AGENT)
    sits("inscrire")
    vote = ("voter", "accord_partiel", "--pour", 4)
    before = fund.records.events([0, 1]).num_rows
    early = sits(*vote, "--montant", "1=100", code=1)
    assert "n'a pas encore eu lieu. Attendez le 20 mars 2026." in early
    assert "n'a pas encore eu lieu" in run("seance-cra", "clore", SESSION, *AGENT, code=1)
    assert fund.records.events([0, 1]).num_rows == before
    fund.goes(SESSION)
    assert "plus que ce qui en est dû" in sits(*vote, "--montant", "1=200,01", code=1)
    assert "n'est pas un montant" in sits(*vote, "--montant", "cent", code=2)
    assert "ne vont pas ensemble" in sits(*vote, "--montant", "1=2", "--pourcent", 5, code=1)
    assert "n'est pas à l'ordre du jour" in run(
        *("seance-cra", "decider", "2026-03-21", "rejet", "--motif", "Non."),
        *("--dossier", 1, "--numero", 1, *AGENT),
        code=1,
    )


def test_a_dossier_without_appeal_says_how_to_make_one(fund):
    assert "justedroit recours deposer 1" in run("recours", 1)
    assert "n'existe pas" in run("recours", 99, code=1)
    lodged("--creance", 1)
    assert "n'a pas de recours 7" in run("recours", 1, "--numero", 7, code=1)


def test_a_day_without_session_is_told(fund):
    assert "Aucune séance" in run("seance-cra", SESSION)
