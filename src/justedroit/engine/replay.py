"""The back end that runs anywhere: each operation of the graph, one after the other, by numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.graph import Key, Program
from justedroit.engine.operations import compute
from justedroit.engine.population import Population

Array = npt.NDArray[Any]


class Replay:
    """A program replayed with numpy.

    Args:
        program: what is computed.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._live = program.live()
        self._dies = _last_uses(program, self._live)

    def run(
        self,
        population: Population,
        inputs: Mapping[Key, Array],
        doors: Mapping[Key, Array] | None = None,
    ) -> dict[Any, Array]:
        """Return each output, one cell a member of its entity.

        Args:
            population: who belongs to whom.
            inputs: column of each input, of the type of its node.
            doors: by formula, value of each code of the text that it reads.
        """
        graph, found = self.program.graph, dict[int, Array]()
        for number in self._live:
            node = graph[number]
            args = [found[arg] for arg in node.args]
            match node.op:
                case "input":
                    found[number] = inputs[node.static]
                case "door":
                    found[number] = (doors or {})[node.static][args[0]]
                case _:
                    found[number] = compute(node, args, population)
            for dead in self._dies.get(number, ()):
                del found[dead]
        outputs = self.program.outputs
        return {
            key: _whole(found[o.node], population.count(o.entity)) for key, o in outputs.items()
        }


def _whole(values: Array, members: int) -> Array:
    """Return an output with a cell a member, even where it is a constant."""
    return np.ascontiguousarray(np.broadcast_to(values, (members,)))


def _last_uses(program: Program, live: list[int]) -> dict[int, list[int]]:
    """Return the nodes that nobody reads after each node."""
    last = {arg: number for number in live for arg in program.graph[number].args}
    kept = {output.node for output in program.outputs.values()}
    out: dict[int, list[int]] = {}
    for arg, number in last.items():
        if arg not in kept:
            out.setdefault(number, []).append(arg)
    return out
