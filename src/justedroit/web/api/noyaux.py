"""Which shapes of request are compiled: a few, after they were asked often enough.

A client chooses what it asks: the machine must not compile for it for ever. A shape is compiled
after `SEEN` requests, one at a time on the machine, at low priority, at most `BUILDS_AN_HOUR` an
hour and `CPU_SECONDS` each; the `KEPT` last used stay on the disk.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from justedroit.core.droits.openfisca import api
from justedroit.engine import PLAIN, Kernel, Recipe, write_whole

SEEN = 3  # requests of a shape before it is compiled
KEPT = 100  # shapes on the disk
LOADED = 48  # kernels in the memory of one process
BUILDS_AN_HOUR = 20
TRIES_AN_HOUR = 4  # of one shape: it was cut short, or others inputs came
CPU_SECONDS = 600  # of one build
BUSY, REFUSED = 3, 4  # what a build returns that may not begin, that the engine refuses
_REST_S = 60.0  # after which another is tried
_MOST_INPUTS = 1_500  # they are told in one argument
_WATCHED = 4_000  # shapes whose requests are counted
_LOOK_AGAIN_S = 2.0
_TOUCH_S = 60.0


@dataclass(slots=True)
class _Known:
    """What a process knows of a shape.

    Attributes:
        kernel: answers it, once made.
        inputs: what the kernel can be given.
        seen: requests since the kernel could not answer.
        wanted: inputs without effect on the shape that these requests gave.
        looked: when the disk was last looked at.
        touched: when the disk was last told that the shape is used.
        refused: OpenFisca alone answers.
    """

    kernel: Kernel | None = None
    inputs: frozenset[tuple[str, str]] = frozenset()
    seen: int = 0
    wanted: set[tuple[str, str]] = field(default_factory=set)
    looked: float = -_LOOK_AGAIN_S
    touched: float = 0.0
    refused: bool = False


class ShapeKernels:
    """The kernels of the shapes that are asked often.

    Args:
        folder: where they are kept; each shape has its folder in it.
        seen: requests of a shape before it is compiled.
    """

    def __init__(self, folder: Path, seen: int = SEEN) -> None:
        self._folder, self._seen = folder, seen
        self._known: dict[api.Shape | str, _Known] = {}
        self._names: dict[api.Shape, str] = {}
        self._lock = threading.Lock()
        self._builder: subprocess.Popen[bytes] | None = None
        self._resting = 0.0  # until when nothing is built

    def kernel(self, shape: api.Shape) -> Kernel | None:
        """Return the kernel that answers a shape, None where there is none yet."""
        with self._lock:
            known = self._of(shape)
            if known.refused:
                return None
            now = time.monotonic()
            if known.kernel is not None and shape.others <= known.inputs:
                if now - known.touched > _TOUCH_S:
                    known.touched = now
                    self._touch(shape, known)
                return known.kernel
            known.seen += 1
            known.wanted |= shape.others
            if now - known.looked >= _LOOK_AGAIN_S:
                known.looked = now
                self._load(shape, known)
                if known.kernel is not None and shape.others <= known.inputs:
                    known.seen = 0
                    return known.kernel
            if known.seen >= self._seen:
                self._start(shape, known)
            return None

    def refuse(self, shape: api.Shape) -> None:
        """Give up a kernel that does not find what OpenFisca finds; its folder says so."""
        with self._lock:
            self._of(shape).refused = True
            with suppress(OSError):
                write_whole(self._place(shape) / "refused", b"a proof has failed")

    def is_building(self) -> bool:
        """Return whether this process has a kernel made."""
        return self._builder is not None and self._builder.poll() is None

    def wait(self) -> int | None:
        """Wait for the kernel that is being made, then look at the disk again.

        Returns:
            What the last build returned (0: made); None where nothing was built. What it had to say
            is in `errors.txt`, in the folder of the shape.
        """
        returned = None if self._builder is None else self._builder.wait()
        with self._lock:
            for known in self._known.values():
                known.looked = -_LOOK_AGAIN_S
        return returned

    def _of(self, shape: api.Shape) -> _Known:
        name = self._name(shape)
        if name not in self._known:
            if len(self._known) >= _WATCHED:
                self._known.clear()
            self._known[name] = _Known()
        return self._known[name]

    def _name(self, shape: api.Shape) -> str:
        if shape not in self._names:
            if len(self._names) >= _WATCHED:
                self._names.clear()
            self._names[shape] = shape.identity
        return self._names[shape]

    def _place(self, shape: api.Shape) -> Path:
        return self._folder / self._name(shape)

    def _touch(self, shape: api.Shape, known: _Known) -> None:
        """Say on the disk that a shape is used; see whether another process has refused it."""
        place = self._place(shape)
        with suppress(OSError):
            os.utime(place)
        if (place / "refused").exists():
            known.kernel, known.refused = None, True

    def _load(self, shape: api.Shape, known: _Known) -> None:
        """Load the kernel of a shape, if another process has made it."""
        place = self._place(shape)
        known.refused = (place / "refused").exists()
        if known.refused:
            return
        try:
            told = json.loads((place / "made.json").read_text())
        except (OSError, ValueError):
            return
        inputs = frozenset((variable, period) for variable, period in told["inputs"])
        if known.kernel is not None and inputs == known.inputs:
            return
        kernel = Kernel(recipe_of(told), place, build=False)
        if kernel.state(frozenset(variable for variable, _ in inputs)) == PLAIN:
            return
        if sum(other.kernel is not None for other in self._known.values()) >= LOADED:
            self._forget_one()
        known.kernel, known.inputs = kernel, inputs

    def _forget_one(self) -> None:
        oldest = min((k for k in self._known.values() if k.kernel), key=lambda k: k.touched)
        oldest.kernel, oldest.inputs = None, frozenset()

    def _start(self, shape: api.Shape, known: _Known) -> None:
        """Have the kernel of a shape made by another process, if nothing is being made."""
        known.seen = 0
        if not self._may_build():
            return
        inputs = sorted({*shape.exact, *known.wanted, *known.inputs})
        if len(inputs) > _MOST_INPUTS:
            known.wanted = set(shape.others)
            inputs = sorted({*shape.exact, *shape.others})
        told = {
            "package": shape.package,
            "inputs": inputs,
            "asks": shape.asks,
            "repeated": shape.repeated,
            "place": str(self._place(shape)),
        }
        with suppress(OSError):
            self._place(shape).mkdir(parents=True, exist_ok=True)
            with (self._place(shape) / "errors.txt").open("wb") as errors:
                self._builder = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                    [sys.executable, "-m", "justedroit.web.api.construire", json.dumps(told)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,
                )

    def _may_build(self) -> bool:
        """Return whether a build may be tried: not beside another, nor soon after one that failed."""
        if self._builder is None:
            return True
        if self._builder.poll() is None:
            return False
        if self._builder.returncode not in (0, REFUSED) and not self._resting:
            self._resting = time.monotonic() + _REST_S
        if self._resting and time.monotonic() < self._resting:
            return False
        self._resting = 0.0
        return True


def recipe_of(told: dict[str, Any]) -> Recipe:
    """Return how the question of a shape is made."""
    return Recipe(*api.RECIPE, (told["package"], told["inputs"], told["asks"]))


def make_room(folder: Path, kept: int = KEPT) -> None:
    """Remove the shapes that were used the longest ago.

    Args:
        folder: of all the shapes.
        kept: how many stay.
    """
    places = [place for place in folder.iterdir() if place.is_dir() and place.name != "builds"]
    places.sort(key=lambda place: place.stat().st_mtime)
    for place in places[: max(0, len(places) - kept)]:
        shutil.rmtree(place, ignore_errors=True)
