"""What can be done next of an appeal, which letters it calls for, and the days that count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from justedroit.core.base import day_text
from justedroit.core.recours.competence import Juridiction, juridiction
from justedroit.core.recours.delais import accuse_remise, is_franc, tribunal
from justedroit.core.recours.dossier_recours import (
    BEFORE_DECISION,
    BEFORE_NOTICE,
    CONTESTATION,
    REMISE,
    Recours,
)
from justedroit.core.recours.instance import JUGES, Instance, devant
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
# Acts that make no sense once silence has rejected it: an express decision is all that is left.
_AFTER_SILENCE: Final = frozenset({"irrecevable", "desister", "pieces"})
_SILENT: Final = "rejete_implicitement"
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


def open_acts(recours: Recours, day: dt.date) -> tuple[str, ...]:
    """Return the acts that are open of an appeal on a day, of SUITES.

    Args:
        recours: as it stands.
        day: today: after a silence, only what leads to an express decision is left.

    Law:
        CJA art. R421-2: an express decision may follow a silence.
    """
    acts = SUITES.get(recours.stage, ())
    if recours.etat_at(day) != _SILENT:
        return acts
    return tuple(act for act in acts if act not in _AFTER_SILENCE)


def court_until(recours: Recours, day: dt.date | None = None) -> dt.date | None:
    """Return the last day to go to court; None where no delay runs.

    Of a remise too: to ask for it was the prior appeal, nobody else is asked before the judge. A
    silence of which no receipt told the consequences opposes no delay.

    Args:
        recours: as it stands.
        day: today; without it, a silence that nobody has recorded rejects nothing.

    Law:
        CSS art. R142-1-A; CJA art. R421-1, R421-2; CRPA art. L112-6; CASF art. L262-47 and CE, avis,
        23 mai 2011, n° 344970 (RSA); CCH art. R825-3.
    """
    starts_on = decided_from(recours, day)
    if starts_on is None:
        return None
    return tribunal(starts_on, _route(recours).tribunal).until


def decided_from(recours: Recours, day: dt.date | None = None) -> dt.date | None:
    """Return the day from which the delay against the decision runs; None where none is opposable.

    Args:
        recours: as it stands.
        day: today; without it, a silence that nobody has recorded rejects nothing.

    Law:
        CJA art. R421-1, R421-2; CRPA art. L112-6.
    """
    if recours.notified_on is not None:
        return recours.notified_on
    state = recours.etat if day is None else recours.etat_at(day)
    if state != _SILENT or recours.accused_on is None:
        return None
    return _silent_on(recours)


def _silent_on(recours: Recours) -> dt.date | None:
    """Return the day of the implicit rejection, where time has made it: recorded or not."""
    silence = recours.silence()
    return recours.rejected_on or (silence.ends_on if silence is not None else None)


def _route(recours: Recours) -> Juridiction:
    return juridiction(recours.prestations[0], recours.objet, recours.received_on)


def days_ahead(recours: Recours, day: dt.date) -> list[str]:
    """Return the days that count from now on, in French sentences.

    Args:
        recours: as it stands.
        day: today.

    Law:
        CSS art. R142-6, R151-1; CCH art. R825-3; CASF art. R262-90.
    """
    found = []
    silent = recours.etat_at(day) == _SILENT
    silence = recours.silence() if not silent and recours.rejected_on is None else None
    if silent and (on := _silent_on(recours)) is not None:
        found.append(
            f"Rejeté par le silence le {day_text(on)}. Une décision expresse peut encore suivre : "
            "elle remplacerait ce rejet."
        )
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
    if lacks_receipt(recours):
        found.append(
            "Aucun accusé de réception n'a été envoyé : le délai du juge n'est pas opposable tant "
            "que la décision n'est pas notifiée (CRPA art. L112-6)."
        )
    if (first := executory_from(recours)) is not None:
        found.append(f"Exécutoire à partir du {day_text(first)}.")
    found += _court(recours, day)
    return found


def lacks_receipt(recours: Recours) -> bool:
    """Return whether an appeal is decided, its decision not notified, and no receipt of it was sent.

    Before, its receipt is a letter that is due; once the decision is notified, the delay runs from it.

    Args:
        recours: as it stands.

    Law:
        CRPA art. L112-3, L112-6: without a receipt, no delay is opposable.
    """
    decided = recours.stage in BEFORE_NOTICE and recours.stage not in BEFORE_DECISION
    return decided and recours.accused_on is None


def way_left(recours: Recours, cases: Sequence[Instance], day: dt.date) -> str:
    """Return what is still open to the household once the commission can decide no more.

    Args:
        recours: that was decided, or rejected by silence.
        cases: in court, about the same decision, in order.
        day: today.

    Law:
        CSS art. R142-1-A; CJA art. R421-1, R811-1, R821-1; CPC art. 538 and 612.
    """
    if cases:
        return _after_judge(cases[-1], day)
    judge = _route(recours).tribunal_text
    told = _court(recours, day)
    if not told:
        return f"Le {judge} peut être saisi de la décision, une fois qu'elle est notifiée."
    until = court_until(recours, day)
    return told[0] + (" Ce délai est passé." if until is not None and day > until else "")


def _after_judge(case: Instance, day: dt.date) -> str:
    """Return what is open against a judgment, or where the case is pending."""
    last = case.jugement
    if case.is_pending or last is None:
        return f"L'instance {case.number} est en cours devant {devant(case.tribunal)}."
    judged = f"Jugé le {day_text(last.le)} ({JUGES[last.tribunal]}, instance {case.number})"
    above = case.next_judge()
    if above is None:
        return f"{judged} : aucun juge n'est au-dessus."
    delay = case.appeal()
    if delay is None:
        return f"{judged} : un recours devant {devant(above)} reste possible ; le jugement est à notifier."
    until = f"jusqu'au {day_text(delay.until)} ({delay.article})"
    if delay.passed(day):
        return f"{judged} : un recours devant {devant(above)} était possible {until}. Ce délai est passé."
    return f"{judged} : un recours devant {devant(above)} est possible {until}."


def _court(recours: Recours, day: dt.date) -> list[str]:
    if recours.etat_at(day) not in ("notifie", _SILENT, "irrecevable"):
        return []
    judge = _route(recours)
    until = court_until(recours, day)
    if until is None:
        why = "" if recours.accused_on else ", faute d'accusé de réception"
        return [f"Le {judge.tribunal_text} peut être saisi ; aucun délai n'est opposable{why}."]
    verb = "pouvait" if day > until else "peut"
    franc = " (délai franc)" if is_franc(judge.tribunal, until) else ""
    return [f"Le {judge.tribunal_text} {verb} être saisi jusqu'au {day_text(until)}{franc}."]
