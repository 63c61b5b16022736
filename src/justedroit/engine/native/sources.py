"""The C of a program: files by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from justedroit.engine.graph import Program
from justedroit.engine.native.emission import Writer
from justedroit.engine.native.interface import Interface, interface_of
from justedroit.engine.native.schedule import Schedule, scheduled

HAND_WRITTEN = (
    *("lanes.h", "lanes_avx2.h", "wide_avx2.h", "wide_avx512.h", "lanes_portable.h"),
    *("kernel.h", "runtime.c"),
)
PER_FILE = 2000  # operations: enough to be worth the headers, few enough to share the work

_HEAD = '#include "kernel.h"\n#include "lanes.h"\n\n'


def generate(program: Program) -> dict[str, str]:
    """Return the C of a program, by name of file.

    Raises:
        NotCompiled: an operation or a type that has no C with the bits of numpy.
    """
    face = interface_of(program)
    schedule = scheduled(face)
    files = {name: (Path(__file__).parent / name).read_text() for name in HAND_WRITTEN}
    writer = Writer(face, schedule)
    for place, numbers in enumerate(_shared(schedule)):
        files[f"blocks_{place}.c"] = _HEAD + "\n".join(writer.block(n) for n in numbers)
    files["program.c"] = "\n".join(_program(face, schedule))
    return files


def _shared(schedule: Schedule) -> Iterator[list[int]]:
    """Yield the blocks of each file."""
    here: list[int] = []
    size = 0
    for number, block in enumerate(schedule.blocks):
        here.append(number)
        size += len(block.nodes)
        if size >= PER_FILE:
            yield here
            here, size = [], 0
    if here:
        yield here


def _program(face: Interface, schedule: Schedule) -> Iterator[str]:
    """Yield the lines that list the blocks, and say where outputs are found."""
    count = len(schedule.blocks)
    yield '#include "kernel.h"\n'
    yield f'const char build_id[] = "{face.program.fingerprint()}";'
    yield from (f"void block_{n}(const struct batch *);" for n in range(count))
    listed = ", ".join(f"block_{n}" for n in range(count)) or "0"
    yield f"void (*const blocks[])(const struct batch *) = {{{listed}}};"
    yield f"const int32_t block_count = {count};"
    sizes = ", ".join(str(size) for size in schedule.sizes)
    yield f"const int32_t row_sizes[] = {{{sizes}}};"
    nodes = (o.node for o in face.program.outputs.values())
    places = ", ".join(str(schedule.place.get(n, -1)) for n in nodes) or "-1"
    yield f"const int32_t output_places[] = {{{places}}};"
    yield ""
