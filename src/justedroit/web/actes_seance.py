"""An act on a session: its own events are what two secretaries may write at once, not the fund's."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeVar

from justedroit.core.base import Refusal, day_text
from justedroit.core.recours import SEANCES
from justedroit.core.registre import FUND
from justedroit.records.interface import StaleSequence
from justedroit.steps.consultation.seances import last_of_session, session_events
from justedroit.steps.seen import as_seen
from justedroit.steps.sit import transmit
from justedroit.web import wiring
from justedroit.web.actes import Depasse, Etape, Fait, acte_of
from justedroit.web.requete import Requete

T = TypeVar("T")
# The journal of the fund takes payments and bank files too: a write that does not concern the
# session makes the act start again, not fail.
_TRIES: Final = 5


def acted_on_session(
    request: Requete, day: dt.date, seen: int, act: Etape[T], fait: Fait
) -> T | Depasse:
    """Do something to a session, unless someone has written to it since the page was made.

    Args:
        request: the form that was posted.
        day: of the session.
        seen: last sequence of the session that the page bore; 0: there was none.
        act: a step, on the journals as they were seen.
        fait: what it writes.
    """
    records, who = wiring.records(), acte_of(request)
    for _ in range(_TRIES):
        # The journal first: what comes after makes the write refuse, and the session is read again.
        fund = records.sequences([FUND])[FUND]
        if last_of_session(records, day) != seen:
            return _overtaken(day, seen, who.author, fait)
        try:
            return act(as_seen(records, FUND, fund), who)
        except StaleSequence:
            continue
    return Depasse(
        "",
        "Le journal de la caisse s’écrit en ce moment, et rien n’a été enregistré : recommencez.",
    )


def transmitted(request: Requete, day: dt.date) -> list[tuple[int, int]] | Refusal | Depasse:
    """Send the decisions of a session to the control of legality; what has left leaves no more.

    Each is sent alone: where a dossier is written to meanwhile, those before it are sent.

    Args:
        request: the form that was posted.
        day: of the session.
    """
    try:
        return transmit(wiring.records(), day, acte_of(request))
    except StaleSequence:
        return Depasse(
            "", "Un dossier s’écrivait en même temps : recommencez, rien ne part deux fois."
        )


def _overtaken(day: dt.date, seen: int, author: str, fait: Fait) -> Depasse:
    """Return what was written to a session since a page of it was made, and by whom."""
    rows = [row for row in session_events(wiring.records(), day) if row["sequence"] > seen]
    if any(_wrote(row, fait) and row["author"] == author for row in rows):
        done = SEANCES[fait.tag].lower()
        return Depasse(done, f"C’était déjà enregistré : {done}.")
    named = " ; ".join(dict.fromkeys(SEANCES[row["tag"]].lower() for row in rows))
    who = ", ".join(dict.fromkeys(row["author"] for row in rows if row["author"] != author))
    by = f" par {who}" if who else ""
    return Depasse(
        "",
        f"La séance du {day_text(day)} a changé pendant que cette page était ouverte{by} "
        f"({named or 'une écriture'}). Rien n’a été enregistré, et ce que vous aviez écrit est "
        "gardé : relisez, puis recommencez.",
    )


def _wrote(row: dict[str, object], fait: Fait) -> bool:
    """Return whether an event of a session, as `session_events` gives it, is what an act writes."""
    told = row["payload"]
    assert isinstance(told, dict)
    return row["tag"] == fait.tag and fait.told.items() <= told.items()
