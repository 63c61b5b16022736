"""What can be done next of a case in court, by whom, and the command that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from justedroit.core.recours import Instance
from justedroit.steps.consultation.suites import AGENT, Suite


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


def _suite(one: Instance, verb: str, what: str, rest: str) -> Suite:
    words = rest.split(" --", 1)
    first, last = (f" {words[0]}", f" --{words[1]}") if len(words) > 1 else ("", f" {rest}")
    command = f"justedroit tribunal {verb} {one.dossier}{first} --numero {one.number}{last}"
    return Suite(AGENT, what, f"{command} --agent …", number=one.number, geste=f"tribunal-{verb}")
