"""Untransfer: what was passed on to the département and is owed no longer, or waits; it is told.

An appeal suspends the recovery of the part that was passed on too: the département has to be told,
and told again once nothing suspends it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal
from justedroit.core.creances import creances, suivis
from justedroit.core.recours import cause_of
from justedroit.core.recouvrement import (
    INFORME,
    TRANSFERT_ANNULE,
    ATitre,
    Reprise,
    TitreReduit,
    TitreRepris,
    TitreSuspendu,
    taken_back,
    titre_of,
    untold,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of


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
            rows.append(
                event(one.dossier, TRANSFERT_ANNULE, acte, told | {"entree": one.at.isoformat()})
            )
    return rows


def _said(events: pa.Table) -> set[tuple[int, str]]:
    mine = events.filter(pc.equal(events["tag"], TRANSFERT_ANNULE))
    told = map(json.loads, mine["payload"].to_pylist())
    return {(one["creance"], one["entree"]) for one in told}


def _cause(one: Reprise) -> str:
    return cause_of(one.reference)


def tell_untransferred(records: Records, dossiers: Sequence[int], acte: Acte) -> list[ATitre]:
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
    done: list[ATitre] = []
    for dossier in sorted(set(back["dossier"].to_pylist())):
        found = opened(records, dossier)
        assert isinstance(found, Opened)
        if rows := untransferred_rows(found, acte):
            appended(records, found, rows)
            done += untold_departement(records, [dossier], day_of(acte.at))
    return done


def untold_departement(
    records: Records, dossiers: Sequence[int] | None, day: dt.date
) -> list[ATitre]:
    """Return what the département is still to be told of the titles passed on to it.

    That a part is owed no longer, that an appeal suspends them, that nothing suspends them any more.

    Args:
        records: the journals.
        dossiers: numbers; None: all.
        day: today.
    """
    every = records.dossiers() if dossiers is None else list(dossiers)
    last = records.last_events("creance.transferee", every)
    some = sorted(set(last["dossier"].to_pylist()))
    if not some:
        return []
    claims = [claim for found in creances(records.transfers(some)).values() for claim in found]
    return untold(zip(claims, suivis(claims, records.events(some)), strict=True), day)


def suspended_titles(
    records: Records, dossiers: Sequence[int] | None, day: dt.date
) -> list[TitreSuspendu]:
    """Return the titles whose recovery an appeal suspends on a day, and the département is not told.

    Args:
        records: the journals.
        dossiers: numbers; None: all.
        day: today.
    """
    every = untold_departement(records, dossiers, day)
    return [one for one in every if isinstance(one, TitreSuspendu)]


def inform(records: Records, key: tuple[int, int], acte: Acte) -> ATitre | Refusal:
    """Record that the département was told the first thing that it is to be told of a créance.

    What is owed no longer first; that its recovery is suspended, or may go on, is another act.

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
    claims, day = found.creances(), day_of(acte.at)
    waiting = untold(zip(claims, suivis(claims, found.events), strict=True), day)
    one = next((one for one in waiting if one.creance == number), None)
    if one is None:
        what = "le département n'a rien à apprendre de cette créance."
        some = ", ".join(map(str, sorted({one.creance for one in waiting}))) or "aucune"
        return Refusal(what, where, f"Créances dont il doit être informé : {some}.")
    told = {"creance": number, "cents": one.cents, "le": day.isoformat(), "titre": one.titre}
    if not isinstance(one, TitreReduit):
        told |= {"cause": one.cause}
    if isinstance(one, TitreRepris):
        told |= {"reprise": True}
    appended(records, found, [event(dossier, INFORME, acte, told)])
    return one
