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
from typing import Any

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
            said = [one for one in recours.history if one.tag == "recours.decide"][-1]
            paid = _paid_since(creance, transfers, (said.day(), said.at))
            back = _given_back(creance, paid, decided - cents, (name, at))
            tables.append(back)
            given_back |= (
                {creance.number: pc.sum(back["amount_cents"]).as_py()} if len(back) else {}
            )
    return Entree(given_up, given_back, pa.concat_tables(tables))


def remitted_by_judge(
    creance: Creance, transfers: pa.Table, what: tuple[int, dt.date], how: tuple[int, dt.datetime]
) -> pa.Table:
    """Return the transfers by which a judge remits a debt: what is open, then what was paid since.

    Args:
        creance: as the ledger tells it.
        transfers: schema TRANSFERS, all those of its dossier.
        what: cents, at most `remittable`; day of the judgment.
        how: number of the case; instant, UTC.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9; Code civil art. 1302. A remise is that of the debt
        as it stood on the day of the judgment; that a judge could give back what was paid before it,
        while the case waited, is a_verifier.
    """
    (cents, day), (number, at) = what, how
    parts = oldest_first(creance, cents)
    rest = cents - sum(part for _, part in parts)
    remise = Extinction("remise", "remise", f"jugement:I{number}", at)
    paid = _paid_since(creance, transfers, (day, None))
    back = _given_back(creance, paid, rest, (f"I{number}", at))
    return pa.concat_tables([extinguished(creance, parts, remise), back])


def remittable(creance: Creance, transfers: pa.Table, day: dt.date) -> int:
    """Return the most that a judgment of a day may remit of a créance, in cents.

    Args:
        creance: as the ledger tells it.
        transfers: schema TRANSFERS, all those of its dossier.
        day: of the judgment.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9: what was owed on that day.
    """
    left = sum(line.open for line in creance.lignes if line.nature == INDU)
    paid = _paid_since(creance, transfers, (day, None))
    given = _last_first(creance, paid, sum(cents for _, cents in paid))
    return left + sum(cents for _, cents in given)


def _given_back(
    creance: Creance, paid: Sequence[tuple[int, int]], cents: int, how: tuple[str, dt.datetime]
) -> pa.Table:
    name, at = how
    parts = _last_first(creance, paid, cents)
    rows = [restitution_row(creance, *part, (f"{RENDUE}:{name}", at)) for part in parts]
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def _remitted(creance: Creance, cents: int, name: str, at: dt.datetime) -> pa.Table:
    parts = oldest_first(creance, cents)
    return extinguished(creance, parts, Extinction("remise", "remise", f"remise:{name}", at))


def _paid_since(
    creance: Creance, transfers: pa.Table, since: tuple[dt.date | None, dt.datetime | None]
) -> list[tuple[int, int]]:
    """Return (month, cents) of what was recovered since the decision and not undone, in order.

    What the bank had received before the day of the decision was paid before it, whenever it was
    entered; what was entered before the decision was told, where its instant is, it knew of.
    """
    day, told_at = since
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
        elif _after(row, day, told_at):
            net[key] += row["amount_cents"]
    return [(month, cents) for (_, month), cents in net.items() if cents > 0]


def _after(row: Mapping[str, Any], day: dt.date | None, at: dt.datetime | None) -> bool:
    late = at is None or row["entered_at"] > at
    return late and (day is None or row["value_on"] >= day)


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
