"""The inputs of the law: what is known, month by month, for each person and household of the rows.

The three years before and the year itself are given: family benefits look at the year N-2, the
housing aid at twelve rolling months, the RSA and the prime d'activité at a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from justedroit.core.droits.compositions import CONJUGAL, TOUT_DEMANDE, Rows
from justedroit.core.droits.demandes import FEEDERS, claimed, housing_opens
from justedroit.core.droits.entrees_derivees import (
    AF_AGE,
    CF_AGE,
    PAJE_AGE,
    adult,
    asf_open,
    is_born,
    isolated,
    paje_open,
    permit_years,
    prepare,
    reference_quarter,
    regulated,
    rent,
)
from justedroit.core.droits.entrees_dites import direct, incomes, of_tax_form
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.periodes import Ints
from justedroit.core.droits.situation import Input, Law

YEARS = 4  # the year evaluated and the three before


@dataclass(frozen=True, slots=True)
class Members:
    """The persons of the rows, one after another by row; all arrays have the same shape.

    Attributes:
        row: row of each member.
        person: position of each member in the lecture.
        role: 1 allocataire, 2 conjoint, 3 enfant.
        birth: date of birth.
    """

    row: Ints
    person: Ints
    role: npt.NDArray[np.int8]
    birth: npt.NDArray[np.datetime64]


def inputs(lecture: Lecture, rows: Rows, members: Members, asked: tuple[int, Law]) -> list[Input]:
    """Return the inputs of the law for the rows of a year.

    What nobody told is left out, where the law then takes the default of the variable; what it
    would calculate is always given, so that no dossier depends on what its neighbours told.

    Args:
        lecture: what is known.
        rows: compositions.
        members: their persons.
        asked: civil year evaluated, and the law.

    Law:
        None: the catalogue names the input that each kind of fact feeds.
    """
    year, law = asked
    window = ((year - YEARS + 1) * 100 + 1, YEARS * 12)
    everyone = np.arange(len(members.person))
    return [
        Input("date_naissance", "individu", 0, members.birth[:, None], everyone),
        *incomes(lecture, window, members.person),
        *direct(lecture, window, members.person, rows.dossier),
        *of_tax_form(lecture, window, members.person),
        *_switches(lecture, rows, members.row, window),
        *_conjugal(lecture, window, rows, members),
        *_of_persons(lecture, window, members.person, law),
        _asf(lecture, window, rows, members, law),
        _marital(lecture, window, _adults(rows, members)),
        *_of_households(lecture, window, rows.dossier, law),
    ]


def _of_households(
    lecture: Lecture, window: tuple[int, int], household: Ints, law: Law
) -> Iterator[Input]:
    """Yield what is drawn from the facts of each household."""
    yield Input(
        "logement_conventionne", "menage", window[0], regulated(lecture, *window), household
    )
    yield Input(
        "departement_experimentation_rsa",
        "famille",
        window[0],
        reference_quarter(lecture, *window),
        household,
    )
    if "loyer" in lecture.kinds:
        yield Input("loyer", "menage", window[0], rent(lecture, *window), household)
    if "isolement_date" in lecture.kinds:
        yield Input(
            "rsa_isolement_recent", "famille", window[0], isolated(lecture, *window), household
        )
    if lecture.kinds & {"paje_prepare_taux", "paje_prepare_montant"}:
        amount = _prepare(lecture, window, law)
        yield Input("paje_prepare", "famille", window[0], amount, household)


def _of_persons(
    lecture: Lecture, window: tuple[int, int], person: Ints, law: Law
) -> Iterator[Input]:
    """Yield what opens each person to each rule, and how long a residence permit was held."""
    paje_age, af_age, cf_age = (_age(law, name, window[0]) for name in (PAJE_AGE, AF_AGE, CF_AGE))
    columns = {
        "enfant_eligible_paje_ouvert": paje_open(lecture, window, paje_age),
        "rsa_enfant_a_charge_ouvert": is_born(lecture, window),
        "prestations_familiales_enfant_a_charge_ouvert": ~adult(lecture, window, af_age),
        "cf_enfant_a_charge_ouvert": ~adult(lecture, window, cf_age),
    }
    for variable, values in columns.items():
        yield Input(variable, "individu", window[0], values, person)
    if "titre_sejour" in lecture.kinds:
        years = permit_years(lecture, *window)
        yield Input("duree_possession_titre_sejour", "individu", window[0], years, person)


@cache
def _age(law: Law, name: str, month: int) -> int:
    return int(law.parameter(name, month))


def _asf(
    lecture: Lecture, window: tuple[int, int], rows: Rows, members: Members, law: Law
) -> Input:
    """Return which children the facts ground an ASF for; all, where everything is claimed."""
    every = (rows.mask[members.row] & TOUT_DEMANDE) > 0
    index = np.where(every, -1, members.person)
    grounds: npt.NDArray[np.bool_] = np.broadcast_to(
        np.False_, (len(lecture.person_dossier), window[1])
    )
    if "autre_parent_defaillant" in lecture.kinds:
        of_age = adult(lecture, window, _age(law, AF_AGE, window[0]))
        grounds = asf_open(lecture, *window) & ~of_age
    return Input("asf_elig_enfant_ouvert", "individu", window[0], grounds, index)


def _prepare(lecture: Lecture, window: tuple[int, int], law: Law) -> npt.NDArray[np.float32]:
    """Return the PreParE that others take into account: the one that was claimed."""
    amount = prepare(lecture, window, law)
    return np.where(claimed(lecture, "paje_prepare", *window), amount, 0).astype(np.float32)


def _switches(
    lecture: Lecture, rows: Rows, row_of_member: Ints, window: tuple[int, int]
) -> Iterator[Input]:
    """Yield whether each benefit that others take into account was claimed."""
    every = (rows.mask & TOUT_DEMANDE) > 0
    for benefit, entity in FEEDERS.items():
        made = claimed(lecture, benefit, *window)
        if benefit == "aide_logement":  # not received in the month of moving in
            made = made & ~housing_opens(lecture, *window)
        made = made[rows.dossier] | every[:, None]
        index = row_of_member if entity == "individu" else np.arange(len(rows.dossier))
        yield Input(f"{benefit}_ouvert", entity, window[0], made, index)


_TIES = {"marie": 1, "pacs": 2}
_MARITAL = ("celibataire", "marie", "pacse")  # OpenFisca's words for the ties


def _marital(lecture: Lecture, window: tuple[int, int], couples: Ints) -> Input:
    """Return the tie of the couple, in OpenFisca's words."""
    tie = lecture.words("statut_couple", *window, rule="touche")
    values = tie.mapped(np.array([_TIES.get(word, 0) for word in tie.words], np.int32))
    return Input("statut_marital", "individu", window[0], values, couples, words=_MARITAL)


def _adults(rows: Rows, members: Members) -> Ints:
    """Return the dossier of each parent in a couple, -1 for the others."""
    couple = np.zeros(len(rows.dossier), bool)
    couple[members.row[members.role == 2]] = True
    return np.where((members.role < 3) & couple[members.row], rows.dossier[members.row], -1)


def _conjugal(
    lecture: Lecture, window: tuple[int, int], rows: Rows, members: Members
) -> Iterator[Input]:
    """Yield who may still have the conjugal calculation of the AAH (décret 2022-1694)."""
    supposed = (rows.mask[members.row] & CONJUGAL) > 0
    if supposed.any():
        still = lecture.monthly("aah_droit_ouvert_septembre_2023", *window, default=False)
        index = np.where(supposed, members.person, -1)
        yield Input("aah_conjugalise_eligible", "individu", window[0], still, index)
