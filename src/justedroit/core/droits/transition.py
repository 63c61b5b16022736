"""The AAH under the conjugal transition: which months are still better served by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.core.base import from_index, to_cents
from justedroit.core.droits.bloc import CONJ, REEL, Bloc
from justedroit.core.droits.compositions import PLEIN
from justedroit.core.droits.deconjugalisation import replay
from justedroit.core.droits.lecture import EPOCH, Ints, Lecture

Bools = npt.NDArray[np.bool_]


def conjugal_months(bloc: Bloc, aah: npt.NDArray[Any]) -> tuple[Bools, Ints]:
    """Return the months that keep the conjugal calculation, and the month of the switch.

    Args:
        bloc: the block.
        aah: AAH of each row, shape `(rows, m)`, euros.

    Returns:
        Shapes `(d, m)` and `(d,)`: the month (202601) of the switch for good, 0 where none.

    Law:
        L. 2022-1158 art. 10; décret 2022-1694: the switch is for good, and only where it is not
        unfavourable.
        ASSUMPTION: where both members of a couple receive the AAH, they switch together.
    """
    cents = [to_cents(_read(bloc, aah, supposition)) for supposition in (REEL, CONJ)]
    opened, switched = _state(bloc.lecture)
    replayed = replay(bloc.months, cents[0], cents[1], opened, switched)
    return replayed.conjugal & opened[:, None], np.where(opened, replayed.switch_month, 0)


def _read(bloc: Bloc, values: npt.NDArray[Any], supposition: int) -> npt.NDArray[Any]:
    rows = bloc.row_of[PLEIN, supposition]
    found = np.take_along_axis(values, np.maximum(rows, 0), axis=0)
    return np.where(rows >= 0, found, 0.0)


def _state(lecture: Lecture) -> tuple[Bools, Ints]:
    """Return the dossiers whose right was open in September 2023, and their switch, 0 if none."""
    opened = np.zeros(len(lecture.dossiers), bool)
    held = lecture.intervals("aah_droit_ouvert_septembre_2023")
    opened[lecture.person_dossier[held.owner[held.values.astype(bool)]]] = True
    switched = np.zeros(len(lecture.dossiers), np.int64)
    told = lecture.intervals("aah_bascule_deconjugalisation")
    month = told.values.astype("datetime64[M]").astype(np.int64) + EPOCH
    switched[lecture.person_dossier[told.owner]] = from_index(month)
    return opened, switched
