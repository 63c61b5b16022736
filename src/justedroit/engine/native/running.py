"""Runs a compiled program on a population."""

from __future__ import annotations

import _ctypes
import ctypes
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.columns import BadInput, Key, Table
from justedroit.engine.graph import Program
from justedroit.engine.native.compilation import verify
from justedroit.engine.native.errors import BadLibrary
from justedroit.engine.native.inputs import Inputs
from justedroit.engine.native.interface import MOST_ENTITIES, interface_of
from justedroit.engine.native.outputs import Outputs
from justedroit.engine.native.shapes import Layout, changes, layout_of
from justedroit.engine.native.structure import Structure, uniforms
from justedroit.engine.population import Population

Array = npt.NDArray[Any]

BATCH_BYTES = 768 << 10  # of rows: they stay in the second cache
_LINE = 64  # bytes of a line of cache

_Strides = ctypes.c_int64 * MOST_ENTITIES
_Pointers = ctypes.c_void_p * MOST_ENTITIES


class Job(ctypes.Structure):
    """What a library is given: `struct job` of kernel.h."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("entities", "batches", "tables", "outputs")),
        ("stride", _Strides),
        ("lanes", _Pointers),
        ("group", _Pointers),
        *(
            (name, ctypes.c_void_p)
            for name in (
                *("first", "inputs", "starts", "members", "picks", "fixed", "doors", "codes"),
                *("table", "output"),
            )
        ),
        ("next", ctypes.c_int64),
        ("refused", ctypes.c_int64),
    )


class Native:
    """A compiled program.

    Args:
        library: made by `build`.
        program: what it computes.

    Raises:
        BadLibrary: the file is missing, not whole, or of another program.
    """

    def __init__(self, library: Path, program: Program) -> None:
        verify(library)
        try:
            self._library = ctypes.CDLL(str(library))
            build_id = ctypes.c_char.in_dll(self._library, "build_id")
        except (OSError, ValueError) as error:
            raise BadLibrary(f"{library} cannot be loaded: {error}") from error
        if ctypes.string_at(ctypes.addressof(build_id)) != program.fingerprint().encode():
            _ctypes.dlclose(self._library._handle)  # noqa: SLF001  (else its name stays taken)
            raise BadLibrary(f"{library} is of another program")
        self.program = program
        self._face = interface_of(program)
        count = len(self._face.entities)
        sizes = list((ctypes.c_int32 * count).in_dll(self._library, "row_sizes"))
        places = (ctypes.c_int32 * max(len(program.outputs), 1)).in_dll(
            self._library, "output_places"
        )
        self._outputs = Outputs(self._face, list(places))
        self._inputs = Inputs(self._face, sizes)
        self._structure = Structure(self._face)
        self._scratch: list[Array] = []  # of threads that have ended, taken again

    def run(
        self,
        population: Population,
        tables: Sequence[Table],
        doors: Mapping[Key, Array] | None = None,
        *,
        defaults: Mapping[str, Any] | None = None,
        threads: int = 1,
    ) -> dict[Hashable, Array]:
        """Return each output, one cell a member of its entity.

        Args:
            population: who belongs to whom.
            tables: input columns, coded (`engine.door`).
            doors: by formula, value of each code of the text that it reads.
            defaults: by variable, what stands for a column that no table gives.
            threads: how many batches are computed at a time.

        Raises:
            BadInput: an input is not given and has no default; or a date is out of the calendar.
        """
        values = uniforms(self._face, doors or {})
        made = self._outputs.made(population, values)
        if population.persons == 0:
            return made.found
        layout = layout_of(population)
        given = self._inputs.given(population, tables, defaults or {})
        strides = [_odd_lines(size) for size in given.sizes]
        structure = self._structure.of(layout, values, doors or {})
        first, most = _batches(layout, self._face.entities, strides)
        job = Job(
            entities=len(strides),
            batches=len(first) - 1,
            tables=given.count,
            outputs=made.count,
            stride=_Strides(*strides),
            lanes=structure.lanes,
            group=structure.group,
            first=_address(first),
            inputs=_address(given.places),
            table=ctypes.addressof(given.tables),
            output=ctypes.addressof(made.outputs),
            **structure.pointers,
        )
        self._run(job, most, min(threads, len(first) - 1))
        if job.refused:
            raise BadInput(
                f"{given.names[job.refused - 1]} holds a date that is out of the calendar"
            )
        return made.found

    def _run(self, job: Job, size: int, threads: int) -> None:
        """Let some threads take batches until none is left: a foreign call frees the others."""
        if threads <= 1:
            self._work(job, size)
            return
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(self._work, job, size) for _ in range(threads)]:
                done.result()

    def _work(self, job: Job, size: int) -> None:
        try:
            scratch = self._scratch.pop()
        except IndexError:
            scratch = np.empty(0, np.uint8)
        if len(scratch) < size + _LINE:
            scratch = np.empty(size + _LINE, np.uint8)
        start = scratch.ctypes.data
        self._library.run(ctypes.byref(job), ctypes.c_void_p(start + -start % _LINE))
        self._scratch.append(scratch)


def _odd_lines(size: int) -> int:
    """Return a size in an odd number of lines: rows do not all fall in the same sets of the cache."""
    lines = -(-size // _LINE)
    return (lines | 1) * _LINE


def _batches(
    layout: Layout, entities: Sequence[str], strides: Sequence[int]
) -> tuple[npt.NDArray[np.int64], int]:
    """Return the first row of each batch, shape `(batches + 1, entities)`, and the bytes of the largest."""
    firsts = np.stack([layout.packs[entity] for entity in entities], axis=1)
    end = firsts @ np.array(strides)
    number = (end[1:] - 1) // BATCH_BYTES  # the batch in which each pack ends
    starts = np.append(changes(number), len(number))
    return np.ascontiguousarray(firsts[starts]), int(np.diff(end[starts]).max())


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])
