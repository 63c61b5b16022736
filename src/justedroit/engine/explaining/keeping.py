"""Explanations kept on disk, as programs are: written by rename, checked when read."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path as File
from typing import Any

from justedroit.engine.explaining.explanation import Explanation
from justedroit.engine.explaining.order import Batch
from justedroit.engine.explaining.story import Guard, Mark, Origin, Path, Root, Story
from justedroit.engine.explaining.tape import Tape
from justedroit.engine.graph import Entities, Output, Program
from justedroit.engine.question import Ask
from justedroit.engine.store import graph_of, read_checked, tell_nodes, write_checked
from justedroit.engine.tracing.calls import Read, Value


def write_explanation(path: File, explanation: Explanation, key: str = "") -> None:
    """Write an explanation, by rename.

    Args:
        path: its file.
        explanation: what is written.
        key: of its place; it is read back under the same key only.

    Raises:
        OSError: the disk refuses it; nothing is in place.
    """
    program, story = explanation.program, explanation.story
    live = program.live()
    place = {number: i for i, number in enumerate(live)}
    told = {
        "key": key,
        "person": program.entities.person,
        "roles": {name: list(roles) for name, roles in program.entities.roles.items()},
        "nodes": tell_nodes(program.graph, live),
        "outputs": [[traced, place[o.node], o.entity] for traced, o in program.outputs.items()],
        "batches": [[b.op, [place[n] for n in b.nodes]] for b in explanation.tape.batches],
        "simulations": story.simulations,
        "marks": story.marks,
        "origins": [_origin_told(origin) for origin in story.origins],
        "roots": [[*ask, *root] for ask, root in story.roots.items()],
        "known": [[*name, inputs] for name, inputs in story.known.items()],
    }
    write_checked(path, told)


def read_explanation(path: File, key: str = "") -> Explanation | None:
    """Return the explanation of a file; None where there is none, or none that can be trusted."""
    with _uncollected():
        told = read_checked(path)
        return None if told is None or told.get("key") != key else _explanation(told)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles while hundreds of thousands of small things are made."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _explanation(told: dict[str, Any]) -> Explanation:
    entities = Entities(told["person"], {n: tuple(roles) for n, roles in told["roles"].items()})
    outputs = {traced: Output(node, entity) for traced, node, entity in told["outputs"]}
    program = Program(graph_of(told["nodes"]), outputs, entities)
    tape = Tape(program, [Batch(op, nodes) for op, nodes in told["batches"]])
    return Explanation(_story(told), tape)


def _origin_told(origin: Origin) -> list[Any]:
    paths = [[sorted(path.forced), path.calls, path.reads] for path in origin.paths]
    return [origin.place, origin.guards, paths]


def _story(told: dict[str, Any]) -> Story:
    story = Story(told["simulations"])
    story.marks = [Mark(v, period, _value(value), s) for v, period, value, s in told["marks"]]
    story.origins = [_origin(*origin) for origin in told["origins"]]
    story.roots = {Ask(*root[:4]): Root(*root[4:]) for root in told["roots"]}
    story.known = {
        (place, variable, period): tuple((name, one) for name, one in inputs)
        for place, variable, period, inputs in told["known"]
    }
    return story


def _origin(place: int, guards: Sequence[Any], paths: Sequence[Any]) -> Origin:
    return Origin(
        place,
        tuple(Guard(*guard) for guard in guards),
        tuple(
            Path(
                frozenset(forced),
                tuple(calls),
                tuple(Read(name, instant, _value(value)) for name, instant, value in reads),
            )
            for forced, calls, reads in paths
        ),
    )


def _value(told: Sequence[Any]) -> Value:
    node, words, constant = told
    return Value(node, tuple(words), tuple(constant) if isinstance(constant, list) else constant)
