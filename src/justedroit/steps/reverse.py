"""Reverse: a payment that came by the bank and that it takes back is undone, as `bounce` does.

The statement that takes it back names it: nobody has to find it. What it had repaid is owed again the
same day, what had been given back of it and paid is claimed anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte
from justedroit.core.creances import creance_of_reference
from justedroit.core.paiements import Effets, Repris
from justedroit.core.recouvrement import bounced
from justedroit.core.registre import each
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, event
from justedroit.steps.withdraw import withdrawn_rows

_UNNAMED = "La banque n'a pas dit pourquoi."


def reverse(effets: Effets, transfers: pa.Table, acte: Acte) -> list[dict[str, Any]]:
    """Undo the payments that a statement takes back, and return the events that say it.

    Args:
        effets: of the statement: what undoes them is added to its transfers.
        transfers: schema TRANSFERS of their dossiers.
        acte: who reads the statement, and when.
    """
    rows: list[dict[str, Any]] = []
    for repris in effets.taken_back:
        if repris.venu.dossier is not None:
            mine = [_of(table, repris.venu.dossier) for table in (transfers, *effets.transfers)]
            told = _undone(effets, repris, pa.concat_tables(mine), acte)
            rows.append(event(repris.venu.dossier, "paiement.rejete", acte, told))
    return rows


def withdrawn_letters(
    dossiers: Iterable[int], transfers: pa.Table, acte: Acte, records: Records
) -> list[dict[str, Any]]:
    """Return the events that withdraw the letters that wait and announce what is given back no longer.

    Args:
        dossiers: of which a statement has taken a payment back.
        transfers: schema TRANSFERS of these, with those about to be appended.
        acte: who reads the statement, and when.
        records: the journals, for the letters of these dossiers.
    """
    rows: list[dict[str, Any]] = []
    for dossier in dict.fromkeys(dossiers):
        after = _of(transfers, dossier)
        read = Opened(dossier, 0, after, records.events([dossier]))
        rows += withdrawn_rows(read, after, acte)
    return rows


def _of(transfers: pa.Table, dossier: int) -> pa.Table:
    return transfers.filter(pc.equal(transfers["dossier"], dossier))


def _undone(effets: Effets, repris: Repris, mine: pa.Table, acte: Acte) -> dict[str, Any]:
    line, venu = repris.line, repris.venu
    repaid = mine.filter(pc.equal(mine["motive"], "remboursement"))
    acts = {
        name: on
        for name, on in each(repaid, "reference", "value_on")
        if (name or "").endswith(f":{venu.act}")
    }
    found = bounced(mine, set(acts), acte.at)
    effets.transfers.append(found.transfers)
    numbers = {number for name in acts if (number := creance_of_reference(name)) is not None}
    on = next(iter(acts.values()), line.booked_on)
    return {
        "reference": venu.act,
        "dossier": venu.dossier,
        "le": line.booked_on.isoformat(),
        "motif": f"Motif de la banque : {line.reason}." if line.reason else _UNNAMED,
        "cents": found.cents,
        "creances": sorted(numbers),
        "repris": dict(found.taken_back),
        "verse": dict(found.lost),
        "reclame": dict(found.claimed),
        "paye": {"cents": venu.cents, "moyen": "virement", "le": on.isoformat()},
    }
