"""When something may be withheld: not before its date, not on a contested sum, not once time took it.

The events of the dossiers say so: the invariants 1 and 4 of `garde`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import (
    FRANCE,
    Refusal,
    add_months,
    day_text,
    days_after,
    first_day,
    month_text,
)
from justedroit.core.creances.creance import Creance, creance_of_reference
from justedroit.core.creances.exigibilite import cause_text, suspended, withholdable_from
from justedroit.core.creances.prescription_lignes import may_be_lost, taken_by_time
from justedroit.core.creances.suivi import Suivi, suivis
from justedroit.core.registre import each, ints

_ACT, _KEPT = ":retenue:", ":retenu"
_LAW: Final = "CSS art. L553-2, R133-9-2 ; décision 0021"
# What happens to a créance and dates no withholding. A plan does not: it is what a withholding keeps,
# or what `steps.withhold` leaves aside; only the delays are looked at here.
_UNSAID: Final = r"^(echeancier\.|retenue\.fixee$|paiement\.|notice\.(envoyee|expliquee|appel)$)"
_MONTH: Final = re.compile(r"(19|[2-9][0-9])[0-9]{2}(0[1-9]|1[0-2])")
Claims = Mapping[int, Sequence[Creance]]
_Late = dict[tuple[int, int, dt.date], set[int]]  # dossier, créance, day of the decision → months


def withholdings(transfers: pa.Table) -> pa.Table:
    """Return what is withheld, whatever its motive says.

    Law:
        None: which rows are looked at.
    """
    taken = pc.and_(
        pc.ends_with(transfers["debit"], ":droit"), pc.ends_with(transfers["credit"], _KEPT)
    )
    return transfers.filter(pc.or_(pc.equal(transfers["motive"], "retenue"), taken))


def month_withheld(reference: str | None) -> str:
    """Return what a reference says that a withholding is of; empty where it says nothing.

    Law:
        None: decision 0021, a reference names the act.

    >>> month_withheld("creance:3:retenue:202607")
    '202607'
    """
    return (reference or "").rpartition(_ACT)[2]


def is_month(text: str) -> bool:
    """Return whether a text is a month.

    Law:
        None: how a month is written.

    >>> is_month("202607"), is_month("999999")
    (True, False)
    """
    return bool(_MONTH.fullmatch(text))


def refusal_of(where: tuple[int, int | None], what: str, mend: str) -> Refusal:
    """Return the refusal of what would break an invariant.

    Args:
        where: dossier, and the number of the créance where it is one alone.
        what: in French.
        mend: how to mend it, in French.

    Law:
        None: a way of saying it.
    """
    dossier, number = where
    more = "" if number is None else f", créance {number}"
    return Refusal(what, f"dossier {dossier}{more}", mend, _LAW)


def untimely(
    claims: Claims, before: pa.Table, events: pa.Table, added: pa.Table
) -> Iterator[Refusal]:
    """Yield what is withheld before its date, on a contested sum, too late, or for no créance.

    Args:
        claims: dossier → its créances, as `before` tells them.
        before: transfers of the dossiers concerned, schema TRANSFERS.
        events: of the same dossiers, those to be appended included.
        added: transfers to be appended.

    Law:
        CSS art. L553-2 and R133-9-2 (when recovery may begin, what suspends it), L553-1 (until when).
    """
    names = ["dossier", "reference", "value_on", "entered_at"]
    acts = withholdings(added).select(names).group_by(names, use_threads=False).aggregate([])
    if not acts.num_rows:
        return
    yield from _lost(claims, before, events, added)
    told: dict[int, dict[int, tuple[Creance, Suivi]]] = defaultdict(dict)
    every = [claim for some in claims.values() for claim in some]
    aside = pc.match_substring_regex(events["tag"], _UNSAID)
    for claim, suivi in zip(every, suivis(every, events.filter(pc.invert(aside))), strict=True):
        told[claim.dossier][claim.number] = claim, suivi
    for act in acts.to_pylist():
        number = creance_of_reference(act["reference"])
        some = told.get(act["dossier"], {})
        if number is None or number not in some or not is_month(month_withheld(act["reference"])):
            yield refusal_of(
                (act["dossier"], None),
                f"la retenue « {act['reference']} » ne nomme pas une créance du dossier et un mois.",
                "Donnez-lui la référence de la créance qu'elle rembourse : creance:3:retenue:202607.",
            )
        elif (refusal := _refused(*some[number], act)) is not None:
            yield refusal


def _refused(claim: Creance, suivi: Suivi, act: Mapping[str, Any]) -> Refusal | None:
    decided: dt.date = act["entered_at"].astimezone(FRANCE).date()
    where = (claim.dossier, claim.number)
    for day in (decided, act["value_on"]):
        if (running := suspended(suivi, day)) is not None:
            what = f"le recouvrement est suspendu le {day_text(day)} : {cause_text(running)}."
            return refusal_of(where, what, "Attendez la fin de la suspension.")
    first = withholdable_from(claim, suivi, act["value_on"])
    if isinstance(first, Refusal):
        return first
    if first > act["value_on"]:
        what = f"rien ne peut être retenu avant le {day_text(first)}."
        return refusal_of(where, what, "Retenez au premier paiement qui suit ce jour.")
    return None


def _lost(claims: Claims, before: pa.Table, events: pa.Table, added: pa.Table) -> Iterator[Refusal]:
    """Yield what is withheld for a month that time has taken. CSS art. L553-1."""
    late = _late(claims, added)
    if not late:  # nearly always
        return
    owners = pa.array(sorted({dossier for dossier, _, _ in late}), pa.int64())
    every = [claim for owner in owners.to_pylist() for claim in claims[owner]]
    some = suivis(every, events.filter(pc.is_in(events["dossier"], owners)))
    told = {(one.dossier, one.number): (claim, one) for claim, one in zip(every, some, strict=True)}
    moved = _by_dossier(before.filter(pc.is_in(before["dossier"], owners)))
    for (dossier, number, day), repaid in late.items():
        claim, suivi = told[dossier, number]
        parts = taken_by_time(claim, suivi, moved[dossier], day, _paid_late)
        if months := sorted({line.month for line, _ in parts} & repaid):
            what = f"le délai pour recouvrer {month_text(months[0])} est passé."
            mend = "Rien n'est plus à retenir de ce mois : constatez sa prescription."
            yield refusal_of((dossier, number), what, mend)


def _late(claims: Claims, added: pa.Table) -> _Late:
    """Return what is withheld for créances old enough for time to have taken a part of them."""
    acts = added.filter(
        pc.and_(pc.equal(added["motive"], "remboursement"), pc.ends_with(added["debit"], _KEPT))
    )
    months: _Late = defaultdict(set)
    for dossier, reference, month, at in each(acts, "dossier", "reference", "month", "entered_at"):
        day = at.astimezone(FRANCE).date()
        months[dossier, creance_of_reference(reference) or 0, day].add(month)
    known = {(one.dossier, one.number): one for some in claims.values() for one in some}
    return {
        key: repaid
        for key, repaid in months.items()
        if (claim := known.get(key[:2])) is not None and may_be_lost(claim, key[2])
    }


def _by_dossier(transfers: pa.Table) -> dict[int, pa.Table]:
    """Return the rows of each dossier, in their order."""
    rows = transfers.take(pa.array(np.argsort(ints(transfers["dossier"]), kind="stable")))
    owners, starts = np.unique(ints(rows["dossier"]), return_index=True)
    ends = [*starts[1:].tolist(), rows.num_rows]
    cut = zip(owners.tolist(), starts.tolist(), ends, strict=True)
    return {owner: rows.slice(start, end - start) for owner, start, end in cut}


def _paid_late(month: int, _benefit: str) -> dt.date:
    """Return the last day on which a month of which no payment is known may have been paid."""
    return days_after(first_day(add_months(month, 2)), -1)
