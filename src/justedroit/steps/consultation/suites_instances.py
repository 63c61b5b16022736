"""What can be done next of a case in court, by whom, and the command that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from justedroit.core.recours import Instance, Recours
from justedroit.steps.act import Opened
from justedroit.steps.consultation.suites import AGENT, Suite
from justedroit.steps.seize import seizable, seizable_until

_SEIZABLE: Final = ("notifie", "executoire", "irrecevable", "rejete_implicitement")
_GRANTED: Final = "accord"


def acts_of_case(one: Instance, day: dt.date) -> Iterator[Suite]:
    """Yield what can be done of a case on a day: heard, judged, notified, appealed in time."""
    if one.is_pending:
        again = "consigner une nouvelle audience" if one.hearing_on else "consigner l'audience"
        yield _suite(one, "audience", again, "--le …")
        yield _suite(one, "juger", "consigner le jugement", "SENS --motif …")
        return
    if one.stage == "jugee":
        yield _suite(one, "notifier", "consigner la notification du jugement", "--le …")
    if one.next_judge() is not None and one.etat_at(day) != "definitive":
        yield _suite(one, "appeler", "consigner un appel ou un pourvoi", "PAR --motif …")


def seizure(found: Opened, one: Recours, day: dt.date) -> Suite | None:
    """Return the seizure of a court of what an appeal did not give, in time and not made yet.

    Args:
        found: the dossier.
        one: the appeal.
        day: today.
    """
    granted = one.decision is not None and one.decision.sens == _GRANTED
    if granted or one.etat_at(day) not in _SEIZABLE:
        return None
    if one.number not in [told.number for told in seizable(found, day)]:
        return None
    until = seizable_until(found, one, day)
    if until is not None and until < day:
        return None
    command = f"justedroit tribunal saisir {one.dossier} --recours {one.number} --motif …"
    return Suite(
        AGENT,
        "consigner la saisine du juge",
        f"{command} --agent …",
        number=one.number,
        geste="tribunal-saisir",
    )


def _suite(one: Instance, verb: str, what: str, rest: str) -> Suite:
    words = rest.split(" --", 1)
    first, last = (f" {words[0]}", f" --{words[1]}") if len(words) > 1 else ("", f" {rest}")
    command = f"justedroit tribunal {verb} {one.dossier}{first} --numero {one.number}{last}"
    return Suite(AGENT, what, f"{command} --agent …", number=one.number, geste=f"tribunal-{verb}")
