"""The functions of numpy that choose, round and compare, recorded as elementary operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from justedroit.engine.tracing.amounts import bare
from justedroit.engine.tracing.columns import (
    Column,
    EnumColumn,
    Label,
    Text,
    Work,
    again,
    codes,
    is_constant,
    made,
    plain,
    unseen,
)
from justedroit.engine.tracing.dates import working_days
from justedroit.engine.tracing.recorder import Recorder, recording
from justedroit.engine.tracing.tables import looked_up
from justedroit.engine.tracing.ufuncs import (
    all_paths,
    as_enum,
    as_label,
    as_type,
    coded,
    constant_array,
    credited,
    mask_of,
    members,
)


def called(function: Any, args: Any, kwargs: Any) -> Any:
    """Return the result of a numpy function on columns, recorded.

    Raises:
        NotTraceable: the function is not handled, and its arguments are not constants.
    """
    recorder = recording()
    known = _FUNCTIONS.get(function)
    columns = _columns([*args, *kwargs.values()])
    texts = any(isinstance(column, Text) for column in columns)
    frame = recorder.frame
    if known is not None and not texts and not (frame and frame.texts and not frame.moving):
        return known(*args, **kwargs)
    if function in _SHAPES or texts or all(is_constant(column) for column in columns):
        return _plainly(function, args, kwargs)
    raise recorder.refuse(f"{function.__module__}.{function.__name__} is not handled")


def _plainly(function: Any, args: Any, kwargs: Any) -> Any:
    return function(*_deep(args), **{name: _deep(value) for name, value in kwargs.items()})


def _deep(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_deep(item) for item in value)
    return bare(unseen(value))


def _columns(values: Sequence[Any]) -> list[Column]:
    found: list[Column] = []
    for value in values:
        if isinstance(value, Column):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            found += _columns(value)
    return found


def _where(condition: Any, *choices: Any) -> Any:
    recorder = recording()
    if len(choices) != 2:
        raise recorder.refuse("numpy.where with one argument")
    return _chosen(recorder, [condition], [choices[0]], choices[1])


def _select(conditions: Sequence[Any], choices: Sequence[Any], default: Any = 0) -> Any:
    recorder = recording()
    if len(conditions) != len(choices):
        raise ValueError("list of cases must be same length as list of conditions")
    return _chosen(recorder, list(conditions), list(choices), default)


def _chosen(recorder: Recorder, conditions: list[Any], choices: list[Any], default: Any) -> Column:
    """Return nested choices: the first condition that is true wins."""
    every = [*choices, default]
    enum, words = members(every), [value for value in every if isinstance(value, str)]
    if enum is not None:
        numbers = _chosen(recorder, conditions, [coded(c) for c in choices], coded(default))
        return as_enum(numbers, enum)
    if words or any(isinstance(value, Label) for value in every):
        return _chosen_words(recorder, conditions, choices, default)
    values = [_value(recorder, value) for value in every]
    conditions = [_value(recorder, condition) for condition in conditions]
    columns = [value for value in [*values, *conditions] if isinstance(value, Column)]
    mask = mask_of(recorder, columns)
    raw = [bare(plain(value)) for value in values]
    found = np.asarray(np.select([_truth(c) for c in conditions], raw[:-1], raw[-1]))
    if not found.ndim:
        found = np.full(columns[0].shape, found)
    number = as_type(recorder, values[-1], found.dtype)
    for condition, value in zip(conditions[::-1], values[-2::-1], strict=True):
        truth = as_type(recorder, condition, np.dtype(bool))
        branch = as_type(recorder, value, found.dtype)
        number = recorder.emit("where", (truth, branch, number))
    return credited(found, number, values, mask)


def _truth(condition: Any) -> Any:
    return np.asarray(plain(condition)).astype(bool)


def _chosen_words(
    recorder: Recorder, conditions: list[Any], choices: list[Any], default: Any
) -> Column:
    """Return choices among words, by their places in the list of them all."""
    every = [*choices, "" if isinstance(default, int) else default]
    lists = [value.words if isinstance(value, Label) else (str(value),) for value in every]
    words = list(dict.fromkeys(word for some in lists for word in some))
    places = [_places(value, words) for value in every]
    return as_label(_chosen(recorder, conditions, places[:-1], places[-1]), words)


def _places(value: Any, words: Sequence[str]) -> Any:
    """Return the places of words in a longer list."""
    if not isinstance(value, Label):
        return np.int16(words.index(str(value)))
    return looked_up(codes(value), 0, np.array([words.index(w) for w in value.words], np.int16))


def _value(recorder: Recorder, value: Any) -> Any:
    """Return a choice as a column, a scalar of numpy or a plain number."""
    if isinstance(value, np.ndarray) and value.ndim and not isinstance(value, Column):
        return constant_array(recorder, value)
    if isinstance(value, EnumColumn):
        return value.view()
    return value


def _rounded(column: Any, decimals: int = 0, out: Any = None) -> Any:
    """Return values rounded as numpy rounds: multiplied, made whole, divided."""
    if out is not None:
        raise recording().refuse("numpy.round with out=")
    if column.dtype.kind in "iu" and decimals >= 0:
        return column.copy()
    if column.dtype.kind != "f":
        raise recording().refuse(f"numpy.round of {column.dtype}")
    if decimals == 0:
        return np.rint(column)
    factor = float(10 ** abs(decimals))
    if decimals > 0:
        return np.divide(np.rint(np.multiply(column, factor)), factor)
    return np.multiply(np.rint(np.divide(column, factor)), factor)


def _clipped(column: Any, low: Any = None, high: Any = None, **kwargs: Any) -> Any:
    low, high = kwargs.pop("a_min", kwargs.pop("min", low)), kwargs.pop("max", high)
    high = kwargs.pop("a_max", high)
    if kwargs:
        raise recording().refuse(f"numpy.clip with {sorted(kwargs)}")
    found = column if low is None else np.maximum(column, low)
    return found if high is None else np.minimum(found, high)


def _is_in(column: Any, values: Any, *_args: Any, **kwargs: Any) -> Any:
    if isinstance(values, Column) or not isinstance(column, Column):
        raise recording().refuse("numpy.isin of a column in a column")
    wanted = np.asarray(values).ravel().tolist() if not isinstance(values, (set, dict)) else values
    found: Any = np.zeros_like(column, bool)
    for value in wanted:
        found = np.logical_or(found, column == value)
    return np.logical_not(found) if kwargs.get("invert") else found


def _alike(value: Any) -> Callable[..., Any]:
    def made_alike(column: Any, dtype: Any = None, **_kwargs: Any) -> Column:
        recorder = recording()
        values = np.full(column.shape, value, dtype or column.dtype)
        return made(values, recorder.constant(value, values.dtype), mask=column.mask)

    return made_alike


def _full_like(column: Any, value: Any, dtype: Any = None, **_kwargs: Any) -> Any:
    if isinstance(value, np.ndarray) and value.ndim:
        return value.astype(dtype or column.dtype)
    recorder, dtype = recording(), np.dtype(dtype or column.dtype)
    number = recorder.constant(bare(value), dtype)
    return made(np.full(column.shape, value, dtype), number, all_paths([value]), column.mask)


def _any(column: Any, axis: Any = None, **_kwargs: Any) -> Any:
    if axis not in (None, 0) or not isinstance(column, Column):
        raise recording().refuse("numpy.any")
    return column.any()


def _all(column: Any, axis: Any = None, **_kwargs: Any) -> Any:
    if axis not in (None, 0) or not isinstance(column, Column):
        raise recording().refuse("numpy.all")
    return column.all()


def _copy(column: Any, **_kwargs: Any) -> Any:
    return again(column, plain(column).copy())


_SHAPES = frozenset(
    {np.shape, np.size, np.ndim, np.result_type, np.can_cast, np.array_repr, np.array_str}
)
_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.select: _select,
    np.round: _rounded,
    np.around: _rounded,
    np.clip: _clipped,
    np.isin: _is_in,
    np.any: _any,
    np.all: _all,
    np.copy: _copy,
    np.zeros_like: _alike(0),
    np.empty_like: _alike(0),
    np.ones_like: _alike(1),
    np.full_like: _full_like,
    np.busday_count: working_days,
}


Work.called = staticmethod(called)
