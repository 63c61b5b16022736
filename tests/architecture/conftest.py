"""The sources of the project, parsed once, for the tests of the house's order."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
_LEAVES = (ast.Name, ast.Constant, ast.expr_context)


@dataclass(frozen=True)
class Source:
    """One Python file: where it is in the project, and its tree, made once for all the rules."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree that a rule looks at: not the names nor the constants."""
        return tuple(n for n in ast.walk(self.tree) if not isinstance(n, _LEAVES))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).with_suffix("").parts

    @property
    def subject(self) -> str | None:
        """The subject of the core that the file belongs to, as rule or as test of it."""
        match self.parts:
            case ("src", "justedroit", "core", subject, _, *_) | ("tests", "core", subject, _, *_):
                return subject
        return None

    @cached_property
    def functions(self) -> tuple[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef], ...]:
        """Every function with the name of what holds it: `Class.method`, `outer.inner`."""
        return tuple(_functions(self.tree, ""))


def _functions(
    node: ast.AST, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def source() -> Callable[[str, str], Source]:
    """Build a source that is not on disk, to show that a rule sees what it forbids."""
    return Source


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    found = [
        Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for folder in ("src", "tests", "benchmarks", "outils")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    assert any(s.path == "src/justedroit/__init__.py" for s in found)
    return found


@pytest.fixture(scope="session")
def refuse() -> Callable[[Iterable[str]], None]:
    """Fail with one line for each violation, all of them, and nothing else."""

    def refuse_all(violations: Iterable[str]) -> None:
        found = list(violations)
        if found:
            pytest.fail("\n".join(found), pytrace=False)

    return refuse_all
