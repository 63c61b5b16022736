"""Recover: the one withholding of a month, between the revision and the payment order.

What is withheld leaves what is to be paid: the order of the month is lower by itself. Running again
does nothing: the references of the ledger say what was withheld.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Acte, Refusal, add_months, euros, month_of, month_text
from justedroit.core.faits import as_known
from justedroit.core.paiements import payment_order
from justedroit.core.recouvrement import (
    CALCULEE,
    DECIDEE,
    REFUSEE,
    Ecart,
    Place,
    Retenue,
    elements,
    quotients,
    transfers_of_withholdings,
    withholdable_cents,
)
from justedroit.core.registre import TRANSFERS, ints, posted_rights
from justedroit.records.interface import EVENTS, BadRow, Journal, Records, StaleSequence
from justedroit.steps.act import appended, event, opened, refuse_text
from justedroit.steps.guichet import AT_ONCE, retried
from justedroit.steps.masse import uncollected
from justedroit.steps.pay import to_landlord
from justedroit.steps.revise import refuse_future
from justedroit.steps.withhold import Dossiers, Mensualite, decided

AUTHOR: Final = "recouvrement"


@dataclass(frozen=True, slots=True)
class Recouvrement:
    """What the withholding of a month has taken, or would take.

    Attributes:
        month: of the rights it is taken from.
        retenues: by dossier, those that take nothing too: they say why.
        mensualites: dossier → its monthly amount, and how it was found.
        written: whether the ledger has it.
    """

    month: int
    retenues: tuple[Retenue, ...] = ()
    mensualites: Mapping[int, Mensualite] = field(default_factory=dict)
    written: bool = False

    @property
    def cents(self) -> int:
        """What is withheld in all."""
        return sum(one.cents for one in self.retenues)

    @property
    def withheld(self) -> int:
        """The number of dossiers on which something is withheld."""
        return sum(1 for one in self.retenues if one.prises)

    def reasons(self) -> Counter[str]:
        """Return how many créances nothing is withheld for, by reason."""
        return Counter(why.code for one in self.retenues for why in one.skipped.values())


def recover(
    records: Records,
    month: int,
    now: dt.datetime,
    dossiers: Sequence[int] | None = None,
    *,
    trial: bool = False,
) -> Recouvrement:
    """Withhold what the dossiers that owe must pay back on the rights of a month.

    Each block of dossiers is written whole, or not at all: after a cut, running again does the rest.

    Args:
        records: the journals.
        month: of the rights, 202607; what is not paid of them is what may be withheld.
        now: instant, UTC.
        dossiers: numbers; None: all.
        trial: whether nothing is to be written.

    Raises:
        Refused: the month has not begun.
        StaleSequence: a dossier is written to again and again; the blocks before it are written.
    """
    refuse_future(month, now)
    every = records.dossiers() if dossiers is None else sorted(set(dossiers))
    found = []
    for start in range(0, len(every), AT_ONCE):
        with uncollected():
            block = every[start : start + AT_ONCE]
            found.append(_block(records, block, (month, now), trial=trial))
    return _joined(month, found, written=not trial)


def _block(
    records: Records, some: Sequence[int], when: tuple[int, dt.datetime], *, trial: bool
) -> Recouvrement:
    """Withhold on some dossiers; those that someone wrote to meanwhile are done again, each alone."""
    try:
        return _once(records, some, when, trial=trial)
    except StaleSequence as stale:
        if len(some) == 1:
            raise
        moved = set(stale.dossiers)
    except BadRow as refused:
        return _apart(records, some, when, str(refused))
    rest = [number for number in some if number not in moved]
    parts = [_block(records, rest, when, trial=trial)] if rest else []
    parts += [retried(lambda n=n: _once(records, [n], when, trial=trial)) for n in sorted(moved)]  # type: ignore[misc]
    return _joined(when[0], parts, written=not trial)


def _apart(
    records: Records, some: Sequence[int], when: tuple[int, dt.datetime], why: str
) -> Recouvrement:
    """Withhold on each half of a block that is refused: in the end, the one at fault is left alone."""
    if len(some) == 1:
        trial = _once(records, some, when, trial=True)
        left = [
            Retenue(one.dossier, (), {p.creance: Ecart(REFUSEE, why) for p in one.prises})
            for one in trial.retenues
        ]
        return Recouvrement(when[0], tuple(left))
    half = len(some) // 2
    parts = [_block(records, part, when, trial=False) for part in (some[:half], some[half:])]
    return _joined(when[0], parts, written=True)


def _joined(month: int, parts: Iterable[Recouvrement], *, written: bool) -> Recouvrement:
    retenues: list[Retenue] = []
    mensualites: dict[int, Mensualite] = {}
    for part in parts:
        retenues += part.retenues
        mensualites |= part.mensualites
    return Recouvrement(month, tuple(retenues), mensualites, written)


def _once(
    records: Records, some: Sequence[int], when: tuple[int, dt.datetime], *, trial: bool
) -> Recouvrement:
    month, now = when
    seen = records.sequences(some)
    read = read_owing(records, some, month, now)
    if not read.numbers:
        return Recouvrement(month)
    retenues, mensualites = decided(read)
    found = Recouvrement(month, tuple(retenues), mensualites, written=not trial)
    if not trial:
        transfers = transfers_of_withholdings(retenues, month, read.paid_on, now)
        events = _fixed(retenues, mensualites, month, Acte(AUTHOR, now))
        journal = Journal(events=events, transfers=transfers)
        concerned = {one.dossier for one in retenues if one.prises}
        if concerned:
            records.append(journal, {number: seen[number] for number in concerned})
    return found


def _fixed(
    retenues: Iterable[Retenue],
    mensualites: Mapping[int, Mensualite],
    month: int,
    acte: Acte,
) -> pa.Table:
    """Return the events that fix the monthly amounts that are new, where something is withheld."""
    rows: list[dict[str, Any]] = []
    for one in retenues:
        amount = mensualites.get(one.dossier)
        if not one.prises or amount is None or not amount.is_new:
            continue
        told: dict[str, Any] = {"mensualite_cents": amount.cents, "a_partir_de": month}
        told |= {"calcul": amount.calcul, "statut": CALCULEE}
        rows.append(event(one.dossier, "retenue.fixee", acte, told))
    return pa.Table.from_pylist(rows, schema=EVENTS)


def read_owing(records: Records, some: Sequence[int], month: int, now: dt.datetime) -> Dossiers:
    """Return, of some dossiers, those that owe, with all that their withholding is decided from.

    Args:
        records: the journals.
        some: numbers.
        month: of the rights.
        now: instant of what is known, UTC.
    """
    transfers = records.transfers(some)
    numbers = owing(transfers)
    if not numbers:
        return Dossiers(month, now.astimezone(FRANCE).date(), [], *([TRANSFERS.empty_table()] * 6))
    mine = transfers.filter(pc.is_in(transfers["dossier"], pa.array(numbers, pa.int64())))
    order = payment_order(mine, month, landlord=to_landlord(records, month, now, numbers))
    rights = posted_rights(mine.filter(pc.equal(mine["month"], month)))
    facts = records.facts(numbers)
    known = as_known(facts, at=now)
    tables = (mine, records.events(numbers), facts, known, rights, order)
    return Dossiers(month, now.astimezone(FRANCE).date(), numbers, *tables)


def owing(transfers: pa.Table) -> list[int]:
    """Return the dossiers that owe something, ascending, from their transfers."""
    sides = []
    for side, sign in (("debit", 1), ("credit", -1)):
        owed = pc.match_substring_regex(transfers[side], ":(indu|indemnite)$")
        rows = transfers.filter(owed)
        sides.append((ints(rows["dossier"]), sign * ints(rows["amount_cents"])))
    numbers, place = np.unique(np.concatenate([d for d, _ in sides]), return_inverse=True)
    sums = np.zeros(numbers.size, np.int64)
    np.add.at(sums, place, np.concatenate([cents for _, cents in sides]))
    return [int(number) for number in numbers[(sums > 0) & (numbers > 0)]]


@dataclass(frozen=True, slots=True)
class Explication:
    """The withholding of a month of one dossier, and the income it is calculated from.

    Attributes:
        found: what would be withheld, and why not more.
        quotient: a row of QUOTIENTS, calculated now, even where an amount fixed before still holds.
        elements: schema ELEMENTS: what makes it, each with its fact.
    """

    found: Recouvrement
    quotient: Mapping[str, Any]
    elements: pa.Table


def explained(
    records: Records, dossier: int, month: int, now: dt.datetime
) -> Explication | Refusal:
    """Return the withholding of a month of one dossier, writing nothing; a refusal if it owes nothing.

    Args:
        records: the journals.
        dossier: number.
        month: of the rights.
        now: instant, UTC.
    """
    refuse_future(month, now)
    read = read_owing(records, [dossier], month, now)
    if not read.numbers:
        what = "ce dossier ne doit rien."
        mend = f"Il n'y a rien à retenir sur {month_text(month)}."
        return Refusal(what, f"dossier {dossier}", mend)
    retenues, mensualites = decided(read)
    [quotient] = quotients(read.known, read.rights, [dossier], month).to_pylist()
    told = elements(read.known, read.rights, dossier, month)
    return Explication(Recouvrement(month, tuple(retenues), mensualites), quotient, told)


@dataclass(frozen=True, slots=True)
class Fixation:
    """What a person decides of the monthly withholding of a dossier.

    Attributes:
        cents: a month, zero or more; None: what the scale gives, calculated anew from then.
        motif: why, in French.
        accord: whether the household has asked in writing for more than the scale.
    """

    cents: int | None
    motif: str
    accord: bool = False


def fix_monthly(records: Records, dossier: int, wanted: Fixation, acte: Acte) -> int | Refusal:
    """Fix the monthly withholding of a dossier, as a person decides; it holds until another decision.

    More than the scale only where the household has asked for it in writing, and never more than its
    rights of the month bear.

    Args:
        records: the journals.
        dossier: number.
        wanted: the amount, and why.
        acte: who decides, and when.

    Returns:
        The amount, in cents; or why it is not fixed.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    where = f"dossier {dossier}"
    if wrong := refuse_text(wanted.motif, where, "le motif de la mensualité"):
        return wrong
    month = add_months(month_of(acte.at.astimezone(FRANCE).date()), -1)
    read = read_owing(records, [dossier], month, acte.at)
    if not read.numbers or (wanted.cents is not None and wanted.cents < 0):
        what = "ce dossier ne doit rien." if not read.numbers else "un montant est négatif."
        return Refusal(what, where, "Vérifiez le dossier et le montant.", "CSS art. L553-2")
    [row] = quotients(read.known, read.rights, [dossier], month).to_pylist()
    amount = row["retenue_cents"] if wanted.cents is None else wanted.cents
    if amount is None:
        what = "le barème de ce territoire n'a pas été lu."
        return Refusal(what, where, "Fixez un montant.", "CSS art. D553-2")
    if wrong := _too_much(amount, row["retenue_cents"], wanted, read):
        return wrong
    told: dict[str, Any] = {
        "mensualite_cents": amount,
        "a_partir_de": month,
        "motif": wanted.motif.strip(),
    }
    told |= {"calcul": {name: row[name] for name in row if name != "dossier"}}
    told |= {"statut": CALCULEE if wanted.cents is None else DECIDEE}
    if wanted.accord:
        told["accord"] = True
    appended(records, found, [event(dossier, "retenue.fixee", acte, told)])
    return int(amount)


def _too_much(cents: int, scale: int | None, wanted: Fixation, read: Dossiers) -> Refusal | None:
    """Return the refusal of an amount above the scale, or above what the rights of the month bear."""
    [dossier] = read.numbers
    where, law = f"dossier {dossier}", "CSS art. D553-1, L553-2"
    if scale is not None and cents <= scale:
        return None
    if scale is not None and not wanted.accord:
        return Refusal(
            f"{euros(cents)} dépassent ce que le barème retient, {euros(scale)}.",
            where,
            f"Fixez {euros(scale)} au plus ; davantage seulement si le foyer l'a demandé par écrit : "
            "ajoutez alors --accord.",
            law,
        )
    most = withholdable_cents(_rights(read), read.day)
    if cents <= max(most, scale or 0):
        return None
    return Refusal(
        f"{euros(cents)} dépassent ce qui peut être retenu sur les droits du mois, {euros(most)}.",
        where,
        "Fixez moins, ou proposez au foyer de rembourser le reste lui-même.",
        law,
    )


def _rights(read: Dossiers) -> list[Place]:
    """Return the rights of the month, paid or not: what a withholding like it may take from."""
    return [
        Place(row["benefit"], row["month"], "allocataire", row["posted_cents"])
        for row in read.rights.to_pylist()
    ]
