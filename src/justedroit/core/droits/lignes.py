"""The rows of the rights: what is due, what would be were it claimed, and why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from justedroit.core.droits.bloc import Bloc
from justedroit.core.droits.demandes import claim_kind, claimed, housing_opens
from justedroit.core.droits.montants import Amounts
from justedroit.core.droits.periodes import Ints
from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.schema import RIGHTS
from justedroit.core.droits.trimestre import HOUSING

# Why what is due is not what is computed; the first one: it is.
MOTIVES = ("", "non_fonde", "hors_demande", "non_demande")
_NAMES = tuple(sorted(prestations()))


class Lines(NamedTuple):
    """Rights of one benefit, by dossier and month. All arrays have shape `(n,)`.

    Attributes:
        benefit: the benefit.
        dossier: position of the dossier.
        month: 202601.
        computed: cents, were it claimed.
        due: cents.
        motive: position in `MOTIVES`.
    """

    benefit: str
    dossier: Ints
    month: Ints
    computed: Ints
    due: Ints
    motive: Ints


_NOTHING = (np.zeros(0, np.int64),) * 5


def lines_of(bloc: Bloc, name: str, found: Amounts, asked: npt.NDArray[np.bool_]) -> Lines:
    """Return the rights of a benefit: due where it is claimed and open, computed everywhere.

    Args:
        bloc: the block.
        name: the benefit.
        found: its amounts.
        asked: months to return, shape `(m,)`.

    Law:
        CASF art. R262-33; CSS art. R552-2; CCH art. R823-10: a right runs from its claim.
    """
    lecture, window = bloc.lecture, (bloc.months[0], len(bloc.months))
    some = ((found.due != 0) | (found.claimed != 0)) & asked
    if name in HOUSING:
        some &= ~housing_opens(lecture, *window)
    at = np.nonzero(some)
    if not len(at[0]):
        return Lines(name, *_NOTHING)
    open_now = claimed(lecture, name, *window)[at]
    due = np.where(open_now, found.due[at], 0)
    computed = np.where(due > 0, due, found.claimed[at])
    told = np.zeros(len(lecture.dossiers), bool)
    told[lecture.true(claim_kind(name)).owner] = True
    unclaimed = np.where(open_now, 1, np.where(told[at[0]], 2, 3))
    motive = np.where(due == computed, 0, unclaimed)
    right = (due != 0) | (computed != 0)
    month = np.array(bloc.months)[at[1]]
    return Lines(name, *(column[right] for column in (at[0], month, computed, due, motive)))


def rights_table(dossiers: Ints, lines: Sequence[Lines]) -> pa.Table:
    """Return rights by dossier, benefit and month, schema RIGHTS.

    Args:
        dossiers: numbers of the dossiers, ascending.
        lines: the rights, in any order.

    Law:
        None: an arrangement of columns.
    """
    if not lines:
        return RIGHTS.empty_table()
    size = [len(some.dossier) for some in lines]
    benefit = np.repeat([_NAMES.index(some.benefit) for some in lines], size)
    dossier, month, computed, due, motive = (
        np.concatenate(column) for column in zip(*(some[1:] for some in lines), strict=True)
    )
    order = np.argsort((dossier * len(_NAMES) + benefit) * 1_000_000 + month)
    motive = motive[order]
    return pa.table(
        {
            "dossier": dossiers[dossier[order]],
            "benefit": pa.array(_NAMES).take(pa.array(benefit[order])),
            "month": month[order].astype(np.int32),
            "computed_cents": computed[order],
            "due_cents": due[order],
            "motive": pa.array(MOTIVES).take(pa.array(motive, mask=motive == 0)),
        },
        schema=RIGHTS,
    )
