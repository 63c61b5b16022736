"""`justedroit parametres` lists our dated parameters, and those that remain to be verified."""

from __future__ import annotations

import json

from click.testing import CliRunner

from justedroit.commandes.parametres import parametres
from justedroit.core.base import parametres as all_parametres


def run(*arguments):
    return CliRunner().invoke(parametres, arguments, env={"COLUMNS": "200"})


def listed(*arguments):
    result = run("--json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_parameter_is_listed_with_its_fields():
    found = {p["name"]: p for p in listed()}
    assert set(found) == set(all_parametres())
    for name, p in found.items():
        ours = all_parametres()[name]
        assert (p["libelle"], p["article"], p["source"]) == (
            ours.libelle,
            ours.article,
            ours.source,
        )
        assert [v["from"] for v in p["valeurs"]] == [d.isoformat() for d, _ in ours.valeurs]


def test_those_to_verify_are_told_apart_and_counted():
    expected = {name for name, p in all_parametres().items() if p.statut == "a_verifier"}
    assert {p["name"] for p in listed("--a-verifier")} == expected
    last = run("--a-verifier").output.splitlines()[-1]
    assert last == f"{len(expected)} paramètres, dont {len(expected)} à vérifier."


def test_a_word_chooses_among_them():
    found = {p["name"] for p in listed("CRDS")}
    assert "droits/crds.taux" in found
    assert found < set(all_parametres())


def test_the_table_shows_the_value_its_date_and_its_article():
    shown = " ".join(run("crds.taux").output.split())
    for text in ("droits/crds.taux", "01/02/1996", "0,005", "vérifié", "dont 0 à vérifier"):
        assert text in shown


def test_lists_keep_their_brackets_and_commas_readable():
    result = run("crds.prestations")
    assert result.exit_code == 0
    assert "ppa" in result.output


def test_a_word_that_nothing_contains_is_told():
    result = run("xyzzy")
    assert result.exit_code == 1
    assert "Aucun paramètre ne contient « xyzzy »" in result.output


def test_help_is_french():
    result = run("--help")
    assert result.exit_code == 0
    assert "Lister les paramètres datés" in result.output
