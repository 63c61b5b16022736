"""The inputs of the law: what is known, month by month, for each person and household of the rows.

The three years before and the year itself are given: family benefits look at the year N-2, the
housing aid at twelve rolling months, the RSA and the prime d'activité at a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
from justedroit.core.droits.lecture import Ints, Lecture
from justedroit.core.droits.situation import Input, Law
from justedroit.core.faits import catalogue

YEARS = 4  # the year evaluated and the three before

# Incomes that exist in two forms: what is taxed, and what is paid. Where only one is known it
# stands for the other.
# ASSUMPTION: the gap between the two (CSG that cannot be deducted) is small beside an unknown.
_TWINS = {
    "salaire_imposable": "salaire_net",
    "chomage_imposable": "chomage_net",
    "retraite_imposable": "retraite_nette",
}
# Given as zero when nothing is known: OpenFisca would otherwise run the whole payroll for each.
_INCOMES = {**_TWINS, **{paid: taxed for taxed, paid in _TWINS.items()}}


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

    Args:
        lecture: what is known.
        rows: compositions.
        members: their persons.
        asked: civil year evaluated, and the law.

    Law:
        None: the catalogue names the input that each kind of fact feeds.
    """
    year, law = asked
    first, count = window = ((year - YEARS + 1) * 100 + 1, YEARS * 12)
    household = rows.dossier
    everyone = np.arange(len(members.person))
    return [
        Input("date_naissance", "individu", 0, members.birth[:, None], everyone),
        *_incomes(lecture, window, members.person),
        *_direct(lecture, window, members.person, household),
        *_switches(lecture, rows, members.row, window),
        Input(
            "logement_conventionne", "menage", first, regulated(lecture, first, count), household
        ),
        Input("loyer", "menage", first, rent(lecture, first, count), household),
        Input(
            "statut_marital", "individu", first, _marital(lecture, window), _adults(rows, members)
        ),
        _conjugal(lecture, window, rows, members),
        *_of_persons(lecture, window, rows, members, law),
        *(
            Input(variable, "famille", first, derived(lecture, first, count), household)
            for variable, derived in _OF_FAMILLE.items()
        ),
        Input("paje_prepare", "famille", first, _prepare(lecture, window, law), household),
    ]


_OF_FAMILLE = {
    "departement_experimentation_rsa": reference_quarter,
    "rsa_isolement_recent": isolated,
}


def _of_persons(
    lecture: Lecture, window: tuple[int, int], rows: Rows, members: Members, law: Law
) -> Iterator[Input]:
    """Yield what opens each person to each rule, and how long a residence permit was held."""
    ages = (PAJE_AGE, AF_AGE, CF_AGE)
    paje_age, af_age, cf_age = (int(law.parameter(name, window[0])) for name in ages)
    columns = {
        "duree_possession_titre_sejour": permit_years(lecture, *window),
        "enfant_eligible_paje_ouvert": paje_open(lecture, window, paje_age),
        "rsa_enfant_a_charge_ouvert": is_born(lecture, window),
        "prestations_familiales_enfant_a_charge_ouvert": ~adult(lecture, window, af_age),
        "cf_enfant_a_charge_ouvert": ~adult(lecture, window, cf_age),
    }
    for variable, values in columns.items():
        yield Input(variable, "individu", window[0], values, members.person)
    grounds = asf_open(lecture, *window) & ~adult(lecture, window, af_age)
    every = (rows.mask[members.row] & TOUT_DEMANDE) > 0
    index = np.where(every, -1, members.person)
    yield Input("asf_elig_enfant_ouvert", "individu", window[0], grounds, index)


def _incomes(lecture: Lecture, window: tuple[int, int], person: Ints) -> Iterator[Input]:
    told = {kind: lecture.monthly(kind, *window, default=np.nan) for kind in _INCOMES}
    for kind, twin in _INCOMES.items():
        filled = np.where(np.isnan(told[kind]), told[twin], told[kind])
        values = np.nan_to_num(filled, nan=0.0).astype(np.float32)
        yield Input(kind, "individu", window[0], values, person)


# Inputs made from several facts, or that OpenFisca must not read as they were told.
_APART = frozenset(
    {"date_naissance", "loyer", "logement_conventionne", "paje_prepare_montant", *_INCOMES}
)


def _direct(
    lecture: Lecture, window: tuple[int, int], person: Ints, household: Ints
) -> Iterator[Input]:
    """Yield the inputs that are the facts themselves."""
    for name in sorted(lecture.kinds - _APART):
        kind = catalogue()[name]
        if kind.openfisca is None:
            continue
        index = person if kind.porteur == "personne" else household
        told = lecture.intervals(name)
        values = lecture.monthly(name, *window, default=np.zeros(1, told.values.dtype)[0])
        known = lecture.known(name, *window)
        annual, always = kind.duree == "annee", kind.openfisca.periode == "eternity"
        # A yearly amount is read in January: it holds for the whole civil year.
        column = slice(0, None, 12) if annual else slice(-1, None) if always else slice(None)
        yield Input(
            kind.openfisca.variable,
            kind.openfisca.entite,
            0 if always else window[0],
            _narrow(values[:, column], kind.nature),
            index,
            known=known[:, column],
            annual=annual,
        )


def _narrow(values: npt.NDArray[np.generic], nature: str) -> npt.NDArray[np.generic]:
    if nature == "entier":
        return values.astype(np.int32)
    return values.astype(np.float32) if values.dtype.kind == "f" else values


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
            made &= ~housing_opens(lecture, *window)
        made = made[rows.dossier] | every[:, None]
        index = row_of_member if entity == "individu" else np.arange(len(rows.dossier))
        yield Input(f"{benefit}_ouvert", entity, window[0], made, index)


def _marital(lecture: Lecture, window: tuple[int, int]) -> npt.NDArray[np.str_]:
    """Return the tie of the couple, in OpenFisca's words, shape `(d, m)`."""
    tie = lecture.monthly("statut_couple", *window, default="", rule="touche")
    names = {"marie": "marie", "pacs": "pacse"}
    return np.select([tie == told for told in names], list(names.values()), "celibataire")


def _adults(rows: Rows, members: Members) -> Ints:
    """Return the dossier of each parent in a couple, -1 for the others."""
    couple = np.zeros(len(rows.dossier), bool)
    couple[members.row[members.role == 2]] = True
    return np.where((members.role < 3) & couple[members.row], rows.dossier[members.row], -1)


def _conjugal(lecture: Lecture, window: tuple[int, int], rows: Rows, members: Members) -> Input:
    """Return who may still have the conjugal calculation of the AAH (décret 2022-1694)."""
    still = lecture.monthly("aah_droit_ouvert_septembre_2023", *window, default=False)
    supposed = (rows.mask[members.row] & CONJUGAL) > 0
    index = np.where(supposed, members.person, -1)
    return Input("aah_conjugalise_eligible", "individu", window[0], still, index)
