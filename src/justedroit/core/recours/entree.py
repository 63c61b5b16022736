"""The entry in the ledger of a decision that has become executory: what it gives up, what it gives back.

A remise is that of the debt as it stood on the day of the decision. Between that day and its entry
the debt may have been paid, or withheld:

- what is still owed is remitted, up to the amount decided
- what of the amount decided was paid in between was no longer owed: it is given back
- what was paid before the decision stays paid: a remise gives up what is owed, not what was paid

So the household ends where it would have been, had the decision entered the ledger on its day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.creances import (
    INDU,
    Creance,
    Extinction,
    creance_of_reference,
    extinguished,
    oldest_first,
)
from justedroit.core.recours.dossier_recours import REMISE, Recours
from justedroit.core.recours.remise import RENDUE, annulled, most, restitution_row
from justedroit.core.registre import TRANSFERS


@dataclass(frozen=True, slots=True)
class Entree:
    """What the ledger is told of a decision.

    Attributes:
        given_up: créance → cents, remitted or annulled.
        given_back: créance → cents of a remise that had been paid since the decision.
        transfers: schema TRANSFERS.
    """

    given_up: Mapping[int, int]
    given_back: Mapping[int, int]
    transfers: pa.Table


def granted(
    recours: Recours, transfers: pa.Table, creances: Sequence[Creance], at: dt.datetime
) -> Entree:
    """Return what the ledger is told of a decision that has become executory.

    Args:
        recours: decided.
        transfers: schema TRANSFERS, all those of its dossier.
        creances: of the dossier, as the ledger tells them now.
        at: instant, UTC.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9: "la créance peut être remise ou réduite", by a
        decision; Code civil art. 1302: what was received without being owed is given back. None for
        the day from which it counts, that of the decision: decision 0021. D553-4: by age.
    """
    given_up: dict[int, int] = {}
    given_back: dict[int, int] = {}
    tables = [TRANSFERS.empty_table()]
    told = recours.decision.amounts if recours.decision else {}
    name = f"R{recours.number}"
    for creance in creances:
        decided = told.get(creance.number, 0) if creance.number in recours.asked else 0
        cents = min(decided, most(recours, creance))
        if cents > 0:
            given_up[creance.number] = cents
            moved = _remitted if recours.nature == REMISE else annulled
            tables.append(moved(creance, cents, name, at))
        if decided > cents and recours.nature == REMISE:
            paid = _paid_since(recours, transfers, creance)
            parts = _last_first(creance, paid, decided - cents)
            rows = [restitution_row(creance, *part, (f"{RENDUE}:{name}", at)) for part in parts]
            tables.append(pa.Table.from_pylist(rows, schema=TRANSFERS))
            given_back |= {creance.number: sum(part for _, part in parts)} if parts else {}
    return Entree(given_up, given_back, pa.concat_tables(tables))


def _remitted(creance: Creance, cents: int, name: str, at: dt.datetime) -> pa.Table:
    parts = oldest_first(creance, cents)
    return extinguished(creance, parts, Extinction("remise", "remise", f"remise:{name}", at))


def _paid_since(recours: Recours, transfers: pa.Table, creance: Creance) -> list[tuple[int, int]]:
    """Return (month, cents) of what was recovered since the decision and not undone, in order.

    What the bank had received before the day of the decision was paid before it, whenever it was
    entered; what was entered before the decision, it knew of.
    """
    told = [one for one in recours.history if one.tag == "recours.decide"][-1]
    day = told.day()
    net: Counter[tuple[str, int]] = Counter()
    wanted = pa.array(["remboursement", "remboursement_defait", "retenue_defaite"])
    for row in transfers.filter(pc.is_in(transfers["motive"], wanted)).to_pylist():
        named = creance_of_reference(row["reference"])
        key = (row["reference"] or "").replace(":retenue_defaite:", ":retenue:"), row["month"]
        claimed = f"{creance.benefit}:{INDU}"
        if named not in (creance.number, None) or claimed not in (row["debit"], row["credit"]):
            continue
        if row["debit"] == claimed:
            net[key] -= row["amount_cents"]
        elif row["entered_at"] > told.at and row["value_on"] >= day:
            net[key] += row["amount_cents"]
    return [(month, cents) for (_, month), cents in net.items() if cents > 0]


def _last_first(
    creance: Creance, paid: Sequence[tuple[int, int]], cents: int
) -> list[tuple[int, int]]:
    """Return (month, cents) of what is given back: what was paid last first, never more than it is."""
    found: Counter[int] = Counter()
    left = {line.month: line.recovered for line in creance.lignes if line.nature == INDU}
    for month, some in reversed(paid):
        part = min(cents, some, left.get(month, 0))
        if part > 0:
            left[month] -= part
            cents -= part
            found[month] += part
    return list(found.items())
