"""Makes the kernel of a question, in a process of its own (`engine.__main__`).

It traces, writes the program (the replay can serve), then compiles and proves each profile. One
process at a time makes a question; killed at any point, it leaves nothing that is not whole.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from justedroit.engine.door import Door
from justedroit.engine.graph import Program
from justedroit.engine.kernel import Place, Recipe, columns_of, doors_of, place_of, specialised
from justedroit.engine.native import BadLibrary, Native, build
from justedroit.engine.proof import Difference, differs
from justedroit.engine.question import Question
from justedroit.engine.replay import Replay
from justedroit.engine.store import read_program, write_program, write_whole
from justedroit.engine.tracing import drawn, trace

PROVED_ON = (500, 7)  # clusters on which a new library is proved, and their seed


def make(recipe: Recipe, folder: Path, profiles: Sequence[frozenset[str]]) -> Place:
    """Make the kernel of a question where it is not there yet.

    Args:
        recipe: the question.
        folder: where kernels are kept.
        profiles: sets of variables, a library for each.

    Raises:
        NotTraceable: a formula that cannot be traced.
        NotCompiled: an operation that has no C; the replay serves.
        NoCompiler: no C compiler; the replay serves.
        Difference: the library does not find what the replay finds.
    """
    question = recipe.question()
    place = place_of(question, folder)
    with _alone(place):
        program = _traced(question, place)
        for profile in profiles:
            special = specialised(question, program, profile)
            if read_program(place.special(profile), place.key) is None:
                write_program(place.special(profile), special, place.key)
            _proved(question, place, special, profile)
        place.failure.unlink(missing_ok=True)
    return place


def traced(recipe: Recipe, folder: Path) -> Program:
    """Return the program of a question, tracing it where that was not done.

    Raises:
        NotTraceable: a formula that cannot be traced.
    """
    question = recipe.question()
    place = place_of(question, folder)
    with _alone(place):
        return _traced(question, place)


def _traced(question: Question, place: Place) -> Program:
    program = read_program(place.program, place.key)
    if program is None:
        program = trace(question)
        write_program(place.program, program, place.key)
    return program


def _proved(question: Question, place: Place, program: Program, profile: frozenset[str]) -> None:
    """Compile a program and prove the library, where that was not done."""
    library = place.library(program)
    if place.proof(library).exists() and library.exists():
        return
    library = build(program, place.folder)
    try:
        native = Native(library, program)
    except BadLibrary:
        library.unlink(missing_ok=True)
        native = Native(build(program, place.folder), program)
    _refuse_different(question, native, profile)
    write_whole(place.proof(library), b"")


def _refuse_different(question: Question, native: Native, profile: frozenset[str]) -> None:
    """Refuse a library that does not find what the replay finds.

    The replay was itself compared with plain OpenFisca when it was traced.

    Raises:
        Difference: names the output and the member.
    """
    people = drawn(question, *PROVED_ON)
    given = [t for t in people.tables if t.variable in profile or question.needs(t.variable)]
    door = Door(question, doors_of(native.program))
    coded, doors = door.coded(given), door.values()
    found = native.run(people.population, coded, doors, defaults=door.defaults)
    columns = columns_of(native.program, coded, people.population, door.defaults)
    for ask, expected in Replay(native.program).run(people.population, columns, doors).items():
        for member in differs(found[ask], expected).nonzero()[0][:1]:
            raise Difference(ask, int(member), found[ask][member], expected[member])


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Let one process at a time in; the others wait, then find the work done.

    One at a time in the folder, whatever the question: a machine has other things to do.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    with (place.folder / "making.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
