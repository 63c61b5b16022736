"""What is given back: by a judgment, a decision or a new fact, to the cent, and from which recovery."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.creances import (
    INDEMNITE,
    Creance,
    Ligne,
    creance_of_reference,
    creance_reference,
    creance_row,
    creances,
)
from justedroit.core.recours.remise import RENDUE, annulled
from justedroit.core.registre import TRANSFERS

_MOVES: Final = (
    *("remboursement", "remboursement_defait", "retenue_defaite"),
    *("restitution", "restitution_defaite", "rappel", "prescription"),
)
_ACTS: Final[Mapping[str, str]] = {"I": "instance", "R": "recours"}


@dataclass(frozen=True, slots=True)
class Rendu:
    """A part of what is given back to a household.

    Attributes:
        dossier: number.
        creance: number of the créance from which it had been recovered.
        benefit: as OpenFisca spells it.
        month: of the right, 202601.
        cents: given back.
        recovered_by: reference of the recovery that it undoes, `creance:1:retenue:202607`.
        cause: what gives it back: `instance:1`, `recours:2`, or the reference of a revision.
        at: instant, UTC.
    """

    dossier: int
    creance: int
    benefit: str
    month: int
    cents: int
    recovered_by: str
    cause: str
    at: dt.datetime


def annullable(creance: Creance) -> int:
    """Return the most that a judge may annul of a créance, in cents.

    What is open, what was passed on to the département, what was recovered.

    Law:
        Code civil art. 1302: what was received without being owed is given back.
    """
    return sum(_annullable(line) for line in creance.lignes if line.nature != INDEMNITE)


def _annullable(line: Ligne) -> int:
    return line.open + line.transferred + line.recovered


def judged(creance: Creance, cents: int, instance: int, at: dt.datetime) -> pa.Table:
    """Return the transfers by which a judgment annuls a debt: what is claimed, then what was recovered.

    What the département claims is taken back from it. What was recovered is owed to the household,
    and paid with the next order. Where nothing is left of the debt, the indemnité that is still owed
    falls with it.

    Args:
        creance: as the ledger tells it.
        cents: annulled, at most `annullable`.
        instance: number of the case.
        at: instant, UTC.

    Returns:
        Schema TRANSFERS, under the reference `creance:<n>:jugement:I<instance>`.

    Law:
        CSS art. L142-1; Code civil art. 1302.
    """
    name = creance_reference(creance.number, f"jugement:I{instance}")
    moved = annulled(creance, cents, f"I{instance}", at)
    if cents == annullable(creance):
        moved = pa.concat_tables([moved, _without_indemnite(creance, at)])
    place = moved.schema.get_field_index("reference")
    names = pa.array([name] * moved.num_rows, pa.string())
    return moved.set_column(place, TRANSFERS.field("reference"), names.cast(_type()))


def of_months(creance: Creance, months: Iterable[int]) -> Creance:
    """Return a créance reduced to some of its months, the indemnité with the last of what is claimed.

    Args:
        creance: as the ledger tells it.
        months: of the right, 202501, that a judgment names.

    Law:
        None: a judgment may name the months that it annuls; the others stay as they are.
    """
    named = set(months)
    lines = [line for line in creance.lignes if line.nature != INDEMNITE and line.month in named]
    kept = [line for line in creance.lignes if line.nature != INDEMNITE and line not in lines]
    if not any(map(_annullable, kept)):
        lines += [line for line in creance.lignes if line.nature == INDEMNITE]
    return replace(creance, lignes=lines)


def annulled_by(transfers: pa.Table, creance: Creance, instance: int) -> Counter[int]:
    """Return what the judgments of a case annul of a créance, month → cents, as the ledger tells it.

    Args:
        transfers: schema TRANSFERS, of its dossier.
        creance: as the ledger tells it.
        instance: number of the case.

    Law:
        None: decision 0021, a reference names the act.
    """
    name = creance_reference(creance.number, f"jugement:I{instance}")
    rows = transfers.filter(pc.equal(transfers["reference"], name)).to_pylist()
    found: Counter[int] = Counter()
    for row in rows:
        if row["debit"].endswith(":annule"):
            found[row["month"]] += row["amount_cents"]
        elif row["credit"].endswith(":annule"):
            found[row["month"]] -= row["amount_cents"]
    return found


def _type() -> pa.DataType:
    return TRANSFERS.field("reference").type


def _without_indemnite(creance: Creance, at: dt.datetime) -> pa.Table:
    rows = [
        creance_row(creance, ("produit", INDEMNITE, "annulation", ""), (line.month, line.open), at)
        for line in creance.lignes
        if line.nature == INDEMNITE and line.open > 0
    ]
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def claimed_again(
    creance: Creance, cents: int, instance: int, at: dt.datetime, *, of: str = "annule"
) -> pa.Table:
    """Return the transfers that claim again what a first judgment gave up and an appeal restores.

    Args:
        creance: as the ledger tells it.
        cents: at most what is annulled, or remitted, of it.
        instance: number of the case.
        at: instant, UTC.
        of: `annule`, or `remise`.

    Law:
        Code de procédure civile art. 561: the appeal gives the case to another judge.
    """
    rows = []
    own = [line for line in creance.lignes if line.nature != INDEMNITE]
    gone = [(of, line, line.annulled if of == "annule" else line.remitted) for line in own]
    if of == "remise":  # what it had given back, it had annulled
        gone += [("annule", line, line.restituted) for line in own]
    for nature, line, most in gone:
        part = min(cents, most)
        if part > 0:
            cents -= part
            how = ("indu", nature, "jugement_reforme", f"jugement:I{instance}")
            rows.append(creance_row(creance, how, (line.month, part), at))
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def given_back(before: pa.Table, after: pa.Table) -> list[Rendu]:
    """Return what some acts give back of what had been recovered, in the order in which they do.

    A judgment or a decision gives back by a restitution; a new fact, by a rappel on a month of which
    an indu had been recovered: never more than was recovered, the rest is a rappel like another.

    Args:
        before: transfers of some dossiers, schema TRANSFERS, in the order of the journals.
        after: the same, and what was added to them.

    What a payment sent back by the bank has undone since of a restitution is given back no more.

    Law:
        Code civil art. 1302; CSS art. L553-2.
    """
    known = Counter(before["dossier"].to_pylist()) if before.num_rows else Counter()
    started = {d: len(_fold(_of(before, d))) for d in known}
    dossiers = dict.fromkeys(after["dossier"].to_pylist())
    found = (one for d in dossiers if d for one in _fold(_of(after, d))[started.get(d, 0) :])
    return [one for one in found if one.cents]


def _of(transfers: pa.Table, dossier: int) -> pa.Table:
    return transfers.filter(pc.equal(transfers["dossier"], dossier))


@dataclass(slots=True)
class _Pot:
    """What one act has recovered of a month of a créance, and not given back."""

    creance: int
    kind: str
    reference: str
    cents: int


def _fold(transfers: pa.Table) -> list[Rendu]:
    """Return what is given back, from the transfers of one dossier in their order.

    What was undone since keeps its place, for less, or for nothing.
    """
    mine = transfers.filter(pc.is_in(transfers["motive"], pa.array(_MOVES)))
    rows = mine.to_pylist()
    found: list[Rendu] = []
    if not any(row["motive"] in ("restitution", "rappel") for row in rows):
        return found
    owners = _owners(transfers)
    lost = _lost(rows)
    pots: dict[tuple[str, int], list[_Pot]] = defaultdict(list)
    for row in rows:
        debit, credit = row["debit"].split(":"), row["credit"].split(":")
        key = (credit[0], row["month"])
        match row["motive"]:
            case "remboursement":
                number = creance_of_reference(row["reference"]) or owners.get(key, 0)
                key = _place(credit, number, key)
                taken = _Pot(number, debit[1], row["reference"] or "", row["amount_cents"])
                pots[key].append(taken)
            case "remboursement_defait":
                key = (debit[0], row["month"])
                _taken([p for p in pots[key] if p.reference == row["reference"]], row)
            case "retenue_defaite" if debit[1] == "indu":
                done = (row["reference"] or "").replace(":retenue_defaite:", ":retenue:")
                key = (debit[0], row["month"])
                _taken([p for p in pots[key] if p.reference == done], row)
            case "restitution":
                number = creance_of_reference(row["reference"]) or 0
                some = [p for p in pots[_place(debit, number, key)] if p.creance == number]
                found += _rendus(row, _in_turn(row["reference"], some))
            case "restitution_defaite":
                _fall(found, row)
            case "rappel":
                row["amount_cents"] -= lost[row["reference"], *key]
                # As a right that comes back undoes the last claim first (`recouvrement.creances`).
                found += _rendus(row, sorted(pots[key], key=lambda p: -p.creance))
    return found


def _fall(found: list[Rendu], row: Mapping[str, Any]) -> None:
    """Lower what was given back of a payment that the bank sent back, the last part first."""
    rest, benefit = row["amount_cents"], row["debit"].split(":")[0]
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        same = (one.benefit, one.month) == (benefit, row["month"])
        named = one.creance == creance_of_reference(row["reference"])
        if same and named and one.cause == cause_of(row["reference"]) and _is_paid(one):
            part = min(rest, one.cents)
            found[place] = replace(one, cents=one.cents - part)
            rest -= part


def _is_paid(one: Rendu) -> bool:
    """Return whether it undoes a payment, which a bank may send back, and no withholding."""
    return ":retenue:" not in one.recovered_by


def _in_turn(reference: str | None, pots: list[_Pot]) -> list[_Pot]:
    """Return recoveries in the order in which they are given back: by a remise, the last first."""
    if f":{RENDUE}:" in (reference or ""):
        return pots[::-1]
    return sorted(pots, key=lambda p: p.kind != "retenu")


def _place(account_of: list[str], number: int, key: tuple[str, int]) -> tuple[str, int]:
    """Return where a recovery is kept: by month, or by créance for an indemnité, which has no month."""
    benefit, nature = account_of
    return (f"{benefit}:{INDEMNITE}", number) if nature in (INDEMNITE, "produit") else key


def _owners(transfers: pa.Table) -> dict[tuple[str, int], int]:
    """Return the oldest claim of each month: what is repaid without naming one goes to it."""
    found: dict[tuple[str, int], int] = {}
    for claims in creances(transfers).values():
        for claim in claims:
            for line in claim.lignes:
                found.setdefault((claim.benefit, line.month), claim.number)
    return found


def _lost(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[str | None, str, int]]:
    """Return what time has taken of each rappel: it is not paid."""
    found: Counter[tuple[str | None, str, int]] = Counter()
    for row in rows:
        benefit, debit = row["debit"].split(":")
        if row["motive"] == "prescription" and debit == "droit":
            found[row["reference"], benefit, row["month"]] += row["amount_cents"]
    return found


def _taken(pots: Iterable[_Pot], row: Mapping[str, Any]) -> list[tuple[_Pot, int]]:
    rest, out = row["amount_cents"], []
    for pot in pots:
        part = min(rest, pot.cents)
        if part > 0:
            pot.cents -= part
            rest -= part
            out.append((pot, part))
    return out


def _rendus(row: Mapping[str, Any], pots: Iterable[_Pot]) -> Iterator[Rendu]:
    benefit = row["credit"].split(":")[0]
    for pot, cents in _taken(pots, row):
        yield Rendu(
            row["dossier"],
            pot.creance,
            benefit,
            row["month"],
            cents,
            pot.reference,
            cause_of(row["reference"]),
            row["entered_at"],
        )


def cause_of(reference: str | None) -> str:
    """Return what gives something back, from the reference of its transfers.

    Law:
        None: decision 0021, a reference names the act.

    >>> cause_of("creance:3:jugement:I1"), cause_of("creance:3:restitution:R2")
    ('instance:1', 'recours:2')
    """
    last = (reference or "").rpartition(":")[2]
    if creance_of_reference(reference) is not None and last[:1] in _ACTS:
        return f"{_ACTS[last[0]]}:{last[1:]}"
    return reference or ""
