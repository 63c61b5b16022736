"""The map of ARCHITECTURE.md says what the code is, folder by folder."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest


def check(root, project, *options):
    command = [sys.executable, str(root / "outils/carte.py"), *options, str(project)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def project(root, tmp_path):
    """Return a small project of the same shape, its map up to date."""
    (tmp_path / "docs").mkdir()
    for path in ("pyproject.toml", "docs/ARCHITECTURE.md"):
        shutil.copy(root / path, tmp_path / path)
    for package in ("justedroit", "justedroit/core", "justedroit/steps", "justedroit/core/faits"):
        folder = tmp_path / "src" / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(f'"""What {folder.name} is."""\n')
    assert check(root, tmp_path).returncode == 0
    return tmp_path


def test_the_map_is_true(root):
    done = check(root, root, "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_every_folder_says_what_it_is(root):
    text = (root / "docs/ARCHITECTURE.md").read_text("utf-8")
    folders = text.split("<!-- carte -->")[1].split("<!-- /carte -->")[0].splitlines()[3:-1]
    assert [line for line in folders if len(line.split()) < 3 or "To be written" in line] == []


def test_the_map_follows_the_order_of_the_layers(project):
    text = (project / "docs/ARCHITECTURE.md").read_text("utf-8")
    assert text.index("steps/ ") < text.index("core/ ") < text.index("faits/ ")
    assert "What faits is." in text


@pytest.mark.parametrize("change", ["docstring", "folder"])
def test_a_map_that_is_no_longer_true_is_seen(root, project, change):
    core = project / "src/justedroit/core"
    assert check(root, project, "--check").returncode == 0
    if change == "docstring":
        (core / "__init__.py").write_text('"""Something else."""\n')
    else:
        (core / "droits").mkdir()
        (core / "droits/__init__.py").write_text('"""Rights."""\n')
    done = check(root, project, "--check")
    assert done.returncode == 1
    assert "make map" in done.stderr
