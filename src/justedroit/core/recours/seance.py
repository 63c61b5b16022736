"""A session of the commission: who is there, whether it may decide, and its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from justedroit.core.base import Refusal, day_text, parametre
from justedroit.core.recours.evenements import SEANCES, read

COLLEGES: Final = {
    "assures": "représentants des assurés sociaux",
    "employeurs": "représentants des employeurs et des indépendants",
    "autres": "autres membres",
}


@dataclass(frozen=True, slots=True)
class Seance:
    """A session, as the events of the fund tell it.

    Attributes:
        day: of the session, which names it.
        membres: college → how many are present, as last told.
        is_held: whether it is closed.
    """

    day: dt.date
    membres: Mapping[str, int]
    is_held: bool = False

    @property
    def present(self) -> int:
        """How many members are present."""
        return sum(self.membres.values())


def seances_of(events: pa.Table) -> dict[dt.date, Seance]:
    """Return the sessions that the events of the fund (dossier 0) tell, by day.

    Args:
        events: schema EVENTS.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    found: dict[dt.date, Seance] = {}
    for event in read(events, SEANCES):
        day = event.day("seance")
        found[day] = Seance(day, event.told["membres"], event.tag == "seance.tenue")
    return found


def refuse_membres(membres: Mapping[str, int], day: dt.date) -> Refusal | None:
    """Return the refusal of members who cannot be, or are too few to decide.

    Args:
        membres: college → how many are present.
        day: of the session.

    Law:
        CSS art. R142-2, R142-3: parameters `seance.composition`, `seance.quorum`.
    """
    where = f"séance du {day:%d/%m/%Y}"
    if not parametre("recours/seance.quorum").in_force(day):
        what = f"aucun quorum n'est connu au {day_text(day)}."
        return Refusal(what, where, "Vérifiez le jour de la séance.")
    composition = parametre("recours/seance.composition")
    for college, most in composition.at(day).items():
        if not 0 <= membres.get(college, 0) <= most:
            what = f"{membres[college]} membres présents au collège « {college} » : il en a {most}."
            return Refusal(what, where, "Corrigez les membres présents.", composition.article)
    quorum = parametre("recours/seance.quorum")
    present, needed = sum(membres.values()), quorum.at(day)
    if present < needed:
        what = f"le quorum n'est pas atteint : {present} présents, il en faut {needed}."
        return Refusal(what, where, "Convoquez la commission à un autre jour.", quorum.article)
    return None


def refuse_voix(seance: Seance, counts: tuple[int, int, int]) -> Refusal | None:
    """Return the refusal of votes that are not those of the members present.

    Args:
        seance: where they vote.
        counts: for, against, abstentions.

    Law:
        CSS art. R142-2.
    """
    if min(counts) >= 0 and sum(counts) == seance.present:
        return None
    what = f"{sum(counts)} voix comptées pour {seance.present} membres présents."
    where = f"séance du {seance.day:%d/%m/%Y}"
    mend = "Chaque membre présent vote pour, contre, ou s'abstient : recomptez."
    return Refusal(what, where, mend, parametre("recours/seance.composition").article)
