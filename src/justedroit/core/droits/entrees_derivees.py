"""Inputs of the law that are drawn from several facts, each with the article that says how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from justedroit.core.base import add_months, from_index, month_range, parametre, to_index
from justedroit.core.droits.asf import (
    AUCUNE,
    IMPAYE,
    SANS_TITRE,
    asf_kind,
    without_title_lapsed,
)
from justedroit.core.droits.compositions import MOIS, presence
from justedroit.core.droits.demandes import claim_months
from justedroit.core.droits.effet import month_of_age
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.logement import reference_rent_month
from justedroit.core.droits.mots import UNKNOWN, Words
from justedroit.core.droits.naissance import born, paje_base_child
from justedroit.core.droits.periodes import Ints, month_index, spread
from justedroit.core.droits.prepare import OPENFISCA_RATES, prepare_amount
from justedroit.core.droits.reference_rsa import departement_of, shifted_reference
from justedroit.core.droits.situation import Law

Bools = npt.NDArray[np.bool_]

_PF = "prestations_sociales.prestations_familiales."
BMAF = f"{_PF}bmaf.bmaf"
AF_AGE = f"{_PF}prestations_generales.af.af_cm.age3"
CF_AGE = f"{_PF}prestations_generales.cf.cf_cm.age_max"
PAJE_AGE = f"{_PF}petite_enfance.paje.paje_cm.age_limite_enfant_adopte_non"


def dwelling_start(lecture: Lecture, first: int, count: int) -> Ints:
    """Return the index of the month in which the dwelling was moved into, shape `(d, count)`.

    The last of: the date of entry told, the day from which the kind of occupancy holds, the day
    from which the town holds; -1 where there is no dwelling. An occupancy that the same source
    states anew is another dwelling; one that another source confirms is the same.

    Law:
        CCH art. R823-10, R823-14.
    """
    entered = lecture.intervals("date_entree_logement")
    changes = [
        replace(entered, values=month_index(entered.values)),
        *(
            replace(found, values=found.start)
            for found in (
                lecture.told("statut_occupation_logement").joined(restated=False),
                lecture.intervals("depcom"),
            )
        ),
    ]

    def make(start: int, length: int) -> Ints:
        shape = (len(lecture.dossiers), start, length)
        since = [spread(found, found.window("fin"), shape, -1) for found in changes]
        return np.asarray(np.max(since, axis=0), dtype=np.int64)

    return lecture.over("dwelling", to_index(first), count, make)


def rent(lecture: Lecture, first: int, count: int) -> npt.NDArray[np.float32]:
    """Return the rent that the housing aid takes into account, shape `(d, count)`, euros.

    It is the rent of July of the year before; in a new dwelling, the first rent.

    Law:
        CCH art. R823-6, R823-7.
    """
    back = 18  # months before the window in which a July may lie
    start = add_months(first, -back)
    rents = lecture.monthly("loyer", start, count + back, default=0.0)
    months = np.array(month_range(first, add_months(first, count - 1)))
    entered = from_index(np.maximum(dwelling_start(lecture, first, count), 0))
    read = to_index(reference_rent_month(months[None, :], entered))
    column = np.clip(read, to_index(start), to_index(months)[None, :]) - to_index(start)
    return np.asarray(np.take_along_axis(rents, column, axis=1), dtype=np.float32)


def regulated(lecture: Lecture, first: int, count: int) -> Bools:
    """Return whether the dwelling is conventionné, shape `(d, count)`: told, else that of an HLM.

    Law:
        CCH art. L831-1; OpenFisca takes every HLM for conventionné where nothing is told.
    """
    told = lecture.monthly("logement_conventionne", first, count, default=False)
    housed = lecture.words("statut_occupation_logement", first, count)
    known = lecture.known("logement_conventionne", first, count)
    return np.asarray(np.where(known, told, housed.among("locataire_hlm")))


def reference_quarter(lecture: Lecture, first: int, count: int) -> Bools:
    """Return the months whose reference quarter is M-4 to M-2, shape `(d, count)`.

    Law:
        See `shifted_reference`.
    """
    months = month_range(first, add_months(first, count - 1))
    town = lecture.words("depcom", first, count)
    last, earliest = town.codes[:, -1], town.codes[:, 0]
    last_known = Words(np.where(last == 0, earliest, last), town.words)
    return last_known.mapped(shifted_reference(months, departement_of(town.words)))


def isolated(lecture: Lecture, first: int, count: int) -> Bools:
    """Return whether the isolation of the parent raises the RSA, shape `(d, count)`.

    Some months from the separation, the widowhood or the birth, and until the youngest child
    reaches an age, both dated parameters.

    Law:
        CASF art. L262-9, R262-2.
    """
    month = np.arange(count) + to_index(first)
    since = lecture.month_told("isolement_date", first, count, rule="touche")
    length = int(parametre("droits/rsa_majore.duree").at(first))
    age = int(parametre("droits/rsa_majore.age_enfant").at(first)) * 12
    birth = month_index(lecture.first_date("date_naissance"))
    young = presence(lecture, "enfant", MOIS, (first, count)) & (month < birth[:, None] + age)
    baby = lecture.by_dossier(np.logical_or, young)
    return np.asarray((month >= since) & (baby | (month < since + length)))


def permit_years(lecture: Lecture, first: int, count: int) -> npt.NDArray[np.float32]:
    """Return for how many years each person has held a residence permit, shape `(p, count)`.

    Law:
        CASF art. L262-4 2°.
    """
    start = lecture.month_told("titre_sejour", first, count)
    month = np.arange(count) + to_index(first)
    years = np.maximum(month[None, :] - start, 0) / 12
    return np.asarray(years, dtype=np.float32)


def asf_open(lecture: Lecture, first: int, count: int) -> Bools:
    """Return whether the facts ground an ASF for each child, shape `(p, count)`.

    Law:
        CSS art. L523-1, R552-2 I, R552-3 I: from the month after the ground exists to the month
        before it ends; R523-3: without a title, some monthly payments only, from the claim.
    """
    told = lecture.intervals("autre_parent_defaillant")
    opens = asf_kind(told.words, np.full(len(told.words), "")) != AUCUNE
    grounds = told.texts().mapped(opens)
    found = replace(told, values=grounds).joined().true()
    shape = (len(lecture.person_dossier), to_index(first), count)
    window = (found.start + 1, found.end)
    since = spread(replace(found, values=found.start), window, shape, -1)
    asked = to_index(claim_months(lecture, "asf", first, count))[lecture.person_dossier]
    paid = np.arange(count) + to_index(first) - np.maximum(since, asked) - 1
    unpaid = lecture.words("autre_parent_defaillant", first, count, rule="fin").among(IMPAYE)
    untitled = unpaid & lecture.words("titre_pension", first, count).among(*SANS_TITRE)
    return np.asarray((since >= 0) & ~without_title_lapsed(untitled, paid, first))


def adult(lecture: Lecture, window: tuple[int, int], age: int) -> Bools:
    """Return the months from that in which each person reaches an age, shape `(p, count)`.

    Law:
        CSS art. R552-3 I: the month of the event is lost.
    """
    reached = month_of_age(lecture.first_date("date_naissance"), age)
    month = np.arange(window[1]) + to_index(window[0])
    return np.asarray(month >= to_index(reached)[:, None])


def is_born(lecture: Lecture, window: tuple[int, int]) -> Bools:
    """Return the months from that of the birth of each person, shape `(p, count)`.

    Law:
        See `naissance.born`.
    """
    months = month_range(window[0], add_months(window[0], window[1] - 1))
    return born(lecture.first_date("date_naissance"), months)


def paje_open(lecture: Lecture, window: tuple[int, int], age_limit: int) -> Bools:
    """Return whether each child may open the PAJE base, shape `(p, count)`.

    Law:
        See `naissance.paje_base_child`.
    """
    months = month_range(window[0], add_months(window[0], window[1] - 1))
    return paje_base_child(lecture.first_date("date_naissance"), months, age_limit)


def prepare(lecture: Lecture, window: tuple[int, int], law: Law) -> npt.NDArray[np.float32]:
    """Return the PreParE of each household, gross of CRDS, shape `(d, count)`, euros a month.

    The amount already decided where one is told; else that of the reduction of activity told.
    Whether it was claimed is not read here.

    Law:
        CSS art. L531-4, D531-4; R552-2 II 1°.
    """
    return lecture.over("prepare", to_index(window[0]), window[1], _prepare_over(lecture, law))


def _prepare_over(lecture: Lecture, law: Law) -> Callable[[int, int], npt.NDArray[np.float32]]:
    def make(start: int, length: int) -> npt.NDArray[np.float32]:
        first = from_index(start)
        told = lecture.monthly("paje_prepare_montant", first, length, default=0.0)
        rate = lecture.words("paje_prepare_taux", first, length)
        those = np.flatnonzero(rate.codes.any(axis=1))
        reduced = _prepare_of_rates(Words(rate.codes[those], rate.words), first, law)
        by_rate = np.zeros(told.shape)
        np.add.at(by_rate, lecture.person_dossier[those], reduced)
        return np.where(told > 0, told, by_rate).astype(np.float32)

    return make


def _prepare_of_rates(rate: Words, first: int, law: Law) -> npt.NDArray[np.float32]:
    """Return the PreParE of each person by its rate, same shape."""
    out = np.zeros(rate.codes.shape, np.float32)
    for column in np.flatnonzero(rate.codes.any(axis=0)):
        month = add_months(first, int(column))
        present = np.unique(rate.codes[:, column])
        words = [rate.words[code] for code in present]
        rates = {w: law.parameter(OPENFISCA_RATES[w], month) for w in words if w != UNKNOWN}
        amounts = prepare_amount(law.parameter(BMAF, month), rates, words)
        out[:, column] = amounts[np.searchsorted(present, rate.codes[:, column])]
    return out
