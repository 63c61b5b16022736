"""Who is in the household in each month, and the rows of evaluation that follow from it.

OpenFisca's households are fixed within a simulation. A dossier is therefore evaluated once for
each *composition* it has in the window, and each month reads the row of its composition.

Who counts in the month of an event depends on the benefit (CSS art. R552-2, R552-3; CASF art.
R262-33, R262-35; CCH art. R823-10 to R823-14), hence three views:

- `PLEIN` (family benefits): a child counts from the month after its arrival and no longer in the
  month of its leaving; a couple from the month it is formed to the month it ends, included.
- `LOGEMENT` (housing aid, AAH): the same, but for a dead child.
- `MOIS` (RSA, prime d'activité): a change counts from the month in which it happens.

A death counts from the following month (R552-3 III); a dead child is counted for family benefits
to the end of the third month after (L552-7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre, to_index
from justedroit.core.droits.effet import closing_month, month_after_child_death, month_of_age
from justedroit.core.droits.lecture import PERSONS_MAX, Lecture
from justedroit.core.droits.periodes import Intervals, Ints, spread

Bools = npt.NDArray[np.bool_]

PLEIN, LOGEMENT, MOIS = "plein", "logement", "mois"

# Flags of a row, above the bits of the persons.
FOYER_COMMUN = 1 << (PERSONS_MAX + 1)  # the couple is married or pacsed: one foyer fiscal
TOUT_DEMANDE = 1 << (PERSONS_MAX + 2)  # every claim is taken for made: what the right would be
CONJUGAL = 1 << (PERSONS_MAX + 3)  # AAH under the conjugal transition
A_NAITRE = 1 << (PERSONS_MAX + 4)  # an unborn child is in the family, for its birth grant only
_HEAD = PERSONS_MAX + 5  # from this bit on, the number of the allocataire

ALLOCATAIRE, CONJOINT, ENFANT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of evaluation: the distinct compositions of the dossiers.

    Attributes:
        dossier: position of the dossier of each row, shape `(r,)`.
        mask: persons (bit n: person n) and flags of each row, shape `(r,)`.
    """

    dossier: Ints
    mask: Ints


def rows_of(masks: Sequence[tuple[Ints, Ints]]) -> tuple[Rows, list[Ints]]:
    """Return the distinct (dossier, composition) of several matrices, and where each reads them.

    Args:
        masks: positions of dossiers, shape `(n,)`, and their compositions, shape `(n, m)`, 0 where
            there is no household; every matrix has the same months.

    Returns:
        The rows, by dossier and mask; and for each matrix its rows, same shape, -1 where there is
        no household.

    Law:
        None: a way of counting.
    """
    dossiers, all_masks = (np.concatenate(column) for column in zip(*masks, strict=True))
    opens = np.ones(all_masks.shape, bool)
    opens[:, 1:] = all_masks[:, 1:] != all_masks[:, :-1]
    # Runs of months with the same mask: far fewer than months.
    at = np.flatnonzero(opens)
    mask, lasts = all_masks.reshape(-1)[at], np.diff(at, append=all_masks.size)
    kinds, kind = np.unique(mask, return_inverse=True)
    pair = dossiers[at // max(all_masks.shape[1], 1)] * len(kinds) + kind
    pairs, row = np.unique(pair[mask > 0], return_inverse=True)
    found = np.full(len(mask), -1, np.int64)
    found[mask > 0] = row
    read = np.repeat(found, lasts).reshape(all_masks.shape)
    size = max(len(kinds), 1)
    bounds = np.cumsum([len(some) for some, _ in masks])[:-1]
    return Rows(pairs // size, kinds[pairs % size]), np.split(read, bounds)


def masks_of(lecture: Lecture, view: str, first: int, count: int) -> Ints:
    """Return the composition of each dossier in each month, 0 where there is no allocataire.

    Args:
        lecture: what is known.
        view: `PLEIN`, `LOGEMENT` or `MOIS`.
        first: first month.
        count: number of months.

    Returns:
        Shape `(d, count)`.

    Law:
        CSS art. R552-2, R552-3, L552-7; CASF art. R262-33, R262-35; CCH art. R823-10, R823-13.
    """
    since = {role: _since(lecture, role, view, (first, count)) for role in _KINDS}
    # Who takes over from a dead allocataire was still the conjoint in the month of the death.
    head = _one(lecture, since["allocataire"], last=False)
    adults = np.maximum(since["allocataire"], since["conjoint"])
    partner = _one(lecture, np.where(head, -1, adults), last=True)
    # Who was once an adult of the household is no child of it again.
    grown = np.max(adults, axis=1, initial=-1) >= 0
    for role in ("allocataire", "conjoint"):
        grown[lecture.true(role).owner] = True
    child = (since["enfant"] >= 0) & ~grown[:, None]
    number = lecture.person_number[:, None]
    bits = np.where(head | partner | child, 1 << number, 0)
    bits |= np.where(head, number << _HEAD, 0)
    out = lecture.by_dossier(np.bitwise_or, bits)
    couple = lecture.by_dossier(np.logical_or, partner) & _common_tax(lecture, first, count)
    out[couple] |= FOYER_COMMUN
    out[~lecture.by_dossier(np.logical_or, head)] = 0
    return np.asarray(out)


_KINDS = ("allocataire", "conjoint", "enfant")


def roles_of(lecture: Lecture, masks: Ints, person: Ints) -> npt.NDArray[np.int8]:
    """Return the role of each member of a composition.

    Args:
        lecture: what is known.
        masks: composition of each member, shape `(n,)`.
        person: position of each member, shape `(n,)`.

    Returns:
        Shape `(n,)`: 1 allocataire, 2 conjoint, 3 enfant. Who becomes the allocataire after the
        other was the conjoint before.

    Law:
        CSS art. R513-1: one allocataire a household.
    """
    head = masks >> _HEAD == lecture.person_number[person]
    partner = np.zeros(len(lecture.person_dossier), bool)
    partner[lecture.true("conjoint").owner] = True
    partner[lecture.true("allocataire").owner] = True
    return np.select([head, partner[person]], [ALLOCATAIRE, CONJOINT], ENFANT).astype(np.int8)


def presence(lecture: Lecture, role: str, view: str, months: tuple[int, int]) -> Bools:
    """Return whether each person counts in each month in a role, shape `(p, count)`.

    Law:
        CSS art. R552-2, R552-3, L552-7; CASF art. R262-33, R262-35; CCH art. R823-10, R823-13.
    """
    return np.asarray(_since(lecture, role, view, months) >= 0)


def _since(lecture: Lecture, role: str, view: str, months: tuple[int, int]) -> Ints:
    """Return the month from which each person holds a role, in each month; -1 where it does not."""
    shape = (len(lecture.person_dossier), to_index(months[0]), months[1])
    if role not in lecture.kinds:
        return np.full((shape[0], shape[2]), -1, np.int64)
    found = lecture.true(role)
    start, end = found.start, found.end
    if role == "enfant":
        start, end = start + (view != MOIS), _until_age(lecture, found, end, view)
    elif role == "allocataire" or view != MOIS:
        end = end + found.end_inside
    if "deces" in lecture.kinds:
        end = _until_death(lecture, found, end, maintained=role == "enfant" and view == PLEIN)
    return spread(replace(found, values=found.start), (start, end), shape, -1)


def _until_age(lecture: Lecture, found: Intervals, end: Ints, view: str) -> Ints:
    """Return the end of each presence, at the age from which a child is no longer at charge.

    The family benefits have an age each, which is read where each is opened.
    """
    if view == PLEIN:
        return end
    limit = int(parametre(f"droits/enfant.age_limite.{view}").valeurs[-1][1])
    born = lecture.first_date("date_naissance")[found.owner]
    return np.minimum(end, to_index(month_of_age(born, limit)))


def _one(lecture: Lecture, since: Ints, *, last: bool) -> Bools:
    """Return who holds a role that one person alone can hold: the last to take it, or the first."""
    rank = since * 64 + lecture.person_number[:, None]
    rank = np.where(since < 0, 0, rank if last else 2**40 - rank)
    best = lecture.by_dossier(np.maximum, rank)
    return np.asarray((rank > 0) & (rank == best[lecture.person_dossier]))


def _until_death(lecture: Lecture, found: Intervals, end: Ints, *, maintained: bool) -> Ints:
    """Return the end of each presence, whether the interval itself told of the death or not."""
    day = lecture.first_date("deces")[found.owner]
    after = (
        month_after_child_death(day)
        if maintained
        else closing_month("mois_evenement", day, death=True)
    )
    died = closing_month("mois_evenement", day)
    return np.where(~np.isnat(day) & (end >= to_index(died)), to_index(after), end)


def _common_tax(lecture: Lecture, first: int, count: int) -> Bools:
    return lecture.words("statut_couple", first, count, rule="touche").among("marie", "pacs")
