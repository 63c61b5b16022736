"""What is changed in openfisca-core while a trace lasts, and put back after it.

The changes hold for all the threads of the process, and step aside in those that do not trace.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import numpy as np
from openfisca_core.holders import Holder
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNodeAtInstant
from openfisca_core.populations import CorePopulation, GroupPopulation, Population
from openfisca_core.simulations import Simulation
from openfisca_core.variables import Variable

from justedroit.engine.tracing import functions, guards, masks, structure, tables, ufuncs
from justedroit.engine.tracing.calls import value_of
from justedroit.engine.tracing.columns import Column, Text, enumerated, is_constant, made, plain
from justedroit.engine.tracing.formulas import Formula, encoded
from justedroit.engine.tracing.parameters import Law, looked_up_in
from justedroit.engine.tracing.recorder import Recorder, current, recorded_by
from justedroit.engine.tracing.scales import LOWERED, checked, constant_base

_LOCK = threading.RLock()
_WORKERS = (functions, guards, masks, tables, ufuncs)  # each gives columns a part of their work

_STRUCTURE: dict[tuple[type, str], Callable[..., Any]] = {
    (GroupPopulation, "sum"): structure.sum_of,
    (GroupPopulation, "reduce"): structure.reduce,
    (GroupPopulation, "nb_persons"): structure.nb_persons,
    (GroupPopulation, "value_from_person"): structure.value_from_person,
    (GroupPopulation, "value_nth_person"): structure.value_nth_person,
    (GroupPopulation, "project"): structure.project,
    (Population, "has_role"): structure.has_role,
    (Population, "get_rank"): structure.get_rank,
    (CorePopulation, "filled_array"): structure.filled_array,
    (CorePopulation, "empty_array"): structure.empty_array,
}


@contextmanager
def traced(recorder: Recorder, law: Law) -> Iterator[None]:
    """Record what openfisca-core computes in this thread."""
    # Plain OpenFisca divides by zero too; its warnings say nothing of the formula.
    with _LOCK, recorded_by(recorder), np.errstate(all="ignore"):
        saved: list[tuple[Any, str, Any]] = []
        try:
            for owner, name, new in _changes(law):
                saved.append((owner, name, owner.__dict__[name]))
                setattr(owner, name, new)
            yield
        finally:
            for owner, name, old in reversed(saved):
                setattr(owner, name, old)


def _changes(law: Law) -> Iterator[tuple[Any, str, Any]]:
    for (owner, name), new in _STRUCTURE.items():
        yield owner, name, _aside(owner.__dict__[name], new)
    for (owner, name), lowered in LOWERED.items():
        yield owner, name, _scale(owner.__dict__[name], lowered, law)
    yield Variable, "default_array", _default_array(Variable.default_array)
    yield Simulation, "calculate", _calculate(Simulation.calculate)
    yield Simulation, "_run_formula", _run_formula(Simulation._run_formula, law)  # noqa: SLF001
    yield Enum, "encode", _encode(Enum.__dict__["encode"])
    yield Holder, "_to_array", _to_array(Holder._to_array)  # noqa: SLF001
    node = ParameterNodeAtInstant
    yield node, "__getitem__", _getitem(node.__getitem__)


def _aside(real: Callable[..., Any], new: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is the real one where nothing is recorded."""

    @wraps(real)
    def called(*args: Any, **kwargs: Any) -> Any:
        return (real if current() is None else new)(*args, **kwargs)

    return called


def _scale(real: Callable[..., Any], lowered: Callable[..., Any], law: Law) -> Callable[..., Any]:
    @wraps(real)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        recorder = current()
        columns = [value for value in (*args, *kwargs.values()) if isinstance(value, Column)]
        if recorder is None or not columns:
            return real(self, *args, **kwargs)
        before, recorder.paths = recorder.paths, recorder.paths | law.paths_of(self)
        try:
            if all(is_constant(column) and column.size for column in columns):
                return constant_base(self, real, args, kwargs)
            return checked(lowered, real, self, args, kwargs)
        finally:
            recorder.paths = before

    return called


def _default_array(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def called(self: Any, array_size: int) -> Any:
        values, recorder = real(self, array_size), current()
        if recorder is None or self.value_type is str:
            return values
        value = getattr(self.default_value, "index", self.default_value)
        number = recorder.constant(value, values.dtype)
        if self.value_type is Enum:
            return enumerated(plain(values), number, self.possible_values)
        return made(values, number)

    return called


def _calculate(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        recorder = current()
        if recorder is None:
            return real(self, *args, **kwargs)
        with recorder.calls.during(*args, **kwargs) as call:
            found = real(self, *args, **kwargs)
            call.value = value_of(found)
        if recorder.frames and isinstance(found, Column):
            frame = recorder.frames[-1]
            if isinstance(found, Text):
                frame.texts.add(found.node or 0)
            elif found.node is not None and not recorder.is_constant(found.node):
                frame.moving = True
        return found

    return called


def _run_formula(real: Callable[..., Any], law: Law) -> Callable[..., Any]:
    @wraps(real)
    def called(self: Any, variable: Any, population: Any, period: Any) -> Any:
        recorder = current()
        if recorder is None or variable.get_formula(period) is None:
            return real(self, variable, population, period)
        return Formula(recorder, law, self, variable, period).run()

    return called


def _encode(real: Any) -> Any:
    def called(cls: Any, array: Any) -> Any:
        if current() is None:
            return real.__func__(cls, array)
        return encoded(cls, array, real.__func__)

    return classmethod(called)


def _to_array(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def called(self: Any, value: Any) -> Any:
        if current() is not None and isinstance(value, np.ndarray) and value.ndim == 0:
            value = np.full(self.population.count, value[()])
        return real(self, value)

    return called


def _getitem(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def called(self: Any, key: Any) -> Any:
        if current() is not None and isinstance(key, Column):
            return looked_up_in(self, key)
        return real(self, key)

    return called
