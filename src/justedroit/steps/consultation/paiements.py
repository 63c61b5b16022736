"""Where the money of a month is: paid, on its way, sent back by the bank, held for want of an account."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, day_text, euros, first_day, month_of
from justedroit.core.identites import ACCOUNTS
from justedroit.core.paiements import (
    HELD_LABELS,
    ORDER,
    PAYEES,
    Caissier,
    end_to_end,
    landlord_day,
    motif,
    payable,
    payment_day,
    read_events,
    returned_payments,
)
from justedroit.core.registre import AIDES_AU_LOGEMENT, BENEFIT_LABELS, unpaid
from justedroit.records.interface import Identities
from justedroit.steps.consultation.francais import listed
from justedroit.steps.consultation.instant import Instant

Key = tuple[str, int]
_LANDLORD: Final = "bailleur"
# Account credited by a payment → who receives it.
_PAYEE_OF: Final = {nature: payee for payee, nature in PAYEES.items()}
_WAITS: Final = {
    "sans_compte": "jusqu'à ce qu'un compte soit donné",
    "compte_bloque": "jusqu'à un nouveau compte",
    "nom_illisible": "jusqu'à ce que le nom du titulaire soit corrigé",
}


@dataclass(frozen=True, slots=True)
class Versement:
    """What happens to some of the money of a month: one payee, one day, one fate.

    Attributes:
        cents: positive.
        payee: `allocataire` or `bailleur`.
        benefits: what it pays, as OpenFisca spells them.
        on: the day on which it was, or is to be, paid; None: it is held.
        is_paid: the ledger says paid, even when the day is to come.
        held: why it is held, in French; empty: it is not.
        until: until when it is held, in French.
        returned_on: the day on which the bank sent it back; None: it did not.
        reason: why the bank sent it back, in French; empty: it did not say.
    """

    cents: int
    payee: str
    benefits: tuple[str, ...]
    on: dt.date | None
    is_paid: bool
    held: str = ""
    until: str = ""
    returned_on: dt.date | None = None
    reason: str = ""

    @property
    def is_to_landlord(self) -> bool:
        """Whether the landlord receives it."""
        return self.payee == _LANDLORD

    def sentence(self, day: dt.date) -> str:
        """Return where this money is on a day, in one French sentence."""
        some = f"{euros(self.cents)}{self._what}"
        if self.returned_on is not None:
            why = f" ({_lower(self.reason)})" if self.reason else ""
            back = f"{some} : renvoyé par la banque le {day_text(self.returned_on)}{why}, "
            return f"{back}retenu {self.until}." if self.held else f"{back}{self._to_be_paid}."
        if self.held:
            return f"{some} : retenu {self.until}. {self.held}."
        if self.is_paid and self.on is not None:
            verb = "payé" if self.on <= day else "part"
            return f"{some} : {verb}{self._to} le {day_text(self.on)}."
        return f"{some} : {self._to_be_paid}."

    @property
    def _to_be_paid(self) -> str:
        return f"sera payé{self._to} le {day_text(self.on)}" if self.on else "à payer"

    @property
    def _to(self) -> str:
        return " au bailleur" if self.is_to_landlord else ""

    @property
    def _what(self) -> str:
        """Name the benefits where they are of the landlord: the rest is the household's."""
        if not self.is_to_landlord:
            return ""
        return f" ({listed([BENEFIT_LABELS[benefit] for benefit in self.benefits])})"


@dataclass(frozen=True, slots=True)
class _Retour:
    """How the payment of a right came back: the day, and the code of the bank."""

    on: dt.date
    code: str


@dataclass(frozen=True, slots=True)
class Guichets:
    """What the fund knows of the payments of a dossier.

    Attributes:
        held: why what is owed of each right is held, a key of HELD_LABELS; those that are not are
            left out.
        blocked: of the account of each payee, the code of the bank.
        returns: how the last payment of each right came back.
        spans: from when until when the housing aid goes to the landlord.
    """

    held: Mapping[Key, str] = field(default_factory=dict)
    blocked: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[Key, _Retour] = field(default_factory=dict)
    spans: tuple[tuple[dt.date, dt.date | None], ...] = ()

    def payee(self, benefit: str, month: int) -> str:
        """Return who receives a right in the order of a month."""
        last = first_day(add_months(month, 1)) - dt.timedelta(days=1)
        is_third = any(since <= last and (end is None or last < end) for since, end in self.spans)
        return _LANDLORD if is_third and benefit in AIDES_AU_LOGEMENT else "allocataire"


def counters(instant: Instant, identities: Identities | None) -> Guichets:
    """Return what the fund knows of the payments of a dossier, at an instant.

    Args:
        instant: the journals, the events of the fund among them.
        identities: where the accounts are, asked only where something is owed; None: they cannot
            be read, and a block is then told from the account that sent the money back.
    """
    fund = read_events(instant.fund)
    spans = tuple(
        (row["valid_from"], row["valid_until"])
        for row in instant.known.to_pylist()
        if row["kind"] == "tiers_payant_bailleur" and row["value"] == "true"
    )
    returns = _returns(instant, fund)
    plain = Guichets(returns=returns, spans=spans)
    owed = [row for row in unpaid(instant.transfers).to_pylist() if row["unpaid_cents"] > 0]
    if not owed:
        return plain
    accounts = _accounts(instant, identities)
    order = pa.Table.from_pylist([_row(row, instant.day, plain) for row in owed], schema=ORDER)
    _, waits = payable(order, accounts, fund.blocked)
    held = {
        (r["benefit"], r["month"]): r["why"]
        for r in waits.to_pylist()
        if identities is not None or r["why"] == "compte_bloque"
    }
    blocked = {
        row["payee"]: fund.blocked[row["fingerprint"]]
        for row in accounts.to_pylist()
        if row["fingerprint"] in fund.blocked
    }
    return Guichets(held, blocked, returns, spans)


def payments_of_month(instant: Instant, month: int, guichets: Guichets) -> tuple[Versement, ...]:
    """Return what happens to the money of a month, what was paid first."""
    owed = {
        (r["benefit"], r["month"]): r["unpaid_cents"]
        for r in unpaid(instant.transfers).to_pylist()
        if r["month"] == month and r["unpaid_cents"] > 0
    }
    grouped: dict[tuple[Any, ...], list[tuple[str, int]]] = defaultdict(list)
    for (benefit, on, payee), cents in _paid(instant, month).items():
        grouped[payee, on, True, "", "", None, ""].append((benefit, cents))
    for key, cents in owed.items():
        grouped[_fate(key, instant.day, guichets)].append((key[0], cents))
    found = [
        Versement(
            sum(cents for _, cents in some),
            fate[0],
            tuple(dict.fromkeys(benefit for benefit, _ in some)),
            *fate[1:],
        )
        for fate, some in grouped.items()
    ]
    return tuple(sorted(found, key=_rank))


def held_cents(instant: Instant, guichets: Guichets) -> int:
    """Return what of the money owed is held, all months together, in cents."""
    rows = unpaid(instant.transfers).to_pylist()
    return sum(r["unpaid_cents"] for r in rows if (r["benefit"], r["month"]) in guichets.held)


def payment_to_come(month: int, benefit: str, payee: str, day: dt.date) -> dt.date:
    """Return the first day of payment, from a day on, at which a right of a month can be paid."""
    if payee != _LANDLORD:
        return next_payment(month, benefit, day)
    while (first := landlord_day(month)) < day:
        month = max(add_months(month, 1), add_months(month_of(day), -2))
    return first


def next_payment(month: int, benefit: str, day: dt.date) -> dt.date:
    """Return the same for the allocataire, who is paid on the 5th, or the day of the ARS."""
    first = payment_day(month, benefit)
    while first < day:
        month = max(month, add_months(month_of(day), -2))
        month = add_months(month, 1)
        first = payment_day(month)
    return first


def _rank(one: Versement) -> tuple[bool, bool, dt.date]:
    return bool(one.held), not one.is_paid, one.on or dt.date.max


def _fate(key: Key, day: dt.date, guichets: Guichets) -> tuple[Any, ...]:
    """Return the fields of `Versement` of what is owed of a right, from its payee."""
    benefit, month = key
    payee = _payee_to_come(key, day, guichets)
    on = payment_to_come(month, benefit, payee, day)
    why, back = guichets.held.get(key, ""), guichets.returns.get(key)
    code = guichets.blocked.get(payee, "")
    held = HELD_LABELS[why] if why else ""
    if why == "compte_bloque" and code:
        held = f"La banque refuse ce compte ({_lower(motif(code, day).libelle)})"
    reason = motif(back.code, back.on).libelle if back is not None and back.code else ""
    until = _WAITS.get(why, "")
    return payee, None if why else on, False, held, until, back and back.on, reason


def _payee_to_come(key: Key, day: dt.date, guichets: Guichets) -> str:
    """Return who receives what is owed of a right: as it is in the month of the order to come."""
    benefit, month = key
    order = add_months(month_of(next_payment(month, benefit, day)), -1)
    return guichets.payee(benefit, max(month, order))


def _row(row: dict[str, Any], day: dt.date, guichets: Guichets) -> dict[str, Any]:
    key = row["benefit"], row["month"]
    told = {"amount_cents": row["unpaid_cents"], "payee": _payee_to_come(key, day, guichets)}
    return {name: row[name] for name in ("dossier", "benefit", "month")} | told


def _accounts(instant: Instant, identities: Identities | None) -> pa.Table:
    """Return the accounts of a dossier, schema ACCOUNTS.

    ASSUMPTION: accounts have no history. On a day gone back to, they are those of today.
    """
    if identities is not None:
        return identities.accounts([instant.dossier])
    # The ledger names the account of each payment: the last one stands for the account.
    paid = instant.transfers.filter(pc.equal(instant.transfers["motive"], "paiement"))
    rows = {}
    for row in paid.to_pylist():
        number, _, name = (row["reference"] or "").removeprefix("ordre:").partition(":")
        payee = _PAYEE_OF[row["credit"].split(":")[1]]
        if number.isdigit() and name:
            told = {"holder": "X", "iban": "", "fingerprint": name}
            rows[payee] = {"dossier": row["dossier"], "payee": payee} | told
    return pa.Table.from_pylist(list(rows.values()), schema=ACCOUNTS)


def _paid(instant: Instant, month: int) -> dict[tuple[str, dt.date, str], int]:
    """Return what was paid of a month and has not come back, by benefit, day and payee."""
    found: dict[tuple[str, dt.date, str], int] = defaultdict(int)
    orders: dict[tuple[str, str], tuple[str, dt.date, str]] = {}
    for row in instant.transfers.to_pylist():
        if row["month"] != month or row["motive"] not in ("paiement", "retour", "retour_defait"):
            continue
        benefit, nature = row["credit"].split(":")
        number = (row["reference"] or ":").split(":")[1]
        if row["motive"] == "paiement":
            orders[benefit, number] = place = benefit, row["value_on"], _PAYEE_OF[nature]
            found[place] += row["amount_cents"]
        elif (benefit, number) in orders:
            sign = -1 if row["motive"] == "retour" else 1
            found[orders[benefit, number]] += sign * row["amount_cents"]
    return {key: cents for key, cents in found.items() if cents > 0}


def _returns(instant: Instant, fund: Caissier) -> dict[Key, _Retour]:
    """Return how the last payment of each right came back."""
    motives = pa.array(["retour", "retour_defait"])
    back = instant.transfers.filter(pc.is_in(instant.transfers["motive"], motives))
    if not back.num_rows:
        return {}
    codes = _codes(back, fund)
    found: dict[Key, _Retour] = {}
    for row in back.to_pylist():
        key = row["credit"].split(":")[0], row["month"]
        if row["motive"] == "retour_defait":
            found.pop(key, None)  # placed by mistake: the payment stands
        elif row["reference"]:
            code = codes.get(":".join(row["reference"].split(":")[1:3]), "")
            found[key] = _Retour(row["value_on"], code)
    return found


def _codes(back: pa.Table, fund: Caissier) -> dict[str, str]:
    """Return the code of the bank of each payment that came back, by order and letter: `1:A`."""
    said = {
        line["paiement"]: line.get("motif", "")
        for received in fund.received
        for line in received.told.get("lignes", ())
        if line.get("sort") == "retourne" and "paiement" in line
    }
    told = returned_payments(back)
    orders, dossiers = (np.asarray(told[name], np.int64) for name in ("order", "dossier"))
    names = end_to_end(orders, dossiers, told["payee"]).to_pylist()
    return {
        f"{order}:{name.split('-')[2]}": said.get(name, "")
        for order, name in zip(orders.tolist(), names, strict=True)
    }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
