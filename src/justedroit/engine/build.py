"""Makes the kernel of a question, in a process of its own (`engine.__main__`).

It traces, writes the program (the replay can serve), compiles and proves each profile, then writes
what explains it. One process at a time makes a question; killed at any point, it leaves nothing that is not whole.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from justedroit.engine.door import Door, columns_of, doors_of
from justedroit.engine.explaining import explained, refuse_untrue, write_explanation
from justedroit.engine.graph import Program
from justedroit.engine.kernel import Place, Recipe, place_of, specialised
from justedroit.engine.native import BadLibrary, Native, NoCompiler, NotCompiled, build
from justedroit.engine.proof import Difference, differs
from justedroit.engine.question import Question
from justedroit.engine.replay import Replay
from justedroit.engine.store import read_program, write_program, write_whole
from justedroit.engine.tracing import Record, drawn, traced_whole

PROVED_ON = (500, 7)  # clusters on which a new library is proved, and their seed


def make(
    recipe: Recipe, folder: Path, profiles: Sequence[frozenset[str]], *, explains: bool = False
) -> Place:
    """Make the kernel of a question where it is not there yet.

    Args:
        recipe: the question.
        folder: where kernels are kept.
        profiles: sets of variables, a library for each.
        explains: make, after the libraries, what explains the answers of each profile.

    Raises:
        NotTraceable: a formula that cannot be traced.
        NotCompiled: an operation that has no C; the replay serves.
        NoCompiler: no C compiler; the replay serves.
        Difference: the library does not find what the replay finds.
    """
    question = recipe.question()
    place = place_of(question, folder)
    with _alone(place):
        record: list[Record] = []  # of a trace made here: it serves the explanations too
        program = _traced(question, place, record)
        try:
            for profile in profiles:
                special = specialised(question, program, profile)
                if read_program(place.special(profile), place.key) is None:
                    write_program(place.special(profile), special, place.key)
                _proved(question, place, special, profile)
        except (NoCompiler, NotCompiled):  # what explains has no need of C
            if explains:
                _explain(question, place, profiles, record)
            raise
        if explains:
            _explain(question, place, profiles, record)
        place.failure.unlink(missing_ok=True)
    return place


def _explain(
    question: Question, place: Place, profiles: Sequence[frozenset[str]], record: list[Record]
) -> None:
    """Write the explanation of each profile, where that was not done."""
    missing = [one for one in profiles if not place.explanation(one).exists()]
    if not missing:
        return
    record = record or [traced_whole(question)]
    for profile in missing:
        found = explained(record[0], partial(specialised, question, profile=profile))
        refuse_untrue(question, found, profile, record[0].without)
        write_explanation(place.explanation(profile), found, place.key)


def traced(recipe: Recipe, folder: Path) -> Program:
    """Return the program of a question, tracing it where that was not done.

    Raises:
        NotTraceable: a formula that cannot be traced.
    """
    question = recipe.question()
    place = place_of(question, folder)
    with _alone(place):
        return _traced(question, place, [])


def _traced(question: Question, place: Place, record: list[Record]) -> Program:
    program = read_program(place.program, place.key)
    if program is None:
        record.append(traced_whole(question))
        program = record[0].program
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
    columns = columns_of(native.program.input_nodes, coded, people.population, door.defaults)
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
