"""A bank, simulated: it takes the file of an order, and answers as a bank does.

It rejects some payments at once (`pain.002`), sends others back days later (`camt.054`), receives
what households repay, and tells the day's account (`camt.053`). What happens is drawn from a seed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from justedroit.core.paiements import CAISSE_DEMO, Caisse, Lecture, read_pain001

# Reason → weight: more than half of what comes back is an account that is dead.
_REASONS: Final = {"AC04": 4, "AC01": 2, "AC06": 1, "MS03": 4, "MD07": 1}
_DATE = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Mouvement:
    """A movement of the account, as the bank will tell it.

    Attributes:
        cents: positive for money received.
        reference: of the bank, the same in every file.
        booked_on: day of the entry, the same in every file; None: that of the statement.
        end_to_end: of the payment sent back, "" where it is none.
        reason: of the return, "" where it is none.
        rf: structured reference of who pays, "" where there is none.
        label: free text of who pays.
        batch: our batch that is debited, "" where it is none.
    """

    cents: int
    reference: str
    booked_on: dt.date | None = None
    end_to_end: str = ""
    reason: str = ""
    rf: str = ""
    label: str = ""
    batch: str = ""


@dataclass(slots=True)
class Banque:
    """A bank that keeps the account of one fund.

    Attributes:
        caisse: the fund.
        seed: what it does is drawn from it.
        rejected: share of the payments that it rejects at once.
        returned: share that comes back.
        cents: balance of the account.
        told: number of messages sent.
        moved: number of movements made.
        today: movements that no statement has told yet.
    """

    caisse: Caisse = CAISSE_DEMO
    seed: int = 0
    rejected: float = 0.01
    returned: float = 0.02
    cents: int = 0
    told: int = 0
    moved: int = 0
    today: list[Mouvement] = field(default_factory=list)

    def _next_message(self) -> str:
        self.told += 1
        return f"BANQUE-{self.told:06d}"

    def _move(self, cents: int, on: dt.date | None = None, **more: str) -> Mouvement:
        self.moved += 1
        made = Mouvement(cents, f"REF{self.moved:09d}", on, **more)
        self.today.append(made)
        return made

    def execute(self, content: bytes, now: dt.datetime) -> tuple[bytes, bytes]:
        """Take the file of an order: pay, reject, and see some payments come back.

        Args:
            content: `pain.001`.
            now: instant of the bank.

        Returns:
            Its answer, a `pain.002`, and its notification of returns, a `camt.054`.
        """
        order = read_pain001(content)
        chance = random.Random(f"{self.seed}:{order.message}")  # noqa: S311  (a simulation)
        rows = order.virements.to_pylist()
        fates: dict[str, tuple[str, str]] = {}
        for row in rows:
            draw = chance.random()
            if draw < self.rejected + self.returned:
                how = "rejet" if draw < self.rejected else "retour"
                [reason] = chance.choices(list(_REASONS), list(_REASONS.values()))
                fates[row["end_to_end"]] = (how, reason)
        return self.undergo(content, fates, now)

    def undergo(
        self, content: bytes, fates: Mapping[str, tuple[str, str]], now: dt.datetime
    ) -> tuple[bytes, bytes]:
        """Take the file of an order, what becomes of each payment being given.

        Args:
            content: `pain.001`.
            fates: end-to-end identifier → (`rejet` or `retour`, reason); the others are paid.
            now: instant of the bank.

        Returns:
            Its answer, a `pain.002`, and its notification of returns, a `camt.054`.
        """
        order = read_pain001(content)
        amounts = {row["end_to_end"]: row["amount_cents"] for row in order.virements.to_pylist()}
        rejects = {e: reason for e, (how, reason) in fates.items() if how == "rejet"}
        for letter, (_, cents) in zip(_letters(order), order.announced[1:], strict=True):
            gone = sum(amounts[e] for e in rejects if f"-{letter}-" in e)
            if cents > gone:
                self._move(gone - cents, now.date(), batch=f"{order.message}-{letter}")
        back = [
            self._move(amounts[e], now.date(), end_to_end=e, reason=reason)
            for e, (how, reason) in fates.items()
            if how == "retour"
        ]
        return self._answer(order, rejects, amounts, now), self.notification(back, now)

    def receive(self, cents: int, rf: str = "", label: str = "") -> Mouvement:
        """Receive money, with a structured reference, a free text, or none."""
        return self._move(cents, rf=rf, label=label)

    def _answer(
        self,
        order: Lecture,
        rejects: Mapping[str, str],
        amounts: Mapping[str, int],
        now: dt.datetime,
    ) -> bytes:
        parts = "".join(
            f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
            f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>"
            f'<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">{_eur(amounts[name])}</InstdAmt></Amt>'
            "</OrgnlTxRef></TxInfAndSts>"
            for name, reason in rejects.items()
        )
        count, cents = order.announced[0]
        status = "PART" if rejects else "ACSP"
        return _document(
            "pain.002.001.10",
            f"<CstmrPmtStsRpt>{self._header(now)}<OrgnlGrpInfAndSts>"
            f"<OrgnlMsgId>{order.message}</OrgnlMsgId>"
            f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>{count}</OrgnlNbOfTxs>"
            f"<OrgnlCtrlSum>{_eur(cents)}</OrgnlCtrlSum><GrpSts>{status}</GrpSts>"
            "</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
            f"<OrgnlPmtInfId>{order.message}-A</OrgnlPmtInfId>{parts}</OrgnlPmtInfAndSts>"
            "</CstmrPmtStsRpt>",
        )

    def _header(self, now: dt.datetime) -> str:
        return (
            f"<GrpHdr><MsgId>{self._next_message()}</MsgId>"
            f"<CreDtTm>{now.strftime(_DATE)}</CreDtTm></GrpHdr>"
        )

    def notification(self, moves: Sequence[Mouvement], now: dt.datetime) -> bytes:
        """Return a `camt.054` of some movements."""
        header = self._header(now)
        body = "".join(_entry(move, now.date()) for move in moves)
        return _document(
            "camt.054.001.08",
            f"<BkToCstmrDbtCdtNtfctn>{header}<Ntfctn><Id>N{self.told}</Id>{self._account()}"
            f"{_summary(moves)}{body}</Ntfctn></BkToCstmrDbtCdtNtfctn>",
        )

    def statement(self, now: dt.datetime) -> bytes:
        """Return the `camt.053` of what no statement has told yet."""
        moves, self.today = self.today, []
        opening, self.cents = self.cents, self.cents + sum(move.cents for move in moves)
        header = self._header(now)
        balances = _balance("OPBD", opening, now) + _balance("CLBD", self.cents, now)
        body = "".join(_entry(move, now.date()) for move in moves)
        return _document(
            "camt.053.001.08",
            f"<BkToCstmrStmt>{header}<Stmt><Id>S{self.told}</Id>{self._account()}{balances}"
            f"{_summary(moves)}{body}</Stmt></BkToCstmrStmt>",
        )

    def _account(self) -> str:
        return f"<Acct><Id><IBAN>{self.caisse.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"


def _letters(order: Lecture) -> list[str]:
    """Return the letter of each batch of an order, in the order of the file."""
    found = dict.fromkeys(name.split("-")[2] for name in order.virements["end_to_end"].to_pylist())
    return list(found)


def _document(version: str, body: str) -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:{version}"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<Document xmlns="{space}">{body}</Document>\n'.encode()


def _eur(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _side(cents: int) -> str:
    return f"<CdtDbtInd>{'CRDT' if cents >= 0 else 'DBIT'}</CdtDbtInd>"


def _balance(code: str, cents: int, now: dt.datetime) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{_eur(cents)}</Amt>{_side(cents)}'
        f"<Dt><Dt>{now.date().isoformat()}</Dt></Dt></Bal>"
    )


def _summary(moves: Sequence[Mouvement]) -> str:
    total = _eur(sum(abs(move.cents) for move in moves))
    entries = f"<NbOfNtries>{len(moves)}</NbOfNtries><Sum>{total}</Sum>"
    return f"<TxsSummry><TtlNtries>{entries}</TtlNtries></TxsSummry>"


def _entry(move: Mouvement, told_on: dt.date) -> str:
    day = move.booked_on or told_on
    returned = f"<RtrInf><Rsn><Cd>{move.reason}</Cd></Rsn></RtrInf>" if move.reason else ""
    structured = f"<Strd><CdtrRefInf><Ref>{move.rf}</Ref></CdtrRefInf></Strd>" if move.rf else ""
    free = f"<Ustrd>{escape(move.label)}</Ustrd>" if move.label else ""
    told = f"<RmtInf>{free}{structured}</RmtInf>" if structured or free else ""
    name = move.end_to_end or "NOTPROVIDED"
    detail = (
        f"<TxDtls><Refs><AcctSvcrRef>{move.reference}</AcctSvcrRef><EndToEndId>{name}</EndToEndId>"
        f'</Refs><Amt Ccy="EUR">{_eur(move.cents)}</Amt>{told}{returned}</TxDtls>'
    )
    batch = f"<Btch><PmtInfId>{move.batch}</PmtInfId></Btch>"
    return (
        f'<Ntry><Amt Ccy="EUR">{_eur(move.cents)}</Amt>{_side(move.cents)}'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day.isoformat()}</Dt></BookgDt>"
        f"<AcctSvcrRef>{move.reference}</AcctSvcrRef>"
        f"<NtryDtls>{batch if move.batch else detail}</NtryDtls></Ntry>"
    )
