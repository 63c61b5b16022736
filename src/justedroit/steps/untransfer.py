"""Untransfer: what was passed on to the département and is owed no longer, or waits; it is told.

An appeal suspends the recovery of the part that was passed on too: the département has to be told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, day_text
from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.core.recours import cause_of
from justedroit.core.recouvrement import Reprise, TitreReduit, taken_back, titre_of, untold
from justedroit.records.interface import Records
from justedroit.steps.act import Acte, Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of

ANNULE: Final = "creance.transfert_annule"
INFORME: Final = "departement.informe"
SUSPENSIVE: Final = "CASF art. L262-46 al. 2"
# What suspends recovery by the département too: an appeal, a court that is seized.
_CONTESTED: Final = {
    "recours": "le recours {} attend sa réponse",
    "instance": "un tribunal est saisi (instance {})",
}


@dataclass(frozen=True, slots=True)
class TitreSuspendu:
    """What the département is still to be told of a créance passed on to it: its recovery waits.

    Attributes:
        dossier: number.
        creance: number.
        titre: reference of the title.
        cause: of the suspension, `recours:2`.
        depuis: its first day.
        motif: the cause, in French.
        cents: that it may no longer claim: none, this only waits.
    """

    dossier: int
    creance: int
    titre: str
    cause: str
    depuis: dt.date
    motif: str
    cents: int = 0

    def sentence(self) -> str:
        """Return it in French, for an agent."""
        return (
            f"le département doit être informé : titre {self.titre}, son recouvrement est suspendu "
            f"depuis le {day_text(self.depuis)} : {self.motif} ({SUSPENSIVE})"
        )


def untransferred_rows(found: Opened, acte: Acte) -> list[dict[str, Any]]:
    """Return the events that say what was taken back from the département; nothing said twice.

    Args:
        found: the dossier, with the transfers that take it back, those about to be appended too.
        acte: who says so, and when.
    """
    said = _said(found.events)
    claims = found.creances()
    threads = {one.number: one for one in suivis(claims, found.events)}
    rows = []
    for one in taken_back(found.transfers):
        if (one.creance, one.at.isoformat()) not in said:
            told = {"creance": one.creance, "cents": one.cents, "le": day_of(acte.at).isoformat()}
            told |= {"titre": titre_of(threads[one.creance]), "cause": _cause(one)}
            rows.append(event(one.dossier, ANNULE, acte, told | {"entree": one.at.isoformat()}))
    return rows


def _said(events: pa.Table) -> set[tuple[int, str]]:
    mine = events.filter(pc.equal(events["tag"], ANNULE))
    told = map(json.loads, mine["payload"].to_pylist())
    return {(one["creance"], one["entree"]) for one in told}


def _cause(one: Reprise) -> str:
    return cause_of(one.reference)


def tell_untransferred(records: Records, dossiers: Sequence[int], acte: Acte) -> list[TitreReduit]:
    """Say what new facts and decisions have taken back from the département, and nobody has told.

    To be run after every revision; running it again writes nothing.

    Args:
        records: the journals.
        dossiers: numbers; those of which nothing was passed on are left as they are.
        acte: who says so, and when.

    Returns:
        What the département is to be told of the dossiers of which something was said now.

    Raises:
        StaleSequence: a dossier was written to in between; those before it are told.
    """
    transfers = records.transfers(list(dossiers))
    back = transfers.filter(pc.ends_with(transfers["credit"], ":transfere"))
    done: list[TitreReduit] = []
    for dossier in sorted(set(back["dossier"].to_pylist())):
        found = opened(records, dossier)
        assert isinstance(found, Opened)
        if rows := untransferred_rows(found, acte):
            appended(records, found, rows)
            done += _untold(records, dossier)
    return done


def _untold(records: Records, dossier: int) -> list[TitreReduit]:
    found = opened(records, dossier)
    assert isinstance(found, Opened)
    return untold(suivis(found.creances(), found.events))


def suspended_titles(
    records: Records, dossiers: Sequence[int] | None, day: dt.date
) -> list[TitreSuspendu]:
    """Return the titles whose recovery an appeal suspends on a day, and the département is not told.

    Args:
        records: the journals.
        dossiers: numbers; None: all.
        day: today.
    """
    every = records.dossiers() if dossiers is None else list(dossiers)
    for tag in ("creance.transferee", "creance.suspendue"):
        every = sorted(set(records.last_events(tag, every)["dossier"].to_pylist()))
        if not every:
            return []
    found: list[TitreSuspendu] = []
    for dossier in every:
        one = opened(records, dossier)
        assert isinstance(one, Opened)
        found += _suspended(one, day)
    return found


def _suspended(found: Opened, day: dt.date) -> list[TitreSuspendu]:
    told = _told_waits(found.events)
    claims = found.creances()
    return [
        one
        for claim, thread in zip(claims, suivis(claims, found.events), strict=True)
        if claim.total("transferred") > 0
        for one in _waiting(claim, thread, day)
        if (one.creance, one.cause) not in told
    ]


def _waiting(claim: Creance, thread: Suivi, day: dt.date) -> list[TitreSuspendu]:
    found = []
    for one in thread.suspensions:
        kind, _, number = one.cause.partition(":")
        if one.runs(day) and kind in _CONTESTED:
            told = (one.cause, one.since, _CONTESTED[kind].format(number))
            found.append(TitreSuspendu(claim.dossier, claim.number, titre_of(thread), *told))
    return found


def _told_waits(events: pa.Table) -> set[tuple[int, str]]:
    mine = events.filter(pc.equal(events["tag"], INFORME))
    told = map(json.loads, mine["payload"].to_pylist())
    return {(one["creance"], one["cause"]) for one in told if one.get("cause")}


def inform(
    records: Records, key: tuple[int, int], acte: Acte
) -> TitreReduit | TitreSuspendu | Refusal:
    """Record that the département was told what is owed no longer of a créance passed on, or waits.

    What is owed no longer first; that its recovery is suspended is another act.

    Args:
        records: the journals.
        key: dossier and number of the créance.
        acte: who has told it, and when.

    Returns:
        What it was told.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    dossier, number = key
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    where = f"dossier {dossier}, créance {number}"
    if refusal := refuse_text(acte.author, where, "la personne qui agit"):
        return refusal
    day = day_of(acte.at)
    waiting: dict[int, TitreReduit | TitreSuspendu] = {
        one.creance: one for one in reversed(_suspended(found, day))
    }
    waiting |= {one.creance: one for one in untold(suivis(found.creances(), found.events))}
    if number not in waiting:
        what = "le département n'a rien à apprendre de cette créance."
        some = ", ".join(map(str, waiting)) or "aucune"
        return Refusal(what, where, f"Créances dont il doit être informé : {some}.")
    one = waiting[number]
    told = {"creance": number, "cents": one.cents, "le": day.isoformat(), "titre": one.titre}
    if isinstance(one, TitreSuspendu):
        told |= {"cause": one.cause}
    appended(records, found, [event(dossier, INFORME, acte, told)])
    return one
