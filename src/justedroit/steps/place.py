"""Place: money that waits in the account of the fund goes where a person says that it belongs.

Money received repays the debts of a dossier, or is a payment that came back. A debit is that of an
order, or of money that is given back. What is decided here and in `settle` can be undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import FRANCE, Refusal, euros, names_someone
from justedroit.core.creances import (
    Remboursement,
    birth_day,
    creances,
    imputed,
    repaid_transfers,
)
from justedroit.core.paiements import (
    RETURNS,
    Caissier,
    Decision,
    Effets,
    Retour,
    parse_identifier,
    refund_identifier,
    refunds_due,
    remainder_cents,
    resolved,
    waiting_balances,
    waiting_reference,
    writings,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import Journal
from justedroit.steps.guichet import Guichet, event, events_table, refused, retried
from justedroit.steps.impute import dettes_of, no_such_debt, stopped_text
from justedroit.steps.order import no_author

_LONGEST_MOTIVE: Final = 200
_ORDER: Final = "ordre:"


@dataclass(frozen=True, slots=True)
class Attente:
    """Money that waits in the account of the fund.

    Attributes:
        reference: by which it is placed, `attente:3:12`.
        cents: what is still to place; negative where the bank has debited it.
        received_on: day on which the bank received it, or debited it.
        why: key of `WAITING_LABELS` or `PARKED_LABELS`.
        message: of the bank file that told it.
        line: in that file.
    """

    reference: str
    cents: int
    received_on: dt.date
    why: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Restitution:
    """Money to give back to who sent it: an outgoing item to pay.

    Attributes:
        identifier: that the transfer must bear, `RENDU-3-12`.
        cents: what has not left.
        money: what waited; its cents are those left to place.
        decision: the last by which it was decided.
    """

    identifier: str
    cents: int
    money: Attente
    decision: Decision


@dataclass(frozen=True, slots=True)
class Cible:
    """The debts that money repays.

    Attributes:
        dossier: number.
        creances: numbers of those that the household has named, in order.
    """

    dossier: int
    creances: tuple[int, ...] = ()


@dataclass(slots=True)
class EnAttente:
    """What a decision is taken from: what the fund has told, and what waits in its account."""

    told: Caissier
    seen: int
    transfers: pa.Table

    def waits(self, reference: str) -> Attente | Refusal:
        """Return the money that still waits under a reference, or the refusal where none does."""
        money = self.money().get(reference)
        if money is None or not money.cents:
            return nothing_waits(reference)
        return money

    def money(self) -> dict[str, Attente]:
        """Return each sum of money that has waited, with what of it still waits, perhaps nothing."""
        left = waiting_balances(self.transfers)
        came = dict(
            zip(
                self.transfers["reference"].to_pylist()[::-1],
                self.transfers["value_on"].to_pylist()[::-1],
                strict=True,
            )
        )
        return {
            line["attente"]: Attente(
                line["attente"],
                left.get(line["attente"], 0),
                came[line["attente"]],
                line["pourquoi"],
                file.told["message"],
                line["n"],
            )
            for file in self.told.received
            for line in file.told["lignes"]
            if "attente" in line
        }

    def waiting(self) -> list[Attente]:
        """Return the money that waits, in the order in which it came; debits have negative cents."""
        return [money for money in self.money().values() if money.cents]

    def refunds(self) -> list[Restitution]:
        """Return the money to give back that has not left, in the order in which it came."""
        due = refunds_due(self.transfers)
        money = self.money() if due else {}
        decided = {d.told["attente"]: d for d in self.told.decisions if d.sort == "rendu"}
        return [
            Restitution(refund_identifier(reference), cents, money[reference], decided[reference])
            for reference, cents in due.items()
        ]


@dataclass(frozen=True, slots=True)
class Choix:
    """Where money goes: what its event says, what it writes in dossier 0, and in a dossier.

    Attributes:
        cents: how much of what waits.
        told: of the event.
        moves: (name of MOUVEMENTS_DE_CAISSE, reference, cents).
        dossier: number; None: the fund alone is concerned.
        seen: last sequence of the dossier.
        transfers: schema TRANSFERS of the dossier.
    """

    cents: int
    told: Mapping[str, Any]
    moves: tuple[tuple[str, str, int], ...]
    dossier: int | None = None
    seen: int = 0
    transfers: pa.Table | None = None


def fund_of(guichet: Guichet) -> EnAttente:
    """Return what a decision is taken from."""
    told, seen = guichet.told()
    return EnAttente(told, seen, guichet.records.transfers([FUND]))


def waiting_money(guichet: Guichet) -> list[Attente]:
    """Return the money that waits, in the order in which it came; debits have negative cents."""
    return fund_of(guichet).waiting()


def no_motive(motive: str) -> Refusal | None:
    """Return why a decision without motive is refused, None when it has one."""
    text = motive.strip()
    if not text or len(text) > _LONGEST_MOTIVE or not text.isprintable():
        return refused(
            "La décision n'a pas de motif, ou il est trop long.",
            "motif",
            f"Dites pourquoi, en une phrase de {_LONGEST_MOTIVE} caractères au plus.",
        )
    if names_someone(text):
        return refused(
            "Le motif contient un NIR ou un IBAN : le journal ne les garde jamais.",
            "motif",
            "Dites pourquoi sans ce numéro.",
        )
    return None


def place(
    guichet: Guichet,
    reference: str,
    target: int | str | Cible,
    author: str,
    now: dt.datetime,
    motive: str = "",
) -> int | Refusal:
    """Place money that waits.

    Args:
        guichet: journals.
        reference: of what waits, `attente:3:12`.
        target: for money received, a dossier that owes, by its number or with the créances that
            the household names, or the identifier of the payment that came back, `O7-D1234-A-53`.
            For a debit, `ordre:7`, or the reference of the money that it gives back, `attente:2:1`
            or `RENDU-2-1`.
        author: who places it, an identifier.
        now: instant, UTC.
        motive: why, in French; asked for where a payment did not come back to the cent, and where a
            créance that is named is contested or suspended.

    Returns:
        Cents placed; never more than what is owed, the rest keeps waiting.

    Raises:
        StaleSequence: the dossier is written to again and again; nothing was placed.
    """
    if motive and (wrong := no_motive(motive)):
        return wrong
    wanted = (reference, target, motive.strip())
    if wrong := no_author(author):
        return wrong
    return retried(lambda: _place(guichet, wanted, author, now))


def _place(
    guichet: Guichet, wanted: tuple[str, int | str | Cible, str], author: str, now: dt.datetime
) -> int | Refusal:
    reference, target, motive = wanted
    if isinstance(target, int):
        target = Cible(target)
    fund = fund_of(guichet)
    money = fund.waits(reference)
    if isinstance(money, Refusal):
        return money
    if money.cents < 0:
        found = _debit(fund, money, target)
    elif isinstance(target, Cible):
        found = _as_repayment(guichet, (fund, money), (target, motive), now)
    else:
        found = _as_return(guichet, money, (target, motive), now)
    if isinstance(found, Refusal):
        return found
    decide(guichet, fund, ("place", author, now), (money, found, motive))
    return found.cents


def nothing_waits(reference: str) -> Refusal:
    """Return the refusal of what bears on money that does not wait."""
    return refused("Rien n'attend sous cette référence.", reference[:40], "Relisez la liste.")


def decide(
    guichet: Guichet,
    fund: EnAttente,
    act: tuple[str, str, dt.datetime],
    decided: tuple[Attente, Choix, str],
) -> None:
    """Append a decision: its event, what it writes in dossier 0, what it writes in a dossier.

    Args:
        guichet: journals.
        fund: what the decision was taken from.
        act: sort of the decision, author, instant.
        decided: the money, what is decided of it, why.

    Raises:
        StaleSequence: someone wrote to the fund, or to the dossier, meanwhile.
    """
    (sort, author, now), (money, choice, motive) = act, decided
    payload = {
        "attente": money.reference,
        "centimes": choice.cents,
        **choice.told,
        **({"motif": motive} if motive else {}),
        "ecritures": choice.moves,
    }
    transfers = [writings(choice.moves, money.received_on, now)]
    seen = {FUND: fund.seen}
    if choice.dossier is not None:
        assert choice.transfers is not None
        transfers.append(choice.transfers)
        seen[choice.dossier] = choice.seen
    events = events_table([event(f"attente.{sort}", author, now, payload)])
    guichet.records.append(Journal(events=events, transfers=pa.concat_tables(transfers)), seen)


def placed_act(reference: str, decision: int) -> str:
    """Return the act by which a decision repays debts: each may have to be undone alone.

    Args:
        reference: of the money that waited.
        decision: its number.
    """
    return f"{reference}:{decision}"


def _as_repayment(
    guichet: Guichet,
    waits: tuple[EnAttente, Attente],
    wanted: tuple[Cible, str],
    now: dt.datetime,
) -> Choix | Refusal:
    (fund, money), (target, motive) = waits, wanted
    dossier, where = target.dossier, f"dossier {target.dossier}"
    seen = guichet.records.sequences([dossier])[dossier]
    if not seen:
        return refused(
            "Ce dossier n'existe pas.", where, "Vérifiez son numéro ; l'argent reste en attente."
        )
    claims = creances(guichet.records.transfers([dossier])).get(dossier, [])
    dettes = dettes_of(claims, guichet.records.events([dossier]), now)
    if refusal := no_such_debt(dettes, target.creances, where):
        return refusal
    stopped = stopped_text(dettes)
    if not motive and any(number in dettes.halted for number in target.creances):
        return refused(
            f"Une créance nommée est contestée ou suspendue ({stopped}).",
            where,
            "Dites pourquoi elle est payée tout de même : le foyer l'a demandé, quand et comment.",
        )
    act = placed_act(money.reference, len(fund.told.decisions) + 1)
    received = Remboursement(money.cents, money.received_on, act, target.creances)
    [found] = imputed(dettes, [received])
    if any(birth_day(claim) > money.received_on for claim, _, _ in found.parts):
        # A debt is not repaid before it exists: what came before repays it on the day of the decision.
        received = replace(received, value_on=now.astimezone(FRANCE).date())
        [found] = imputed(dettes, [received])
    cents = money.cents - found.rest
    if not cents and stopped:
        return refused(
            f"Tout ce que doit ce dossier est contesté ou suspendu, ou pas encore notifié ({stopped}).",
            where,
            "Laissez l'argent en attente, ou nommez la créance si le foyer veut la payer.",
        )
    if not cents:
        return refused("Ce dossier ne doit rien : on ne lui impute rien.", where, "Vérifiez-le.")
    told = {"dossier": dossier, "creances": found.repaid}
    moves = (("place", money.reference, cents),)
    return Choix(cents, told, moves, dossier, seen, repaid_transfers([found], now))


def _as_return(
    guichet: Guichet, money: Attente, wanted: tuple[str, str], now: dt.datetime
) -> Choix | Refusal:
    identifier, motive = wanted
    named = parse_identifier(identifier)
    if named is None or not named[1]:
        return refused(
            "Ce n'est pas la référence d'un paiement de la caisse.",
            money.reference,
            "Vérifiez-la. L'argent reçu se place sur un dossier, ou sur un paiement renvoyé.",
        )
    dossier = named[1]
    seen = guichet.records.sequences([dossier])[dossier]
    transfers = guichet.records.transfers([dossier])
    asked = pa.table([[1], [identifier], [None], [""]], schema=RETURNS)
    found = resolved(asked, transfers)
    [row] = found.to_pylist()
    if wrong := _unreturnable(row, money, motive, now):
        return wrong
    paid = row["paid_cents"]
    effets = Effets()
    effets.enter_returns(found, transfers, Retour(now, money.received_on, "retour"))
    cents = min(paid, money.cents)
    moves = (
        ("place", money.reference, cents),
        ("manque", money.reference, paid - cents),
    )
    told = {"dossier": dossier, "paiement": identifier, "paye": paid}
    return Choix(
        cents,
        told,
        tuple(m for m in moves if m[2]),
        dossier,
        seen,
        pa.concat_tables(effets.transfers),
    )


def _unreturnable(
    row: Mapping[str, Any], money: Attente, motive: str, now: dt.datetime
) -> Refusal | None:
    """Return why money is not a payment that came back, None when it is."""
    identifier, paid = row["end_to_end"], row["paid_cents"]
    if row["parked"] is not None:
        what = {
            "inconnu": "Ce paiement n'existe pas.",
            "deja_retourne": "Ce paiement est déjà revenu.",
        }[row["parked"]]
        return refused(what, identifier, "Vérifiez la référence du paiement.")
    missing = paid - money.cents
    what = f"Ce paiement est de {euros(paid)}, ce qui attend est de {euros(money.cents)}."
    most = remainder_cents(now.astimezone(FRANCE).date())
    if missing > most:
        return refused(
            what,
            identifier,
            f"Un paiement revient entier, à {euros(most)} près : vérifiez sa référence, ou demandez "
            "à la banque où est le reste.",
        )
    if missing and not motive:
        goes = "la caisse perd l'écart" if missing > 0 else "le reste attendra encore"
        return refused(
            what,
            identifier,
            f"Pour le placer tout de même, donnez le motif de l'écart de {euros(abs(missing))} : "
            f"{goes}.",
        )
    return None


def _debit(fund: EnAttente, money: Attente, target: str | Cible) -> Choix | Refusal:
    """Place a debit: on an order, or on the money that it gives back."""
    cents = -money.cents
    name = target if isinstance(target, str) else ""
    if name.startswith(_ORDER):
        number = name.removeprefix(_ORDER)
        if not number.isdecimal() or int(number) not in fund.told.answerable():
            return refused(
                "Aucun ordre de ce numéro n'a de fichier à la banque.", name[:20], "Vérifiez-le."
            )
        told = {"ordre": int(number)}
        return Choix(cents, told, (("debit_place", money.reference, cents),))
    given = waiting_reference(name)
    if given is None:
        return refused(
            "Un débit ne se place ni sur un dossier, ni sur un paiement.",
            money.reference,
            "Donnez l'ordre qu'il paie, ou la référence de l'argent qu'il rend.",
        )
    leaving = refunds_due(fund.transfers).get(given, 0)
    waits = max(waiting_balances(fund.transfers).get(given, 0), 0)
    if not leaving and not waits:
        return nothing_waits(given)
    cents = min(cents, leaving or waits)
    # Money that nobody had decided to give back, and that the bank took back by itself, is placed.
    moves = (
        ("rendu" if leaving else "place", given, cents),
        ("debit_place", money.reference, cents),
    )
    return Choix(cents, {"encaissement": given}, moves)
