"""What a payment that the bank sends back undoes: the debts live again, what was given back falls.

A judgment may have given back meanwhile what this payment had repaid: it was never received. What
of it is not yet paid is taken back first, and the debt stays annulled; what was paid is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE
from justedroit.core.creances import INDEMNITE, INDU, creance_of_reference, creances
from justedroit.core.registre import TRANSFERS, unpaid

_TAKEN_BACK, _UNDONE, _ANNULLED = "restitution_defaite", "remboursement_defait", "annulation"
# Nature of what is owed → what is debited when it is annulled.
_GIVEN_UP: Final = {INDU: "annule", INDEMNITE: "produit"}


@dataclass(frozen=True, slots=True)
class Rejet:
    """What a payment that was sent back undoes.

    Attributes:
        transfers: schema TRANSFERS of the dossier.
        cents: of the payment, undone.
        taken_back: reference of what had given it back → cents, that will not be paid.
        lost: the same, of what was already paid to the household: nothing undoes it.
    """

    transfers: pa.Table
    cents: int
    taken_back: Mapping[str, int]
    lost: Mapping[str, int]


def bounced(transfers: pa.Table, acts: Collection[str], at: dt.datetime) -> Rejet:
    """Return what undoes a payment, of one dossier.

    Args:
        transfers: schema TRANSFERS of the dossier, in the order of the journal.
        acts: references under which the payment has repaid créances.
        at: instant, UTC.

    Law:
        Code civil art. 1342: only what is received pays; art. 1302: what is given back was received.
    """
    fold = _Fold(transfers, at)
    mine = pc.and_(
        pc.equal(transfers["motive"], "remboursement"),
        pc.is_in(transfers["reference"], pa.array(sorted(acts), pa.string())),
    )
    for row in transfers.filter(mine).to_pylist():
        fold.undo(row)
    table = pa.Table.from_pylist(fold.rows, schema=TRANSFERS)
    return Rejet(table, fold.cents, fold.taken_back, fold.lost)


@dataclass(slots=True)
class _Given:
    """What one act has given back of a month of a créance, or of its indemnité."""

    key: tuple[int, str, str, int]  # créance, benefit, nature, month of what is owed
    month: int  # in which it is paid
    reference: str
    cents: int
    paid: bool = False


class _Fold:
    """The rows that undo, while they are found."""

    def __init__(self, transfers: pa.Table, at: dt.datetime) -> None:
        self._at: Final = at
        every = creances(transfers).values()
        self._claims = {claim.number: claim for some in every for claim in some}
        self._given = _given_back(transfers)
        self._droit: dict[tuple[str, int], int] = {
            (row["benefit"], row["month"]): row["unpaid_cents"]
            for row in unpaid(transfers).to_pylist()
        }
        self.rows: list[dict[str, Any]] = []
        self.cents = 0
        self.taken_back: dict[str, int] = {}
        self.lost: dict[str, int] = {}

    def undo(self, row: Mapping[str, Any]) -> None:
        """Undo one transfer by which the payment repaid a month."""
        benefit, nature = row["credit"].split(":")
        number = creance_of_reference(row["reference"]) or 0
        line = self._claims[number].ligne(row["month"], nature)
        short = max(0, row["amount_cents"] - line.repaid)
        line.repaid = max(0, line.repaid - row["amount_cents"])
        key = number, benefit, nature, 0 if nature == INDEMNITE else row["month"]
        fallen, cents = [], row["amount_cents"]
        for one in self._given:
            part = min(short, one.cents) if one.key == key else 0
            back = min(part, 0 if one.paid else self._droit.get((benefit, one.month), 0))
            short -= part
            one.cents -= part
            cents -= part - back
            _add(self.lost, one.reference, part - back)
            if back:
                self._droit[benefit, one.month] -= back
                _add(self.taken_back, one.reference, back)
                fallen.append((one, back))
        self._write(row, cents, fallen)

    def _write(
        self, row: Mapping[str, Any], cents: int, fallen: Sequence[tuple[_Given, int]]
    ) -> None:
        benefit, nature = row["credit"].split(":")
        up = f"{benefit}:{_GIVEN_UP[nature]}"
        for one, back in fallen:
            told = {"motive": _TAKEN_BACK, "reference": one.reference, "month": one.month}
            self._move(row, (f"{benefit}:droit", up, back), told)
        self._move(row, (row["credit"], row["debit"], cents), {"motive": _UNDONE})
        self.cents += cents
        # The decision stands: what it had given back, it annuls.
        for one, back in fallen:
            told = {"motive": _ANNULLED, "reference": one.reference}
            self._move(row, (up, row["credit"], back), told)

    def _move(
        self, row: Mapping[str, Any], what: tuple[str, str, int], told: Mapping[str, Any]
    ) -> None:
        debit, credit, cents = what
        day = self._at.astimezone(FRANCE).date()
        changed = {"debit": debit, "credit": credit, "amount_cents": cents, "value_on": day}
        if cents:
            self.rows.append({**row, "sequence": 0, "entered_at": self._at, **changed, **told})


def _add(sums: dict[str, int], reference: str, cents: int) -> None:
    if cents:
        sums[reference] = sums.get(reference, 0) + cents


def _given_back(transfers: pa.Table) -> list[_Given]:
    """Return what was given back and not taken back since, the last first.

    ASSUMPTION: an order pays all that is to be paid of a month: what a payment of its month follows
    is paid.
    """
    found: list[_Given] = []
    wanted = pa.array(["restitution", _TAKEN_BACK, "paiement"])
    for row in transfers.filter(pc.is_in(transfers["motive"], wanted)).to_pylist():
        benefit, debit = row["debit"].split(":")
        month, reference = row["month"], row["reference"]
        if row["motive"] == "paiement":
            for one in found:
                one.paid |= (one.key[1], one.month) == (benefit, month)
        elif row["motive"] == "restitution":
            owed = (INDEMNITE, 0) if debit == "produit" else (INDU, month)
            key = creance_of_reference(reference) or 0, benefit, *owed
            found.insert(0, _Given(key, month, reference, row["amount_cents"]))
        else:
            _take(found, row)
    return found


def _take(found: Sequence[_Given], row: Mapping[str, Any]) -> None:
    """Leave out what was taken back already."""
    rest, account = row["amount_cents"], row["credit"]
    for one in found:
        same = (one.reference, one.month, f"{one.key[1]}:{_GIVEN_UP[one.key[2]]}")
        if same == (row["reference"], row["month"], account):
            part = min(rest, one.cents)
            one.cents -= part
            rest -= part
