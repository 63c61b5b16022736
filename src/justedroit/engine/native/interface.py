"""What a compiled program asks of those who run it: inputs, members, roles, doors.

Everything is numbered by going once through the live nodes, so that the text in C and those who
run it agree without telling each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from justedroit.engine.graph import Program
from justedroit.engine.native.errors import NotCompiled
from justedroit.engine.native.kinds import Kinds
from justedroit.engine.node import Node
from justedroit.engine.operations import GROUPING

MOST_ENTITIES = 8  # as in kernel.h

List = tuple[str, Any]  # (group entity, roles or None)
Pick = tuple[str, str, Any]  # (operation, group entity, roles or rank)

PICKS = frozenset({"pick_role", "pick_nth"})
REDUCTIONS = GROUPING - PICKS


@dataclass(frozen=True, eq=False)
class Interface:
    """The numbering of what a program reads.

    Attributes:
        program: what is computed.
        kinds: how each value is held.
        entities: that of persons, then the groups.
        entity: place of the entity of each live node; None: one value for all.
        inputs: place of each input node.
        lists: place of each list of members.
        picks: place of each choice of a member.
        fixed: place of each node that holds one number a row, or one for all.
        doors: place of each (variable, period) that reads texts.
    """

    program: Program
    kinds: Kinds
    entities: tuple[str, ...]
    entity: dict[int, int | None] = field(default_factory=dict)
    inputs: dict[int, int] = field(default_factory=dict)
    lists: dict[List, int] = field(default_factory=dict)
    picks: dict[Pick, int] = field(default_factory=dict)
    fixed: dict[int, int] = field(default_factory=dict)
    doors: dict[Any, int] = field(default_factory=dict)

    def is_uniform(self, number: int) -> bool:
        """Return whether a node has one value for all, known when the program is run."""
        return self.entity[number] is None and not self.program.graph.is_constant(number)


def interface_of(program: Program) -> Interface:
    """Return what a program asks of those who run it.

    Raises:
        NotCompiled: an operation or a type that has no C, or too many entities.
    """
    entities = (program.entities.person, *program.entities.roles)
    if len(entities) > MOST_ENTITIES:
        raise NotCompiled(f"more than {MOST_ENTITIES} entities have no C")
    out = Interface(program, Kinds(program), entities)
    for number in program.live():
        _number(out, program.graph[number])
    return out


def list_of(node: Node) -> List:
    """Return the list of members that an operation goes through."""
    return node.static[0], None if node.op == "rank" else node.static[1]


def pick_of(node: Node) -> Pick:
    """Return the choice of a member that an operation makes."""
    return node.op, node.static[0], node.static[1]


def _number(out: Interface, node: Node) -> None:
    entity = _entity(out, node)
    out.entity[node.number] = entity
    if node.op == "input":
        out.inputs[node.number] = len(out.inputs)
    if node.op in REDUCTIONS or node.op == "rank":
        out.lists.setdefault(list_of(node), len(out.lists))
    if node.op in PICKS:
        out.picks.setdefault(pick_of(node), len(out.picks))
    if node.op == "door":
        out.doors.setdefault(node.static, len(out.doors))
    if node.op in ("has_role", "count") or (entity is None and node.op != "const"):
        out.fixed[node.number] = len(out.fixed)


def _entity(out: Interface, node: Node) -> int | None:
    if node.op == "input":
        return out.entities.index(str(node.entity))
    if node.op in ("project", "has_role", "rank"):
        return 0
    if node.op in GROUPING or node.op == "count":
        return out.entities.index(node.static[0])
    return next((e for e in (out.entity[a] for a in node.args) if e is not None), None)
