"""The fund's agents at work: the journals, the hour, who acts, and what is refused to them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from justedroit.core.base import Acte, Refusal, read_yaml
from justedroit.core.courriers import ORGANISME_DEMO, Contenu, told_content
from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.steps.act import Opened, opened
from justedroit.steps.letter import Atelier, day_of
from justedroit.twin.encaisseur import EncaisseurSimule
from justedroit.twin.suites.agenda import Agenda, Recit

if TYPE_CHECKING:
    from justedroit.core.droits import Law
    from justedroit.records.interface import Records
    from justedroit.twin.hasard import Hasard
    from justedroit.twin.ordres import Comptoir

T = TypeVar("T")

# Who acts: identifiers of the demonstration, nobody's name.
CONSEILLER, RECOUVREMENT, SECRETARIAT = "conseiller-1", "recouvrement-1", "secretariat-cra"
JURISTE, CONTROLEUR, DIRECTION = "juriste-1", "controleur-1", "directeur"


@cache
def habits() -> dict[str, Any]:
    """Return how often what happens after an indu, as `suites.yaml` gives it."""
    text = resources.files("justedroit.twin.suites").joinpath("suites.yaml").read_text("utf-8")
    read: dict[str, Any] = read_yaml(text)
    return read


def share(name: str) -> float:
    """Return a share of `suites.yaml`."""
    return float(habits()["parts"][name]["valeur"])


def seal(contenu: Contenu) -> bytes:
    """Return what the fingerprint of a letter of the demonstration is made of: what it says.

    ASSUMPTION: nothing leaves a demonstration, and its households have no name before its end: no
    PDF is typeset while it is played. `justedroit lettres MOIS --sortie` typesets them.
    """
    return json.dumps(told_content(contenu), ensure_ascii=False, sort_keys=True).encode()


@dataclass(slots=True)
class Service:
    """The fund, at work on what it claims.

    Attributes:
        records: the journals.
        law: the law, which gives the shares that letters tell.
        chance: streams of what happens after the indus.
        agenda: what is to be done.
        refusals: what steps have refused and should not have; none is expected.
        encaisseur: who debits cards and accounts, simulated.
        comptoir: the desk of the fund at its bank; None: it has none.
        opinions: (dossier, appeal) → what the commission will vote: sense and percentage.
    """

    records: Records
    law: Law
    chance: Hasard
    agenda: Agenda
    refusals: list[Refusal] = field(default_factory=list)
    encaisseur: EncaisseurSimule = field(default_factory=EncaisseurSimule)
    comptoir: Comptoir | None = None
    opinions: dict[tuple[int, int], tuple[str, int | None]] = field(default_factory=dict)

    @property
    def now(self) -> dt.datetime:
        """The instant that is being played, UTC."""
        return self.agenda.now

    @property
    def day(self) -> dt.date:
        """The day that is being played, in France."""
        return day_of(self.now)

    @property
    def atelier(self) -> Atelier:
        """With what the letters of the demonstration are made."""
        return Atelier(ORGANISME_DEMO, seal, self.law)

    def by(self, author: str) -> Acte:
        """Return who acts, now."""
        return Acte(author, self.now)

    def done(self, found: T | Refusal | list[Refusal] | None) -> T | None:
        """Return what a step has given; a refusal is kept, since none is expected here."""
        if isinstance(found, Refusal):
            self.refusals.append(found)
            return None
        if isinstance(found, list) and found and isinstance(found[0], Refusal):
            self.refusals += found
            return None
        return found  # type: ignore[return-value]

    def read(self, dossier: int) -> Opened:
        """Return a dossier as it stands."""
        found = opened(self.records, dossier)
        assert isinstance(found, Opened)
        return found

    def claims(self, dossier: int) -> list[tuple[Creance, Suivi]]:
        """Return the créances of a dossier, each with what happened to it."""
        found = self.read(dossier)
        some = found.creances()
        return list(zip(some, suivis(some, found.events), strict=True))

    def owed(self, affaire: Affaire) -> int:
        """Return what is still owed of an affair, in cents."""
        return sum(c.total() for c in affaire.mine(self.read(affaire.dossier).creances()))

    def hear(self) -> None:
        """Read what the bank tells now of the money received."""
        assert self.comptoir is not None
        self.comptoir.hear(self.now)

    def begin(self, story: Recit[None]) -> None:
        """Begin a story."""
        self.agenda.begin(story)


@dataclass(slots=True)
class Affaire:
    """The créances of one decision, and how their household takes it.

    Attributes:
        dossier: number.
        reference: of the revision that claims them.
        creances: their numbers.
        prestations: their benefits, in the same order.
        cents: what they claim.
        chance: streams of this household and of this decision.
        recue: day of the proven reception of the notice.
        notice: number of the notice.
        served: cents paid a month to the household, when it was decided: what may be withheld on.
        imposed: whether its way is one that the demonstration must show.
    """

    dossier: int
    reference: str
    creances: tuple[int, ...]
    prestations: tuple[str, ...]
    cents: int
    chance: Hasard
    recue: dt.date = dt.date.min
    notice: int = 0
    served: int = 0
    imposed: bool = False

    def u(self, name: str) -> float:
        """Return a number in [0, 1[, always the same for the same name."""
        return float(self.chance.uniform(name, 1)[0])

    def days(self, name: str, low: int, high: int) -> int:
        """Return a number of days from low to high."""
        return low + int(self.u(name) * (high - low + 1))

    def mine(self, claims: list[Creance]) -> list[Creance]:
        """Return its créances, among those of the dossier."""
        return [claim for claim in claims if claim.number in self.creances]
