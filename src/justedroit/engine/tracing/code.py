"""The code of formulas, given another numpy.

Numpy makes arrays of columns without asking them: `np.array([x, y])`, `np.logical_or.reduce([x, y])`,
`np.zeros(n)[mask] = …`. Formulas, and the functions of the law that they call, are therefore run
with globals in which such functions are ours. The code itself, and the modules of the law, are
not changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import CellType, FunctionType, ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from justedroit.engine.tracing.amounts import bare
from justedroit.engine.tracing.columns import Column, Listed, again, made, plain, unseen
from justedroit.engine.tracing.recorder import current, recording

_NOT_LAW = frozenset({"numpy", "openfisca_core", "builtins", *sys.stdlib_module_names})
_FUNCTIONS: WeakKeyDictionary[FunctionType, FunctionType] = WeakKeyDictionary()
_SPACES: dict[int, _Space] = {}  # each keeps its module alive: its identity is the key


def rebuilt(function: Any) -> Any:
    """Return a function of the law that uses our numpy; anything else as it is."""
    if not isinstance(function, FunctionType) or not _is_law(function):
        return function
    known = _FUNCTIONS.get(function)
    if known is None:
        space = _SPACES.setdefault(id(function.__globals__), _Space(function.__globals__))
        cells = function.__closure__ and tuple(map(_cell, function.__closure__))
        name, defaults = function.__name__, function.__defaults__
        known = FunctionType(function.__code__, space, name, defaults, cells)
        known.__kwdefaults__ = function.__kwdefaults__
        known.__dict__.update(function.__dict__)
        _FUNCTIONS[function] = known
    return known


def _cell(cell: CellType) -> CellType:
    """Return a cell of a closure: the same one, unless it holds what is replaced."""
    try:
        held = cell.cell_contents
    except ValueError:  # still empty
        return cell
    replaced = _substitute(held)
    return cell if replaced is held else CellType(replaced)


def _is_law(function: FunctionType) -> bool:
    module = function.__module__ or ""
    return module.split(".")[0] not in _NOT_LAW and not module.startswith("justedroit.engine.")


class _Space(dict[str, Any]):
    """The globals of a module, seen with our numpy; what formulas write stays here."""

    def __init__(self, real: dict[str, Any]) -> None:
        super().__init__()
        self._real = real

    def __getitem__(self, name: str) -> Any:
        if super().__contains__(name):
            return super().__getitem__(name)
        return _substitute(self._real[name])

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._real


def _substitute(value: Any) -> Any:
    if value is np:
        return _NUMPY
    if value is np.char or value is np.strings:
        return _Strings(value)
    if isinstance(value, np.ufunc):
        return _Ufunc(value)
    try:
        hook = _HOOKS.get(value)
    except TypeError:  # not hashable
        return value
    return rebuilt(value) if hook is None else hook


class _Ufunc:
    """A ufunc that also reduces lists of columns."""

    def __init__(self, ufunc: np.ufunc) -> None:
        self.ufunc = ufunc

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.ufunc(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ufunc, name)

    def reduce(self, array: Any, axis: Any = 0, **kwargs: Any) -> Any:
        """Reduce a list of columns one after the other."""
        if _of_columns(array):
            return _chained(self.ufunc, array, axis, kwargs)
        return self.ufunc.reduce(array, axis=axis, **kwargs)


class _Numpy(ModuleType):
    """Numpy, with our functions in the place of those that do not ask columns."""

    def __getattr__(self, name: str) -> Any:
        found = _substitute(getattr(np, name))
        self.__dict__[name] = found
        return found


class _Strings:
    """The functions of numpy on texts, which are said to have worked on them unseen."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._module, name)
        ufunc = name in ("equal", "not_equal", "startswith")  # these ask the text themselves

        def function(*args: Any, **kwargs: Any) -> Any:
            if current() is not None and not ufunc:
                args = tuple(unseen(value) for value in args)
            return real(*args, **kwargs)

        return function


_NUMPY = _Numpy("numpy")


def _of_columns(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(isinstance(item, Column) for item in value)


def _chained(ufunc: Any, columns: Any, axis: Any, kwargs: Any) -> Any:
    if axis != 0 or kwargs:
        raise recording().refuse(f"numpy.{ufunc.__name__} over a list, but for axis=0")
    found = columns[0]
    for column in columns[1:]:
        found = ufunc(found, column)
    return found


def _only_traced(hook: Callable[..., Any]) -> Callable[..., Any]:
    """Return a hook that steps aside where nothing is recorded."""
    real = getattr(np, hook.__name__.strip("_"))

    @wraps(hook)
    def called(*args: Any, **kwargs: Any) -> Any:
        return (real if current() is None else hook)(*args, **kwargs)

    return called


def _filled(name: str, value: Any) -> Callable[..., Any]:
    real = getattr(np, name)

    def hook(shape: Any, *args: Any, **kwargs: Any) -> Any:
        recorder = current()
        found = real(shape, *args, **kwargs)
        if recorder is None or found.ndim != 1 or len(found) not in recorder.entity_of:
            return found
        if found.dtype.kind not in "biufmM":
            return found
        if name == "empty":
            found[:] = value
        return made(found, recorder.constant(found[0], found.dtype))

    return hook


def _array(value: Any, *args: Any, **kwargs: Any) -> Any:
    if isinstance(value, Column):
        dtype = kwargs.get("dtype", args[0] if args else None)
        return again(value, plain(value).copy()) if dtype is None else value.astype(dtype)
    if _of_columns(value):
        raise recording().refuse(
            "numpy.array of a list of columns", "Compute with the columns one by one."
        )
    found = np.array(value, *args, **kwargs)
    return found.view(Listed) if found.ndim == 1 and found.dtype.kind in "biuf" else found


def _asarray(value: Any, *args: Any, **kwargs: Any) -> Any:
    if isinstance(value, Column):
        dtype = kwargs.get("dtype", args[0] if args else None)
        return value if dtype is None else value.astype(dtype)
    return _array(value, *args, **kwargs)


def _asanyarray(value: Any, *args: Any, **kwargs: Any) -> Any:
    return _asarray(value, *args, **kwargs)


def _fromiter(values: Any, *args: Any, **kwargs: Any) -> Any:
    """Make an array of what Python computed: only constants and texts let it go through them."""
    recorder = recording()
    found = np.fromiter(values, *args, **kwargs)
    frame = recorder.frame
    if (frame and frame.texts) or len(found) not in recorder.entity_of:
        return found
    if found.dtype.kind in "biufmM" and bool((found == found[0]).all()):
        return made(found, recorder.constant(found[0], found.dtype))
    return found


def _of_list(ufunc: Any) -> Callable[..., Any]:
    def over(real: Callable[..., Any]) -> Callable[..., Any]:
        def hook(array: Any, axis: Any = None, **kwargs: Any) -> Any:
            if current() is not None and _of_columns(array):
                return _chained(ufunc, array, axis, kwargs)
            return real(bare(array), axis=axis, **kwargs)

        return hook

    return over


_HOOKS: dict[Any, Any] = {
    np.zeros: _filled("zeros", 0),
    np.ones: _filled("ones", 1),
    np.empty: _filled("empty", 0),
    np.full: _filled("full", None),
    np.array: _only_traced(_array),
    np.asarray: _only_traced(_asarray),
    np.asanyarray: _only_traced(_asanyarray),
    np.fromiter: _only_traced(_fromiter),
    np.any: _of_list(np.logical_or)(np.any),
    np.all: _of_list(np.logical_and)(np.all),
    np.sum: _of_list(np.add)(np.sum),
    np.max: _of_list(np.maximum)(np.max),
    np.min: _of_list(np.minimum)(np.min),
    np.amax: _of_list(np.maximum)(np.max),
    np.amin: _of_list(np.minimum)(np.min),
}
