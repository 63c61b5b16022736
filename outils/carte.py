# ruff: noqa: INP001 (a script, not a package)
"""The map of docs/ARCHITECTURE.md, written from the docstrings of the packages.

`python outils/carte.py` rewrites it; with `--check` it only says whether it is still true. Folders
come in the order of the layers that pyproject.toml gives: each may import those written below it.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

START, END = "<!-- carte -->", "<!-- /carte -->"
ROOT = Path(__file__).resolve().parents[1]


def layers(pyproject: Path) -> dict[str, list[str]]:
    """Return the modules of each container of a layers contract, highest first."""
    contracts = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return {
        container: [name for layer in contract["layers"] for name in re.findall(r"\w+", layer)]
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract["containers"]
    }


def summary(path: Path) -> str:
    """Return the first paragraph of the docstring of a module or package, on one line."""
    source = path / "__init__.py" if path.is_dir() else path
    doc = ast.get_docstring(ast.parse(source.read_text("utf-8"))) or ""
    return " ".join(doc.split("\n\n", maxsplit=1)[0].split())


def members(package: Path, order: list[str]) -> list[Path]:
    """Return the subpackages of a package, and its modules where the order names them."""
    folders = {p.parent.name: p.parent for p in package.glob("*/__init__.py")}
    modules = {p.stem: p for p in package.glob("*.py") if p.stem in order}
    found = modules | folders
    rank = {name: i for i, name in enumerate(order)}
    return [found[name] for name in sorted(found, key=lambda n: (rank.get(n, len(rank)), n))]


def rows(package: Path, orders: dict[str, list[str]], name: str, depth: int) -> list[str]:
    """Return one line for each member of a package, to the depth of the subjects."""
    out = []
    for path in members(package, orders.get(name, [])):
        label = "  " * depth + path.name + ("/" if path.is_dir() else "")
        out.append(f"{label:<20}{summary(path)}")
        if path.is_dir() and depth == 1:
            out += rows(path, orders, f"{name}.{path.name}", depth + 1)
    return out


def page(root: Path) -> str:
    """Return the text of ARCHITECTURE.md with its map as the code says it today."""
    text = (root / "docs/ARCHITECTURE.md").read_text("utf-8")
    package = root / "src/justedroit"
    tree = rows(package, layers(root / "pyproject.toml"), "justedroit", 1)
    block = "\n".join([START, "```", "src/justedroit/", *tree, "```", END])
    before, rest = text.split(START, maxsplit=1)
    return before + block + rest.split(END, maxsplit=1)[1]


def main(arguments: list[str]) -> int:
    """Rewrite the map, or check it with `--check`; a folder may be given in place of this one."""
    given = [a for a in arguments if not a.startswith("--")]
    root = Path(given[0]) if given else ROOT
    target = root / "docs/ARCHITECTURE.md"
    new = page(root)
    if "--check" not in arguments:
        target.write_text(new, "utf-8")
    elif target.read_text("utf-8") != new:
        sys.stderr.write("La carte de docs/ARCHITECTURE.md n'est plus vraie : lancez make map\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
