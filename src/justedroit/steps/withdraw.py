"""Withdraw: a letter that promises what is no longer given back, or a rest that is false, never leaves.

A payment that the bank sends back undoes what a judgment or a remise had given back of it; a judgment
of appeal claims again what the first had annulled. The letter that said it and has not left is
withdrawn the same day; what is left to give back has its own, with what is owed then.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Acte, Refusal, euros
from justedroit.core.courriers import CourrierSuivi, LettreRestitution, courriers
from justedroit.core.recours import cause_of, given_back
from justedroit.core.registre import TRANSFERS, each
from justedroit.steps.act import Opened, event

WITHDRAWN: Final = "courrier.retire"
_DECIDED, _PREPARED = "restitution.decidee", "courrier.prepare"
_WHY: Final = "Elle promettait {promised} ; {stands} sont encore à rendre."
_MOVED: Final = "Ce qui l'a décidée a été revu depuis : elle ne dit plus ce qui reste dû."
_Key = tuple[str, str]  # cause; instant at which it entered the ledger, or its day


def standing(transfers: pa.Table) -> Counter[_Key]:
    """Return (cause, instant) of each act → what it still gives back, in cents.

    Args:
        transfers: schema TRANSFERS, of one dossier.
    """
    found: Counter[_Key] = Counter()
    for one in given_back(TRANSFERS.empty_table(), transfers):
        found[one.cause, one.at.isoformat()] += one.cents
    return found


def promised(events: pa.Table) -> dict[int, tuple[_Key, int]]:
    """Return number of a letter → what it says is given back: by which act, how many cents.

    Args:
        events: schema EVENTS, of one dossier.
    """
    found: dict[int, tuple[_Key, int]] = {}
    decided: dict[_Key, int] = {}
    for tag, told in _told(events):
        if tag == _DECIDED:
            decided[told["cause"], told.get("entree") or told["le"]] = told["cents"]
        elif told["modele"] == LettreRestitution.modele and "entree" in told:
            cause, at = told["cause"], told["entree"]
            # Who decides an appeal says its restitution the day on which it enters the ledger.
            cents = told.get("cents") or decided.get((cause, at)) or decided.get((cause, at[:10]))
            if cents is not None:
                found[told["courrier"]] = (cause, at), cents
    return found


def _told(events: pa.Table) -> Iterator[tuple[str, Mapping[str, Any]]]:
    mine = events.filter(pc.is_in(events["tag"], pa.array([_DECIDED, _PREPARED])))
    return ((tag, json.loads(payload)) for tag, payload in each(mine, "tag", "payload"))


def outdated(found: Opened, courrier: CourrierSuivi) -> Refusal | None:
    """Return the refusal of a letter whose sum is no longer given back; None where it may leave."""
    if courrier.modele != LettreRestitution.modele:
        return None
    said = promised(found.events).get(courrier.numero)
    if said is None:
        return None
    key, cents = said
    stands = standing(found.transfers)[key]
    if stands == cents and not _moved_since(found.events, found.transfers)(courrier.numero, key[0]):
        return None
    what = "ce qui l'a décidée a été revu depuis : elle ne dit plus ce qui reste dû."
    if stands != cents:
        what = (
            f"elle promet {euros(cents)}, mais le registre n'en rend plus que {euros(stands)}."
            if stands
            else f"elle promet {euros(cents)}, que le registre ne rend plus."
        )
    where = f"dossier {found.dossier}, lettre {courrier.numero}"
    mend = "Ne l'envoyez pas : dites de nouveau ce qui est rendu au foyer, elle sera refaite."
    return Refusal(what, where, mend, "Code civil art. 1302")


def _moved_since(events: pa.Table, transfers: pa.Table) -> Callable[[int, str], bool]:
    """Return what tells whether the cause of a letter has moved money since it was prepared.

    A judgment of appeal bears the cause of the first, as a remise withdrawn bears its own: what is
    left to pay is no longer what the letter says.
    """
    mine = events.filter(pc.equal(events["tag"], _PREPARED))
    prepared = {json.loads(told)["courrier"]: at for at, told in each(mine, "at", "payload")}
    last: dict[str, dt.datetime] = {}
    for reference, at in each(transfers, "reference", "entered_at"):
        if reference is not None:
            cause = cause_of(reference)
            last[cause] = max(last.get(cause, at), at)
    return lambda number, cause: cause in last and last[cause] > prepared[number]


def withdrawn_rows(found: Opened, transfers: pa.Table, acte: Acte) -> list[dict[str, Any]]:
    """Return the rows that withdraw the letters of a dossier that wait and have become false.

    Args:
        found: the dossier.
        transfers: its transfers, with those that are about to be appended.
        acte: who makes them false, and when.
    """
    letters = [one for one in courriers(found.events) if one.waits]
    letters = [one for one in letters if one.modele == LettreRestitution.modele]
    said = promised(found.events) if letters else {}
    if not said:
        return []
    stands, moved = standing(transfers), _moved_since(found.events, transfers)
    rows = []
    for one in letters:
        if one.numero not in said:
            continue
        key, cents = said[one.numero]
        why = _WHY.format(promised=euros(cents), stands=euros(stands[key]))
        if stands[key] != cents or moved(one.numero, key[0]):
            why = why if stands[key] != cents else _MOVED
            day = acte.at.astimezone(FRANCE).date().isoformat()
            told = {"courrier": one.numero, "modele": one.modele, "le": day, "motif": why}
            rows.append(event(found.dossier, WITHDRAWN, acte, told))
    return rows
