"""Operations between persons and groups, recorded as single nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.projectors import Projector, projectable

from justedroit.engine.node import Node
from justedroit.engine.tracing.amounts import bare
from justedroit.engine.tracing.columns import (
    Column,
    EnumColumn,
    Label,
    Text,
    again,
    enumerated,
    made,
    node_of,
    plain,
    text,
)
from justedroit.engine.tracing.recorder import Recorder, recording
from justedroit.engine.tracing.ufuncs import all_paths, constant_array, credited

_F8, _I8, _BOOL = np.dtype(np.float64), np.dtype(np.int64), np.dtype(bool)


def _column(array: Any) -> Column:
    """Return an array of members as a column that no mask has cut."""
    found = array if isinstance(array, Column) else constant_array(recording(), np.asarray(array))
    if found.mask is not None:
        raise recording().refuse("members under a mask are passed to another entity")
    return found


def _done(op: str, args: list[Column], static: tuple[Any, ...], dtype: Any, entity: str) -> Column:
    recorder = recording()
    node = Node(-1, op, (), static, np.dtype(dtype), entity)
    numbers = [node_of(arg) for arg in args]
    number, values = recorder.structural(op, [plain(arg) for arg in args], numbers, node)
    return credited(np.asarray(values), number, args)


def role_names(role: Any) -> tuple[str, ...]:
    """Return the roles that members hold: subroles rather than their role."""
    return tuple(subrole.key for subrole in role.subroles) if role.subroles else (role.key,)


def _roles(role: Any) -> tuple[str, ...] | None:
    return None if role is None else role_names(role)


@projectable  # type: ignore[untyped-decorator]
def sum_of(self: Any, array: Any, role: Any = None) -> Column:
    """Return `GroupPopulation.sum`."""
    self.entity.check_role_validity(role)
    self.members.check_array_compatible_with_entity(array)
    key = self.entity.key
    return _done("sum", [_column(array).astype(_F8)], (key, _roles(role)), _F8, key)


@projectable  # type: ignore[untyped-decorator]
def reduce(self: Any, array: Any, reducer: Any, neutral_element: Any, role: Any = None) -> Any:
    """Return `GroupPopulation.reduce`, for the reductions that do not depend on an order."""
    self.members.check_array_compatible_with_entity(array)
    self.entity.check_role_validity(role)
    recorder, key, column = recording(), self.entity.key, _column(array)
    reducer = getattr(reducer, "ufunc", reducer)
    static, neutral = (key, _roles(role)), bare(neutral_element)
    if reducer is np.logical_and and neutral is True:
        return _done("group_all", [column.astype(bool)], static, _BOOL, key)
    if reducer is np.logical_or and neutral is False:
        return np.logical_not(_done("group_all", [np.logical_not(column)], static, _BOOL, key))
    op = {np.maximum: "group_max", np.minimum: "group_min"}.get(reducer)
    if op is None:
        raise recorder.refuse(f"a reduction by {getattr(reducer, '__name__', reducer)}")
    infinite = -np.inf if op == "group_max" else np.inf
    if not isinstance(neutral, np.datetime64) and neutral == infinite:
        return _done(op, [column.astype(_F8)], static, _F8, key)
    return _bounded(op, column, neutral, static)


def _bounded(op: str, column: Column, neutral: Any, static: Any) -> Any:
    """Return the largest or smallest of numbers or dates, and of a neutral value.

    The extreme of doubles is exact for what they hold without loss: dates, and integers of
    32 bits.
    """
    if column.dtype.itemsize > 4 and column.dtype.kind != "M":
        raise recording().refuse(f"a reduction of {column.dtype} from {neutral}")
    infinite = -np.inf if op == "group_max" else np.inf
    kind = np.result_type(column.dtype, np.asarray(neutral).dtype)
    numbers = column.astype(kind)
    if kind.kind == "M":
        numbers = numbers.astype(_I8)
    found = _done(op, [numbers.astype(_F8)], static, _F8, static[0])
    whole = np.asarray(neutral).astype(kind)
    bound = float(whole.astype(np.int64)) if kind.kind == "M" else float(whole)
    extreme = np.maximum if op == "group_max" else np.minimum
    kept = extreme(np.where(found == infinite, bound, found), bound)
    return kept.astype(_I8).astype(kind) if kind.kind == "M" else kept.astype(kind)


@projectable  # type: ignore[untyped-decorator]
def nb_persons(self: Any, role: Any = None) -> Column:
    """Return `GroupPopulation.nb_persons`."""
    key = self.entity.key
    return _done("count", [], (key, _roles(role)), _I8 if role is None else _F8, key)


@projectable  # type: ignore[untyped-decorator]
def value_from_person(self: Any, array: Any, role: Any, default: Any = 0) -> Any:
    """Return `GroupPopulation.value_from_person`."""
    self.entity.check_role_validity(role)
    if role.max != 1:
        raise recording().refuse(f"value_from_person with the role {role.key}, which is not unique")
    self.members.check_array_compatible_with_entity(array)
    return _picked("pick_role", self.entity.key, role_names(role), array, default)


@projectable  # type: ignore[untyped-decorator]
def value_nth_person(self: Any, n: int, array: Any, default: Any = 0) -> Any:
    """Return `GroupPopulation.value_nth_person`."""
    self.members.check_array_compatible_with_entity(array)
    return _picked("pick_nth", self.entity.key, int(n), array, default)


def _picked(op: str, key: str, which: Any, array: Any, default: Any) -> Any:
    column = _column(array)
    if isinstance(column, (Text, Label)):
        raise recording().refuse("a text taken from a member to its group")
    column = column.view() if isinstance(column, EnumColumn) else column
    raw = np.asarray(bare(default)).astype(column.dtype).tobytes()
    found = _done(op, [column], (key, which, raw), column.dtype, key)
    return _same_kind(array, found)


def _same_kind(origin: Any, found: Column) -> Any:
    if isinstance(origin, EnumColumn):
        return enumerated(plain(found), node_of(found), origin.possible_values, found)
    return found


def project(self: Any, array: Any, role: Any = None) -> Any:
    """Return `GroupPopulation.project`."""
    self.check_array_compatible_with_entity(array)
    self.entity.check_role_validity(role)
    recorder, key = recording(), self.entity.key
    if isinstance(array, (Text, Label)):
        found = _projected_words(recorder, self, array)
    elif not isinstance(array, Column) and np.asarray(array).dtype.kind in "SUO":
        return array[self.members_entity_id]  # a text that is the same for all
    else:
        column = _column(array)
        column = column.view() if isinstance(column, EnumColumn) else column
        moved = _done("project", [column], (key,), column.dtype, self.members.entity.key)
        found = _same_kind(array, moved)
    return found if role is None else np.where(self.members.has_role(role), found, 0)


def _projected_words(recorder: Recorder, population: Any, words: Any) -> Any:
    person = population.members.entity.key
    dtype = recorder.graph[node_of(words)].dtype
    args, static = (node_of(words),), (population.entity.key,)
    number = recorder.emit("project", args, static, dtype, person)
    values = plain(words)[population.members_entity_id]
    return text(values, number) if isinstance(words, Text) else again(words, values, number)


@projectable  # type: ignore[untyped-decorator]
def has_role(self: Any, role: Any) -> Column:
    """Return `Population.has_role`."""
    self.entity.check_role_validity(role)
    static = (role.entity.key, role_names(role))
    return _done("has_role", [], static, _BOOL, self.entity.key)


@projectable  # type: ignore[untyped-decorator]
def get_rank(self: Any, entity: Any, criteria: Any, condition: Any = True) -> Column:  # noqa: FBT002
    """Return `Population.get_rank`."""
    group = entity.reference_entity if isinstance(entity, Projector) else entity
    if not isinstance(condition, np.ndarray):
        condition = self.filled_array(bool(condition))
    args = [_column(criteria).astype(_F8), _column(condition).astype(bool)]
    return _done("rank", args, (group.entity.key,), _I8, self.entity.key)


def filled_array(self: Any, value: Any, dtype: Any = None) -> Any:
    """Return `CorePopulation.filled_array`."""
    values = np.full(self.count, bare(value), dtype)
    if values.dtype.kind in "SUO":
        return values
    return made(values, recording().constant(value, values.dtype), all_paths([value]))


def empty_array(self: Any) -> Any:
    """Return `CorePopulation.empty_array`."""
    return filled_array(self, 0, np.float32)
