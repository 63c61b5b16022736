"""A formula run under the recorder: what it reads, what it asks, what its result is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum, EnumArray

from justedroit.engine.tracing.code import rebuilt
from justedroit.engine.tracing.columns import (
    Column,
    EnumColumn,
    Label,
    Text,
    codes,
    enumerated,
    made,
    node_of,
    plain,
)
from justedroit.engine.tracing.doors import TextMixed, mixed
from justedroit.engine.tracing.guards import where_never
from justedroit.engine.tracing.parameters import Law, Reading
from justedroit.engine.tracing.recorder import Frame, Recorder
from justedroit.engine.tracing.refusal import NotTraceable
from justedroit.engine.tracing.tables import looked_up
from justedroit.engine.tracing.ufuncs import as_enum, constant_array

MOST_GUARDS = 40


class Formula:
    """A formula of a variable for a period, in a simulation.

    Args:
        recorder: records it.
        law: the parameters.
        simulation: reads its variables.
        variable: what is computed.
        period: for when.
    """

    def __init__(
        self, recorder: Recorder, law: Law, simulation: Any, variable: Any, period: Any
    ) -> None:
        self._recorder, self._law, self._simulation = recorder, law, simulation
        self._variable, self._period, self._apart = variable, period, False
        self._formula = rebuilt(variable.get_formula(period))
        self._population = simulation.get_variable_population(variable.name)

    def run(self) -> Any:
        """Return the values, as the variable holds them.

        Raises:
            NotTraceable: the formula does what cannot be recorded.
        """
        try:
            found, frame = self._attempt(frozenset())
        except TextMixed:
            self._apart = True
            found, frame = self._attempt(frozenset())
        if frame.guards and found is not None:
            self._check_guards(found, frame)
        return found

    def _attempt(self, forced: frozenset[int]) -> tuple[Any, Frame]:
        name = f"{self._variable.name}@{self._period}"
        frame = Frame(name, forced=forced, apart=self._apart)
        self._recorder.frames.append(frame)
        try:
            self._recorder.calls.started(frame)
            return self._settled(self._call(), frame), frame
        finally:
            self._recorder.frames.pop()

    def _call(self) -> Any:
        if self._formula.__code__.co_argcount == 2:
            return self._formula(self._population, self._period)
        return self._formula(self._population, self._period, self._parameters)

    def _parameters(self, instant: Any) -> Any:
        """Return the law at an instant, which notes what is read of it."""
        return Reading(self._law.at(instant), self._recorder.calls)

    def _check_guards(self, found: Any, frame: Frame) -> None:
        """Refuse a formula whose result depends on what it asked about whole columns."""
        places = range(len(frame.guards))
        if len(places) > MOST_GUARDS:
            raise self._recorder.refuse(f"{len(places)} questions about whole columns")
        flips = [frozenset([place]) for place in places]
        for flipped in [*flips, frozenset(places)] if len(places) > 1 else flips:
            other, _ = self._attempt(flipped)
            guards = [frame.guards[place] for place in sorted(flipped)]
            if not self._harmless(found, other, guards):
                raise NotTraceable(
                    f"the branch taken on {guards[0].kind}() over all the members changes the "
                    "result of each",
                    "Write the choice with numpy.where.",
                    frame.name,
                    self._place(),
                )

    def _harmless(self, general: Any, other: Any, guards: list[Any]) -> bool:
        if not isinstance(general, Column) or not isinstance(other, Column):
            return np.array_equal(general, other)
        if node_of(general) == node_of(other):
            return True
        return where_never(self._recorder.graph, node_of(general), guards) == node_of(other)

    def _place(self) -> str:
        code = self._formula.__code__
        return f"{'/'.join(code.co_filename.split('/')[-3:])}, line {code.co_firstlineno}"

    def _settled(self, value: Any, frame: Frame) -> Any:
        """Return the result of a formula as the variable holds it."""
        if value is None or isinstance(value, Text):
            return value
        if isinstance(value, Column) and value.mask is not None:
            raise self._recorder.refuse("a result for some members only, under a mask")
        recorded = isinstance(value, Column) and (frame.apart or not frame.raw)
        if frame.texts and not recorded:
            return self._door(value, frame)
        if isinstance(value, np.ndarray) and value.ndim and not isinstance(value, Column):
            if self._variable.value_type is str:
                self._refuse_varying_text(value, frame)
                return value
            value = self._constant(value)
        return self._simulation._cast_formula_result(value, self._variable)  # noqa: SLF001

    def _constant(self, value: Any) -> Any:
        possible_values = getattr(self._variable, "possible_values", None)
        if possible_values is not None and not isinstance(value, EnumArray):
            value = possible_values.encode(plain(value))
        column = constant_array(self._recorder, plain(value))
        return column if possible_values is None else as_enum(column, possible_values)

    def _refuse_varying_text(self, value: Any, frame: Frame) -> None:
        if frame.moving or len(set(plain(value).tolist())) != 1:
            raise self._recorder.refuse("a text is computed")

    def _door(self, value: Any, frame: Frame) -> Any:
        """Return the node of a formula of one text: its values are found when texts are met."""
        recorder, variable = self._recorder, self._variable
        key = (variable.name, str(self._period))
        number = next(iter(frame.texts))
        source = recorder.graph[number]
        if frame.moving or frame.apart or len(frame.texts) > 1 or source.op != "input":
            raise mixed(recorder)
        if variable.value_type is str or source.entity != variable.entity.key:
            raise recorder.refuse("a text is computed from a text")
        cast = self._simulation._cast_formula_result(plain(value), variable)  # noqa: SLF001
        values = plain(cast)
        door = recorder.emit("door", (number,), key, values.dtype, variable.entity.key)
        if variable.value_type is Enum:
            return enumerated(values, door, variable.possible_values)
        return made(values, door)


def encoded(enum: Any, array: Any, real: Callable[..., Any]) -> Any:
    """Return `Enum.encode`, for columns and constants."""
    if isinstance(array, EnumColumn) or not isinstance(array, Column):
        return array if isinstance(array, EnumColumn) else real(enum, array)
    if isinstance(array, Label):
        names = [str(name) for name in enum.names]
        places = [names.index(word) if word in names else 0 for word in array.words]
        return as_enum(looked_up(codes(array), 0, np.array(places, np.int16)), enum)
    if array.dtype.kind not in "iu":
        return real(enum, plain(array))  # openfisca-core refuses it in its own words
    return as_enum(array, enum)
