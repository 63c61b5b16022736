"""What a bank file does to the ledger: what comes back, what is received, what waits.

Everything of a file is decided before anything is written, and is written at once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.paiements.attente import (
    fund_transfers,
    refunds_due,
    waiting_balances,
    waiting_reference,
)
from justedroit.core.paiements.banque.camt import Ligne, Releve
from justedroit.core.paiements.banque.pain002 import REJECTED, Reponse
from justedroit.core.paiements.identifiant import LETTERS, end_to_end, parse_end_to_end
from justedroit.core.paiements.passes import Passe
from justedroit.core.paiements.reference import Reference, read_reference, why_unread
from justedroit.core.paiements.remboursements import Credit
from justedroit.core.paiements.repris import Repris, taken_back
from justedroit.core.paiements.retours import (
    Retour,
    motif,
    payments_of,
    resolved,
    returned_payments,
    transfers_of_returns,
)
from justedroit.core.paiements.schema import PAYMENTS, RETURNS
from justedroit.core.paiements.versements import versements
from justedroit.core.paiements.vie import Caissier, Ordre
from justedroit.core.registre import TRANSFERS, ints

_KEY: Final = PAYMENTS.names


@dataclass(frozen=True, slots=True)
class Recette:
    """Money received that names a dossier: what it repays of it is decided by `core.creances`.

    Attributes:
        line: of the statement.
        named: dossier and créances, as its reference names them.
        act: of the reference of what it repays, `banque:5:12`.
    """

    line: Ligne
    named: Reference
    act: str


@dataclass(slots=True)
class Effets:
    """What a bank file will write, all at once.

    Attributes:
        number: of the file among those received.
        transfers: tables of schema TRANSFERS.
        lines: what becomes of each line, for the event.
        orders: what the file says of each order, by number.
        blocked: fingerprint of each account said to be dead → payload of its event.
        received: dossier → money that it has sent, to be imputed, then told by `repaid`.
        taken_back: payments that the bank takes back: what they repaid is to be undone.
        fund: name of MOUVEMENTS_DE_CAISSE → what so happens to money of the fund.
    """

    number: int = 0
    transfers: list[pa.Table] = field(default_factory=lambda: [TRANSFERS.empty_table()])
    lines: list[dict[str, Any]] = field(default_factory=list)
    orders: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: dict[str, dict[str, Any]] = field(default_factory=dict)
    received: dict[int, list[Recette]] = field(default_factory=dict)
    taken_back: list[Repris] = field(default_factory=list)
    fund: dict[str, list[Credit]] = field(default_factory=lambda: defaultdict(list))

    def note(self, line: Ligne, sort: str, **more: Any) -> None:
        """Add what becomes of a line.

        Law:
            None: decision 0015.
        """
        noted = {"n": line.number, "centimes": line.cents, "sort": sort, "cle": line.key}
        if line.cents > 0 and line.traces and sort in ("rembourse", "attente"):
            noted["traces"] = list(line.traces)
        self.lines.append(noted | more)

    def wait(self, line: Ligne, cents: int, why: str) -> None:
        """Let money wait in the account of the fund.

        Law:
            None: decision 0020.
        """
        reference = f"attente:{self.number}:{line.number}"
        name, sort = ("recu", "attente") if cents > 0 else ("debite", "debit")
        self.fund[name].append(Credit(abs(cents), line.booked_on, reference))
        self.note(line, sort, attente=reference, pourquoi=why, retenu=cents)

    def repaid(
        self,
        recette: Recette,
        creances: Mapping[int, int],
        why: str,
        unknown: Sequence[int] = (),
    ) -> None:
        """Tell what money received has repaid; the rest of it waits.

        Args:
            recette: the money.
            creances: number → cents repaid.
            why: the rest waits, a key of WAITING_LABELS.
            unknown: numbers that its reference names, and that the dossier has not.

        Law:
            None: decision 0015.
        """
        line, cents = recette.line, sum(creances.values())
        if cents:
            more: dict[str, Any] = {"dossier": recette.named.dossier, "rembourse": cents}
            more |= {"inconnues": list(unknown)} if unknown else {}
            self.note(line, "rembourse", **more, creances=dict(creances))
        if line.cents > cents:
            self.wait(line, line.cents - cents, why)

    def take_back(self, repris: Repris) -> None:
        """Take in a payment that the bank takes back: what waited of it leaves the account.

        Law:
            None: decision 0020.
        """
        line, venu = repris.line, repris.venu
        if venu.waits is not None:
            self.fund["debite"].append(Credit(venu.waits[1], line.booked_on, venu.waits[0]))
        owner = {} if venu.dossier is None else {"dossier": venu.dossier}
        self.note(line, "repris", venu=[venu.file, venu.number], motif=line.reason, **owner)
        self.taken_back.append(repris)

    def closed(self, now: dt.datetime) -> Effets:
        """Return it with what happens to money of the fund, its lines in the order of the file.

        Args:
            now: instant of entry, UTC.

        Law:
            None: decision 0015.
        """
        self.transfers += [fund_transfers(name, some, now) for name, some in self.fund.items()]
        self.lines.sort(key=lambda line: line["n"])
        return self

    def of_order(self, number: int) -> dict[str, Any]:
        """Return what the file says of an order, to be added to.

        Law:
            None: a way of counting.
        """
        return self.orders.setdefault(number, {"ordre": number, "retours": 0, "centimes": 0})

    def enter_returns(self, found: pa.Table, transfers: pa.Table, retour: Retour) -> None:
        """Take in payments that come back.

        Args:
            found: as `resolved` gives it, those to post.
            transfers: schema TRANSFERS of their dossiers.
            retour: how they come back.

        Law:
            None: decision 0015.
        """
        rows = payments_of(found, transfers)
        self.transfers.append(transfers_of_returns(rows, transfers, retour))
        sums = found.group_by("order").aggregate([("paid_cents", "sum"), ("paid_cents", "count")])
        for row in sums.to_pylist():
            said = self.of_order(row["order"])
            said["retours"] += row["paid_cents_count"]
            said["centimes"] += row["paid_cents_sum"]
        self._block(found, rows, retour)

    def _block(self, found: pa.Table, rows: pa.Table, retour: Retour) -> None:
        """Take in the accounts that a reason says to be dead."""
        codes = pc.unique(found["reason"]).to_pylist()
        dead = [code for code in codes if motif(code, retour.value_on).bloque]
        bad = found.filter(pc.is_in(found["reason"], pa.array(dead, pa.string())))
        names = [*_KEY, "fingerprint"]
        used = rows.select(names).group_by(names).aggregate([])
        for row in bad.select([*_KEY, "reason"]).join(used, _KEY).to_pylist():
            self.blocked[row["fingerprint"]] = {
                "empreinte": row["fingerprint"],
                "motif": row["reason"],
                "ordre": row["order"],
                "dossier": row["dossier"],
                "beneficiaire": row["payee"],
            }


def joined(passes: Sequence[Effets]) -> Effets:
    """Return what the passes of one statement do together; of one alone, itself.

    Args:
        passes: each one closed, in order; one at least.

    Law:
        None: decision 0015, everything of a file is written at once.
    """
    first, *others = passes
    for one in others:
        first.transfers += one.transfers
        first.lines += one.lines
        first.blocked |= one.blocked
        for number, told in one.orders.items():
            said = first.of_order(number)
            for name, count in told.items():
                said[name] = count if name == "ordre" else said.get(name, 0) + count
    first.lines.sort(key=lambda line: line["n"])
    return first


# --- the answer of the bank to an order ------------------------------------------------------


def rejected_payees(message: Reponse) -> dict[str, str] | None:
    """Return the payees whose payments an answer rejects whole → reason; None when it rejects none.

    Args:
        message: the answer.

    Law:
        None: ISO 20022; a batch is that of one payee.
    """
    payees: dict[str, str] = {}
    if message.status == REJECTED:
        payees = dict.fromkeys(LETTERS, message.reason)
    for batch, status, reason in message.batches:
        for payee, letter in LETTERS.items():
            if status == REJECTED and batch == f"{message.original}-{letter}":
                payees[payee] = reason or message.reason
    return payees or None


def enter_answer(
    effets: Effets, message: Reponse, order: Ordre, transfers: pa.Table, retour: Retour
) -> None:
    """Take in what an answer says of some dossiers.

    Args:
        effets: of the file, added to.
        message: the answer.
        order: which it answers.
        transfers: schema TRANSFERS of these dossiers.
        retour: how the payments come back.

    Law:
        None: decision 0015.
    """
    whole = _rejected_whole(rejected_payees(message) or {}, order, transfers)
    alone = message.rejected
    owners = parse_end_to_end(alone["end_to_end"])
    mine = pc.is_in(owners["dossier"], pc.unique(transfers["dossier"]))
    mine = pc.and_(mine, pc.invert(pc.is_in(alone["end_to_end"], whole["end_to_end"])))
    found = resolved(pa.concat_tables([whole, alone.filter(mine)]), transfers)
    of_other = pc.fill_null(pc.not_equal(found["order"], order.number), False)  # noqa: FBT003
    parked = pc.if_else(of_other, "inconnu", found["parked"])
    effets.lines += [
        {"n": row["line"], "sort": "signale", "pourquoi": why}
        for row, why in zip(found.select(["line"]).to_pylist(), parked.to_pylist(), strict=True)
        if why
    ]
    good = found.filter(pc.is_null(parked))
    effets.enter_returns(good, transfers, retour)
    effets.lines += [
        {
            "n": row["line"],
            "sort": "retourne",
            "centimes": row["paid_cents"],
            "motif": row["reason"],
            "paiement": row["end_to_end"],
        }
        for row in good.filter(pc.greater(good["line"], 0)).to_pylist()
    ]


def unread_answer(message: Reponse, dossiers: Sequence[int]) -> list[dict[str, Any]]:
    """Return the lines of an answer that name no dossier of the fund.

    Args:
        message: the answer.
        dossiers: all those of the fund.

    Law:
        None: decision 0015.
    """
    owners = parse_end_to_end(message.rejected["end_to_end"])["dossier"]
    known = pc.is_in(owners, pa.array(dossiers, pa.int64()))
    lines = message.rejected["line"].filter(pc.invert(known)).to_pylist()
    return [{"n": line, "sort": "signale", "pourquoi": "inconnu"} for line in lines]


def _rejected_whole(payees: dict[str, str], order: Ordre, transfers: pa.Table) -> pa.Table:
    """Return the payments of an order that are still paid, to the payees rejected; line 0."""
    paid = versements(transfers)
    paid = paid.filter(pc.equal(paid["order"], order.number)).group_by(_KEY).aggregate([])
    left = paid.join(returned_payments(transfers).select(_KEY), _KEY, join_type="left anti")
    parts = [RETURNS.empty_table()]
    for payee, reason in payees.items():
        some = left.filter(pc.equal(left["payee"], payee)).combine_chunks()
        count = some.num_rows
        names = end_to_end(ints(some["order"]), ints(some["dossier"]), some["payee"])
        columns = [
            pa.array(np.zeros(count, np.int32)),
            names,
            pa.nulls(count, pa.int64()),
            pa.repeat(pa.scalar(reason), count),
        ]
        parts.append(pa.table(columns, schema=RETURNS))
    return pa.concat_tables(parts)


# --- a statement, or a notification ----------------------------------------------------------


def named_dossiers(releve: Releve) -> list[int]:
    """Return the dossiers that the lines of a statement name, by a payment or a reference.

    Args:
        releve: the statement.

    Law:
        None: decision 0015.
    """
    credits_ = [line for line in releve.lignes if line.cents > 0]
    identifiers = pa.chunked_array([[line.end_to_end for line in credits_]], pa.string())
    named = set(parse_end_to_end(identifiers)["dossier"].drop_null().to_pylist())
    named |= {one.dossier for line in credits_ if (one := _named(line)) is not None}
    return sorted(named - {0})


def _named(line: Ligne) -> Reference | None:
    return read_reference(line.reference) or read_reference(line.label)


def _why_unnamed(line: Ligne) -> str:
    """Return why a line names no dossier: what is written in its reference, else in its text."""
    why = why_unread(line.reference)
    return why_unread(line.label) if why == "sans_reference" else why


@dataclass(slots=True)
class _Statement:
    """A statement being decided."""

    told: Caissier
    now: dt.datetime
    refunds: dict[str, int]
    back: Mapping[int, Repris]
    effets: Effets


def statement_effects(
    passe: Passe,
    told: Caissier,
    transfers: pa.Table,
    fund: pa.Table,
    received: tuple[int, dt.datetime],
) -> Effets:
    """Return what a pass of a statement, or of a notification, does, but for what it repays.

    The money that names a dossier is in `received`: once it is imputed and told by `Effets.repaid`,
    `Effets.closed` gives all that is to be written.

    Args:
        passe: of the lines of the statement.
        told: what the events of the fund tell, the passes before told too.
        transfers: schema TRANSFERS of the dossiers that its lines name.
        fund: schema TRANSFERS of dossier 0.
        received: number of the file among those received, and instant of entry, UTC.

    Law:
        None: decision 0015.
    """
    number, now = received
    back = taken_back(passe.fresh, told, waiting_balances(fund))
    deciding = _Statement(told, now, dict(refunds_due(fund)), back, Effets(number))
    for line in passe.again:
        deciding.effets.note(line, "deja_lu")
    for line in passe.doubtful:
        deciding.effets.wait(line, line.cents, "deja_lu_peut_etre")
    for line in passe.fresh:
        if line.cents == 0:  # nothing moves, and whoever reads the file is told of it
            deciding.effets.note(line, "nul")
    _debits(deciding, [line for line in passe.fresh if line.cents < 0])
    credits_ = [line for line in passe.fresh if line.cents > 0]
    others = _returns(deciding, credits_, transfers)
    _credits(deciding, others)
    return deciding.effets


def _debits(deciding: _Statement, lines: list[Ligne]) -> None:
    """Note what left the account: of an order, by its batch; a refund, by its identifier."""
    for line in lines:
        message, _, letter = line.batch.rpartition("-")
        order = deciding.told.of_message(message) if letter in LETTERS.values() else None
        if order is None:
            _other_debit(deciding, line)
            continue
        said = deciding.effets.of_order(order.number)
        said["debits"] = said.get("debits", 0) - line.cents
        deciding.effets.note(line, "debit_confirme", ordre=order.number)


def _other_debit(deciding: _Statement, line: Ligne) -> None:
    """Take in a debit of no order: money given back leaves; what nothing explains waits."""
    reference = waiting_reference(line.end_to_end)
    if line.number in deciding.back:
        deciding.effets.take_back(deciding.back[line.number])
        return
    if reference is None or deciding.refunds.get(reference, 0) < -line.cents:
        deciding.effets.wait(line, line.cents, "debit")
        return
    deciding.refunds[reference] += line.cents
    deciding.effets.fund["rendu"].append(Credit(-line.cents, line.booked_on, reference))
    deciding.effets.note(line, "rendu", rendu=reference)


def _of_sent_orders(found: pa.Table, told: Caissier) -> pa.Table:
    """Park what names an order whose file has not left: no bank can return it."""
    sent = pc.is_in(found["order"], pa.array(told.answerable(), pa.int64()))
    early = pc.and_(pc.is_valid(found["order"]), pc.invert(sent))
    parked = pc.if_else(early, "pas_envoye", found["parked"])
    return found.set_column(found.column_names.index("parked"), "parked", parked)


def _returns(deciding: _Statement, lines: list[Ligne], transfers: pa.Table) -> list[Ligne]:
    """Take in what comes back; return the lines that are not returns."""
    names = pa.chunked_array([[line.end_to_end for line in lines]], pa.string())
    ours = parse_end_to_end(names)["order"].is_valid().to_pylist()
    back = [line for line, our in zip(lines, ours, strict=True) if our or line.returned]
    columns = [
        pa.array([line.number for line in back], pa.int32()),
        pa.array([line.end_to_end or None for line in back], pa.string()),
        pa.array([line.cents for line in back], pa.int64()),
        pa.array([line.reason for line in back], pa.string()),
    ]
    found = _of_sent_orders(resolved(pa.table(columns, schema=RETURNS), transfers), deciding.told)
    confirmed = {
        line["paiement"]
        for file in deciding.told.received
        for line in file.told["lignes"]
        if line["sort"] == "confirme"
    }
    by_number = {line.number: line for line in back}
    for row in found.to_pylist():
        line, why = by_number[row["line"]], row["parked"]
        more = {"motif": row["reason"], "paiement": row["end_to_end"]}
        if why is None:
            deciding.effets.note(line, "retourne", **more)
        elif (
            row["how"] == "rejet"
            and row["paid_cents"] == line.cents
            and (row["end_to_end"] not in confirmed)
        ):
            # Rejected before, and owed again since: this is its money, which never left for good.
            deciding.effets.note(line, "confirme", **more)
            confirmed.add(row["end_to_end"])
        else:
            deciding.effets.wait(line, line.cents, why)
    good = found.filter(pc.is_null(found["parked"]))
    for day in sorted({line.booked_on for line in back}):
        numbers = [line.number for line in back if line.booked_on == day]
        some = good.filter(pc.is_in(good["line"], pa.array(numbers, pa.int32())))
        before = pa.concat_tables([transfers, *deciding.effets.transfers])
        deciding.effets.enter_returns(some, before, Retour(deciding.now, day, "retour"))
    kept = set(by_number)
    return [line for line in lines if line.number not in kept]


def _credits(deciding: _Statement, lines: list[Ligne]) -> None:
    """Take in money received: that of a dossier is to be imputed, the rest waits."""
    for line in lines:
        named = _named(line)
        if named is None:
            deciding.effets.wait(line, line.cents, _why_unnamed(line))
        else:
            some = deciding.effets.received.setdefault(named.dossier, [])
            some.append(Recette(line, named, f"banque:{deciding.effets.number}:{line.number}"))
