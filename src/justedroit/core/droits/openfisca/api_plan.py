"""How a structure of request is answered: where its values go, and what is read back.

A plan is made once a structure, with OpenFisca's own reader, whose columns it must find again to
the bit; it is then followed for every request of that structure.
"""

from __future__ import annotations

import builtins
import copy
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core import periods
from openfisca_core.holders import Holder
from openfisca_core.indexed_enums import Enum
from openfisca_core.populations import Population as Members

from justedroit.core.droits.openfisca.api_forme import Shape, is_exact
from justedroit.core.droits.openfisca.api_lecture import Cell, Reader, Reading, Unusual
from justedroit.engine.columns import Table
from justedroit.engine.population import Group, Population
from justedroit.engine.question import Ask, Question

Array = npt.NDArray[Any]
Feature = tuple[str, str, int]

_MOST_INPUTS = 1500  # a shape is told to another process, and a kernel of more takes minutes


@dataclass(frozen=True, slots=True)
class _Read:
    """A value asked: its place in the request, and in what the kernel finds."""

    holder: int
    period: str
    ask: Ask
    member: int


class _Column:
    """The values of one variable, for some periods.

    Args:
        variable: of OpenFisca.
        count: members of its entity.
        cells: the values given, in the order of the request.
    """

    def __init__(self, variable: Any, count: int, cells: Sequence[Cell]) -> None:
        self.variable, self._count = variable, count
        self.eternal = str(variable.definition_period) == "eternity"
        told = {cell.period for cell in cells}
        for period in told:
            if str(periods.period(period)) != period:
                raise Unusual  # written otherwise: OpenFisca takes it for another column
        if self.eternal and len(told) > 1:
            raise Unusual
        # OpenFisca sets the small periods first: those of a year share out what is left of it.
        self._told = sorted(map(periods.period, told), key=periods.key_period_size)
        at = {str(period): column for column, period in enumerate(self._told)}
        self._rows = np.array([cell.member for cell in cells])
        self._columns = np.array([at[cell.period] for cell in cells])
        self._of = _getter([cell.place for cell in cells])
        self._read = _reader_of(variable)
        self._kept = [i for i, p in enumerate(self._told) if not _ended(variable, p)]
        unit = str(variable.definition_period)
        exact = all(str(p.unit) == unit and p.size == 1 for p in self._told)
        self._spread = not (exact or self.eternal)
        if self._spread and variable.value_type is str:
            raise Unusual
        self.periods: list[str] = []
        self._order: list[int] = []

    def learn(self, holder: Any) -> None:
        """Keep which periods OpenFisca knows once it has read the request."""
        self.periods = sorted(str(period) for period in holder.get_known_periods())
        known = [str(self._told[i]) for i in self._kept]
        if self.eternal:
            self._order = self._kept
        elif not self._spread:
            self._order = [self._kept[known.index(period)] for period in self.periods]

    def values(self, given: Sequence[Any]) -> tuple[Array, tuple[str, ...] | None]:
        """Return the columns of `periods`, shape `(members, periods)`, and the words of a text."""
        read, words = self._read(self._of(given))
        default = 0 if words is not None else _default(self.variable)
        shape = (self._count, len(self._told))
        told = np.full(shape, default, dtype=read.dtype)
        told[self._rows, self._columns] = read
        if self._spread:
            return self._shared_out(told), words
        return told[:, self._order], words

    def _shared_out(self, told: Array) -> Array:
        """Return what OpenFisca makes of values told for longer periods."""
        members = Members(self.variable.entity)
        members.count = self._count
        holder = Holder(self.variable, members)
        for i in self._kept:
            holder.set_input(self._told[i], told[:, i])
        return np.stack([np.asarray(holder.get_array(periods.period(p))) for p in self.periods], 1)


def distinct(system: Any, content: Any, reader: Reader) -> Any:
    """Return a request of the same structure, its values as different as they can be.

    A plan that reads it as OpenFisca does reads so every request of that structure: what it confuses
    shows, which the values of a request, often the same, would hide.

    Args:
        system: the tax and benefit system.
        content: a request.
        reader: reads it.

    Law:
        None: a check of the reading.
    """
    out = copy.deepcopy(content)
    holders = reader.read(out).holders
    for cell in reader.cells(content):
        if not cell.asked:
            value = _numbered(system.variables[cell.variable], cell.place)
            holders[cell.holder][cell.period] = value
    return out


def _numbered(variable: Any, place: int) -> Any:
    """Return a value of a variable, another for each place."""
    match variable.value_type:
        case builtins.float | builtins.int:
            return place + 1
        case builtins.bool:
            return place % 2 == 0
        case builtins.str:
            return str(place)[: variable.max_length]
        case dt.date:
            return str(dt.date(1950, 1, 1) + dt.timedelta(days=place))
    names = [item.name for item in variable.possible_values]
    return names[place % len(names)]


class Plan:
    """How the requests of one structure are answered.

    Args:
        package: country package.
        system: its tax and benefit system.
        cells: the values of a request of that structure.
        simulation: of OpenFisca, that has read such a request, with nothing calculated.

    Attributes:
        shape: what the engine compiles for it.

    Raises:
        Unusual: the engine cannot take it as it is.
    """

    def __init__(self, package: str, system: Any, cells: Sequence[Cell], simulation: Any) -> None:
        self._population = _population(system, simulation)
        variables = {cell.variable: system.variables[cell.variable] for cell in cells}
        if any(variable.is_neutralized for variable in variables.values()):
            raise Unusual
        self._columns = []
        for name, variable in variables.items():
            given = [cell for cell in cells if cell.variable == name and not cell.asked]
            if given:
                column = _Column(variable, self._population.count(variable.entity.key), given)
                column.learn(simulation.get_holder(name))
                self._columns.append(column)
        self._reads = [_read(variables[cell.variable], cell) for cell in cells if cell.asked]
        self._decoded = {
            read.ask: _written(system.variables[read.ask.variable]) for read in self._reads
        }
        self.shape = _shape(package, self._columns, self._reads)

    def agrees(self, simulation: Any, values: Sequence[Any]) -> bool:
        """Return whether the plan reads a request as OpenFisca does.

        Args:
            simulation: of OpenFisca, that has read the request, with nothing calculated.
            values: of the request.

        Law:
            None: a check of the reading.
        """
        known = {
            (name, str(period))
            for population in simulation.populations.values()
            for name, holder in population._holders.items()  # noqa: SLF001  (there is no other way)
            for period in holder.get_known_periods()
        }
        if known != {(c.variable.name, period) for c in self._columns for period in c.periods}:
            return False
        for column in self._columns:
            found, words = column.values(values)
            holder = simulation.get_holder(column.variable.name)
            for at, period in enumerate(column.periods):
                expected = np.asarray(holder.get_array(periods.period(period)))
                told = found[:, at]
                if words is not None:
                    told = np.array(words).astype(column.variable.dtype)[told]
                if not (told == expected).all():
                    return False
        return True

    def tables(self, values: Sequence[Any]) -> tuple[list[Table], set[Feature]]:
        """Return what a kernel is given, and the members of Enums that are told.

        Args:
            values: of a request.

        Raises:
            Unusual: a value that is not of the plain type of its variable.

        Law:
            None: an arrangement of columns.
        """
        out, features = [], set[Feature]()
        for column in self._columns:
            found, words = column.values(values)
            name = column.variable.name
            out.append(Table(name, column.periods, found, words=words))
            if column.variable.value_type is Enum:
                for at, period in enumerate(column.periods):
                    features.update((name, period, code) for code in set(found[:, at].tolist()))
        return out, features

    def answer(self, found: Mapping[Ask, Array], reading: Reading) -> None:
        """Write in a request what a kernel has found, as OpenFisca's handler would.

        Args:
            found: by output, one cell a member.
            reading: of the request, which is completed.

        Law:
            None: a way of writing.
        """
        for read in self._reads:
            value = self._decoded[read.ask](found[read.ask][read.member])
            reading.holders[read.holder][read.period] = value

    @property
    def population(self) -> Population:
        """Return who belongs to whom.

        Law:
            None: an arrangement of columns.
        """
        return self._population


def _shape(package: str, columns: Sequence[_Column], reads: Sequence[_Read]) -> Shape:
    keys = [(c.variable.name, period) for c in columns for period in c.periods]
    asks = [(read.ask.variable, read.ask.period) for read in reads]
    if not asks or len(keys) > _MOST_INPUTS:
        raise Unusual
    exact = tuple(sorted(key for key in keys if is_exact(package, key[0])))
    unique = tuple(dict.fromkeys(asks))
    return Shape(package, exact, frozenset(keys) - set(exact), unique, len(unique) < len(asks))


def _read(variable: Any, cell: Cell) -> _Read:
    """Return how a value asked is read back: for one period of its variable, and no other."""
    period = periods.period(cell.period)
    unit = str(variable.definition_period)
    if (
        unit == "eternity"
        or str(period.unit) != unit
        or period.size != 1
        or variable.value_type is str
    ):
        raise Unusual
    return _Read(cell.holder, cell.period, Ask(variable.name, str(period)), cell.member)


def _population(system: Any, simulation: Any) -> Population:
    """Return who belongs to whom, as OpenFisca has read it."""
    entities = Question(system, "", (), ()).entities()
    groups = {}
    for entity in system.group_entities:
        members = simulation.populations[entity.key]
        places = {id(role): place for place, role in enumerate(entity.flattened_roles)}
        roles = np.array([places[id(role)] for role in members.members_role], np.int8)
        of_person = np.asarray(members.members_entity_id, np.int64)
        groups[entity.key] = Group(members.count, of_person, roles)
    try:
        return Population(simulation.persons.count, entities, groups)
    except ValueError as error:  # a group of nobody
        raise Unusual from error


def _getter(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    return itemgetter(*places)


def _ended(variable: Any, period: Any) -> bool:
    return variable.end is not None and period.start.date > variable.end


def _default(variable: Any) -> Any:
    return getattr(variable.default_value, "index", variable.default_value)


Read = Callable[[Sequence[Any]], tuple[Array, tuple[str, ...] | None]]


def _reader_of(variable: Any) -> Read:
    """Return what reads values as OpenFisca does, where they are of the plain type of a variable."""
    kinds: dict[Any, tuple[frozenset[type], Any]] = {
        float: (frozenset({int, float}), np.float32),
        int: (frozenset({int}), np.int32),
        bool: (frozenset({bool}), np.bool_),
        dt.date: (frozenset({str}), "datetime64[D]"),
    }
    if variable.value_type is Enum:
        return _enum_reader(variable)
    if variable.value_type is str:
        return lambda given: _texts(variable, given)
    types, dtype = kinds[variable.value_type]

    def read(given: Sequence[Any]) -> tuple[Array, None]:
        if not types.issuperset(map(type, given)):
            raise Unusual
        try:
            return np.array(given, dtype), None
        except (ValueError, OverflowError) as error:
            raise Unusual from error

    return read


def _enum_reader(variable: Any) -> Read:
    codes = {item.name: item.index for item in variable.possible_values}

    def read(given: Sequence[Any]) -> tuple[Array, None]:
        try:
            return np.array([codes[value] for value in given], np.int16), None
        except (KeyError, TypeError) as error:
            raise Unusual from error

    return read


def _texts(variable: Any, given: Sequence[Any]) -> tuple[Array, tuple[str, ...]]:
    default = str(variable.default_value)
    words = {default: 0}
    for value in given:
        # The engine takes the empty text for the default; OpenFisca cuts what is longer.
        if type(value) is not str or not value or len(value) > (variable.max_length or len(value)):
            raise Unusual
        words.setdefault(value, len(words))
    return np.array([words[value] for value in given], np.int32), tuple(words)


def _written(variable: Any) -> Callable[[Any], Any]:
    """Return how OpenFisca's handler writes a value of a variable."""
    if variable.value_type is Enum:
        names = [
            item.name for item in sorted(variable.possible_values, key=lambda item: item.index)
        ]
        return lambda value: names[int(value)]
    if variable.value_type is float:
        return lambda value: float(str(value))  # the shortest decimal of the float32
    return lambda value: value.tolist()
