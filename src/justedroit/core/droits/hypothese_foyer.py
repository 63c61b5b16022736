"""A household to which something is supposed: who is in it, what holds on a day, what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pyarrow as pa

from justedroit.core.base import Refusal, add_months, first_day
from justedroit.core.faits import KNOWN, Statement

# ASSUMPTION: what is supposed is held as checked on the spot: the source that nothing known
# outranks, and that every kind of the catalogue accepts.
SOURCE = "controle_sur_place"
AUTHOR = "hypothese"

ROLES = ("allocataire", "conjoint", "enfant")
_DAY_BEFORE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suppose:
    """What a hypothesis comes down to.

    Attributes:
        libelle: what is supposed, in French, to follow « Avec ».
        since: first day when it is true; it is told on that day.
        statements: of the catalogue, received as real ones are.
        assumptions: what the hypothesis takes for granted, in French sentences.
    """

    libelle: str
    since: dt.date
    statements: tuple[Statement, ...]
    assumptions: tuple[str, ...] = ()


class Hypothese(Protocol):
    """Anything that may be supposed of a household."""

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the statements that say it, or why the household contradicts it."""
        ...


@dataclass(frozen=True)
class Foyer:
    """What is known of one dossier, and the days of which something may be supposed.

    Attributes:
        dossier: number.
        known: what is known of it, schema KNOWN, several hypotheses included.
        today: day on which the question is asked.
        months: the coming months, ascending.
    """

    dossier: int
    known: pa.Table
    today: dt.date
    months: tuple[int, ...]

    @cached_property
    def _told(self) -> dict[tuple[int, str], list[tuple[dt.date, dt.date, str]]]:
        """Return the intervals of each person and kind: first day, first day after, value."""
        names = ("person", "kind", "valid_from", "valid_until", "value")
        assert set(names) <= set(KNOWN.names)
        out: dict[tuple[int, str], list[tuple[dt.date, dt.date, str]]] = {}
        columns = (self.known[name].to_pylist() for name in names)
        for person, kind, since, until, value in zip(*columns, strict=True):
            out.setdefault((person, kind), []).append((since, until or dt.date.max, value))
        return out

    def value(self, person: int, kind: str, day: dt.date) -> str | None:
        """Return what is known on a day, None where nothing is.

        Law:
            None: what was told.
        """
        told = self._told.get((person, kind), ())
        return next((value for since, until, value in told if since <= day < until), None)

    def cents(self, person: int, kind: str, day: dt.date) -> int:
        """Return an amount known on a day, cents; 0 where nothing is.

        Law:
            None: what was told.
        """
        return round(float(self.value(person, kind, day) or 0) * 100)

    def people(self, role: str, day: dt.date) -> list[int]:
        """Return the persons who hold a role on a day, ascending.

        Law:
            None: what was told.
        """
        some = sorted(person for person, kind in self._told if kind == role)
        return [person for person in some if self.value(person, role, day) == "true"]

    def members(self, day: dt.date) -> list[int]:
        """Return the living persons of the household on a day.

        Law:
            None: what was told.
        """
        here = {person for role in ROLES for person in self.people(role, day)}
        return sorted(person for person in here if (person, "deces") not in self._told)

    def expected(self) -> list[tuple[int, dt.date]]:
        """Return the children to be born, and when; those whose birth is told are not.

        Law:
            None: what was told.
        """
        return [
            (person, dt.date.fromisoformat(told[-1][2]))
            for (person, kind), told in sorted(self._told.items())
            if kind == "naissance_prevue"
            and (person, "date_naissance") not in self._told
            and told[-1][1] > self.today
        ]

    def new_person(self) -> int:
        """Return the number that the next person of the dossier takes.

        Law:
            None: a way of numbering.
        """
        return 1 + max((person for person, _ in self._told), default=0)

    def outside(self, day: dt.date) -> Refusal | None:
        """Return why nothing can be supposed from a day: it is over, or too far.

        Law:
            None: what has happened is declared; what is supposed is of the coming months.
        """
        first, end = first_day(self.months[0]), first_day(add_months(self.months[-1], 1))
        if first <= day < end:
            return None
        limits = f"entre le {first:%d/%m/%Y} et le {end - _DAY_BEFORE:%d/%m/%Y}"
        mend = (
            "Ce qui a déjà eu lieu se déclare, il ne se suppose pas."
            if day < first
            else "Choisissez un jour plus proche."
        )
        return self.refusal(f"L'hypothèse commence le {day:%d/%m/%Y}, pas {limits}.", mend)

    def absent(self, person: int, day: dt.date) -> Refusal | None:
        """Return why a person cannot be spoken of: it is not in the household on a day.

        Law:
            None: what was told.
        """
        here = self.members(day)
        if person in here:
            return None
        who = ", ".join(map(str, here)) or "aucune"
        what = f"La personne {person} n'est pas dans le foyer le {day:%d/%m/%Y}."
        return self.refusal(what, f"Personnes du foyer ce jour-là : {who}.")

    def refusal(self, what: str, mend: str) -> Refusal:
        """Return a refusal of a hypothesis about this dossier.

        Law:
            None: a way of saying.
        """
        return Refusal(what, f"hypothèse, dossier {self.dossier}", mend)

    def says(
        self, person: int, kind: str, value: str, since: dt.date, until: dt.date | None = None
    ) -> Statement:
        """Return a statement of the hypothesis.

        Law:
            None: a way of saying.
        """
        return Statement(self.dossier, person, kind, value, since, until, SOURCE, AUTHOR)

    def says_amount(self, person: int, kind: str, cents: int, month: int) -> Statement:
        """Return the statement of an amount from the first day of a month.

        Law:
            None: a way of saying.
        """
        return self.says(person, kind, amount(cents), first_day(month))


def amount(cents: int) -> str:
    """Return cents as the value of a statement: `1200.00`.

    Law:
        None: a way of writing.

    >>> amount(-120050)
    '-1200.50'
    """
    sign, (units, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
    return f"{sign}{units}.{rest:02d}"
