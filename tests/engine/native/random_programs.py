"""Programs, populations and inputs at random: every operation, every type, every structure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from justedroit.engine.columns import Table
from justedroit.engine.graph import Entities, Graph, Output, Program
from justedroit.engine.operations import COMPARISONS, LOGIC
from justedroit.engine.population import Group, Population

ENTITIES = Entities(
    "person",
    {"family": ("parent", "child"), "household": ("head", "spouse", "other"), "unit": ("any",)},
)
NAMES = ("person", "family", "household", "unit")
TYPES = ("?", "i2", "i4", "i8", "f4", "f8", "M8[D]", "M8[M]", "m8[D]")
NUMBERS = ("i2", "i4", "i8", "f4", "f8")
CASTS = {
    "?": ("i2", "i4", "i8", "f4", "f8"),
    "i2": ("?", "i4", "i8", "f4", "f8"),
    "i4": ("?", "i2", "i8", "f4", "f8"),
    "i8": ("?", "i2", "i4", "f4", "f8"),
    "f4": ("?", "f8"),
    "f8": ("?", "f4"),
    "M8[D]": ("M8[M]", "M8[Y]", "i8"),
    "M8[M]": ("M8[D]", "M8[Y]", "i8"),
    "m8[D]": ("m8[M]", "m8[Y]", "i8", "f8"),
}


@dataclass
class Case:
    program: Program
    population: Population
    inputs: dict
    doors: dict

    def tables(self) -> list[Table]:
        return [
            Table(variable, [period], values[:, None], default=0)
            for (variable, period), values in self.inputs.items()
        ]


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.graph = Graph()
        self.pool: dict[tuple[str, str], list[int]] = {}
        self.doors: dict = {}

    def pick(self, things):
        return things[int(self.random.integers(len(things)))]

    def keep(self, entity: str, dtype: str, number: int) -> None:
        self.pool.setdefault((entity, dtype), []).append(number)

    def any(self, entity: str, dtype: str) -> int:
        """Return a node of a type: one that is there, an input or a constant."""
        known = self.pool.get((entity, dtype), [])
        chance = self.random.random()
        if known and chance < 0.75:
            return self.pick(known)
        if chance < 0.9:
            name = (f"{entity} {dtype} {self.random.integers(4)}", "2025")
            return self.graph.input(name, dtype, entity)
        return self.graph.constant(column(self.random, 1, dtype)[0], dtype)

    def step(self) -> None:
        entity = self.pick(NAMES)
        self.pick(STEPS)(self, entity)

    def program(self, steps: int) -> Program:
        for _ in range(steps):
            self.step()
        made = [(e, n) for (e, _), numbers in self.pool.items() for n in numbers]
        chosen = [self.pick(made) for _ in range(12)] if made else []
        outputs = {f"out {i}": Output(n, e) for i, (e, n) in enumerate(chosen)}
        return Program(self.graph, outputs, ENTITIES)


def _arithmetic(make: Maker, entity: str) -> None:
    dtype = make.pick(NUMBERS)
    ops = ["add", "subtract", "multiply", "maximum", "minimum", "floor_divide", "remainder"]
    op = make.pick([*ops, "divide"] if dtype[0] == "f" else ops)
    args = [make.any(entity, dtype), make.any(entity, dtype)]
    make.keep(entity, dtype, make.graph.add(op, args))


def _alone(make: Maker, entity: str) -> None:
    dtype = make.pick(NUMBERS)
    ops = ["negative", "absolute", "sign", "floor", "ceil"]
    op = make.pick([*ops, "rint", "sqrt"] if dtype[0] == "f" else ops)
    make.keep(entity, dtype, make.graph.add(op, [make.any(entity, dtype)]))


def _truths(make: Maker, entity: str) -> None:
    op = make.pick([*LOGIC, "add", "multiply", "maximum", "minimum"])
    args = [make.any(entity, "?") for _ in range(1 if op == "not" else 2)]
    make.keep(entity, "?", make.graph.add(op, args))


def _compared(make: Maker, entity: str) -> None:
    dtype = make.pick(TYPES)
    args = [make.any(entity, dtype), make.any(entity, dtype)]
    make.keep(entity, "?", make.graph.add(make.pick(list(COMPARISONS)), args))


def _where(make: Maker, entity: str) -> None:
    dtype = make.pick(TYPES)
    args = [make.any(entity, "?"), make.any(entity, dtype), make.any(entity, dtype)]
    make.keep(entity, dtype, make.graph.add("where", args))


def _cast(make: Maker, entity: str) -> None:
    here = make.pick(TYPES)
    there = make.pick(CASTS[here])
    make.keep(entity, there, make.graph.add("cast", [make.any(entity, here)], dtype=there))


def _truncated(make: Maker, entity: str) -> None:
    """A float becomes an integer that can hold it."""
    here, there = make.pick(("f4", "f8")), make.pick(("i2", "i4", "i8"))
    graph, number = make.graph, make.any(entity, here)
    number = graph.add(
        "where", [graph.add("equal", [number, number]), number, graph.constant(0, here)]
    )
    number = graph.add("maximum", [number, graph.constant(-3e4, here)])
    number = graph.add("minimum", [number, graph.constant(3e4, here)])
    make.keep(entity, there, graph.add("cast", [number], dtype=there))


def _dated(make: Maker, entity: str) -> None:
    graph = make.graph
    gap = graph.add("subtract", [make.any(entity, "M8[D]"), make.any(entity, "M8[D]")])
    make.keep(entity, "m8[D]", gap)
    quotient = graph.add("divide", [gap, make.any(entity, "m8[D]")])
    make.keep(entity, "f8", quotient)
    whole = graph.add("floor_divide", [gap, make.any(entity, "m8[D]")])
    make.keep(entity, "i8", whole)


def _table(make: Maker, entity: str) -> None:
    dtype = make.pick(("?", "i2", "i8", "f4", "f8"))
    values = column(make.random, int(make.random.integers(1, 20)), dtype)
    key = make.any(entity, make.pick(("i2", "i4", "i8")))
    static = (int(make.random.integers(-5, 5)), values.tobytes())
    make.keep(entity, dtype, make.graph.add("table", [key], static, dtype=dtype))


def _door(make: Maker, entity: str) -> None:
    dtype = make.pick(("?", "i2", "f4", "f8"))
    graph, name = make.graph, (f"door {dtype}", f"{make.random.integers(2)}")
    make.doors.setdefault(name, column(make.random, 7, dtype))
    key = graph.add("remainder", [make.any(entity, "i4"), graph.constant(7, "i4")])
    key = graph.add("cast", [key], dtype="i4")
    make.keep(entity, dtype, graph.add("door", [key], name, dtype=dtype))


def _gathered(make: Maker, _entity: str) -> None:
    group = make.pick(NAMES[1:])
    roles = make.pick([None, None, (make.pick(ENTITIES.roles[group]),)])
    op = make.pick(["sum", "sum", "sum", "group_max", "group_min", "group_all"])
    dtype = "?" if op == "group_all" else "f8"
    number = make.graph.add(op, [make.any("person", dtype)], (group, roles), entity=group)
    make.keep(group, dtype, number)


def _counted(make: Maker, _entity: str) -> None:
    group = make.pick(NAMES[1:])
    roles = make.pick([None, (make.pick(ENTITIES.roles[group]),)])
    dtype = "i8" if roles is None else "f8"
    make.keep(group, dtype, make.graph.add("count", (), (group, roles), dtype=dtype, entity=group))


def _role(make: Maker, _entity: str) -> None:
    group = make.pick(NAMES[1:])
    roles = (make.pick(ENTITIES.roles[group]),)
    make.keep("person", "?", make.graph.add("has_role", (), (group, roles), entity="person"))


def _projected(make: Maker, _entity: str) -> None:
    group, dtype = make.pick(NAMES[1:]), make.pick(TYPES)
    number = make.any(group, dtype)
    make.keep("person", dtype, make.graph.add("project", [number], (group,), entity="person"))


def _picked(make: Maker, _entity: str) -> None:
    group, dtype = make.pick(NAMES[1:]), make.pick(TYPES)
    default = column(make.random, 1, dtype).tobytes()
    op, which = make.pick(
        [("pick_nth", int(make.random.integers(3))), ("pick_role", (ENTITIES.roles[group][0],))]
    )
    number = make.any("person", dtype)
    number = make.graph.add(op, [number], (group, which, default), entity=group)
    make.keep(group, dtype, number)


def _ranked(make: Maker, _entity: str) -> None:
    args = [make.any("person", "f8"), make.any("person", "?")]
    number = make.graph.add("rank", args, (make.pick(NAMES[1:]),), entity="person")
    make.keep("person", "i8", number)


STEPS: list[Callable[[Maker, str], None]] = [
    *[_arithmetic] * 5,
    *[_gathered, _projected, _picked] * 2,
    *(_alone, _truths, _compared, _where, _cast, _truncated, _dated, _table, _door),
    *(_counted, _role, _ranked),
]


def column(random: np.random.Generator, length: int, dtype: str) -> np.ndarray:
    """Return values of a type: small ones, round ones, zeros of both signs."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return random.random(length) < 0.5
    if kind == "f":
        values = np.where(random.random(length) < 0.3, random.integers(-3, 4, length), 0.0)
        values = np.where(random.random(length) < 0.6, random.normal(0, 500, length), values)
        return np.where(random.random(length) < 0.05, -0.0, values).astype(dtype)
    largest = {"i": 3000, "M": 30000, "m": 9000}[kind]
    if random.random() < 0.5:
        largest = 9
    return random.integers(-largest, largest + 1, length).astype(np.int64).astype(dtype)


def population(random: np.random.Generator, persons: int, links: float) -> Population:
    """Return persons whose groups follow each other, or cross as often as `links` says."""
    groups = {}
    for entity, roles in ENTITIES.roles.items():
        group = np.cumsum(random.random(persons) < 0.4)
        moved = random.random(persons) < links
        group[moved] = random.permutation(group[moved])
        if random.random() < links:
            group = random.permutation(group)
        count, of_person = np.unique(group, return_inverse=True)
        role = random.integers(0, len(roles), persons).astype(np.int8)
        groups[entity] = Group(len(count), of_person.astype(np.int64), role)
    return Population(persons, ENTITIES, groups)


def case(seed: int, steps: int, persons: int, links: float) -> Case:
    """Return a program and what it is run on."""
    make = Maker(seed)
    program = make.program(steps)
    people = population(make.random, persons, links)
    graph = program.graph
    found = (graph[n] for n in program.live())
    inputs = {
        node.static: column(make.random, people.count(node.entity), node.dtype.str)
        for node in found
        if node.op == "input"
    }
    return Case(program, people, inputs, make.doors)


def differences(one: dict, other: dict) -> list:
    """Return the outputs that differ by a bit; two NaN are the same."""
    return [key for key in one if not same_bits(one[key], other[key])]


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    equal = (
        (one == other) & (np.signbit(one) == np.signbit(other))
        if one.dtype.kind == "f"
        else (one == other)
    )
    return bool((equal | ((one != one) & (other != other))).all())  # noqa: PLR0124  (NaN)
