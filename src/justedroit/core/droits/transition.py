"""The AAH under the conjugal transition: which months are still better served by it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import from_index, parametre, to_cents
from justedroit.core.droits.bloc import CONJ, REEL, Bloc
from justedroit.core.droits.compositions import LOGEMENT
from justedroit.core.droits.deconjugalisation import replay
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.periodes import Ints, month_index

Bools = npt.NDArray[np.bool_]


class Transition(NamedTuple):
    """Where the conjugal calculation of the AAH is still the one due.

    Attributes:
        conjugal: shape `(d, m)`.
        switch: shape `(d,)`, the month (202601) of the switch for good, 0 where there is none.
    """

    conjugal: Bools
    switch: Ints


def conjugal_months(bloc: Bloc, aah: npt.NDArray[Any], before: Ints | None = None) -> Transition:
    """Return the months that keep the conjugal calculation, and the month of the switch.

    Args:
        bloc: the block.
        aah: AAH of each row, shape `(rows, m)`, euros.
        before: switches found in the years before, shape `(d,)`, 0 where there is none.

    Law:
        L. 2022-1158 art. 10; décret 2022-1694: the switch is for good, and only where it is not
        unfavourable. Before October 2023 there is no choice.
        ASSUMPTION: where both members of a couple receive the AAH, they switch together.
    """
    since = parametre("droits/deconjugalisation.premier_mois").valeurs[-1][1]
    columns = [i for i, month in enumerate(bloc.months) if month >= since]
    opened, switched = _state(bloc.lecture)
    if before is not None:
        switched = np.where(switched == 0, before, switched)
    conjugal = np.zeros((len(opened), len(bloc.months)), bool)
    if not columns:
        return Transition(conjugal, switched)
    those = np.flatnonzero(opened)
    cents = [to_cents(_read(bloc, aah, s, those))[:, columns] for s in (REEL, CONJ)]
    months = [bloc.months[i] for i in columns]
    replayed = replay(months, cents[0], cents[1], opened[those], switched[those])
    conjugal[those[:, None], columns] = replayed.conjugal
    switch = np.zeros_like(switched)
    switch[those] = replayed.switch_month
    return Transition(conjugal, switch)


def _read(
    bloc: Bloc, values: npt.NDArray[Any], supposition: int, dossiers: Ints
) -> npt.NDArray[Any]:
    rows = bloc.row_of[LOGEMENT, supposition][dossiers]
    found = np.take_along_axis(values, np.maximum(rows, 0), axis=0)
    return np.where(rows >= 0, found, 0.0)


def _state(lecture: Lecture) -> tuple[Bools, Ints]:
    """Return the dossiers whose right was open in September 2023, and their switch, 0 if none."""
    opened = np.zeros(len(lecture.dossiers), bool)
    held = lecture.true("aah_droit_ouvert_septembre_2023")
    opened[lecture.person_dossier[held.owner]] = True
    switched = np.zeros(len(lecture.dossiers), np.int64)
    told = lecture.intervals("aah_bascule_deconjugalisation")
    switched[lecture.person_dossier[told.owner]] = from_index(month_index(told.values))
    return opened, switched


def in_transition(known: pa.Table) -> Ints:
    """Return the dossiers with a right open in September 2023, and no switch recorded.

    Law:
        L. 2022-1158 art. 10; décret 2022-1694.
    """
    kinds = pa.array(["aah_droit_ouvert_septembre_2023", "aah_bascule_deconjugalisation"])
    told = known.select(["dossier", "kind", "value"]).filter(pc.is_in(known["kind"], kinds))
    opens, yes = pc.equal(told["kind"], kinds[0]), pc.equal(told["value"], "true")
    opened = told.filter(pc.and_(opens, yes))["dossier"].to_numpy()
    switched = told.filter(pc.invert(opens))["dossier"].to_numpy()
    return np.asarray(np.setdiff1d(opened, switched), dtype=np.int64)
