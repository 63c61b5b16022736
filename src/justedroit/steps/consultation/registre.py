"""The ledger of a dossier: each account, what its balance means, and the movements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from justedroit.core.registre import BENEFIT_LABELS, BENEFITS, MOTIVES, NATURES, balances
from justedroit.steps.consultation.instant import Instant, Row


@dataclass(frozen=True, slots=True)
class Compte:
    """One account of the dossier.

    Attributes:
        account: `rsa:droit`.
        benefit: French name of its benefit.
        nature: French name of what it counts.
        meaning: what its balance says.
        debit_cents: debits.
        credit_cents: credits.
        balance_cents: debits less credits.
    """

    account: str
    benefit: str
    nature: str
    meaning: str
    debit_cents: int
    credit_cents: int
    balance_cents: int


@dataclass(frozen=True, slots=True)
class Mouvement:
    """One transfer of the dossier.

    Attributes:
        sequence: in the journal of the dossier.
        entered_at: instant of entry.
        value_on: date of value.
        month: of the right concerned.
        motive: in French.
        benefit: French name of the benefit of the account debited.
        debit: French name of what the account debited counts.
        credit: the same of the account credited, with its benefit when it is another.
        amount_cents: positive.
        reference: what it comes from; empty when nothing says it.
    """

    sequence: int
    entered_at: dt.datetime
    value_on: dt.date
    month: int
    motive: str
    benefit: str
    debit: str
    credit: str
    amount_cents: int
    reference: str


@dataclass(frozen=True, slots=True)
class Registre:
    """The ledger of a dossier at an instant.

    Attributes:
        accounts: those that a transfer has touched, by benefit then nature.
        movements: the last first.
        sum_cents: of all the balances; zero.
        owed_to_household_cents: rights that are not paid yet.
        owed_by_household_cents: indus that stay to be paid back.
    """

    accounts: tuple[Compte, ...]
    movements: tuple[Mouvement, ...]
    sum_cents: int
    owed_to_household_cents: int
    owed_by_household_cents: int


def ledger(instant: Instant) -> Registre:
    """Return the ledger as it stood at an instant."""
    rows = balances(instant.transfers).to_pylist()
    benefits, natures = list(BENEFITS), list(NATURES)

    def order(row: Row) -> tuple[int, int]:
        benefit, nature = row["account"].split(":")
        return benefits.index(benefit), natures.index(nature)

    return Registre(
        accounts=tuple(_account(row) for row in sorted(rows, key=order)),
        movements=tuple(_movement(row) for row in reversed(instant.transfers.to_pylist())),
        sum_cents=sum(row["balance_cents"] for row in rows),
        owed_to_household_cents=-_balance(rows, "droit"),
        owed_by_household_cents=_balance(rows, "indu"),
    )


def _balance(rows: list[Row], nature: str) -> int:
    return sum(row["balance_cents"] for row in rows if row["account"].endswith(f":{nature}"))


def _account(row: Row) -> Compte:
    benefit, nature = row["account"].split(":")
    told = NATURES[nature]
    sides = (row["debit_cents"], row["credit_cents"], row["balance_cents"])
    return Compte(row["account"], BENEFIT_LABELS[benefit], told.label, told.sentence, *sides)


def _movement(row: Row) -> Mouvement:
    (benefit, debit), (other, credit) = (row[side].split(":") for side in ("debit", "credit"))
    elsewhere = "" if other == benefit else f" ({BENEFIT_LABELS[other]})"
    return Mouvement(
        sequence=row["sequence"],
        entered_at=row["entered_at"],
        value_on=row["value_on"],
        month=row["month"],
        motive=MOTIVES[row["motive"]],
        benefit=BENEFIT_LABELS[benefit],
        debit=NATURES[debit].label,
        credit=NATURES[credit].label + elsewhere,
        amount_cents=row["amount_cents"],
        reference=row["reference"] or "",
    )
