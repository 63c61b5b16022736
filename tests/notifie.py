"""A fund in memory where a household owes RSA, and whose notice is prepared, sent, received.

The law is a stand-in: 650 € of RSA without a wage, nothing with 1 800 €; the chain is the real one.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

import pyarrow as pa
from benchmarks.loi import LoiDeBanc
from tests.chaine import Chaine, instant
from tests.foyers import Caisse

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import ORGANISME_DEMO, Contenu
from justedroit.core.faits import Statement
from justedroit.records.interface import Journal
from justedroit.records.memory import MemoryRecords
from justedroit.steps import declare, notify
from justedroit.steps.act import appended, event, opened
from justedroit.steps.letter import Atelier

REFERENCE = "revision:202511:20251201T080000"
TEXT = (
    "Le 20 novembre 2025, votre employeur nous a dit votre salaire, que nous ne connaissions pas. Nous "
    "vous avions versé le RSA d'août ou de septembre 2025, et celui d'octobre 2025, comme si vous n'aviez "
    "pas de salaire. Refaites une demande si votre salaire baisse."
)


def at(day: str) -> Acte:
    return Acte("agent:4", dt.datetime.fromisoformat(f"{day}T09:00:00+00:00"))


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


@dataclass
class Imprimeur:
    """Keeps what it typesets."""

    seen: list[Contenu] = field(default_factory=list)

    def __call__(self, contenu: Contenu) -> bytes:
        self.seen.append(contenu)
        return contenu.titre.encode()


class Fonds:
    """A fund where a household was paid RSA for some months, and whose wage is then known.

    Two months make 1 300 € of indu; three, 1 950 €, which is above the threshold.
    """

    def __init__(
        self,
        months: int = 2,
        source: str = "dsn_drm",
        wage: str = "1800",
        *besides: Statement,
    ) -> None:
        self.chaine = Chaine(LoiDeBanc())
        self.records = self.chaine.records
        self.printer = Imprimeur()
        self.atelier = Atelier(ORGANISME_DEMO, self.printer, LoiDeBanc())
        fund = Caisse()
        foyer = fund.foyer().seul().demande("rsa", since="2024-03-10")
        if wage == "0":
            foyer.says("salaire_net", "800", "2022-01-01", person=1, source="allocataire")
        self.chaine.hear(fund)
        first = 202511 - months
        for month in range(first, 202511):
            self.chaine.revise(first, month)
            self.chaine.pay(month)
        said = Statement(1, 1, "salaire_net", wage, on("2022-01-01"), None, source, "essai")
        assert declare(self.records, [said, *besides], instant("2025-11-20")) == []
        self.chaine.revise(first, 202511)

    @staticmethod
    def atelier_alone() -> Atelier:
        """Return what letters are made with, where nobody looks at what is typeset."""
        return Atelier(ORGANISME_DEMO, Imprimeur(), LoiDeBanc())

    def events(self) -> pa.Table:
        return self.records.events([1])

    def last(self, tag: str) -> dict[str, object]:
        rows = [row for row in self.events().to_pylist() if row["tag"] == tag]
        return json.loads(rows[-1]["payload"])

    def prepare(self, day: str = "2025-12-02", selection: str = ""):
        return notify.prepare(self.records, 1, None, at(day), self.atelier, selection)

    def ready(self) -> Fonds:
        """Prepare a notice, and do all that it waits for; the third party's word was told on time."""
        self.told_early()
        self.prepare()
        assert notify.explain_notice(self.records, 1, 1, TEXT, at("2025-12-03")) == []
        told = (on("2025-12-03"), "non_joint")
        assert notify.call(self.records, 1, 1, told, at("2025-12-03")) is None
        return self

    def told_early(self, day: str = "2025-11-21") -> None:
        """Tell the household what was said of it, as soon as the fund heard it."""
        facts = self.records.facts([1])["sequence"].to_pylist()
        told = {"faits": facts, "courrier": 0, "le": day}
        row = event(1, "tiers.informe", at(day), told)
        appended(self.records, opened(self.records, 1), [row])

    def sent(self) -> Fonds:
        self.ready()
        done = notify.send(self.records, 1, 1, at("2025-12-04"), self.atelier)
        assert not isinstance(done, list), done
        return self

    def received(self, day: str = "2025-12-10") -> Fonds:
        self.sent()
        told = (on(day), "accuse_reception")
        done = notify.receive(self.records, 1, 1, told, at("2025-12-12"))
        assert not isinstance(done, Refusal), done
        return self


def together(fonds: dict[int, Fonds]) -> MemoryRecords:
    """Return one fund where each household, given by its number, is alone in its dossier."""
    records = MemoryRecords()
    for dossier, one in fonds.items():
        tables = {
            name: as_dossier(getattr(one.records, name)(), dossier)
            for name in ("facts", "events", "transfers")
        }
        records.append(Journal(**tables), {dossier: 0})
    return records


def as_dossier(table: pa.Table, dossier: int) -> pa.Table:
    """Return the rows of a journal as those of another dossier."""
    at = table.schema.get_field_index("dossier")
    column = pa.array([dossier] * table.num_rows, table.schema.field("dossier").type)
    return table.set_column(at, table.schema.field("dossier"), column)
