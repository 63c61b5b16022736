"""Bounce: a payment that the bank sends back, a cheque or a direct debit, is undone whole.

The debts live again, what waited leaves the account of the fund. What was placed is to be undone
first; what was given back and paid meanwhile is claimed anew, by a créance to be notified.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte, Refusal, euros
from justedroit.core.creances import creance_of_reference
from justedroit.core.paiements import Caissier, read_events, refunds_due, waiting_balances, writings
from justedroit.core.recours import cause_of
from justedroit.core.recouvrement import Rejet, bounced, is_of_remise
from justedroit.core.registre import FUND, each
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.act import Opened, event, refuse_text
from justedroit.steps.collect import ENCAISSE, REFERENCE, SLIP, Encaissement
from justedroit.steps.guichet import retried
from justedroit.steps.withdraw import withdrawn_rows

REJETE: Final = "paiement.rejete"
_CAUSES: Final = {"instance": "le jugement de l'instance", "recours": "la décision du recours"}


@dataclass(frozen=True, slots=True)
class Defait:
    """What a payment sent back has undone.

    Attributes:
        cents: that leave the fund: owed again, or that waited.
        taken_back: reference of a restitution → cents of it that will not be paid.
        lost: the same, of those that were paid already.
        claimed: number of a new créance → cents of them that it claims.
        waited: cents that had repaid nothing, and waited in the account of the fund.
        withdrawn: how many letters said what is no longer given back, and will not leave.
    """

    cents: int
    taken_back: Mapping[str, int]
    lost: Mapping[str, int]
    claimed: Mapping[int, int]
    waited: int = 0
    withdrawn: int = 0

    @property
    def revived(self) -> int:
        """What of it the debts that it repaid owe again, in cents."""
        given = sum(self.taken_back.values()) + sum(self.lost.values())
        return self.cents - self.waited - given

    def lines(self) -> list[str]:
        """Return what has become of each euro of it, in French."""
        told = [f"Paiement de {euros(self.cents)} défait."]
        if self.revived:
            told.append(f"{euros(self.revived)} sont de nouveau dus, sur ce qu'il remboursait.")
        told += [
            f"{euros(cents)} étaient à rendre au foyer par {_cause(name)} : ils ne seront pas versés, et "
            f"ne sont pas dus : {'la remise' if is_of_remise(name) else 'la décision'} tient."
            for name, cents in self.taken_back.items()
        ]
        if self.waited:
            told.append(f"{euros(self.waited)} n'avaient rien remboursé : ils n'attendent plus.")
        if self.withdrawn:
            told.append(
                "La lettre qui annonçait cette somme n'était pas partie : elle est retirée."
            )
        return told + ([self.to_do()] if self.claimed else [])

    def to_do(self) -> str:
        """Return what is left to do, in French; empty when all is undone."""
        if not self.claimed:
            return ""
        from_ = ", ".join(f"{euros(cents)} par {_cause(name)}" for name, cents in self.lost.items())
        some = ", ".join(f"créance {n}, {euros(cents)}" for n, cents in self.claimed.items())
        return (
            f"Ce paiement avait été rendu au foyer, et déjà versé : {from_}. Cette somme est "
            f"réclamée de nouveau ({some}) : préparez sa notification."
        )


def _cause(reference: str) -> str:
    kind, _, number = cause_of(reference).partition(":")
    return f"{_CAUSES[kind]} {number}" if kind in _CAUSES else f"la restitution « {reference} »"


def bounceable(records: Records, dossier: int) -> list[Encaissement]:
    """Return the payments entered in a dossier that the bank may still send back, in order.

    Args:
        records: the journals.
        dossier: number.
    """
    events = records.events([dossier])
    undone = {told["reference"] for told in _payloads(events, REJETE)}
    return [
        Encaissement(
            dossier,
            told["moyen"],
            told["cents"],
            dt.date.fromisoformat(told["le"]),
            told["reference"],
            tuple(told["creances"]),
        )
        for told in _payloads(events, ENCAISSE)
        if told["reference"] not in undone
    ]


def unpaid_back(
    records: Records, dossier: int, reference: str, motif: str, acte: Acte
) -> Defait | Refusal:
    """Undo a payment that the bank has sent back: the debts live again, what waited leaves.

    What a judgment had given back of it and is not yet paid is taken back first. What was paid
    already is owed again the same day, by a new créance, notified like any other.

    Args:
        records: the journals.
        dossier: number, as the payment was entered.
        reference: of the operation, as it was entered.
        motif: why the bank sends it back.
        acte: who enters it, and when.

    Raises:
        StaleSequence: the dossier is written to again and again; nothing was appended.
    """
    if wrong := refuse_text(motif, f"dossier {dossier}", "le motif du rejet"):
        return wrong
    return retried(lambda: _unpaid_back(records, dossier, (reference, motif.strip()), acte))


def _unpaid_back(
    records: Records, dossier: int, what: tuple[str, str], acte: Acte
) -> Defait | Refusal:
    reference, motif = what
    seen = records.sequences([FUND, dossier])
    events, fund = records.events([dossier]), records.events([FUND])
    transfers, money = records.transfers([dossier]), records.transfers([FUND])
    acts = _acts(events, transfers, reference)
    slips = dict(_parked(fund, (dossier, reference), of_dossier=bool(acts)))
    if wrong := _not_undoable(events, (fund, money), (dossier, reference), (acts, slips)):
        return wrong
    found = bounced(transfers, acts, acte.at)
    on = acte.at.astimezone(FRANCE).date()
    # What was too much had entered the account of the fund: it leaves it.
    back = writings([("debite", name, cents) for name, cents in slips.items()], on, acte.at)
    waited = sum(slips.values())
    read = Opened(dossier, seen[dossier], transfers, events)
    false = withdrawn_rows(read, pa.concat_tables([transfers, found.transfers]), acte)
    given = found.taken_back, found.lost, found.claimed
    done = Defait(found.cents + waited, *given, waited, len(false))
    told = {"reference": reference, "dossier": dossier, "le": on.isoformat(), "motif": motif}
    rows = [event(FUND, REJETE, acte, told | {"cents": done.cents})]
    if acts:
        rows += [event(dossier, REJETE, acte, told | _told(found, acts)), *false]
    journal = Journal(
        events=pa.Table.from_pylist(rows, schema=EVENTS),
        transfers=pa.concat_tables([found.transfers, back]),
    )
    records.append(journal, {row["dossier"]: seen[row["dossier"]] for row in rows})
    return done


def _told(found: Rejet, acts: set[str]) -> dict[str, Any]:
    numbers = {number for text in acts if (number := creance_of_reference(text)) is not None}
    told = {"cents": found.cents, "creances": sorted(numbers)}
    told |= {"repris": dict(found.taken_back), "verse": dict(found.lost)}
    return told | {"reclame": dict(found.claimed)}


def _acts(events: pa.Table, transfers: pa.Table, reference: str) -> set[str]:
    """Return the references of the transfers by which a payment has repaid créances."""
    ranks = enumerate(_payloads(events, ENCAISSE), 1)
    rank = next((rank for rank, told in ranks if told["reference"] == reference), 0)
    return {
        text
        for text in transfers["reference"].to_pylist()
        if text is not None and rank and text.endswith(f":paiement:{rank}")
    }


def _payloads(events: pa.Table, tag: str) -> Iterator[dict[str, Any]]:
    told = each(events, "tag", "payload")
    return (json.loads(payload) for named, payload in told if named == tag)


def _parked(
    fund: pa.Table, what: tuple[int, str], *, of_dossier: bool
) -> Iterator[tuple[str, int]]:
    """Yield what a payment has left waiting, under which reference; nothing of another dossier's."""
    dossier, reference = what
    owners = [t["dossier"] for t in _payloads(fund, REFERENCE) if t["reference"] == reference]
    if owners and not {dossier, None} & set(owners):
        return
    for file in read_events(fund).received:
        if file.told["genre"] == SLIP and file.told["message"] == reference:
            for line in file.told["lignes"]:
                # A payment entered before references were told: what repaid nothing is of anyone.
                if owners or of_dossier or line["pourquoi"] != "trop":
                    yield line["attente"], line["retenu"]


def _not_undoable(
    events: pa.Table,
    fund: tuple[pa.Table, pa.Table],
    what: tuple[int, str],
    found: tuple[set[str], dict[str, int]],
) -> Refusal | None:
    (dossier, reference), (acts, slips) = what, found
    where = f"dossier {dossier}, paiement « {reference} »"
    if not acts and not slips:
        return Refusal(
            "aucun paiement de cette référence n'est à défaire.", where, "Vérifiez la référence."
        )
    told = [*_payloads(fund[0], REJETE), *_payloads(events, REJETE)]
    if any((one["dossier"], one["reference"]) == what for one in told):
        return Refusal("ce paiement est déjà défait.", where, "Il n'y a rien à refaire.")
    waits = waiting_balances(fund[1])
    moved = [name for name, cents in slips.items() if waits.get(name, 0) < cents]
    return _decided(read_events(fund[0]), fund[1], moved[0], where) if moved else None


def _decided(caissier: Caissier, money: pa.Table, name: str, where: str) -> Refusal:
    """Return why what waited cannot leave: someone has decided of it."""
    made = [
        one
        for one in caissier.decisions
        if one.undone is None and name in (one.told["attente"], one.told.get("encaissement"))
    ]
    if not made:
        return Refusal("ce paiement est déjà défait.", where, "Il n'y a rien à refaire.")
    last = made[-1]
    how = {"place": "placé", "rendu": "à rendre", "solde": "soldé"}[last.sort]
    mend = f"Défaites d'abord la décision {last.number}, puis rejetez."
    if last.sort == "rendu" and refunds_due(money).get(name, 0) < last.told["centimes"]:
        mend = "La banque l'a déjà rendu : demandez-lui de le rappeler."
    return Refusal(
        f"ce qui attendait de ce paiement ({name}) a été {how} par la décision {last.number}."
        if last.sort != "rendu"
        else f"la décision {last.number} rend ce qui attendait de ce paiement ({name}).",
        where,
        mend,
    )
