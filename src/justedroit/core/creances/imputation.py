"""Which créance each movement of the ledger concerns: the fold of the transfers of a dossier.

A movement that names a créance in its reference concerns it. Of the others, what is repaid goes to
the oldest claim of the month, and what a restored right undoes to the last one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple

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
    elif (debit, credit) == ("annule", "droit"):
        _restituted(_lines(some, row.month, INDU), row)
    elif (debit, credit) == ("produit", "droit"):
        # In the month of the decision, which pays it: not in that of the indemnité.
        _restituted(_indemnites(some), row)
    elif debit == "droit":
        lignes = _indemnites(some) if credit == "produit" else _lines(some, row.month, INDU)
        _taken_back(lignes, row)
    elif debit in _OWED:
        _shift(list(reversed(some)), row, (_EXTINCTIONS[credit], None), debit)
    elif credit in _OWED:
        oldest_first = mine is not None or debit not in ("charge", "prescrit")
        order = some if oldest_first else list(reversed(some))
        _shift(order, row, ("open", _EXTINCTIONS[debit]), credit)
    else:
        # A right that comes back undoes what was given up; a decision annuls what had been passed on.
        _shift(list(reversed(some)), row, (_EXTINCTIONS[credit], _EXTINCTIONS[debit]))


def _shift(
    some: list[Creance], row: _Row, fields: tuple[str, str | None], nature: str = INDU
) -> None:
    """Take an amount from a field of the lines of a month, claim after claim, into another."""
    source, target = fields
    rest = row.amount_cents
    for claim, ligne in _lines_of(some, row.month, nature):
        part = min(rest, getattr(ligne, source))
        if part and source == "open" and target is not None:
            claim.last = target
        if source != "open":
            setattr(ligne, source, getattr(ligne, source) - part)
        if target is not None:
            setattr(ligne, target, getattr(ligne, target) + part)
        rest -= part
    _refuse_rest(rest, row)


def _restituted(lignes: Iterable[Ligne], row: _Row) -> None:
    """Take in what is given back: it is recovered no longer, the decision annuls it."""
    rest = row.amount_cents
    for ligne in lignes:
        for source in ("withheld", "repaid"):
            part = min(rest, getattr(ligne, source))
            setattr(ligne, source, getattr(ligne, source) - part)
            ligne.annulled += part
            ligne.restituted += part
            rest -= part
    _refuse_rest(rest, row)


def _lines(some: list[Creance], month: int, nature: str) -> Iterator[Ligne]:
    return (ligne for _, ligne in _lines_of(some, month, nature))


def _lines_of(some: list[Creance], month: int, nature: str) -> Iterator[tuple[Creance, Ligne]]:
    for claim in some:
        for ligne in claim.lignes:
            if (ligne.month, ligne.nature) == (month, nature):
                yield claim, ligne


def _taken_back(lignes: Iterable[Ligne], row: _Row) -> None:
    """Take in what had been given back of a payment never received: it is repaid again, for now."""
    rest = row.amount_cents
    for ligne in lignes:
        part = min(rest, ligne.restituted)
        ligne.annulled -= part
        ligne.restituted -= part
        ligne.repaid += part
        rest -= part
    _refuse_rest(rest, row)


def _indemnites(some: list[Creance]) -> Iterator[Ligne]:
    return (ligne for claim in some for ligne in claim.lignes if ligne.nature == INDEMNITE)


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
