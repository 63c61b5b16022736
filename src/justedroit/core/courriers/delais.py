"""The delays that a letter opens, as days: what paper cannot know of its reception is supposed.

A delay runs from the proven reception, which comes after the letter is written. The letter says what
it would be if it were received on the day it leaves: the soonest that can be, so that who acts by
that day is never late. Before the administrative judge the delay is franc, and the letter says so.
A letter that leaves later than it was prepared has its days written again.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from justedroit.core.base import (
    day_text,
    days_after,
    month_text,
    months_after,
    parametre,
    until_worked,
)

# What starts a delay, as a letter says it.
RECUE: Final = "vous la recevez"
SIGNIFIEE: Final = "elle vous est signifiée"
FRANC: Final = " (délai franc)"  # after the last day of such a delay: it is no misprint
_MONTHS: Final = tuple(month_text(202500 + month).split()[0] for month in range(1, 13))
_ENDS: Final = re.compile(rf"finit le (?P<jour>\d{{1,2}}(?:er)?\s(?:{'|'.join(_MONTHS)})\s\d{{4}})")
_TOLD: Final = re.compile(r"(?P<nombre>\d+) (?P<unite>jours|mois)")
# Every delay that a letter opens, and what starts it.
_OPENED: Final = (
    ("delai.rectification", RECUE),
    ("delai.mise_en_demeure", RECUE),
    ("delai.tribunal", RECUE),
    *((f"delai.recours.{regime}", RECUE) for regime in ("pf", "ppa", "logement", "rsa", "auvvc")),
    ("delai.opposition", SIGNIFIEE),
)


@dataclass(frozen=True, slots=True)
class Delai:
    """A delay that a letter opens.

    Attributes:
        nombre: how many.
        unite: `jours` or `mois`.
        depart: what starts it, RECUE or SIGNIFIEE.
        franc: whether its last day does not count: that to seize the administrative judge.
    """

    nombre: int
    unite: str
    depart: str = RECUE
    franc: bool = False

    @property
    def texte(self) -> str:
        """The delay in words, « 20 jours »."""
        return f"{self.nombre} {self.unite}"

    def until(self, since: dt.date) -> dt.date:
        """Return the last day on which the person may act, from the day that starts the delay.

        Law:
            Code de procédure civile art. 641 and 642; CJA art. R421-1: of a delay that is franc.
        """
        after = months_after if self.unite == "mois" else days_after
        return until_worked(after(since, self.nombre) + dt.timedelta(days=int(self.franc)))

    def suppose(self, le: dt.date) -> str:
        """Return the last day, said of the soonest reception: that of the day on which it leaves.

        Law:
            CSS art. R133-9-2, R142-1; Code de procédure civile art. 641 and 642.
        """
        last = f"jusqu'au {day_text(self.until(le))}{FRANC if self.franc else ''}"
        return f"si {self.depart} le {day_text(le)} : {last}"

    def court(self, le: dt.date) -> str:
        """Return the delay and its last day, where the supposition was said just before.

        Law:
            CSS art. R133-9-2, R142-1; Code de procédure civile art. 641 and 642.
        """
        return f"{self.texte}, jusqu'au {day_text(self.until(le))}{FRANC if self.franc else ''}"


def delai(name: str, le: dt.date, depart: str = RECUE) -> Delai:
    """Return a delay of the law, as a letter of a day opens it.

    Args:
        name: of its parameter in the subject of appeals, `delai.rectification`.
        le: day of the letter.
        depart: what starts it.

    Raises:
        KeyError: no such parameter.
        LookupError: the text did not exist on that day.

    Law:
        CSS art. R133-3, R133-9-2, R142-1; CASF art. R262-88; CCH art. R825-1.
    """
    found = parametre(f"recours/{name}")
    return Delai(found.at(le), "mois" if found.unite == "mois" else "jours", depart)


def read_delai(text: str, depart: str = RECUE, *, franc: bool = False) -> Delai:
    """Return a delay from its words.

    Args:
        text: « 2 mois ».
        depart: what starts it.
        franc: whether its last day does not count.

    Raises:
        ValueError: these are not the words of a delay.

    Law:
        None: a way of reading.

    >>> read_delai("2 mois").until(dt.date(2024, 12, 31))
    datetime.date(2025, 2, 28)
    """
    found = _TOLD.fullmatch(text)
    if found is None:
        raise ValueError(f"« {text} » is no delay")
    return Delai(int(found["nombre"]), found["unite"], depart, franc)


def supposed(le: dt.date) -> str:
    """Return the supposition that a list of delays opens with: each then says its last day.

    Law:
        None: a way of writing.
    """
    return f"Si vous recevez cette lettre le {day_text(le)},"


@cache
def redated(before: dt.date, after: dt.date) -> tuple[tuple[str, str], ...]:
    """Return what a letter written on a day said of its delays, and what it says on another.

    Args:
        before: day on which it was prepared.
        after: day on which it leaves.

    Law:
        CSS art. R133-9-2, R142-1: a day that is said too early would shorten the delay.
    """
    rules = [
        delai(name, before, depart)
        for name, depart in _OPENED
        if parametre(f"recours/{name}").in_force(before)
    ]
    found = {supposed(before): supposed(after)}
    # The longer words first: those of a franc delay begin as those of one that is not.
    for rule in (*(replace(rule, franc=True) for rule in rules), *rules):
        found[_core(rule.suppose(before))] = _core(rule.suppose(after))
        found[rule.court(before)] = rule.court(after)
    return tuple(found.items())


def _core(text: str) -> str:
    """Return a supposition without its « si », which may begin a sentence."""
    return text[len("si ") :]


def tensed(text: str, le: dt.date) -> str:
    """Return a text in which a delay that is over on a day is said to have ended.

    Args:
        text: « … ; ce délai finit le 19 mai 2025 », see `ends`.
        le: day on which the letter leaves.

    Law:
        CSS art. R142-1: a delay that is over is not said to be open.
    """

    def said(found: re.Match[str]) -> str:
        return f"a fini le {found['jour']}" if _day(found["jour"]) < le else found[0]

    return _ENDS.sub(said, text)


def ends(le: dt.date) -> str:
    """Return the words of the end of a delay, which `tensed` puts in the past once it is over.

    Law:
        None: a way of writing.
    """
    return f"finit le {day_text(le)}"


def _day(text: str) -> dt.date:
    day, month, year = text.split()
    return dt.date(int(year), _MONTHS.index(month) + 1, int(day.removesuffix("er")))
