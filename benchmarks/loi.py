"""A law that answers at once: plausible amounts from incomes, rents and children, nothing of France.

It stands where the real law does when what is measured is the chain around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.core.base import months_between
from justedroit.core.droits import Situation

CHILD = 3
NOTHING = ("asf", "paje_naissance", "alf", "als", "caah")
# What a parameter is asked for is told by its name; all others are a small rate.
PARAMETERS = {"age": 20.0, "bmaf": 466.44, "montant": 10.0}


class LoiDeBanc:
    """A stand-in for the law: deterministic, each household by itself, no order of calculation."""

    @property
    def version(self) -> str:
        """Return a name that no real law has."""
        return "loi-de-banc 1"

    def parameter(self, name: str, month: int) -> float:  # noqa: ARG002
        """Return a number that fits the name, the same for all months."""
        return next((value for part, value in PARAMETERS.items() if part in name), 0.3)

    def calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Return each output, in euros."""
        starts = np.searchsorted(situation.person_row, np.arange(situation.rows))
        sizes = np.bincount(situation.person_row, minlength=situation.rows)[:, None]
        children = np.add.reduceat((situation.person_role == CHILD).astype(np.int64), starts)
        income = np.zeros((len(situation.person_row), len(months)))
        rent = np.zeros((situation.rows, len(months)))
        for given in situation.inputs:
            numbers = given.values.dtype.kind == "f" and not given.annual
            if numbers and given.entity == "individu":
                income += _columns(given, months)
            if given.variable == "loyer":
                rent += _columns(given, months)
        means = np.add.reduceat(income, starts, axis=0)
        return _amounts(means, rent, children[:, None], sizes, np.array(months)) | {
            "aah": np.zeros_like(income),
            "caah": np.zeros_like(income),
        }


def _columns(given: Any, months: Sequence[int]) -> npt.NDArray[Any]:
    """Return an input for each member of its entity and month asked."""
    values = np.nan_to_num(given.values.astype(np.float64))
    if given.known is not None:
        values = np.where(given.known, values, 0.0)
    places = np.arange(len(months)) + (months_between(given.first, months[0]) if given.first else 0)
    some = values[:, np.clip(places, 0, values.shape[1] - 1)]
    return np.where(given.index[:, None] >= 0, some[np.maximum(given.index, 0)], 0.0)


def _amounts(
    means: npt.NDArray[Any],
    rent: npt.NDArray[Any],
    children: npt.NDArray[Any],
    sizes: npt.NDArray[Any],
    months: npt.NDArray[Any],
) -> dict[str, npt.NDArray[Any]]:
    ones = np.ones_like(means)
    found = {
        "af": 151.05 * np.maximum(children - 1, 0) * ones,
        "cf": np.where(children >= 3, 190.0, 0.0) * ones,
        "paje_base": np.where(children == 1, 100.0, 0.0) * ones,
        "rsa": np.maximum(650 + 200 * (sizes - 1) - 0.62 * means, 0),
        "ppa": np.where(means > 300, np.maximum(480 - 0.15 * means, 0), 0.0),
        "apl": np.maximum(np.minimum(rent, 400) - 40 - 0.1 * means, 0),
        "ars": np.where(months % 100 == 8, 400.0 * children, 0.0) * ones,
    }
    found |= dict.fromkeys(NOTHING, 0 * ones)
    return {name: np.floor(values * 100) / 100 for name, values in found.items()}
