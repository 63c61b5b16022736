"""A library is in its place whole, or not at all: killed, corrupt, foreign, full disk, two at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from justedroit.engine.columns import Table
from justedroit.engine.graph import Entities, Graph, Output, Program
from justedroit.engine.native import BadLibrary, BuildFailed, Native, NoCompiler, build, key
from justedroit.engine.native.compilation import LANES
from justedroit.engine.population import Group, Population

ENTITIES = Entities("person", {"home": ("one",)})

# A process that builds the program whose number it is given, in the folder it is given.
BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.engine.native.test_compilation import program
from justedroit.engine.native import build
print("begins", flush=True)
print(build(program(int(sys.argv[3])), Path(sys.argv[2])))
"""
ROOT = Path(__file__).parents[3]


def program(factor: int, length: int = 1) -> Program:
    graph = Graph()
    number = graph.input(("x", "1"), "f4", "person")
    for step in range(length):
        number = graph.add("multiply", [number, graph.constant(factor + step, "f4")])
    return Program(graph, {"out": Output(number, "person")}, ENTITIES)


def works(path: Path, made: Program, factor: int) -> bool:
    people = Population(2, ENTITIES, {"home": Group(1, np.array([0, 0]), np.zeros(2, np.int8))})
    found = Native(path, made).run(people, [Table("x", ["1"], np.array([[1], [2]]))])
    return found["out"].tolist() == [factor, 2 * factor]


def started(folder: Path, factor: int, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(ROOT), str(folder), str(factor)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_library_is_compiled_once(tmp_path):
    path = build(program(3), tmp_path)
    before = path.stat().st_mtime_ns
    assert build(program(3), tmp_path) == path
    assert path.stat().st_mtime_ns == before
    assert works(path, program(3), 3)


def test_the_name_depends_on_the_program_and_on_the_lanes():
    names = {key(program(factor), lanes=lanes) for factor in (1, 2) for lanes in LANES}
    assert len(names) == 2 * len(LANES)
    assert key(program(1)) == key(program(1))


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    return build(program(5), tmp_path_factory.mktemp("five"))


@pytest.fixture
def copied(five, tmp_path):
    """A library and its checksum, to be spoilt."""
    for path in (five, five.with_suffix(".sha256")):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / five.name


@pytest.mark.parametrize("cut", [0, 1000, -1])
def test_a_library_that_is_not_whole_is_not_loaded(copied, cut):
    copied.write_bytes(copied.read_bytes()[:cut])
    with pytest.raises(BadLibrary):
        Native(copied, program(5))


def test_a_library_with_a_bit_turned_is_not_loaded(copied):
    raw = bytearray(copied.read_bytes())
    raw[len(raw) // 2] ^= 1
    copied.write_bytes(raw)
    with pytest.raises(BadLibrary):
        Native(copied, program(5))


def test_a_library_without_its_checksum_is_not_loaded(copied):
    copied.with_suffix(".sha256").unlink()
    with pytest.raises(BadLibrary):
        Native(copied, program(5))


def test_a_library_that_is_not_whole_is_built_again(copied):
    copied.write_bytes(copied.read_bytes()[:-1])
    assert build(program(5), copied.parent) == copied
    assert works(copied, program(5), 5)


def test_the_library_of_another_program_is_not_loaded(five):
    with pytest.raises(BadLibrary, match="another program"):
        Native(five, program(6))


def test_a_library_that_is_missing_is_said_to_be(tmp_path):
    with pytest.raises(BadLibrary):
        Native(tmp_path / "none.so", program(1))


def test_two_processes_build_one_library_and_leave_nothing_else(tmp_path):
    both = [started(tmp_path, 7), started(tmp_path, 7)]
    told = {one.communicate()[0].splitlines()[-1] for one in both}
    (path,) = (Path(name) for name in told)
    assert works(path, program(7), 7)
    assert {p.suffix for p in tmp_path.iterdir()} == {".so", ".sha256", ".lock"}


def test_a_build_that_is_killed_leaves_nothing_to_load_and_stops_nobody(tmp_path):
    killed = started(tmp_path, 9, start_new_session=True)
    assert killed.stdout is not None
    killed.stdout.readline()
    while not any(tmp_path.glob(".*/*.c")):  # the compiler is about to start, or has
        time.sleep(0.01)
        assert killed.poll() is None
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not list(tmp_path.glob("*.so"))
    path = build(program(9), tmp_path)
    assert works(path, program(9), 9)
    assert {p.suffix for p in tmp_path.iterdir()} == {".so", ".sha256", ".lock"}


def test_without_a_compiler_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(NoCompiler, match="no C compiler"):
        build(program(1), tmp_path)


def test_a_compiler_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("CC", "false")
    with pytest.raises(BuildFailed, match="stopped"):
        build(program(1), tmp_path)
    assert {p.suffix for p in tmp_path.iterdir()} == {".lock"}


def test_a_disk_that_is_full_leaves_nothing(tmp_path):
    full = ["bash", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "-"]  # files of 8 KiB at most
    done = subprocess.run(
        [*full, sys.executable, "-B", "-c", BUILDER, str(ROOT), str(tmp_path), "11"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "BuildFailed" in done.stderr
    assert {p.suffix for p in tmp_path.iterdir()} == {".lock"}


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildFailed, match="cannot be written"):
        build(program(1), tmp_path / "file" / "folder")
