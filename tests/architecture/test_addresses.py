"""No file names a package registry or a folder of one machine: the repository stands alone."""

from __future__ import annotations

import re

import pytest

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join([r"pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", r"deb\.deb" + "ian"])
)
MACHINE = re.compile(
    r"(?:^|[^A-Za-z0-9_.])/(?:" + "|".join(["work", "farm", "root", "opt/p" + "ypi"]) + r")/"
    r"|(?:^|[^A-Za-z0-9_.])/(?:home|Users)/[a-z]+/"
)
KEPT_OUT = {".git", ".venv", "build", "dist", "demo", "__pycache__"}
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".lock", ".sql", ".txt", ".json", ".csv", ".sh", ""}


def texts(root):
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(p.endswith(("_cache", ".egg-info")) or p == ".hypothesis" for p in parts)
        if hidden or KEPT_OUT.intersection(parts) or not path.is_file():
            continue
        if path.suffix in TEXT:
            yield path.relative_to(root).as_posix(), path.read_text("utf-8", errors="replace")


def addresses(path, text):
    for number, line in enumerate(text.splitlines(), start=1):
        if REGISTRIES.search(line) or MACHINE.search(line):
            yield f"{path}:{number}: {line.strip()[:80]}"


def test_no_file_names_a_registry_or_a_machine(root, refuse):
    found = list(texts(root))
    assert {"Makefile", "requirements.lock", ".ci/run"} <= {path for path, _ in found}
    refuse(v for path, text in found for v in addresses(path, text))


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://" + "pypi" + ".org/simple",
        "numpy @ https://files." + "python" + "hosted.org/x.whl",
        "DATA = '/" + "work/shared/data'",
        "see /" + "home/marie/caf",
        "/" + "root/x",
    ],
)
def test_an_address_is_seen(line):
    assert len([*addresses("x", "a line\n" + line)]) == 1


@pytest.mark.parametrize("line", ["framework/work/x", "/usr/lib/postgresql", "work/main"])
def test_an_ordinary_path_is_left_in_peace(line):
    assert [*addresses("x", line)] == []
