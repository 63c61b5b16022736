"""From C to a library in its place: whole, of this program and of this machine, or not there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from justedroit.engine.graph import Program
from justedroit.engine.native.errors import BadLibrary, BuildFailed, NoCompiler
from justedroit.engine.native.sources import generate

FLAGS = (
    # IEEE to the letter: no contraction of products and sums. Nobody reads errno or the flags of
    # exceptions: no bit of a result depends on them.
    *("-std=gnu11", "-fPIC", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"),
    *("-fno-strict-aliasing", "-fwrapv", "-w", "-pipe"),
    # Blocks are straight-line code: -O2 finds nothing more. Constants stay where they are used:
    # moved out of the loop, hundreds of them would wait in memory.
    *("-O1", "-fno-tree-loop-im", "-fno-move-loop-invariants"),
)
_OF_FILE = {"runtime.c": ("-O3",)}  # loops that the compiler can make wide
_CHUNK = 1 << 20


# What each kind of lanes asks of a processor, and of the compiler.
LANES: Mapping[str, tuple[str, ...]] = {
    "avx512": ("avx2", "avx512f", "avx512dq", "avx512vl"),
    "avx2": ("avx2",),
    "portable": (),
}


@cache
def best_lanes() -> str:
    """Return the widest lanes of this machine: a name of `LANES`."""
    try:
        told = Path("/proc/cpuinfo").read_text()
    except OSError:
        return "portable"
    line = next((line for line in told.splitlines() if line.startswith("flags")), "")
    return next(name for name, asked in LANES.items() if set(asked) <= set(line.split()))


@cache
def _version() -> str:
    """Return a hash of the generator: another one writes another library."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".c", ".h"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def key(program: Program, *, lanes: str | None = None) -> str:
    """Return the name of the library of a program: all that it depends on is in it.

    Args:
        program: what is computed.
        lanes: a name of `LANES`; None: the widest of this machine.
    """
    flags = _flags(lanes or best_lanes())
    told = (program.fingerprint(), _version(), flags, os.uname().machine)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def build(program: Program, directory: Path, *, lanes: str | None = None) -> Path:
    """Return the library of a program, compiled if it is not in the directory.

    One process at a time compiles a program: the second waits, then takes what the first made.

    Args:
        program: what is computed.
        directory: where libraries are kept.
        lanes: a name of `LANES`; None: the widest of this machine.

    Raises:
        NotCompiled: an operation that has no C with the bits of numpy.
        NoCompiler: no C compiler on this machine.
        BuildFailed: the compiler or the disk refused; nothing is in place.
    """
    name = key(program, lanes=lanes)
    path = directory / f"{name}.so"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _alone(directory / f"{name}.lock"):
            if not is_whole(path):
                _made(program, path, _flags(lanes or best_lanes()))
    except OSError as error:
        raise BuildFailed(f"{path} cannot be written: {error}") from error
    return path


def verify(path: Path) -> None:
    """Check that a library is whole: one that is cut short would kill whoever loads it.

    Raises:
        BadLibrary: it is missing, or its checksum is not the one written beside it.
    """
    if not is_whole(path):
        raise BadLibrary(f"{path} is missing or not whole")


def is_whole(path: Path) -> bool:
    """Return whether a library is there, with the checksum written beside it."""
    try:
        if not path.is_file():  # a folder, a pipe, a device
            return False
        return _checksum(path) == _beside(path).read_text().strip()
    except (OSError, UnicodeDecodeError):
        return False


def compiler() -> str:
    """Return the C compiler of this machine.

    Raises:
        NoCompiler: there is none.
    """
    for name in (os.environ.get("CC"), "cc", "gcc"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise NoCompiler("no C compiler was found (cc or gcc)")


def _flags(lanes: str) -> tuple[str, ...]:
    return (*FLAGS, *(f"-m{asked}" for asked in LANES[lanes]))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that the system frees when its holder dies."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _made(program: Program, path: Path, flags: Sequence[str]) -> None:
    """Compile in a directory of its own, then put the library in place by rename."""
    command = compiler()
    prefix = f".{path.stem}."
    for left in path.parent.glob(f"{prefix}*"):  # by a build that was killed: we hold the lock
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=path.parent) as name:
        folder = Path(name)
        _written(generate(program), folder)
        made = _compiled(command, folder, flags)
        told = folder / "checksum"
        told.write_text(_checksum(made))
        for file in (made, told):
            with file.open("rb") as opened:
                os.fsync(opened.fileno())
        # The checksum goes first: alone, or with an older library, it lets nothing be loaded.
        told.replace(_beside(path))
        made.replace(path)


def _written(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def _compiled(command: str, folder: Path, flags: Sequence[str]) -> Path:
    """Return the library of the C files of a folder, several compiled at a time."""
    sources = sorted(folder.glob("*.c"), key=lambda path: -path.stat().st_size)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        waited = [
            pool.submit(_run, [command, *flags, *_OF_FILE.get(s.name, ()), "-c", s.name], folder)
            for s in sources
        ]
        try:
            for one in waited:
                one.result()
        finally:
            pool.shutdown(cancel_futures=True)
    objects = [f"{s.stem}.o" for s in sources]
    _run([command, "-shared", "-o", "made.so", *objects, "-lm"], folder)
    return folder / "made.so"


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603  (our own files)
        command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        told = " ".join(done.stderr.split())[:2000]
        raise BuildFailed(f"{Path(command[0]).name} stopped ({done.returncode}): {told}")


def _beside(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
