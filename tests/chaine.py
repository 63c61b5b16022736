"""A fund in memory that declares, revises and pays, for the tests of the steps and the scenarios."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tests.foyers import Caisse

from justedroit.core.base import add_months, first_day
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.core.faits import Statement
from justedroit.core.paiements import payment_day
from justedroit.core.registre import balances, paid, positions, posted_rights
from justedroit.records.interface import Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare, pay, revise

COLUMNS = ("dossier", "person", "kind", "value", "valid_from", "valid_until", "source", "author")


def statements(fund: Caisse) -> list[Statement]:
    """Return what the households of a fund say, as statements."""
    return [Statement(**{name: row[name] for name in COLUMNS}) for row in fund.rows]


@dataclass
class Chaine:
    """A fund that declares, revises and pays, at the instants when it would."""

    law: OpenFiscaLaw
    records: MemoryRecords = field(default_factory=MemoryRecords)

    def hear(self, fund: Caisse, on: str = "2024-11-01") -> None:
        """Declare what households say, all accepted."""
        assert declare(self.records, statements(fund), instant(on)) == []

    def revise(self, first: int, last: int, on: str = ""):
        """Revise a window, on the first day after it unless told."""
        now = instant(on) if on else instant(first_day(add_months(last, 1)).isoformat())
        return revise(self.records, None, now, self.law, (first, last))

    def pay(self, month: int, kind: str = "mensuel"):
        """Pay a month on its day."""
        day = payment_day(month, "ars" if kind == "ars" else "")
        return pay(self.records, month, instant(day.isoformat()), kind)

    def posted(self) -> dict:
        """Return what the ledger has posted, by (dossier, benefit, month)."""
        return read(posted_rights(self.records.transfers()), "posted_cents")

    def paid(self) -> dict:
        """Return what was paid, by (dossier, benefit, month)."""
        return read(paid(self.records.transfers()), "paid_cents")

    def position(self, *key) -> dict:
        """Return the balances of a right that are not zero."""
        for row in positions(self.records.transfers()).to_pylist():
            if (row["dossier"], row["benefit"], row["month"]) == key:
                natures = {n.removesuffix("_cents"): v for n, v in row.items() if "_cents" in n}
                return {name: cents for name, cents in natures.items() if cents}
        return {}

    def sum(self) -> int:
        """Return the sum of all balances."""
        return sum(balances(self.records.transfers())["balance_cents"].to_pylist())

    def copy(self) -> Chaine:
        """Return another fund with the same journals."""
        read, other = self.records, Chaine(self.law)
        unseen = dict.fromkeys(read.dossiers(), 0)
        other.records.append(Journal(read.facts(), read.events(), read.transfers()), unseen)
        return other

    def sizes(self) -> tuple[int, int, int]:
        """Return the number of rows of each journal."""
        journals = (self.records.facts(), self.records.events(), self.records.transfers())
        return tuple(table.num_rows for table in journals)  # type: ignore[return-value]


def instant(day: str) -> dt.datetime:
    """Return eight in the morning of a day, UTC."""
    return dt.datetime.fromisoformat(f"{day}T08:00:00+00:00")


def read(table, column) -> dict:
    """Return a column by (dossier, benefit, month)."""
    return {(r["dossier"], r["benefit"], r["month"]): r[column] for r in table.to_pylist()}
