"""The letters of a month on the command line, and the notice of a dossier, step by step."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt

import pytest
from benchmarks.loi import LoiDeBanc
from click.testing import CliRunner
from tests.commandes.conftest import ZOE
from tests.notifie import TEXT, Fonds, together

from justedroit.cli import cli
from justedroit.core.base import Acte
from justedroit.records.cles import keyring_for
from justedroit.records.database import open_database, open_identities
from justedroit.records.interface import Journal
from justedroit.steps import notify

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
    said = run(*notice, "expliquer", "--texte", "ok", "--agent", "agent:4", code=1)
    assert "--texte attend un fichier" in " ".join(said.replace("│", "").split())
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


BORN = "2025-12"  # month of the decisions of `owing`


@pytest.fixture
def owing(named_base, monkeypatch):
    """Return the options of a base: dossier 7 owes 1 300 €, 8 is owed 1 300 € and has an address."""
    monkeypatch.setattr("justedroit.kernels.compiled_law", LoiDeBanc)
    households = {
        7: Fonds(source="allocataire"),
        8: Fonds(source="allocataire", wage="0"),
        9: Fonds(source="allocataire"),
    }
    with contextlib.closing(open_database(named_base)) as records:
        one = together(households)
        journal = Journal(one.facts(), one.events(), one.transfers())
        records.append(journal, dict.fromkeys(households, 0))
        identities = open_identities(records, keyring_for(named_base))
        identities.put([dataclasses.replace(ZOE, dossier=number) for number in (8, 9)])
    return ("--agent", "agent:4", "--base", named_base)


def test_a_month_is_prepared_and_sent_for_all_and_what_waits_is_told(owing):
    shown = run("lettres", "preparer", BORN, "--selection", "score", *owing)
    assert "Notifications préparées : 2, 2 600,00 € réclamés." in shown
    assert "Prêtes à partir : 2." in shown
    assert "préparées : 0" in run("lettres", "preparer", BORN, *owing)
    shown = run("lettres", "envoyer", BORN, *owing)
    assert "Lettres parties : 1." in shown
    assert "Dossier 7, notification 1 : attend une adresse." in shown
    assert "Lettres parties : 0." in run("lettres", "envoyer", BORN, *owing)
    shown = run("lettres", "recue", 9, 1, TODAY, "--preuve", "accuse_reception", *owing)
    assert "avis de réception" in shown


def test_a_reason_of_no_list_is_refused(owing):
    assert "score" in run("lettres", "preparer", BORN, "--selection", "humeur", *owing, code=2)


def test_rappels_are_prepared_and_sent_at_once(owing):
    shown = run("lettres", "rappels", BORN, "--dossier", 8, *owing)
    assert "Lettres de rappel préparées : 1." in shown
    assert "Lettres parties : 1." in shown
    again = run("lettres", "rappels", BORN, *owing)
    assert "préparées : 0" in again
    assert "parties : 0" in again


def test_third_parties_are_told_before_the_notices(owing):
    run("lettres", "preparer", BORN, *owing)
    assert "Informations parties : 0." in run("lettres", "informer", BORN, *owing)


def test_a_rectification_is_asked_and_answered(owing):
    ask = ("creance", "rectification", "demander", 9, "--numero", 1, "--motif", "Faux.", *owing)
    assert "n'était pas notifiée" in run(*ask, code=1)
    run("lettres", "preparer", BORN, *owing)
    run("lettres", "envoyer", BORN, *owing)
    assert "demande de rectification 1" in run(*ask)
    answer = ("creance", "rectification", "repondre", 9, "rejetee", "--motif", "Vérifié.", *owing)
    assert "réponse partie" in run(*answer)
    assert "déjà sa réponse" in run(*answer, code=1)


def test_no_answer_without_a_request(owing):
    answer = ("creance", "rectification", "repondre", 9, "acceptee", "--motif", "Oui.", *owing)
    assert "aucune demande" in run(*answer, code=1)
