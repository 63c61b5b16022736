"""Subjects of the core are imported by their front door, except inside the subject."""

from __future__ import annotations

import ast

import pytest

# The adapter has a door of its own: OpenFisca takes seconds to load, and whoever imports
# `core.droits` to evaluate with another engine, or not at all, does not pay for it.
OPENFISCA = "justedroit.core.droits.openfisca"


def imported(source):
    """Yield the dotted name of each module that a file imports."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def side_doors(source):
    for name in imported(source):
        match name.split("."):
            case ["justedroit", "core", subject, _, *_] if (
                subject != source.subject and name != OPENFISCA
            ):
                yield f"{source.path}: {name}; import from justedroit.core.{subject}"


def test_subjects_are_imported_by_their_front_door(sources, refuse):
    refuse(v for s in sources for v in side_doors(s))


@pytest.mark.parametrize("path", ["src/justedroit/steps/pay.py", "tests/core/ecarts/test_x.py"])
def test_a_side_door_is_seen(source, path):
    text = "def f():\n    from justedroit.core.faits.known import as_known"
    assert [*side_doors(source(path, text))] == [
        f"{path}: justedroit.core.faits.known; import from justedroit.core.faits"
    ]


@pytest.mark.parametrize(
    "path", ["src/justedroit/core/faits/known.py", "tests/core/faits/test_known.py"]
)
def test_a_subject_and_its_tests_may_look_inside(source, path):
    assert [*side_doors(source(path, "import justedroit.core.faits.schema"))] == []


@pytest.mark.parametrize("door", ["justedroit.core.faits", OPENFISCA])
def test_the_front_door_is_open(source, door):
    assert [*side_doors(source("src/x.py", f"from {door} import x"))] == []


def test_behind_the_door_of_the_adapter_is_inside(source):
    text = f"from {OPENFISCA}.systeme import versions"
    assert len([*side_doors(source("src/x.py", text))]) == 1
