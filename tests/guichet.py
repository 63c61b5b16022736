"""A fund that owes, pays through its bank, and hears from it: for the tests of orders and returns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pyarrow as pa
from schwifty import IBAN

from justedroit.core.base import Acte
from justedroit.core.creances import creances
from justedroit.core.identites import Compte, Identite
from justedroit.core.paiements import CAISSE_DEMO, Ordre
from justedroit.core.registre import TRANSFERS, balances, check_transfers, paid, positions
from justedroit.records.fichiers import MemoryFiles
from justedroit.records.interface import EVENTS, Journal
from justedroit.records.memory import MemoryRecords
from justedroit.records.memory_identities import MemoryIdentities
from justedroit.steps.act import event
from justedroit.steps.guichet import Guichet
from justedroit.steps.order import prepare, release
from justedroit.steps.write import write
from justedroit.twin.banque import Banque

# June is paid on 4 July 2025, to landlords on the 25th; the order is made on the first.
JUNE, JULY = 202506, 202507
NOW = dt.datetime(2025, 7, 1, 8, tzinfo=dt.UTC)
ANNE, BRUNO = "agent-a", "agent-b"  # identifiers, not people


def iban(number: int) -> str:
    """Return the number-th account of a bank that does not exist, its keys right."""
    code = f"{number:011d}"
    return str(IBAN.generate("FR", bank_code="99999", branch_code="00001", account_code=code))


@dataclass
class Fonds:
    """A fund with its bank.

    Attributes:
        guichet: what orders are made with, all in memory unless told.
        now: instant of the next act; each act takes a second.
        banque: the bank.
    """

    guichet: Guichet = field(
        default_factory=lambda: Guichet(
            MemoryRecords(), MemoryIdentities(), MemoryFiles(), CAISSE_DEMO
        )
    )
    now: dt.datetime = NOW
    banque: Banque = field(default_factory=Banque)

    def tick(self) -> dt.datetime:
        """Return the instant, and let a second pass."""
        self.now += dt.timedelta(seconds=1)
        return self.now

    def post(self, dossier, *moves) -> None:
        """Write transfers: (debit, credit, cents, motive, month)."""
        rows = [
            {
                "dossier": dossier,
                "sequence": 0,
                "debit": debit,
                "credit": credit,
                "amount_cents": cents,
                "month": month,
                "value_on": self.now.date(),
                "entered_at": self.now,
                "motive": motive,
                "reference": "essai",
            }
            for debit, credit, cents, motive, month in moves
        ]
        table = pa.Table.from_pylist(rows, schema=TRANSFERS)
        assert check_transfers(table) == []
        records = self.guichet.records
        records.append(Journal(transfers=table), records.sequences([dossier]))
        self.tick()

    def owe(self, dossier, cents, benefit="rsa", month=JUNE) -> None:
        """Owe the right of a month."""
        self.post(dossier, (f"{benefit}:charge", f"{benefit}:droit", cents, "droit", month))

    def claim(self, dossier, cents, benefit="rsa", month=JUNE) -> None:
        """Claim an indu on a right that was paid, and notify all that the dossier owes."""
        self.post(dossier, (f"{benefit}:indu", f"{benefit}:charge", cents, "indu", month))
        records = self.guichet.records
        notice = 1 + records.events([dossier])["tag"].to_pylist().count("notice.preparee")
        numbers = [c.number for c in creances(records.transfers([dossier]))[dossier]]
        told = {"notice": notice, "creances": numbers, "enrichie": False, "total_cents": cents}
        sent = {"notice": notice, "le": self.now.date().isoformat()}
        acte = Acte(ANNE, self.now)
        rows = [
            event(dossier, tag, acte, payload)
            for tag, payload in (("notice.preparee", told), ("notice.envoyee", sent))
        ]
        journal = Journal(events=pa.Table.from_pylist(rows, schema=EVENTS))
        records.append(journal, records.sequences([dossier]))

    def account(self, dossier, number=None, holder="Essai", landlord=None) -> None:
        """Give the allocataire of a dossier an account, and its landlord another."""
        compte = Compte(holder, iban(dossier if number is None else number))
        bailleur = None if landlord is None else Compte("Bailleur d'essai", iban(landlord))
        self.guichet.identities.put(
            [Identite(dossier, 1, "Essai", "Prénom", compte=compte, bailleur=bailleur)]
        )

    def households(self, *cents) -> None:
        """Owe the RSA of June to dossiers 1, 2, 3… each with an account."""
        for dossier, amount in enumerate(cents, 1):
            self.owe(dossier, amount)
            self.account(dossier)

    def prepared(self, month=JUNE, kind="mensuel") -> Ordre:
        """Return an order prepared by Anne."""
        order = prepare(self.guichet, month, kind, ANNE, self.tick())
        assert isinstance(order, Ordre), str(order)
        return order

    def released(self, month=JUNE, kind="mensuel") -> Ordre:
        """Return an order released by Bruno."""
        order = release(self.guichet, self.prepared(month, kind).number, BRUNO, self.tick())
        assert isinstance(order, Ordre), str(order)
        return order

    def written(self, month=JUNE, kind="mensuel") -> tuple[Ordre, bytes]:
        """Return an order whose file is written, and the file."""
        order = write(self.guichet, self.released(month, kind).number, BRUNO, self.tick())
        assert isinstance(order, Ordre), str(order)
        return order, self.guichet.files.read(order.release["fichier"])

    def state(self, number) -> str:
        """Return where an order stands."""
        return self.guichet.told()[0].orders[number].state

    def paid(self) -> dict:
        """Return what was paid and has not come back, by (dossier, benefit, month)."""
        rows = paid(self.guichet.records.transfers()).to_pylist()
        return {(r["dossier"], r["benefit"], r["month"]): r["paid_cents"] for r in rows}

    def position(self, dossier, benefit="rsa", month=JUNE) -> dict:
        """Return the balances of a right that are not zero."""
        for row in positions(self.guichet.records.transfers([dossier])).to_pylist():
            if (row["benefit"], row["month"]) == (benefit, month):
                natures = {n.removesuffix("_cents"): v for n, v in row.items() if "_cents" in n}
                return {name: cents for name, cents in natures.items() if cents}
        return {}

    def fund(self) -> dict:
        """Return the balances of the accounts of the fund that are not zero."""
        rows = balances(self.guichet.records.transfers([0])).to_pylist()
        return {r["account"]: r["balance_cents"] for r in rows if r["balance_cents"]}
