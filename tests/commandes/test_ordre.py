"""`ordre` and `banque`: the order of a month goes to the bank, and what comes back is read."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re

import pytest
from click.testing import CliRunner
from tests.guichet import JUNE, Fonds

from justedroit.cli import cli
from justedroit.core.paiements import CAISSE_DEMO, check_pain001
from justedroit.records.caisse import caisse_for, files_for
from justedroit.records.cles import create_demo_key, keyring_for
from justedroit.records.database import open_database, open_identities
from justedroit.steps.guichet import Guichet


@pytest.fixture
def base(tmp_path):
    """Return the address of a demonstration fund that owes two households the RSA of June 2025."""
    url = f"sqlite:///{tmp_path / 'caisse.sqlite3'}"
    with contextlib.closing(open_database(url)) as records:
        create_demo_key(url)
        identities = open_identities(records, keyring_for(url))
        desk = Guichet(records, identities, files_for(url), caisse_for(url))
        fonds = Fonds(desk)
        fonds.households(60_000, 25_000)
        fonds.owe(3, 900)
        identities.close()
    return url


@pytest.fixture
def run(base):
    def runs(*typed, code=0):
        result = CliRunner().invoke(cli, [*typed, "--base", base], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    return runs


def test_an_order_goes_to_the_bank_and_what_comes_back_is_paid_again(run, tmp_path):
    shown = run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    assert "850,00" in shown
    assert "900" not in shown.replace("900,00", "")
    seen = run("ordre", "voir", "2025-06")
    assert "Retenus, toujours dus" in seen
    assert "Aucun compte" in seen
    said = run("ordre", "liberer", "2025-06", "--agent", "agent-a", code=1)
    assert "ne le libère pas" in said
    said = run("ordre", "liberer", "2025-06", "--agent", "agent-b")
    assert re.search(r"CAF999-ORDRE-1.xml \(SHA-256 [0-9a-f]{64}\)", said)
    path = tmp_path / "banque" / "CAF999-ORDRE-1.xml"
    assert check_pain001(path.read_bytes()) == ""
    assert path.stat().st_mode & 0o077 == 0
    said = run("ordre", "fichier", "2025-06", "--agent", "agent-b", code=1)
    assert "agent-b" in said
    assert "une fois" in said

    simulated = CliRunner().invoke(
        cli, ["banque", "simuler", str(path), str(tmp_path / "retours"), "--graine", "3"]
    )
    assert simulated.exit_code == 0, simulated.output
    answers = sorted((tmp_path / "retours").iterdir())
    assert len(answers) == 3
    read = run("banque", "lire", *map(str, answers), "--agent", "agent-a")
    assert read.count(": lu.") == 3
    again = run("banque", "lire", str(answers[0]), "--agent", "agent-a", code=1)
    assert "a déjà été lu" in again
    assert run("banque", "attente") == "Rien n'attend : tout ce que la banque a reçu a sa place."


def test_money_without_reference_waits_then_is_placed(run, base, tmp_path):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    run("ordre", "liberer", "2025-06", "--agent", "agent-b")
    fonds = Fonds()
    fonds.banque.receive(1_200, label="bonjour")
    path = tmp_path / "releve.xml"
    path.write_bytes(fonds.banque.statement(dt.datetime(2025, 7, 9, 9, tzinfo=dt.UTC)))
    assert "1 × encaissement en attente" in run("banque", "lire", str(path), "--agent", "x")
    [money] = json.loads(run("banque", "attente", "--json"))
    assert (money["centimes"], money["pourquoi"]) == (1_200, "sans_reference")
    refused = run("banque", "placer", money["reference"], "--dossier", "1", "--agent", "x", code=1)
    assert "ne doit rien" in refused
    run("banque", "placer", money["reference"], "--agent", "x", code=2)


def test_a_fund_without_configuration_says_what_to_give(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'autre.sqlite3'}"
    open_database(url).close()
    typed = ["ordre", "preparer", "2025-06", "--agent", "x", "--base", url]
    result = CliRunner().invoke(cli, typed)
    assert result.exit_code == 1
    assert "JUSTEDROIT_CAISSE" in result.output
    wrong = tmp_path / "caisse.yaml"
    for text, said in (
        ("- liste", "ne dit pas ce qu'il faut"),
        ("code: '066'", "ne dit pas ce qu'il faut"),
        ("a: [", "ne se lit pas"),
    ):
        wrong.write_text(text, "utf-8")
        monkeypatch.setenv("JUSTEDROIT_CAISSE", str(wrong))
        assert said in CliRunner().invoke(cli, typed).output


def test_a_fund_is_configured_by_a_file(tmp_path):
    path = tmp_path / "caisse.yaml"
    names = CAISSE_DEMO.__slots__
    told = {name: getattr(CAISSE_DEMO, name) for name in names} | {"code": "075"}
    path.write_text(json.dumps(told), "utf-8")
    assert caisse_for("postgresql://x", {"JUSTEDROIT_CAISSE": str(path)}).code == "075"
    path.write_text(json.dumps(told | {"iban": "FR00"}), "utf-8")
    with pytest.raises(ValueError, match="IBAN"):
        caisse_for("postgresql://x", {"JUSTEDROIT_CAISSE": str(path)})


def test_an_order_is_cancelled_before_its_file(run):
    assert "Aucun ordre n'est préparé" in run("ordre", "voir", "2025-06", code=1)
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    assert "annulé" in run("ordre", "annuler", "2025-06", "--agent", "agent-a")
    assert json.loads(run("ordre", "preparer", "2025-06", "--agent", "a") and "{}") == {}
    told = json.loads(run("ordre", "voir", "2025-06", "--json"))
    assert (told["ordre"]["ordre"], told["ordre"]["mois"], told["etat"]) == (2, JUNE, "prepare")
