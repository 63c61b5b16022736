"""Identities on the command line: masked, searched, erased, encrypted with a new key."""

from __future__ import annotations

import base64
import contextlib
import secrets
from dataclasses import replace

import pyarrow as pa
import pytest
from click.testing import CliRunner

from justedroit.cli import cli
from justedroit.commandes.base import clock
from justedroit.core.identites import Adresse, Compte, Identite, nir_key
from justedroit.records.cles import create_demo_key, keyring_for
from justedroit.records.database import open_database, open_identities
from justedroit.records.interface import EVENTS, Journal
from justedroit.steps import identify

NUMBER = "2995099901001"
NIR = f"{NUMBER}{nir_key(NUMBER):02d}"
COMPTE = Compte("Zoé Fictier", "FR7699999999990000000000153")
ZOE = Identite(
    1, 1, "Fictier", "Zoé", nir=NIR, adresse=Adresse("1", "rue", "99010", "Simulac"), compte=COMPTE
)


@pytest.fixture
def base(tmp_path, monkeypatch):
    for name in ("JUSTEDROIT_CLE", "JUSTEDROIT_FICHIER_CLE"):
        monkeypatch.delenv(name, raising=False)
    url = f"sqlite:///{tmp_path}/caisse.sqlite3"
    row = {"dossier": 1, "sequence": 0, "tag": "a.b", "at": clock(), "author": "x", "payload": "{}"}
    create_demo_key(url)
    with contextlib.closing(open_database(url)) as records:
        records.append(Journal(events=pa.Table.from_pylist([row], EVENTS)), {1: 0})
        identities = open_identities(records, keyring_for(url))
        assert identify(records, identities, [ZOE], clock(), "agent:12") == []
    return url


def run(*arguments, code=0, **how):
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False, **how)
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("│", " ").split())


def test_a_dossier_shows_its_people_masked(base):
    shown = run("identite", 1, "--base", base)
    for part in ("Zoé Fictier", "Simulac", "2 ••••••••", "FR•• 0153"):
        assert part in shown
    for secret in (NIR, NUMBER[1:6], NIR[-2:] + " ", COMPTE.iban[4:20]):
        assert secret not in shown


def test_a_dossier_is_found_by_name_by_number_and_by_nir(base):
    for text in (("fic", "zoe"), ("1",), (NIR,)):
        assert "Zoé Fictier" in run("chercher", *text, "--base", base)
    assert "Aucun dossier trouvé" in run("chercher", "Personne", "--base", base)


def test_what_is_beyond_the_number_asked_for_is_said_to_be_there(base):
    with contextlib.closing(open_database(base)) as records:
        open_identities(records, keyring_for(base)).put([replace(ZOE, dossier=2)])
    assert "Il y en a d'autres" in run("chercher", "fic", "--nombre", 1, "--base", base)
    assert "Il y en a d'autres" not in run("chercher", "fic", "--base", base)


def test_a_nir_whose_key_is_wrong_is_told_and_not_quoted(base):
    said = run("chercher", NUMBER + "00", "--base", base, code=1)
    assert "clé ne correspond pas" in said
    assert NUMBER not in said


def test_an_identity_is_erased_when_it_is_confirmed_only(base):
    run("identite", "effacer", 1, "--base", base, code=1, input="n\n")
    assert "Zoé" in run("identite", 1, "--base", base)
    assert "1 personne est effacée" in run("identite", "effacer", 1, "--oui", "--base", base)
    assert "Aucune identité" in run("identite", 1, "--base", base, code=1)
    assert "rien à effacer" in run("identite", "effacer", 1, "--oui", "--base", base, code=1)


def test_another_key_is_refused_and_a_new_one_takes_the_place_of_the_old(
    base, monkeypatch, tmp_path
):
    old = (tmp_path / "caisse.cle").read_text().splitlines()[-1]
    (tmp_path / "caisse.cle").unlink()
    new = base64.b64encode(secrets.token_bytes(32)).decode()
    monkeypatch.setenv("JUSTEDROIT_CLE", new)
    said = run("identite", 1, "--base", base, code=1)
    assert "n'est pas celle" in said
    assert new not in said
    monkeypatch.setenv("JUSTEDROIT_CLE", f"{new},{old}")
    assert "Chiffré de nouveau : 1" in run("identite", "renouveler", "--base", base)
    monkeypatch.setenv("JUSTEDROIT_CLE", new)
    assert "Zoé Fictier" in run("identite", 1, "--base", base)


def test_without_key_the_command_says_where_to_put_one(base, tmp_path):
    (tmp_path / "caisse.cle").unlink()
    assert "JUSTEDROIT_CLE" in run("chercher", "fic", "--base", base, code=1)
