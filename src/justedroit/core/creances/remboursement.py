"""What a household repays itself, by one rule whatever the channel: cheque, card, transfer, plan.

1. what names créances repays them, in the order in which it names them
2. what is left repays those of the plan that the household pays itself, then the oldest notified
3. what is contested or suspended is repaid only when it is named; of those named, last; what no
   notice has claimed yet, only when it is named or of a plan: nobody knows of it
4. money received before a debt was born does not repay it, unless a person places it there
5. what no debt takes waits in the account of the fund (`core.paiements.attente`)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE
from justedroit.core.creances.actes import Suspension
from justedroit.core.creances.creance import Creance, Ligne, creance_reference
from justedroit.core.creances.exigibilite import suspended
from justedroit.core.creances.extinction import Extinction, extinction_rows
from justedroit.core.creances.suivi import suivis
from justedroit.core.registre import TRANSFERS, each

# Why money waits, of those of `core.paiements.WAITING_LABELS`.
SANS_DETTE, TROP, CONTESTE, ANTERIEUR = "sans_dette", "trop", "conteste", "anterieur"
NON_NOTIFIE: Final = "non_notifie"
_UNDOING: Final = ("remboursement_defait", "rejet")
# All that may suspend the recovery of a créance: the other events of a dossier are not read.
HALTING: Final = r"^(creance\.(suspendue|reprise)|rectification\.|surendettement\.)"
# All that tells whether a créance was claimed of the household.
NOTIFYING: Final = r"^notice\.(preparee|envoyee|recue)$"


@dataclass(frozen=True, slots=True)
class Remboursement:
    """Money that a household has sent.

    Attributes:
        cents: more than zero.
        value_on: day on which the fund has it.
        act: of the reference of its transfers, `paiement:3`, `banque:5:12`, `attente:3:12:7`.
        creances: numbers of those that it names, in order.
        born_by: créances born after this day are not repaid; None: a person has placed the money.
    """

    cents: int
    value_on: dt.date
    act: str
    creances: tuple[int, ...] = ()
    born_by: dt.date | None = None

    def precedes(self, creance: Creance) -> bool:
        """Return whether the money came before the créance was born: it cannot have been for it.

        Law:
            Code civil art. 1342: one pays what one owes.
        """
        return self.born_by is not None and birth_day(creance) > self.born_by


@dataclass(frozen=True, slots=True)
class Dettes:
    """What a dossier owes, as money repays it.

    Attributes:
        creances: all those of the dossier.
        halted: number → what suspends it, of those that are contested or suspended.
        plan: numbers of those of the plan that the household pays itself.
        unnotified: numbers of those that no notice has claimed yet.
    """

    creances: Sequence[Creance] = ()
    halted: Mapping[int, Suspension] = field(default_factory=dict)
    plan: Collection[int] = ()
    unnotified: Collection[int] = ()

    @property
    def aside(self) -> frozenset[int]:
        """Numbers of those that nothing repays unless it names them.

        Law:
            CSS art. R133-9-2: a notice claims an indu; who accepts a plan knows what it repays.
        """
        return frozenset(self.halted) | (frozenset(self.unnotified) - frozenset(self.plan))

    def payable(self, named: Collection[int] = ()) -> int:
        """Return how much a payment may repay at most, in cents.

        Args:
            named: numbers of the créances that it names.

        Law:
            CSS art. L553-2: never more than is owed; see `imputed`.
        """
        aside = self.aside
        some = (c for c in self.creances if c.number in named or c.number not in aside)
        return sum(creance.total() for creance in some)


@dataclass(frozen=True, slots=True)
class Imputation:
    """What some money has repaid.

    Attributes:
        received: the money.
        parts: (créance, line, cents), with no zero.
        rest: cents that no debt took.
        why: they wait: SANS_DETTE, TROP, CONTESTE, NON_NOTIFIE or ANTERIEUR; empty when nothing does.
    """

    received: Remboursement
    parts: tuple[tuple[Creance, Ligne, int], ...]
    rest: int
    why: str

    @property
    def repaid(self) -> dict[int, int]:
        """Number of a créance → cents repaid of it."""
        found: dict[int, int] = {}
        for creance, _, cents in self.parts:
            found[creance.number] = found.get(creance.number, 0) + cents
        return found


def birth_day(creance: Creance) -> dt.date:
    """Return the day, in France, on which a créance was born.

    Law:
        CSS art. R133-9-2: it is born of a decision.
    """
    return creance.born_at.astimezone(FRANCE).date()


def in_order(creances: Iterable[Creance]) -> list[Creance]:
    """Return créances in the order in which they are recovered.

    Returns:
        The oldest first; of the same day, the one that is owed least.

    Law:
        CSS art. D553-4: by age, and of the same date the smallest first, until each is extinguished.
    """
    return sorted(creances, key=lambda c: (birth_day(c), c.total(), c.number))


def halted(
    creances: Iterable[Creance], events: pa.Table, day: dt.date
) -> dict[int, dict[int, Suspension]]:
    """Return which créances are contested or suspended on a day: nothing repays them by itself.

    Args:
        creances: of any number of dossiers, all those of each.
        events: of these dossiers, in the order of the journals.
        day: of the act.

    Returns:
        Dossier → number → what suspends it; a dossier without any is not there.

    Law:
        CASF art. L262-46; CSS art. R133-9-2; Code de la consommation art. L722-2, L722-5.
    """
    told = events.filter(pc.match_substring_regex(events["tag"], HALTING))
    concerned = set(pc.unique(told["dossier"]).to_pylist())
    some = [creance for creance in creances if creance.dossier in concerned]
    found: dict[int, dict[int, Suspension]] = {}
    for creance, thread in zip(some, suivis(some, told), strict=True):
        if (running := suspended(thread, day)) is not None:
            found.setdefault(creance.dossier, {})[creance.number] = running
    return found


def unnotified(creances: Iterable[Creance], events: pa.Table) -> dict[int, set[int]]:
    """Return which créances no notice has claimed yet: they are computed, and nobody knows of them.

    Args:
        creances: of any number of dossiers, all those of each.
        events: of these dossiers, in the order of the journals.

    Returns:
        Dossier → numbers; a dossier without any is not there.

    Law:
        CSS art. R133-9-2: the fund claims an indu by a notice. None for the rest: one that has left
        claims it, before its reception is proven.
    """
    found: dict[int, set[int]] = {}
    told = events.filter(pc.match_substring_regex(events["tag"], NOTIFYING))
    for thread in suivis(creances, told):
        if not any(one.sent_on or one.received_on for one in thread.notices):
            found.setdefault(thread.dossier, set()).add(thread.number)
    return found


def imputed(dettes: Dettes, received: Iterable[Remboursement]) -> list[Imputation]:
    """Return what each sum of money repays of a dossier, in the order in which it came.

    Args:
        dettes: what the dossier owes before it.
        received: the money.

    Law:
        Code civil art. 1342-10: the debtor says which debt it pays. CSS art. L553-2, D553-4: never
        more than is owed; else the oldest first (a_verifier for what the household pays itself).
        None for the rest: what is contested is paid by no one's silence.
    """
    left = {id(line): line.open for creance in dettes.creances for line in creance.lignes}
    return [_imputed(dettes, one, left) for one in received]


def _imputed(dettes: Dettes, received: Remboursement, left: dict[int, int]) -> Imputation:
    rest, parts = received.cents, []
    for creance in _ordered(dettes, received):
        for line in creance.lignes:
            part = min(rest, left[id(line)])
            if part > 0:
                left[id(line)] -= part
                rest -= part
                parts.append((creance, line, part))
    owing = [c for c in dettes.creances if any(left[id(line)] > 0 for line in c.lignes)]
    why = _why(dettes, received, owing) or (TROP if parts else SANS_DETTE)
    return Imputation(received, tuple(parts), rest, why if rest else "")


def _why(dettes: Dettes, received: Remboursement, owing: Sequence[Creance]) -> str:
    """Return why money does not repay what is still owed, "" when nothing is."""
    named = set(received.creances)
    may = (c for c in owing if c.number in named or c.number not in dettes.aside)
    if any(received.precedes(creance) for creance in may):
        return ANTERIEUR
    if owing and not any(creance.number in dettes.halted for creance in owing):
        return NON_NOTIFIE
    return CONTESTE if owing else ""


def _ordered(dettes: Dettes, received: Remboursement) -> list[Creance]:
    """Return the créances that money may repay, in order."""
    by_number = {c.number: c for c in dettes.creances if not received.precedes(c)}
    named = dict.fromkeys(received.creances)
    mine = [by_number[number] for number in named if number in by_number]
    mine.sort(key=lambda creance: creance.number in dettes.halted)
    chosen = {*dettes.aside, *(creance.number for creance in mine)}
    others = [c for c in in_order(by_number.values()) if c.number not in chosen]
    return mine + sorted(others, key=lambda creance: creance.number not in dettes.plan)


def repaid_transfers(imputations: Iterable[Imputation], at: dt.datetime) -> pa.Table:
    """Return the transfers by which money repays what it is imputed to.

    Args:
        imputations: of any number of dossiers.
        at: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `remboursement`, reference `creance:<n>:<act>`.

    Law:
        CSS art. L553-2: an indu is repaid in one or several payments; decision 0021.
    """
    rows: list[dict[str, Any]] = []
    for one in imputations:
        money = one.received
        how = Extinction("rembourse", "remboursement", money.act, at, money.value_on)
        for creance, line, cents in one.parts:
            rows += extinction_rows(creance, [(line, cents)], how)
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


@dataclass(frozen=True, slots=True)
class Rembourse:
    """What one act has repaid of a créance, as the ledger tells it.

    Attributes:
        creance: as it stands now.
        months: (month, nature of the line) → cents.
    """

    creance: Creance
    months: Mapping[tuple[int, str], int]

    @property
    def cents(self) -> int:
        """What was repaid in all."""
        return sum(self.months.values())


def less_bounced(transfers: pa.Table) -> pa.Table:
    """Return some transfers less the repayments that were undone, and what undoes them.

    A payment that the bank sent back, or money placed by mistake: each is undone whole, and has
    repaid nothing.

    Args:
        transfers: schema TRANSFERS, of one dossier.

    Law:
        Code civil art. 1342: only what is received pays; decision 0021, a reference names the act.
    """
    undoing = pc.is_in(transfers["motive"], pa.array(_UNDOING))
    undone = {_of_payment(name) for name in transfers.filter(undoing)["reference"].to_pylist()}
    if not undone:  # nearly always
        return transfers
    repays = transfers.filter(pc.equal(transfers["motive"], "remboursement"))["reference"]
    gone = [name for name in set(repays.to_pylist()) if {name, _of_payment(name)} & undone]
    mine = pc.and_(
        pc.equal(transfers["motive"], "remboursement"),
        pc.is_in(transfers["reference"], pa.array(gone, pa.string())),
    )
    return transfers.filter(pc.invert(pc.or_(mine, undoing)))


def _of_payment(reference: str | None) -> str | None:
    """Return the act that a reference names, `paiement:3`, of whatever créance; or the reference."""
    head, _, act = (reference or "").partition(":")
    return {"creance": act.partition(":")[2], "rejet": act}.get(head, reference)


def repaid_by(transfers: pa.Table, creances: Iterable[Creance], act: str) -> list[Rembourse]:
    """Return what an act has repaid of each créance, by number.

    Args:
        transfers: schema TRANSFERS, of one dossier.
        creances: of the same dossier.
        act: of the references of its transfers, `paiement:3`.

    Law:
        None: decision 0021, the reference names the créance and the act.
    """
    found: dict[str, dict[tuple[int, str], int]] = {}
    mine = transfers.filter(pc.equal(transfers["motive"], "remboursement"))
    rows = each(mine, "reference", "month", "credit", "amount_cents")
    for reference, month, credit, cents in rows:
        months = found.setdefault(reference or "", {})
        key = month, credit.partition(":")[2]
        months[key] = months.get(key, 0) + cents
    pairs = ((one, found.get(creance_reference(one.number, act), {})) for one in creances)
    return [Rembourse(creance, months) for creance, months in pairs if months]
