"""Arrays that know which node of the graph they are.

Each holds the values of the sample, so that the law computes as it always does, and the number
of its node. A `Column` holds numbers, truths or dates; an `EnumColumn` the places of the members of
an Enum; a `Label` words that are all known; a `Text` texts that are only known when they are met.

`mask` is the node of the members that are left after `column[mask]`: operations are recorded for
all the members, and the mask says of which of them they are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
from openfisca_core.indexed_enums import Enum, EnumArray

from justedroit.engine.tracing.recorder import NO_PATH, Paths, recording

Array = npt.NDArray[Any]


if TYPE_CHECKING:
    _Array: Any = np.ndarray
else:
    _Array = np.ndarray


class Work:
    """What is done to columns, by the modules that know how: they import this one."""

    applied: Callable[..., Any]
    called: Callable[..., Any]
    converted: Callable[..., Any]
    taken: Callable[..., Any]
    put: Callable[..., Any]
    asked: Callable[..., Any]
    chosen: Callable[..., Any]


class Column(_Array):  # type: ignore[misc]
    """Values of the sample, and their node.

    Attributes:
        node: its number; None for what an operation that is not traced made.
        paths: legal parameters that a constant comes from.
        mask: node of the members left, after `column[mask]`.
    """

    node: int | None
    paths: Paths
    mask: int | None
    possible_values: Any

    def __array_finalize__(self, obj: Any) -> None:
        self.node, self.paths, self.mask = None, NO_PATH, None
        self.possible_values = getattr(obj, "possible_values", None)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return Work.applied(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        return Work.called(function, args, kwargs)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Enum):
            return filled(value=False, like=self)  # numbers are no members of an Enum
        return np.equal(self, other)  # type: ignore[call-overload]

    def __ne__(self, other: object) -> Any:
        if isinstance(other, Enum):
            return filled(value=True, like=self)
        return np.not_equal(self, other)  # type: ignore[call-overload]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(%{self.node}, {plain(self)!r})"

    def __bool__(self) -> bool:
        return bool(_only_if_constant(self, "a branch on a column").all())

    def __float__(self) -> float:
        return float(_only_if_constant(self, "a column turned into one number"))

    def __int__(self) -> int:
        return int(_only_if_constant(self, "a column turned into one number"))

    def __index__(self) -> int:
        return int(_only_if_constant(self, "a column used as one index"))

    def __iter__(self) -> Iterator[Any]:
        return iter(_only_if_constant(self, "Python code that goes through members one by one"))

    def __getitem__(self, key: Any) -> Any:
        return Work.taken(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        Work.put(self, key, value)

    def astype(self, dtype: Any, *_args: Any, **_kwargs: Any) -> Any:
        """Return the values converted."""
        return Work.converted(self, np.dtype(dtype))

    def copy(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return a column that can be changed without this one."""
        return again(self, plain(self).copy())

    flatten = copy

    def ravel(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return itself: it has one dimension."""
        return self

    def view(self, *args: Any, **kwargs: Any) -> Any:
        """Return the same values; those of an Enum as numbers."""
        if not kwargs and (not args or args[0] is np.ndarray):
            return like(plain(self), self.node, self)
        raise recording().refuse("values read as another type (view)")

    def round(self, decimals: int = 0, *_args: Any, **_kwargs: Any) -> Any:
        """Return the values rounded as numpy rounds."""
        return np.round(self, decimals)

    def clip(self, *args: Any, **kwargs: Any) -> Any:
        """Return the values kept between two bounds."""
        return np.clip(self, *args, **kwargs)

    def any(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return the answer, to be used in a branch."""
        return Work.asked("any", self)

    def all(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return the answer, to be used in a branch."""
        return Work.asked("all", self)

    def fill(self, value: Any) -> None:
        """Give every member the same value."""
        self[:] = value


class EnumColumn(Column, EnumArray):  # type: ignore[misc]
    """Members of an Enum, by their places."""

    __array_finalize__ = Column.__array_finalize__
    __hash__ = None
    __repr__ = Column.__repr__

    def __new__(cls, values: Array, possible_values: Any) -> Self:
        """See `made`: the node is set there."""
        found: Any = np.ndarray.view(values, cls)
        found.possible_values = possible_values
        return found  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Enum):
            if other.__class__ != self.possible_values:
                return filled(value=False, like=self)
            return np.equal(self.view(), other.index)
        return np.equal(self.view(), other)  # type: ignore[call-overload]

    def __ne__(self, other: object) -> Any:
        return np.logical_not(self == other)

    def decode(self) -> EnumColumn:
        """Return itself: its comparisons with members are the same."""
        return self

    def decode_to_str(self) -> Label:
        """Return the names of the members."""
        names = tuple(str(name) for name in self.possible_values.names)
        return label(self.possible_values.names[plain(self)], self, names)


class Label(Column):
    """Words out of a list known in advance; the node holds their places.

    Attributes:
        words: the list.
    """

    words: tuple[str, ...]


class Text(Column):
    """Texts given to the law: a node of codes, whose texts are met later."""

    def __iter__(self) -> Iterator[Any]:
        return iter(unseen(self))


class Listed(_Array):  # type: ignore[misc]
    """A few numbers of the law, which a column of places may choose from."""

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, Column) and key.dtype.kind in "iu":
            return Work.chosen(np.asarray(np.ndarray.view(self, np.ndarray)), key)
        return np.ndarray.view(self, np.ndarray)[key]


def unseen(value: Any) -> Any:
    """Return the values of the sample, for work on a text that is not recorded."""
    frame = recording().frame
    if frame is not None and isinstance(value, Text):
        frame.raw = True
    return plain(value)


def plain(value: Any) -> Any:
    """Return the values of the sample, without their node."""
    if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
        return np.ndarray.view(value, np.ndarray)
    return value


def made(values: Array, node: int, paths: Paths = NO_PATH, mask: int | None = None) -> Column:
    """Return a column."""
    found: Any = np.ndarray.view(values, Column)
    found.node, found.paths, found.mask = node, paths, mask
    recorder = recording()
    if recorder.frames and recorder.graph.nodes[node].op != "const":
        recorder.frames[-1].moving = True
    return found  # type: ignore[no-any-return]


def enumerated(values: Array, node: int, possible_values: Any, origin: Any = None) -> EnumColumn:
    """Return a column of members of an Enum."""
    found = EnumColumn(values, possible_values)
    _marked(found, node, origin)
    return found


def label(values: Array, codes: Column, words: Sequence[str]) -> Label:
    """Return a column of words, whose node holds their places."""
    found: Any = np.ndarray.view(np.asarray(values), Label)
    found.words = tuple(words)
    _marked(found, codes.node, codes)
    return found  # type: ignore[no-any-return]


def codes(words: Label) -> Column:
    """Return the places of words in their list."""
    places = {word: place for place, word in enumerate(words.words)}
    found = np.array([places[str(word)] for word in plain(words)], np.int16)
    return made(found, node_of(words), words.paths, words.mask)


def text(values: Array, node: int, origin: Any = None) -> Text:
    """Return a column of texts."""
    found: Any = np.ndarray.view(values, Text)
    found.node, found.mask = node, getattr(origin, "mask", None)
    return found  # type: ignore[no-any-return]


def like(values: Array, node: int | None, origin: Column) -> Column:
    """Return numbers with the paths and the mask of another column."""
    if node is None:
        raise _lost()
    return made(values, node, origin.paths, origin.mask)


def again(column: Column, values: Array, node: int | None = None) -> Column:
    """Return other values of the same kind, with the same node or another."""
    node = column.node if node is None else node
    if node is None:
        raise _lost()
    if isinstance(column, EnumColumn):
        return enumerated(values, node, column.possible_values, column)
    if isinstance(column, Text):
        return text(values, node, column)
    if isinstance(column, Label):
        found = label(values, column, column.words)
        found.node = node
        return found
    return like(values, node, column)


def filled(value: Any, like: Column) -> Column:
    """Return a column of one value."""
    values = np.full(like.shape, value)
    return made(values, recording().constant(value, values.dtype), NO_PATH, like.mask)


def node_of(column: Column) -> int:
    """Return the node of a column.

    Raises:
        NotTraceable: the column comes from an operation that is not traced.
    """
    if column.node is None:
        raise _lost()
    return column.node


def is_constant(column: Column) -> bool:
    """Return whether a column is the same for all, whoever they are."""
    return recording().is_constant(node_of(column))


def _marked(found: Column, node: int | None, origin: Any) -> None:
    if node is None:
        raise _lost()
    found.node, found.paths = node, getattr(origin, "paths", NO_PATH)
    found.mask = getattr(origin, "mask", None)
    recorder = recording()
    if recorder.frames and not recorder.is_constant(node):
        recorder.frames[-1].moving = True


def _lost() -> Exception:
    return recording().refuse("an array made by an operation that is not traced")


def _only_if_constant(column: Column, what: str) -> Array:
    if column.node is None or not is_constant(column):
        raise recording().refuse(what, "" if "members" in what else _WHERE)
    return np.asarray(plain(column))


_WHERE = "Write the choice with numpy.where, or give the variable as an input."
_METHODS = [
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "byteswap",
    "choose",
    "compress",
    "conj",
    "conjugate",
    "cumprod",
    "cumsum",
    "diagonal",
    "dot",
    "dump",
    "dumps",
    "item",
    "max",
    "mean",
    "min",
    "nonzero",
    "partition",
    "prod",
    "ptp",
    "put",
    "repeat",
    "reshape",
    "resize",
    "searchsorted",
    "sort",
    "squeeze",
    "std",
    "sum",
    "swapaxes",
    "take",
    "tobytes",
    "tofile",
    "tolist",
    "trace",
    "transpose",
    "var",
]


def _refused(name: str) -> Any:
    method = getattr(np.ndarray, name)

    def only_constant(self: Column, *args: Any, **kwargs: Any) -> Any:
        values = _only_if_constant(self, f"the method {name} of an array")
        found = method(values, *args, **kwargs)
        if name in _OF_SIZE and np.ndim(found) == 0:
            raise recording().refuse(f"the method {name}, which depends on the number of members")
        return found

    return only_constant


_OF_SIZE = frozenset({"sum", "prod", "dot", "trace"})
for _name in _METHODS:
    setattr(Column, _name, _refused(_name))
