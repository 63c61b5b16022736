"""The question that the engine compiles: a year of rights, as decision 0005 asks it.

One question a civil year: its months from November of the year before, the outputs in the order
of `OUTPUTS` within each month, and the ARS in a simulation of its own, in which August goes on.
The inputs are all those that `entrees` may give, on the four years that it gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from justedroit.core.base import month_range
from justedroit.core.droits.openfisca.arbre_moteur import Telling, ToldForest
from justedroit.core.droits.openfisca.calcul import (
    ARS_MONTH,
    COMPUTED,
    OUTPUTS,
    ROLES,
    SWITCHED,
    OpenFiscaLaw,
    claims_system,
    groups_of,
    period_of,
    switch,
)
from justedroit.core.droits.openfisca.systeme import quiet, versions
from justedroit.core.droits.situation import Input, Situation
from justedroit.core.faits import catalogue
from justedroit.engine.columns import OutsideSchema, Table
from justedroit.engine.graph import Entities
from justedroit.engine.population import Group, Population
from justedroit.engine.question import Ask, Question

YEARS = 4  # given: the year and the three before

# Inputs that are drawn from several facts, beside those that are facts themselves.
DERIVED = (
    "date_naissance",
    "salaire_imposable",
    "salaire_net",
    "chomage_imposable",
    "chomage_net",
    "retraite_imposable",
    "retraite_nette",
    "logement_conventionne",
    "loyer",
    "statut_marital",
    "aah_conjugalise_eligible",
    "departement_experimentation_rsa",
    "rsa_isolement_recent",
    "duree_possession_titre_sejour",
    "paje_prepare",
    *(switch(name) for name in SWITCHED),
)


def question(year: int, *computed: str) -> Question:
    """Return what the law is asked for a civil year.

    Args:
        year: civil year.
        computed: inputs that have a formula and are left to it.

    Law:
        None: decision 0005.
    """
    with quiet():
        system = claims_system()
    months = months_of(year)
    inputs = tuple(key for key in _inputs_of(year) if key[0] not in computed)
    return Question(
        system=system,
        version=" ".join(f"{name} {number}" for name, number in versions().items()),
        inputs=inputs,
        asks=tuple(_asks(months)),
        simulations={_ars_of(m): _frozen(inputs, m) for m in months if m % 100 == ARS_MONTH},
        always=frozenset({"date_naissance"}),
    )


def months_of(year: int) -> list[int]:
    """Return the months of the block of a year.

    Law:
        None: decision 0005.
    """
    return month_range((year - 1) * 100 + 11, year * 100 + 12)


def _asks(months: Sequence[int]) -> Iterator[Ask]:
    for month in months:
        for name in OUTPUTS:
            yield Ask(name, period_of(month))
            if name in COMPUTED:
                yield Ask(COMPUTED[name], period_of(month))
        if month % 100 == ARS_MONTH:
            yield Ask("ars", str(month // 100), simulation=_ars_of(month))


def _ars_of(month: int) -> str:
    return f"ars {month // 100}"


@cache
def _inputs_of(year: int) -> tuple[tuple[str, str], ...]:
    return tuple(_inputs(year))


def _inputs(year: int) -> Iterator[tuple[str, str]]:
    told = {k.openfisca.variable for k in catalogue().values() if k.openfisca is not None}
    for name in sorted({*told, *DERIVED}):
        for one in periods_of(name, year):
            yield name, one


@cache
def periods_of(variable: str, year: int) -> list[str]:
    """Return the periods for which a variable may be given in the question of a year.

    Law:
        None: an arrangement of columns.
    """
    match str(claims_system().variables[variable].definition_period):
        case "eternity":
            return ["ETERNITY"]
        case "year":
            return [str(y) for y in range(year - YEARS + 1, year + 1)]
    return [period_of(m) for m in month_range((year - YEARS + 1) * 100 + 1, year * 100 + 12)]


def _frozen(
    inputs: Sequence[tuple[str, str]], month: int
) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return what each input reads where the values of a month go on to the end of the year."""
    last = period_of(month)
    return {
        (name, one): (name, min(one, last) if len(one) == len(last) else one)
        for name, one in inputs
    }


class Kernels(Protocol):
    """What answers the question of a year: `justedroit.kernels` keeps it on this machine."""

    def answer(
        self, year: int, computed: tuple[str, ...], people: Population, tables: Sequence[Table]
    ) -> Mapping[Ask, npt.NDArray[Any]]:
        """Return each output of `question(year, *computed)`.

        Raises:
            OutsideSchema: an input that the question does not foresee.
        """
        ...

    def telling(
        self, year: int, computed: tuple[str, ...], people: Population, tables: Sequence[Table]
    ) -> Telling | None:
        """Return the calculation of one household, in the question of a year; None: not ready.

        Raises:
            OutsideSchema: an input that the question does not foresee.
        """
        ...


class CompiledLaw(OpenFiscaLaw):
    """OpenFisca-France, through the engine: the same results to the bit, hundreds of times faster.

    Args:
        kernels: what answers.
    """

    def __init__(self, kernels: Kernels) -> None:
        self.kernels = kernels

    def _calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> dict[str, npt.NDArray[Any]]:
        if not _is_foreseen(months):
            return super()._calculate(situation, months)
        try:
            found = self.kernels.answer(*_asked(situation, months[-1] // 100))
        except OutsideSchema:  # an input that no kernel foresees: never at a silent default
            return super()._calculate(situation, months)
        return _by_output(found, situation.rows, months)

    def _forest(
        self, situation: Situation, months: Sequence[int], variable: str
    ) -> tuple[Any, Any]:
        if not _is_foreseen(months):
            return super()._forest(situation, months, variable)
        try:
            telling = self.kernels.telling(*_asked(situation, months[-1] // 100))
        except OutsideSchema:
            telling = None
        if telling is None:
            return super()._forest(situation, months, variable)
        forest = ToldForest(telling, _output(variable, months[-1]))
        return forest, forest.root


def _is_foreseen(months: Sequence[int]) -> bool:
    """Tell whether some months are the first ones of the question of their year."""
    return list(months) == months_of(months[-1] // 100)[: len(months)]


def _asked(situation: Situation, year: int) -> tuple[int, tuple[str, ...], Population, list[Table]]:
    """Return what kernels are asked for a situation: see `Kernels`."""
    given = {known.variable for known in situation.inputs}
    computed = tuple(sorted(_needed(year) - given))
    return year, computed, population_of(situation), tables_of(situation, year)


def _output(variable: str, month: int) -> Ask:
    """Return the output that holds a variable of the law in a month."""
    if variable == "ars":
        return Ask("ars", str(month // 100), simulation=_ars_of(month))
    return Ask(COMPUTED.get(variable, variable), period_of(month))


@cache
def _needed(year: int) -> frozenset[str]:
    """Return the inputs that have a formula: those not given are computed."""
    variables = claims_system().variables
    return frozenset(name for name, _ in _inputs_of(year) if variables[name].formulas)


def _by_output(
    found: Mapping[Ask, npt.NDArray[Any]], rows: int, months: Sequence[int]
) -> dict[str, npt.NDArray[Any]]:
    out = {}
    for name in OUTPUTS:
        asked = COMPUTED.get(name, name)
        out[name] = np.stack([found[Ask(asked, period_of(m))] for m in months], axis=1)
    out["ars"] = np.zeros((rows, len(months)), np.float32)
    for column, month in enumerate(months):
        if month % 100 == ARS_MONTH:
            asked_year = str(month // 100)
            out["ars"][:, column] = found[Ask("ars", asked_year, simulation=_ars_of(month))]
    return out


# Inputs that most households need: a kernel that knows only them is the fastest.
COMMON = frozenset(
    {*DERIVED, "statut_occupation_logement", "depcom", "activite", "scolarite", "coloc"}
)


def population_of(situation: Situation) -> Population:
    """Return who belongs to whom in a situation.

    Law:
        None: an arrangement of columns.
    """
    entities = _entities()
    groups = {}
    for name, (count, of_person, roles) in groups_of(situation).items():
        groups[name] = Group(count, of_person, _role_codes(name)[roles])
    return Population(len(situation.person_row), entities, groups)


@cache
def _entities() -> Entities:
    return Question(claims_system(), "", (), ()).entities()


@cache
def _role_codes(entity: str) -> npt.NDArray[np.int8]:
    """Return the place, in the roles of an entity, of the roles 1, 2 and 3 of a situation."""
    places = [_entities().roles[entity].index(name) for name in ROLES[entity]]
    return np.array([-1, *places], np.int8)


def tables_of(situation: Situation, year: int) -> list[Table]:
    """Return the inputs of a situation as the engine reads them.

    Law:
        None: an arrangement of columns.
    """
    counts = {name: count for name, (count, _, _) in groups_of(situation).items()}
    counts["individu"] = len(situation.person_row)
    return [_table(known, counts[known.entity], year) for known in situation.inputs]


def _table(known: Input, members: int, year: int) -> Table:
    index = np.full(members, -1, np.int64)
    index[: len(known.index)] = known.index
    return Table(
        known.variable,
        periods_of(known.variable, year),
        known.values,
        index,
        known.words,
        known.known,
    )
