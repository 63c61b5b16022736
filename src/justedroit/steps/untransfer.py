"""Untransfer: what was passed on to the département and is owed no longer; the département is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal
from justedroit.core.creances import suivis
from justedroit.core.recours import cause_of
from justedroit.core.recouvrement import Reprise, TitreReduit, taken_back, titre_of, untold
from justedroit.records.interface import Records
from justedroit.steps.act import Acte, Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of

ANNULE: Final = "creance.transfert_annule"
INFORME: Final = "departement.informe"


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


def inform(records: Records, key: tuple[int, int], acte: Acte) -> TitreReduit | Refusal:
    """Record that the département was told what is owed no longer of a créance passed on to it.

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
    waiting = {one.creance: one for one in untold(suivis(found.creances(), found.events))}
    if number not in waiting:
        what = "le département n'a rien à apprendre de cette créance."
        some = ", ".join(map(str, waiting)) or "aucune"
        return Refusal(what, where, f"Créances dont il doit être informé : {some}.")
    one = waiting[number]
    told = {"creance": number, "cents": one.cents, "le": day_of(acte.at).isoformat()}
    appended(records, found, [event(dossier, INFORME, acte, told | {"titre": one.titre})])
    return one
