"""What can be done next of an appeal, which letters it calls for, and the days that count."""

from __future__ import annotations

import datetime as dt
from typing import Final

from justedroit.core.base import day_text
from justedroit.core.recours.competence import juridiction
from justedroit.core.recours.delais import accuse_remise, tribunal
from justedroit.core.recours.dossier_recours import (
    BEFORE_DECISION,
    CONTESTATION,
    REMISE,
    Recours,
)
from justedroit.core.recours.mnc import executory_from

# Where an appeal stands → the acts that are open, in French, as the commands name them.
SUITES: Final = {
    "recu": ("recevable", "irrecevable", "desister"),
    "hors_delai": ("recevable --motif-retard", "irrecevable", "desister"),
    "recevable": ("pieces", "complet", "irrecevable", "desister"),
    "incomplet": ("complet", "pieces", "desister"),
    "complet": ("instruire", "pieces", "desister"),
    "instruit": ("seance-cra … inscrire", "instruire", "desister"),
    "inscrit": ("seance-cra … voter", "desister"),
    "vote": ("seance-cra … decider", "seance-cra … voter", "desister"),
    "decide": ("seance-cra … transmettre, ou executer",),
    "transmis": ("executer, une fois le délai passé", "mnc suspendu ou annule"),
    "suspendu": ("mnc annule, ou executer une fois le délai passé",),
    "executoire": ("notifier",),
}
# The letters that an appeal calls for, by their model in `core.courriers`.
ACCUSE: Final = "accuse_recours"
_DECISION: Final = {REMISE: "decision_remise", CONTESTATION: "decision_contestation"}


def letters_due(recours: Recours) -> tuple[str, ...]:
    """Return the models of the letters that an appeal calls for, as it stands.

    Law:
        CRPA art. L112-3 (receipt), L114-5 (documents), L211-2 (reasons); CCH art. R825-3.
    """
    waits = recours.accused_on is None and recours.etat in BEFORE_DECISION
    found = (ACCUSE,) if waits or recours.stage == "incomplet" else ()
    decided = recours.etat in ("executoire", "irrecevable")
    return (*found, *((_DECISION[recours.nature],) if decided else ()))


def court_until(recours: Recours) -> dt.date | None:
    """Return the last day to go to court, None where no delay runs against the household.

    A silence of which no receipt told the consequences opposes no delay.

    Law:
        CSS art. R142-1-A; CJA art. R421-1, R421-2; CRPA art. L112-6.
    """
    if recours.notified_on is not None:
        return tribunal(recours.notified_on).until
    if recours.etat == "rejete_implicitement" and recours.rejected_on and recours.accused_on:
        return tribunal(recours.rejected_on).until
    return None


def days_ahead(recours: Recours, day: dt.date) -> list[str]:
    """Return the days that count from now on, in French sentences.

    Args:
        recours: as it stands.
        day: today.

    Law:
        CSS art. R142-6, R151-1; CCH art. R825-3; CASF art. R262-90.
    """
    found = []
    silence = recours.silence() if recours.rejected_on is None else None
    if silence is not None:
        found.append(
            f"Sans décision, il est rejeté par le silence le {day_text(silence.ends_on)} "
            f"({silence.article})."
        )
    if recours.regime == "logement" and recours.nature == REMISE and recours.accused_on is None:
        due = accuse_remise(recours.received_on)
        found.append(
            f"L'accusé de réception est dû le {day_text(due.ends_on)} au plus tard ({due.article})."
        )
    if (first := executory_from(recours)) is not None:
        found.append(f"Exécutoire à partir du {day_text(first)}.")
    found += _court(recours, day)
    return found


def _court(recours: Recours, day: dt.date) -> list[str]:
    if recours.etat not in ("notifie", "rejete_implicitement", "irrecevable"):
        return []
    judge = juridiction(recours.prestations[0], recours.objet, recours.received_on)
    until = court_until(recours)
    if until is None:
        return [f"Le {judge.tribunal_text} peut être saisi ; aucun délai n'est opposable."]
    verb = "pouvait" if day > until else "peut"
    return [f"Le {judge.tribunal_text} {verb} être saisi jusqu'au {day_text(until)}."]
