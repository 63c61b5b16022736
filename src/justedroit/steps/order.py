"""Order: what is owed is prepared by a person, and released by another.

The file is kept under cover before the ledger says paid, and published after: whatever is cut
between, the same bytes are there to finish with (`steps.write`, decision 0015).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal, euros, instant_text, looks_personal
from justedroit.core.paiements import (
    CANCELLED,
    HELD,
    PAYABLE,
    PREPARED,
    RELEASED,
    Entete,
    Ordre,
    check_caisse,
    check_pain001,
    differences,
    execution_day,
    file_name,
    fingerprint_of_accounts,
    fingerprint_of_rows,
    landlord_day,
    message_id,
    order_references,
    order_totals,
    payable,
    payment_day,
    payment_order,
    payments,
    transfers_of_order,
    virements,
    write_pain001,
)
from justedroit.core.registre import BENEFIT_LABELS, FUND, TRANSFERS
from justedroit.records.interface import Journal
from justedroit.steps.guichet import AT_ONCE, Guichet, event, events_table, refused, retried
from justedroit.steps.pay import to_landlord
from justedroit.steps.revise import refuse_future

_LONGEST_AUTHOR: Final = 64
_PAYEES: Final = {"allocataire": "l'allocataire", "bailleur": "son bailleur"}
_AGAIN: Final = "Préparez de nouveau l'ordre."


@dataclass(frozen=True, slots=True)
class Due:
    """What an order would pay now.

    Attributes:
        rows: schema PAYABLE.
        held: schema HELD: what waits, and why.
        moved: dossiers of the ledger written to since an instant.
    """

    rows: pa.Table
    held: pa.Table
    moved: tuple[int, ...] = ()


def due(
    guichet: Guichet, month: int, kind: str, now: dt.datetime, since: dt.datetime | None = None
) -> Due:
    """Return what an order of a month would pay now, writing nothing.

    Args:
        guichet: journals and accounts.
        month: last month of the rights paid, 202506.
        kind: `mensuel`, or `ars`.
        now: instant, UTC.
        since: instant from which moved dossiers are told; None: none is.

    Raises:
        ValueError: unknown kind, or the ledger owes a negative amount.
    """
    told, _ = guichet.told()
    dossiers = guichet.records.dossiers()
    rows, held, moved = [PAYABLE.empty_table()], [HELD.empty_table()], []
    for start in range(0, len(dossiers), AT_ONCE):
        some = dossiers[start : start + AT_ONCE]
        transfers = guichet.records.transfers(some)
        landlord = to_landlord(guichet.records, month, now, some)
        order = payment_order(transfers, month, kind=kind, landlord=landlord)
        paid, waits = payable(order, guichet.identities.accounts(some), told.blocked)
        rows.append(paid)
        held.append(waits)
        if since is not None:
            after = transfers.filter(pc.greater_equal(transfers["entered_at"], since))
            moved += pc.unique(after["dossier"]).to_pylist()
    return Due(pa.concat_tables(rows), pa.concat_tables(held), tuple(sorted(moved)))


def prepare(
    guichet: Guichet, month: int, kind: str, author: str, now: dt.datetime
) -> Ordre | Refusal:
    """Prepare the order of a month: what would be paid is counted, summed and sealed.

    An order of the same month that was only prepared is cancelled by this one.

    Args:
        guichet: journals and accounts.
        month: last month of the rights paid, 202506.
        kind: `mensuel`, or `ars` in August.
        author: who prepares, an identifier.
        now: instant, UTC.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
        Refused: the month has not begun.
    """
    refuse_future(month, now)
    if wrong := check_caisse(guichet.caisse) or no_author(author):
        return wrong
    return retried(lambda: _prepare(guichet, (month, kind), author, now))


def no_author(author: str) -> Refusal | None:
    """Return why an act without author is refused, None when it has one."""
    if not author.strip():
        return refused("Qui agit n'est pas dit.", "ordre de paiement", "Dites qui vous êtes.")
    if looks_personal(author) or len(author) > _LONGEST_AUTHOR or not author.isprintable():
        return refused(
            "Ce n'est pas un identifiant d'agent.",
            "ordre de paiement",
            f"Donnez-en un de {_LONGEST_AUTHOR} caractères au plus, qui ne contienne aucun numéro.",
        )
    return None


def _prepare(
    guichet: Guichet, wanted: tuple[int, str], author: str, now: dt.datetime
) -> Ordre | Refusal:
    month, kind = wanted
    told, seen = guichet.told()
    unfinished = next((o for o in told.orders.values() if o.state == RELEASED), None)
    if unfinished is not None:
        return refused(
            f"L'ordre {unfinished.number} est libéré et son fichier n'est pas écrit.",
            f"ordre {unfinished.number}",
            "Écrivez d'abord son fichier : bouton « Écrire le fichier bancaire », ou justedroit ordre "
            f"fichier {unfinished.number}.",
        )
    found = due(guichet, month, kind, now)
    if not found.rows.num_rows:
        waits = f" {found.held.num_rows} lignes sont retenues." if found.held.num_rows else ""
        return refused(
            f"Rien n'est à payer.{waits}", "ordre de paiement", "Il n'y a rien à préparer."
        )
    number = max(told.orders, default=0) + 1
    before = told.current(month, kind)
    rows = []
    if before is not None and before.state == PREPARED:
        replaced = {"ordre": before.number, "remplace_par": number}
        rows.append(event("ordre.annule", author, now, replaced))
    payload = {"ordre": number, "mois": month, "genre": kind, **sealed(found)}
    rows.append(event("ordre.prepare", author, now, payload))
    guichet.records.append(Journal(events=events_table(rows)), {FUND: seen})
    return order_of(guichet, number)


def order_of(guichet: Guichet, number: int) -> Ordre:
    """Return an order as its events tell it."""
    return guichet.told()[0].orders[number]


def sealed(found: Due) -> dict[str, Any]:
    """Return the counts, sums and fingerprints of what an order pays; no name, no account."""
    held = found.held.group_by("why").aggregate(
        [("amount_cents", "count"), ("amount_cents", "sum")]
    )
    return {
        "lignes": found.rows.num_rows,
        "virements": payments(found.rows).num_rows,
        "centimes": pc.sum(found.rows["amount_cents"]).as_py() or 0,
        "totaux": order_totals(found.rows).to_pylist(),
        "retenus": {
            row["why"]: [row["amount_cents_count"], row["amount_cents_sum"]]
            for row in held.sort_by("why").to_pylist()
        },
        "empreinte": fingerprint_of_rows(found.rows),
        "comptes": fingerprint_of_accounts(found.rows),
    }


def release(guichet: Guichet, number: int, author: str, now: dt.datetime) -> Ordre | Refusal:
    """Release an order that another person has prepared: the ledger says paid, all at once.

    What is due is computed again; if it is not what was prepared, nothing is released. The file is
    made, checked and kept under cover first; `write` publishes it. Who has released it, and was cut
    before the file was written, asks again and finds it released: nothing is paid twice.

    Args:
        guichet: journals, accounts and files.
        number: of the order.
        author: who releases, an identifier.
        now: instant, UTC.

    Raises:
        StaleSequence: dossiers of the order are written to again and again; nothing was released.
    """
    if wrong := check_caisse(guichet.caisse) or no_author(author):
        return wrong
    return retried(lambda: _release(guichet, number, author, now))


def _release(guichet: Guichet, number: int, author: str, now: dt.datetime) -> Ordre | Refusal:
    told, seen_fund = guichet.told()
    order = told.orders.get(number)
    if refusal := _unreleasable(order, number, author):
        return refusal
    assert order is not None
    if order.state == RELEASED:
        return order
    # Read before what is computed: whoever writes to a dossier in between makes it stale.
    seen = guichet.records.sequences(guichet.records.dossiers())
    found = due(guichet, order.month, order.kind, now, order.prepared.at)
    if faults := _changed(order.told, found):
        what = " ".join(faults)
        return refused(f"Depuis la préparation : {what}", f"ordre {number}", _AGAIN)
    entete = Entete(number, order.month, now, _days(order, now))
    content, faults = checked_file(guichet, found.rows, entete)
    if faults:
        return refused(
            f"Le fichier bancaire n'est pas juste : {' '.join(faults)}",
            f"ordre {number}",
            "Rien n'est payé. C'est un défaut du logiciel : signalez-le.",
        )
    name = file_name(guichet.caisse, number)
    guichet.files.keep(name, content)
    payload = {
        "ordre": number,
        "virements": order.told["virements"],
        "centimes": order.told["centimes"],
        "empreinte": order.told["empreinte"],
        "comptes": order.told["comptes"],
        "message": message_id(guichet.caisse, number),
        "jours": {payee: day.isoformat() for payee, day in entete.days.items()},
        "fichier": name,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    journal = Journal(
        events=events_table([event("ordre.libere", author, now, payload)]),
        transfers=_transfers(found.rows, entete),
    )
    guichet.records.append(journal, seen | {FUND: seen_fund})
    return order_of(guichet, number)


def _unreleasable(order: Ordre | None, number: int, author: str) -> Refusal | None:
    where = f"ordre {number}"
    if order is None:
        return refused("Cet ordre n'existe pas.", where, "Vérifiez son numéro.")
    if order.state == RELEASED:
        return _released(order, author)
    if order.state != PREPARED:
        acts = {CANCELLED: order.cancelled}.get(order.state, order.released)
        assert acts is not None
        verb = "annulé" if order.state == CANCELLED else "libéré"
        return refused(
            f"Il a déjà été {verb} le {instant_text(acts.at)} par {acts.author}.",
            where,
            "Il n'y a rien à refaire.",
        )
    if _same(order.prepared.author, author):
        return refused(
            "La personne qui prépare un ordre ne le libère pas.",
            where,
            "Demandez à quelqu'un d'autre de le libérer.",
        )
    return None


def _released(order: Ordre, author: str) -> Refusal | None:
    """Return why an order whose file is to be written is not released again; None to who did it."""
    assert order.released is not None
    if _same(order.released.author, author):
        return None
    return refused(
        f"Il a déjà été libéré le {instant_text(order.released.at)} par {order.released.author}, "
        "mais son fichier reste à écrire.",
        f"ordre {order.number}",
        f"Écrivez-le : bouton « Écrire le fichier bancaire », ou justedroit ordre fichier {order.number}.",
    )


def _same(one: str, other: str) -> bool:
    return _person(one) == _person(other)


def _person(author: str) -> str:
    """Return an identifier as it is compared: neither case, nor width, nor blanks make another."""
    return "".join(unicodedata.normalize("NFKC", author).casefold().split())


def _changed(prepared: Mapping[str, Any], found: Due) -> list[str]:
    """Return what is no longer as it was prepared, in French; nothing when all is."""
    now = sealed(found)
    if now["empreinte"] == prepared["empreinte"]:
        if now["comptes"] == prepared["comptes"]:
            return []
        return ["le compte d'un bénéficiaire au moins a changé."]
    before, after = (
        {(t["benefit"], t["payee"]): (t["payments"], t["amount_cents"]) for t in told["totaux"]}
        for told in (prepared, now)
    )
    faults = [
        f"{BENEFIT_LABELS[benefit]}, à {_PAYEES[payee]} : {_said(before.get(key))} à la préparation, "
        f"{_said(after.get(key))} maintenant."
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
        for benefit, payee in [key]
    ]
    faults = faults or ["les totaux sont les mêmes, mais pas toutes les lignes."]
    if found.moved:
        shown = ", ".join(str(d) for d in found.moved[:5])
        faults.append(f"Dossiers qui ont bougé ({len(found.moved)}) : {shown}.")
    return faults


def _said(total: tuple[int, int] | None) -> str:
    if total is None:
        return "rien"
    count, cents = total
    return f"{count} ligne{'s' if count > 1 else ''} et {euros(cents)}"


def _days(order: Ordre, now: dt.datetime) -> dict[str, dt.date]:
    """Return on which day each payee is paid: its own, or the next one if it has passed."""
    today = now.astimezone(FRANCE).date()
    wanted = {
        "allocataire": payment_day(order.month, "ars" if order.kind == "ars" else ""),
        "bailleur": landlord_day(order.month),
    }
    return {payee: execution_day(day, today) for payee, day in wanted.items()}


def checked_file(guichet: Guichet, rows: pa.Table, entete: Entete) -> tuple[bytes, list[str]]:
    """Return the bank file of some rows, schema PAYABLE, and what is wrong with it, in French."""
    accounts = guichet.identities.accounts(pc.unique(rows["dossier"]).to_pylist())
    transfers = virements(rows, accounts, entete.number)
    content = write_pain001(transfers, entete, guichet.caisse)
    invalid = check_pain001(content)
    return content, [invalid] if invalid else differences(content, transfers)


def _transfers(rows: pa.Table, entete: Entete) -> pa.Table:
    parts = [TRANSFERS.empty_table()]
    for payee, day in entete.days.items():
        some = rows.filter(pc.equal(rows["payee"], payee))
        references = order_references(some, entete.number)
        parts.append(transfers_of_order(some, references, day, entete.created_at))
    return pa.concat_tables(parts)
