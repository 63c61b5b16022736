"""Who opened which dossier from the command line: told, shown, erased in its time; or nothing shown."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import pwd
from pathlib import Path

import pytest
from click.testing import CliRunner

from justedroit.cli import cli
from justedroit.commandes.base import clock
from justedroit.core.base import Refused
from justedroit.records.database import DatabaseOpenings, open_database
from justedroit.steps.witness import Opening, witness

ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def base(named_base):
    return named_base


def run(*arguments, code=0, **how):
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False, **how)
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("│", " ").split())


def traces(base, *more):
    return [
        (row["dossier"], row["author"], row["screen"], row["purpose"])
        for row in json.loads(run("consultations", *more, "--base", base, "--json"))
    ]


def test_each_command_that_opens_a_dossier_says_so(base):
    run("identite", 1, "--base", base)
    run("chercher", "fic", "--base", base, env={"JUSTEDROIT_AGENT": "agent:7"})
    # It has events and no fact: what is asked is refused, and was asked all the same.
    run("dossier", 1, "--base", base, "--agent", "agent:8", code=1)
    what = ("--emploi", "1200", "--des", "2025-07")
    with pytest.raises(Refused):
        run("supposer", 1, *what, "--base", base, "--agent", "agent:9")
    assert (
        traces(base)
        == traces(base, 1)
        == [
            (1, "agent:9", "simulation", "ligne de commande"),
            (1, "agent:8", "dossier", "ligne de commande"),
            (1, "agent:7", "recherche", "ligne de commande"),
            (1, ME, "identités", "ligne de commande"),
        ]
    )
    assert "agent:9" in run("consultations", 1, "--base", base)


def test_what_opens_no_dossier_leaves_no_trace(base):
    run("chercher", "Personne", "--base", base)
    run("dossier", 9, "--base", base, code=1)
    assert traces(base) == []
    assert "Personne n'a laissé de trace d'aucun dossier" in run("consultations", "--base", base)
    assert "du dossier 9" in run("consultations", 9, "--base", base)


def test_an_author_is_the_user_of_the_system_whatever_the_environment_says(base):
    run("identite", 1, "--base", base, env={"LOGNAME": "autre", "USER": "autre"})
    assert traces(base)[0][1] == ME


@pytest.mark.parametrize("author", [" ", "x" * 101, "a\nb", "2 99 50 99 901 001 52"])
def test_an_author_that_is_none_is_refused(base, author):
    said = run("identite", 1, "--base", base, "--agent", author, code=2)
    assert "identifiant" in said
    assert "2 99" not in said


def test_when_the_trace_cannot_be_written_nothing_is_shown(base):
    file = Path(base.removeprefix("sqlite:///"))
    with contextlib.closing(open_database(base)) as records, _refusing(records.alias):
        said = run("identite", 1, "--base", base, code=1)
    assert file.exists()
    assert "rien n'est montré" in said
    assert "Zoé" not in said


@contextlib.contextmanager
def _refusing(alias):
    """Let the base refuse every new trace meanwhile."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER plein BEFORE INSERT ON consultation"
            " BEGIN SELECT RAISE(ABORT, 'disque plein'); END"
        )
        yield
        cursor.execute("DROP TRIGGER plein")


def test_what_is_too_old_is_erased_and_the_rest_stays(base):
    old = clock() - dt.timedelta(days=400)
    with contextlib.closing(open_database(base)) as records:
        for at in (old, old, clock()):
            witness(DatabaseOpenings(records.alias), Opening(1, "x", "droits", "contrôle"), at)
    assert "2 traces effacées" in run("consultations", "purger", "--base", base)
    assert "rien n'est effacé" in run("consultations", "purger", "--base", base)
    assert len(traces(base)) == 1


def test_more_traces_than_asked_for_are_said_to_be_there(base):
    for _ in range(2):
        run("identite", 1, "--base", base)
    assert "--nombre" in run("consultations", "--base", base, "--nombre", 1)
    assert "--nombre" not in run("consultations", "--base", base)
