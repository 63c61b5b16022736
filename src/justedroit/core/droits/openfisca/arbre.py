"""The tree of an explanation, from any record of who asked what of whom.

OpenFisca computes each variable once and reads it from its memory afterwards, so a record of its
calls hides a branch at the first place where it happened to be needed, however deep. Here each
branch stands where it is nearest to the amount explained; elsewhere it is named, and marked
`repris`. A whole year of calculation can stand behind one amount: past a number of nodes, the
farthest are named without their own branches, marked `suite`, and can be asked for by themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from openfisca_core.indexed_enums import EnumArray

from justedroit.core.droits.openfisca.libelles import libelle_of
from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu

MOST = 1200  # nodes of a tree that a page can open; beyond, a branch is asked for by itself

# ASSUMPTION: OpenFisca-France gives most of its amounts no unit. A float is an amount in euros,
# unless a word of its name says that it counts something else.
_NOT_EUROS = re.compile(
    r"(^|_)(taux|coeff?|coefficient|nb\w*|nombre|heures?|duree|parts?|unites|quotite|ratio|rapport"
    r"|annees|k|distance|indice|points)(_|$)"
)


class Forest(Protocol):
    """A record of the calls of a calculation; a call is whatever names it."""

    @property
    def system(self) -> Any:
        """Return the tax and benefit system."""
        ...

    def name(self, call: Any) -> tuple[str, str]:
        """Return the variable and the period of a call."""
        ...

    def key(self, call: Any) -> Hashable:
        """Return what makes a call one with another: its variable, its period and its value."""
        ...

    def source(self, call: Any) -> Any:
        """Return the call whose formula gave the value of another; None: no formula was run."""
        ...

    def calls(self, source: Any) -> Sequence[Any]:
        """Return what a formula asked for, in order."""
        ...

    def reads(self, source: Any) -> Sequence[tuple[str, str, Any]]:
        """Return what a formula read of the law: dotted name, day, value."""
        ...

    def value(self, call: Any) -> Any:
        """Return the values of a call, one a member, as OpenFisca holds them."""
        ...

    def is_given(self, call: Any) -> bool:
        """Tell whether a value was given."""
        ...

    def instances(self, entity: str) -> tuple[str, ...]:
        """Return the identifiers of the members of an entity."""
        ...


@dataclass(slots=True)
class _Draft:
    """A node whose place in the tree is decided before it is written."""

    call: Any
    nature: str = ""
    more: bool = False
    source: Any = None
    children: list[_Draft] = field(default_factory=list)


def tree_of(forest: Forest, root: Any, most: int | None = None) -> Noeud:
    """Return the tree of a call.

    Args:
        forest: the calls.
        root: the one explained.
        most: nodes past which no branch is opened any more; None: all of them are.

    Law:
        None: each variable and parameter names its own texts.
    """
    return _Writer(forest).written(_placed(forest, root, most))


def _placed(forest: Forest, root: Any, most: int | None) -> _Draft:
    """Place each branch where it is nearest to the root, breadth first."""
    top = _Draft(root)
    seen: set[Hashable] = set()
    queue, count = deque([top]), 1
    while queue:
        draft = queue.popleft()
        key, source = forest.key(draft.call), forest.source(draft.call)
        if source is not None and key in seen:
            draft.nature = "repris"
        elif source is not None and most is not None and count >= most:
            draft.more = True
        elif source is not None:
            draft.call = draft.source = source
            draft.children = [_Draft(child) for child in forest.calls(source)]
            queue.extend(draft.children)
            count += len(draft.children)
        seen.add(key)
    return top


class _Told(NamedTuple):
    """What a law says of a variable, whoever it is computed for."""

    label: str
    entity: str
    unit: str
    default: Any
    references: tuple[str, ...]
    eternal: bool


class _Writer:
    """Writes the nodes of a tree."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._variables = forest.system.variables
        self._parameters = forest.system.parameters

    def written(self, draft: _Draft) -> Noeud:
        name, period = self._forest.name(draft.call)
        variable = self._variables[name]
        told = _told(variable)
        found = self._forest.value(draft.call)
        values = _values(found)
        nature = draft.nature or self._nature(draft, variable, period)
        reads = self._forest.reads(draft.source) if nature == "calcul" and draft.source else ()
        return Noeud(
            variable=name,
            label=told.label,
            entity=told.entity,
            period=period,
            value=values[0] if len(values) == 1 else values,
            unit=told.unit,
            nature=nature,
            default=all(v == told.default for v in values),
            words=_words(found),
            instances=self._forest.instances(told.entity),
            parameters=self._read(reads),
            references=told.references,
            children=tuple([self.written(child) for child in draft.children]),
            suite=draft.more,
        )

    def _nature(self, draft: _Draft, variable: Any, period: str) -> str:
        if self._forest.is_given(draft.call):
            return "donnee"
        if draft.source is not None or draft.more:
            return "calcul"
        return "calcul" if _has_formula(variable, period) else "defaut"

    def _read(self, reads: Sequence[tuple[str, str, Any]]) -> tuple[ParametreLu, ...]:
        """Return the parameters read, each once, in the order of reading."""
        found = {(name, day, repr(value)): (name, day, value) for name, day, value in reads}
        return tuple(
            _parameter(self._parameters, name, day).filled(_values(value))
            for name, day, value in found.values()
        )


@lru_cache(maxsize=20_000)
def _told(variable: Any) -> _Told:
    return _Told(
        label=libelle_of(variable.name).libelle
        or " ".join(str(variable.label or variable.name).split()),
        entity=variable.entity.key,
        unit=_unit(variable),
        default=_values(variable.default_array(1))[0],
        references=texts_of(variable.reference),
        eternal=str(variable.definition_period) == "eternity",
    )


@lru_cache(maxsize=50_000)
def _has_formula(variable: Any, period: str) -> bool:
    return variable.get_formula(period) is not None


def _unit(variable: Any) -> str:
    if variable.unit or variable.value_type is not float:
        return str(variable.unit or "") if variable.value_type in (int, float) else ""
    return "" if _NOT_EUROS.search(variable.name) else EUROS


def _values(found: Any) -> tuple[Any, ...]:
    """Return OpenFisca's array as Python values."""
    array = found.decode_to_str() if isinstance(found, EnumArray) else np.asarray(found)
    if array.dtype.kind in "biu":
        return tuple(array.ravel().tolist())
    return tuple([_one(value) for value in array.ravel()])


def _one(value: Any) -> Any:
    if isinstance(value, np.floating):
        # A float32 as it reads: 646.52, not 646.52001953125. Zeros of either sign are one number.
        return float(str(value)) + 0.0 if np.isfinite(value) else None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.datetime64 | dt.date):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


def _words(value: Any) -> tuple[str, ...]:
    """Return the French words of codes; nothing for other values."""
    if not isinstance(value, EnumArray):
        return ()
    return tuple(str(code.value) for code in value.decode())


def parameter_read(root: Any, name: str, instant: str) -> ParametreLu | None:
    """Return a parameter in force on a day; None where there is none.

    Args:
        root: parameters of a tax and benefit system.
        name: dotted name.
        instant: day, 2025-06-01.

    Law:
        None: the parameter names its own texts.
    """
    node = root
    for part in name.split("."):
        node = getattr(node, "children", {}).get(part)
    value = None if node is None else node(instant)
    return None if value is None else _parameter(root, name, instant).filled((value,))


class _Parameter(NamedTuple):
    """A parameter on a day, but for its value."""

    name: str
    label: str
    unit: str
    instant: str
    since: str
    references: tuple[str, ...]

    def filled(self, values: tuple[Any, ...]) -> ParametreLu:
        """Return the parameter with its value."""
        value = values[0] if len(values) == 1 else values
        return ParametreLu(
            self.name, self.label, value, self.unit, self.instant, self.since, self.references
        )


@lru_cache(maxsize=50_000)
def _parameter(root: Any, name: str, instant: str) -> _Parameter:
    node = root
    for part in name.split("."):
        node = getattr(node, "children", {}).get(part)
        if node is None:
            return _Parameter(name, name, "", instant, "", ())
    told = {_dated(leaf, instant) for leaf in _leaves(node)}
    # A value chosen among several (by zone, by rank) has what they all have in common.
    unit, since, references = told.pop() if len(told) == 1 else ("", "", ())
    return _Parameter(
        name=name,
        label=" ".join(str(node.description or name).split()),
        unit=unit or str(node.metadata.get("unit") or ""),
        instant=instant,
        since=since,
        references=references or texts_of(node.metadata.get("reference") or (), since),
    )


def _leaves(node: Any) -> Iterator[Any]:
    children = getattr(node, "children", {})
    if not children:
        yield node
    for child in children.values():
        yield from _leaves(child)


def _dated(leaf: Any, instant: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the unit of a parameter, since when it has its value, and the texts that fix it."""
    steps = [v.instant_str for v in getattr(leaf, "values_list", [])]
    since = max((s for s in steps if s <= instant), default="")
    references = leaf.metadata.get("reference") or ()
    return str(leaf.metadata.get("unit") or ""), since, texts_of(references, since)


def texts_of(references: Any, since: str = "") -> tuple[str, ...]:
    """Return references as texts: OpenFisca has them as text, list, title and link, or dated.

    Law:
        None: a way of writing.
    """
    match references:
        case str() if references.strip():
            texts: tuple[str, ...] = (references.strip(),)
        case {"title": title, "href": link}:
            texts = (f"{title} ({link})",)
        case {"title": one} | {"href": one}:
            texts = (str(one),)
        case dict():
            texts = texts_of({str(day): text for day, text in references.items()}.get(since))
        case list() | tuple():
            texts = tuple(text for one in references for text in texts_of(one, since))
        case _:
            texts = ()
    return texts
