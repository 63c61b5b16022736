"""The real law, that answers the same question once in a process: for tests of what is done with it."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy.typing as npt

from justedroit.core.droits import Situation
from justedroit.core.droits.openfisca import OpenFiscaLaw

FORESTS = 3  # each holds a whole calculation


class LoiRetenue(OpenFiscaLaw):
    """OpenFisca-France, its answers remembered: the same households, the same months, the same rights.

    That it answers the same twice is tested in tests/core/droits, with the law itself. A second of
    OpenFisca for each month asked again is most of the time of the tests of the steps.
    """

    _known: ClassVar[dict[bytes, dict[str, npt.NDArray[Any]]]] = {}
    _forests: ClassVar[dict[bytes, tuple[Any, Any]]] = {}

    def calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Return each output; the caller's own arrays."""
        asked = pickle.dumps((situation, [int(month) for month in months]))
        key = hashlib.sha256(asked).digest()
        if key not in self._known:
            self._known[key] = dict(super().calculate(situation, months))
        return {name: values.copy() for name, values in self._known[key].items()}

    def _forest(
        self, situation: Situation, months: Sequence[int], variable: str
    ) -> tuple[Any, Any]:
        """Return the calls behind a variable: those of the last few questions are kept."""
        asked = pickle.dumps((situation, [int(month) for month in months], variable))
        key = hashlib.sha256(asked).digest()
        if key not in self._forests:
            while len(self._forests) >= FORESTS:
                del self._forests[next(iter(self._forests))]
            self._forests[key] = super()._forest(situation, months, variable)
        return self._forests[key]
