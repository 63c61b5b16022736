"""The movements of the ledger that concern some créances, day by day: where each euro went, and when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from justedroit.core.creances import ISSUES, Creance, creance_of_reference, creances
from justedroit.core.recours.remise import RENDUE
from justedroit.core.registre import each

# What moves → what a person reads; what is given back is told from both sides.
_WORDS: Final[Mapping[str, str]] = {"claimed": "Réclamé", **ISSUES, "restituted": "À rendre"}
DEFAIT: Final = "Remboursement défait"
_LESS: Final = {"withheld": "Retenue défaite", "repaid": DEFAIT}
_ASIDE: Final = ("droit", "rappel", "droit_reduit", "paiement", "retenue")
PAYE: Final = "Rendu et payé"
_REMITTED: Final = "Remis, alors qu'il venait d'être payé"
_GIVEN_BACK: Final = ("restitution", "retenue_defaite")
# A payment that the bank sends back: what begins it, and what else it writes at the same instant.
_BOUNCES: Final = ("restitution_defaite", "remboursement_defait")
_BOUNCE: Final = (*_BOUNCES, "annulation", "remise", "rejet")


@dataclass(frozen=True, slots=True)
class Mouvement:
    """What one act moves of one créance.

    Attributes:
        le: day of value.
        at: instant of its entry in the ledger, UTC.
        creance: number.
        quoi: what it does, in French.
        cents: moved; below zero where an act before is undone.
        months: of the right, in order.
        reference: of its transfers.
        open: what is still owed of the créance after it, in cents; None where nothing moves of it.
        fallen: what had been given back and is not, the payment being undone, in cents.
        revived: what is owed again, the payment being undone, in cents.
    """

    le: dt.date
    at: dt.datetime
    creance: int
    quoi: str
    cents: int
    months: tuple[int, ...]
    reference: str
    open: int | None
    fallen: int = 0
    revived: int = 0


_Seen = dict[tuple[int, int, str], int]


def mouvements(transfers: pa.Table, numbers: Collection[int]) -> list[Mouvement]:
    """Return what each act of the ledger has moved of some créances, in its order.

    Args:
        transfers: schema TRANSFERS, of one dossier, in the order of the journal.
        numbers: of the créances.

    Law:
        None: decision 0021, amounts are read back from the ledger.
    """
    found: list[Mouvement] = []
    seen: _Seen = {}
    for start, end in _acts(transfers):
        claims = [c for some in creances(transfers.slice(0, end)).values() for c in some]
        now = _totals(claims)
        rows = transfers.slice(start, end - start).to_pylist()
        for claim in claims:
            if claim.number in numbers and rows[0]["motive"] in _BOUNCES:
                found += _bounced(claim, (seen, now), rows)
            elif claim.number in numbers:
                found += _moved(claim, (seen, now), rows[0])
        seen = now
    return found + _paid(transfers, numbers)


def _acts(transfers: pa.Table) -> Iterator[tuple[int, int]]:
    """Yield the first row and the end of each act that may concern a créance."""
    names = ("motive", "entered_at", "value_on", "reference")
    rows = list(each(transfers, *names))
    start = None
    for place, (motive, *key) in enumerate(rows):
        if motive in _ASIDE:
            continue
        start = place if start is None else start
        following = next((r for r in rows[place + 1 :] if r[0] not in _ASIDE), None)
        if following is not None and rows[start][0] in _BOUNCES:
            # One payment may touch several months, and several restitutions: one act.
            if following[0] in _BOUNCE and following[1:3] == (key[0], key[1]):
                continue
        # What one bank file brings and takes back is two acts, though of one instant.
        elif following is not None and following[1:] == tuple(key) and following[0] not in _BOUNCES:
            continue
        yield start, place + 1
        start = None


def _totals(claims: list[Creance]) -> _Seen:
    return {
        (claim.number, line.month, name): cents
        for claim in claims
        for line in claim.lignes
        for name in _WORDS
        if (cents := getattr(line, name))
    }


def _moved(
    claim: Creance, totals: tuple[_Seen, _Seen], row: Mapping[str, Any]
) -> Iterator[Mouvement]:
    """Yield what an act moved of a créance, one word at a time."""
    before, after = totals
    sums: Counter[str] = Counter()
    months: dict[str, list[int]] = {}
    for key in sorted({*before, *after}):
        number, month, name = key
        delta = after.get(key, 0) - before.get(key, 0)
        if number == claim.number and delta:
            sums[name] += delta
            months.setdefault(name, []).append(month)
    for name in _WORDS:
        if name in months and not _is_given_back(name, sums):
            word = _LESS.get(name, f"{_WORDS[name]}, défait") if sums[name] < 0 else _WORDS[name]
            if name == "annulled" and f":{RENDUE}:" in (row["reference"] or ""):
                word = _REMITTED
            yield Mouvement(
                row["value_on"],
                row["entered_at"],
                claim.number,
                word,
                sums[name],
                tuple(months[name]),
                row["reference"] or "",
                claim.total() if name != "restituted" else None,
            )


def _bounced(
    claim: Creance, totals: tuple[_Seen, _Seen], rows: list[dict[str, Any]]
) -> Iterator[Mouvement]:
    """Yield what a payment sent back undoes of a créance, as one step; or what it claims anew."""
    mine = [row for row in rows if creance_of_reference(row["reference"]) == claim.number]
    undone = [row for row in mine if row["motive"] == "remboursement_defait"]
    if not undone:
        yield from _moved(claim, totals, rows[0] | {"reference": claim.reference})
        return
    fell = [row for row in mine if row["motive"] == "restitution_defaite"]
    cents, fallen = (sum(row["amount_cents"] for row in some) for some in (undone, fell))
    yield Mouvement(
        undone[0]["value_on"],
        undone[0]["entered_at"],
        claim.number,
        DEFAIT,
        -cents,
        tuple(sorted({row["month"] for row in undone})),
        undone[0]["reference"],
        claim.total(),
        fallen,
        cents - fallen,
    )


def _is_given_back(name: str, sums: Mapping[str, int]) -> bool:
    """Return whether a recovery is less only because it is given back: it is told as given back."""
    return name in _LESS and sums[name] < 0 < sums.get("restituted", 0)


def _paid(transfers: pa.Table, numbers: Collection[int]) -> list[Mouvement]:
    """Return on which day what is given back was paid: the first payment of its month that follows."""
    rows = transfers.to_pylist()
    found: dict[tuple[str, dt.date], Mouvement] = {}
    for place, row in enumerate(rows):
        number = creance_of_reference(row["reference"])
        back = row["motive"] in _GIVEN_BACK and row["credit"].endswith(":droit")
        if not back or number is None or number not in numbers:
            continue
        for later in rows[place + 1 :]:
            same = (later["debit"], later["month"]) == (row["credit"], row["month"])
            if later["motive"] == "paiement" and same:
                key = (row["reference"], later["value_on"])
                cents = min(row["amount_cents"], later["amount_cents"])
                months = {row["month"]}
                if key in found:
                    cents, months = cents + found[key].cents, months | {*found[key].months}
                what = (later["value_on"], later["entered_at"], number, PAYE)
                found[key] = Mouvement(*what, cents, tuple(sorted(months)), row["reference"], None)
                break
    return list(found.values())
