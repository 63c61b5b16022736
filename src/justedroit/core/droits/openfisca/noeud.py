"""The nodes of an explanation: a variable, its value, what it was read or computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EUROS = "currency"  # OpenFisca's own word


@dataclass(frozen=True, slots=True)
class ParametreLu:
    """A parameter of the law that a formula has read.

    Attributes:
        name: dotted name in OpenFisca.
        label: French label; the name when there is none.
        value: number, text or truth value; a tuple when read for several instances at once.
        unit: OpenFisca's unit (`currency`, `/1`, `year`…); empty when unknown.
        instant: day for which it was read, 2025-06-01.
        since: day since which it has this value; empty when unknown.
        references: texts that fix this value.
    """

    name: str
    label: str
    value: Any
    unit: str
    instant: str
    since: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noeud:
    """One variable on one period, and what it comes from.

    Attributes:
        variable: name in OpenFisca.
        label: French label.
        entity: entity that it describes.
        period: 2025-06, 2025, ETERNITY.
        value: value; a tuple, one per instance, when there are several.
        unit: `currency` for euros, OpenFisca's unit otherwise, empty when there is none.
        nature: `calcul` (a formula), `donnee` (given), `defaut` (neither), `repris` (explained
            elsewhere in the tree).
        default: whether the value is the variable's default everywhere: zero, false…
        words: French words of the value, when it is a code; one only, in a folded tree, that tells
            all members (`2 enfants`).
        instances: identifiers, in the order of `value`.
        parameters: those that the formula has read itself.
        references: texts of the variable.
        children: what the formula has asked for, in its order.
        folded: how many nodes `fold` has hidden under this one.
        suite: whether it has a tree of its own, too far from the root to stand in this one.
        compte: the operation that gave the value, in French, in a folded tree; empty: none is
            written.
    """

    variable: str
    label: str
    entity: str
    period: str
    value: Any
    unit: str
    nature: str
    default: bool = False
    words: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    parameters: tuple[ParametreLu, ...] = ()
    references: tuple[str, ...] = ()
    children: tuple[Noeud, ...] = ()
    folded: int = 0
    suite: bool = False
    compte: str = ""
