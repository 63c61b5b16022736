"""Programs kept on disk: written by rename, checked when read, made again when in doubt."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from justedroit.engine.graph import Entities, Graph, Output, Program
from justedroit.engine.node import Node
from justedroit.engine.question import Ask

_FORMAT = "justedroit program 1\n"


def write_program(path: Path, program: Program, question: str = "") -> None:
    """Write the program of a question (the key of its place), by rename: a reader finds it whole or not at all.

    Raises:
        OSError: the disk refuses it; nothing is in place.
    """
    write_checked(path, _told(program) | {"question": question})


def read_program(path: Path, question: str = "") -> Program | None:
    """Return the program of a question; None where there is none, or none that can be trusted."""
    told = read_checked(path)
    return None if told is None or told.get("question") != question else _program(told)


def write_checked(path: Path, told: Any) -> None:
    """Write what JSON can hold, with its checksum, by rename.

    Raises:
        OSError: the disk refuses it; nothing is in place.
    """
    raw = zlib.compress(json.dumps(told, separators=(",", ":")).encode(), 6)
    write_whole(path, _head(raw) + raw)


def read_checked(path: Path) -> Any:
    """Return what `write_checked` wrote; None where there is nothing that can be trusted."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    size = len(_head(b""))
    raw = content[size:]
    return json.loads(zlib.decompress(raw)) if content[:size] == _head(raw) else None


def _head(raw: bytes) -> bytes:
    return (_FORMAT + hashlib.sha256(raw).hexdigest() + "\n").encode()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        OSError: the disk refuses it; nothing is in place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _told(program: Program) -> dict[str, Any]:
    live, graph = program.live(), program.graph
    place = {number: i for i, number in enumerate(live)}
    origins = [graph.origins[number] for number in live]
    return {
        "person": program.entities.person,
        "roles": {name: list(roles) for name, roles in program.entities.roles.items()},
        "nodes": tell_nodes(graph, live),
        "origins": [[list(o.formulas), list(o.parameters)] for o in origins],
        "outputs": [[list(key), place[o.node], o.entity] for key, o in program.outputs.items()],
    }


def tell_nodes(graph: Graph, live: Sequence[int]) -> list[Any]:
    """Return nodes as JSON can hold them; each is named by its place in the list."""
    place = {number: i for i, number in enumerate(live)}
    return [
        [n.op, [place[a] for a in n.args], _plain(n.static), n.dtype.str, n.entity]
        for n in (graph[number] for number in live)
    ]


def graph_of(told: Sequence[Any]) -> Graph:
    """Return the graph of the nodes that `tell_nodes` told."""
    graph, types = Graph(), {name: np.dtype(name) for name in {node[3] for node in told}}
    for number, (op, args, static, dtype, entity) in enumerate(told):
        graph.put(Node(number, op, tuple(args), _back(static), types[dtype], entity))
    return graph


def _program(told: dict[str, Any]) -> Program:
    graph = graph_of(told["nodes"])
    for origin, (formulas, parameters) in zip(graph.origins, told["origins"], strict=True):
        origin.formulas.update(dict.fromkeys(formulas))
        origin.parameters.update(dict.fromkeys(parameters))
    roles = {name: tuple(listed) for name, listed in told["roles"].items()}
    outputs = {Ask(*key): Output(node, entity) for key, node, entity in told["outputs"]}
    return Program(graph, outputs, Entities(told["person"], roles))


def _plain(static: Sequence[Any]) -> list[Any]:
    """Return what JSON can hold: bytes become {"b": hexadecimal}, tuples lists."""
    return [
        {"b": item.hex()}
        if isinstance(item, bytes)
        else _plain(item)
        if isinstance(item, tuple)
        else item
        for item in static
    ]


def _back(static: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        bytes.fromhex(item["b"])
        if isinstance(item, dict)
        else _back(item)
        if isinstance(item, list)
        else item
        for item in static
    )
