"""A geste: one thing that is done to a dossier from a page, and all that its page needs to know."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, TypeAlias, TypeVar

from django.urls import reverse

from justedroit.core.base import FRANCE, Acte, Refusal
from justedroit.records.interface import Records
from justedroit.web.formulaires import Formulaire
from justedroit.web.permissions import Role

Told: TypeAlias = Mapping[str, Any]  # what the form says, once it is valid
Journaux: TypeAlias = Records  # the journals that a step reads and writes; pages only pass them on
Outcome: TypeAlias = "str | Refusal | list[Refusal]"  # what was done, in French, or why it was not
Foreseen: TypeAlias = "Sequence[str] | Refusal | list[Refusal]"  # what would be done, or why not
WHOLE: Final = 0  # the rank of what concerns the whole dossier


@dataclass(frozen=True, slots=True)
class Cible:
    """What a geste is done to.

    Attributes:
        records: the journals, as read.
        dossier: number.
        rang: of the créance, the appeal, the case…; WHOLE: none.
        now: instant of the reading, UTC.
    """

    records: Journaux
    dossier: int
    rang: int
    now: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day in France."""
        return self.now.astimezone(FRANCE).date()

    def tried(self) -> Acte:
        """Return an act that is not done, for the steps that are asked what they would say."""
        return Acte("essai", self.now)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the page shows beside the form.

    Attributes:
        name: of what it is done to: « Créance 2 : RSA, mars 2025 ».
        lines: facts to know before doing it, in sentences.
        warnings: what to be careful about, in sentences.
        on: what the form and the step need besides, as the geste likes it.
        sections: more facts, under a title each: the sheet of the commission, for instance.
    """

    name: str
    lines: Sequence[str] = ()
    warnings: Sequence[str] = ()
    on: Any = None
    sections: Sequence[tuple[str, Sequence[str]]] = ()


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...


N = TypeVar("N", bound=_Numbered)


def numbered(some: Iterable[N] | Refusal, number: int) -> N | None:
    """Return the one of this number; None where there is none, or where all of them are refused."""
    every = () if isinstance(some, Refusal) else some
    return next((one for one in every if one.number == number), None)


class Confirmation(Formulaire):
    """The form of what asks for nothing: the button is enough."""


class Geste(ABC):
    """One thing that is done to a dossier, under `/dossiers/N/faire/<code>/[rang/]`.

    Attributes:
        code: end of its address, as the command line names it: `mise-en-demeure`.
        title: what it is, in an infinitive: « Mettre en demeure ».
        button: the same, shorter.
        lead: what it does and what follows, in a sentence or two.
        law: its articles; empty: none.
        roles: who may do it; the others who read dossiers see the page without its form.
        tab: of the dossier, under which its page stands.
        tag: of the event that it writes: the same form sent twice is known by it.
        foretold: whether what it would do is shown first, and done once it is confirmed.
        asks: its form; what asks for nothing, unless something else is said.
        today: the fields of its form that hold the day of today at first.
        names: key of the payload of its event that holds the rank; empty: none does.
        place: what the rank numbers, as its place in the tab is named; empty: it has none.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    lead: ClassVar[str]
    law: ClassVar[str] = ""
    roles: ClassVar[tuple[Role, ...]]
    tab: ClassVar[str]
    tag: ClassVar[str]
    foretold: ClassVar[bool] = False
    asks: ClassVar[type[Formulaire]] = Confirmation
    today: ClassVar[Sequence[str]] = ()
    names: ClassVar[str] = ""
    place: ClassVar[str] = ""

    @abstractmethod
    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return what it would be done to; a refusal: it cannot be done now; None: no such thing."""

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return its form, undressed; `data` is None where nothing was posted."""
        form = self.asks(data)
        for name in self.today:
            form.fields[name].initial = cible.day
        return form

    @abstractmethod
    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Do it by its step, on the journals as the page showed them.

        Raises:
            StaleSequence: the dossier was written to in between.
        """

    def foresee(self, cible: Cible, acte: Acte, told: Told) -> Foreseen:
        """Return what it would do, in sentences, where it is foretold; nothing is written."""
        return []

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return what the payload of its event holds at least."""
        return {self.names: cible.rang} if self.names else {}

    def back(self, cible: Cible) -> str:
        """Return the address where what was done is seen."""
        tab = reverse(f"creances:{self.tab}", kwargs={"numero": cible.dossier})
        return f"{tab}#{self.place}-{cible.rang}" if self.place and cible.rang != WHOLE else tab
