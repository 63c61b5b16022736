"""Identities on the command line: masked, searched, erased, encrypted with a new key."""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
from dataclasses import replace

import pytest
from click.testing import CliRunner
from tests.commandes.conftest import COMPTE, NIR, NUMBER, ZOE

from justedroit.cli import cli
from justedroit.records.cles import keyring_for
from justedroit.records.database import open_database, open_identities


@pytest.fixture
def base(named_base):
    return named_base


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


HEADER = "dossier;personne;nom;prenoms;nir;titulaire;iban"
GOOD = f"1;1;Simulot;Léa;{NIR};Léa Simulot;{COMPTE.iban}"


def fields_told(base):
    """Return whom the journal names, and which fields it says that changed."""
    with contextlib.closing(open_database(base)) as records:
        events = records.events([1]).to_pylist()
    return [(e["author"], json.loads(e["payload"])) for e in events if e["tag"] != "a.b"][1:]


def test_a_file_of_identities_enters_the_good_lines_and_lists_the_others(base, tmp_path):
    bad_key = NIR[:-2] + "00"
    file = tmp_path / "identites.csv"
    file.write_text("\n".join([HEADER, GOOD, f"1;2;Fictier;Zoé;{bad_key};;", "9;1;Essayot;Lou;;;"]))
    said = run("identite", "importer", file, "--base", base, "--agent", "agent:7", code=1)
    assert "1 personnes enregistrées, 0 inchangées, 2 lignes refusées" in said
    report = (tmp_path / "identites.csv.refus.csv").read_text()
    assert [line.split(";")[0] for line in report.splitlines()] == ["ligne", "3", "4"]
    assert "NIR : la clé ne correspond pas" in report
    for told in (said, report, str(fields_told(base))):
        assert not any(s in told for s in (bad_key, NIR, COMPTE.iban, "Simulot", "Essayot"))
    assert fields_told(base) == [
        ("agent:7", {"personnes": {"1": ["nom", "prenoms", "compte"]}}),
    ]
    assert "Léa Simulot" in run("identite", 1, "--base", base)


def test_the_same_file_again_changes_nothing(base, tmp_path):
    file = tmp_path / "identites.csv"
    file.write_text(f"{HEADER}\n{GOOD}\n")
    for counted in ((1, 0), (0, 1)):
        told = json.loads(run("identite", "importer", file, "--base", base, "--json"))
        assert (told["enregistrees"], told["inchangees"], told["refuses"]) == (*counted, [])
    assert len(fields_told(base)) == 1


def test_identities_come_through_the_standard_input_too(base):
    line = json.dumps({"dossier": 1, "personne": 3, "nom": "Fictier", "prenoms": "Lou"})
    said = run("identite", "importer", "-", "--base", base, input=line)
    assert "1 personnes enregistrées" in said
    assert "Lou Fictier" in run("identite", 1, "--base", base)


def test_a_file_that_is_not_there_or_is_none_is_refused(base, tmp_path):
    assert "ne se lit pas" in run(
        "identite", "importer", tmp_path / "x.csv", "--base", base, code=1
    )
    file = tmp_path / "identites.csv"
    file.write_bytes(b"PK\x03\x04")
    assert "classeur" in run("identite", "importer", file, "--base", base, code=1)


def answers(**said):
    """Return what is typed: an answer to each question, most of them empty."""
    fields = ("nom", "prenoms", "nom_usage", "nir", "numero", "rue", "complement")
    fields += ("code_postal", "commune", "titulaire", "iban", "titulaire_bailleur", "iban_bailleur")
    return "".join(f"{said.get(field, '')}\n" for field in fields)


def test_a_person_is_entered_question_by_question(base):
    typed = answers(nom_usage="Simulot", code_postal="99020", commune="Essayeux", titulaire="-")
    said = run("identite", "saisir", 1, "--base", base, "--agent", "agent:7", input=typed)
    assert "Enregistré." in said
    shown = run("identite", 1, "--base", base)
    assert "Zoé Simulot" in shown
    assert "Essayeux" in shown
    assert "0153" not in shown
    assert fields_told(base) == [
        ("agent:7", {"personnes": {"1": ["nom_usage", "adresse", "compte"]}}),
    ]
    assert "déjà" in run("identite", "saisir", 1, "--base", base, input=answers())


def test_what_is_wrong_is_told_by_its_field_and_nothing_is_kept(base):
    typed = answers(nom="Simulot", nir=NUMBER + "00")
    said = run("identite", "saisir", 1, "--base", base, code=1, input=typed)
    assert "NIR : la clé ne correspond pas" in said
    assert "Rien n'est enregistré" in said
    assert fields_told(base) == []


def test_a_child_is_asked_neither_address_nor_account(base):
    said = run("identite", "saisir", 1, "--personne", 3, "--base", base, input="Fictier\nLou\n\n\n")
    assert "IBAN" not in said
    assert "Lou Fictier" in run("identite", 1, "--base", base)


def test_no_number_is_ever_an_argument(base):
    from justedroit.commandes.identite import identite

    every = {option.name for command in identite.commands.values() for option in command.params}
    assert not every & {"nir", "iban", "nom", "compte", "bailleur", "adresse"}
