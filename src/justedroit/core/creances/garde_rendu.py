"""What is given back, checked before it is appended: once for each cause, never more than it says.

A judgment and a decision say how much they annul of each créance; a payment that the bank sends back
makes claim anew at most what had been given back of it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import euros, month_text
from justedroit.core.creances.creance import creance_of_reference
from justedroit.core.registre import each

# How a reference names what gives back → the event that says how much, the key of its number, and
# the acts that bear it in the ledger.
_CAUSES: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "I": ("instance.jugee", "instance", ("jugement", "remise_rendue")),
    "R": ("recours.decide", "recours", ("annulation", "restitution", "remise", "remise_rendue")),
}
_GONE: Final = (":annule", ":remise")


class _Cause(NamedTuple):
    """What gives back a part of a créance."""

    dossier: int
    creance: int
    letter: str
    number: int

    @property
    def references(self) -> list[str]:
        """Those that its transfers bear."""
        _, _, acts = _CAUSES[self.letter]
        return [f"creance:{self.creance}:{act}:{self.letter}{self.number}" for act in acts]


def given_back_breaches(
    before: pa.Table, events: pa.Table, added: pa.Table
) -> Iterator[tuple[int, int | None, str, str]]:
    """Yield the (dossier, créance, what, how to mend it) of what would be given back wrongly.

    Args:
        before: transfers of the dossiers concerned, schema TRANSFERS.
        events: of the same dossiers, those to be appended included.
        added: transfers to be appended.

    Law:
        Code civil art. 1302: what was received without being owed is given back, once.
    """
    given = added.filter(pc.equal(added["motive"], "restitution"))
    if given.num_rows:
        after = pa.concat_tables([before, added])
        for cause, instants in _causes(given).items():
            yield from _twice(cause, instants, (before, after), events)
    anew = added.filter(pc.equal(added["motive"], "rejet"))
    if anew.num_rows:
        yield from _too_much_anew(pa.concat_tables([before, added]), anew)


def _causes(given: pa.Table) -> dict[_Cause, set[dt.datetime]]:
    """Return what gives back, as the references tell it → the instants of its transfers."""
    found: dict[_Cause, set[dt.datetime]] = {}
    for dossier, reference, at in each(given, "dossier", "reference", "entered_at"):
        number, last = creance_of_reference(reference), (reference or "").rpartition(":")[2]
        if number is not None and last[:1] in _CAUSES and last[1:].isdecimal():
            found.setdefault(_Cause(dossier, number, last[0], int(last[1:])), set()).add(at)
    return found


def _twice(
    cause: _Cause,
    instants: set[dt.datetime],
    ledger: tuple[pa.Table, pa.Table],
    events: pa.Table,
) -> Iterator[tuple[int, int | None, str, str]]:
    before, after = ledger
    told, rows = _told(events, cause), _rows(after, cause)
    if told is not None:
        gone = sum(_signed(row) for row in rows)
        if gone > told:
            what = (
                f"{euros(gone)} annulés ou rendus, alors que la décision en annule {euros(told)}."
            )
            yield cause.dossier, cause.creance, what, "Relisez la décision."
        return
    # Nothing says how much: then once, unless an appeal has claimed it again since.
    stands = [row for row in _rows(before, cause) if row["motive"] in _STANDS]
    again = sum(sign * row["amount_cents"] for row in stands for sign in (_STANDS[row["motive"]],))
    if again > 0 or len(instants) > 1:
        what = "cette somme est déjà rendue pour la même cause."
        yield cause.dossier, cause.creance, what, "Il n'y a rien à rendre de plus."


_STANDS: Final = {"restitution": 1, "restitution_defaite": -1, "jugement_reforme": -1}


def _rows(transfers: pa.Table, cause: _Cause) -> list[dict[str, Any]]:
    mine = pc.and_(
        pc.equal(transfers["dossier"], cause.dossier),
        pc.is_in(transfers["reference"], pa.array(cause.references)),
    )
    rows: list[dict[str, Any]] = transfers.filter(mine).to_pylist()
    return rows


def _signed(row: Mapping[str, Any]) -> int:
    """Return what a transfer adds to what a decision annuls or remits, in cents."""
    cents: int = row["amount_cents"]
    if row["debit"].endswith(_GONE):
        return cents
    return -cents if row["credit"].endswith(_GONE) else 0


def _told(events: pa.Table, cause: _Cause) -> int | None:
    """Return what the last decision annuls or remits of a créance, in cents; None: none says it."""
    tag, key, _ = _CAUSES[cause.letter]
    mine = pc.and_(pc.equal(events["dossier"], cause.dossier), pc.equal(events["tag"], tag))
    said: int | None = None
    for told in map(json.loads, events.filter(mine)["payload"].to_pylist()):
        amounts = told.get("annulations", told.get("remises"))
        if told.get(key) == cause.number and amounts is not None:
            said = amounts.get(str(cause.creance), 0)
    return said


def _too_much_anew(after: pa.Table, anew: pa.Table) -> Iterator[tuple[int, int | None, str, str]]:
    """Yield the months of which more is claimed anew than was given back, or than was repaid."""
    left = _sums(after, {"restitution": 1, "restitution_defaite": -1, "rejet": -1})
    for dossier, debit, month in dict.fromkeys(each(anew, "dossier", "debit", "month")):
        benefit = debit.partition(":")[0]
        mine = after.filter(pc.equal(after["dossier"], dossier))
        if left[dossier, benefit, month] < 0:
            what = (
                f"{benefit}, {month_text(month)} : plus réclamé de nouveau que ce qui a été rendu."
            )
            yield dossier, None, what, "Ne réclamez que ce qui a été rendu et versé."
        elif _balance(mine, f"{benefit}:rembourse") < 0:
            what = f"{benefit} : plus défait que ce qui a été remboursé."
            yield dossier, None, what, "Ne défaites un paiement qu'une fois."


def _sums(transfers: pa.Table, signs: Mapping[str, int]) -> Counter[tuple[int, str, int]]:
    """Return (dossier, benefit, month) → the signed sum of some motives, in cents."""
    found: Counter[tuple[int, str, int]] = Counter()
    rows = transfers.filter(pc.is_in(transfers["motive"], pa.array(list(signs))))
    for row in each(rows, "dossier", "debit", "month", "motive", "amount_cents"):
        dossier, debit, month, motive, cents = row
        found[dossier, debit.partition(":")[0], month] += signs[motive] * cents
    return found


def _balance(transfers: pa.Table, account: str) -> int:
    sides = ((transfers.filter(pc.equal(transfers[side], account)), sign) for side, sign in _SIDES)
    return sum(sign * cents for rows, sign in sides for (cents,) in each(rows, "amount_cents"))


_SIDES: Final = (("debit", 1), ("credit", -1))
