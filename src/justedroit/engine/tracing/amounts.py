"""Legal parameters that remember their names, through the arithmetic of plain Python."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from justedroit.engine.tracing.recorder import NO_PATH, Paths


class Amount(float):
    """A number of the law, and the dotted names of the parameters that it comes from."""

    paths: Paths

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return _bare_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        return _bare_function(function, args, kwargs)


class Whole(int):
    """A whole number of the law, and the dotted names of the parameters that it comes from."""

    paths: Paths

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return _bare_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        return _bare_function(function, args, kwargs)


def named(value: Any, paths: Paths) -> Any:
    """Return a number that remembers its parameters; any other value as it is."""
    kind = {float: Amount, int: Whole}.get(type(value))
    if kind is None:
        return value
    known = kind(value)
    known.paths = paths
    return known


def bare(value: Any) -> Any:
    """Return the plain number: numpy promotes the subclasses of float as arrays."""
    if isinstance(value, Amount):
        return float(value)
    return int(value) if isinstance(value, Whole) else value


def paths_of(value: Any) -> Paths:
    """Return the parameters that a value comes from."""
    return getattr(value, "paths", NO_PATH)


def _bare_ufunc(ufunc: Any, method: Any, inputs: Any, kwargs: Any) -> Any:
    for value in inputs:
        if isinstance(value, np.ndarray) and type(value).__array_ufunc__ is not _PLAIN_UFUNC:
            return value.__array_ufunc__(ufunc, method, *inputs, **kwargs)
    return getattr(ufunc, method)(*(bare(value) for value in inputs), **kwargs)


_PLAIN_UFUNC = np.ndarray.__array_ufunc__


def _bare_function(function: Any, args: Any, kwargs: Any) -> Any:
    """Call a numpy function again without the names, or as its traced arguments will."""
    traced = _traced(list(args) + list(kwargs.values()))
    if traced is not None:
        return traced.__array_function__(function, (), args, kwargs)
    return function(*_deep(args), **{name: _deep(value) for name, value in kwargs.items()})


def _traced(values: Any) -> Any:
    for value in values:
        if isinstance(value, np.ndarray):
            if type(value).__array_function__ is not np.ndarray.__array_function__:
                return value
        elif isinstance(value, (list, tuple)):
            found = _traced(value)
            if found is not None:
                return found
    return None


def _deep(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_deep(item) for item in value)
    return bare(value)


def _arithmetic(name: str) -> Callable[[Any, Any], Any]:
    act = getattr(operator, name)

    def forward(self: Any, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        return _kept(act(bare(self), bare(other)), paths_of(self) | paths_of(other))

    return forward


def _reflected(name: str) -> Callable[[Any, Any], Any]:
    act = getattr(operator, name)

    def backward(self: Any, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        return _kept(act(bare(other), bare(self)), paths_of(self) | paths_of(other))

    return backward


def _alone(name: str) -> Callable[[Any], Any]:
    act = getattr(operator, name)
    return lambda self: _kept(act(bare(self)), paths_of(self))


def _kept(found: Any, paths: Paths) -> Any:
    return named(found, paths) if found is not NotImplemented else found


for _kind in (Amount, Whole):
    for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
        setattr(_kind, f"__{_name}__", _arithmetic(_name))
        setattr(_kind, f"__r{_name}__", _reflected(_name))
    for _name in ("neg", "pos", "abs"):
        setattr(_kind, f"__{_name}__", _alone(_name))
