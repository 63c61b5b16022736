"""`justedroit dossier N --ecart`: what each changed fact explains, in a terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.web.fonds import INDU, SIMPLE, append_kept

from justedroit.cli import cli
from justedroit.records.database import open_database

REFERENCE = "revision:202506:20250701T080000"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Return a base with the small fund of the pages."""
    address = f"sqlite:///{tmp_path_factory.mktemp('ecart') / 'fonds.sqlite3'}"
    append_kept(open_database(address))
    return address


def run(*arguments, code=0):
    result = CliRunner(env={"COLUMNS": "120"}).invoke(cli, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_the_dossier_says_how_to_ask_for_the_shares(base):
    shown = run("dossier", INDU, "--base", base)
    assert f"justedroit dossier {INDU} --ecart {REFERENCE}" in shown


@pytest.mark.parametrize("asked", [REFERENCE, "dernier"])
def test_each_fact_has_its_euros_its_bar_and_its_months(base, asked):
    shown = run("dossier", INDU, "--base", base, "--ecart", asked, "--complet")
    assert "Le foyer a 1 577,80 € à rendre" in shown
    assert "La caisse a 820,58 € à verser en plus" in shown
    assert "-1 577,80 € − ████" in shown
    assert "820,58 € + ███" in shown
    assert "Sans effet sur ces montants : Loyer." in shown
    assert "mars 2025 338,80 € 148,52 € -190,28 €" in shown
    assert "une personne doit la qualifier" in shown


def test_all_of_it_is_json(base):
    found = CliRunner().invoke(
        cli, ["dossier", str(INDU), "--base", base, "--ecart", REFERENCE, "--json"]
    )
    told = json.loads(found.stdout)
    assert told["ensemble"]["delta_cents"] == sum(d["delta_cents"] for d in told["differences"])
    assert {part["kind"] for part in told["ensemble"]["parts"]} == {"enfant", "loyer"}


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((INDU, "--ecart", "nulle"), "n'a fait ni rappel ni indu"),
        ((SIMPLE, "--ecart", "dernier"), "ni rappel ni indu"),
        ((999, "--ecart", "dernier"), "n'existe pas"),
        ((INDU, "--ecart", "dernier", "--au", "2025-03-01"), "une révision a déjà son instant"),
    ],
)
def test_what_cannot_be_shown_is_said(base, arguments, what):
    result = CliRunner(env={"COLUMNS": "200"}).invoke(
        cli, ["dossier", *(str(a) for a in arguments), "--base", base]
    )
    assert result.exit_code == 1
    assert what in result.output
