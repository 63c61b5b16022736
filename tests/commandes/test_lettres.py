"""The letters of a month on the command line, and the notice of a dossier, step by step."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from click.testing import CliRunner
from tests.notifie import TEXT, Fonds

from justedroit.cli import cli
from justedroit.records.database import open_database
from justedroit.records.interface import Journal
from justedroit.steps import notify
from justedroit.steps.act import Acte

TODAY = dt.datetime.now(tz=dt.UTC).date()  # noqa: TID251  (a command reads the clock)
MONTH = f"{TODAY:%Y-%m}"


@pytest.fixture
def base(named_base):
    """Return a base where dossier 7 owes RSA, its notice prepared today."""
    fonds = Fonds(3)
    tables = {
        name: _as_seven(getattr(fonds.records, name)()) for name in ("facts", "events", "transfers")
    }
    with contextlib.closing(open_database(named_base)) as records:
        records.append(Journal(**tables), {7: 0})
        now = dt.datetime.now(tz=dt.UTC)  # noqa: TID251  (as above)
        made = notify.prepare(records, 7, None, Acte("agent:4", now), fonds.atelier)
        assert not isinstance(made, list), made
    return named_base


def _as_seven(table):
    at = table.schema.get_field_index("dossier")
    return table.set_column(at, table.schema.field("dossier"), [[7] * table.num_rows])


def run(*arguments, code=0, **how):
    result = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False, **how)
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("│", " ").split())


def test_a_month_lists_what_each_letter_waits_for(base):
    shown = run("lettres", MONTH, "--base", base)
    assert "attend : l'explication" in shown
    assert "Aucune lettre" in run("lettres", MONTH, "--dossier", 1, "--base", base)


def test_a_notice_does_not_leave_before_its_time_and_its_address(base):
    notice = ("lettres", "notice", "--base", base, 7)
    assert "adresse" in run(*notice, "envoyer", "--agent", "agent:4", code=1)
    said = run(*notice, "expliquer", "--texte", "-", "--agent", "agent:4", input="Bonjour", code=1)
    assert "événement" in said
    run(*notice, "expliquer", "--texte", "-", "--agent", "agent:4", input=TEXT)
    run(*notice, "appel", "joint", "--agent", "agent:4")
    shown = run("lettres", MONTH, "--base", base)
    assert "attend : l'information" in shown


def test_files_name_nobody_and_a_trial_neither(base, tmp_path):
    run("lettres", MONTH, "--base", base, "--sortie", tmp_path / "pdf", "--essai")
    [path] = (tmp_path / "pdf").iterdir()
    assert path.name == f"{TODAY:%Y%m%d}-7-1-notice_indu.pdf"
    assert path.read_bytes().startswith(b"%PDF")


def test_a_preview_is_written_as_it_would_leave(base, tmp_path):
    path = tmp_path / "apercu.html"
    notice = ("lettres", "notice", "--base", base, 7)
    run(*notice, "apercu", "--html", "--essai", "--sortie", path)
    assert "<article" in path.read_text()


@pytest.mark.parametrize("wrong", [("9",), ("7", "--numero", "3")])
def test_a_notice_that_is_not_there_is_told(base, wrong):
    dossier, *others = wrong
    shown = run(
        "lettres",
        "notice",
        "--base",
        base,
        *others,
        dossier,
        "appel",
        "joint",
        "--agent",
        "a",
        code=1,
    )
    assert "aucune notification" in shown


def test_a_month_ill_written_is_told(base):
    assert "AAAA-MM" in run("lettres", "2026-13", "--base", base, code=2)
