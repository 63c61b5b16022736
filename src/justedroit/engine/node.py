"""One operation of the intermediate form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Node:
    """One operation.

    Attributes:
        number: its place in the graph.
        op: a name of `engine.operations.OPERATIONS`.
        args: numbers of the nodes that it reads.
        static: what else the operation needs, known when it was recorded: a role, a table…
        dtype: type of the result.
        entity: the entity whose members hold the result; None: a constant, the same for all.
    """

    number: int
    op: str
    args: tuple[int, ...]
    static: tuple[Any, ...]
    dtype: np.dtype[Any]
    entity: str | None

    @property
    def value(self) -> Any:
        """Return the value of a constant, as a numpy scalar.

        Raises:
            ValueError: the node is not a constant.
        """
        if self.op != "const":
            raise ValueError(f"node {self.number} is no constant: {self.op}")
        return np.frombuffer(self.static[0], self.dtype)[0]
