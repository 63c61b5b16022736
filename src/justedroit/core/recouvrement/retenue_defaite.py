"""What had been withheld of a sum that is found contested: it is owed to the household again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE
from justedroit.core.creances import Creance, creance_of_reference, creance_reference
from justedroit.core.registre import TRANSFERS

UNDONE: Final = "retenue_defaite"


class _Leg(NamedTuple):
    """What a withholding has written: on a right, `droit` to `retenu`; on a debt, `retenu` to `indu`."""

    debit: str
    credit: str
    month: int

    @property
    def is_debt(self) -> bool:
        return self.debit.endswith(":retenu")


def undone_withholdings(
    creance: Creance, transfers: pa.Table, since: dt.date, now: dt.datetime
) -> pa.Table:
    """Return the transfers that undo what was withheld of a créance from a day on.

    The debt lives again, in its month; what was withheld is owed again, in the month of the right it
    was taken from. Never more than is still withheld: what was given back is not given twice.

    Args:
        creance: as the ledger tells it.
        transfers: of its dossier, schema TRANSFERS.
        since: first day of value of the withholdings that are undone.
        now: instant, UTC.

    Returns:
        Schema TRANSFERS, motive `retenue_defaite`, under `creance:<n>:retenue_defaite:<month>`.

    Law:
        CASF art. L262-46, CSS art. R133-9-2: an appeal suspends recovery from its day.
    """
    left = {(line.nature, line.month): line.withheld for line in creance.lignes}
    rows: list[dict[str, Any]] = []
    common: dict[str, Any] = {
        "dossier": creance.dossier,
        "sequence": 0,
        "entered_at": now,
        "motive": UNDONE,
    }
    common["value_on"] = now.astimezone(FRANCE).date()
    for act, (rights, debts) in _acts(creance, transfers, since).items():
        reference = creance_reference(creance.number, f"{UNDONE}:{act}")
        legs = [*_standing(debts, left)]
        legs += _given(rights, sum(cents for _, cents in legs))
        for leg, cents in legs:
            row = {"debit": leg.credit, "credit": leg.debit, "month": leg.month}
            rows.append(common | row | {"amount_cents": cents, "reference": reference})
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def _acts(
    creance: Creance, transfers: pa.Table, since: dt.date
) -> dict[str, tuple[Counter[_Leg], Counter[_Leg]]]:
    """Return month of a withholding → what stands of it, on the rights and on the debts, in cents."""
    named = pc.match_substring_regex(transfers["reference"], f":(retenue|{UNDONE}):")
    rows = transfers.filter(pc.fill_null(named, False)).to_pylist()  # noqa: FBT003
    found: dict[str, tuple[Counter[_Leg], Counter[_Leg]]] = {}
    for row in rows:
        if creance_of_reference(row["reference"]) != creance.number:
            continue
        act, undone = row["reference"].rpartition(":")[2], row["motive"] == UNDONE
        if undone and act in found:
            leg = _Leg(row["credit"], row["debit"], row["month"])
            found[act][leg.is_debt][leg] -= row["amount_cents"]
        elif not undone and row["value_on"] >= since:
            leg = _Leg(row["debit"], row["credit"], row["month"])
            legs = found.setdefault(act, (Counter(), Counter()))
            legs[leg.is_debt][leg] += row["amount_cents"]
    return found


def _standing(
    debts: Mapping[_Leg, int], left: dict[tuple[str, int], int]
) -> Iterator[tuple[_Leg, int]]:
    """Yield what the debts take back, at most what is still withheld of each line; it is lowered."""
    for leg, cents in debts.items():
        line = leg.credit.partition(":")[2], leg.month
        part = min(cents, left.get(line, 0))
        if part > 0:
            left[line] -= part
            yield leg, part


def _given(rights: Mapping[_Leg, int], cents: int) -> Iterator[tuple[_Leg, int]]:
    """Yield what the rights get back, until the sum that the debts take back."""
    for leg, taken in rights.items():
        part = min(taken, cents)
        if part > 0:
            cents -= part
            yield leg, part
