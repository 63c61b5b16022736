"""Collect: what a household pays itself lowers its debts; what it pays too much waits, in sight.

A bank transfer comes with the statements of the bank (`steps.bank`). A card, a direct debit or a
cheque comes here. The fund orders no direct debit file (pain.008): who debits is behind `Encaisseur`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pyarrow as pa

from justedroit.core.base import (
    FRANCE,
    Acte,
    Refusal,
    day_text,
    euros,
    looks_personal,
    months_after,
    names_someone,
    parametre,
)
from justedroit.core.creances import (
    CONTESTE,
    NON_NOTIFIE,
    Dettes,
    Remboursement,
    birth_day,
    creances,
    imputed,
    repaid_transfers,
)
from justedroit.core.paiements import read_events, read_reference, writings
from justedroit.core.registre import FUND, TRANSFERS
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.act import event
from justedroit.steps.guichet import retried
from justedroit.steps.impute import dettes_of, no_such_debt, stopped_text

ENCAISSE: Final = "paiement.encaisse"
REFERENCE: Final = "paiement.reference"  # in dossier 0: one payment a reference, whoever enters it
MOYENS: Final = ("virement", "carte", "prelevement", "cheque")
SLIP: Final = "encaissement"  # the kind of receipt by which a surplus enters the fund's account
_LONGEST: Final = 35  # as in a bank transfer (ISO 20022, Max35Text)
_REFERENCE: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9./-]+")  # a name has no digit


@dataclass(frozen=True, slots=True)
class Encaissement:
    """Money that a household has paid.

    Attributes:
        dossier: number; None where nothing names one.
        moyen: one of MOYENS.
        cents: more than zero.
        le: day on which the fund has it.
        reference: of the operation, unique: that of the card, of the cheque slip.
        creances: numbers of those that the household names, in order; what they do not take repays
            the plan's, then the oldest notified, and never what is contested.
    """

    dossier: int | None
    moyen: str
    cents: int
    le: dt.date
    reference: str
    creances: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Encaisse:
    """What a payment has done.

    Attributes:
        repaid: number of a créance → cents.
        waits: cents that no debt took, in the account of the fund.
        attente: reference under which they wait, empty when nothing does.
        acte: of the references of what it has repaid, `paiement:3`.
        why: they wait, a key of `WAITING_LABELS`, empty when nothing does.
        stopped: what is owed and repaid only if named (contested, not notified), in French, where
            they wait for that.
    """

    repaid: dict[int, int]
    waits: int = 0
    attente: str = ""
    acte: str = ""
    why: str = ""
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Debit:
    """What is asked of who debits a card or an account.

    Attributes:
        reference: ours; asked twice, it is debited once.
        cents: how much.
        moyen: `carte` or `prelevement`.
        mandat: a token of the card or of the mandate, never their number.
    """

    reference: str
    cents: int
    moyen: str
    mandat: str


@dataclass(frozen=True, slots=True)
class Reponse:
    """What who debits answers: accepted or not, and why not, in French."""

    accepted: bool
    why: str = ""


class Encaisseur(Protocol):
    """Who debits cards and accounts for the fund: a provider of payment, or its simulation."""

    def debit(self, asked: Debit) -> Reponse:
        """Debit once what is asked; the same reference gets the same answer again."""
        ...


def named_by_letter(text: str, dossier: int) -> tuple[int, ...] | Refusal:
    """Return the créances that the reference of a letter names: it is printed on what claims them.

    Args:
        text: « RF49 C002 D000 0000 0050 0 » as it is copied; spaces do not count.
        dossier: of who pays.
    """
    found, where = read_reference(text), f"dossier {dossier}"
    if found is None:
        mend = (
            "Recopiez-la (RF, puis 15 à 19 signes), ou laissez vide et cochez ce qui est remboursé."
        )
        return Refusal("la référence de la lettre est mal recopiée.", where, mend)
    if found.dossier != dossier:
        what = f"la référence de la lettre est celle du dossier {found.dossier}."
        return Refusal(what, where, "Vérifiez à quel dossier encaisser ce paiement.")
    return found.creances


def collect(records: Records, paid: Encaissement, acte: Acte) -> Encaisse | Refusal:
    """Enter a payment: debts are lowered (`core.creances.imputed`), the rest waits, in sight.

    Args:
        records: the journals.
        paid: what was received.
        acte: who enters it, and when.

    Raises:
        StaleSequence: a dossier is written to again and again; nothing was appended.
    """
    if wrong := _ill_told(paid, acte):
        return wrong
    return retried(lambda: _collect(records, paid, acte))


def _collect(records: Records, paid: Encaissement, acte: Acte) -> Encaisse | Refusal:
    number = paid.dossier or FUND
    seen = records.sequences([FUND, number])
    if number != FUND and not seen[number]:
        mend = (
            "Vérifiez son numéro ; sans dossier connu, l'argent s'encaisse par le relevé de banque."
        )
        return Refusal("ce dossier n'existe pas.", _where(paid), mend)
    events = records.events([number]) if number != FUND else EVENTS.empty_table()
    fund = records.events([FUND])
    if _known(events, fund, paid):
        return _refuse_again(fund, paid)
    transfers = records.transfers([number]) if number != FUND else TRANSFERS.empty_table()
    dettes = dettes_of(creances(transfers).get(number, []), events, acte.at)
    if wrong := no_such_debt(dettes, paid.creances, _where(paid)):
        return wrong
    rank = 1 + sum(1 for tag in events["tag"].to_pylist() if tag == ENCAISSE)
    money = _money(paid, f"paiement:{rank}")
    if wrong := _before_the_debt(dettes, money, _where(paid)):
        return wrong
    [done] = imputed(dettes, [money])
    parts, repaid, rest = [repaid_transfers([done], acte.at)], done.repaid, done.rest
    # The fund's own sequence makes the reference unique, also between two dossiers at once.
    known = {"reference": paid.reference, "dossier": paid.dossier, "cents": paid.cents}
    rows = [event(FUND, REFERENCE, acte, known)]
    if repaid:
        told: dict[str, Any] = {"moyen": paid.moyen, "cents": paid.cents, "le": paid.le.isoformat()}
        told |= {"creances": sorted(repaid), "reference": paid.reference}
        rows.append(event(number, ENCAISSE, acte, told))
    found = Encaisse(repaid, acte=money.act)
    if rest:
        slip = len(read_events(fund).received) + 1
        why = done.why if number != FUND else "sans_reference"
        stopped = stopped_text(dettes, paid.creances) if why in (CONTESTE, NON_NOTIFIE) else ""
        found = Encaisse(repaid, rest, f"attente:{slip}:1", money.act, why, stopped)
        parts.append(writings([("recu", found.attente, rest)], paid.le, acte.at))
        rows.append(event(FUND, "banque.fichier_recu", acte, _slip(paid, found, slip)))
    journal = Journal(
        events=pa.Table.from_pylist(rows, schema=EVENTS), transfers=pa.concat_tables(parts)
    )
    records.append(journal, {row["dossier"]: seen[row["dossier"]] for row in rows})
    return found


def _money(paid: Encaissement, act: str = "") -> Remboursement:
    return Remboursement(paid.cents, paid.le, act, paid.creances, born_by=paid.le)


def _before_the_debt(dettes: Dettes, money: Remboursement, where: str) -> Refusal | None:
    """Return why money received before the debt that it names, or before all of them, is refused."""
    owing = [claim for claim in dettes.creances if claim.total() > 0]
    early = [claim for claim in owing if money.precedes(claim)]
    named = [claim for claim in early if claim.number in money.creances]
    if not named and (not early or len(early) < len(owing)):
        return None
    first = min(named or early, key=birth_day)
    return Refusal(
        f"ce paiement, reçu le {day_text(money.value_on)}, est antérieur à la dette : la créance "
        f"{first.number} est née le {day_text(birth_day(first))}.",
        where,
        "Vérifiez le jour où la caisse a reçu l'argent. S'il est juste, cherchez ce que le foyer "
        "payait : cette dette n'existait pas.",
        "Code civil art. 1342",
    )


def _slip(paid: Encaissement, found: Encaisse, number: int) -> dict[str, Any]:
    """Return the receipt by which a surplus is seen beside the lines of the bank's files."""
    seal = hashlib.sha256(f"{paid.moyen}:{paid.reference}".encode()).hexdigest()
    line = {"n": 1, "sort": "attente", "retenu": found.waits, "centimes": found.waits}
    line |= {"attente": found.attente, "pourquoi": found.why}
    told: dict[str, Any] = {"genre": SLIP, "message": paid.reference, "sha256": seal}
    return told | {"numero": number, "lignes": [line], "ordres": []}


def debited(
    records: Records, encaisseur: Encaisseur, paid: Encaissement, mandat: str, acte: Acte
) -> Encaisse | Refusal:
    """Have a card or an account debited, then enter what it pays; never more than is owed.

    Cut between the two, the same call with the same reference debits nothing more and enters it.

    Args:
        records: the journals.
        encaisseur: who debits.
        paid: what is to be paid, by `carte` or `prelevement`, by a dossier.
        mandat: a token of the card or of the mandate.
        acte: who asks, and when.

    Raises:
        StaleSequence: the dossier was written to in between; ask again with the same reference.
    """
    if wrong := _ill_told(paid, acte):
        return wrong
    if paid.moyen not in ("carte", "prelevement") or not paid.dossier:
        return Refusal(
            "seuls une carte ou un compte se débitent, pour un dossier.",
            _where(paid),
            "Pour un chèque ou un virement, encaissez ce qui est reçu.",
        )
    claims = creances(records.transfers([paid.dossier])).get(paid.dossier, [])
    dettes = dettes_of(claims, records.events([paid.dossier]), acte.at)
    wrong = (
        no_such_debt(dettes, paid.creances, _where(paid))
        or _before_the_debt(dettes, _money(paid), _where(paid))
        or _too_much(paid, dettes)
    )
    if wrong:
        return wrong
    answer = encaisseur.debit(Debit(paid.reference, paid.cents, paid.moyen, mandat))
    if not answer.accepted:
        return Refusal(
            f"le paiement est refusé : {answer.why}",
            _where(paid),
            "Rien n'est débité. Proposez un autre moyen, ou un autre jour.",
        )
    return collect(records, paid, acte)


def _too_much(paid: Encaissement, dettes: Dettes) -> Refusal | None:
    """Return why so much is not debited: nobody is debited of what would only wait."""
    named = paid.creances
    owed = sum(c.total() for c in dettes.creances if c.number in named)
    owed = owed if named else dettes.payable()
    if paid.cents <= owed:
        return None
    mend = f"Demandez {euros(owed)} au plus." if owed else "Rien n'est à payer."
    if stopped := stopped_text(dettes, named):
        mend += f" Ce qui est contesté, suspendu ou pas encore notifié ne se paie que nommé ({stopped})."
    what = f"{euros(paid.cents)} dépassent ce qui peut être payé, {euros(owed)}."
    return Refusal(what, _where(paid), mend, "CSS art. L553-2")


def _slips(fund: pa.Table) -> list[Mapping[str, Any]]:
    """Return what the receipts tell by which surpluses have entered the account of the fund."""
    told = [file.told for file in read_events(fund).received]
    return [one for one in told if one["genre"] == SLIP]


def _rank(events: pa.Table, reference: str, of: str) -> int:
    """Return the rank of the event of a reference among those of a tag, 0 without it."""
    paid = [
        payload
        for tag, payload in zip(
            events["tag"].to_pylist(), events["payload"].to_pylist(), strict=True
        )
        if tag == of
    ]
    wanted = f'"reference":"{reference}"'
    return next((rank for rank, payload in enumerate(paid, 1) if wanted in payload), 0)


def _known(events: pa.Table, fund: pa.Table, paid: Encaissement) -> bool:
    """Return whether a payment is entered already, on the dossier or wholly in waiting."""
    waits = any(told["message"] == paid.reference for told in _slips(fund))
    return waits or any(
        _rank(table, paid.reference, tag) for table, tag in ((events, ENCAISSE), (fund, REFERENCE))
    )


def _refuse_again(fund: pa.Table, paid: Encaissement) -> Refusal:
    """Return the refusal of a payment entered already; of another amount, it may be another one."""
    rank = _rank(fund, paid.reference, REFERENCE)
    entered = [
        json.loads(payload)
        for tag, payload in zip(fund["tag"].to_pylist(), fund["payload"].to_pylist(), strict=True)
        if rank and tag == REFERENCE
    ]
    cents = entered[rank - 1]["cents"] if rank else paid.cents
    what = f"le paiement « {paid.reference} » est déjà encaissé"
    if cents == paid.cents:
        return Refusal(f"{what}.", _where(paid), "Il n'y a rien à refaire.")
    return Refusal(
        f"{what}, pour un autre montant : {euros(cents)} contre {euros(paid.cents)} aujourd'hui.",
        _where(paid),
        "Vérifiez le montant et la référence : un autre paiement a la sienne.",
    )


def _ill_told(paid: Encaissement, acte: Acte) -> Refusal | None:
    where, text = _where(paid), paid.reference
    if paid.moyen not in MOYENS:
        known = ", ".join(MOYENS)
        return Refusal(f"le moyen « {paid.moyen} » est inconnu.", where, f"Choix : {known}.")
    if paid.cents <= 0:
        return Refusal("le montant n'est pas plus grand que zéro.", where, "Vérifiez-le.")
    if paid.le > acte.at.astimezone(FRANCE).date():
        return Refusal("le jour est à venir.", where, "Encaissez ce qui est reçu.")
    today = acte.at.astimezone(FRANCE).date()
    years: int = parametre("recouvrement/encaissement.anciennete").at(today)
    first = months_after(today, -12 * years)
    if paid.le < first:
        return Refusal(
            "le jour est trop ancien.", where, f"Donnez un jour à partir du {day_text(first)}."
        )
    if read_reference(text) is not None:
        what = "c'est la référence de la lettre du foyer, la même à chaque paiement."
        mend = (
            "Donnez-la à part, comme référence de la lettre, et ici celle de l'opération : de la "
            "carte, du bordereau de chèque, de la banque."
        )
        return Refusal(f"la référence n'est pas celle de l'opération : {what}", where, mend)
    if len(text) > _LONGEST or not _REFERENCE.fullmatch(text):
        return Refusal(
            "la référence manque, est trop longue, ou n'est pas celle d'une opération.",
            where,
            f"Donnez celle de l'opération : des lettres et des chiffres, avec - / ou . entre eux, "
            f"un chiffre au moins, {_LONGEST} caractères au plus, sans espace ni nom.",
        )
    if names_someone(text) or looks_personal(text):
        return Refusal(
            "la référence contient un NIR ou un IBAN : le journal ne les garde jamais.",
            where,
            "Donnez la référence de l'opération.",
            "RGPD art. 5",
        )
    return None


def _where(paid: Encaissement) -> str:
    return "encaissement" if paid.dossier is None else f"dossier {paid.dossier}"
