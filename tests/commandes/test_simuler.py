"""`justedroit simuler` answers a request of the OpenFisca Web API, or explains a value."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from justedroit.commandes.simuler import simuler

REQUEST = {
    "individus": {
        "mere": {"date_naissance": {"ETERNITY": "1988-05-01"}},
        "aine": {"date_naissance": {"ETERNITY": "2014-06-15"}},
        "cadet": {"date_naissance": {"ETERNITY": "2017-09-20"}},
    },
    "familles": {"f": {"parents": ["mere"], "enfants": ["aine", "cadet"], "af": {"2025-06": None}}},
    "foyers_fiscaux": {"f": {"declarants": ["mere"], "personnes_a_charge": ["aine", "cadet"]}},
    "menages": {"m": {"personne_de_reference": ["mere"], "enfants": ["aine", "cadet"]}},
}
AF = 151.8


@pytest.fixture
def request_file(tmp_path):
    path = tmp_path / "situation.json"
    path.write_text(json.dumps(REQUEST))
    return path


def run(*arguments, **options):
    return CliRunner().invoke(simuler, [str(a) for a in arguments], **options)


def refused(result):
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.replace("│", " ").split())


def test_the_answer_is_the_request_completed(request_file):
    result = run(request_file)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["familles"]["f"].pop("af") == {"2025-06": AF}
    assert answer["individus"] == REQUEST["individus"]


def test_the_request_may_come_from_the_standard_input():
    result = run("-", input=json.dumps(REQUEST))
    assert json.loads(result.stdout)["familles"]["f"]["af"]["2025-06"] == AF


def test_the_answer_may_go_to_a_file(request_file, tmp_path):
    target = tmp_path / "réponse.json"
    result = run(request_file, "--sortie", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(target.read_text("utf-8"))["familles"]["f"]["af"]["2025-06"] == AF
    assert sorted(p.name for p in tmp_path.iterdir()) == ["réponse.json", "situation.json"]


def test_a_file_that_cannot_be_written_is_told(request_file, tmp_path):
    message = refused(run(request_file, "--sortie", tmp_path / "absent" / "r.json"))
    assert "ne peut pas être écrit" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ligne 1, colonne 1"),
        ('{"individus": {},\n}', "ligne 2"),
        ("[1, 2]", "ne décrit pas une situation"),
        ("{}", "aucune personne"),
        ('{"individus": {"a": {}, "a": {}}}', "deux fois"),
        ("[" * 100_000, "ne se lit pas"),
        ("9" * 5_000, "ne se lit pas"),
        ('{"individus": {"a": {"salaire_net": {"2025-06": NaN}}}}', "nombre fini"),
        ('{"individus": {"a": {"salaire_net": {"2025-06": Infinity}}}}', "nombre fini"),
        (
            '{"individus": {"a": {"salaire_nette": {"2025-06": 1}}}}',
            "Vouliez-vous dire salaire_net",
        ),
        ('{"individus": {"a": {"age": {"2025": null}}}}', "individus / a / age / 2025"),
    ],
)
def test_a_bad_request_is_refused_in_french(tmp_path, text, words):
    path = tmp_path / "situation.json"
    path.write_text(text)
    assert words in refused(run(path))


def test_a_file_that_is_not_text_or_not_there_is_told(tmp_path):
    path = tmp_path / "image.json"
    path.write_bytes(b"\xff\xd8\xff")
    assert "UTF-8" in refused(run(path))
    assert "ne se lit pas" in refused(run(tmp_path / "absent.json"))
    assert "ne se lit pas" in refused(run(tmp_path))


def test_a_value_is_explained_for_the_month_that_the_file_asks(request_file):
    result = run(request_file, "--expliquer", "af")
    assert result.exit_code == 0
    assert "(juin 2025) : 151,80\u00a0€" in result.stdout.splitlines()[0]
    assert "Base mensuelle de calcul des allocations familiales" in result.stdout


def test_another_month_may_be_asked(request_file):
    result = run(request_file, "--expliquer", "af", "--mois", "2025-03")
    assert "(mars 2025)" in result.stdout.splitlines()[0]
    assert "466,44" in result.stdout


def test_a_yearly_variable_is_explained_on_the_year_of_the_month(request_file):
    result = run(request_file, "--expliquer", "ars", "--mois", "2025-08")
    assert "(2025)" in result.stdout.splitlines()[0]


def test_the_whole_tree_is_longer_than_the_folded_one(request_file):
    folded = json.loads(run(request_file, "--expliquer", "af", "--json").stdout)
    whole = json.loads(run(request_file, "--expliquer", "af", "--json", "--complet").stdout)
    assert folded["value"] == whole["value"] == AF
    assert len(json.dumps(whole)) > 3 * len(json.dumps(folded))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--expliquer", "aff"], "Vouliez-vous dire"),
        (["--expliquer", "rsa"], "Précisez --mois"),
        (["--expliquer", "af", "--mois", "juin"], "n'est pas une période"),
        (["--expliquer", "af", "--mois", "2025"], "par mois"),
        (["--expliquer", "rsa", "--mois", "9999-12"], "OpenFisca s'est arrêté"),
        (["--mois", "2025-06"], "ajoutez-le"),
    ],
)
def test_what_cannot_be_explained_is_told(request_file, options, words):
    assert words in refused(run(request_file, *options))


def test_help_is_french():
    result = run("--help")
    assert result.exit_code == 0
    assert "Évaluer la situation de FICHIER" in result.output
