"""The unborn child: in the family for the birth grant, and for nothing else.

OpenFisca pays the birth grant two months before the month of birth of a child of the family, but
it would also open the PAJE base and raise the housing aid for a child that is not born yet. The
unborn child is therefore in a row of its own, that only the birth grant reads.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base import from_index, to_index
from justedroit.core.droits.compositions import A_NAITRE
from justedroit.core.droits.effet import NEVER
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.naissance import prime_month, side_birth_day
from justedroit.core.droits.periodes import Ints


def prime_months(lecture: Lecture) -> Ints:
    """Return the month index of the birth grant of each person, shape `(p,)`; -1 where none.

    Law:
        CSS art. D531-2, see `naissance.prime_month`.
    """
    told, born = lecture.first_date("naissance_prevue"), lecture.first_date("date_naissance")
    # A child that comes into the household after its birth was not expected there.
    here = lecture.true("enfant")
    expected = ~np.isnat(told)
    expected[here.owner[here.day <= born[here.owner]]] = True
    month = prime_month(told, born)
    return np.where(expected & (month < NEVER), to_index(month), -1)


def side_births(lecture: Lecture) -> npt.NDArray[np.datetime64]:
    """Return the date of birth that makes OpenFisca pay each birth grant, shape `(p,)`.

    Law:
        None: what the formula of OpenFisca-France tests.
    """
    return side_birth_day(from_index(np.maximum(prime_months(lecture), 0)))


def masks_of_unborn(lecture: Lecture, family: Ints, first: int, count: int) -> Ints:
    """Return the family with its unborn child, in the month of the grant; 0 in the others.

    Args:
        lecture: what is known.
        family: compositions, shape `(d, count)`.
        first: first month.
        count: number of months.

    Law:
        CSS art. L531-2.
    """
    month = prime_months(lecture) - to_index(first)
    near = np.flatnonzero((month >= 0) & (month < count))
    dossier, column = lecture.person_dossier[near], month[near]
    out = np.zeros_like(family)
    np.bitwise_or.at(out, (dossier, column), 1 << lecture.person_number[near])
    return np.where((out > 0) & (family > 0), out | family | A_NAITRE, 0)
