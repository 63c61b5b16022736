"""Bank: what the bank sends back enters the ledger once, or is refused whole, with the reason.

One write for one file. What comes back is owed again; what households repay lowers their debts; money
that nothing attributes waits in the fund's own account, in sight, until an agent decides (`place`, `settle`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Acte, Refusal, day_text, euros, instant_text
from justedroit.core.creances import (
    Dettes,
    Imputation,
    Remboursement,
    imputed,
    repaid_transfers,
)
from justedroit.core.paiements import (
    Caissier,
    Effets,
    Ordre,
    Recu,
    Refus,
    Releve,
    Reponse,
    Retour,
    enter_answer,
    joined,
    named_back,
    named_dossiers,
    open_message,
    parse_end_to_end,
    passes,
    read_camt,
    read_pain002,
    rejected_payees,
    statement_effects,
    unread_answer,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import Journal
from justedroit.steps.guichet import AT_ONCE, Guichet, event, events_table, refused, retried
from justedroit.steps.impute import owed_by
from justedroit.steps.order import no_author
from justedroit.steps.reverse import reverse, withdrawn_letters

# Lines of a file in one event. SQLite reads a row whole at each search that passes by it: one of a
# hundred thousand lines would be read again for each transfer of the file.
_LINES: Final = 200


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
    if isinstance(message, Releve) and (wrong := _to_come(message, now)):
        return wrong
    return retried(lambda: _receive(guichet, message, head, author, now))


def taken_back_from(told: Mapping[str, Any]) -> list[int]:
    """Return the dossiers of which a file has taken a repayment back, as `receive` told it."""
    lines = [line for line in told["lignes"] if line["sort"] == "repris"]
    return sorted({line["dossier"] for line in lines if "dossier" in line})


def _refused(what: str) -> Refusal:
    mend = "Vérifiez le fichier auprès de la banque ; rien n'en est enregistré."
    return refused(what, "fichier de la banque", mend)


def _to_come(message: Releve, now: dt.datetime) -> Refusal | None:
    """Return why a file that tells the future is refused: whole, to be read again when it is true."""
    today = now.astimezone(FRANCE).date()
    late = [line for line in message.lignes if line.booked_on > today]
    if not late:
        return None
    first, others = late[0], len(late) - 1
    more = f" (et {others} autres)" if others > 1 else " (et une autre)" if others else ""
    return refused(
        f"La ligne {first.number}{more} est datée du {day_text(first.booked_on)}, un jour à venir.",
        f"fichier de la banque, ligne {first.number}",
        "Demandez à la banque un fichier juste, ou relisez celui-ci ce jour-là ; rien n'en est "
        "enregistré.",
    )


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
        undone: list[dict[str, Any]] = []
        extra: dict[str, Any] = {}
    else:
        seen = guichet.records.sequences(
            sorted({*named_dossiers(message), *named_back(message, told)})
        )
        effets, undone = _of_statement(guichet, message, (told, seen), Acte(author, now))
        extra = {"en_cours": message.pending, "solde_centimes": message.closing_cents}
    orders = list(effets.orders.values())
    payload = head | extra | {"numero": number, "lignes": effets.lines, "ordres": orders}
    rows = [*_told(payload, author, now), *undone]
    rows += [event("compte.bloque", author, now, dead) for dead in effets.blocked.values()]
    journal = Journal(events=events_table(rows), transfers=pa.concat_tables(effets.transfers))
    guichet.records.append(journal, seen | {FUND: seen_fund})
    return payload


def _of_statement(
    guichet: Guichet, message: Releve, known: tuple[Caissier, dict[int, int]], acte: Acte
) -> tuple[Effets, list[dict[str, Any]]]:
    """Return what a statement does, and the events of what it takes back, one pass after the other.

    `known` is what the events of the fund tell, and the last sequence of each dossier concerned.
    """
    told, seen = known
    number = len(told.received) + 1
    absent = {dossier for dossier, sequence in seen.items() if not sequence}
    fund, transfers = guichet.records.transfers([FUND]), guichet.records.transfers(list(seen))
    done: list[Effets] = []
    undone: list[dict[str, Any]] = []
    for passe in passes(message, told):
        effets = statement_effects(passe, told, transfers, fund, (number, acte.at))
        # First what is taken back: the rest of the pass may repay what so lives again.
        undone += reverse(effets, transfers, acte)
        _impute(guichet, effets, (transfers, absent), acte.at)
        done.append(effets)
        written = pa.concat_tables(effets.transfers)
        of_fund = pc.equal(written["dossier"], FUND)
        fund = pa.concat_tables([fund, written.filter(of_fund)])
        transfers = pa.concat_tables([transfers, written.filter(pc.invert(of_fund))])
        read = Recu(
            number,
            acte,
            {"genre": message.kind, "lignes": effets.lines},
        )
        told = replace(told, received=(*told.received, read))
    back = [row["dossier"] for row in undone]
    undone += withdrawn_letters(back, transfers, acte, guichet.records)
    return joined(done), undone


def _impute(
    guichet: Guichet, effets: Effets, read: tuple[pa.Table, Collection[int]], now: dt.datetime
) -> None:
    """Take in what the money of a statement repays: the rest of it waits.

    `read` is the transfers of the dossiers that it names, and those of them that do not exist.
    """
    transfers, absent = read
    # What the same statement sends back of a payment is claimed no longer.
    after = pa.concat_tables([transfers, *effets.transfers])
    owed = owed_by(guichet.records, after, sorted(effets.received), now)
    done: list[Imputation] = []
    for dossier, some in effets.received.items():
        money = [
            Remboursement(
                one.line.cents,
                one.line.booked_on,
                one.act,
                one.named.creances,
                born_by=one.line.booked_on,
            )
            for one in some
        ]
        dettes = owed.get(dossier, Dettes())
        known = {creance.number for creance in dettes.creances}
        found = imputed(dettes, money)
        for one, what in zip(some, found, strict=True):
            unknown = [number for number in one.named.creances if number not in known]
            why = "dossier_inconnu" if dossier in absent else what.why
            effets.repaid(one, what.repaid, why, unknown)
        done += found
    effets.transfers.append(repaid_transfers(done, now))
    effets.closed(now)


def _told(payload: dict[str, Any], author: str, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the events of a file that was read: its lines by parts, for no row to be too large."""
    lines, number = payload["lignes"], payload["numero"]
    parts = [lines[start : start + _LINES] for start in range(_LINES, len(lines), _LINES)]
    first = event("banque.fichier_recu", author, now, payload | {"lignes": lines[:_LINES]})
    more = [{"numero": number, "lignes": part} for part in parts]
    return [first, *(event("banque.lignes_lues", author, now, part) for part in more)]


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
