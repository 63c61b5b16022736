"""Withdraw: a letter that promises what is no longer given back never leaves.

A payment that the bank sends back undoes what a judgment or a remise had given back of it. The letter
that said it and has not left is withdrawn the same day; what is left has its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal, euros
from justedroit.core.courriers import CourrierSuivi, LettreRestitution, courriers
from justedroit.core.recours import given_back
from justedroit.core.registre import TRANSFERS
from justedroit.steps.act import Acte, Opened, event

WITHDRAWN: Final = "courrier.retire"
_DECIDED, _PREPARED = "restitution.decidee", "courrier.prepare"
_WHY: Final = "Elle promettait {promised} ; {stands} sont encore à rendre."
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
    columns = (mine[name].to_pylist() for name in ("tag", "payload"))
    return ((tag, json.loads(payload)) for tag, payload in zip(*columns, strict=True))


def outdated(found: Opened, courrier: CourrierSuivi) -> Refusal | None:
    """Return the refusal of a letter whose sum is no longer given back; None where it may leave."""
    if courrier.modele != LettreRestitution.modele:
        return None
    said = promised(found.events).get(courrier.numero)
    if said is None:
        return None
    key, cents = said
    stands = standing(found.transfers)[key]
    if stands == cents:
        return None
    what = (
        f"elle promet {euros(cents)}, mais le registre n'en rend plus que {euros(stands)}."
        if stands
        else f"elle promet {euros(cents)}, que le registre ne rend plus."
    )
    where = f"dossier {found.dossier}, lettre {courrier.numero}"
    return Refusal(what, where, "Ne l'envoyez pas : elle est à refaire.", "Code civil art. 1302")


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
    stands = standing(transfers) if said else Counter()
    rows = []
    for one in letters:
        key, cents = said.get(one.numero, (("", ""), 0))
        if stands[key] != cents:
            why = _WHY.format(promised=euros(cents), stands=euros(stands[key]))
            day = acte.at.astimezone(FRANCE).date().isoformat()
            told = {"courrier": one.numero, "modele": one.modele, "le": day, "motif": why}
            rows.append(event(found.dossier, WITHDRAWN, acte, told))
    return rows
