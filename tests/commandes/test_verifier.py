"""`justedroit verifier situations` runs test files, counts, and never stops on a bad one."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from justedroit.commandes import verifier as verifier_module
from justedroit.commandes.verifier import run_file, verifier

OURS = Path(__file__).parents[1] / "donnees" / "situations"
GOOD = "{period: 2025-06, input: {date_naissance: 2000-06-01}, output: {age: 25}}"
WRONG = (
    "{name: '[faux] test', period: 2025-06, input: {date_naissance: 2000-06-01}, output: {age: 24}}"
)


def run(*arguments):
    wide = {"COLUMNS": "200"}
    return CliRunner().invoke(verifier, ["situations", *map(str, arguments)], env=wide)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a good file, a wrong one, and many that are not tests."""
    (tmp_path / "sous").mkdir()
    (tmp_path / "bon.yaml").write_text(GOOD)
    (tmp_path / "sous" / "faux.yml").write_text(f"- {GOOD}\n- {WRONG}\n")
    (tmp_path / "casse.yaml").write_text("a: [")
    (tmp_path / "vide.yaml").write_text("")
    (tmp_path / "image.yaml").write_bytes(b"\x89PNG\r\n\xff\xfe")
    (tmp_path / "lien.yaml").symlink_to(tmp_path / "nulle_part")
    (tmp_path / "notes.txt").write_text("ceci n'est pas un test")
    return tmp_path


def test_our_own_situations_all_pass():
    result = run(OURS, "--processus", 1)
    assert result.exit_code == 0, result.output
    assert "6 tests : 6 réussis, 0 en échec, 0 refusés" in result.output


def test_one_file_may_be_given():
    result = run(OURS / "minima" / "aah.yaml")
    assert result.exit_code == 0
    assert "1 tests : 1 réussis" in result.output


def test_good_tests_go_through_bad_ones_are_told(folder):
    result = run(folder, "--processus", 1)
    assert result.exit_code == 1
    assert "7 tests : 2 réussis, 1 en échec, 4 refusés" in result.output
    assert "[faux] test" in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize("workers", [1, 2])
def test_json_tells_everything_by_file(folder, workers):
    result = run(folder, "--json", "--processus", workers)
    report = json.loads(result.stdout)
    assert (report["passed"], report["failed"], report["refused"]) == (2, 1, 4)
    assert report["versions"]["openfisca-france"]
    assert {"file": "sous/faux.yml", "passed": 1, "failed": 1, "refused": 0} in report["files"]
    assert [o["file"] for o in report["outcomes"]] == sorted(o["file"] for o in report["outcomes"])
    (failed,) = [o for o in report["outcomes"] if o["status"] == "failed"]
    assert failed["mismatches"] == [
        {"variable": "age", "period": "2025-06", "instance": "", "expected": 24, "obtained": 25}
    ]
    reasons = {o["file"]: o["reason"] for o in report["outcomes"] if o["status"] == "refused"}
    assert "YAML" in reasons["casse.yaml"]
    assert "vide" in reasons["vide.yaml"]
    assert "UTF-8" in reasons["image.yaml"]
    assert "ne se lit pas" in reasons["lien.yaml"]


def test_a_test_refused_is_shown_and_is_no_failure(tmp_path):
    (tmp_path / "autre.yaml").write_text(f"- {GOOD}\n- {{output: {{age: 25}}, reforms: x}}\n")
    result = run(tmp_path, "--processus", 1)
    assert result.exit_code == 0, result.output
    assert "1 réussis, 0 en échec, 1 refusés" in result.output


def test_files_that_cannot_be_read_are_refused_and_told_by_the_exit_code(folder):
    shutil.rmtree(folder / "sous")
    result = run(folder, "--processus", 1)
    assert result.exit_code == 1
    assert "4 refusés" in result.output


@pytest.mark.parametrize("workers", [1, 2])
def test_files_nested_too_deep_are_refused_by_their_names_and_the_others_are_run(tmp_path, workers):
    wells = {
        "crochets.yaml": "[" * 30_000 + "]" * 30_000,
        "listes.yaml": "- " * 3_000 + "a",
        "objets.yaml": "{a: " * 900 + "1" + "}" * 900,
    }
    for name, text in wells.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "bon.yaml").write_text(GOOD)
    result = run(tmp_path, "--json", "--processus", workers)
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["passed"] == 1
    refused = {o["file"]: o["reason"] for o in report["outcomes"] if o["status"] == "refused"}
    assert list(refused) == list(wells)
    assert all("imbriqués" in reason for reason in refused.values())


@pytest.mark.parametrize("whole", [True, False])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, whole):
    os.mkfifo(tmp_path / "tube.yaml")
    result = run(tmp_path if whole else tmp_path / "tube.yaml", "--processus", 1)
    assert result.exit_code == 1
    assert "tube.yaml" in result.output
    assert "fichier ordinaire" in result.output


def test_a_file_that_kills_its_process_is_named_and_the_others_are_run(tmp_path, monkeypatch):
    monkeypatch.setattr(verifier_module, "run_file", dies_on_the_bad_one)
    for name in ("a_tue.yaml", "b.yaml", "c.yaml"):
        (tmp_path / name).write_text(GOOD)
    result = run(tmp_path, "--json", "--processus", 2)
    assert result.exit_code == 1
    status = {o["file"]: o["status"] for o in json.loads(result.stdout)["outcomes"]}
    assert status == {"a_tue.yaml": "failed", "b.yaml": "passed", "c.yaml": "passed"}


def dies_on_the_bad_one(path, name):
    if path.name == "a_tue.yaml":
        os._exit(9)
    return run_file(path, name)


def said(result):
    """Return what was shown on one line: where it was cut depends on the length of a path."""
    return " ".join(result.output.replace("│", " ").split())


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    result = run(tmp_path / "nulle_part")
    assert result.exit_code == 1
    assert "n'existe pas" in said(result)


def test_a_folder_without_tests_is_told(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "ne contient aucun fichier" in said(result)


@pytest.mark.parametrize("arguments", [["--help"], ["situations", "--help"]])
def test_help_is_french(arguments):
    result = CliRunner().invoke(verifier, arguments)
    assert result.exit_code == 0
    assert "tests OpenFisca" in result.output or "fichiers de test" in result.output
