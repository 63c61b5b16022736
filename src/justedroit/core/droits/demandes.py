"""Claims: from which month a claim opens a benefit, and up to which it holds.

The conditions of a benefit (a birth, a move) have their own dates of effect, read in
`compositions` and `entrees`; here is the effect of the claim itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from justedroit.core.base import add_months, from_index, parametre, to_index
from justedroit.core.droits.effet import closing_month, opening_month
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.periodes import OPEN_MONTH, Intervals, Ints, spread
from justedroit.core.droits.prestations import prestations

Bools = npt.NDArray[np.bool_]

# Benefits that others take into account once they are claimed, and who bears them in OpenFisca.
# `aide_logement` is claimed once for APL, ALF and ALS.
FEEDERS = {
    "rsa": "famille",  # it neutralises the incomes of the housing aid
    "aide_logement": "famille",
    "asf": "famille",
    "paje_base": "famille",
    "aah": "individu",
}

# Conditions that were always met: what is read is the effect of the claim alone.
_ALWAYS = np.datetime64("1900-01-01")


def claim_kind(benefit: str) -> str:
    """Return the kind of fact that claims a benefit (`aide_logement` for the three housing aids).

    Law:
        None: the catalogue's name for the claim.
    """
    known = prestations().get(benefit)
    return known.demande if known else f"demande_{benefit}"


def claimed(lecture: Lecture, benefit: str, first: int, count: int) -> Bools:
    """Return whether a benefit is open to each dossier by a claim, month by month.

    Args:
        lecture: what is known.
        benefit: a benefit, or `aide_logement`.
        first: first month.
        count: number of months.

    Returns:
        Shape `(d, count)`.

    Law:
        CSS art. R552-2, R552-3, R821-7, R541-7; CASF art. R262-33; CCH art. R823-10; the dated
        parameters `effet.ouverture.*` and `effet.fermeture.*`.
    """
    if benefit in parametre("droits/demande.automatique").at(first):
        return np.broadcast_to(np.True_, (len(lecture.dossiers), count))
    if claim_kind(benefit) not in lecture.kinds:
        return np.broadcast_to(np.False_, (len(lecture.dossiers), count))

    def make(start: int, length: int) -> Bools:
        found = lecture.true(claim_kind(benefit))
        shape = (len(lecture.dossiers), start, length)
        return spread(found, _window(found, benefit), shape, default=False)

    return lecture.over(("claimed", benefit), to_index(first), count, make)


def _window(found: Intervals, benefit: str) -> tuple[Ints, Ints]:
    name = "apl" if benefit == "aide_logement" else benefit
    opening = parametre(f"droits/effet.ouverture.{name}").valeurs[-1][1]
    closing = parametre(f"droits/effet.fermeture.{name}").valeurs[-1][1]
    back = int(parametre("droits/demande.retroactivite").valeurs[-1][1])
    opened = to_index(opening_month(opening, np.full(len(found.day), _ALWAYS), found.day))
    start = np.maximum(opened, found.start - back)
    return start, to_index(closing_month(closing, found.until))


def claim_months(lecture: Lecture, benefit: str, first: int, count: int) -> Ints:
    """Return the month of the last claim received by the end of each month, 0 before the first.

    Args:
        lecture: what is known.
        benefit: a benefit, or `aide_logement`.
        first: first month.
        count: number of months.

    Returns:
        Shape `(d, count)`, months such as 202503.

    Law:
        CASF art. R262-33; CCH art. R823-6: the quarters run from it.
    """
    if claim_kind(benefit) not in lecture.kinds:
        return np.broadcast_to(np.int64(0), (len(lecture.dossiers), count))
    found = lecture.true(claim_kind(benefit))
    claims = replace(found, values=from_index(found.start))
    forever = np.full_like(found.end, OPEN_MONTH)

    def make(start: int, length: int) -> Ints:
        shape = (len(lecture.dossiers), start, length)
        return spread(claims, (found.start, forever), shape, default=0)

    return lecture.over(("claim month", benefit), to_index(first), count, make)


def feeders_unclaimed(lecture: Lecture, first: int, count: int) -> Bools:
    """Return the dossiers that could have a benefit that others take into account, unclaimed.

    They alone need to be evaluated twice: as they are, and as if everything were claimed.

    Returns:
        Shape `(d,)`.

    Law:
        None: an economy of evaluation; it changes no result.
    """
    out = np.zeros(len(lecture.dossiers), bool)
    for benefit, possible in _possible(lecture, first, count).items():
        open_now = claimed(lecture, benefit, first, count)
        out |= possible & ~open_now.all(axis=1)
    return out


def _possible(lecture: Lecture, first: int, count: int) -> dict[str, Bools]:
    """Return, by benefit, the dossiers that meet a necessary condition of it."""
    disabled = np.zeros(len(lecture.person_dossier), bool)
    disabled[lecture.intervals("taux_incapacite").owner] = True
    child = lecture.role == 3
    born = lecture.first_date("date_naissance")
    young = born > np.datetime64(f"{add_months(first, -48) // 100}-01-01")
    return {
        "aide_logement": np.asarray(_pays_for_housing(lecture, first, count).any(axis=1)),
        "asf": lecture.by_dossier(np.logical_or, child),
        "paje_base": lecture.by_dossier(np.logical_or, child & young),
        "aah": lecture.by_dossier(np.logical_or, disabled),
    }


def _pays_for_housing(lecture: Lecture, first: int, count: int) -> Bools:
    housed = lecture.words("statut_occupation_logement", first, count)
    paying = [word.startswith("locataire") or word == "primo_accedant" for word in housed.words]
    return housed.mapped(paying)


def housing_opens(lecture: Lecture, first: int, count: int) -> Bools:
    """Return the months in which a dwelling that opens the aid is entered, and none was left.

    The aid opens in the following month; a move from such a dwelling to another interrupts
    nothing.

    Law:
        CCH art. R823-10, R823-14.
    """

    def make(start: int, length: int) -> Bools:
        paying = _pays_for_housing(lecture, from_index(start - 1), length + 1)
        return np.asarray(paying[:, 1:] & ~paying[:, :-1])

    return lecture.over("housing opens", to_index(first), count, make)
