"""Bank: what the bank sends back enters the ledger once, or is refused whole, with the reason.

One write for one file. What comes back is owed again; what households repay lowers their debts; money
that nothing attributes waits in the fund's own account, in sight, until an agent places it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal, euros, instant_text
from justedroit.core.paiements import (
    RETURNS,
    Caissier,
    Credit,
    Effets,
    Ordre,
    Refus,
    Releve,
    Reponse,
    Retour,
    enter_answer,
    named_dossiers,
    open_message,
    parse_end_to_end,
    placed,
    read_camt,
    read_pain002,
    rejected_payees,
    repayments,
    resolved,
    statement_effects,
    unread_answer,
    waiting_balances,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import Journal
from justedroit.steps.guichet import AT_ONCE, Guichet, event, events_table, refused, retried
from justedroit.steps.order import no_author


@dataclass(frozen=True, slots=True)
class Attente:
    """Money that waits in the account of the fund.

    Attributes:
        reference: by which it is placed, `attente:3:12`.
        cents: what is still to place.
        received_on: day on which the bank received it.
        why: key of `WAITING_LABELS` or `PARKED_LABELS`.
        message: of the bank file that brought it.
        line: in that file.
    """

    reference: str
    cents: int
    received_on: dt.date
    why: str
    message: str
    line: int


def receive(
    guichet: Guichet, content: bytes, author: str, now: dt.datetime
) -> Mapping[str, Any] | Refusal:
    """Read a file of the bank, and enter in the ledger what it says, once.

    Args:
        guichet: journals, and the fund as its bank knows it.
        content: the file: `pain.002`, `camt.053` or `camt.054`.
        author: who reads it, an identifier.
        now: instant, UTC.

    Returns:
        What was entered, the payload of `banque.fichier_recu`; or why the file is refused whole.

    Raises:
        StaleSequence: dossiers concerned are written to again and again; nothing was entered.
    """
    if wrong := no_author(author):
        return wrong
    try:
        kind, body = open_message(content)
        message = read_pain002(body) if kind == "pain.002" else read_camt(kind, body)
    except Refus as refusal:
        return _refused(str(refusal))
    seal = hashlib.sha256(content).hexdigest()
    head = {"genre": kind, "message": message.message, "sha256": seal}
    if isinstance(message, Releve) and message.ibans != {guichet.caisse.iban}:
        return _refused("Le relevé est celui d'un autre compte que celui de la caisse.")
    return retried(lambda: _receive(guichet, message, head, author, now))


def _refused(what: str) -> Refusal:
    mend = "Vérifiez le fichier auprès de la banque ; rien n'en est enregistré."
    return refused(what, "fichier de la banque", mend)


def _receive(
    guichet: Guichet, message: Reponse | Releve, head: dict[str, Any], author: str, now: dt.datetime
) -> Mapping[str, Any] | Refusal:
    told, seen_fund = guichet.told()
    if known := _already_read(told, head):
        return known
    number = len(told.received) + 1
    if isinstance(message, Reponse):
        order = told.of_message(message.original)
        if wrong := _not_ours(message, order):
            return wrong
        assert order is not None
        effets, seen = _of_answer(guichet, message, order, now)
        extra: dict[str, Any] = {}
    else:
        dossiers = named_dossiers(message)
        seen = guichet.records.sequences(dossiers)
        transfers = guichet.records.transfers(dossiers)
        effets = statement_effects(message, told, transfers, number, now)
        extra = {"en_cours": message.pending, "solde_centimes": message.closing_cents}
    orders = list(effets.orders.values())
    payload = head | extra | {"numero": number, "lignes": effets.lines, "ordres": orders}
    rows = [event("banque.fichier_recu", author, now, payload)]
    rows += [event("compte.bloque", author, now, dead) for dead in effets.blocked.values()]
    journal = Journal(events=events_table(rows), transfers=pa.concat_tables(effets.transfers))
    guichet.records.append(journal, seen | {FUND: seen_fund})
    return payload


def _already_read(told: Caissier, head: dict[str, Any]) -> Refusal | None:
    for file in told.received:
        same = (file.told["genre"], file.told["message"]) == (head["genre"], head["message"])
        when = f"le {instant_text(file.act.at)} par {file.act.author}"
        if file.told["sha256"] == head["sha256"]:
            return _refused(f"Ce fichier a déjà été lu, {when}.")
        if same:
            return _refused(
                f"Un fichier de cet identifiant a déjà été lu, {when}, et il était autrement écrit."
            )
    return None


def _not_ours(message: Reponse, order: Ordre | None) -> Refusal | None:
    if order is None:
        return _refused("La banque y répond à un fichier que la caisse n'a pas libéré.")
    if order.begun is None:
        return _refused(
            f"La banque y répond au fichier de l'ordre {order.number}, qui n'a pas été écrit."
        )
    if message.size not in (None, order.release["virements"]):
        return _refused(
            f"La banque y répond à {message.size} virements, l'ordre {order.number} en a "
            f"{order.release['virements']}."
        )
    if message.cents not in (None, order.release["centimes"]):
        return _refused(
            f"La banque y répond à {euros(message.cents or 0)}, l'ordre {order.number} est de "
            f"{euros(order.release['centimes'])}."
        )
    return None


def _of_answer(
    guichet: Guichet, message: Reponse, order: Ordre, now: dt.datetime
) -> tuple[Effets, dict[int, int]]:
    """Return what an answer does, and the sequences seen before it was decided."""
    effets = Effets()
    said = effets.of_order(order.number)
    said |= {"statut": message.status, "motif": message.reason}
    every = guichet.records.dossiers()
    if rejected_payees(message) is None:
        owners = parse_end_to_end(message.rejected["end_to_end"])["dossier"].drop_null()
        dossiers = sorted(set(owners.to_pylist()) & set(every))
    else:
        dossiers = every
    seen = guichet.records.sequences(dossiers)
    retour = Retour(now, now.astimezone(FRANCE).date(), "rejet")
    for start in range(0, len(dossiers), AT_ONCE):
        transfers = guichet.records.transfers(dossiers[start : start + AT_ONCE])
        enter_answer(effets, message, order, transfers, retour)
    effets.lines += unread_answer(message, every)
    return effets, seen


# --- money that waits ------------------------------------------------------------------------


def waiting_money(guichet: Guichet) -> list[Attente]:
    """Return the money that waits, in the order in which it came."""
    told, _ = guichet.told()
    lines = {
        line["attente"]: (file.told["message"], line)
        for file in told.received
        for line in file.told["lignes"]
        if line["sort"] == "attente"
    }
    transfers = guichet.records.transfers([FUND])
    came = {
        row["reference"]: row["value_on"]
        for row in transfers.filter(pc.equal(transfers["motive"], "encaissement")).to_pylist()
    }
    found = []
    for reference, cents in waiting_balances(transfers).items():
        message, line = lines[reference]
        found.append(
            Attente(reference, cents, came[reference], line["pourquoi"], message, line["n"])
        )
    return found


def place(
    guichet: Guichet, reference: str, target: int | str, author: str, now: dt.datetime
) -> int | Refusal:
    """Place money that waits: on the debts of a dossier, or as a payment that came back.

    Args:
        guichet: journals.
        reference: of what waits, `attente:3:12`.
        target: number of a dossier that owes; or identifier of a payment, `O7-D1234-A-53`.
        author: who places it, an identifier.
        now: instant, UTC.

    Returns:
        Cents placed; never more than what is owed, the rest keeps waiting.

    Raises:
        StaleSequence: the dossier is written to again and again; nothing was placed.
    """
    return no_author(author) or retried(lambda: _place(guichet, reference, target, author, now))


def _place(
    guichet: Guichet, reference: str, target: int | str, author: str, now: dt.datetime
) -> int | Refusal:
    seen_fund = guichet.records.sequences([FUND])[FUND]
    money = next((m for m in waiting_money(guichet) if m.reference == reference), None)
    if money is None:
        return refused("Rien n'attend sous cette référence.", reference, "Relisez la liste.")
    dossier = _dossier_of(target)
    if dossier is None:
        return refused(
            "Ce n'est pas la référence d'un paiement de la caisse.", reference, "Vérifiez-la."
        )
    seen = guichet.records.sequences([dossier])
    transfers = guichet.records.transfers([dossier])
    found = (
        _as_repayment(transfers, dossier, money, now)
        if isinstance(target, int)
        else _as_return(transfers, target, money, now)
    )
    if isinstance(found, Refusal):
        return found
    moved, cents = found
    leaving = placed(Credit(cents, money.received_on, reference), now)
    payload = {"attente": reference, "dossier": dossier, "centimes": cents}
    journal = Journal(
        events=events_table([event("attente.place", author, now, payload)]),
        transfers=pa.concat_tables([leaving, moved]),
    )
    guichet.records.append(journal, seen | {FUND: seen_fund})
    return cents


def _dossier_of(target: int | str) -> int | None:
    if isinstance(target, int):
        return target
    named = parse_end_to_end(pa.chunked_array([[target]], pa.string()))
    found: int | None = named["dossier"][0].as_py()
    return found


def _as_repayment(
    transfers: pa.Table, dossier: int, money: Attente, now: dt.datetime
) -> tuple[pa.Table, int] | Refusal:
    credit = Credit(money.cents, money.received_on, money.reference)
    repaid, [rest] = repayments(transfers, dossier, [credit], now)
    if rest == money.cents:
        return refused(
            "Ce dossier ne doit rien : on ne lui impute rien.", f"dossier {dossier}", "Vérifiez-le."
        )
    return repaid, money.cents - rest


def _as_return(
    transfers: pa.Table, identifier: str, money: Attente, now: dt.datetime
) -> tuple[pa.Table, int] | Refusal:
    asked = pa.table([[1], [identifier], [money.cents], [""]], schema=RETURNS)
    found = resolved(asked, transfers)
    [row] = found.to_pylist()
    if row["parked"] is not None:
        why = {
            "inconnu": "Ce paiement n'existe pas.",
            "deja_retourne": "Ce paiement est déjà revenu.",
            "montant": f"Ce paiement est de {euros(row['paid_cents'] or 0)}, ce qui attend est de "
            f"{euros(money.cents)}.",
        }[row["parked"]]
        return refused(why, identifier, "Vérifiez la référence du paiement.")
    effets = Effets()
    effets.enter_returns(found, transfers, Retour(now, money.received_on, "retour"))
    return pa.concat_tables(effets.transfers), money.cents
