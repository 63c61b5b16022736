"""What README says one can type, one can type."""

from __future__ import annotations

import re
import sys

import pytest

from justedroit import cli

WORD = re.compile(r"[a-z]+(-[a-z]+)*")


def typed(text):
    """Return the command lines of the programme that a page quotes, as lists of words."""
    quoted = re.findall(r"`(?:\.venv/bin/)?justedroit ([^`]+)`", text)
    blocks = re.findall(r"^(?:\$ )?(?:\.venv/bin/)?justedroit (.+)$", text, flags=re.MULTILINE)
    return [line.split("#")[0].split() for line in quoted + blocks]


def asked(line):
    """Return the command of a line, without its arguments, and the options it names."""
    words = [w for w in line if not w.startswith("-")]
    cut = next((i for i, w in enumerate(words) if not WORD.fullmatch(w)), len(words))
    return words[:cut], [w.split("=")[0] for w in line if w.startswith("--")]


def help_of(command, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "argv", ["justedroit", *command, "--help"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code, capsys.readouterr()
    return capsys.readouterr().out


def test_every_command_and_option_of_the_readme_exists(root, monkeypatch, capsys):
    lines = typed((root / "README.md").read_text("utf-8"))
    assert len(lines) > 5
    for command, options in map(asked, lines):
        shown = help_of(command, monkeypatch, capsys)
        assert [o for o in options if o not in shown] == [], command


def test_a_command_that_does_not_exist_is_seen(monkeypatch, capsys):
    with pytest.raises(AssertionError):
        help_of(["disparaitre"], monkeypatch, capsys)


def test_every_target_of_the_pages_exists_in_the_makefile(root):
    targets = set(re.findall(r"^([a-z-]+):.*## ", (root / "Makefile").read_text(), re.MULTILINE))
    pages = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))]
    named = {t for p in pages for t in re.findall(r"[`\n]make ([a-z-]+)", p.read_text("utf-8"))}
    assert {"demo", "test", "check"} <= named <= targets


def test_every_file_that_a_page_points_to_exists(root):
    pages = [root / "README.md", root / "CONTRIBUTING.md", root / "AGENTS.md"]
    pages += sorted((root / "docs").rglob("*.md"))
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_a_line_is_read_as_command_and_options():
    page = "`justedroit lot payer 2026-01`\n```\n.venv/bin/justedroit demo --mois 6 # six mois\n```"
    lines = [asked(line) for line in typed(page)]
    assert lines == [(["lot", "payer"], []), (["demo"], ["--mois"])]
