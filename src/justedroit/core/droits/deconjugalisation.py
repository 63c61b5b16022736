"""AAH without the spouse's income since October 2023, and the switch that is made once for all.

OpenFisca-France takes the larger of the two amounts each month; the law gives a choice only to the
rights open in September 2023, and only until the first month when it no longer serves.

Law: L. 2022-1158 article 10; D. 2022-1694; D. 2023-360.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NO_SWITCH = 0  # in `switch_month`: no switch in the months replayed


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay of the switch gives.

    Attributes:
        paid_cents: shape `(n, months)`, AAH due.
        conjugal: shape `(n, months)`, the conjugal calculation is the one due.
        switch_month: shape `(n,)`, month of the definitive switch (202405), 0 where there is none:
            the right never had the choice, or still has it.
    """

    paid_cents: IntArray
    conjugal: BoolArray
    switch_month: IntArray


def replay(
    months: Sequence[int],
    deconj_cents: npt.ArrayLike,
    conj_cents: npt.ArrayLike,
    open_sept_2023: npt.ArrayLike,
    notified_switch: npt.ArrayLike | None = None,
) -> Replay:
    """Play the switch month after month, in order.

    At equality the deconjugalised calculation is taken, and the switch is made: it is not
    unfavourable. A month without right in both calculations therefore ends the choice too, and the
    right that opens again is a new one.

    ASSUMPTION: a switch that was notified holds from its month on, whatever is learnt later
    (parameter `deconjugalisation.bascule_notifiee`); without `notified_switch`, it is replayed.

    Args:
        months: the months of the columns, ascending, from 202310 at the earliest.
        deconj_cents: shape `(n, months)`, AAH with `aah_conjugalise_eligible` False.
        conj_cents: shape `(n, months)`, AAH with `aah_conjugalise_eligible` True.
        open_sept_2023: shape `(n,)`, the right was open in September 2023.
        notified_switch: shape `(n,)`, month of the switch in the dossier, 0 if none.

    Returns:
        The amounts due, the calculation chosen, the month of the switch.

    Raises:
        ValueError: a month is before October 2023, or months do not ascend.

    Law:
        L. 2022-1158 article 10 V; D. 2022-1694.
    """
    _check(months)
    single = np.asarray(deconj_cents, dtype=np.int64)
    couple = np.asarray(conj_cents, dtype=np.int64)
    choice = np.array(open_sept_2023, dtype=bool)
    switch = np.zeros(choice.shape, dtype=np.int64)
    if notified_switch is not None:
        switch[:] = np.where(choice, notified_switch, NO_SWITCH)
    conjugal = np.zeros(single.shape, dtype=bool)
    # At most a hundred months, each over all the rights at once: the memory goes month by month.
    for column, month in enumerate(months):
        choice &= (switch == NO_SWITCH) | (switch > month)
        conjugal[:, column] = choice & (couple[:, column] > single[:, column])
        lost = choice & ~conjugal[:, column]
        switch[lost] = month
        choice &= ~lost
    return Replay(np.where(conjugal, couple, single), conjugal, switch)


def _check(months: Sequence[int]) -> None:
    first = min(value for _, value in parametre("droits/deconjugalisation.premier_mois").valeurs)
    if any(month < first for month in months) or list(months) != sorted(set(months)):
        raise ValueError(
            "La déconjugalisation se rejoue mois par mois, dans l'ordre, à partir d'octobre 2023."
        )
