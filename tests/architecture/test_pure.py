"""The core and the steps decide: they open no file, print nothing, ask nothing.

What they may not import is in the contracts of pyproject.toml, and the clock is a banned name; this
is what neither can see.
"""

from __future__ import annotations

import ast

import pytest

DOORS = {"open", "print", "input", "breakpoint", "exec", "eval"}
FILES = {"Path", "FileIO"}


def impure(source):
    if source.parts[:3] not in {("src", "justedroit", "core"), ("src", "justedroit", "steps")}:
        return
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in DOORS:
                yield f"{source.path}:{node.lineno}: {name}()"
            case ast.ImportFrom(module="pathlib" | "io", names=names):
                named = {n.name for n in names}
                yield from (f"{source.path}:{node.lineno}: {n}" for n in sorted(FILES & named))
            case ast.Attribute(value=ast.Name(id="pathlib" | "io"), attr=name) if name in FILES:
                yield f"{source.path}:{node.lineno}: {name}"


def test_the_core_and_the_steps_touch_no_file_and_no_screen(sources, refuse):
    refuse(v for s in sources for v in impure(s))


@pytest.mark.parametrize(
    "line",
    ["open('x')", "print(1)", "from pathlib import Path", "import pathlib\npathlib.Path('x')"],
)
@pytest.mark.parametrize("layer", ["core/faits", "steps"])
def test_a_file_or_a_screen_is_seen(source, line, layer):
    assert len([*impure(source(f"src/justedroit/{layer}/x.py", line))]) == 1


def test_a_name_of_file_is_only_a_name(source):
    text = "from pathlib import PurePath\nPurePath('a.csv').suffix"
    assert [*impure(source("src/justedroit/core/faits/x.py", text))] == []
