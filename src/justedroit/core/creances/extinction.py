"""The transfers that extinguish a créance, line by line, under its own reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from justedroit.core.base import FRANCE
from justedroit.core.creances.creance import INDU, Creance, Ligne, creance_reference
from justedroit.core.registre import TRANSFERS, account


@dataclass(frozen=True, slots=True)
class Extinction:
    """What extinguishes a part of a créance.

    Attributes:
        nature: debited, `abandonne`, `remise`, `transfere`…
        motive: of the transfers.
        act: of their reference, `abandon`, `remise:R2`.
        at: instant, UTC.
        value_on: date of value; None: the day of `at` in France.
    """

    nature: str
    motive: str
    act: str
    at: dt.datetime
    value_on: dt.date | None = None


def oldest_first(
    creance: Creance, cents: int, *, natures: Iterable[str] = (INDU,)
) -> list[tuple[Ligne, int]]:
    """Return how an amount is spread over what is open of a créance, oldest month first.

    Args:
        creance: as the ledger tells it.
        cents: to spread.
        natures: of the lines that may take it.

    Returns:
        (line, cents) with no zero; less than the amount where less is open.

    Law:
        CSS art. D553-4: by age.
    """
    out, kept = [], tuple(natures)
    for ligne in creance.lignes:
        part = min(cents, ligne.open) if ligne.nature in kept else 0
        if part > 0:
            out.append((ligne, part))
            cents -= part
    return out


def extinguished(creance: Creance, parts: Iterable[tuple[Ligne, int]], how: Extinction) -> pa.Table:
    """Return the transfers that extinguish some parts of a créance.

    Args:
        creance: as the ledger tells it.
        parts: (line, cents), as `oldest_first` gives them.
        how: nature, motive, act and instant.

    Returns:
        Schema TRANSFERS, one row a line; `sequence` is a place holder.

    Law:
        None: decision 0021, the reference names the créance.
    """
    return pa.Table.from_pylist(extinction_rows(creance, parts, how), schema=TRANSFERS)


def extinction_rows(
    creance: Creance, parts: Iterable[tuple[Ligne, int]], how: Extinction
) -> list[dict[str, Any]]:
    """Return the rows of `extinguished`, to be made a table with those of other créances.

    Args:
        creance: as the ledger tells it.
        parts: (line, cents).
        how: nature, motive, act and instant.

    Law:
        None: decision 0021, the reference names the créance.
    """
    told = {"value_on": how.value_on} if how.value_on else {}
    rows = []
    for ligne, cents in parts:
        move = (how.nature, ligne.nature, how.motive, how.act)
        rows.append(creance_row(creance, move, (ligne.month, cents), how.at) | told)
    return rows


def creance_row(
    creance: Creance, how: tuple[str, str, str, str], what: tuple[int, int], at: dt.datetime
) -> dict[str, Any]:
    """Return the transfer of some cents of a créance, with its value on the day on which it is entered.

    Args:
        creance: as the ledger tells it.
        how: natures debited and credited, motive, act of the reference.
        what: month of the right; cents.
        at: instant, UTC.

    Law:
        None: decision 0021, the reference names the créance.
    """
    debit, credit, motive, act = how
    month, cents = what
    return {
        "dossier": creance.dossier,
        "sequence": 0,
        "debit": account(creance.benefit, debit),
        "credit": account(creance.benefit, credit),
        "amount_cents": cents,
        "month": month,
        "value_on": at.astimezone(FRANCE).date(),
        "entered_at": at,
        "motive": motive,
        "reference": creance_reference(creance.number, act),
    }
