"""Where a library puts its outputs."""

from __future__ import annotations

import ctypes
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.native.interface import Interface
from justedroit.engine.native.kinds import I8
from justedroit.engine.population import Population

Array = npt.NDArray[Any]


class Output(ctypes.Structure):
    """`struct output` of kernel.h."""

    _fields_ = (
        ("entity", ctypes.c_int32),
        ("kind", ctypes.c_int32),
        ("place", ctypes.c_int32),
        ("to", ctypes.c_void_p),
    )


# As listed in runtime.c; a long integer held in 32 bits is `long`.
_SCATTERS = {"b1": 0, "i1": 1, "i2": 2, "i4": 3, "long": 4, "i8": 5, "f4": 6, "f8": 7}


@dataclass(frozen=True, eq=False)
class Made:
    """Arrays to fill.

    Attributes:
        found: by output.
        outputs: what the library is told of them.
        count: how many.
    """

    found: dict[Hashable, Array]
    outputs: Any
    count: int


class Outputs:
    """The outputs of a program.

    Args:
        face: the numbering of what the program reads.
        places: where each output is in its row; below zero: it is the same for all.
    """

    def __init__(self, face: Interface, places: Sequence[int]) -> None:
        self._face = face
        asked = face.program.outputs
        self._places = {
            o.node: place
            for o, place in zip(asked.values(), places[: len(asked)], strict=True)
            if place >= 0
        }
        self._type = Output * max(len(self._places), 1)
        self._model = self._type()
        by_kind: dict[tuple[int, np.dtype[Any]], list[int]] = {}
        for place, number in enumerate(self._places):
            entity = face.entity[number]
            assert entity is not None
            self._model[place] = Output(entity, self._scatter(number), self._places[number], None)
            dtype = face.program.graph[number].dtype
            by_kind.setdefault((entity, dtype), []).append(place)
        self._by_kind = by_kind

    def made(self, population: Population, values: Mapping[int, Array]) -> Made:
        """Return arrays to fill; what is the same for all is in place.

        Args:
            population: who is computed.
            values: value of each node that has one for all.
        """
        outputs = self._type.from_buffer_copy(self._model)
        arrays: list[Array] = [_NONE] * len(self._places)
        for (entity, dtype), places in self._by_kind.items():
            members = population.count(self._face.entities[entity])
            block = np.empty((len(places), members), dtype)
            start, step = int(block.__array_interface__["data"][0]), block.strides[0]
            for line, place in enumerate(places):
                outputs[place].to = start + line * step
                arrays[place] = block[line]
        by_node = dict(zip(self._places, arrays, strict=True))
        found = {
            key: by_node[o.node]
            if o.node in by_node
            else self._filled(o.node, population.count(o.entity), values)
            for key, o in self._face.program.outputs.items()
        }
        return Made(found, outputs, len(arrays))

    def _filled(self, number: int, members: int, values: Mapping[int, Array]) -> Array:
        node = self._face.program.graph[number]
        value = node.value if node.op == "const" else values[number][0]
        return np.full(members, value, node.dtype)

    def _scatter(self, number: int) -> int:
        dtype, kind = self._face.program.graph[number].dtype, self._face.kinds.of[number]
        if dtype.itemsize == 8 and dtype.kind != "f":
            return _SCATTERS["i8" if kind == I8 else "long"]
        return _SCATTERS[dtype.str[1:]]


_NONE: Array = np.empty(0)
