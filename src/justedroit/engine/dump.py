"""A program made readable: each operation, the formula that asked for it, the law that it holds."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from justedroit.engine.graph import Graph, Program

_SHOWN = 6  # values of a table that are shown


def dump(program: Program, ask: Hashable) -> list[str]:
    """Return the operations that one output needs, one a line, in the order of calculation.

    Args:
        program: what is computed.
        ask: an output of the program.

    Returns:
        Lines such as `%12 = multiply(%3, 0.5) float32 individu  rsa@2025-01  [prestations.rsa]`:
        number, operation, type, entity, formula, legal parameters. Constants are shown where they
        are read. The last line is the output.

    Raises:
        KeyError: the program has no such output.
    """
    output = program.outputs[ask]
    graph = program.graph
    shown = [n for n in graph.live([output.node]) if not graph.is_constant(n) or n == output.node]
    return [_line(graph, number) for number in shown]


def _line(graph: Graph, number: int) -> str:
    node, origin = graph[number], graph.origins[number]
    formula = next(iter(origin.formulas), "")
    law = f"[{', '.join(origin.parameters)}]" if origin.parameters else ""
    said = f"%{number} = {_told(graph, number)} {node.dtype} {node.entity or ''}".rstrip()
    return "  ".join(part for part in (said, formula, law) if part)


def _told(graph: Graph, number: int) -> str:
    node = graph[number]
    read = [_argument(graph, arg) for arg in node.args]
    match node.op:
        case "const":
            return _value(node.value)
        case "input":
            return f"input {node.static[0]}@{node.static[1]}"
        case "door":
            return f"door {node.static[0]}@{node.static[1]}({read[0]})"
        case "table":
            values = np.frombuffer(node.static[1], node.dtype)
            some = ", ".join(map(_value, values[:_SHOWN]))
            more = ", …" if len(values) > _SHOWN else ""
            return f"table({read[0]} from {node.static[0]}: {some}{more})"
        case "pick_role" | "pick_nth":
            default = np.frombuffer(node.static[2], node.dtype)[0]
            also = [_role(node.static[1]), f"else {_value(default)}"]
        case _:
            also = [_role(static) for static in node.static if static is not None]
    return f"{node.op}({', '.join([*read, *also])})"


def _argument(graph: Graph, number: int) -> str:
    return _value(graph[number].value) if graph.is_constant(number) else f"%{number}"


def _value(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, np.floating) else str(value)


def _role(static: object) -> str:
    return "|".join(map(str, static)) if isinstance(static, tuple) else str(static)
