"""Constants as C spells them, each with all its bits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from justedroit.engine.native.kinds import F4, F8, I8, MASK

CELLS = {MASK: "int32_t", "i4": "int32_t", I8: "int64_t", F4: "float", F8: "double"}
STORED: dict[str, np.dtype[Any]] = {
    MASK: np.dtype(np.int32),
    "i4": np.dtype(np.int32),
    I8: np.dtype(np.int64),
    F4: np.dtype(np.float32),
    F8: np.dtype(np.float64),
}


def cell(kind: str, value: Any) -> str:
    """Return a value as a cell of a kind of lanes."""
    if kind == MASK:
        return "-1" if value else "0"
    if kind in (F4, F8):
        return _floating(float(value), "f" if kind == F4 else "")
    whole = int(value)
    if kind == I8:
        return "INT64_MIN" if whole == -(1 << 63) else f"{whole}LL"
    return "INT32_MIN" if whole == -(1 << 31) else str(whole)


def lanes(kind: str, value: Any) -> str:
    """Return eight lanes of a value."""
    return f"set_{kind}({cell(kind, value)})"


def stored(kind: str, values: Any) -> Any:
    """Return an array as C holds it: masks are 0 or -1, dates and short integers are int32."""
    array = np.asarray(values)
    if kind == MASK:
        return -array.astype(np.int32)
    if array.dtype.kind in "mM":
        array = array.astype(np.int64)
    return np.ascontiguousarray(array.astype(STORED[kind]))


def numbers(values: Any, dtype: np.dtype[Any]) -> list[Any]:
    """Return raw values of a type as numbers of Python."""
    array = np.frombuffer(values, dtype)
    return list((array.astype(np.int64) if dtype.kind in "mM" else array).tolist())


def _floating(value: float, suffix: str) -> str:
    if math.isnan(value):
        return f"(float){'NAN'}" if suffix else "(double)NAN"
    if math.isinf(value):
        return "-INFINITY" if value < 0 else "INFINITY"
    return value.hex() + suffix
