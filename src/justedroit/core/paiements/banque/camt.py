"""What entered and left the account of the fund: ISO 20022 `camt.053` and `camt.054`.

A statement (053) and a notification (054) tell the same money, perhaps both: each line has a key of
its own, so that it counts once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from justedroit.core.base import day_text, euros
from justedroit.core.paiements.banque.messages import (
    Noeud,
    Refus,
    cents_of,
    day_of,
    message_id,
    most_cents,
    reason_of,
)

CREDIT, DEBIT = "CRDT", "DBIT"
UNSURE: Final = "?"  # a key that begins so is of a line to which the bank gave no reference
# A statement of other days is a mistake, and no month of the ledger could take it.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
_BOOKED: Final = "BOOK"
_NONE: Final = ("NOTPROVIDED", "NOTAVAILABLE", "")
_OPENINGS: Final = ("OPBD", "PRCD", "ITBD")
_CLOSINGS: Final = ("CLBD", "ITBD")
_PARTS: Final = {"camt.053": "Stmt", "camt.054": "Ntfctn"}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A movement of the account: an entry, or one of its details.

    Attributes:
        number: in the file, from 1.
        cents: positive for money received, negative for money paid.
        booked_on: day of the entry.
        end_to_end: of the payment it concerns, "" where there is none.
        reason: code of a return, "" where there is none.
        returned: whether the bank says that it is a return.
        reference: structured reference of who pays, "" where there is none.
        label: free text of who pays; it may hold a name, and goes nowhere.
        batch: identifier of our own batch, "" where there is none.
        key: the same for the same money in another file.
        traces: fingerprints of the references of the bank and of who pays: what comes back bears
            one of those of what came.
    """

    number: int
    cents: int
    booked_on: dt.date
    end_to_end: str
    reason: str
    returned: bool
    reference: str
    label: str
    batch: str
    key: str
    traces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Releve:
    """What a bank tells of an account.

    Attributes:
        kind: `camt.053` or `camt.054`.
        message: identifier of the message.
        ibans: of the accounts it speaks of.
        lignes: the movements that are booked.
        pending: how many are not booked yet; they will come again.
        closing_cents: balance at the end, None for a notification.
    """

    kind: str
    message: str
    ibans: frozenset[str]
    lignes: tuple[Ligne, ...]
    pending: int
    closing_cents: int | None


def read_camt(kind: str, body: Noeud) -> Releve:
    """Return what a statement or a notification says, once its sums are proved.

    Args:
        kind: `camt.053` or `camt.054`.
        body: as `open_message` gives it.

    Raises:
        Refus: sums that do not match the entries, or a part that is missing.

    Law:
        None: ISO 20022 camt.053 and camt.054.
    """
    parts = body.all(_PARTS[kind])
    message = message_id(body)
    if not parts:
        raise Refus("Le relevé ne parle d'aucun compte.")
    found, pending, closing = [], 0, None
    for part in parts:
        entries = part.all("Ntry")
        booked = [entry for entry in entries if _status(entry) == _BOOKED]
        pending += len(entries) - len(booked)
        _check_summary(part, entries)
        lines = [line for entry in booked for line in _lines(entry)]
        if kind == "camt.053":
            closing = _proved(part, sum(line.cents for line in lines))
        found += lines
    if sum(abs(line.cents) for line in found) > most_cents():
        raise Refus(
            f"Les mouvements du relevé font ensemble plus que {euros(most_cents())} : c'est plus que "
            "ce qu'une caisse reçoit et paie jamais."
        )
    ibans = frozenset(part.text("Acct/Id/IBAN") for part in parts)
    return Releve(kind, message, ibans, tuple(_numbered(found)), pending, closing)


def _status(entry: Noeud) -> str:
    return entry.text("Sts/Cd", "Sts")


def _signed(node: Noeud) -> int:
    cents, side = node.cents("Amt"), node.text("CdtDbtInd")
    if cents is None or side not in (CREDIT, DEBIT):
        raise Refus("Une écriture du relevé n'a pas de montant, ou n'a pas de sens.")
    return cents if side == CREDIT else -cents


def _check_summary(part: Noeud, entries: list[Noeud]) -> None:
    """Refuse a statement whose summary is not that of its entries."""
    summary = part.one("TxsSummry")
    if summary is None:
        return
    amounts = [_signed(entry) for entry in entries]
    chosen = {
        "TtlNtries": amounts,
        "TtlCdtNtries": [a for a in amounts if a > 0],
        "TtlDbtNtries": [a for a in amounts if a < 0],
    }
    for name, some in chosen.items():
        count, total = summary.text(f"{name}/NbOfNtries"), summary.text(f"{name}/Sum")
        if count and count != str(len(some)):
            raise Refus(
                f"Le relevé annonce {count[:9]} écritures, il en contient {len(some)} : il est "
                "incomplet."
            )
        if total and cents_of(total) != sum(abs(a) for a in some):
            raise Refus(
                f"Le relevé annonce {euros(cents_of(total))}, ses écritures font "
                f"{euros(sum(abs(a) for a in some))}."
            )


def _proved(part: Noeud, moved: int) -> int:
    """Return the closing balance, once it is the opening one and what has moved."""
    balances: dict[str, list[int]] = {}
    for balance in part.all("Bal"):
        balances.setdefault(balance.text("Tp/CdOrPrtry/Cd"), []).append(_signed(balance))
    opening = next((balances[code][0] for code in _OPENINGS if code in balances), None)
    closing = next((balances[code][-1] for code in _CLOSINGS if code in balances), None)
    if opening is None or closing is None:
        raise Refus("Le relevé n'a pas ses deux soldes, au début et à la fin.")
    if opening + moved != closing:
        raise Refus(
            f"Le relevé part de {euros(opening)}, ses écritures font {euros(moved)}, et il finit à "
            f"{euros(closing)} au lieu de {euros(opening + moved)}."
        )
    return closing


def _lines(entry: Noeud) -> Iterator[Ligne]:
    total = _signed(entry)
    booked = day_of(entry.text("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if booked is None:
        raise Refus("Une écriture du relevé n'a pas de date.")
    if not FIRST_DAY <= booked <= LAST_DAY:
        raise Refus(f"Une écriture du relevé est datée du {day_text(booked)} : c'est impossible.")
    details = entry.all("NtryDtls/TxDtls")
    announced = entry.text("NtryDtls/Btch/NbOfTxs")
    if announced and details and announced != str(len(details)):
        raise Refus(
            f"Une écriture annonce {announced[:9]} opérations, elle en détaille {len(details)}."
        )
    if not details:
        yield _line(entry, entry, total, booked)
        return
    amounts = _amounts(details, total)
    for detail, cents in zip(details, amounts, strict=True):
        yield _line(entry, detail, cents, booked)


def _amounts(details: list[Noeud], total: int) -> list[int]:
    """Return the amount of each detail, with the sign of the entry, once they add up to it."""
    if len(details) == 1:
        return [total]
    found = [d.cents("Amt") or d.cents("AmtDtls/TxAmt/Amt") for d in details]
    sides = [d.text("CdtDbtInd") for d in details]
    sign = 1 if total > 0 else -1
    same = CREDIT if sign > 0 else DEBIT
    amounts = [
        (cents or 0) * (sign if side in ("", same) else -sign)
        for cents, side in zip(found, sides, strict=True)
    ]
    if None in found or sum(amounts) != total:
        raise Refus(
            f"Une écriture de {euros(total)} a des opérations qui font {euros(sum(amounts))}."
        )
    return amounts


def _line(entry: Noeud, detail: Noeud, cents: int, booked: dt.date) -> Ligne:
    end_to_end = detail.text("Refs/EndToEndId")
    reference = detail.text("RmtInf/Strd/CdtrRefInf/Ref").replace(" ", "")
    bank = detail.text("Refs/AcctSvcrRef", "Refs/TxId") or entry.text("AcctSvcrRef")
    label = " ".join(node.element.text or "" for node in detail.all("RmtInf/Ustrd"))
    told = "|".join([bank, end_to_end, str(cents), booked.isoformat(), reference])
    key = hashlib.sha256((told if bank else f"{told}|{label}").encode()).hexdigest()[:24]
    returned = detail.one("RtrInf") is not None
    return Ligne(
        number=0,
        cents=cents,
        booked_on=booked,
        end_to_end="" if end_to_end == "NOTPROVIDED" else end_to_end,
        reason=reason_of(detail.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")),
        returned=returned,
        reference=reference,
        label=label,
        batch=entry.text("NtryDtls/Btch/PmtInfId") or detail.text("Refs/PmtInfId"),
        key=key if bank else f"{UNSURE}{key}",
        traces=_traces(bank, end_to_end),
    )


def _traces(bank: str, end_to_end: str) -> tuple[str, ...]:
    """Return what a return is found by; fingerprints, since who pays writes its own as it likes."""
    told = [("banque", bank), ("bout", "" if end_to_end in _NONE else end_to_end)]
    return tuple(
        hashlib.sha256(f"{kind}|{text}".encode()).hexdigest()[:24] for kind, text in told if text
    )


def _numbered(lines: list[Ligne]) -> Iterator[Ligne]:
    """Yield the lines with their number; two of one bank reference have keys of their own.

    ASSUMPTION: a bank gives the same reference (AcctSvcrRef, else TxId) and the same day of booking
    to the same money in its statement and in its notification. Where it does not, a return told
    twice waits in sight as already returned, and a repayment told twice would count twice.
    """
    seen: Counter[str] = Counter()
    for number, line in enumerate(lines, 1):
        seen[line.key] += 1
        key = line.key if line.key.startswith(UNSURE) else f"{line.key}-{seen[line.key]}"
        yield replace(line, number=number, key=key)
