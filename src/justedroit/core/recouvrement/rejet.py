"""What a payment that the bank sends back undoes: the debts live again, what was given back falls.

A judgment may have given back meanwhile what this payment had repaid: it was never received. What
of it is not yet paid is taken back first, and the debt stays annulled; what was paid is claimed
anew, by a créance of its own: it is the fund that paid too much, on that day.
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
_CLAIMED: Final = "rejet"
# Nature of what is owed → what is debited when it is annulled.
_GIVEN_UP: Final = {INDU: "annule", INDEMNITE: "produit"}
# Act of what a remise gives back (`core.recours`): what it had given back, it remits.
_OF_REMISE: Final = ":remise_rendue:"


@dataclass(frozen=True, slots=True)
class Rejet:
    """What a payment that was sent back undoes.

    Attributes:
        transfers: schema TRANSFERS of the dossier.
        cents: of the payment, undone.
        taken_back: reference of what had given it back → cents, that will not be paid.
        lost: the same, of what was already paid to the household: it is claimed anew.
        claimed: number of the new créance → cents that it claims.
    """

    transfers: pa.Table
    cents: int
    taken_back: Mapping[str, int]
    lost: Mapping[str, int]
    claimed: Mapping[int, int]


def rejection_reference(repayment: str) -> str:
    """Return the reference of what a payment sent back makes claim anew: it says where it comes from.

    Args:
        repayment: reference of what the payment had repaid.

    Law:
        None: decision 0021, a reference names the act.

    >>> rejection_reference("creance:1:paiement:3"), rejection_reference("creance:2:banque:5:12")
    ('rejet:paiement:3', 'rejet:banque:5:12')
    """
    return f"{_CLAIMED}:{repayment.split(':', 2)[2]}"


def payment_of_rejection(reference: str) -> str | None:
    """Return the payment whose rejection has made a créance, by its act; None for any other.

    Law:
        None: decision 0021, a reference names the act.

    >>> payment_of_rejection("rejet:paiement:3"), payment_of_rejection("revision:202601")
    ('paiement:3', None)
    """
    head, _, act = reference.partition(":")
    return act if head == _CLAIMED and act.startswith(("paiement:", "banque:")) else None


def is_of_remise(restitution: str) -> bool:
    """Return whether a remise has given something back, and no annulment, by its reference.

    Law:
        None: decision 0021, a reference names the act.

    >>> is_of_remise("creance:1:remise_rendue:R2"), is_of_remise("creance:1:jugement:I1")
    (True, False)
    """
    return _OF_REMISE in restitution


def bounced(transfers: pa.Table, acts: Collection[str], at: dt.datetime) -> Rejet:
    """Return what undoes a payment, of one dossier.

    Args:
        transfers: schema TRANSFERS of the dossier, in the order of the journal.
        acts: references under which the payment has repaid créances, `creance:1:paiement:3`, or
            `creance:1:banque:5:12` where it came by a bank file.
        at: instant, UTC.

    Law:
        Code civil art. 1342: only what is received pays; art. 1302: what is given back was received.
    """
    fold = _Fold(transfers, at)
    known = fold.known
    mine = pc.and_(
        pc.equal(transfers["motive"], "remboursement"),
        pc.is_in(transfers["reference"], pa.array(sorted(acts), pa.string())),
    )
    for row in transfers.filter(mine).to_pylist():
        fold.undo(row)
    table = pa.Table.from_pylist(fold.rows, schema=TRANSFERS)
    after = creances(pa.concat_tables([transfers, table])).values()
    claimed = {c.number: c.total("claimed") for some in after for c in some}
    new = {number: cents for number, cents in claimed.items() if number not in known}
    return Rejet(table, fold.cents, fold.taken_back, fold.lost, new)


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
        claims = [claim for some in creances(transfers).values() for claim in some]
        self.known: Final = frozenset(claim.number for claim in claims)
        # Créance, nature, month → what is repaid of it, less what is undone here.
        self._repaid: dict[tuple[int, str, int], int] = {
            (claim.number, line.nature, line.month): line.repaid
            for claim in claims
            for line in claim.lignes
        }
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
        line = number, nature, row["month"]
        left = self._repaid.get(line, 0) - row["amount_cents"]
        self._repaid[line], short = max(0, left), max(0, -left)
        key = number, benefit, nature, 0 if nature == INDEMNITE else row["month"]
        fallen, again, cents = [], [], row["amount_cents"]
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
            if part > back:
                again.append((one, part - back))
        self._write(row, cents, fallen)
        self._claim(row, again)
        self.cents += row["amount_cents"]

    def _write(
        self, row: Mapping[str, Any], cents: int, fallen: Sequence[tuple[_Given, int]]
    ) -> None:
        benefit, nature = row["credit"].split(":")
        up = f"{benefit}:{_GIVEN_UP[nature]}"
        for one, back in fallen:
            told = {"motive": _TAKEN_BACK, "reference": one.reference, "month": one.month}
            self._move(row, (f"{benefit}:droit", up, back), told)
        self._move(row, (row["credit"], row["debit"], cents), {"motive": _UNDONE})
        # The decision stands: what it had given back, it annuls, or remits.
        for one, back in fallen:
            is_remise = nature == INDU and is_of_remise(one.reference)
            gone = (f"{benefit}:remise", "remise") if is_remise else (up, _ANNULLED)
            told = {"motive": gone[1], "reference": one.reference}
            self._move(row, (gone[0], row["credit"], back), told)

    def _claim(self, row: Mapping[str, Any], again: Sequence[tuple[_Given, int]]) -> None:
        """Claim what was given back and paid, in the month in which it was paid."""
        benefit = row["credit"].split(":")[0]
        name = rejection_reference(row["reference"])
        for one, cents in again:
            told = {"motive": _CLAIMED, "reference": name, "month": one.month}
            self._move(row, (f"{benefit}:{INDU}", row["debit"], cents), told)

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
