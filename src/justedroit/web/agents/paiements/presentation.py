"""What the pages of an order show, made from its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from justedroit.core.base import FRANCE, Acte
from justedroit.core.paiements import (
    CANCELLED,
    DECISION_LABELS,
    HELD_LABELS,
    PARKED_LABELS,
    PREPARED,
    RELEASED,
    SORT_LABELS,
    STATE_LABELS,
    STATUS_LABELS,
    WAITING_LABELS,
    WRITTEN,
    Caissier,
    Ordre,
    motif,
    parse_identifier,
    remainder_cents,
)
from justedroit.core.paiements import PAYEE_LABELS as PAYEES
from justedroit.steps.place import Attente

# State → mark and icon: what is said is said in words as well.
_MARKS = {
    PREPARED: ("etiquette-attente", "hourglass-split"),
    RELEASED: ("etiquette-attente", "hourglass-split"),
    WRITTEN: ("etiquette-du", "check-circle"),
    CANCELLED: ("", "x-circle"),
}


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the life of an order.

    Attributes:
        label: in French.
        act: who did it and when; None: not yet.
        todo: what is awaited, in French.
    """

    label: str
    act: Acte | None
    todo: str


@dataclass(frozen=True, slots=True)
class Revenu:
    """A payment that came back.

    Attributes:
        dossier: number.
        payee: in French.
        cents: amount.
        why: in French.
        dead: whether the account is no longer paid.
        at: instant at which the file was read.
    """

    dossier: int
    payee: str
    cents: int
    why: str
    dead: bool
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Debits:
    """What the bank has taken from the account of the fund for an order; cents.

    Attributes:
        debited: taken.
        rejected: of the order, what the bank refused to send: it was never taken.
        left: of the order, neither taken nor refused; negative: taken in excess.
    """

    debited: int
    rejected: int
    left: int

    @property
    def excess(self) -> int:
        """Return what was taken beyond the order, 0 as a rule."""
        return max(-self.left, 0)


def typographic(text: str) -> str:
    """Return a text with the apostrophes of the pages."""
    return text.replace("'", "’")


def summary(order: Ordre) -> dict[str, Any]:
    """Return a line of the list of orders."""
    mark, icon = _MARKS[order.state]
    return {
        "ordre": order,
        "etat": STATE_LABELS[order.state],
        "marque": mark,
        "icone": icon,
        "retours": order.returned[0],
    }


def shown(order: Ordre, told: Caissier) -> dict[str, Any]:
    """Return all that the page of an order shows."""
    return summary(order) | {
        "etapes": _steps(order),
        "totaux": [row | {"a": PAYEES[row["payee"]]} for row in order.told["totaux"]],
        "retenus": [
            {"pourquoi": typographic(HELD_LABELS[why]), "lignes": count, "cents": cents}
            for why, (count, cents) in order.told["retenus"].items()
        ],
        "jours": [
            (PAYEES[payee], dt.date.fromisoformat(day))
            for payee, day in order.release.get("jours", {}).items()
            if any(row["payee"] == payee for row in order.told["totaux"])
        ],
        "reponses": [
            {
                "at": at,
                "genre": kind,
                "statut": typographic(STATUS_LABELS[status]),
                "motif": _why(reason, at),
            }
            for at, kind, status, reason in order.answers
        ],
        "revenus": _returns(order, told),
        "banque": _debits(order, told),
    }


def _debits(order: Ordre, told: Caissier) -> Debits:
    debited = sum(
        -line["centimes"]
        for file in told.received
        for line in file.told["lignes"]
        if line["sort"] == "debit_confirme" and line["ordre"] == order.number
    )
    debited += sum(
        decision.told["centimes"]
        for decision in told.decisions
        if decision.told.get("ordre") == order.number and decision.undone is None
    )
    rejected = sum(
        said["centimes"]
        for file in told.received
        if file.told["genre"] == "pain.002"
        for said in file.told["ordres"]
        if said["ordre"] == order.number
    )
    return Debits(debited, rejected, int(order.told["centimes"]) - rejected - debited)


def _why(reason: str, at: dt.datetime) -> str:
    return typographic(motif(reason, at.date()).libelle) if reason else ""


def _steps(order: Ordre) -> list[Etape]:
    return [
        Etape("Préparé", order.prepared, ""),
        Etape("Libéré par une autre personne", order.released, "à libérer"),
        Etape("Fichier bancaire écrit", order.written, "à écrire"),
        Etape("Fichier remis", order.taken, "à télécharger"),
    ]


def _returns(order: Ordre, told: Caissier) -> list[Revenu]:
    found = []
    for file in told.received:
        for line in file.told["lignes"]:
            if line["sort"] != "retourne":
                continue
            named = parse_identifier(line["paiement"])
            if named is not None and named[0] == order.number:
                why = motif(line["motif"], file.act.at.date())
                found.append(
                    Revenu(
                        named[1],
                        PAYEES[named[2]],
                        line["centimes"],
                        typographic(why.libelle),
                        why.bloque,
                        file.act.at,
                    )
                )
    return found + _placed_returns(order, told)


def _placed_returns(order: Ordre, told: Caissier) -> list[Revenu]:
    """Return the payments of an order that a person has recognised in money that waited."""
    found = []
    for decision in told.decisions:
        named = parse_identifier(decision.told.get("paiement", ""))
        if named is not None and named[0] == order.number and decision.undone is None:
            found.append(
                Revenu(
                    named[1],
                    PAYEES[named[2]],
                    decision.told["paye"],
                    "Reconnu par une personne",
                    dead=False,
                    at=decision.act.at,
                )
            )
    return found


def waiting(found: list[Attente], now: dt.datetime) -> list[dict[str, Any]]:
    """Return the lines of what waits."""
    labels = {**PARKED_LABELS, **WAITING_LABELS}
    most = remainder_cents(now.astimezone(FRANCE).date())
    return [
        {
            "argent": money,
            "centimes": abs(money.cents),
            "debit": money.cents < 0,
            "reliquat": abs(money.cents) <= most,
            "pourquoi": typographic(labels[money.why]),
        }
        for money in found
    ]


def decisions(told: Caissier) -> list[dict[str, Any]]:
    """Return what was decided of what waited, the last first."""
    return [
        {
            "decision": decision,
            "quoi": DECISION_LABELS[decision.sort],
            "sur": _target(decision.told),
            "centimes": abs(decision.told["centimes"]),
            "defaisable": decision.undone is None and "ecritures" in decision.told,
        }
        for decision in reversed(told.decisions)
    ]


def _target(told: Mapping[str, Any]) -> str:
    """Return what money was placed on, in words; "" where it was placed on nothing."""
    if "paiement" in told:
        return f"le paiement {told['paiement']}, renvoyé"
    if "dossier" in told:
        return f"la dette du dossier {told['dossier']}"
    if "ordre" in told:
        return f"l’ordre n° {told['ordre']}"
    return f"l’argent {told['encaissement']}, rendu" if "encaissement" in told else ""


def read_file(told: Any) -> str:
    """Return in a sentence what a bank file has done."""
    counts: dict[str, int] = {}
    for line in told["lignes"]:
        counts[line["sort"]] = counts.get(line["sort"], 0) + 1
    whole = sum(order["retours"] for order in told["ordres"])
    if whole:
        counts["retourne"] = whole
    if not counts:
        return f"{told['message']} est lu : la banque n'y signale aucun mouvement."
    parts = [
        f"{count} × {typographic(SORT_LABELS[sort]).lower()}" for sort, count in counts.items()
    ]
    return f"{told['message']} est lu. {' ; '.join(parts)}."
