"""The real law, that answers the same question once in a process: for tests of what is done with it."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy.typing as npt

from justedroit.core.droits import Situation
from justedroit.core.droits.openfisca import OpenFiscaLaw


class LoiRetenue(OpenFiscaLaw):
    """OpenFisca-France, its answers remembered: the same households, the same months, the same rights.

    That it answers the same twice is tested in tests/core/droits, with the law itself. A second of
    OpenFisca for each month asked again is most of the time of the tests of the steps.
    """

    _known: ClassVar[dict[bytes, dict[str, npt.NDArray[Any]]]] = {}

    def calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Return each output; the caller's own arrays."""
        asked = pickle.dumps((situation, [int(month) for month in months]))
        key = hashlib.sha256(asked).digest()
        if key not in self._known:
            self._known[key] = dict(super().calculate(situation, months))
        return {name: values.copy() for name, values in self._known[key].items()}
