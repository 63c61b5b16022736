"""A fund in memory whose households owe: rights, payments, indus and notices written as they would be."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

import pyarrow as pa

from justedroit.core.base import Acte, add_months, first_day
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS, balances, check_transfers, positions
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.memory import MemoryRecords

OPENED = dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC)


def at(day: str) -> dt.datetime:
    """Return an instant of a day, UTC."""
    return dt.datetime.fromisoformat(f"{day}T08:00:00+00:00")


def day(text: str) -> dt.date:
    """Return a day written AAAA-MM-JJ."""
    return dt.date.fromisoformat(text)


def acte(when: str) -> Acte:
    """Return who acts, and the instant of a day."""
    return Acte("agent:7", at(when))


def said(some: object) -> str:
    """Return what is said, its spaces made plain."""
    return " ".join(str(some).split())


def transfer(dossier, benefit, month, cents, move, *, when="2026-01-05", reference=None):
    """Return a transfer, `move` being debit, credit and motive."""
    debit, credit, motive = move
    return {
        "dossier": dossier,
        "sequence": 0,
        "debit": f"{benefit}:{debit}",
        "credit": f"{benefit}:{credit}",
        "amount_cents": cents,
        "month": month,
        "value_on": dt.date.fromisoformat(when),
        "entered_at": at(when),
        "motive": motive,
        "reference": reference,
    }


@dataclass
class Endettes:
    """Journals in memory, filled row by row."""

    records: MemoryRecords = field(default_factory=MemoryRecords)

    def write(self, dossier: int, *, facts=(), events=(), transfers=()) -> None:
        """Append rows of a dossier."""
        table = pa.Table.from_pylist(list(transfers), schema=TRANSFERS)
        assert check_transfers(table) == []
        journal = Journal(
            facts=pa.Table.from_pylist(list(facts), schema=FACTS),
            events=pa.Table.from_pylist(list(events), schema=EVENTS),
            transfers=table,
        )
        self.records.append(journal, self.records.sequences([dossier]))

    def says(
        self, dossier, kind, value, *, since="2020-01-01", until=None, person=0, known="2026-01-01"
    ):
        """State a fact."""
        row = {
            "dossier": dossier,
            "sequence": 0,
            "person": person,
            "kind": kind,
            "value": str(value),
        }
        row |= {"valid_from": dt.date.fromisoformat(since)}
        row |= {"valid_until": None if until is None else dt.date.fromisoformat(until)}
        row |= {"known_at": at(known), "source": "agent", "author": "agent:1"}
        self.write(dossier, facts=[row | {"proof": None, "replaces": None}])

    def lives(self, dossier: int, *children: str, couple: bool = False) -> None:
        """State who lives there."""
        self.says(dossier, "allocataire", "true", person=1)
        self.says(dossier, "date_naissance", "1985-01-01", person=1)
        if couple:
            self.says(dossier, "conjoint", "true", person=2)
        for number, birth in enumerate(children, 3):
            self.says(dossier, "enfant", "true", person=number)
            self.says(dossier, "date_naissance", birth, person=number)

    def due(self, dossier: int, benefit: str, month: int, cents: int) -> None:
        """Post a right that is to be paid."""
        move = ("charge", "droit", "droit")
        self.write(dossier, transfers=[transfer(dossier, benefit, month, cents, move)])

    def owes(self, dossier, benefit, months, *, when="2026-02-01", received=True):
        """Post an indu of each month (month → cents), paid before, and its notice received."""
        reference = f"revision:{when}:{benefit}"
        rows = []
        for month, cents in months.items():
            moves = (("charge", "droit", "droit"), ("droit", "paye", "paiement"))
            paid = first_day(add_months(month, 1)).replace(day=5).isoformat()
            rows += [transfer(dossier, benefit, month, cents, move, when=paid) for move in moves]
            move = ("indu", "charge", "indu")
            rows.append(
                transfer(dossier, benefit, month, cents, move, when=when, reference=reference)
            )
        self.write(dossier, transfers=rows)
        if received:
            self.notified(dossier, when)

    def notified(self, dossier: int, when: str, **besides: object) -> None:
        """Tell that all the créances of a dossier were notified, and the notice received."""
        from justedroit.core.creances import creances

        claims = creances(self.records.transfers([dossier]))[dossier]
        tags = self.records.events([dossier])["tag"].to_pylist()
        number = tags.count("notice.preparee") + 1
        told = {"notice": number, "creances": [c.number for c in claims], "enrichie": False}
        self.happens(dossier, "notice.preparee", told | {"total_cents": 1} | besides, when)
        self.happens(dossier, "notice.envoyee", {"notice": number, "le": when}, when)
        told = {"notice": number, "le": when, "preuve": "accuse_reception"}
        self.happens(dossier, "notice.recue", told, when)

    def happens(self, dossier: int, tag: str, told: dict, when: str) -> None:
        """Append an event."""
        row = {"dossier": dossier, "sequence": 0, "tag": tag, "at": at(when), "author": "agent:1"}
        self.write(dossier, events=[row | {"payload": json.dumps(told, ensure_ascii=False)}])

    def position(self, dossier: int, benefit: str, month: int) -> dict:
        """Return the balances of a right that are not zero."""
        for row in positions(self.records.transfers([dossier])).to_pylist():
            if (row["benefit"], row["month"]) == (benefit, month):
                named = {n.removesuffix("_cents"): v for n, v in row.items() if "_cents" in n}
                return {name: cents for name, cents in named.items() if cents}
        return {}

    def open(self, dossier: int) -> dict[int, int]:
        """Return what each créance still owes."""
        from justedroit.core.creances import creances

        claims = creances(self.records.transfers([dossier])).get(dossier, [])
        return {claim.number: claim.total() for claim in claims}

    def told(self, dossier: int, tag: str) -> list[dict]:
        """Return the payloads of the events of a tag."""
        rows = self.records.events([dossier]).to_pylist()
        return [json.loads(row["payload"]) for row in rows if row["tag"] == tag]

    def sum(self) -> int:
        """Return the sum of all balances, the fund's own included."""
        every = [0, *self.records.dossiers()]
        return sum(balances(self.records.transfers(every))["balance_cents"].to_pylist())


def owing(benefit: str) -> Endettes:
    """Return a fund with one household, which owes 300 € of a benefit; notice received on 1 February."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, benefit, {202511: 10_000, 202512: 20_000})
    return fund
