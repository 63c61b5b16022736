"""Announce: what an act gives back, or undoes, is told to households the same day, each by its letter.

What it takes back from the département is recorded too: an agent is to tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from justedroit.core.base import Acte, Refusal, euros
from justedroit.core.courriers import CourrierSuivi, Organisme
from justedroit.core.recouvrement import ATitre
from justedroit.records.interface import Records
from justedroit.steps.correct import tell_taken_back
from justedroit.steps.restore_paid import (
    Restitution,
    RetenueDefaite,
    tell_given_back,
    tell_undone,
)
from justedroit.steps.untransfer import tell_untransferred

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Annonces:
    """The letters that were prepared, or what they lack.

    Attributes:
        undone: of the withholdings that were undone.
        corrected: those that correct a letter that had left.
        restored: of what is given back.
        titles: what the département is to be told, where something was taken back from it now.
    """

    undone: list[RetenueDefaite] | Refusal
    corrected: list[CourrierSuivi] | Refusal
    restored: list[Restitution] | Refusal
    titles: list[ATitre]

    @property
    def count(self) -> int:
        """How many restitutions were told."""
        return 0 if isinstance(self.restored, Refusal) else len(self.restored)

    def sentences(self) -> Iterator[str]:
        """Yield what was done, and what could not be, in French."""
        for title in self.titles:
            yield f"Dossier {title.dossier}, créance {title.creance} : {title.sentence()}."
        yield from _said(self.undone, "Les retenues défaites", _undone)
        yield from _said(self.corrected, "Les restitutions", _corrected)
        yield from _said(self.restored, "Les restitutions", _restored)


def _said(found: Sequence[_T] | Refusal, name: str, told: Callable[[_T], str]) -> Iterator[str]:
    if isinstance(found, Refusal):
        yield f"{name} ne sont pas encore dites : {found}"
    else:
        yield from map(told, found)


def _undone(one: RetenueDefaite) -> str:
    return (
        f"Dossier {one.dossier} : {euros(one.cents)} retenus sont de nouveau dus au foyer "
        f"({one.cause}), lettre préparée."
    )


def _corrected(letter: CourrierSuivi) -> str:
    return (
        f"Dossier {letter.dossier} : une lettre partie annonçait ce qui n'est plus à rendre, "
        "la lettre qui la corrige est préparée."
    )


def _restored(given: Restitution) -> str:
    return (
        f"Dossier {given.dossier} : {euros(given.cents)} recouvrés, et qui ne sont plus dus, "
        f"sont rendus ({given.cause}), lettre préparée."
    )


def announce(
    records: Records, dossiers: Sequence[int], organisme: Organisme, acte: Acte
) -> Annonces:
    """Prepare the letters that an act has made due; running it again writes nothing.

    To be run after every act that suspends, gives back, or takes back what was given back.

    Args:
        records: the journals.
        dossiers: numbers.
        organisme: the fund, for its letterhead.
        acte: who says so, and when.

    Raises:
        StaleSequence: a dossier was written to in between; those before it are told.
    """
    titles = tell_untransferred(records, dossiers, acte)
    return Annonces(
        tell_undone(records, dossiers, organisme, acte),
        tell_taken_back(records, dossiers, organisme, acte),
        tell_given_back(records, dossiers, organisme, acte),
        titles,
    )
