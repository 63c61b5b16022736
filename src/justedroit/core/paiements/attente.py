"""Money that waits in the account of the fund: what entered or left it, and nothing explains.

What is waited for by nobody has one reference, `attente:3:12` (line 12 of the third bank file), under
which each decision moves it in dossier 0: placed, given back to who sent it, written off. To undo a
decision is to write it again the other way round.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_of, parametre
from justedroit.core.paiements.remboursements import Credit, reversed_rows
from justedroit.core.registre import FUND, TRANSFERS, each

_BANK, _WAITS, _LEAVES, _KEPT = (
    f"caisse:{nature}" for nature in ("encaisse", "attente", "a_rendre", "reliquat")
)
# What happens to money of the fund → motive, account debited, account credited.
MOUVEMENTS_DE_CAISSE: Final = {
    "recu": ("encaissement", _BANK, _WAITS),
    "debite": ("decaissement", _WAITS, _BANK),
    "place": ("placement", _WAITS, _BANK),
    "debit_place": ("placement", _BANK, _WAITS),
    "a_rendre": ("rendu", _WAITS, _LEAVES),
    "rendu": ("rendu", _LEAVES, _BANK),
    "garde": ("solde", _WAITS, _KEPT),
    "perdu": ("solde", _KEPT, _WAITS),
    "manque": ("solde", _KEPT, _BANK),
}
# Why money waits, and how a person says it; beside those of `retours.PARKED_LABELS`.
WAITING_LABELS: Final = {
    "sans_reference": "Aucune référence de la caisse",
    "deja_lu_peut_etre": "La même ligne a été lue dans un autre fichier, et la banque n'y met pas de "
    "référence : un second paiement, ou le même",
    "deux_dossiers": "Les références de deux dossiers sont écrites : lequel rembourser ?",
    "reference_fausse": "Une référence de la caisse est écrite, mais sa clé ou sa longueur est fausse : "
    "erreur de copie",
    "dossier_inconnu": "Le dossier de la référence n'existe pas",
    "sans_dette": "Le dossier de la référence ne doit rien",
    "anterieur": "Cet argent est antérieur à la dette : il a été reçu avant qu'elle n'existe",
    "trop": "Plus que ce que doit le dossier",
    "conteste": "Ce que doit encore le dossier de la référence est contesté ou suspendu, et le foyer ne "
    "l'a pas nommé",
    "non_notifie": "Ce que doit encore le dossier de la référence n'est pas encore notifié, et le foyer "
    "ne l'a pas nommé",
    "debit": "Un débit du compte qu'aucun ordre, ni aucune restitution, n'explique",
}
_REFERENCE: Final = re.compile(r"attente:([0-9]{1,9}):([0-9]{1,9})")
_REFUND: Final = re.compile(r"RENDU-([0-9]{1,9})-([0-9]{1,9})")


def fund_transfers(name: str, credits_: Iterable[Credit], now: dt.datetime) -> pa.Table:
    """Return the transfers by which something happens to money of the fund.

    Args:
        name: of MOUVEMENTS_DE_CAISSE.
        credits_: how much, each under the reference by which it waits.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS of dossier 0.

    Law:
        None: decision 0020.
    """
    motive, debit, credit = MOUVEMENTS_DE_CAISSE[name]
    rows = [
        {
            "dossier": FUND,
            "sequence": 0,
            "debit": debit,
            "credit": credit,
            "amount_cents": one.cents,
            "month": month_of(one.value_on),
            "value_on": one.value_on,
            "entered_at": now,
            "motive": motive,
            "reference": one.reference,
        }
        for one in credits_
        if one.cents
    ]
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def waiting_balances(transfers: pa.Table) -> dict[str, int]:
    """Return what still waits, by the reference under which it came in.

    Args:
        transfers: schema TRANSFERS of dossier 0.

    Returns:
        Reference → cents, in the order of the journal; negative for money that left.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    return _balances(transfers, _WAITS)


def refunds_due(transfers: pa.Table) -> dict[str, int]:
    """Return what was decided to be given back and has not left, by its reference.

    Args:
        transfers: schema TRANSFERS of dossier 0.

    Returns:
        Reference → cents, more than zero, in the order of the journal.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    return _balances(transfers, _LEAVES)


def _balances(transfers: pa.Table, account: str) -> dict[str, int]:
    mine = pc.or_(pc.equal(transfers["credit"], account), pc.equal(transfers["debit"], account))
    rows = each(transfers.filter(mine), "credit", "amount_cents", "reference")
    balances: dict[str, int] = {}
    for credit, cents, reference in rows:
        sign = 1 if credit == account else -1
        balances[reference] = balances.get(reference, 0) + sign * cents
    return {reference: cents for reference, cents in balances.items() if cents}


def refund_identifier(reference: str) -> str:
    """Return what the transfer that gives money back bears, so that the bank's statement names it.

    Args:
        reference: by which the money waited.

    Law:
        None: ISO 20022, an end-to-end identifier; decision 0020.

    >>> refund_identifier("attente:3:12")
    'RENDU-3-12'
    """
    return reference.replace("attente:", "RENDU:").replace(":", "-")


def waiting_reference(text: str) -> str | None:
    """Return the reference that a text names, `attente:3:12` or `RENDU-3-12`; None when it does not.

    Args:
        text: as typed, or as the bank gives it.

    Law:
        None: decision 0020.

    >>> waiting_reference("RENDU-3-12"), waiting_reference("RENDU-3")
    ('attente:3:12', None)
    """
    found = _REFERENCE.fullmatch(text) or _REFUND.fullmatch(text)
    return f"attente:{int(found[1])}:{int(found[2])}" if found else None


def remainder_cents(on: dt.date) -> int:
    """Return how much may be written off, or be missing from a return, at most; cents.

    Args:
        on: day of the decision.

    Law:
        None: parameter `attente.reliquat`, a_verifier.
    """
    return round(float(parametre("paiements/attente.reliquat").at(on)) * 100)


def writings(moves: Sequence[tuple[str, str, int]], on: dt.date, now: dt.datetime) -> pa.Table:
    """Return what a decision writes in dossier 0.

    Args:
        moves: (name of MOUVEMENTS_DE_CAISSE, reference, cents); those of zero are left out.
        on: day of value.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS.

    Law:
        None: decision 0020.
    """
    parts = [fund_transfers(name, [Credit(cents, on, ref)], now) for name, ref, cents in moves]
    return pa.concat_tables([TRANSFERS.empty_table(), *parts])


def fund_reversal(moves: Sequence[tuple[str, str, int]], on: dt.date, now: dt.datetime) -> pa.Table:
    """Return what undoes a decision in dossier 0: the same, the other way round.

    Args:
        moves: as given to `writings`.
        on: day of value.
        now: instant of entry, UTC.

    Returns:
        Schema TRANSFERS, motive `contrepassation`.

    Law:
        None: decision 0020; nothing is erased.
    """
    return reversed_rows(writings(moves, on, now), "contrepassation", on, now)
