"""Compiles one shape: `python -m justedroit.web.api.construire '{"package": …}'`.

One at a time on the machine, at low priority, so many an hour, so many seconds each: what a client
asks for must not take the machine.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import IO, Any

from justedroit.engine import Difference, Question, make, write_whole
from justedroit.engine.native import BadLibrary, BuildFailed, NoCompiler, NotCompiled
from justedroit.engine.question import asked, simulation
from justedroit.engine.tracing import NotTraceable, drawn
from justedroit.web.api.noyaux import (
    BUILDS_AN_HOUR,
    BUSY,
    CPU_SECONDS,
    REFUSED,
    TRIES_AN_HOUR,
    make_room,
    recipe_of,
)

_HOUR_S = 3600.0
_SAMPLE = (5, 17)  # households drawn, and their seed: what is remembered does not depend on them
_WITHOUT_LIBRARY = (NotCompiled, NoCompiler, BuildFailed, BadLibrary)


def main(told: str) -> int:
    """Compile a shape, unless another is being compiled or the hour has had its share."""
    os.nice(10)  # those who wait for an answer come first
    read = json.loads(told)
    place = Path(read["place"])
    place.mkdir(parents=True, exist_ok=True)
    with (place.parent / "building.lock").open("w") as lock:
        if not _alone(lock) or not _allowed(place.parent / "builds", place.name):
            return BUSY
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        done = _make(read, place)
        make_room(place.parent)
        return done


def _make(read: dict[str, Any], place: Path) -> int:
    try:
        recipe = recipe_of(read)
        if read["repeated"] and forgets(recipe.question()):
            write_whole(place / "refused", b"an output is forgotten, and asked again")
            return REFUSED
        make(recipe, place, [frozenset(variable for variable, _ in read["inputs"])])
    except _WITHOUT_LIBRARY:
        pass  # the replay answers
    except (NotTraceable, Difference) as error:
        write_whole(place / "refused", str(error).encode())
        return REFUSED
    write_whole(place / "made.json", json.dumps(read).encode())
    return 0


def forgets(question: Question) -> bool:
    """Return whether OpenFisca forgets an output once it is computed, as it does in a spiral.

    Asked again for another instance it would be computed again, and may differ: the engine computes
    each output once.
    """
    people = drawn(question, *_SAMPLE)
    sim = simulation(question, "", people.population, people.tables)
    for ask in question.asks:
        asked(sim, ask)
    known = {
        name: set(map(str, sim.get_holder(name).get_known_periods())) for name, *_ in question.asks
    }
    return any(ask.period not in known[ask.variable] for ask in question.asks)


def _alone(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _allowed(builds: Path, name: str) -> bool:
    """Note a build; return whether the last hour had room for it."""
    builds.mkdir(exist_ok=True)
    now = time.time()  # noqa: TID251  (the age of files)
    recent = []
    for mark in builds.iterdir():
        if now - mark.stat().st_mtime < _HOUR_S:
            recent.append(mark.name.partition("-")[0])
        else:
            mark.unlink(missing_ok=True)
    if len(recent) >= BUILDS_AN_HOUR or recent.count(name) >= TRIES_AN_HOUR:
        return False
    (builds / f"{name}-{now:.0f}").touch()
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
