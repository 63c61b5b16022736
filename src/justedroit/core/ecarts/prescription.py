"""What time has taken of a rappel or an indu, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import parametre
from justedroit.core.ecarts.ecritures import Revision
from justedroit.core.ecarts.schema import CORRECTIONS, QUALIFICATIONS
from justedroit.core.registre import (
    TRANSFERS,
    Ints,
    benefit_codes,
    benefit_names,
    ints,
    keys_of,
    unpack,
)

Days = npt.NDArray[np.datetime64]

# How a person has qualified what caused an indu. The longer delay needs one of the last two.
QUALIFICATION_LABELS: Final = {
    "bonne_foi": "Bonne foi",
    "fausse_declaration": "Fausse déclaration",
    "fraude": "Fraude",
}


def _years_before(day: dt.date, years: int) -> dt.date:
    """Return the same day some years before; 28 February for a 29 that does not exist."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _key(dossiers: Ints, benefits: Ints) -> Ints:
    return dossiers * 64 + benefits


def _qualified(corrections: pa.Table, qualifications: pa.Table) -> npt.NDArray[np.bool_]:
    """Return whether a person has qualified each correction as fraud or false declaration.

    What is said of a benefit prevails over what is said of the whole dossier.
    """
    told = qualifications["qualification"].to_pylist()
    if unknown := set(told) - set(QUALIFICATION_LABELS):
        message = (
            f"Qualification « {min(unknown)} » inconnue : {', '.join(QUALIFICATION_LABELS)} seules."
        )
        raise ValueError(message)
    long = np.array([t != "bonne_foi" for t in told], np.bool_)
    whole = np.array([b is None for b in qualifications["benefit"].to_pylist()], np.bool_)
    of_dossier = ints(qualifications["dossier"])
    named = qualifications.filter(pa.array(~whole))
    of_benefit = _key(ints(named["dossier"]), benefit_codes(named["benefit"]))
    dossiers = ints(corrections["dossier"])
    keys = _key(dossiers, benefit_codes(corrections["benefit"]))
    by_dossier = np.isin(dossiers, of_dossier[whole & long])
    return np.isin(keys, of_benefit[long[~whole]]) | (by_dossier & ~np.isin(keys, of_benefit))


def starts_of_delay(
    corrections: pa.Table, last_paid: pa.Table, due_day: Callable[[int, str], dt.date]
) -> Days:
    """Return the day from which time runs against each correction.

    For an indu, the last payment of the month; for a rappel, or a month with no payment, the
    day on which the month was due.

    Args:
        corrections: schema CORRECTIONS.
        last_paid: `registre.last_paid_on(transfers)`, of the same dossiers.
        due_day: the day on which a (month, benefit) is paid, `paiements.payment_day`.

    Returns:
        Shape `(n,)`, days.

    Law:
        CSS art. L553-1, CASF art. L262-45.
    """
    keys, known = keys_of(corrections), keys_of(last_paid)
    _, benefits, months = unpack(keys)
    pairs, rows = np.unique(months * 64 + benefits, return_inverse=True)
    names = benefit_names(pairs % 64).to_pylist()
    due = [due_day(int(m), b) for m, b in zip(pairs // 64, names, strict=True)]
    starts: Days = np.array(due, "datetime64[D]")[rows]
    # ASSUMPTION: a month paid in several times is unduly paid by its last payment.
    place = np.minimum(np.searchsorted(known, keys), max(known.size - 1, 0))
    found = known[place] == keys if known.size else np.zeros(keys.size, np.bool_)
    found &= ints(corrections["delta_cents"]) < 0
    starts[found] = last_paid["paid_on"].to_numpy()[place[found]].astype("datetime64[D]")
    return starts


def prescribed(
    corrections: pa.Table,
    paid_on: Days,
    decided_on: dt.date,
    qualifications: pa.Table | None = None,
    asked_on: Days | None = None,
) -> npt.NDArray[np.bool_]:
    """Return whether time has taken each correction, when it is decided.

    Args:
        corrections: schema CORRECTIONS.
        paid_on: shape `(n,)`, days: the payment of an indu, the due date of a rappel, as
            `starts_of_delay` gives them.
        decided_on: day of the decision.
        qualifications: schema QUALIFICATIONS, what a person has qualified; None: nothing, so good
            faith. It never lengthens the delay of a rappel.
        asked_on: shape `(n,)`, day on which each rappel was asked for; None: the day of decision.

    Returns:
        Shape `(n,)`: the correction cannot be paid (rappel) or recovered (indu).

    Raises:
        ValueError: a qualification is not of the closed list.

    Law:
        CSS art. L553-1, CASF art. L262-45: two years; five on fraud or false declaration.
    """
    is_indu = ints(corrections["delta_cents"]) < 0
    table = QUALIFICATIONS.empty_table() if qualifications is None else qualifications
    long = is_indu & _qualified(corrections, table)
    limits = {
        name: np.datetime64(
            _years_before(decided_on, parametre(f"ecarts/prescription.{name}").at(decided_on)), "D"
        )
        for name in ("rappel", "indu", "indu_fraude")
    }
    # The delay of a rappel stops when the household asks, however late the fund decides.
    waited = 0 if asked_on is None else np.datetime64(decided_on, "D") - asked_on
    limit = np.where(is_indu, limits["indu"], limits["rappel"] - waited)
    return np.asarray(paid_on < np.where(long, limits["indu_fraude"], limit))


def revived(
    positions: pa.Table,
    paid: tuple[pa.Table, Callable[[int, str], dt.date]],
    revision: Revision,
    qualifications: pa.Table,
) -> pa.Table:
    """Return the transfers that claim again what a qualification takes out of prescription.

    An indu is seen before a person qualifies it: what two years had taken of it is claimed again
    when it is qualified as fraud or false declaration, within five years.

    Args:
        positions: schema POSITIONS, as they stand.
        paid: `registre.last_paid_on(transfers)`, and the day on which a (month, benefit) is paid.
        revision: the act.
        qualifications: schema QUALIFICATIONS.

    Returns:
        Schema TRANSFERS, `indu` from `prescrit`; `sequence` is a place holder.

    Law:
        CSS art. L553-1, CASF art. L262-45.
    """
    lost = positions.filter(pc.greater(positions["prescrit_cents"], 0))
    cents = lost["prescrit_cents"]
    zeros = pa.array(np.zeros(lost.num_rows, np.int64))
    columns = [*(lost[name] for name in ("dossier", "benefit", "month")), cents, zeros]
    indus = pa.table([*columns, pc.negate(cents)], schema=CORRECTIONS)
    starts = starts_of_delay(indus, *paid)
    table = indus.filter(
        pa.array(
            _qualified(indus, qualifications)
            & ~prescribed(indus, starts, revision.decided_on, qualifications)
        )
    )
    size = table.num_rows
    moved = {
        "dossier": table["dossier"],
        "sequence": pa.array(np.zeros(size, np.int64)),
        "debit": pc.binary_join_element_wise(table["benefit"], "indu", ":"),
        "credit": pc.binary_join_element_wise(table["benefit"], "prescrit", ":"),
        "amount_cents": table["posted_cents"],
        "month": table["month"],
        "value_on": pa.repeat(pa.scalar(revision.decided_on, pa.date32()), size),
        "entered_at": pa.repeat(pa.scalar(revision.now, TRANSFERS.field("entered_at").type), size),
        "motive": pa.repeat(pa.scalar("requalification"), size),
        "reference": pa.repeat(pa.scalar(revision.reference), size),
    }
    return pa.table(moved, schema=TRANSFERS)
