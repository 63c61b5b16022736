"""Columns in, columns out: the situation goes through OpenFisca-France, in one fixed order.

Plain OpenFisca depends on the order of calculation (it cuts spirals where it meets them), so the
order of the months and of the outputs is part of the contract (decision 0005): months ascending,
outputs in the order of `OUTPUTS`. The yearly ARS looks ahead to December, where nothing is known
yet in August: it has a simulation of its own, in which August's situation goes on, so that what
happens after the rentrée does not undo it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.errors import ParameterNotFoundError
from openfisca_core.periods import MONTH, Period
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.variables import Variable
from openfisca_france import FranceTaxBenefitSystem

from justedroit.core.base import from_index, to_index
from justedroit.core.droits.openfisca.arbre import MOST, tree_of
from justedroit.core.droits.openfisca.calendrier import remember_calendar
from justedroit.core.droits.openfisca.noeud import Noeud
from justedroit.core.droits.openfisca.systeme import quiet, versions
from justedroit.core.droits.openfisca.trace import TracedForest, known_in
from justedroit.core.droits.situation import Input, Situation

OUTPUTS = (
    "af",
    "cf",
    "asf",
    "paje_base",
    "paje_naissance",
    "aah",
    "caah",
    "apl",
    "alf",
    "als",
    "rsa",
    "ppa",
)
ARS_MONTH = 8  # ars is a yearly variable, due in August

# Variables that get a switch, true by default. With it off: a benefit is worth nothing to the
# others, since a right that was not claimed was not received; a child whose other parent pays
# opens no ASF; a child opens no PAJE base after its third birthday, nor raises the RSA before its
# birth, when a quarter looks back at months in which it was not born; a child is no longer at
# charge from the month in which it reaches the age limit.
SWITCHED = (
    "rsa",
    "aide_logement",
    "asf",
    "paje_base",
    "aah",
    "asf_elig_enfant",
    "enfant_eligible_paje",
    "rsa_enfant_a_charge",
    "prestations_familiales_enfant_a_charge",
    "cf_enfant_a_charge",
)


# What is asked for a benefit that is switched off when it is not claimed, and computed all the same.
COMPUTED = {"rsa": "rsa_calcule"}

ROLES = {
    "famille": ("demandeur", "conjoint", "enfant"),
    "menage": ("personne_de_reference", "conjoint", "enfant"),
    "foyer_fiscal": ("declarant_principal", "conjoint", "personne_a_charge"),
}


def switch(benefit: str) -> str:
    """Return the name of the input that opens a variable of `SWITCHED`.

    Law:
        None: a name of ours beside OpenFisca's.
    """
    return f"{benefit}_ouvert"


@cache
def claims_system() -> FranceTaxBenefitSystem:
    """Return OpenFisca-France with a switch for each variable of `SWITCHED`.

    With every switch at its default, it is OpenFisca-France to the bit: a test compares them.

    Law:
        None: a right that was not claimed is not received, hence is no resource for another.
    """
    remember_calendar()
    with quiet():
        system = FranceTaxBenefitSystem()
    _remember_parameters(system)
    for name in SWITCHED:
        benefit = system.variables[name]
        if switch(name) in system.variables:
            continue
        fields = {
            "value_type": bool,
            "default_value": True,
            "entity": benefit.entity,
            "definition_period": MONTH,
            "label": f"{benefit.label} : ouvert",
        }
        if name in COMPUTED:
            system.add_variable(_copy(benefit, COMPUTED[name]))
        system.add_variable(type(switch(name), (Variable,), fields))
        for start, formula in benefit.formulas.items():
            benefit.formulas[start] = _switched(formula, switch(name))
    return system


def _copy(benefit: Any, name: str) -> type:
    """Return a variable of another name with the formulas of a benefit."""
    kept = ("value_type", "entity", "label", "definition_period", "reference")
    formulas = {f"formula_{start.replace('-', '_')}": f for start, f in benefit.formulas.items()}
    return type(name, (Variable,), {field: getattr(benefit, field) for field in kept} | formulas)


def _remember_parameters(system: FranceTaxBenefitSystem) -> None:
    """Keep the parameters of every instant: OpenFisca forgets them after 128 periods.

    A year of evaluation asks for more, and a quarter of its time went to read them again.
    """
    read = system.parameters.get_at_instant

    @cache
    def at(instant: str) -> Any:
        return read(instant)

    def remembered(instant: Any) -> Any:
        return at(str(instant.start if isinstance(instant, Period) else instant))

    system.get_parameters_at_instant = remembered


def _switched(formula: Any, name: str) -> Any:
    takes_parameters = formula.__code__.co_argcount > 2

    def switched(population: Any, period: Any, parameters: Any) -> Any:
        known = (parameters,) if takes_parameters else ()
        return formula(population, period, *known) * population(name, period)

    return switched


class OpenFiscaLaw:
    """The law, as OpenFisca-France computes it."""

    @property
    def version(self) -> str:
        """Return the versions of OpenFisca-France and of its core.

        Law:
            None: a name.
        """
        return " ".join(f"{name} {number}" for name, number in versions().items())

    def calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Return each output of `OUTPUTS` and `ars`, in euros. See `Law.calculate`.

        Law:
            OpenFisca-France, each variable with its own references.
        """
        with quiet():
            return self._calculate(situation, months)

    def _calculate(
        self, situation: Situation, months: Sequence[int]
    ) -> dict[str, npt.NDArray[Any]]:
        sim = simulation(situation, months)
        out: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in (*OUTPUTS, "ars")}
        for month in months:
            for name in OUTPUTS:
                out[name].append(_asked(sim, name, month))
            out["ars"].append(_ars(situation, month))
        return {name: np.stack(columns, axis=1) for name, columns in out.items()}

    def explain(
        self,
        situation: Situation,
        months: Sequence[int],
        variable: str,
        opened: tuple[str, str] | None = None,
    ) -> Noeud:
        """Return the formula tree of a variable in the last of some months.

        Everything is calculated in the order of `calculate`, so that the amount explained is the
        amount calculated.

        Args:
            situation: one household.
            months: ascending, as `calculate` would be asked.
            variable: one of the outputs.
            opened: variable and period of a node of that tree, to have its own tree instead.

        Raises:
            LookupError: no such node.

        Law:
            OpenFisca-France, each node with its own references.
        """
        forest, root = self._forest(situation, months, variable)
        if opened is not None:
            root = forest.find(*opened)
            if root is None:
                raise LookupError(f"{opened[0]} n'est pas calculée pour {opened[1]} ici.")
        return tree_of(forest, root, MOST)

    def _forest(
        self, situation: Situation, months: Sequence[int], variable: str
    ) -> tuple[Any, Any]:
        """Return the calls behind a variable in the last of some months, and its own."""
        last = months[-1]
        ahead = variable == "ars"
        sim = _ahead(situation, last) if ahead else simulation(situation, months)
        given = known_in(sim)
        sim.trace = True
        with quiet():
            if ahead:
                sim.calculate(variable, str(last // 100))
            else:
                _ask_until(sim, months, variable)
        forest = TracedForest(sim, given)
        return forest, forest.last()

    def parameter(self, name: str, month: int) -> float:
        """Return a legal parameter of OpenFisca in force in a month, by its dotted name.

        Raises:
            LookupError: no such parameter.

        Law:
            OpenFisca-France, the parameter with its own references.
        """
        node: Any = claims_system().parameters
        try:
            for part in name.split("."):
                node = node.children[part]
            return float(node(f"{period_of(month)}-01"))  # one leaf: to read them all is slow
        except (AttributeError, KeyError, TypeError, ParameterNotFoundError) as error:
            raise LookupError(f"OpenFisca n'a pas de paramètre {name} en {month}.") from error


def _asked(sim: Simulation, name: str, month: int) -> npt.NDArray[Any]:
    """Return an output; its own variable first, for OpenFisca cuts its loops by their names."""
    found = sim.calculate(name, period_of(month))
    if name in COMPUTED:
        found = sim.calculate(COMPUTED[name], period_of(month))
    return np.asarray(found)


def _ask_until(sim: Simulation, months: Sequence[int], variable: str) -> None:
    """Ask for every output in order, until a variable in the last month."""
    for month in months:
        for name in OUTPUTS:
            _asked(sim, name, month)
            if (month, name) == (months[-1], variable):
                return


def _ars(situation: Situation, month: int) -> npt.NDArray[Any]:
    if month % 100 != ARS_MONTH:
        return np.zeros(situation.rows, np.float32)
    return np.asarray(_ahead(situation, month).calculate("ars", str(month // 100)))


def _ahead(situation: Situation, month: int) -> Simulation:
    """Return a simulation in which the situation of August goes on to December."""
    december = month // 100 * 100 + 12
    return simulation(situation, [december], frozen_from=month)


def simulation(
    situation: Situation, months: Sequence[int], *, trace: bool = False, frozen_from: int = 0
) -> Simulation:
    """Return an OpenFisca simulation of a situation, its inputs set, nothing calculated.

    Args:
        situation: the households.
        months: the months that will be asked; what is known is given to the end of their year,
            whichever is the last asked: a right does not depend on the window (decision 0005).
        trace: keep the tree of calculation.
        frozen_from: after this month its values go on, whatever is known of what follows.

    Law:
        None: an arrangement of columns.
    """
    builder = SimulationBuilder()
    system = claims_system()
    builder.create_entities(system)
    builder.declare_person_entity("individu", np.arange(len(situation.person_row)))
    for entity, (groups, group_of, roles) in groups_of(situation).items():
        population = builder.declare_entity(entity, np.arange(groups))
        names = np.array(ROLES[entity])[roles - 1]
        builder.join_with_persons(population, group_of, names)
    sim = builder.build(system)
    sim.trace = trace
    for known in situation.inputs:
        _set(sim, known, months[-1] // 100 * 100 + 12, frozen_from)
    return sim


def groups_of(situation: Situation) -> dict[str, tuple[int, Any, Any]]:
    """Return the groups of each entity: their number, the group and the role of each person.

    Law:
        CGI art. 6: a couple that is neither married nor pacsed makes two foyers fiscaux.
    """
    row, role = situation.person_row, situation.person_role
    # An unmarried couple makes two foyers fiscaux: the conjoint alone, the children with the
    # allocataire. ASSUMPTION: the children of unmarried couples are declared by the allocataire.
    alone = (role == 2) & ~situation.common_tax[row]
    foyer = row.copy()
    foyer[alone] = situation.rows + np.arange(alone.sum())
    family = (situation.rows, row, role)
    foyers = (situation.rows + int(alone.sum()), foyer, np.where(alone, 1, role))
    return {"famille": family, "menage": family, "foyer_fiscal": foyers}


def _set(sim: Simulation, known: Input, last: int, frozen_from: int) -> None:
    members = sim.populations[known.entity].count
    index = np.full(members, -1, np.int64)
    index[: len(known.index)] = known.index
    default = _default(sim.tax_benefit_system.get_variable(known.variable))
    owner = np.maximum(index, 0)
    words = None if known.words is None else np.array(known.words)
    for column, period in _columns(known, last, frozen_from or last):
        told = index >= 0
        if known.known is not None:
            told &= known.known[owner, column]
        values = known.values[owner, column]
        values = values if words is None else words[values]
        sim.set_input(
            known.variable, period, values if told.all() else np.where(told, values, default)
        )


def _default(variable: Any) -> Any:
    default = variable.default_value
    return getattr(default, "name", default)


def _columns(known: Input, last: int, frozen_from: int) -> list[tuple[int, str]]:
    """Return (column, period) for each period to set."""
    if known.first == 0:
        return [(0, "ETERNITY")]
    if known.annual:
        return [(i, str(known.first // 100 + i)) for i in range(known.values.shape[1])]
    first = to_index(known.first)
    count = to_index(last) - first + 1
    stop = min(to_index(frozen_from) - first, known.values.shape[1] - 1)
    return [(min(i, stop), period_of(from_index(first + i))) for i in range(count)]


def period_of(month: int) -> str:
    """Return a month as OpenFisca writes it.

    Law:
        None: a way of writing.
    """
    return f"{month // 100}-{month % 100:02d}"
