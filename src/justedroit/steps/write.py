"""Write: a released order becomes a bank file, once; or is cancelled while it has none."""

from __future__ import annotations

import datetime as dt
import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal, instant_text
from justedroit.core.paiements import (
    PAYABLE,
    PAYMENTS,
    PREPARED,
    RELEASED,
    WRITTEN,
    Entete,
    Ordre,
    Retour,
    differences,
    named_payments,
    returned_payments,
    rows_of_order,
    transfers_of_returns,
    versements,
)
from justedroit.core.registre import FUND, TRANSFERS
from justedroit.records.interface import Journal
from justedroit.steps.guichet import AT_ONCE, Guichet, event, events_table, refused, retried
from justedroit.steps.order import checked_file, no_author, order_of

_KEY = PAYMENTS.names


def write(guichet: Guichet, number: int, author: str, now: dt.datetime) -> Ordre | Refusal:
    """Write the file of a released order; cut anywhere and begun again, it gives the same file.

    Args:
        guichet: journals, accounts and files.
        number: of the order.
        author: who asks for it, an identifier.
        now: instant, UTC.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
    """
    return retried(lambda: _write(guichet, number, author, now))


def _write(guichet: Guichet, number: int, author: str, now: dt.datetime) -> Ordre | Refusal:
    told, seen = guichet.told()
    order = told.orders.get(number)
    if refusal := _unwritable(order, number):
        return refusal
    assert order is not None
    name, seal = order.release["fichier"], order.release["sha256"]
    found = _found(guichet, order)
    if isinstance(found, Refusal):
        return found
    if order.begun is None:
        # Said before the file can leave: from now on it may be at the bank, whatever is seen here.
        rows = [event("ordre.ecriture_commencee", author, now, {"ordre": number})]
        guichet.records.append(Journal(events=events_table(rows)), {FUND: seen})
        return _write(guichet, number, author, now)
    guichet.files.publish(name, seal)
    content = guichet.files.read(name)
    if content is None or hashlib.sha256(content).hexdigest() != seal:
        return _altered(number)
    if faults := _unreconciled(guichet, order, content):
        return refused(
            f"Le fichier écrit n'est pas ce que dit le registre : {' '.join(faults)}",
            f"ordre {number}",
            "Ne l'envoyez pas à la banque.",
        )
    payload = {"ordre": number, "fichier": name, "sha256": seal, "octets": len(content)}
    rows = [event("ordre.fichier_ecrit", author, now, payload)]
    guichet.records.append(Journal(events=events_table(rows)), {FUND: seen})
    return order_of(guichet, number)


def _unwritable(order: Ordre | None, number: int) -> Refusal | None:
    where = f"ordre {number}"
    if order is None:
        return refused("Cet ordre n'existe pas.", where, "Vérifiez son numéro.")
    if order.written is not None:
        return refused(
            f"Son fichier a été écrit le {instant_text(order.written.at)} par "
            f"{order.written.author} (SHA-256 {order.release['sha256']}). Il ne l'est qu'une fois.",
            where,
            "Prenez le fichier qui a été écrit.",
        )
    if order.state != RELEASED:
        return refused("Cet ordre n'est pas libéré.", where, "Faites-le libérer.")
    return None


def _altered(number: int) -> Refusal:
    return refused(
        "Le fichier qui est là n'est pas celui qui a été libéré : il a été changé.",
        f"ordre {number}",
        "Ne l'envoyez pas à la banque ; retirez-le, puis recommencez.",
    )


def _found(guichet: Guichet, order: Ordre) -> Refusal | None:
    """Make sure that the file of an order is published or kept, made again if it was lost."""
    name, seal = order.release["fichier"], order.release["sha256"]
    published = guichet.files.read(name)
    if published is not None:
        return None if hashlib.sha256(published).hexdigest() == seal else _altered(order.number)
    if guichet.files.kept(name, seal) is not None:
        return None
    if order.begun is not None:
        return _gone(order)
    made = _made_again(guichet, order)
    if isinstance(made, str):
        return _lost(order.number, made)
    guichet.files.keep(name, made)
    return None


def _made_again(guichet: Guichet, order: Ordre) -> bytes | str:
    """Return the file of an order made again, the same to the byte, or why it cannot be."""
    rows = _paid_rows(guichet, order.number)
    if unlike := _changed_accounts(guichet, rows):
        return f"{unlike} comptes ont changé ou sont effacés"
    content, faults = checked_file(guichet, rows, _entete(order))
    if faults or hashlib.sha256(content).hexdigest() != order.release["sha256"]:
        return "un nom, ou la configuration de la caisse, a changé"
    return content


def _gone(order: Ordre) -> Refusal:
    assert order.begun is not None
    return refused(
        f"L'écriture de son fichier a commencé le {instant_text(order.begun.at)} (par "
        f"{order.begun.author}), et il n'est plus là : il a pu partir à la banque. Il n'est pas "
        "refait.",
        f"ordre {order.number}",
        "Demandez à la banque si elle l'a reçu, puis faites-le remettre : justedroit ordre fichier "
        f"{order.number} --remettre.",
    )


def _lost(number: int, why: str) -> Refusal:
    return refused(
        "Le fichier gardé à la libération n'est plus là, et il ne peut pas être refait à "
        f"l'identique : {why} depuis.",
        f"ordre {number}",
        "Annulez l'ordre : tout redevient dû, et se prépare de nouveau.",
    )


def restore(
    guichet: Guichet, number: int, author: str, now: dt.datetime, copy: bytes | None = None
) -> Ordre | Refusal:
    """Put back the file of an order whose writing had begun, and which is no longer in its folder.

    Its bytes are those of the release, by their SHA-256, or nothing is put back: a bank that has
    had it sees the same message, and the same payments, and refuses them as already received.

    Args:
        guichet: journals, accounts and files.
        number: of the order.
        author: who asks for it, an identifier.
        now: instant, UTC.
        copy: the file, found elsewhere; None: it is made again from the ledger and the accounts.

    Returns:
        The order, its file written.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
    """
    if wrong := no_author(author):
        return wrong
    found = retried(lambda: _restore(guichet, number, (author, now), copy))
    if isinstance(found, Refusal) or found.written is not None:
        return found
    return write(guichet, number, author, now)


def _restore(
    guichet: Guichet, number: int, act: tuple[str, dt.datetime], copy: bytes | None
) -> Ordre | Refusal:
    told, seen = guichet.told()
    order = told.orders.get(number)
    if refusal := _unrestorable(guichet, order, number):
        return refusal
    assert order is not None
    name, seal = order.release["fichier"], order.release["sha256"]
    content = guichet.files.kept(name, seal) or copy or _made_again(guichet, order)
    if isinstance(content, str):
        return refused(
            f"Le fichier ne peut pas être refait à l'identique : {content} depuis.",
            f"ordre {number}",
            "Retrouvez-en une copie, et donnez-la : --depuis CHEMIN.",
        )
    if hashlib.sha256(content).hexdigest() != seal:
        return refused(
            f"Cette copie n'est pas le fichier qui a été libéré (SHA-256 {seal}).",
            f"ordre {number}",
            "Donnez la copie exacte : pas un octet ne doit en avoir changé.",
        )
    payload = {"ordre": number, "fichier": name, "sha256": seal, "copie": copy is not None}
    rows = [event("ordre.fichier_remis", act[0], act[1], payload)]
    guichet.records.append(Journal(events=events_table(rows)), {FUND: seen})
    guichet.files.keep(name, content)
    if order.written is not None:
        guichet.files.publish(name, seal)
    return order_of(guichet, number)


def _unrestorable(guichet: Guichet, order: Ordre | None, number: int) -> Refusal | None:
    where = f"ordre {number}"
    if order is None:
        return refused("Cet ordre n'existe pas.", where, "Vérifiez son numéro.")
    if order.begun is None:
        return refused(
            "L'écriture de son fichier n'a pas commencé : il n'y a rien à remettre.",
            where,
            "Écrivez-le d'abord.",
        )
    published = guichet.files.read(order.release["fichier"])
    if published is None:
        return None
    if hashlib.sha256(published).hexdigest() != order.release["sha256"]:
        return _altered(number)
    return refused("Son fichier est là, intact.", where, "Il n'y a rien à remettre.")


def _entete(order: Ordre) -> Entete:
    assert order.released is not None
    days = {payee: dt.date.fromisoformat(day) for payee, day in order.release["jours"].items()}
    return Entete(order.number, order.month, order.released.at, days)


def _paid_rows(guichet: Guichet, number: int) -> pa.Table:
    """Return what the ledger says that an order has paid; schema PAYABLE."""
    dossiers, parts = guichet.records.dossiers(), [PAYABLE.empty_table()]
    for start in range(0, len(dossiers), AT_ONCE):
        transfers = guichet.records.transfers(dossiers[start : start + AT_ONCE])
        parts.append(rows_of_order(transfers, number))
    return pa.concat_tables(parts)


def _changed_accounts(guichet: Guichet, rows: pa.Table) -> int:
    """Return how many payees no longer have the account that was released."""
    keys = ["dossier", "payee", "fingerprint"]
    accounts = guichet.identities.accounts(pc.unique(rows["dossier"]).to_pylist())
    released = rows.select(keys).group_by(keys).aggregate([])
    left: int = released.join(accounts.select(keys), keys, join_type="left anti").num_rows
    return left


def _unreconciled(guichet: Guichet, order: Ordre, content: bytes) -> list[str]:
    """Return in what the bytes written are not what the ledger has paid.

    The accounts are those of the release, which the hash has sealed: the ledger knows none.
    """
    return differences(content, named_payments(_paid_rows(guichet, order.number), order.number))


def cancel(guichet: Guichet, number: int, author: str, now: dt.datetime) -> Ordre | Refusal:
    """Cancel an order whose file does not exist; released, all that it paid is owed again.

    Args:
        guichet: journals and files.
        number: of the order.
        author: who cancels, an identifier.
        now: instant, UTC.

    Raises:
        StaleSequence: dossiers of the order are written to again and again; nothing was cancelled.
    """
    if wrong := no_author(author):
        return wrong
    return retried(lambda: _cancel(guichet, number, author, now))


def _cancel(guichet: Guichet, number: int, author: str, now: dt.datetime) -> Ordre | Refusal:
    told, seen_fund = guichet.told()
    order = told.orders.get(number)
    if refusal := _uncancellable(order, number):
        return refusal
    assert order is not None
    seen = guichet.records.sequences(guichet.records.dossiers())
    transfers = _given_back(guichet, order, now)
    events = events_table([event("ordre.annule", author, now, {"ordre": number})])
    guichet.records.append(Journal(events=events, transfers=transfers), seen | {FUND: seen_fund})
    return order_of(guichet, number)


def _uncancellable(order: Ordre | None, number: int) -> Refusal | None:
    where = f"ordre {number}"
    if order is None:
        return refused("Cet ordre n'existe pas.", where, "Vérifiez son numéro.")
    if order.state == WRITTEN or (order.state == RELEASED and order.begun is not None):
        return refused(
            "Son fichier est écrit, ou a commencé de l'être : la banque peut l'avoir.",
            where,
            "Demandez à la banque de le rejeter, et lisez sa réponse.",
        )
    if order.state not in (PREPARED, RELEASED):
        return refused("Cet ordre est déjà annulé.", where, "Il n'y a rien à refaire.")
    return None


def _given_back(guichet: Guichet, order: Ordre, now: dt.datetime) -> pa.Table:
    """Return the transfers by which all that an order has paid, and that is not back, is owed again."""
    parts = [TRANSFERS.empty_table()]
    if order.state == PREPARED:
        return parts[0]
    retour = Retour(now, now.astimezone(FRANCE).date(), "rejet")
    dossiers = guichet.records.dossiers()
    for start in range(0, len(dossiers), AT_ONCE):
        transfers = guichet.records.transfers(dossiers[start : start + AT_ONCE])
        rows = versements(transfers)
        rows = rows.filter(pc.equal(rows["order"], order.number))
        rows = rows.join(returned_payments(transfers).select(_KEY), _KEY, join_type="left anti")
        rows = rows.sort_by([(n, "ascending") for n in ("dossier", "benefit", "month")])
        parts.append(transfers_of_returns(rows, transfers, retour))
    return pa.concat_tables(parts)


def take(guichet: Guichet, number: int, author: str, now: dt.datetime) -> bytes | Refusal:
    """Return the file of an order to who sends it to the bank, once.

    Args:
        guichet: journals and files.
        number: of the order.
        author: who takes it, an identifier.
        now: instant, UTC.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
    """
    if wrong := no_author(author):
        return wrong
    return retried(lambda: _take(guichet, number, author, now))


def _take(guichet: Guichet, number: int, author: str, now: dt.datetime) -> bytes | Refusal:
    told, seen = guichet.told()
    order = told.orders.get(number)
    where = f"ordre {number}"
    if order is None or order.state != WRITTEN:
        return refused("Son fichier n'est pas écrit.", where, "Faites-le écrire.")
    if order.taken is not None:
        return refused(
            f"Son fichier a été pris le {instant_text(order.taken.at)} par {order.taken.author} "
            f"(SHA-256 {order.release['sha256']}). Il ne l'est qu'une fois.",
            where,
            "S'il est perdu, faites-le chercher dans le dossier des fichiers bancaires.",
        )
    content = guichet.files.read(order.release["fichier"])
    if content is None:
        return _gone(order)
    if hashlib.sha256(content).hexdigest() != order.release["sha256"]:
        return _altered(number)
    rows = [event("ordre.telecharge", author, now, {"ordre": number})]
    guichet.records.append(Journal(events=events_table(rows)), {FUND: seen})
    return content
