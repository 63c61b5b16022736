"""The life of the orders and of the bank files, from the events of dossier 0, the fund itself.

    ordre.prepare        a person has prepared it: counts, sums, fingerprints
    ordre.annule         it will not be paid
    ordre.libere         another person has released it: the ledger says paid, in the same write
    ordre.ecriture_commencee  its file is about to appear: from now on it may be at the bank
    ordre.fichier_ecrit  its file is there, and will never be written again
    ordre.fichier_remis  it had vanished from its folder, and was put back, the same to the byte
    ordre.telecharge     the file was taken, once
    banque.fichier_recu  the bank has answered, line by line
    banque.lignes_lues   the other lines of the same file, where it is long
    compte.bloque        the bank says that an account is dead
    attente.place        money that waited was placed by a person
    attente.rendu        it was decided to give it back to who sent it
    attente.solde        a remainder was written off
    attente.defait       one of these three was undone

A state is a fold of events: nothing else says where an order stands.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import Acte
from justedroit.core.paiements.identifiant import parse_identifier

PREPARED, RELEASED, WRITTEN, CANCELLED = "prepare", "libere", "ecrit", "annule"
# State → what a person reads.
STATE_LABELS: Final = {
    PREPARED: "Préparé",
    RELEASED: "Libéré, fichier à écrire",
    WRITTEN: "Fichier écrit",
    CANCELLED: "Annulé",
}
# What is decided of money that waits → what a person reads.
DECISION_LABELS: Final = {"place": "Placé", "rendu": "À rendre", "solde": "Soldé"}
# What becomes of a line of a bank file → what a person reads.
SORT_LABELS: Final = {
    "retourne": "Retourné : le droit est de nouveau à payer",
    "rembourse": "Remboursement d'un indu",
    "attente": "Encaissement en attente",
    "rendu": "Restitution partie",
    "repris": "Encaissement repris par la banque : ce qu'il avait remboursé est de nouveau dû",
    "confirme": "Argent d'un paiement déjà rejeté",
    "deja_lu": "Déjà lu dans un autre fichier",
    "debit_confirme": "Débit d'un ordre de la caisse",
    "debit": "Débit inexpliqué, en attente",
    "signale": "Signalé, sans effet",
    "nul": "Ligne de zéro euro, sans effet",
}


@dataclass(frozen=True, slots=True)
class Ordre:
    """A payment order, as its events tell it.

    Attributes:
        number: unique to the fund, from 1.
        month: last month of the rights paid.
        kind: `mensuel` or `ars`.
        state: one of STATE_LABELS.
        prepared: by whom.
        told: what was prepared: counts, sums, fingerprints.
        released: by whom, None until then.
        release: what was released: message, days, hash of the file.
        begun: by whom the writing of its file was begun, None until then.
        written: by whom the file was written, None until then.
        cancelled: by whom, None if it was not.
        taken: by whom the file was taken, None until then.
        answers: what the bank has said of it, in order: (instant, file, status, reason).
        returned: number of its payments that came back, and their cents.
    """

    number: int
    month: int
    kind: str
    state: str
    prepared: Acte
    told: Mapping[str, Any]
    released: Acte | None = None
    release: Mapping[str, Any] = field(default_factory=dict)
    begun: Acte | None = None
    written: Acte | None = None
    cancelled: Acte | None = None
    taken: Acte | None = None
    answers: tuple[tuple[dt.datetime, str, str, str], ...] = ()
    returned: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Recu:
    """A bank file that was read.

    Attributes:
        number: from 1.
        act: by whom it was read.
        told: kind, message, hash, counts, lines.
    """

    number: int
    act: Acte
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of money that waited.

    Attributes:
        number: from 1.
        act: by whom.
        sort: `place`, `rendu` or `solde`.
        told: reference (`attente`), `centimes`, motive, what it was placed on, `ecritures`.
        undone: by whom it was undone, None until then.
        why_undone: motive of that.
    """

    number: int
    act: Acte
    sort: str
    told: Mapping[str, Any]
    undone: Acte | None = None
    why_undone: str = ""


@dataclass(frozen=True, slots=True)
class Caissier:
    """What the events of the fund tell.

    Attributes:
        orders: by number.
        received: the bank files read, in order.
        blocked: fingerprints of the accounts that the bank has said to be dead → reason.
        decisions: of money that waited, in order.
    """

    orders: Mapping[int, Ordre]
    received: tuple[Recu, ...]
    blocked: Mapping[str, str]
    decisions: tuple[Decision, ...] = ()

    def of_message(self, message: str) -> Ordre | None:
        """Return the order that a message bears, released at least; None when there is none.

        Law:
            None: a way of finding.
        """
        return next((o for o in self.orders.values() if o.release.get("message") == message), None)

    def answerable(self) -> list[int]:
        """Return the orders whose file the bank may have: of others, it can say nothing.

        Law:
            None: a way of finding.
        """
        return [o.number for o in self.orders.values() if o.begun is not None]

    def current(self, month: int, kind: str) -> Ordre | None:
        """Return the last order of a month and kind that is not cancelled, None without any.

        Law:
            None: a way of finding.
        """
        some = [
            o
            for o in self.orders.values()
            if (o.month, o.kind) == (month, kind) and o.state != CANCELLED
        ]
        return some[-1] if some else None


def read_events(events: pa.Table) -> Caissier:
    """Return what the events of dossier 0 tell.

    Args:
        events: columns tag, at, author, payload (a JSON object), by sequence.

    Law:
        None: decision 0015.
    """
    orders: dict[int, Ordre] = {}
    received: list[Recu] = []
    blocked: dict[str, str] = {}
    decisions: list[Decision] = []
    columns = [events[name].to_pylist() for name in ("tag", "at", "author", "payload")]
    for tag, at, author, payload in zip(*columns, strict=True):
        told, act = json.loads(payload), Acte(author, at)
        if tag == "compte.bloque":
            blocked[told["empreinte"]] = told["motif"]
        elif tag == "banque.fichier_recu":
            received.append(Recu(told["numero"], act, told))
            _answered(orders, at, told)
        elif tag == "banque.lignes_lues":
            received[told["numero"] - 1].told["lignes"].extend(told["lignes"])
        elif tag.startswith("attente."):
            _decided(decisions, tag, act, told)
            _recognised(orders, decisions, tag, told)
        elif tag.startswith("ordre."):
            orders[told["ordre"]] = _changed(orders.get(told["ordre"]), tag, act, told)
    return Caissier(orders, tuple(received), blocked, tuple(decisions))


def _decided(decisions: list[Decision], tag: str, act: Acte, told: Mapping[str, Any]) -> None:
    if tag != "attente.defait":
        sort = tag.partition(".")[2]
        decisions.append(Decision(len(decisions) + 1, act, sort, told))
        return
    at = told["decision"] - 1
    decisions[at] = replace(decisions[at], undone=act, why_undone=told["motif"])


def _recognised(
    orders: dict[int, Ordre], decisions: list[Decision], tag: str, told: Mapping[str, Any]
) -> None:
    """Count a payment that a person has recognised in what waited, or no longer does."""
    decision = decisions[told["decision"] - 1] if tag == "attente.defait" else decisions[-1]
    named = parse_identifier(decision.told.get("paiement", ""))
    if named is not None:
        sign = -1 if decision.undone else 1
        order = orders[named[0]]
        count, cents = order.returned
        returned = (count + sign, cents + sign * decision.told["paye"])
        orders[order.number] = replace(order, returned=returned)


def _changed(order: Ordre | None, tag: str, act: Acte, told: Mapping[str, Any]) -> Ordre:
    if tag == "ordre.prepare":
        return Ordre(told["ordre"], told["mois"], told["genre"], PREPARED, act, told)
    assert order is not None
    match tag:
        case "ordre.libere":
            return replace(order, state=RELEASED, released=act, release=told)
        case "ordre.ecriture_commencee":
            return replace(order, begun=act)
        case "ordre.fichier_ecrit":
            return replace(order, state=WRITTEN, begun=order.begun or act, written=act)
        case "ordre.annule":
            return replace(order, state=CANCELLED, cancelled=act)
        case "ordre.telecharge":
            return replace(order, taken=act)
    return order


def _answered(orders: dict[int, Ordre], at: dt.datetime, told: Mapping[str, Any]) -> None:
    for answer in told["ordres"]:
        order = orders[answer["ordre"]]
        count, cents = order.returned
        said = order.answers
        if answer.get("statut"):
            said = (*said, (at, told["genre"], answer["statut"], answer.get("motif", "")))
        returned = (count + answer.get("retours", 0), cents + answer.get("centimes", 0))
        orders[order.number] = replace(order, answers=said, returned=returned)
