"""What a statement must respect of the rest of its dossier: births, roles, ages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from justedroit.core.base import Refusal
from justedroit.core.faits.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from justedroit.core.faits.declaration import Statement

ADULTS = ("allocataire", "conjoint")
ROLES = (*ADULTS, "enfant")
# Kinds of facts that tell who is in a household.
MEMBERSHIP = frozenset({*ROLES, "date_naissance", "enfant_recueilli"})

Person = tuple[int, int]


@dataclass(slots=True)
class Foyers:
    """Who is in each dossier, as far as it is known.

    Attributes:
        births: date of birth by (dossier, person).
        roles: for each role and `enfant_recueilli`, the persons who have it, by dossier.
    """

    births: dict[Person, dt.date] = field(default_factory=dict)
    roles: dict[str, dict[int, set[int]]] = field(
        default_factory=lambda: {r: defaultdict(set) for r in (*ROLES, "enfant_recueilli")}
    )

    def tell(self, who: Person, kind: str, value: str | None) -> None:
        """Add what a fact of a kind of MEMBERSHIP says.

        Law:
            None: a way of gathering.
        """
        if kind == "date_naissance":
            if value is not None:
                self.births[who] = dt.date.fromisoformat(value)
        elif value == "true":
            self.roles[kind][who[0]].add(who[1])

    def adults(self, dossier: int) -> set[int]:
        """Return the persons who are, or were, an adult of a dossier.

        Law:
            None: a way of gathering.
        """
        return {person for role in ADULTS for person in self.roles[role][dossier]}

    def unlikely(self, dossier: int, gap_years: int) -> Iterable[int]:
        """Yield the children of a dossier of whom no adult in it can be a parent.

        Law:
            None: parameter `faits/reception.age_minimum_parent`, a convention, a_verifier.
        """
        people = self.adults(dossier)
        adults = [self.births[dossier, p] for p in people if (dossier, p) in self.births]
        taken_in = self.roles["enfant_recueilli"][dossier]
        for child in sorted(self.roles["enfant"][dossier]):
            birth = self.births.get((dossier, child))
            if birth is None or not adults:
                continue
            gap = 0 if child in taken_in else gap_years
            if birth <= _later(min(adults), gap):
                yield child


def _later(day: dt.date, years: int) -> dt.date:
    """Return the eve of a day `years` later: a birth until then is too early."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if leap else day.day) - dt.timedelta(days=1)


def household_faults(
    said: Mapping[int, Statement], known: Iterable[tuple[Person, str, str | None]], gap_years: int
) -> dict[int, Refusal]:
    """Return the statements that what is known of their household contradicts.

    Args:
        said: well-formed statements, by position.
        known: facts of MEMBERSHIP that stand, (dossier, person), kind and value.
        gap_years: youngest age at which one may become a parent.

    Returns:
        Refusals by position, `where` empty.

    Law:
        None: parameter `faits/reception.age_minimum_parent`, a convention, a_verifier.
    """
    held = list(known)
    faults = _too_old(said, held, gap_years)
    kept = {i: s for i, s in said.items() if i not in faults}
    births = _foyers(kept, held).births
    for position, one in kept.items():
        if fault := _unborn(one, births.get((one.dossier, one.person))):
            faults[position] = fault
    return faults


def _foyers(
    said: Mapping[int, Statement], held: Iterable[tuple[Person, str, str | None]]
) -> Foyers:
    foyers = Foyers()
    for who, kind, value in held:
        foyers.tell(who, kind, value)
    for one in said.values():
        if one.kind in MEMBERSHIP:
            foyers.tell((one.dossier, one.person), one.kind, one.value)
    return foyers


def _too_old(
    said: Mapping[int, Statement], held: list[tuple[Person, str, str | None]], gap_years: int
) -> dict[int, Refusal]:
    # ASSUMPTION: a spouse need not be the parent. A child is refused only when the eldest adult of
    # the dossier cannot be its parent, and a child taken in only when it is older than them all.
    foyers = _foyers(said, held)
    by_dossier: dict[int, list[int]] = defaultdict(list)
    for position, one in said.items():
        if one.kind in MEMBERSHIP:
            by_dossier[one.dossier].append(position)
    faults: dict[int, Refusal] = {}
    for dossier, positions in by_dossier.items():
        for child in foyers.unlikely(dossier, gap_years):
            blamed = _blame(said, positions, child, foyers.adults(dossier))
            faults |= dict.fromkeys(
                blamed, _age_refusal(child, foyers.births[dossier, child], gap_years)
            )
    return faults


def _blame(
    said: Mapping[int, Statement], positions: list[int], child: int, adults: set[int]
) -> list[int]:
    """Return the positions of the statements that bring a contradiction, the most telling first.

    None, when it was already in the journal and the batch speaks of others.
    """
    about_child, about_adults = {child}, adults - {child}
    for kind, people in (
        ("date_naissance", about_child),
        ("enfant", about_child),
        ("date_naissance", about_adults),
        *((role, about_adults) for role in ADULTS),
    ):
        found = [i for i in positions if said[i].kind == kind and said[i].person in people]
        if found:
            return found
    return []


def _age_refusal(child: int, birth: dt.date, gap_years: int) -> Refusal:
    what = (
        f"L'enfant (personne {child}, né le {birth:%d/%m/%Y}) serait plus âgé que son parent, "
        f"ou né avant les {gap_years} ans de celui-ci."
    )
    mend = (
        "Vérifiez les dates de naissance ; s'il est recueilli, déclarez d'abord enfant_recueilli."
    )
    return Refusal(what, "", mend)


def _unborn(one: Statement, birth: dt.date | None) -> Refusal | None:
    if one.person == 0 or one.value is None or one.kind in {"date_naissance", "naissance_prevue"}:
        return None
    if birth is None:
        what = f"La personne {one.person} n'a pas de date de naissance dans le dossier."
        return Refusal(what, "", "Déclarez sa date_naissance, avant ce fait ou dans le même envoi.")
    if one.kind == "deces" and dt.date.fromisoformat(one.value) < birth:
        what = f"Le décès précède la naissance ({birth:%d/%m/%Y})."
        return Refusal(what, "", f"Vérifiez « {catalogue()['deces'].libelle} » et la naissance.")
    return None
