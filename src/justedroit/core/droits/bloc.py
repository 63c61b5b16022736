"""The block of evaluation: a civil year, its compositions, its households in columns.

A month of year Y is always evaluated in the block of Y, which begins in November of Y-1 (a quarter
frozen in November or December reaches into January and February). So the right of a month does
not depend on the window that is asked (decision 0005).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.core.base import month_range
from justedroit.core.droits.compositions import (
    A_NAITRE,
    CONJUGAL,
    FOYER_COMMUN,
    LOGEMENT,
    MOIS,
    PLEIN,
    TOUT_DEMANDE,
    Rows,
    masks_of,
    roles_of,
    rows_of,
)
from justedroit.core.droits.entrees import Members, inputs
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.naissance_prevue import (
    masks_of_unborn,
    prime_months,
    side_births,
)
from justedroit.core.droits.periodes import Ints
from justedroit.core.droits.situation import Law, Situation

REACH_BACK = 2  # months before January: the start of the quarter that January may be in

# What each month reads: the household as it is, or under a supposition.
REEL, TOUT, CONJ = 0, TOUT_DEMANDE, CONJUGAL


@dataclass(frozen=True, slots=True)
class Bloc:
    """One year of evaluation of some dossiers.

    Attributes:
        lecture: what is known.
        months: November of the year before, to the last month asked.
        rows: compositions to evaluate.
        row_of: row that each (view, supposition) reads, shape `(d, m)`, -1 where none.
        supposed: positions of the dossiers that a supposition changes; the others read REEL.
        unborn: row that the birth grant reads, shape `(d, m)`, -1 where no birth is near.
        situation: the rows as the law is asked.
    """

    lecture: Lecture
    months: list[int]
    rows: Rows
    row_of: Mapping[tuple[str, int], Ints]
    supposed: Mapping[int, Ints]
    unborn: Ints
    situation: Situation


def bloc_of(lecture: Lecture, last: int, unclaimed: npt.NDArray[np.bool_], law: Law) -> Bloc:
    """Return the block of a year.

    Args:
        lecture: what is known.
        last: last month asked; its year is the year of the block.
        unclaimed: dossiers that have not claimed a benefit that others take into account.
        law: the law, for the parameters of some inputs.

    Law:
        None: decision 0005.
    """
    year = last // 100
    months = month_range((year - 1) * 100 + 13 - REACH_BACK, last)
    shape = (months[0], len(months))
    real = {view: masks_of(lecture, view, *shape) for view in (PLEIN, LOGEMENT, MOIS)}
    unborn = masks_of_unborn(lecture, real[PLEIN], *shape)
    supposed = {TOUT: np.flatnonzero(unclaimed), CONJ: np.flatnonzero(_in_transition(lecture))}
    flagged = {
        (view, flag): (dossiers, _flagged(masks, dossiers, flag))
        for view, masks in real.items()
        for flag, dossiers in supposed.items()
    }
    everyone = np.arange(len(lecture.dossiers))
    read = {(view, REEL): (everyone, masks) for view, masks in real.items()} | flagged
    rows, found = rows_of([*read.values(), (everyone, unborn)])
    row_of = dict(zip(read, found[:-1], strict=True))
    for (view, flag), (dossiers, _) in flagged.items():
        row_of[view, flag] = _instead(row_of[view, REEL], dossiers, row_of[view, flag])
    return Bloc(
        lecture=lecture,
        months=months,
        rows=rows,
        row_of=row_of,
        supposed=supposed,
        unborn=found[-1],
        situation=_situation(lecture, rows, year, law),
    )


def _flagged(masks: Ints, dossiers: Ints, flag: int) -> Ints:
    some = masks[dossiers]
    return np.where(some > 0, some | flag, 0)


def _instead(row_of: Ints, dossiers: Ints, rows: Ints) -> Ints:
    """Return the rows that dossiers read, some of them others than the real ones."""
    if not len(dossiers):
        return row_of
    out = row_of.copy()
    out[dossiers] = rows
    return out


def _in_transition(lecture: Lecture) -> npt.NDArray[np.bool_]:
    """Return the dossiers with a beneficiary of the AAH under the conjugal transition."""
    found = lecture.true("aah_droit_ouvert_septembre_2023")
    out = np.zeros(len(lecture.dossiers), bool)
    out[lecture.person_dossier[found.owner]] = True
    return out


def _situation(lecture: Lecture, rows: Rows, year: int, law: Law) -> Situation:
    row, person = persons_of(lecture, rows)
    born = lecture.first_date("date_naissance")[person]
    unborn = _unborn(rows, row, prime_months(lecture)[person])
    members = Members(
        row=row,
        person=person,
        role=roles_of(lecture, rows.mask[row], person),
        birth=np.where(unborn, side_births(lecture)[person], born),
    )
    return Situation(
        rows=len(rows.dossier),
        common_tax=(rows.mask & FOYER_COMMUN) > 0,
        person_row=row,
        person_role=members.role,
        inputs=inputs(lecture, rows, members, (year, law)),
    )


def _unborn(rows: Rows, row: Ints, prime: Ints) -> npt.NDArray[np.bool_]:
    """Return the members for whom a row of birth grant is made: its latest child, or twins."""
    latest = np.full(len(rows.dossier), -1, np.int64)
    np.maximum.at(latest, row, prime)
    return np.asarray(((rows.mask[row] & A_NAITRE) > 0) & (prime == latest[row]))


def persons_of(lecture: Lecture, rows: Rows) -> tuple[Ints, Ints]:
    """Return the (row, person) pairs of all the rows, by row.

    Law:
        None: a way of counting.
    """
    counts = np.bincount(lecture.person_dossier, minlength=len(lecture.dossiers))
    begin = np.cumsum(counts) - counts
    size: Any = counts[rows.dossier]
    row = np.repeat(np.arange(len(rows.dossier)), size)
    offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    person = np.repeat(begin[rows.dossier], size) + offset
    inside = (rows.mask[row] >> lecture.person_number[person]) & 1 == 1
    return row[inside], person[inside]
