"""Names: a drawer named for nothing collects everything."""

from __future__ import annotations

import re

import pytest

DRAWERS = re.compile(
    r"(utils?|utilities|utilitaires|helpers?|commons?|communs?|services?|managers?|misc|divers|part\d+)$"
)


def drawers(source):
    return [f"{source.path}: {part}" for part in source.parts if DRAWERS.match(part.strip("_"))]


def test_no_folder_or_module_is_a_drawer(sources, refuse):
    refuse(v for s in sources for v in drawers(s))


@pytest.mark.parametrize(
    "path",
    [
        "src/justedroit/utils.py",
        "src/justedroit/core/faits/_helpers.py",
        "tests/common/x.py",
        "src/justedroit/services/paye.py",
        "src/justedroit/core/managers.py",
        "src/justedroit/core/part2.py",
    ],
)
def test_a_drawer_is_seen(source, path):
    assert len(drawers(source(path, ""))) == 1


def test_a_word_that_only_holds_one_of_these_is_left_in_peace(source):
    assert drawers(source("src/justedroit/core/recours/communication.py", "")) == []
