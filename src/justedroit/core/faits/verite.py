"""The order of truth: which source is believed when two of them contradict each other."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

VALIDATED = "piece_validee"
# ASSUMPTION: a piece is validated when an agent states the fact and names the piece; the household that
# joins one is believed as without it, until an agent has looked.
VALIDATOR = "agent"


def _table(day: dt.date) -> Mapping[str, int]:
    table: Mapping[str, int] = parametre("faits/ordre_verite").at(day)
    return table


def sources(day: dt.date = dt.date(9999, 12, 31)) -> frozenset[str]:
    """Return every source that may state a fact, under the order of truth in force on a day.

    Law:
        None: parameter `faits/ordre_verite`, a_verifier.
    """
    return frozenset(_table(day)) - {VALIDATED}


def ranks(
    source: pa.DictionaryArray, proven: npt.NDArray[np.bool_], day: dt.date
) -> npt.NDArray[np.int64]:
    """Return the rank of facts in the order of truth: 1 is believed first.

    Args:
        source: shape `(n,)`, source of each fact.
        proven: shape `(n,)`, whether a piece supports it; it counts where an agent states the fact.
        day: the order in force on that day is used.

    Returns:
        Shape `(n,)`, ranks; several sources may share one.

    Raises:
        ValueError: a source is not in the order of truth.

    Law:
        None: parameter `faits/ordre_verite`, a_verifier.
    """
    table = _table(day)
    names = source.dictionary.to_pylist()
    if unknown := sorted(set(names) - sources(day)):
        message = f"Source inconnue de l'ordre de vérité : {', '.join(map(str, unknown))}."
        raise ValueError(message)
    by_source = np.array([table[name] for name in names], dtype=np.int64)
    by_proof = np.array([_proven(name, table) for name in names], dtype=np.int64)
    code = source.indices.to_numpy(zero_copy_only=False)
    return np.where(proven, by_proof[code], by_source[code])


def _proven(source: str, table: Mapping[str, int]) -> int:
    """Return the rank of a source that names a piece."""
    return min(table[source], table[VALIDATED]) if source == VALIDATOR else table[source]


@cache
def rank(source: str, day: dt.date, *, proven: bool) -> int:
    """Return the rank of one fact, as `ranks`.

    Raises:
        KeyError: the source is not in the order of truth.

    Law:
        None: parameter `faits/ordre_verite`, a_verifier.
    """
    table = _table(day)
    return _proven(source, table) if proven else table[source]
