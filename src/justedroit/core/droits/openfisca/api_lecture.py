"""Requests of the Web API, read for their structure: which values are given, which are asked.

Two requests have one structure where they differ by their values and by the names of persons and
groups only. What has been worked out for a structure then serves every request that has it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """One value of a request, given or asked.

    Attributes:
        entity: plural of its entity.
        member: place of its instance.
        variable: name in OpenFisca.
        period: as the request writes it.
        place: rank among the values of the request.
        holder: rank among the objects that hold the values of a variable.
        asked: it is null.
    """

    entity: str
    member: int
    variable: str
    period: str
    place: int
    holder: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request says.

    Attributes:
        structure: the same for requests that differ by values and names only.
        values: every value, in the order of the request; None where it is asked.
        holders: the objects that hold them, each of one variable of one instance.
    """

    structure: Hashable
    values: list[Any]
    holders: list[dict[str, Any]]


class Unusual(Exception):  # noqa: N818  (not an error: OpenFisca itself answers)
    """A request that only OpenFisca can read, because it is wrong or of a rare form."""


class Reader:
    """Reads the requests made to a law.

    Args:
        system: the tax and benefit system.
    """

    def __init__(self, system: Any) -> None:
        self._person = system.person_entity.plural
        self._roles: dict[str, frozenset[str]] = {
            e.plural: frozenset(() if e.is_person else (r.plural or r.key for r in e.roles))
            for e in system.entities
        }

    def read(self, content: Any) -> Reading:
        """Return what a request says.

        Args:
            content: as JSON gives it.

        Raises:
            Unusual: it has not the plain form, entities, instances, variables, periods.

        Law:
            None: the request format of the OpenFisca Web API.
        """
        try:
            ranks = {name: rank for rank, name in enumerate(content[self._person])}
            out = Reading((), [], [])
            tokens: list[Hashable] = []
            for plural, instances in content.items():
                tokens.append(plural)
                roles = self._roles[plural]
                for name, described in instances.items():
                    if not name or "/" in name:
                        raise Unusual
                    tokens.append(len(described))
                    _describe(described, roles, ranks, tokens, out)
            return Reading(tuple(tokens), out.values, out.holders)
        except (KeyError, TypeError, AttributeError) as error:
            raise Unusual from error

    def refuse_alone(self, content: Mapping[str, Any]) -> None:
        """Refuse a person that an entity described leaves out.

        OpenFisca makes a group for it, and gives this group the values of another.

        Args:
            content: a request that `read` takes.

        Raises:
            Unusual: OpenFisca itself answers.

        Law:
            None: a rule of OpenFisca.
        """
        for plural, instances in content.items():
            roles = self._roles[plural]
            if plural == self._person:
                continue
            placed = 0
            for described in instances.values():
                said = [described[role] for role in roles & described.keys()]
                placed += sum(1 if isinstance(persons, str) else len(persons) for persons in said)
            if placed != len(content[self._person]):
                raise Unusual

    def cells(self, content: Mapping[str, Any]) -> Iterator[Cell]:
        """Yield each value of a request that `read` takes, in the same order.

        Args:
            content: a request.

        Law:
            None: the request format of the OpenFisca Web API.
        """
        place = holder = 0
        for plural, instances in content.items():
            for member, described in enumerate(instances.values()):
                for variable, values in described.items():
                    if variable in self._roles[plural]:
                        continue
                    for period, value in values.items():
                        yield Cell(plural, member, variable, period, place, holder, value is None)
                        place += 1
                    holder += 1


def _describe(
    described: dict[str, Any],
    roles: frozenset[str],
    ranks: Mapping[str, int],
    tokens: list[Hashable],
    out: Reading,
) -> None:
    """Add what an instance says: persons by their rank, values apart."""
    for name, said in described.items():
        tokens.append(name)
        if name in roles:
            persons = [said] if isinstance(said, str) else said
            tokens.append(tuple([ranks[person] for person in persons]))
            continue
        values = list(said.values())
        tokens.append(tuple(said))
        if None in values:
            tokens.append(tuple([value is None for value in values]))
        out.values.extend(values)
        out.holders.append(said)
