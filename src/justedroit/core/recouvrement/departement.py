"""What the département is to be told of what was passed on to it: owed no longer, waiting, or running again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from justedroit.core.base import day_text, euros
from justedroit.core.creances import Creance, Suivi, Suspension

TRANSFEREE: Final = "creance.transferee"
TRANSFERT_ANNULE: Final = "creance.transfert_annule"
INFORME: Final = "departement.informe"
_SUSPENSIVE: Final = "CASF art. L262-46 al. 2"
# What suspends recovery by the département too: an appeal, a court that is seized. Kind of cause →
# why it waits, and why it waits no longer.
_CONTESTED: Final = {
    "recours": ("le recours {} attend sa réponse", "le recours {} ne le suspend plus"),
    "instance": ("un tribunal est saisi (instance {})", "l'instance {} ne le suspend plus"),
}


@dataclass(frozen=True, slots=True)
class TitreReduit:
    """What the département is still to be told of a créance that was passed on to it.

    Attributes:
        dossier: number.
        creance: number.
        titre: reference of the title.
        cents: owed no longer, and not told.
    """

    dossier: int
    creance: int
    titre: str
    cents: int

    def sentence(self) -> str:
        """Return it in French, for an agent.

        Law:
            None: a way of saying it.
        """
        return (
            f"le département doit être informé : titre {self.titre}, {euros(self.cents)} ne sont plus "
            "dus. Ce qu'il a pu recouvrer lui-même, la caisse ne le sait pas : demandez-le-lui"
        )


@dataclass(frozen=True, slots=True)
class _TitreConteste:
    """What the département is still to be told of the suspension of a créance passed on.

    Attributes:
        dossier: number.
        creance: number.
        titre: reference of the title.
        cause: of the suspension, `recours:2`.
        depuis: first day of what is said.
        cents: that it may no longer claim: none, this only waits.
    """

    dossier: int
    creance: int
    titre: str
    cause: str
    depuis: dt.date
    cents: int = 0

    _ended: ClassVar[bool]

    def sentence(self) -> str:
        """Return it in French, for an agent.

        Law:
            CASF art. L262-46 al. 2: the suspension lasts as long as the appeal.
        """
        state = "peut reprendre" if self._ended else "est suspendu"
        return (
            f"le département doit être informé : titre {self.titre}, son recouvrement {state} "
            f"depuis le {day_text(self.depuis)} : {_why(self.cause, ended=self._ended)} ({_SUSPENSIVE})"
        )


class TitreSuspendu(_TitreConteste):
    """That the recovery of a créance passed on waits, from the first day of the suspension."""

    __slots__ = ()
    _ended = False


class TitreRepris(_TitreConteste):
    """That nothing suspends a title any more, of which the département was told that it waits.

    Its cause is that of the suspension that ended last, its day the first on which recovery may go on.
    """

    __slots__ = ()
    _ended = True


ATitre = TitreReduit | TitreSuspendu | TitreRepris


def untold(told: Iterable[tuple[Creance, Suivi]], day: dt.date) -> list[ATitre]:
    """Return what the département is still to be told, créance by créance; what is owed no longer first.

    Args:
        told: créances, and what happened to each.
        day: today.

    Law:
        CASF art. L262-46 al. 2 (an appeal suspends recovery) and al. 8 (the département recovers).
    """
    found: list[ATitre] = []
    for claim, suivi in told:
        found += _reduced(suivi)
        if claim.total("transferred") > 0:
            found += _suspended(suivi, day)
            found += _resumed(suivi, day)
    return found


def titre_of(suivi: Suivi) -> str:
    """Return the reference of the last title by which a créance was passed on; empty without.

    Law:
        None: decision 0021, the event keeps it.
    """
    titles = [one.reasons for one in suivi.sorties if one.tag == TRANSFEREE]
    return titles[-1] if titles else ""


def _reduced(suivi: Suivi) -> list[ATitre]:
    signs = {TRANSFERT_ANNULE: 1, INFORME: -1}
    cents = sum(signs.get(one.tag, 0) * one.cents for one in suivi.sorties)
    if cents <= 0:
        return []
    return [TitreReduit(suivi.dossier, suivi.number, titre_of(suivi), cents)]


def _suspended(suivi: Suivi, day: dt.date) -> list[ATitre]:
    title, known = titre_of(suivi), _waits_told(suivi)
    return [
        TitreSuspendu(suivi.dossier, suivi.number, title, one.cause, one.since)
        for one in _contesting(suivi)
        if one.runs(day) and (title, one.cause) not in known
    ]


def _resumed(suivi: Suivi, day: dt.date) -> list[ATitre]:
    """Return the titles said to wait, once nothing suspends them: one said twice to wait goes on once."""
    every = _contesting(suivi)
    if any(one.runs(day) for one in every):
        return []
    found: dict[str, TitreRepris] = {}
    for title, cause in _waits_told(suivi):
        days = [one.after for one in every if one.cause == cause and one.after is not None]
        if not days:
            continue
        last = TitreRepris(suivi.dossier, suivi.number, title, cause, max(days))
        known = found.get(title)
        found[title] = last if known is None or known.depuis <= last.depuis else known
    return list(found.values())


def _waits_told(suivi: Suivi) -> list[tuple[str, str]]:
    """Return the (title, cause) of each suspension that was told, and whose end was not.

    A title of which nothing is owed any more waits for nothing: what is passed on later is another.
    """
    signs = {TRANSFEREE: 1, TRANSFERT_ANNULE: -1}
    told: dict[tuple[str, str], None] = {}
    left = 0
    for one in suivi.sorties:
        left += signs.get(one.tag, 0) * one.cents
        if one.tag == TRANSFERT_ANNULE and left <= 0:
            told = {}
        elif one.tag == INFORME and one.resumed:
            told = {key: None for key in told if key[0] != one.reasons}
        elif one.tag == INFORME and one.cause:
            told[one.reasons, one.cause] = None
    return list(told)


def _contesting(suivi: Suivi) -> list[Suspension]:
    return [one for one in suivi.suspensions if one.cause.partition(":")[0] in _CONTESTED]


def _why(cause: str, *, ended: bool) -> str:
    kind, _, number = cause.partition(":")
    return _CONTESTED[kind][ended].format(number)
