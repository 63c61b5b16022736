"""Elementwise operations: numpy's promotion resolved, one node for each step.

The type of the loop that numpy would choose is found first (a plain Python number is weak, a
scalar of numpy is not); the arguments are converted to it, each by a node of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.indexed_enums import Enum

from justedroit.engine.operations import ARITHMETIC, COMPARISONS
from justedroit.engine.tracing.amounts import bare, paths_of
from justedroit.engine.tracing.columns import (
    Column,
    EnumColumn,
    Label,
    Text,
    Work,
    again,
    codes,
    enumerated,
    filled,
    is_constant,
    label,
    made,
    node_of,
    plain,
    unseen,
)
from justedroit.engine.tracing.doors import QUESTIONS, asked_of, mixed
from justedroit.engine.tracing.recorder import NO_PATH, Paths, Recorder, recording

Array = npt.NDArray[Any]

_SIMPLE = {ufunc: name for name, ufunc in (ARITHMETIC | COMPARISONS).items()}
_TRUTHS = {
    np.add: "or",
    np.multiply: "and",
    np.maximum: "or",
    np.minimum: "and",
    np.bitwise_and: "and",
    np.bitwise_or: "or",
    np.bitwise_xor: "xor",
    np.invert: "not",
    np.absolute: "",
}
_LOGIC = {
    np.logical_and: "and",
    np.logical_or: "or",
    np.logical_xor: "xor",
    np.logical_not: "not",
}
_WHOLE = frozenset({np.floor, np.ceil, np.rint, np.trunc})  # nothing to do on integers
_LOOPS: dict[Any, tuple[Any, ...]] = {}


def applied(ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Return the result of a ufunc on columns, recorded."""
    recorder = recording()
    if any(isinstance(value, Text) for value in inputs) or _in_text(recorder, inputs):
        return _of_text(recorder, ufunc, method, inputs, kwargs)
    if method == "reduce" and len(inputs) == 1:
        return _reduced(recorder, ufunc, inputs[0], kwargs)
    out, where = kwargs.pop("out", None), kwargs.pop("where", True)
    if method != "__call__" or kwargs:
        raise recorder.refuse(f"numpy.{ufunc.__name__}.{method} with {sorted(kwargs)}")
    values = [_operand(recorder, value) for value in inputs]
    if any(isinstance(value, Label) for value in values):
        return _compared(recorder, ufunc, values)
    found = ufunc(*map(plain, values))
    if isinstance(found, tuple):
        raise recorder.refuse(f"numpy.{ufunc.__name__}, which has two results")
    result = _recorded(recorder, ufunc, values, found)
    if out is None and where is True:
        return result
    return _stored(recorder, result, out, where)


def _reduced(recorder: Recorder, ufunc: Any, column: Any, kwargs: dict[str, Any]) -> Any:
    asked = {np.logical_or: "any", np.logical_and: "all"}.get(ufunc)
    if asked is not None:
        return getattr(column, asked)()
    if is_constant(column) and ufunc in (np.maximum, np.minimum):
        return ufunc.reduce(plain(column), **kwargs)
    raise recorder.refuse(
        f"numpy.{ufunc.__name__} over all the members",
        "Reduce over the members of a group (entity.sum, max, min, all), or over a list.",
    )


def _stored(recorder: Recorder, result: Any, out: Any, where: Any) -> Column:
    """Write a result into the array given by `out=`, where `where=` is true."""
    target = out[0] if isinstance(out, tuple) else out
    if not isinstance(target, Column):
        raise recorder.refuse("a result written into an array that is not traced (out=)")
    if where is not True:
        result = np.where(where, result.astype(target.dtype), target)
    done = result.astype(target.dtype)
    np.copyto(plain(target), plain(done))
    target.node, target.paths = done.node, done.paths
    return target


def _in_text(recorder: Recorder, inputs: Sequence[Any]) -> bool:
    """Return whether a formula that reads texts works on their plain results."""
    frame = recorder.frame
    return (
        frame is not None
        and bool(frame.texts)
        and not frame.moving
        and any(type(value) is np.ndarray and value.ndim for value in inputs)
    )


def _of_text(
    recorder: Recorder, ufunc: Any, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]
) -> Any:
    """Return what is asked of a text: a door of its own, or plain values for a formula's."""
    frame = recorder.frame
    if frame is not None and frame.apart and isinstance(inputs[0], Text):
        question = QUESTIONS.get(ufunc.__name__)
        if question is not None and np.ndim(inputs[1]) == 0:
            return asked_of(recorder, inputs[0], question, inputs[1])
    return getattr(ufunc, method)(*(bare(unseen(value)) for value in inputs), **kwargs)


def _operand(recorder: Recorder, value: Any) -> Any:
    """Return an argument as a column, a scalar of numpy or a plain Python number."""
    if isinstance(value, Column):
        node_of(value)
        return value
    if isinstance(value, np.ndarray) and value.ndim:
        return constant_array(recorder, value)
    if isinstance(value, np.ndarray):
        return value[()]
    if isinstance(value, dt.date):
        return np.datetime64(value)
    return value


def constant_array(recorder: Recorder, value: Array) -> Any:
    """Return a plain array as a constant column, if it is provably one.

    Raises:
        NotTraceable: it may depend on the members.
    """
    value = plain(value)
    if value.size == 1 and value.ndim == 1 and 1 not in recorder.entity_of:
        return made(value, recorder.constant(value[0], value.dtype))
    frame = recorder.frame
    if frame is not None and frame.texts:
        raise mixed(recorder)
    uniform = value.ndim == 1 and value.size and bool((value == value[0]).all())
    if not uniform or (frame is not None and frame.moving):
        raise recorder.refuse(
            "an array that is not traced enters a computation",
            "Make it from columns with numpy.where, or give the variable as an input.",
        )
    return made(value, recorder.constant(value[0], value.dtype))


def mask_of(recorder: Recorder, values: Sequence[Any]) -> int | None:
    """Return the mask that columns share.

    Raises:
        NotTraceable: they do not hold the same members.
    """
    masks = {value.mask for value in values if isinstance(value, Column)}
    if len(masks) > 1:
        raise recorder.refuse(
            "columns of different members meet",
            "Use the same mask on every side: x[mask] = y[mask], or numpy.where.",
        )
    return masks.pop() if masks else None


def all_paths(values: Sequence[Any]) -> Paths:
    """Return the parameters that values come from."""
    found = [paths for value in values if (paths := paths_of(value))]
    return frozenset().union(*found) if found else NO_PATH


def _recorded(recorder: Recorder, ufunc: Any, values: Sequence[Any], found: Any) -> Any:
    mask = mask_of(recorder, values)
    if all(is_constant(value) for value in values if isinstance(value, Column)):
        return _folded(recorder, ufunc, values, np.asarray(found), mask)
    return credited(np.asarray(found), _lowered(recorder, ufunc, values), values, mask)


def credited(found: Array, number: int, values: Sequence[Any], mask: int | None = None) -> Column:
    """Return the result of an operation; its node, or a constant, keeps the parameters it holds.

    Args:
        found: values of the result.
        number: its node.
        values: arguments of the operation.
        mask: the members that it is meant of.
    """
    recorder, paths = recording(), all_paths(values)
    if recorder.is_constant(number):
        return made(found, number, paths, mask)
    if paths and not any(isinstance(v, Column) and v.node == number for v in values):
        recorder.credit(number, paths)
    return made(found, number, NO_PATH, mask)


def _folded(
    recorder: Recorder, ufunc: Any, values: Sequence[Any], found: Array, mask: int | None
) -> Column:
    """Return the constant that an operation on constants gives."""
    one = found
    if not found.size:  # a mask leaves no member of the sample: compute on the constants alone
        graph = recorder.graph
        alone = [
            np.array([graph[node_of(v)].value]) if isinstance(v, Column) else v for v in values
        ]
        one = np.asarray(ufunc(*alone))
    return made(found, recorder.constant(one.flat[0], found.dtype), all_paths(values), mask)


def _lowered(recorder: Recorder, ufunc: Any, values: Sequence[Any]) -> int:
    """Return the node of a ufunc, its arguments converted to the types of its loop."""
    if ufunc in _LOGIC:
        return recorder.emit(_LOGIC[ufunc], [_as_truth(recorder, value) for value in values])
    loop = _loop(ufunc, values)
    args = [as_type(recorder, value, dtype) for value, dtype in zip(values, loop, strict=False)]
    if loop[0].kind == "b" and ufunc in _TRUTHS:
        return recorder.emit(_TRUTHS[ufunc], args) if _TRUTHS[ufunc] else args[0]
    if ufunc is np.positive or (ufunc in _WHOLE and loop[0].kind in "iu"):
        return args[0]
    if ufunc is np.square:
        return recorder.emit("multiply", [args[0], args[0]])
    if ufunc is np.reciprocal and loop[0].kind == "f":
        return recorder.emit("divide", [recorder.constant(1, loop[0]), args[0]])
    if ufunc is np.fabs:
        return recorder.emit("absolute", args)
    if ufunc is np.isnan:
        return recorder.emit("not_equal", [args[0], args[0]])
    if ufunc not in _SIMPLE:
        raise recorder.refuse(f"numpy.{ufunc.__name__} is not handled")
    return recorder.emit(_SIMPLE[ufunc], args)


def _loop(ufunc: Any, values: Sequence[Any]) -> tuple[Any, ...]:
    """Return the types of the loop that numpy chooses."""
    kinds = tuple(_kind(value) for value in values)
    key = (ufunc, kinds)
    if key not in _LOOPS:
        _LOOPS[key] = ufunc.resolve_dtypes((*kinds, *[None] * ufunc.nout))
    return _LOOPS[key]


def _kind(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype
    if isinstance(value, bool):
        return np.dtype(bool)
    if isinstance(value, int):
        return int
    return float if isinstance(value, float) else np.asarray(value).dtype


def _as_truth(recorder: Recorder, value: Any) -> int:
    return as_type(recorder, value, np.dtype(bool))


def as_type(recorder: Recorder, value: Any, dtype: Any) -> int:
    """Return the node of a value converted to a type."""
    if isinstance(value, Column):
        number = node_of(value)
        if recorder.graph.nodes[number].dtype == dtype:
            return number
        return recorder.emit("cast", (number,), dtype=dtype)
    value = bare(value)
    if type(value) is int and dtype.kind in "iu":
        limits = np.iinfo(dtype)
        if not limits.min <= value <= limits.max:
            raise recorder.refuse(f"{value}, which is no {dtype}, beside a column of {dtype}")
    return recorder.constant(value, dtype)


def converted(column: Column, dtype: Any) -> Any:
    """Return a column converted to a type, as `astype` does."""
    recorder = recording()
    values = plain(column).astype(dtype)
    if isinstance(column, Text) and dtype.kind in "USO":
        return again(column, values)
    if isinstance(column, Label) and dtype.kind in "UO":
        return again(column, values)
    if isinstance(column, EnumColumn) and dtype == column.dtype:
        return again(column, values)
    if dtype.kind not in "biufmM" or isinstance(column, (Text, Label)):
        raise recorder.refuse(f"a conversion from {column.dtype} to {dtype}")
    number = node_of(column)
    if recorder.is_constant(number):
        if values.size:
            number = recorder.constant(values.flat[0], dtype)
    elif recorder.graph.nodes[number].dtype != dtype:
        number = recorder.emit("cast", (number,), dtype=dtype)
    return made(values, number, column.paths, column.mask)


def _compared(recorder: Recorder, ufunc: Any, values: Sequence[Any]) -> Any:
    """Return the comparison of words that are known with one word."""
    first, other = values if isinstance(values[0], Label) else values[::-1]
    if ufunc not in (np.equal, np.not_equal) or isinstance(other, np.ndarray):
        raise recorder.refuse(f"numpy.{ufunc.__name__} on words")
    word = str(plain(other))
    truth = ufunc is np.not_equal
    if word not in first.words:
        return filled(value=truth, like=first)
    return ufunc(codes(first), first.words.index(word))


def members(values: Sequence[Any]) -> Any:
    """Return the Enum whose members are among some values, if any."""
    found = {type(value) for value in values if isinstance(value, Enum)}
    return found.pop() if len(found) == 1 else None


def coded(value: Any) -> Any:
    """Return the place of a member of an Enum; any other value as it is."""
    return np.int16(value.index) if isinstance(value, Enum) else value


def as_enum(column: Column, possible_values: Any) -> EnumColumn:
    """Return a column of places as one of members."""
    places = column.astype(np.int16)
    return enumerated(plain(places), node_of(places), possible_values, places)


def as_label(column: Column, words: Sequence[str]) -> Label:
    """Return a column of places as one of words."""
    return label(np.array(words)[plain(column)], column, words)


Work.applied = staticmethod(applied)
Work.converted = staticmethod(converted)
