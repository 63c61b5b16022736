"""Which créance each movement of the ledger concerns: the fold of the transfers of a dossier.

A movement that names a créance in its reference concerns it. Of the others, what is repaid goes to
the oldest claim of the month, and what a restored right undoes to the last one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.creances.creance import (
    INDEMNITE,
    INDU,
    Creance,
    Ligne,
    creance_of_reference,
)
from justedroit.core.registre import each

# Debit nature of what extinguishes a claim → field of `Ligne`.
_EXTINCTIONS: Final = {
    "charge": "undone",
    "produit": "annulled",
    "retourne": "returned",
    "annule": "annulled",
    "remise": "remitted",
    "retenu": "withheld",
    "rembourse": "repaid",
    "prescrit": "prescribed",
    "abandonne": "abandoned",
    "efface": "erased",
    "transfere": "transferred",
}
# What a right that comes back undoes beside the claim itself: what had been given up of it.
_GIVEN_UP: Final = ("remise", "annule", "prescrit", "abandonne", "efface", "transfere")
_OWED: Final = (INDU, INDEMNITE)
# Motives that never concern a claim: left aside first, they are most of the ledger.
_OTHERS: Final = ("droit", "rappel", "droit_reduit", "paiement", "retenue")
_COLUMNS: Final = (
    *("dossier", "debit", "credit", "amount_cents", "month"),
    *("entered_at", "reference", "motive"),
)
_REJECTED: Final = "rejet"  # a payment that the bank sent back, given back meanwhile: claimed anew


class _Way(NamedTuple):
    """What a movement takes from the lines of the claims, and where it puts it.

    Attributes:
        order: in which claims are looked at; `own` is that of the decision first, else the last.
        takes: fields of `Ligne` taken from, one after the other; `open` is what is still owed.
        puts: field → 1 where the same amount is added, -1 where it leaves too.
        nature: of the lines looked at.
        any_month: whether all lines of that nature are, and not those of the month alone.
    """

    order: Literal["oldest", "last", "own"]
    takes: tuple[str, ...]
    puts: Mapping[str, int]
    nature: str = INDU
    any_month: bool = False


# What is given back is recovered no longer, the decision annuls it; and what had been given back of
# a payment never received is repaid again, for now.
_RECOVERED: Final = ("withheld", "repaid")
_GIVEN_BACK: Final = {"annulled": 1, "restituted": 1}
_TAKEN_BACK: Final = {"annulled": -1, "repaid": 1}
# (debit, credit) natures → what the movement does.
_WAYS: Final[Mapping[tuple[str, str], _Way]] = {
    **{
        (debit, owed): _Way("oldest", ("open",), {field: 1}, owed)
        for owed in _OWED
        for debit, field in _EXTINCTIONS.items()
    },
    ("charge", INDU): _Way("own", ("open",), {"undone": 1}),
    ("prescrit", INDU): _Way("own", ("open",), {"prescribed": 1}),
    # A debt lives again.
    **{
        (owed, credit): _Way("last", (field,), {}, owed)
        for owed in _OWED
        for credit, field in _EXTINCTIONS.items()
    },
    # A right that comes back undoes what was given up; a decision annuls what had been passed on.
    **{
        ("charge", credit): _Way("last", (_EXTINCTIONS[credit],), {"undone": 1})
        for credit in _GIVEN_UP
    },
    ("annule", "transfere"): _Way("last", ("transferred",), {"annulled": 1}),
    # An indemnité is given back in the month of the decision, which pays it: not in its own.
    ("annule", "droit"): _Way("oldest", _RECOVERED, _GIVEN_BACK),
    ("produit", "droit"): _Way("oldest", _RECOVERED, _GIVEN_BACK, INDEMNITE, any_month=True),
    ("droit", "annule"): _Way("oldest", ("restituted",), _TAKEN_BACK),
    ("droit", "produit"): _Way("oldest", ("restituted",), _TAKEN_BACK, INDEMNITE, any_month=True),
}


class _Row(NamedTuple):
    """A transfer, as the fold reads it."""

    dossier: int
    debit: str
    credit: str
    amount_cents: int
    month: int
    entered_at: dt.datetime
    reference: str | None
    motive: str


def creances(transfers: pa.Table) -> dict[int, list[Creance]]:
    """Return the créances of some dossiers, as the ledger tells them.

    Args:
        transfers: schema TRANSFERS, in the order of the journals; those of any number of dossiers.

    Returns:
        Dossier → its créances by number; a dossier that never owed anything is not there.

    Raises:
        ValueError: a movement names a créance that is not there, or is of another benefit; or it
            concerns more than is owed.

    Law:
        CSS art. L553-2, R133-9-2: the indus of one decision, by benefit; decision 0021.
    """
    return {
        dossier: list(_fold(rows))
        for dossier, rows in groupby(_concerned(transfers), key=lambda row: row.dossier)
    }


def _concerned(transfers: pa.Table) -> Iterator[_Row]:
    aside = pc.is_in(transfers["motive"], pa.array(_OTHERS))
    rows = transfers.filter(pc.invert(aside)).select(_COLUMNS)
    rows = rows.filter(pc.greater(rows["dossier"], 0))
    every = map(_Row._make, each(rows, *_COLUMNS))
    # What is about to be appended comes after the rows of all dossiers: each is folded whole.
    return iter(sorted((row for row in every if _is_claim(row)), key=lambda row: row.dossier))


def _is_claim(row: _Row) -> bool:
    return (
        row.debit.endswith((":indu", ":indemnite"))
        or row.credit.endswith((":indu", ":indemnite"))
        or row.debit.endswith(":annule")
        or (row.debit.endswith(":produit") and row.credit.endswith(":droit"))
        or (row.debit.endswith(":droit") and row.credit.endswith((":annule", ":produit")))
        or (row.debit.endswith(":charge") and row.credit.rpartition(":")[2] in _GIVEN_UP)
    )


def _fold(rows: Iterable[_Row]) -> list[Creance]:
    """Return the créances of one dossier, from its transfers in their order."""
    found: list[Creance] = []
    by_birth: dict[tuple[str, str | None], Creance] = {}
    for row in rows:
        benefit, debit = row.debit.split(":")
        credit = row.credit.partition(":")[2]
        if (debit, credit) == (INDU, "charge") or row.motive == _REJECTED:
            claim = by_birth.get((benefit, row.reference)) or _born(found, benefit, row)
            by_birth[benefit, row.reference] = claim
            claim.ligne(row.month).claimed += row.amount_cents
        else:
            _moved(found, by_birth, row, (benefit, debit, credit))
    return found


def _born(found: list[Creance], benefit: str, row: _Row) -> Creance:
    claim = Creance(row.dossier, len(found) + 1, benefit, row.reference or "", row.entered_at)
    found.append(claim)
    return claim


def _moved(
    found: list[Creance],
    by_birth: Mapping[tuple[str, str | None], Creance],
    row: _Row,
    movement: tuple[str, str, str],
) -> None:
    """Take in a movement of what is claimed already."""
    benefit, debit, credit = movement
    named = creance_of_reference(row.reference)
    mine = by_birth.get((benefit, row.reference))
    some = [claim for claim in found if claim.benefit == benefit]
    if named is not None:
        some = [claim for claim in some if claim.number == named]
        if not some:
            _refuse_named(found, row, (named, benefit))
    elif mine is not None:
        some = [mine, *(claim for claim in some if claim is not mine)]
    if (debit, credit) == (INDEMNITE, "produit"):
        [claim] = some
        claim.ligne(row.month, INDEMNITE).claimed += row.amount_cents
        return
    way = _WAYS[debit, credit]
    last_first = way.order == "last" or (way.order == "own" and mine is None)
    _shift(reversed(some) if last_first else some, row, way)


def _shift(some: Iterable[Creance], row: _Row, way: _Way) -> None:
    """Take an amount from some fields of the lines, claim after claim, into others."""
    rest = row.amount_cents
    for claim, ligne in _lines_of(some, row.month, way):
        for source in way.takes:
            part = min(rest, getattr(ligne, source))
            if source != "open":
                setattr(ligne, source, getattr(ligne, source) - part)
            elif part:
                [claim.last] = way.puts
            for target, sign in way.puts.items():
                setattr(ligne, target, getattr(ligne, target) + sign * part)
            rest -= part
    _refuse_rest(rest, row)


def _lines_of(some: Iterable[Creance], month: int, way: _Way) -> Iterator[tuple[Creance, Ligne]]:
    for claim in some:
        for ligne in claim.lignes:
            if ligne.nature == way.nature and (way.any_month or ligne.month == month):
                yield claim, ligne


def _refuse_named(found: list[Creance], row: _Row, named: tuple[int, str]) -> None:
    number, benefit = named
    owner = next((claim.benefit for claim in found if claim.number == number), None)
    why = "n'existe pas" if owner is None else f"est de {owner}, et non de {benefit}"
    message = (
        f"Dossier {row.dossier}, mois {row.month} : le mouvement « {row.debit} » à « {row.credit} » "
        f"({row.reference}) nomme la créance {number}, qui {why}."
    )
    raise ValueError(message)


def _refuse_rest(rest: int, row: _Row) -> None:
    if rest:
        message = (
            f"Dossier {row.dossier}, mois {row.month} : le mouvement « {row.debit} » à "
            f"« {row.credit} » ({row.reference}) dépasse de {rest} centimes ce qu'il peut éteindre."
        )
        raise ValueError(message)
