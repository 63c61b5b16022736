"""Choices by a whole number: tables of constants."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.tracing.columns import Column, Work, is_constant, made, node_of, plain
from justedroit.engine.tracing.recorder import NO_PATH, Paths, recording

Array = npt.NDArray[Any]


def looked_up(key: Column, lowest: int, values: Array, paths: Paths = NO_PATH) -> Column:
    """Return the value of each key in a table.

    Args:
        key: whole numbers.
        lowest: the key of the first value.
        values: by key, one after the other.
        paths: legal parameters that the table holds.
    """
    recorder = recording()
    places = np.clip(plain(key).astype(np.int64) - lowest, 0, len(values) - 1)
    found = values[places]
    if is_constant(key):
        place = int(recorder.graph[node_of(key)].value) - lowest
        value = values[min(max(place, 0), len(values) - 1)]
        return made(found, recorder.constant(value, values.dtype), paths | key.paths, key.mask)
    static = (lowest, values.tobytes())
    number = recorder.emit("table", (node_of(key),), static, values.dtype)
    recorder.credit(number, paths | key.paths)
    return made(found, number, NO_PATH, key.mask)


def chosen(values: Array, places: Column) -> Column:
    """Return `values[places]`; negative places count from the end, as for numpy."""
    if values.ndim != 1:
        raise recording().refuse("a choice in an array of several dimensions")
    return looked_up(places, -len(values), np.concatenate([values, values]))


Work.chosen = staticmethod(chosen)
