"""`lot instantane` and `lot reviser --dask`: a fund revised by workers, its refusals."""

from __future__ import annotations

import json
import shutil
import sys

import pytest
from click.testing import CliRunner

from justedroit.cli import cli
from justedroit.commandes import lot
from justedroit.records.database import open_database

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])  # what workers speak through


@pytest.fixture
def base(lot_base):
    return lot_base


def run(*typed, code=0):
    """Run a command of `lot`; return what it writes, and what it says beside."""
    result = CliRunner().invoke(cli, ["lot", *map(str, typed)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout, " ".join(result.stderr.replace("│", " ").split())


def test_a_fund_is_copied_revised_by_workers_and_posted_once(base, filled, tmp_path):
    folder, other = tmp_path / "instantane", f"sqlite:///{tmp_path}/autre.sqlite3"
    assert (
        "60 dossiers en 3 partitions"
        in run("instantane", folder, "--taille", 25, "--base", base)[1]
    )
    asked = ("2025-06", "--dask", "local", "--instantane", folder, "--processus", 1)
    told, beside = run("reviser", *asked, "--json", "--base", base)
    assert "Instantané du" in beside
    found = json.loads(told)
    assert (found["dossiers"], found["revises"], found["ecarts"]) == (60, 60, [])
    shutil.copy(filled, tmp_path / "autre.sqlite3")
    expected = json.loads(run("reviser", "2025-06", "--json", "--base", other)[0])
    assert (found["corriges"], found["prestations"]) == (
        expected["corriges"],
        expected["prestations"],
    )
    assert found["corriges"] > 0
    before = open_database(base).sequences()
    again, beside = run("reviser", *asked, "--json", "--base", base)
    assert "déjà passée" in beside
    assert json.loads(again)["reference"] == found["reference"]
    assert open_database(base).sequences() == before


def test_results_that_do_not_reconcile_are_told_and_nothing_is_posted(base, tmp_path):
    folder = tmp_path / "instantane"
    run("instantane", folder, "--base", base)
    manifest = folder / "instantane.json"
    told = json.loads(manifest.read_text())
    held = told["partitions"][0]["posted"]
    months = next(iter(held.values()))
    months["202501"] = months.get("202501", 0) + 1
    manifest.write_text(json.dumps(told))
    before = open_database(base).sequences()
    asked = ("2025-06", "--dask", "--instantane", folder, "--processus", 1, "--base", base)
    said = run("reviser", *asked, code=lot.UNRECONCILED)[1]
    assert "ÉCHEC DU RAPPROCHEMENT : rien n'est passé au registre" in said
    assert "0,01" in said
    assert open_database(base).sequences() == before


@pytest.mark.parametrize(
    "asked", [["--dask", "local"], ["--instantane", "x"], ["--dask", "--instantane", "x"]]
)
def test_what_does_not_go_together_is_refused(base, asked):
    more = ["--reprendre"] if len(asked) == 3 else []
    said = run("reviser", "2025-06", *asked, *more, "--base", base, code=2)[1]
    assert "vont ensemble" in said


def test_a_second_snapshot_in_the_same_folder_is_refused(base, tmp_path):
    run("instantane", tmp_path / "s", "--base", base)
    assert (
        "tient déjà un instantané" in run("instantane", tmp_path / "s", "--base", base, code=1)[1]
    )


def test_the_snapshot_of_another_base_is_refused(base, tmp_path):
    run("instantane", tmp_path / "s", "--base", base)
    other = f"sqlite:///{tmp_path}/vide.sqlite3"
    open_database(other).close()
    asked = ("2025-06", "--depuis", "2025-01", "--dask", "--instantane", tmp_path / "s")
    assert "celui de cette base" in run("reviser", *asked, "--base", other, code=1)[1]


def test_without_dask_the_command_says_what_to_install(base, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    asked = ("2025-06", "--dask", "--instantane", tmp_path / "s", "--base", base)
    assert "pip install 'justedroit[masse]'" in run("reviser", *asked, code=1)[1]
