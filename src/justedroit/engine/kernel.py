"""A kernel: what answers a question, by the fastest means that is ready.

Plain OpenFisca answers at once; the replay when the program is traced; the compiled library when
it is built and proved. A kernel is made by another process (`engine.__main__`), so that tracing
disturbs nobody and can be killed at any time.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import Table
from justedroit.engine.door import Door, columns_of, doors_of
from justedroit.engine.explaining import Teller, Telling, read_explanation
from justedroit.engine.graph import Program
from justedroit.engine.native import BadLibrary, Native
from justedroit.engine.native import key as library_key
from justedroit.engine.population import Population
from justedroit.engine.question import Question, default_of, plain
from justedroit.engine.replay import Replay
from justedroit.engine.store import read_program
from justedroit.engine.tracing import door_values

Array = npt.NDArray[Any]

PLAIN, REPLAY, NATIVE = "plain", "replay", "native"

_TRY_AGAIN_S = 86_400.0  # how long a failure is believed: a compiler may be installed since
_LOOK_AGAIN_S = 2.0  # how often a kernel that is being built is looked for


class Recipe(NamedTuple):
    """How another process makes the same question.

    Attributes:
        module: where the function is.
        function: returns the question.
        args: its arguments, that JSON can hold.
    """

    module: str
    function: str
    args: tuple[Any, ...]

    def question(self) -> Question:
        """Return the question."""
        made: Question = getattr(importlib.import_module(self.module), self.function)(*self.args)
        return made


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of a question are.

    Attributes:
        folder: the cache.
        key: hash of all that the program depends on.
    """

    folder: Path
    key: str

    @property
    def program(self) -> Path:
        """Return the file of the program."""
        return self.folder / f"{self.key}.program"

    def special(self, profile: frozenset[str]) -> Path:
        """Return the file of the program of a profile."""
        name = hashlib.sha256(repr(sorted(profile)).encode()).hexdigest()[:8]
        return self.folder / f"{self.key}-{name}.program"

    def explanation(self, profile: frozenset[str]) -> Path:
        """Return the file of the explanation of a profile."""
        return self.folder / f"{self.special(profile).stem}-{_sources('explaining')}.explanation"

    def library(self, program: Program) -> Path:
        """Return the file of the compiled library of a program."""
        return self.folder / f"{library_key(program)}.so"

    def proof(self, library: Path) -> Path:
        """Return the file that says that a library was proved."""
        return library.with_suffix(".proved")

    @property
    def wanted(self) -> Path:
        """Return the file that says that somebody has asked the question before."""
        return self.folder / f"{self.key}.wanted"

    @property
    def failure(self) -> Path:
        """Return the file that says why a kernel could not be made."""
        return self.folder / f"{self.key}.failure"


def place_of(question: Question, folder: Path) -> Place:
    """Return where the files of a question are."""
    told = (
        question.version,
        law_fingerprint(question.system),
        sorted(question.always),
        sorted(question.inputs),
        [tuple(ask) for ask in question.asks],
        sorted((name, sorted(read.items())) for name, read in question.simulations.items()),
        np.__version__,
        sys.version_info[:2],
        _sources(),
    )
    return Place(folder, hashlib.sha256(repr(told).encode()).hexdigest()[:32])


def law_fingerprint(system: Any) -> str:
    """Return a hash of the formulas of a law: a version does not tell those changed in place."""
    digest = hashlib.sha256()
    for name, variable in sorted(system.variables.items()):
        digest.update(repr((name, variable.value_type, variable.entity.key)).encode())
        for start, formula in variable.formulas.items():
            digest.update(str(start).encode())
            _tell_code(digest, formula)
    return digest.hexdigest()


def _tell_code(digest: Any, function: Any) -> None:
    """Add the code of a function, and of those that it closes over."""
    waiting = [function.__code__]
    while waiting:
        code = waiting.pop()
        digest.update(code.co_code + repr(code.co_names).encode())
        for constant in code.co_consts:
            if hasattr(constant, "co_code"):
                waiting.append(constant)
            else:
                told = sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant
                digest.update(repr(told).encode())
    for cell in function.__closure__ or ():
        inside = cell.cell_contents
        if hasattr(inside, "__code__"):
            _tell_code(digest, inside)
        elif isinstance(inside, (str, int, float, tuple)):
            digest.update(repr(inside).encode())


@cache
def _sources(part: str = "") -> str:
    """Return a hash of the engine itself: another engine makes other programs.

    Args:
        part: a folder of the engine; else all of it but what explains, which changes no program.
    """
    digest, root = hashlib.sha256(), Path(__file__).parent
    for path in sorted((root / part).rglob("*.py")):
        if part or path.parent.name != "explaining":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8] if part else digest.hexdigest()


class Kernel:
    """What answers a question, by the fastest means that is ready.

    Args:
        recipe: the question.
        folder: where kernels are kept.
        profiles: sets of variables; what is given decides which one serves. A kernel of few
            inputs is faster, the others being constants. The whole schema is the last resort.
        build: make in the background what is not there yet, from the second time it is asked.
        explains: make what explains the answers, too.
    """

    def __init__(
        self,
        recipe: Recipe,
        folder: Path,
        profiles: Sequence[frozenset[str]] = (),
        *,
        build: bool = True,
        explains: bool = False,
    ) -> None:
        self.recipe, self.question = recipe, recipe.question()
        self.place = place_of(self.question, folder)
        self.profiles = [*sorted(profiles, key=len), frozenset(v for v, _ in self.question.inputs)]
        self._build, self._explains = build, explains
        self._entry = Door(self.question, {})
        self._doors: dict[frozenset[str], Door] = {}
        self._backends: dict[frozenset[str], Native | Replay] = {}
        self._tellers: dict[frozenset[str], Teller] = {}
        self._looked: dict[Any, float] = {}
        self._lock = threading.Lock()
        self._builder: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def answer(
        self, population: Population, tables: Sequence[Table], threads: int = 1
    ) -> dict[Any, Array]:
        """Return each output, one cell a member of its entity.

        Raises:
            OutsideSchema: an input that the question does not foresee.
            BadInput: an input that is no number.
        """
        self._asked += 1
        self._entry.check(tables)
        given = frozenset(table.variable for table in tables)
        profile = self._profile(given)
        backend = self._backend(profile)
        if backend is None:
            self._want()
            return plain(self.question, population, tables)
        door = self._doors[profile]
        coded = door.coded(tables)
        doors, defaults = door.values(), door.defaults
        if isinstance(backend, Native):
            return backend.run(population, coded, doors, defaults=defaults, threads=threads)
        columns = columns_of(backend.program.input_nodes, coded, population, defaults)
        return backend.run(population, columns, doors)

    def telling(self, population: Population, tables: Sequence[Table]) -> Telling | None:
        """Return the whole calculation of one household; None: its explanation is not made yet.

        Raises:
            OutsideSchema: an input that the question does not foresee.
            BadInput: an input that is no number.
        """
        self._asked += 1
        self._entry.check(tables)
        teller = self._teller(self._profile(frozenset(table.variable for table in tables)))
        if teller is None:
            self._want()
            return None
        return teller.tell(population, tables)

    def state(self, given: frozenset[str] = frozenset()) -> str:
        """Return by what means inputs of some variables would be answered now."""
        backend = self._backend(self._profile(given))
        if backend is None:
            return PLAIN
        return NATIVE if isinstance(backend, Native) else REPLAY

    def failure(self) -> str | None:
        """Return why the kernel could not be made, if it could not; after a day, it is tried again."""
        try:
            written = self.place.failure.stat().st_mtime
            if time.time() - written > _TRY_AGAIN_S:  # noqa: TID251  (the age of a file)
                return None
            return self.place.failure.read_text()
        except OSError:
            return None

    def is_building(self) -> bool:
        """Return whether another process, that this one started, is making the kernel."""
        return self._builder is not None and self._builder.poll() is None

    def wait(self) -> None:
        """Wait for what is being built in the background."""
        if self._builder is not None:
            self._builder.wait()
            self._looked.clear()

    def _profile(self, given: frozenset[str]) -> frozenset[str]:
        return next((p for p in self.profiles if given <= p), self.profiles[-1])

    def _backend(self, profile: frozenset[str]) -> Native | Replay | None:
        with self._lock:
            found = self._backends.get(profile)
            if isinstance(found, Native):
                return found
            if self._is_time(profile):
                with suppress(OSError):  # a folder that cannot be read: OpenFisca answers
                    found = self._loaded(profile) or found
            if found is not None:
                self._backends[profile] = found
            if not isinstance(found, Native):
                self._start_building()
            return found

    def _teller(self, profile: frozenset[str]) -> Teller | None:
        with self._lock:
            path = self.place.explanation(profile)
            if profile not in self._tellers and self._is_time(path):
                found = read_explanation(path, self.place.key)
                if found is None:
                    self._start_building()
                else:
                    kept = path.with_suffix(".texts")
                    self._tellers[profile] = Teller(self.question, found, kept)
            return self._tellers.get(profile)

    def _is_time(self, looked_for: Any) -> bool:
        """Tell whether to look again for what was not there."""
        if time.monotonic() - self._looked.get(looked_for, -_LOOK_AGAIN_S) < _LOOK_AGAIN_S:
            return False
        self._looked[looked_for] = time.monotonic()
        return True

    def _loaded(self, profile: frozenset[str]) -> Native | Replay | None:
        program = read_program(self.place.special(profile), self.place.key)
        if program is None:
            whole = read_program(self.place.program, self.place.key)
            if whole is None:
                return None
            program = specialised(self.question, whole, profile)
        if profile not in self._doors:
            kept = self.place.special(profile).with_suffix(".texts")
            self._doors[profile] = Door(self.question, doors_of(program), kept)
        library = self.place.library(program)
        if self.place.proof(library).exists():
            try:
                return Native(library, program)
            except (BadLibrary, OSError):
                self.place.proof(library).unlink(missing_ok=True)
        return Replay(program)

    def _want(self) -> None:
        """Note that the question was asked: the next process that asks it builds the kernel."""
        if self._build and self._asked == 1:
            with suppress(OSError):
                self.place.folder.mkdir(parents=True, exist_ok=True)
                self.place.wanted.touch()

    def _start_building(self) -> None:
        if not self._build or self._builder is not None or self.failure():
            return
        # What is asked once may never be asked again: it is not worth minutes of a core.
        with suppress(OSError):
            if self._asked < 2 and not self.place.wanted.exists():
                return
        self._builder = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            build_command(self.recipe, self.place.folder, self.profiles, explains=self._explains),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal does not undo what is built
        )


def build_command(
    recipe: Recipe, folder: Path, profiles: Sequence[frozenset[str]], *, explains: bool = False
) -> list[str]:
    """Return the command that makes the kernel of a question: see `build.make`."""
    told = {
        "module": recipe.module,
        "function": recipe.function,
        "args": list(recipe.args),
        "folder": str(folder),
        "profiles": [sorted(profile) for profile in profiles],
        "explains": explains,
    }
    return [sys.executable, "-m", "justedroit.engine", json.dumps(told)]


def specialised(question: Question, program: Program, profile: frozenset[str]) -> Program:
    """Return a program where the variables out of a profile are at their default.

    A variable that has a formula stays: not given, it is not worth its default.
    """
    out = {
        key: default_of(question.system, key[0])
        for key in program.inputs()
        if key[0] not in profile and not question.needs(key[0])
    }
    for key, text in doors_of(program).items():
        if text not in profile and not question.needs(text):
            default = str(question.system.variables[text].default_value)
            out[key] = door_values(question, *key, [default])[0]
    return program.specialised(out) if out else program
