"""From corrections to transfers: rappels, indus, rights lowered, and what time has taken.

For one right of one month, the ledger always holds

    charge = paid + droit + lost - indu - repaid - given up

where `lost` is a rappel that prescription has taken (credit of `prescrit`), and `given up` what
the household kept of an indu: remise, annulation, prescription, abandon… (debits). Two orders follow, so
that a same euro is never both owed to and owed by the household, nor paid twice.

- A right that rises first undoes what was claimed of it: the indu still open, what the département
  claims, then what had been given up (the household has that money already). Only the rest is a rappel.
- A right that falls first lowers what is not yet paid, then what time had taken and which was
  never paid. Only the rest was paid, and is an indu.

A prescribed rappel or indu is posted, then moved to `prescrit` by the same batch: what is posted
is what is due, a second revision moves nothing, and what time has taken stays in sight.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from justedroit.core.registre import (
    NATURES,
    TRANSFERS,
    Ints,
    benefit_codes,
    ints,
    join_accounts,
    keys_of,
)

Bools = npt.NDArray[np.bool_]

_NATURE = {name: i for i, name in enumerate(NATURES)}
# What undoes a right that rises, in order, then what lowers one that falls.
_UNDONE = ("indu", "transfere", "remise", "annule", "prescrit", "abandonne", "efface")
_LOWERED = ("droit", "prescrit")
# (motive, debit nature, credit nature), in the order in which they are written for a right.
_LINES = (
    *(("annulation", "charge", nature) for nature in _UNDONE),
    ("droit", "charge", "droit"),
    ("rappel", "charge", "droit"),
    ("prescription", "droit", "prescrit"),
    *(("droit_reduit", nature, "charge") for nature in _LOWERED),
    ("indu", "indu", "charge"),
    ("prescription", "prescrit", "indu"),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """The act that posts corrections.

    Attributes:
        now: instant of entry, UTC.
        decided_on: day of the decision, in the fund's own time zone.
        closing: month being closed, 202601: a first right of this month is no rappel.
        reference: what the transfers will be found by.
    """

    now: dt.datetime
    decided_on: dt.date
    closing: int
    reference: str


def _standing(corrections: pa.Table, positions: pa.Table) -> tuple[dict[str, Ints], Bools]:
    """Return the balance of each nature for each correction, and where nothing was ever posted."""
    keys, known = keys_of(corrections), keys_of(positions)
    place = np.minimum(np.searchsorted(known, keys), max(known.size - 1, 0))
    found = known[place] == keys if known.size else np.zeros(keys.size, np.bool_)
    standing = {}
    for nature in NATURES:
        balance = np.zeros(keys.size, np.int64)
        balance[found] = ints(positions[f"{nature}_cents"])[place[found]]
        standing[nature] = balance
    return standing, ~found


def _take(need: Ints, pots: list[Ints]) -> tuple[list[Ints], Ints]:
    """Return what each pot gives to a need, in order, and what is still needed."""
    taken = []
    for pot in pots:
        part = np.minimum(need, np.maximum(pot, 0))
        taken.append(part)
        need = need - part
    return taken, need


def _amounts(corrections: pa.Table, positions: pa.Table, closing: int, lost: Bools) -> Ints:
    """Return the amount of each line of `_LINES` for each correction, shape `(n, lines)`, cents."""
    standing, first = _standing(corrections, positions)
    if (standing["charge"] != ints(corrections["posted_cents"])).any():
        message = (
            "Les corrections ne partent pas de ce que le registre a passé : relisez les "
            "transferts, recalculez la différence, puis recommencez."
        )
        raise ValueError(message)
    delta = ints(corrections["delta_cents"])
    undone, rise = _take(np.maximum(delta, 0), [standing[n] for n in _UNDONE])
    lowered, fall = _take(np.maximum(-delta, 0), [-standing[n] for n in _LOWERED])
    as_droit = first & (corrections["month"].to_numpy() >= closing)
    lines = [
        *undone,
        np.where(as_droit, rise, 0),
        np.where(as_droit, 0, rise),
        np.where(lost, rise, 0),
        *lowered,
        fall,
        np.where(lost, fall, 0),
    ]
    return np.stack(lines, axis=1)


def _value_days(months: Ints, is_droit: Bools, decided_on: dt.date) -> pa.Array:
    """Return the last day of the month for a right at its term, else the day of decision."""
    term = np.array((months // 100 - 1970) * 12 + months % 100, "datetime64[M]")
    last = term.astype("datetime64[D]") - np.timedelta64(1, "D")
    days = np.where(is_droit, last, np.datetime64(decided_on, "D"))
    return pa.array(days, pa.date32())


def transfers_of(
    corrections: pa.Table,
    positions: pa.Table,
    revision: Revision,
    prescribed: npt.NDArray[np.bool_] | None = None,
) -> pa.Table:
    """Return the transfers that bring the ledger to what is due.

    Args:
        corrections: schema CORRECTIONS, sorted, as `difference` gives them.
        positions: schema POSITIONS of the same dossiers, from the same transfers as what was
            posted: `registre.positions(transfers)`.
        revision: the act they come from.
        prescribed: shape `(n,)`, whether time has taken each correction; None: none.

    Returns:
        Schema TRANSFERS, sorted by dossier, benefit, month; `sequence` is 0, a place holder.
        Once they are appended, what is posted equals what is due, for each correction.

    Raises:
        ValueError: the corrections do not start from what these positions have posted.

    Law:
        CSS art. L553-1 and L553-2, CASF art. L262-45 and L262-46: rappel, indu, prescription.
        None for the order of the undoing: a same euro has one place, decision 0003.
    """
    lost = np.zeros(corrections.num_rows, np.bool_) if prescribed is None else prescribed
    amounts = _amounts(corrections, positions, revision.closing, lost)
    rows, lines = np.nonzero(amounts)
    benefits, months = benefit_codes(corrections["benefit"])[rows], ints(corrections["month"])[rows]
    debit, credit = (np.array([_NATURE[line[side]] for line in _LINES])[lines] for side in (1, 2))
    motives = pa.array([motive for motive, _, _ in _LINES])
    is_droit = lines == [motive for motive, _, _ in _LINES].index("droit")
    columns = {
        "dossier": pa.array(ints(corrections["dossier"])[rows]),
        "sequence": pa.array(np.zeros(rows.size, np.int64)),
        "debit": join_accounts(benefits, debit),
        "credit": join_accounts(benefits, credit),
        "amount_cents": pa.array(amounts[rows, lines]),
        "month": pa.array(months.astype(np.int32)),
        "value_on": _value_days(months, is_droit, revision.decided_on),
        "entered_at": pa.repeat(
            pa.scalar(revision.now, TRANSFERS.field("entered_at").type), rows.size
        ),
        "motive": motives.take(pa.array(lines)),
        "reference": pa.repeat(pa.scalar(revision.reference), rows.size),
    }
    return pa.table(columns, schema=TRANSFERS)
