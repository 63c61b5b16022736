"""THE KERNELS. Where the compiled law is kept on this machine, and the law that they make."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.core.droits import Situation
from justedroit.core.droits.openfisca import COMMON, CompiledLaw, OpenFiscaLaw, period_of
from justedroit.engine import (
    Ask,
    Difference,
    Kernel,
    Population,
    Recipe,
    Table,
    Telling,
    differs,
    write_whole,
)

NEVER = "non"  # JUSTEDROIT_MOTEUR=non: plain OpenFisca, nothing traced, compiled or kept

_QUESTION = ("justedroit.core.droits.openfisca.noyau", "question")


def kernel_folder() -> Path:
    """Return where kernels are kept: JUSTEDROIT_MOTEUR, or the user's cache."""
    told = os.environ.get("JUSTEDROIT_MOTEUR")
    cache_home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(told) if told else Path(cache_home) / "justedroit" / "moteur"


def compiled_law(threads: int | None = None) -> OpenFiscaLaw:
    """Return the law through the engine, its kernels in the folder of this machine.

    Args:
        threads: cores used for one evaluation; None: all.
    """
    if os.environ.get("JUSTEDROIT_MOTEUR") == NEVER:
        return OpenFiscaLaw()
    return CompiledLaw(Kernels(kernel_folder(), threads or os.cpu_count() or 1))


def is_building(law: OpenFiscaLaw) -> bool:
    """Return whether a law has kernels that are being made in the background."""
    kernels = law.kernels if isinstance(law, CompiledLaw) else None
    return isinstance(kernels, Kernels) and kernels.is_building()


class Kernels:
    """The kernels of the years asked for, loaded or built as they are needed.

    Args:
        folder: where they are kept.
        threads: cores used for one evaluation.
        build: make, in the background, those that are not there.
    """

    def __init__(self, folder: Path, threads: int = 1, *, build: bool = True) -> None:
        self._folder, self._threads, self._build = folder, threads, build
        self._kernels: dict[tuple[Any, ...], Kernel] = {}

    def kernel(self, year: int, *computed: str) -> Kernel:
        """Return the kernel of a year; `computed`: inputs left to their formula."""
        key = (year, *computed)
        if key not in self._kernels:
            recipe = Recipe(*_QUESTION, key)
            self._kernels[key] = Kernel(
                recipe, self._folder, [COMMON], build=self._build, explains=True
            )
        return self._kernels[key]

    def is_building(self) -> bool:
        """Return whether a kernel is being made in the background."""
        return any(kernel.is_building() for kernel in self._kernels.values())

    def answer(
        self, year: int, computed: tuple[str, ...], people: Population, tables: Sequence[Table]
    ) -> Mapping[Ask, npt.NDArray[Any]]:
        """Return each output of the question of a year: see `noyau.Kernels`."""
        return self.kernel(year, *computed).answer(people, tables, self._threads)

    def telling(
        self, year: int, computed: tuple[str, ...], people: Population, tables: Sequence[Table]
    ) -> Telling | None:
        """Return the calculation of one household: see `noyau.Kernels`."""
        return self.kernel(year, *computed).telling(people, tables)


class ProvedLaw(CompiledLaw):
    """The compiled law, each answer computed again by plain OpenFisca: slow, for a sample.

    Args:
        kernels: what answers.
        folder: where a case that differs is kept.
    """

    def __init__(self, kernels: Kernels, folder: Path) -> None:
        super().__init__(kernels)
        self._folder = folder

    def _calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> dict[str, npt.NDArray[Any]]:
        found = super()._calculate(situation, months)
        expected = OpenFiscaLaw._calculate(self, situation, months)  # noqa: SLF001  (our own base)
        for name, values in expected.items():
            for member, column in np.argwhere(differs(found[name], values))[:1]:
                keep_situation(self._folder, situation, months)
                cells = found[name][member, column], values[member, column]
                raise Difference(Ask(name, period_of(months[column])), int(member), *cells)
        return found


def proved_law() -> OpenFiscaLaw | None:
    """Return the law that proves itself, None where nothing is compiled."""
    if os.environ.get("JUSTEDROIT_MOTEUR") == NEVER:
        return None
    folder = kernel_folder()
    if not any(folder.glob("*.proved")):
        return None
    return ProvedLaw(Kernels(folder, build=False), folder / "differences")


def keep_situation(folder: Path, situation: Situation, months: Sequence[int]) -> Path:
    """Write the situation of a case that differs, to be played again; return its file."""
    told = {
        "months": list(months),
        "common_tax": situation.common_tax.tolist(),
        "person_row": situation.person_row.tolist(),
        "person_role": situation.person_role.tolist(),
        "inputs": [
            {
                name: getattr(value, "tolist", lambda value=value: value)()
                for name, value in ((f.name, getattr(given, f.name)) for f in fields(given))
            }
            for given in situation.inputs
        ],
    }
    content = json.dumps(told, default=str).encode()
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.json"
    write_whole(path, content)
    return path
