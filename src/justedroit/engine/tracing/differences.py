"""Where two graphs part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from justedroit.engine.graph import Program
from justedroit.engine.tracing.refusal import NotTraceable


def refuse_different(first: Program, second: Program) -> None:
    """Refuse two traces that are not the same.

    Raises:
        NotTraceable: names the first node that differs, and its formula.
    """
    if first.fingerprint() == second.fingerprint():
        return
    sides = [_lines(first), _lines(second)]
    for place, (one, other) in enumerate(zip(*sides, strict=False)):
        if one[0] != other[0]:
            raise NotTraceable(
                "two samples do not give the same operations: "
                f"{_told(one[0])} in one, {_told(other[0])} in the other",
                "A result depends on who is in the sample: write it with numpy.where, or give the "
                "variable as an input.",
                _formula(sides[0], place) or _formula(sides[1], place),
                place="",
            )
    raise NotTraceable("two samples do not give the same number of operations", place="")


def _lines(program: Program) -> list[tuple[Sequence[Any], Sequence[str]]]:
    live = program.live()
    place = {number: i for i, number in enumerate(live)}
    out: list[tuple[Sequence[Any], Sequence[str]]] = []
    for number in live:
        node, origin = program.graph[number], program.graph.origins[number]
        value = node.value if node.op == "const" else node.static
        args = tuple(place[arg] for arg in node.args)
        said = (node.op, args, str(value), str(node.dtype), node.entity)
        out.append((said, list(origin.formulas)))
    return out


def _formula(lines: Sequence[tuple[Sequence[Any], Sequence[str]]], place: int) -> str:
    """Return the formula of an operation, or of the first one that reads it."""
    for at, (said, formulas) in enumerate(lines[place:], place):
        if formulas and (at == place or place in said[1]):
            return formulas[0]
    return ""


def _told(said: Sequence[Any]) -> str:
    op, args, static, dtype, entity = said
    return f"{op}{args} {static} {dtype} {entity or ''}".strip()
