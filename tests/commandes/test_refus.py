"""What is refused, what is a defect, and what each command says of it."""

from __future__ import annotations

import json
import sqlite3
import sys

import click
import pytest
from click.testing import CliRunner

from justedroit import cli as program
from justedroit.cli import cli
from justedroit.commandes.langue import speak_french
from justedroit.core.base import Refused
from justedroit.records.database import open_database
from justedroit.records.interface import StaleSequence

ENGLISH = ("INTEGER", "TEXT ", "COMMAND ", "ARGS", "DIRECTORY", "FILE ", "PATH ", "RANGE", "Usage:")


def run(*arguments, code):
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("│", " ").split())


def commands(command=cli, path=()):
    """Yield what is typed to reach each command; a group may want a number before its commands."""
    yield path
    wanted = ["1"] * sum(isinstance(p, click.Argument) and p.required for p in command.params)
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, *wanted, name))


@pytest.fixture
def failing(monkeypatch, capsys):
    """Return what the programme says, and its exit code, when a command raises."""

    def fails(error):
        @click.command()
        def command():
            raise error

        monkeypatch.setattr(program, "cli", command)
        monkeypatch.setattr(sys, "argv", ["justedroit"])
        with pytest.raises(SystemExit) as ended:
            program.main()
        return ended.value.code, capsys.readouterr().err

    return fails


@pytest.mark.parametrize("error", [Refused("Le loyer est trop grand."), StaleSequence([12])])
def test_a_refusal_of_ours_is_told_as_one(failing, error):
    code, said = failing(error)
    assert code == 1
    assert said == f"Refusé : {error}\n"


@pytest.mark.parametrize(
    "error", [KeyError("loyer"), ValueError("odd"), IndexError("0"), TypeError()]
)
def test_any_other_exception_is_a_defect_told_in_two_lines_without_a_trace(failing, error):
    code, said = failing(error)
    assert code == 70
    assert said.startswith(f"Défaut du logiciel ({type(error).__name__}")
    assert "JUSTEDROIT_TRACE=1" in said
    assert len(said.splitlines()) == 2
    assert "Traceback" not in said


def test_the_trace_of_a_defect_is_shown_to_who_asks(failing, monkeypatch):
    monkeypatch.setenv("JUSTEDROIT_TRACE", "1")
    code, said = failing(KeyError("loyer"))
    assert code == 70
    assert "Traceback" in said


def test_what_the_machine_refuses_is_no_defect(failing):
    code, said = failing(OSError(28, "No space left on device"))
    assert (code, said.split(" : ")[0]) == (1, "La machine refuse")


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_page_of_help_is_in_french(path):
    shown = run(*path, "--help", code=0)
    assert "Usage :" in shown
    assert [word for word in ENGLISH if word in shown] == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("demo --graine -1", "-1 n'est pas permis : de 0 à"),
        (f"demo --graine {10**30}", "n'est pas permis"),
        (f"demo --dossiers {10**30}", "de 1 à 200000"),
        ("demo --dossiers beaucoup", "n'est pas un nombre entier"),
        ("encaisser payer 1 --moyen carte --montant beaucoup", "n'est pas un montant"),
        ("demo --debut 1950-01", "la loi que le logiciel applique commence en janvier 2022"),
        ("demo --debut 1995-01", "commence en janvier 2022"),
        ("dossier 1 --mois 2021-12 --prestation rsa", "commence en janvier 2022"),
        ("lot payer 2099-01", "n'a pas commencé"),
        (f"dossier {10**30}", "de 1 à 11 chiffres"),
        (f"qualifier {10**30} fraude --motif m --agent a", "de 1 à 11 chiffres"),
        ("dossier 1 --au 2025-02-30", "n'est pas un jour"),
        ("dossier 1 --au hier", "n'est pas un jour"),
        ("dossier 1 --prestation rmi --mois 2025-01", "n'est pas dans 'rsa'"),
        ("dossier", "Il manque l'argument 'NUMERO'"),
        ("dossier 1 2", "Argument en trop : 2"),
        ("dossier 1 --jsn", "L'option '--jsn' n'existe pas"),
        ("dossier 1 --json=1", "ne prend pas de valeur"),
        ("demo --mois", "attend une valeur"),
        ("lots", "La commande 'lots' n'existe pas"),
    ],
)
def test_a_command_ill_written_is_told_in_french(line, says):
    assert says in run(*line.split(), code=2)


@pytest.mark.parametrize("options", [[], ["--expliquer", "aide_logement"]])
def test_a_period_before_the_law_is_told_in_french(tmp_path, options):
    who = {"individus": {"a": {"date_naissance": {"ETERNITY": "1930-01-01"}}}}
    groups = {
        "familles": {"f": {"parents": ["a"], "aide_logement": {"1950-01": None}}},
        "foyers_fiscaux": {"x": {"declarants": ["a"]}},
        "menages": {"m": {"personne_de_reference": ["a"]}},
    }
    file = tmp_path / "s.json"
    file.write_text(json.dumps(who | groups))
    said = run("simuler", file, *options, code=1)
    assert "la loi n'a pas de valeur au 1950-01-01" in said
    assert "was not found" not in said


def foreign(path):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE recettes (nom TEXT)")
        base.execute("INSERT INTO recettes VALUES ('kig ha farz')")
    base.close()
    return path.read_bytes()


@pytest.mark.parametrize("line", ["dossier 1", "lot payer 2025-01 --sans-banque"])
def test_the_base_of_another_programme_is_refused_and_left_as_it_is(tmp_path, line):
    path = tmp_path / "recettes.sqlite3"
    before = foreign(path)
    said = run(*line.split(), "--base", f"sqlite:///{path}", code=1)
    assert "n'est pas une base de Juste Droit" in said
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_reading_an_empty_file_creates_nothing_in_it(tmp_path):
    path = tmp_path / "vide.sqlite3"
    path.touch()
    run("dossier", 1, "--base", f"sqlite:///{path}", code=1)
    assert path.read_bytes() == b""


def test_reading_a_base_of_an_earlier_version_does_not_migrate_it(tmp_path):
    path = tmp_path / "ancienne.sqlite3"
    open_database(f"sqlite:///{path}")
    with sqlite3.connect(path) as base:
        base.execute(
            "DELETE FROM django_migrations WHERE id = "
            "(SELECT max(id) FROM django_migrations WHERE app = 'records')"
        )
        before = list(base.iterdump())
    said = run("dossier", 1, "--base", f"sqlite:///{path}", code=1)
    assert "version antérieure" in said
    assert list(base.iterdump()) == before
    base.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mysql://a", "n'est pas comprise"),
        ("sqlite:///", "n'est pas un fichier"),
        ("sqlite:///{}/texte.sqlite3", "n'est pas une base SQLite"),
    ],
)
def test_an_address_that_is_no_base_is_told(tmp_path, address, says):
    (tmp_path / "texte.sqlite3").write_text("ceci n'est pas une base, mais un texte assez long")
    said = run("dossier", 1, "--base", address.format(tmp_path), code=1)
    assert says in said


@pytest.mark.parametrize(
    "typed", [["--motif", "caf\udce9"], ["--motif=caf\udce9"], ["qualifier", "caf\udce9"]]
)
def test_a_byte_that_is_not_utf_8_is_told_in_french_and_not_repeated(monkeypatch, capsys, typed):
    monkeypatch.setattr(sys, "argv", ["justedroit", *typed])
    with pytest.raises(SystemExit) as ended:
        program.main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "UTF-8" in said
    assert "caf" not in said
    assert ("--motif" in said) == typed[0].startswith("--motif")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (click.INT, "n'est pas un nombre entier."),
        (click.IntRange(1), "n'est pas un nombre entier."),
        (click.FLOAT, "n'est pas un nombre."),
        (click.FloatRange(0), "n'est pas un nombre."),
    ],
)
def test_what_is_no_number_is_not_said_to_lack_wholeness(kind, said):
    speak_french()
    with pytest.raises(click.BadParameter) as refused:
        kind.convert("1823,92", None, None)
    assert refused.value.message.endswith(said)
