"""Situations written by people, in the form of OpenFisca: checked in French, then built.

OpenFisca's own messages are in English, lose the place of some errors, and let through what has no
meaning (NaN, a date written as a number). Everything that can be said beforehand is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openfisca_core.periods import unit_weight
from openfisca_core.simulations import SimulationBuilder

from justedroit.core.droits.openfisca.systeme import law_system, quiet
from justedroit.core.droits.openfisca.valeurs import (
    EXAMPLES,
    UNITS,
    BadSituation,
    Path,
    find_period,
    find_variable,
    value_for,
)


def checked(situation: object, default_period: str | None = None) -> dict[str, dict[str, Any]]:
    """Return a copy of a situation written by entities (plural), ready for OpenFisca.

    Args:
        situation: `{"individus": {"a": {"salaire_net": {"2025-06": 1200}}}, "familles": …}`.
        default_period: period of the values that are not dated; None: they are refused.

    Returns:
        The same, identifiers as text, arithmetic texts as numbers; None where a value is asked.

    Raises:
        BadSituation: the first thing that is wrong.

    Law:
        None: the request format of the OpenFisca Web API.
    """
    entities = {e.plural: e for e in law_system().entities}
    out: dict[str, dict[str, Any]] = {}
    for plural, instances in _mapping(situation, ()).items():
        if plural not in entities:
            raise _unknown_entity(plural, list(entities))
        described = _mapping(instances, (plural,))
        out[plural] = {str(name): description for name, description in described.items()}
    if not out.get("individus"):
        raise BadSituation(
            "il n'y a aucune personne.", ("individus",), "Décrivez au moins un individu."
        )
    for plural, instances in out.items():
        reader = _Reader(entities[plural], list(out["individus"]), default_period)
        out[plural] = {n: reader.instance(n, description) for n, description in instances.items()}
    return out


def simulation_of(situation: object, default_period: str | None = None) -> Any:
    """Return the OpenFisca simulation of a situation written by entities.

    Args:
        situation: see `checked`.
        default_period: see `checked`.

    Returns:
        A fresh `Simulation`: nothing is computed in it yet.

    Raises:
        BadSituation: the situation is not one.

    Law:
        None: the request format of the OpenFisca Web API.
    """
    return build(checked(situation, default_period), default_period)


def build(ready: Mapping[str, Any], default_period: str | None = None) -> Any:
    """Return the simulation of what `checked` has returned, or of bare variables.

    Args:
        ready: entities in the plural; or `{"salaire_net": 1200}`, one person alone in each entity.
        default_period: period of the values that are not dated.

    Raises:
        BadSituation: OpenFisca refuses it all the same.

    Law:
        None: a way of calling OpenFisca.
    """
    law = law_system()
    builder = SimulationBuilder()
    builder.set_default_period(default_period)
    bare = not set(ready) & set(law.entities_plural())
    try:
        with quiet():
            if bare:
                return builder.build_from_variables(law, dict(ready))
            return builder.build_from_entities(law, dict(ready))
    except Exception as error:  # OpenFisca lets numpy's and its own errors through
        raise refused_by_openfisca(error) from error


def refused_by_openfisca(error: Exception) -> BadSituation:
    """Return as a refusal what OpenFisca raised while it read a situation.

    Law:
        None: a way of saying.
    """
    path: list[str] = []
    told: object = getattr(error, "error", None) or str(error) or type(error).__name__
    while isinstance(told, dict) and told:
        key, told = next(iter(told.items()))
        path.append(str(key))
    return BadSituation(
        f"OpenFisca refuse cette valeur : {' '.join(str(told).split())}",
        tuple(path),
        "Corrigez la valeur, ou sa période.",
    )


class _Reader:
    """Reads the instances of one entity; remembers who is already placed in it."""

    def __init__(self, entity: Any, persons: list[str], default_period: str | None) -> None:
        self.entity = entity
        self.persons = persons
        self.default_period = default_period
        self.roles = {} if entity.is_person else {r.plural or r.key: r for r in entity.roles}
        self.placed: set[str] = set()

    def instance(self, name: str, description: object) -> dict[str, Any]:
        where = (self.entity.plural, name)
        if not name or "/" in name:
            raise BadSituation(
                f"« {name} » ne peut pas servir d'identifiant.",
                where,
                "Choisissez un nom sans barre oblique.",
            )
        out: dict[str, Any] = {}
        for key, value in _mapping(description, where).items():
            place = (*where, str(key))
            if key in self.roles:
                out[key] = self._members(key, value, place)
            else:
                out[key] = self._values(key, value, place)
        return out

    def _members(self, role_name: str, value: object, where: Path) -> list[str]:
        given = [value] if isinstance(value, str | int) else value
        if not isinstance(given, list) or not all(isinstance(m, str | int) for m in given):
            raise BadSituation(
                "il faut une liste d'identifiants de personnes.", where, 'Par exemple ["parent1"].'
            )
        members = [str(m) for m in given]
        role = self.roles[role_name]
        most = len(role.subroles) if role.subroles else role.max
        if most is not None and len(members) > most:
            raise BadSituation(
                f"{len(members)} personnes pour {most} au plus.", where, "Gardez-en moins."
            )
        for member in members:
            self._place(member, where)
        return members

    def _place(self, member: str, where: Path) -> None:
        if member not in self.persons:
            raise BadSituation(
                f"« {member} » n'est pas décrit dans individus.",
                where,
                f"Décrivez cette personne, ou choisissez parmi : {', '.join(self.persons)}.",
            )
        if member in self.placed:
            raise BadSituation(
                f"« {member} » est cité deux fois dans {self.entity.plural}.",
                where,
                "Ne le citez qu'une fois.",
            )
        self.placed.add(member)

    def _values(self, name: object, value: object, where: Path) -> dict[str, Any]:
        variable = find_variable(name, where)
        if variable.entity.key != self.entity.key:
            raise BadSituation(
                f"« {name} » se dit de l'entité {variable.entity.key}, pas de {self.entity.key}.",
                where,
                f"Déplacez cette valeur dans {variable.entity.plural}.",
            )
        if not isinstance(value, Mapping):
            if self.default_period is None:
                raise BadSituation(
                    "la valeur n'est pas datée.", where, 'Écrivez par exemple {"2025-06": 1200}.'
                )
            value = {self.default_period: value}
        return {str(p): _dated(variable, p, v, (*where, str(p))) for p, v in value.items()}


def _dated(variable: Any, period_text: object, value: object, where: Path) -> object:
    period = find_period(period_text, where)
    if value is None:
        return None
    unit = str(variable.definition_period)
    # OpenFisca spreads a year over its months; but a month given for a yearly variable, it keeps
    # under a year that begins in that month, and never reads it: the value would be lost.
    spread = variable.set_input is not None and unit_weight(period.unit) >= unit_weight(unit)
    exact = (str(period.unit), period.size) == (unit, 1)
    if unit != "eternity" and not exact and (not spread or str(period.unit) == "eternity"):
        raise BadSituation(
            f"« {variable.name} » se déclare par {UNITS[unit]}, pas sur la période « {period} ».",
            where,
            f"Donnez la valeur d'une période comme {EXAMPLES[unit]}.",
        )
    return value_for(variable, value, where)


def _mapping(value: object, where: Path) -> Mapping[Any, Any]:
    if isinstance(value, Mapping):
        return value
    raise BadSituation(
        "un objet est attendu (des noms et leurs valeurs).",
        where,
        "Reprenez la forme de l'exemple.",
    )


def _unknown_entity(name: object, known: list[str]) -> BadSituation:
    return BadSituation(
        f"l'entité « {name} » n'existe pas.",
        (str(name),),
        f"Choisissez parmi : {', '.join(known)}.",
    )
