"""A month paid for real by a simulated fund: its order, its bank, what comes back, what is repaid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from justedroit.core.base import Refusal, Refused
from justedroit.core.creances import creances, in_order
from justedroit.core.paiements import repayment_reference
from justedroit.steps.bank import receive
from justedroit.steps.order import prepare, release
from justedroit.steps.write import take, write
from justedroit.twin.banque import Banque

if TYPE_CHECKING:
    from justedroit.steps.guichet import Guichet

PREPARER, RELEASER = "comptable", "fonde"  # the accounts of the demonstration
_ANSWER, _STATEMENT = dt.timedelta(hours=6), dt.timedelta(days=3)
_REPAYING: Final = 5  # households that repay by transfer
_UNKNOWN_CENTS: Final = 4_200  # received with no reference at all


@dataclass(slots=True)
class Comptoir:
    """The desk of a fund at its bank: its orders leave there, what households send comes there.

    Attributes:
        guichet: journals, accounts, files of the fund.
        banque: the bank, the same all along.
        accounts: gives the households names and accounts, at an instant: an order needs them.
    """

    guichet: Guichet
    banque: Banque
    accounts: Callable[[dt.datetime], None]

    def pay(self, month: int, now: dt.datetime) -> None:
        """Pay a month through an order.

        Raises:
            Refused: a step refused: the simulated fund is not one.
        """
        self.accounts(now)
        pay_by_bank(self.guichet, month, now, self.banque.seed, self.banque)

    def hear(self, now: dt.datetime) -> None:
        """Read the statement of what has moved since the last one, where something has.

        Raises:
            Refused: a step refused: the simulated bank is not one.
        """
        if self.banque.today:
            _done(receive(self.guichet, self.banque.statement(now), PREPARER, now))


def pay_by_bank(
    guichet: Guichet, month: int, now: dt.datetime, seed: int, bank: Banque | None = None
) -> None:
    """Pay the rights of a month through orders and a simulated bank, and hear its answers.

    Args:
        guichet: journals, accounts, files of the fund.
        month: 202506.
        now: instant of the preparation, UTC.
        seed: what the bank does is drawn from it.
        bank: of the fund; None: one is made, by which some households repay at once.

    Raises:
        Refused: a step refused: the simulated fund is not one.
    """
    order = prepare(guichet, month, "mensuel", PREPARER, now)
    if isinstance(order, Refusal):
        return  # nothing is owed
    for act in (release, write):
        _done(act(guichet, order.number, RELEASER, now))
    content = take(guichet, order.number, RELEASER, now)
    if isinstance(content, Refusal):
        raise Refused(str(content))
    made = Banque(guichet.caisse, seed) if bank is None else bank
    for answer in made.execute(content, now + _ANSWER):
        _done(receive(guichet, answer, PREPARER, now + _ANSWER))
    if bank is None:
        _repay(guichet, made)
    _done(receive(guichet, made.statement(now + _STATEMENT), PREPARER, now + _STATEMENT))


def _done(found: object) -> None:
    if isinstance(found, Refusal):
        raise Refused(str(found))


def _repay(guichet: Guichet, bank: Banque) -> None:
    """Let some households repay half of an indu, one too much, and someone forget the reference."""
    transfers = guichet.records.transfers()
    claims = transfers.filter(pc.equal(transfers["motive"], "indu"))
    owing = sorted(pc.unique(claims["dossier"]).to_pylist())[:_REPAYING]
    for rank, dossier in enumerate(owing):
        claims = in_order(creances(guichet.records.transfers([dossier]))[dossier])
        owed = [line.open for claim in claims for line in claim.lignes if line.open > 0]
        if owed:
            cents = owed[0] // 2 if rank else sum(owed) + 1_000
            bank.receive(max(cents, 1), rf=repayment_reference(dossier))
    bank.receive(_UNKNOWN_CENTS, label="remboursement")
