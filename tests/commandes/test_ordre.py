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
from justedroit.commandes.base import clock
from justedroit.core.paiements import CAISSE_DEMO, check_pain001
from justedroit.records.caisse import caisse_for, files_for
from justedroit.records.cles import create_demo_key, keyring_for
from justedroit.records.database import open_database, open_identities
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import release


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

    run("banque", "simuler", str(path), str(tmp_path / "retours"), "--graine", "3")
    answers = sorted((tmp_path / "retours").iterdir())
    assert len(answers) == 3
    read = run("banque", "lire", *map(str, answers), "--agent", "agent-a")
    assert read.count(": lu.") == 3
    again = run("banque", "lire", str(answers[0]), "--agent", "agent-a", code=1)
    assert "a déjà été lu" in again
    assert (
        run("banque", "attente")
        == "Rien n'attend : tout ce que la banque a reçu ou débité a sa place."
    )


def test_money_without_reference_waits_then_is_placed(run, base, tmp_path):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    run("ordre", "liberer", "2025-06", "--agent", "agent-b")
    fonds = Fonds()
    fonds.banque.receive(1_200, label="bonjour")
    path = tmp_path / "releve.xml"
    path.write_bytes(fonds.banque.statement(dt.datetime(2025, 7, 9, 9, tzinfo=dt.UTC)))
    assert "1 × encaissement en attente" in run("banque", "lire", str(path), "--agent", "x")
    [money] = json.loads(run("banque", "attente", "--json"))["attente"]
    assert (money["centimes"], money["pourquoi"]) == (1_200, "sans_reference")
    refused = run("banque", "placer", money["reference"], "--dossier", "1", "--agent", "x", code=1)
    assert "ne doit rien" in refused
    run("banque", "placer", money["reference"], "--agent", "x", code=2)
    assert "banque rendre" in run("banque", "attente")
    why = ("--motif", "Envoyé par erreur.", "--agent", "x")
    said = run("banque", "solder", money["reference"], *why, code=1)
    assert "plus que le reliquat" in said
    assert "RENDU-1-1" in run("banque", "rendre", money["reference"], *why)
    seen = run("banque", "attente")
    assert "À rendre" in seen
    assert "banque defaire" in seen
    assert "attend de nouveau" in run("banque", "defaire", "1", *why)
    assert "déjà été défaite" in run("banque", "defaire", "1", *why, code=1)
    assert [m["reference"] for m in told(run)["attente"]] == [money["reference"]]
    assert (told(run)["a_rendre"], told(run)["decisions"]) == ([], [])


def told(run):
    return json.loads(run("banque", "attente", "--json"))


def test_a_debit_that_nothing_explains_is_listed_and_placed_on_its_order(run, tmp_path):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    run("ordre", "liberer", "2025-06", "--agent", "agent-b")
    bank = Fonds().banque
    for cents in (85_000, 120):
        bank._move(-cents)
    path = tmp_path / "releve.xml"
    path.write_bytes(bank.statement(dt.datetime(2025, 7, 9, 9, tzinfo=dt.UTC)))
    assert "2 × débit inexpliqué" in run("banque", "lire", str(path), "--agent", "x")
    order, fees = told(run)["attente"]
    assert "banque placer" in run("banque", "attente")
    run("banque", "placer", order["reference"], "--ordre", "1", "--agent", "x")
    lost = run("banque", "solder", fees["reference"], "--motif", "Frais.", "--agent", "x")
    assert "perdus" in lost
    assert [d.get("ordre") for d in told(run)["decisions"]] == [1, None]
    assert "ordre 1" in run("banque", "attente")


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


def test_of_a_month_that_has_several_orders_each_is_named_by_its_number(run):
    for _ in range(2):
        run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    seen = run("ordre", "voir", "2025-06")
    assert "Ordre 2, juin 2025" in seen
    assert "Autres ordres du mois : 1 (annulé)" in seen
    assert "Ordre 1, juin 2025 : Annulé" in run("ordre", "voir", "1")
    assert "déjà annulé" in run("ordre", "annuler", "1", "--agent", "agent-a", code=1)
    assert "L'ordre 3 n'existe pas" in run("ordre", "voir", "3", code=1)
    assert "Ordre 2 annulé" in run("ordre", "annuler", "2", "--agent", "agent-a")


def test_cut_before_its_file_the_same_command_of_the_same_person_finishes(run, base, tmp_path):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    with contextlib.closing(open_database(base)) as records:
        identities = open_identities(records, keyring_for(base))
        desk = Guichet(records, identities, files_for(base), caisse_for(base))
        release(desk, 1, "agent-b", clock())
        identities.close()
    other = run("ordre", "liberer", "1", "--agent", "agent-c", code=1).replace("│ ", "")
    assert "reste à écrire" in other
    assert "justedroit ordre fichier 1" in other
    said = run("ordre", "liberer", "1", "--agent", "agent-b")
    assert "restait à écrire" in said
    assert "Fichier écrit" in said
    assert (tmp_path / "banque" / "CAF999-ORDRE-1.xml").exists()


def test_a_vanished_file_is_put_back_by_its_command_and_a_wrong_copy_is_not(run, tmp_path):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    run("ordre", "liberer", "1", "--agent", "agent-b")
    path = tmp_path / "banque" / "CAF999-ORDRE-1.xml"
    content, copy = path.read_bytes(), tmp_path / "copie.xml"
    path.unlink()
    again = ("ordre", "fichier", "1", "--agent", "agent-b", "--remettre")
    copy.write_bytes(content[:-1])
    assert "Cette copie n'est pas" in run(*again, "--depuis", str(copy), code=1)
    assert "Fichier remis" in run(*again)
    assert path.read_bytes() == content
    run("ordre", "fichier", "1", "--agent", "agent-b", "--depuis", str(copy), code=2)


def test_what_is_held_says_what_the_bank_has_said_of_the_account(run, tmp_path):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    run("ordre", "liberer", "2025-06", "--agent", "agent-b")
    content = (tmp_path / "banque" / "CAF999-ORDRE-1.xml").read_bytes()
    name = re.search(rb"<EndToEndId>(O1-D1-[^<]*)", content)[1].decode()
    now = dt.datetime(2025, 7, 9, 9, tzinfo=dt.UTC)
    path = tmp_path / "retour.xml"
    path.write_bytes(Fonds().banque.undergo(content, {name: ("retour", "MD07")}, now)[1])
    run("banque", "lire", str(path), "--agent", "x")
    assert "bénéficiaire décédé" in run("ordre", "voir", "2025-06").replace("│ ", "")


def test_what_a_refused_release_says_has_no_code(run, base):
    run("ordre", "preparer", "2025-06", "--agent", "agent-a")
    with contextlib.closing(open_database(base)) as records:
        desk = Guichet(records, open_identities(records, keyring_for(base)), files_for(base), None)
        Fonds(desk).owe(1, 700, "af")
        desk.identities.close()
    said = run("ordre", "liberer", "2025-06", "--agent", "agent-b", code=1)
    assert (
        "allocations familiales, à l'allocataire : rien à la préparation, 1 ligne et"
        in " ".join(said.replace("│", "").split())
    )
