"""Choose one dossier with an indu whose explanation is worth reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from justedroit.twin.hasard import Floats, Ints

# Kinds whose lateness or correction explains an indu, the most telling first.
TELLING = (
    "conjoint",
    "taux_incapacite",
    "salaire_net",
    "loyer",
    "enfant",
    "statut_occupation_logement",
)
LATE_DAYS = 45
MICROSECONDS_PER_DAY = 86_400_000_000
# A sum that a reader can follow month by month.
LOW_CENTS, HIGH_CENTS = 40_000, 450_000


def telling_dossier(facts: pa.Table, transfers: pa.Table) -> int | None:
    """Return a dossier where an indu follows a late or corrected fact, or None without an indu.

    Args:
        facts: schema FACTS.
        transfers: schema TRANSFERS.
    """
    indus = transfers.filter(pc.equal(transfers["motive"], "indu"))
    if indus.num_rows == 0:
        return None
    sums = indus.group_by(["dossier", "entered_at"]).aggregate([("amount_cents", "sum")])
    told = _late(facts)
    pairs = sums.join(told, "dossier", join_type="inner")
    days = (_micros(pairs["entered_at"]) - _micros(pairs["known_at"])) / MICROSECONDS_PER_DAY
    # The fact was heard in the month that the revision closed.
    pairs = pairs.filter(pa.array((days > 0) & (days <= 31)))
    if pairs.num_rows == 0:
        return int(pc.min(sums["dossier"]).as_py())
    return _best(pairs)


def _micros(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.float64)


def _late(facts: pa.Table) -> pa.Table:
    """Return the telling facts known long after they began, or that replace another."""
    if facts.num_rows == 0:
        return facts.select(["dossier", "known_at", "kind"])
    some = facts.filter(pc.is_in(facts["kind"], pa.array(TELLING)))
    first = pc.min(facts["known_at"])
    began = some["valid_from"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    wait = (_micros(some["known_at"]) - began) / MICROSECONDS_PER_DAY
    late = (wait > LATE_DAYS) | some["replaces"].is_valid().to_numpy()
    later = pc.greater(some["known_at"], first).to_numpy()
    return some.filter(pa.array(late & later)).select(["dossier", "known_at", "kind"])


def _best(pairs: pa.Table) -> int:
    """Return the dossier whose indu has the most telling causes, at a readable sum."""
    each = pairs.group_by(["dossier", "entered_at"]).aggregate(
        [("kind", "count_distinct"), ("kind", "min"), ("amount_cents_sum", "max")]
    )
    cents: Ints = each["amount_cents_sum_max"].to_numpy()
    readable = (cents >= LOW_CENTS) & (cents <= HIGH_CENTS)
    kinds = np.minimum(each["kind_count_distinct"].to_numpy(), 3)
    # `conjoint` comes first among the telling kinds by name as by interest.
    couple = pc.equal(each["kind_min"], "conjoint").to_numpy()
    score = 4 * readable + 2 * couple + kinds
    order = np.lexsort((each["dossier"].to_numpy(), -cents, -score))
    return int(each["dossier"].to_numpy()[order[0]])
