"""Members taken by a mask, and values put under a mask: recorded as choices for all."""

from __future__ import annotations

from typing import Any

import numpy as np

from justedroit.engine.tracing.amounts import bare, paths_of
from justedroit.engine.tracing.columns import (
    Column,
    Label,
    Text,
    Work,
    again,
    is_constant,
    made,
    node_of,
    plain,
    unseen,
)
from justedroit.engine.tracing.recorder import recording
from justedroit.engine.tracing.ufuncs import as_type, coded, constant_array


def taken(column: Column, key: Any) -> Any:
    """Return `column[key]`: the members under a mask, or the choice of a table of constants."""
    recorder = recording()
    if isinstance(key, slice) and key == slice(None):
        return column
    if isinstance(column, Text) and not isinstance(key, Column):
        return unseen(column)[key]
    if isinstance(key, np.ndarray) and key.dtype == bool and key.shape == column.shape:
        mask = key if isinstance(key, Column) else constant_array(recorder, key)
        if column.mask is not None or mask.mask is not None:
            raise recorder.refuse("a mask under a mask", "Join the two masks with &.")
        left = again(column, plain(column)[plain(mask)])
        left.mask = node_of(mask)
        return left
    if isinstance(key, (int, np.integer)) and column.node is not None and is_constant(column):
        return plain(column)[key]
    raise recorder.refuse("members chosen by their places (array[…])")


def put(column: Column, key: Any, value: Any) -> None:
    """Do `column[key] = value` for a mask, in place."""
    recorder = recording()
    if isinstance(key, slice) and key == slice(None):
        key = np.ones(column.shape, bool)
    if not (isinstance(key, np.ndarray) and key.dtype == bool and key.shape == column.shape):
        raise recorder.refuse("values put at places (array[…] = …)")
    if isinstance(column, (Text, Label)):
        raise recorder.refuse("words put under a mask", "Use numpy.where.")
    mask = _mask(column, key)
    under = node_of(mask)
    if isinstance(value, np.ndarray) and value.ndim:
        if not isinstance(value, Column) or value.mask != under:
            raise recorder.refuse(
                "values of all the members, or of others, put under a mask",
                "Take the same members on both sides: x[mask] = y[mask].",
            )
    elif isinstance(value, np.ndarray):
        value = value[()]
    new = as_type(recorder, coded(value), column.dtype)
    number = recorder.emit("where", (under, new, node_of(column)))
    paths = paths_of(value)
    if paths:
        recorder.credit(number, paths)
    plain(column)[plain(mask)] = bare(coded(plain(value)))
    column.node = number
    if recorder.frames and not recorder.is_constant(number):
        recorder.frames[-1].moving = True


def _mask(column: Column, key: Any) -> Column:
    recorder = recording()
    if isinstance(key, Column):
        if key.mask != column.mask:
            raise recorder.refuse("a mask of other members")
        return key
    if key.all():
        return made(key, recorder.constant(value=True, dtype=bool))
    return constant_array(recorder, key)  # type: ignore[no-any-return]


Work.taken = staticmethod(taken)
Work.put = staticmethod(put)
