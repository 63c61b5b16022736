"""Legal parameters read one by one, each with its name; look-ups by a column become tables.

OpenFisca reads the whole law at each instant that a formula asks for. Here a parameter is read
when a formula reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core import periods
from openfisca_core.errors import ParameterNotFoundError
from openfisca_core.parameters import (
    ParameterNode,
    ParameterNodeAtInstant,
    VectorialParameterNodeAtInstant,
)
from openfisca_core.taxscales import TaxScaleLike

from justedroit.engine.tracing.amounts import named
from justedroit.engine.tracing.calls import Calls
from justedroit.engine.tracing.columns import Column, EnumColumn, Label, Text, codes, plain
from justedroit.engine.tracing.recorder import Paths, recording
from justedroit.engine.tracing.tables import looked_up
from justedroit.engine.tracing.ufuncs import as_enum, as_label, constant_array

Array = npt.NDArray[Any]

LARGEST_TABLE = 65536


class Law:
    """The parameters of a system, at each instant that is asked for.

    Args:
        root: the node of all parameters.

    Attributes:
        scales: the scales that were read, by identity, with their names.
        without: by Enum, the members for which some look-up has no parameter.
    """

    def __init__(self, root: ParameterNode) -> None:
        self._root = root
        self._at: dict[str, NodeView] = {}
        self.scales: dict[int, tuple[TaxScaleLike, str]] = {}
        self.without: dict[Any, set[int]] = {}

    def at(self, instant: Any) -> NodeView:
        """Return the parameters at an instant or at the start of a period."""
        if isinstance(instant, periods.Period):
            instant = instant.start
        day = str(periods.instant(instant))
        if day not in self._at:
            self._at[day] = NodeView(self, self._root, day)
        return self._at[day]

    def paths_of(self, scale: TaxScaleLike) -> Paths:
        """Return the name of a scale."""
        known = self.scales.get(id(scale))
        return frozenset([known[1]]) if known else frozenset()


class NodeView(ParameterNodeAtInstant):  # type: ignore[misc]
    """A node of parameters at an instant, whose children are read when they are asked for."""

    def __init__(self, law: Law, node: ParameterNode, instant: str) -> None:
        """Look at a node.

        Args:
            law: keeps the scales that were read.
            node: dated parameters.
            instant: `2025-01-01`.
        """
        self._law, self._node = law, node
        self._name, self._instant_str = node.name, instant

    def __getattr__(self, key: str) -> Any:
        if key == "_children":
            found = self._node._get_at_instant(self._instant_str)._children  # noqa: SLF001
        elif key.startswith("__"):
            raise AttributeError(key)
        else:
            found = self._child(key)
        self.__dict__[key] = found
        return found

    def _child(self, key: str) -> Any:
        child = self._node.children.get(key)
        if isinstance(child, ParameterNode):
            return NodeView(self._law, child, self._instant_str)
        name = f"{self._name}.{key}" if self._name else key
        value = None if child is None else child._get_at_instant(self._instant_str)  # noqa: SLF001
        if value is None:
            raise ParameterNotFoundError(name, self._instant_str)
        if isinstance(value, TaxScaleLike):
            self._law.scales[id(value)] = (value, name)
        return named(value, frozenset([name]))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, np.ndarray):
            return looked_up_in(self, key)
        if isinstance(key, str):
            return getattr(self, key)
        raise ParameterNotFoundError(f"{self._name}.{key}", self._instant_str)

    def __iter__(self) -> Iterator[str]:
        return iter(self._children)

    def __contains__(self, key: object) -> bool:
        return key in self._children


@dataclass(frozen=True)
class Lookup:
    """A node chosen for each member: a key, and what it may choose.

    Attributes:
        key: places in `nodes`.
        lowest: key of the first.
        nodes: what is chosen; None: no such parameter, plain OpenFisca stops there.
        name: dotted name of the node that holds them.
    """

    key: Column
    lowest: int
    nodes: Sequence[Any]
    name: str

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return self[attribute]

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            inner = [node and node._children.get(key) for node in self.nodes]  # noqa: SLF001
            return _found(Lookup(self.key, self.lowest, inner, f"{self.name}.*.{key}"))
        return _found(_multiplied(self, _traced_key(key)))


def looked_up_in(node: ParameterNodeAtInstant, key: Any) -> Any:
    """Return the child that each member's key chooses.

    Args:
        node: its children are all of the same form.
        key: members of an Enum, words, whole numbers or dates.
    """
    real = node
    if isinstance(node, NodeView):
        real = node._node._get_at_instant(node._instant_str)  # noqa: SLF001
    VectorialParameterNodeAtInstant.check_node_vectorisable(real)
    column, lowest, names = _places(_traced_key(key), list(real._children))  # noqa: SLF001
    nodes = [real._children.get(name) for name in names]  # noqa: SLF001
    if isinstance(key, EnumColumn) and isinstance(node, NodeView):
        missing = [place for place, found in enumerate(nodes) if found is None]
        node._law.without.setdefault(key.possible_values, set()).update(missing)  # noqa: SLF001
    return _found(Lookup(column, lowest, nodes, f"{real._name}.*"))  # noqa: SLF001


def _traced_key(key: Any) -> Any:
    if isinstance(key, Column):
        return key
    possible_values = getattr(key, "possible_values", None)
    if plain(key).dtype.kind in "UO":
        found = np.asarray(plain(key))
        if len(set(found.tolist())) == 1:
            word = getattr(found[0], "name", str(found[0]))
            return as_label(constant_array(recording(), np.zeros(len(found), np.int16)), [word])
    column = constant_array(recording(), plain(key))
    if possible_values is None:
        return column
    return as_enum(column, possible_values)


def _places(key: Any, children: Sequence[str]) -> tuple[Column, int, list[str]]:
    """Return whole numbers, the lowest, and the name of the child that each one chooses."""
    if isinstance(key, EnumColumn):
        return key.view(), 0, [str(name) for name in key.possible_values.names]
    if isinstance(key, Label):
        return codes(key), 0, list(key.words)
    if isinstance(key, Text) or key.dtype.kind not in "biuM":
        raise recording().refuse(f"a parameter chosen by {key.dtype}")
    if key.dtype.kind == "M":
        return _by_date(key, children)
    numbers = [int(name) for name in children if name.lstrip("-").isdigit()]
    lowest, highest = min(numbers), max(numbers)
    if highest - lowest >= LARGEST_TABLE:
        raise recording().refuse("a parameter chosen by numbers too far apart")
    return key, lowest, [str(number) for number in range(lowest, highest + 1)]


def _by_date(key: Column, children: Sequence[str]) -> tuple[Column, int, list[str]]:
    """Return how many of the dates `after_…` are past, as OpenFisca counts them."""
    after = [name for name in children if not name.startswith("before")]
    points = [np.datetime64("-".join(name[len("after_") :].split("_"))) for name in after]
    past: Any = sum(np.less_equal(point, key).astype(np.int64) for point in points)
    return past, 0, list(children)


def _multiplied(outer: Lookup, key: Any) -> Lookup:
    """Return a look-up by a further key: both keys make one whole number."""
    first = next(node for node in outer.nodes if node is not None)
    column, lowest, names = _places(key, list(first._children))  # noqa: SLF001
    nodes = [node and node._children.get(name) for node in outer.nodes for name in names]  # noqa: SLF001
    if len(nodes) > LARGEST_TABLE:
        raise recording().refuse(f"a table of {len(nodes)} parameters")
    outside = outer.key.astype(np.int64) - outer.lowest
    both = outside * len(names) + (column.astype(np.int64) - lowest)
    return Lookup(both, 0, nodes, f"{outer.name}.*")


def _found(lookup: Lookup) -> Any:
    """Return a look-up among nodes, or the table of the values reached."""
    known = [node for node in lookup.nodes if node is not None]
    if not known:
        raise ParameterNotFoundError(lookup.name, "")
    if isinstance(known[0], ParameterNodeAtInstant):
        return lookup
    if isinstance(known[0], TaxScaleLike):
        raise recording().refuse(f"a scale chosen by a column ({lookup.name})")
    if isinstance(known[0], str):
        words = ["" if node is None else node for node in lookup.nodes]
        places = looked_up(lookup.key, lookup.lowest, np.arange(len(words), dtype=np.int16))
        return as_label(places, words)
    dtype = np.array(known).dtype
    # ASSUMPTION: a key without a parameter stops plain OpenFisca; its place holds a zero.
    values = np.array([0 if node is None else node for node in lookup.nodes], dtype)
    return looked_up(lookup.key, lookup.lowest, values, frozenset([lookup.name]))


class Reading:
    """Parameters at an instant, or a look-up among them, that note what is read of them.

    It stands where OpenFisca's own tracer stands when it traces, and notes the same.

    Args:
        inner: the node, or the look-up.
        calls: where it is noted.
        name: name of the node that a column chooses from, for a look-up.
        instant: of the node, for a look-up.
    """

    def __init__(self, inner: Any, calls: Calls, name: str = "", instant: str = "") -> None:
        self.__dict__["_inner"], self.__dict__["_calls"] = inner, calls
        self.__dict__["_name"] = name or inner._name  # noqa: SLF001  (OpenFisca's own, as its tracer)
        self.__dict__["_instant_str"] = instant or inner._instant_str  # noqa: SLF001

    def __getattr__(self, key: str) -> Any:
        return self._noted(getattr(self._inner, key), key)

    def __getitem__(self, key: Any) -> Any:
        return self._noted(self._inner[key], key)

    def __contains__(self, key: object) -> bool:
        return key in self._inner

    def __iter__(self) -> Iterator[str]:
        return iter(self._inner)

    def _noted(self, child: Any, key: Any) -> Any:
        if isinstance(child, ParameterNodeAtInstant):
            return Reading(child, self._calls)
        if isinstance(child, Lookup):
            return Reading(child, self._calls, self._name, self._instant_str)
        chosen = not isinstance(key, str) or isinstance(self._inner, Lookup)
        name = self._name if chosen else f"{self._name}.{key}"
        self._calls.read(name, self._instant_str, child)
        return child
