"""The glossary: each French legal word has its meaning, and a name that the code really bears."""

from __future__ import annotations

import re
from functools import cache

import pytest

from justedroit.core.registre import NATURES

HEADER = ["mot", "sens", "article", "nom dans le code"]


def rows(text):
    """Return the cells of each row of the tables, without headers and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row != HEADER and not set("".join(row)) <= set("-: ")]


@cache
def words(code):
    """Return the words of the code: most names are one, and are found at once."""
    return frozenset(re.findall(r"\w+", code))


def faults(row, code):
    if len(row) != len(HEADER) or not all(row):
        yield f"{row[0]}: a row is word, meaning, article (or –), name in the code"
        return
    names = re.findall(r"`([^`]+)`", row[3])
    if not names:
        yield f"{row[0]}: no name in the code"
    for name in names:
        if name not in words(code) and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", code):
            yield f"{row[0]}: the code has no {name}"


@pytest.fixture(scope="module")
def glossary(root):
    return rows((root / "docs/glossaire.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def code(root):
    paths = [p for p in (root / "src").rglob("*") if p.suffix in (".py", ".yaml")]
    return "\n".join(p.read_text("utf-8") for p in paths)


def test_every_word_has_its_meaning_and_its_name_in_the_code(glossary, code, refuse):
    assert len(glossary) > len(NATURES)
    refuse(fault for row in glossary for fault in faults(row, code))


def test_no_word_is_explained_twice(glossary):
    words = [row[0] for row in glossary]
    assert sorted(words) == sorted(set(words))


def test_every_nature_of_the_ledger_is_explained(glossary):
    named = {name for row in glossary for name in re.findall(r"`([^`]+)`", row[3])}
    assert sorted(set(NATURES) - named) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("| remise | La dette abandonnée. | CSS L553-2 | `remise_gracieuse` |", "the code has no"),
        ("| remise | La dette abandonnée. | CSS L553-2 | remise |", "no name in the code"),
        ("| remise |  | CSS L553-2 | `remise` |", "a row is"),
        ("| remise | La dette abandonnée. | `remise` |", "a row is"),
    ],
)
def test_a_word_without_a_name_of_the_code_is_seen(line, fault):
    [row] = rows("| mot | sens | article | nom dans le code |\n|---|---|---|---|\n" + line)
    [found] = faults(row, "class Remise: ...\nremise = 1")
    assert fault in found
