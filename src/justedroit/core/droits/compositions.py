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

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre, to_index
from justedroit.core.droits.effet import closing_month, month_after_child_death, month_of_age
from justedroit.core.droits.lecture import PERSONS_MAX, Intervals, Ints, Lecture, spread

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

    def find(self, masks: Ints) -> Ints:
        """Return the row of each dossier and month, -1 where there is no household.

        Args:
            masks: shape `(d, m)`, 0 where there is no household.

        Law:
            None: a way of counting.
        """
        out = np.full(masks.shape, -1, np.int64)
        at_dossier, at_month = np.nonzero(masks)
        wanted = _pairs(at_dossier, masks[at_dossier, at_month])
        out[at_dossier, at_month] = np.searchsorted(_pairs(self.dossier, self.mask), wanted)
        return out


def _pairs(dossier: Ints, mask: Ints) -> npt.NDArray[np.void]:
    pairs = np.empty(len(dossier), dtype=[("dossier", np.int64), ("mask", np.int64)])
    pairs["dossier"], pairs["mask"] = dossier, mask
    return pairs


def rows_of(masks: list[Ints]) -> Rows:
    """Return the distinct (dossier, composition) of several matrices of masks `(d, m)`.

    Law:
        None: a way of counting.
    """
    found = [(d, mask[d, m]) for mask in masks for d, m in [np.nonzero(mask)]]
    pairs = np.unique(_pairs(*(np.concatenate(column) for column in zip(*found, strict=True))))
    return Rows(pairs["dossier"].copy(), pairs["mask"].copy())


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
    out = np.zeros((len(lecture.dossiers), count), np.int64)
    since = {role: _since(lecture, role, view, (first, count)) for role in _KINDS}
    # Who takes over from a dead allocataire was still the conjoint in the month of the death.
    head = _one(lecture, since["allocataire"], last=False)
    adults = np.maximum(since["allocataire"], since["conjoint"])
    partner = _one(lecture, np.where(head, -1, adults), last=True)
    # Who was once an adult of the household is no child of it again.
    grown = np.max(adults, axis=1, initial=-1) >= 0
    for role in ("allocataire", "conjoint"):
        grown[lecture.intervals(role).true().owner] = True
    child = (since["enfant"] >= 0) & ~grown[:, None]
    person, month = np.nonzero(head | partner | child)
    np.bitwise_or.at(
        out, (lecture.person_dossier[person], month), 1 << lecture.person_number[person]
    )
    couple = _any_of(lecture, partner) & _common_tax(lecture, first, count)
    out[couple] |= FOYER_COMMUN
    at, month = np.nonzero(head)
    out[lecture.person_dossier[at], month] |= lecture.person_number[at] << _HEAD
    out[~_any_of(lecture, head)] = 0
    return out


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
    partner[lecture.intervals("conjoint").true().owner] = True
    partner[lecture.intervals("allocataire").true().owner] = True
    return np.select([head, partner[person]], [ALLOCATAIRE, CONJOINT], ENFANT).astype(np.int8)


def presence(lecture: Lecture, role: str, view: str, months: tuple[int, int]) -> Bools:
    """Return whether each person counts in each month in a role, shape `(p, count)`.

    Law:
        CSS art. R552-2, R552-3, L552-7; CASF art. R262-33, R262-35; CCH art. R823-10, R823-13.
    """
    return np.asarray(_since(lecture, role, view, months) >= 0)


def _since(lecture: Lecture, role: str, view: str, months: tuple[int, int]) -> Ints:
    """Return the month from which each person holds a role, in each month; -1 where it does not."""
    found = lecture.intervals(role).true()
    start, end = found.start, found.end
    if role == "enfant":
        start, end = start + (view != MOIS), _until_age(lecture, found, end, view)
    elif role == "allocataire" or view != MOIS:
        end = end + found.end_inside
    end = _until_death(lecture, found, end, maintained=role == "enfant" and view == PLEIN)
    shape = (len(lecture.person_dossier), to_index(months[0]), months[1])
    return spread(replace(found, values=found.start), (start, end), shape, -1).astype(np.int64)


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
    rank = np.where(since < 0, -1, rank if last else 2**40 - rank)
    best = np.full((len(lecture.dossiers), since.shape[1]), -1, np.int64)
    np.maximum.at(best, lecture.person_dossier, rank)
    return np.asarray((rank >= 0) & (rank == best[lecture.person_dossier]))


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


def _any_of(lecture: Lecture, persons: Bools) -> Bools:
    out = np.zeros((len(lecture.dossiers), persons.shape[1]), bool)
    np.logical_or.at(out, lecture.person_dossier, persons)
    return out


def _common_tax(lecture: Lecture, first: int, count: int) -> Bools:
    tie = lecture.monthly("statut_couple", first, count, "", rule="touche")
    return np.isin(tie, ("marie", "pacs"))
